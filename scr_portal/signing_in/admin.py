"""The log of sign-ins, for administrators. allauth's own screens are taken away: nobody edits what it keeps."""

import contextlib
from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 (before their screens are taken away)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered

from reviews.workspace.addresses import ReadsAddresses
from scr_portal.signing_in.models import SignIn


@admin.register(SignIn)
class SignInAdmin(ReadsAddresses):
    list_display = ["at", "who", "network", "outcome", "way"]
    list_filter = ["outcome"]
    search_fields = ["user__username"]
    list_select_related = ["user"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    fields = ["at", "who", "network", "outcome", "way"]

    @admin.display(description="account", ordering="user__username")
    def who(self, row: SignIn) -> Any:
        return row.who

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    with contextlib.suppress(NotRegistered):
        admin.site.unregister(model)
