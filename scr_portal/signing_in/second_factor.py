"""The second step of signing in: who needs one, who has given it, and what they are until then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from scr_portal.signing_in.accounts import is_shut_out
from scr_portal.signing_in.jobs import tell_of_change
from scr_portal.signing_in.models import SignIn, SignInOutcome

PAGES = "/account/"  # where it is given and set up
WAYS = ("/admin/login/", "/admin/logout/")  # in and out


def hold_until_second_step(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Whoever still owes the second step is nobody, wherever they go except to give it. Readers are not looked at.

    What the pages of signing in say stays in no browser.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and is_shut_out(request.user):
            request.user = AnonymousUser()
        if request.path_info.startswith(PAGES) or request.path_info in WAYS:
            response = get_response(request)
            add_never_cache_headers(response)
            return response
        if (
            settings.REQUIRE_SECOND_FACTOR
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and owes_second_step(request)
        ):
            request.user = AnonymousUser()
        return get_response(request)

    return answer


def owes_second_step(request: HttpRequest) -> bool:
    user = request.user
    if not (
        settings.REQUIRE_SECOND_FACTOR and user.is_authenticated and (user.is_staff or user.is_superuser)
    ):
        return False
    return not any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def find_way_on(request: HttpRequest, then: str) -> str:
    """The page where somebody who owes it gives the second step, or sets it up."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    has_one = [method["url"] for method in methods if method["id"].startswith("mfa_reauthenticate")]
    return f"{(has_one or [reverse('mfa_index')])[0]}?{urlencode({'next': then})}"


def connect() -> None:
    authenticator_added.connect(note_that_it_was_given, dispatch_uid="second-step-was-given")


def note_that_it_was_given(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    """Whoever set it up has just shown that they hold it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )


@transaction.atomic
def reset_second_factor(user: User) -> int:
    """Take the second step of an account away and end its sessions, so that it is set up anew. How many there were."""
    taken, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    SignIn.objects.create(user=user, outcome=SignInOutcome.SECOND_STEP_REMOVED)
    tell_of_change.defer(
        user=user.pk, change="Its second step was taken away, and is set up anew at the next sign-in."
    )
    return taken


def end_sessions(user: User) -> int:
    """How many there were. All are looked through: only people who are signed in have any, for some hours."""
    theirs = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)
