"""Addresses around signing in. Of allauth's pages only those that stand here are to be had."""

from allauth.account import views as account
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from scr_portal.signing_in import member_views, views

STEP = "account/second-step/"

urlpatterns = [
    # Before those of the workspace, which has them under the same addresses: there is one page to sign in.
    path("admin/login/", views.sign_in, name="account_login"),
    path("admin/logout/", views.sign_out, name="account_logout"),
    path("account/inactive/", views.ClosedAccountPage.as_view(), name="account_inactive"),
    path("account/password/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/forgotten/", views.ForgottenPasswordPage.as_view(), name="account_reset_password"),
    path("account/password/sent/", views.LinkSentPage.as_view(), name="account_reset_password_done"),
    path(
        "account/password/changed/",
        views.PasswordChangedPage.as_view(),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]{1,20})-(?P<key>[\w-]{1,100})/$",
        views.NewPasswordPage.as_view(),
        name="account_reset_password_from_key",
    ),
    path(STEP, steps.index, name="mfa_index"),
    path(f"{STEP}code/", views.ask_for_code, name="mfa_authenticate"),
    path(f"{STEP}again/", steps.reauthenticate, name="mfa_reauthenticate"),
    path(f"{STEP}app/", totp.activate_totp, name="mfa_activate_totp"),
    path(f"{STEP}app/picture.svg", views.totp_picture, name="totp_picture"),
    path(f"{STEP}app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{STEP}recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        f"{STEP}recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{STEP}recovery-codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(f"{STEP}passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{STEP}passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{STEP}passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{STEP}passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{STEP}passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "account/single-sign-on/",
        views.single_sign_on,
        {"provider_id": "oidc"},
        name="openid_connect_login",
    ),
    path(
        "account/single-sign-on/back/",
        views.single_sign_on_back,
        {"provider_id": "oidc"},
        name="openid_connect_callback",
    ),
    path(
        "account/single-sign-on/cancelled/",
        views.single_sign_on_cancelled,
        name="socialaccount_login_cancelled",
    ),
    # Of readers, where they can have accounts.
    path("account/", member_views.show_account, name="member_account"),
    path("account/sign-in/", member_views.sign_in_member, name="member_sign_in"),
    path("account/new/", member_views.join, name="member_join"),
    path("account/link-sent/", member_views.show_link_sent, name="member_link_sent"),
    path("account/new/make/", member_views.make_account, name="member_make"),
    path("account/name/", member_views.change_name, name="member_name"),
    path("account/address/", member_views.change_address, name="member_address"),
    path("account/address/use/", member_views.use_address, name="member_use_address"),
    path("account/password/", member_views.change_password, name="member_password"),
    path("account/data/", member_views.take_data, name="member_data"),
    path("account/delete/", member_views.delete_account, name="member_delete"),
]
