"""What allauth asks the portal: whom to believe, what to say, and what is written down."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import render

from scr_portal.signing_in import guessing
from scr_portal.signing_in.accounts import find_by_email, is_shut_out
from scr_portal.signing_in.jobs import tell_of_change
from scr_portal.signing_in.models import SignInOutcome

WRONG = (
    "This name and this password do not open an account here. Capital letters count in both. "
    "If the password is lost, an administrator can give you a new one."
)
WRONG_CODE = "This code is not right. Codes of the app change every half minute, and each can be used once."
# What allauth calls a letter about it, and what the owner of the account is told.
CHANGES = {
    "mfa/email/totp_activated": "An app on a phone was set up as its second step.",
    "mfa/email/totp_deactivated": "The app on a phone is no longer its second step.",
    "mfa/email/recovery_codes_generated": "It has new recovery codes. Those from before no longer work.",
    "mfa/email/webauthn_added": "A passkey was added to it.",
    "mfa/email/webauthn_removed": "A passkey was taken away from it.",
}
TOO_MANY = "There were too many wrong tries. Try again in an hour, or ask an administrator."

WAYS = {
    "password": "password",
    "socialaccount": "single sign-on",
    "totp": "a code of the app",
    "recovery_codes": "a recovery code",
    "webauthn": "a passkey",
}


class StaffAccounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": "This is not the password of your account. Capital letters count.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Not by allauth's count, which shuts a name out for all: `guessing` does it."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        guesser = guessing.find_guesser(request, credentials.get("username", ""))
        attempt = guessing.begin_try(guesser, SignInOutcome.WRONG_PASSWORD)
        user = super().authenticate(request, **credentials)
        if user and is_shut_out(user):
            return None
        if user and user == request.user:  # only asked again
            attempt.delete()
        elif user:
            attempt.outcome = SignInOutcome.PASSWORD_RIGHT
            attempt.save()
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        guesser = guessing.Guesser(guessing.read_network(request), user=user)
        steps = [record.get("type", record["method"]) for record in get_authentication_records(request, user)]
        right = guesser.select().filter(outcome=SignInOutcome.PASSWORD_RIGHT).first()
        if right and "password" in steps:
            right.delete()  # this is what came of it; of those before it nothing did
        guesser.record(
            SignInOutcome.SIGNED_IN, " and ".join(WAYS.get(step, step) for step in dict.fromkeys(steps))
        )

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Of a new password `passwords.TellsOfNewPassword` tells, however it was set."""
        if change := CHANGES.get(template_prefix):
            tell_of_change.defer(user=user.pk, change=change)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """What went well is seen by where it leads."""
        if level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Where there is a second step, the password alone opens none of its screens."""
        methods = super().get_reauthentication_methods(user)
        with_step = [method for method in methods if method["id"].startswith("mfa_reauthenticate")]
        if with_step and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            with_step.reverse()  # the passkey before the recovery codes
        return with_step or methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """To set up the first one takes no more than to have signed in: until then there is nothing else to do."""
        if app == "allauth.mfa" and not is_mfa_enabled(context.request.user):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SecondSteps(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def build_totp_svg(self, url: str) -> str:
        """The picture has an address of its own (`views.totp_picture`): our policy allows none within a page."""
        return ""


class SingleSignOn(DefaultSocialAccountAdapter):
    """Lets in whoever has an account already. Nothing of the other site is kept, not even that it knows them."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        sociallogin.state["process"] = "login"  # an address could ask for something else
        account, reason = find_account(sociallogin)
        if account is None:
            page = render(request, "socialaccount/no_account.html", {"reason": reason}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.user = account


def find_account(sociallogin: SocialLogin) -> tuple[User | None, str]:
    """The one account with a verified address; or None, and why: "unverified", "none" or "several"."""
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    if not verified:
        return None, "unverified"
    found = {account.pk: account for email in verified for account in find_by_email(email)}
    staff = {pk: account for pk, account in found.items() if account.is_staff}
    found = staff or found  # somebody of the staff may have had an account as a reader before
    if len(found) == 1:
        return next(iter(found.values())), ""
    return None, "several" if found else "none"
