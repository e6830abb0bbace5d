"""Accounts that readers make, change and delete themselves.

An account comes to be only when a link that was sent to its address is followed: there are none with an address that
nobody has shown to be theirs. The link holds what it is for, signed, so until then nothing at all is kept.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.models import User
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from reviews.history.tracking import get_events
from scr_portal.signing_in.accounts import is_taken
from scr_portal.signing_in.jobs import send_member_letter, tell_of_change
from scr_portal.signing_in.models import SignIn
from scr_portal.signing_in.second_factor import end_sessions
from themes.discussion.names import find_shown_name, take_name_away, wish_name
from themes.models import Comment, Subscription
from themes.models.discussion import DecisionKind

LONGEST_ADDRESS = 150  # of the name of an account, which it becomes
SALT = "scr_portal.signing_in.membership"


class TakenError(Exception):
    """The link was used, or an account came to have the address in another way since it was sent."""


def read_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def send_link_to_join(*, email: str, then: str, request: HttpRequest) -> None:
    """Send a link with which an account is made. `then` is the address of ours that it leads back to."""
    key = signing.dumps({"email": email, "then": then}, salt=f"{SALT}.new", compress=True)
    send_member_letter.defer(to=email, origin=read_origin(request), kind="new", key=key)


def read_link_to_join(key: str) -> dict[str, str] | None:
    """The address and where to go then; None where the link is too old, or not ours."""
    return _read(key, "new")


def make_account(*, email: str, password: str, name: str) -> User:
    """Raises TakenError."""
    try:
        with transaction.atomic():
            if is_taken(email):
                raise TakenError
            user = get_user_model().objects.create_user(email, email, password)
            wish_name(user=user, name=name)
    except IntegrityError:  # the same link, pressed twice at once
        raise TakenError from None
    return user


def sign_in_maker(request: HttpRequest, user: User) -> None:
    """Whoever just chose the password of an account of their own need not type it again."""
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, "password")
    get_adapter().login(request, user)


def send_link_to_address(*, user: User, email: str, request: HttpRequest) -> None:
    """Send a link to a new address, with which it becomes that of the account."""
    given = {"user": user.pk, "email": email, "state": _describe_state(user)}
    key = signing.dumps(given, salt=f"{SALT}.address", compress=True)
    send_member_letter.defer(to=email, origin=read_origin(request), kind="address", key=key)


def read_link_to_address(key: str) -> tuple[User, str] | None:
    """The account and its new address; None where the link is used, too old, or not ours.

    One with a password that was changed since then is too old, too: whoever asked for it may have been somebody else.
    """
    given = _read(key, "address")
    user = get_user_model().objects.filter(pk=given["user"], is_active=True).first() if given else None
    if user is None or given is None or given["state"] != _describe_state(user):
        return None
    return user, given["email"]


def change_address(*, user: User, email: str) -> None:
    """Raises TakenError. The address before is told."""
    before = user.email
    try:
        with transaction.atomic():
            if is_taken(email):
                raise TakenError
            if user.username == before.lower():
                user.username = email
            user.email = email
            user.save(update_fields=["username", "email"])
            tell_of_change.defer(user=user.pk, change="It has another e-mail address.", to=before)
    except IntegrityError:
        raise TakenError from None


@transaction.atomic
def delete_account(*, user: User, keep_name: bool, origin: str) -> None:
    """Delete all that is kept of somebody. Comments stay where they are, since others answered them.

    They keep the name that others see, or are all by "A reader", also in their history. Raises ProtectedError where
    decisions were taken with the account: these name who took them.
    """
    if not keep_name:
        take_name_away(user)
    end_sessions(user)
    email = user.email
    user.delete()
    if email:
        send_member_letter.defer(to=email, origin=origin, kind="deleted")


def gather_data(user: User) -> dict[str, Any]:
    """All that is kept of somebody, as they are given it. Who decided is not said: that is about others."""
    member = getattr(user, "member", None)
    asked = Subscription.objects.filter(user=user) | Subscription.objects.of_address(user.email)
    return {
        "address": user.email,
        "account_made": user.date_joined,
        "last_signed_in": user.last_login,
        "name_wished": member and member.display_name,
        "state_of_name": member and member.get_name_state_display(),
        "name_shown": find_shown_name(user),
        "trusted": list(member.trusts.values("given_at", "why", "ended_at", "why_ended")) if member else [],
        "second_steps": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "sign_ins": list(SignIn.objects.filter(user=user).values("at", "network", "outcome", "way")),
        "comments": _gather_comments(user),
        "letters_wanted": [
            {
                **{
                    name: getattr(each, name)
                    for name in ("kind", "query", "pace", "asked_at", "confirmed_at")
                },
                "letters": [
                    {
                        name: getattr(letter, name)
                        for name in ("kind", "state", "words", "posted_at", "ended_at")
                    }
                    for letter in each.letters.all()
                ],
            }
            for each in asked.prefetch_related("letters")
        ],
    }


def _gather_comments(user: User) -> list[dict[str, Any]]:
    """With what was decided about each, and what it said before."""
    comments = Comment.objects.filter(author=user).order_by("posted_at", "pk").prefetch_related("decisions")
    earlier: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    events = get_events(Comment).filter(pgh_obj__author=user).order_by("pgh_id")
    for pk, body, at in events.values_list("pgh_obj", "body", "pgh_created_at"):
        earlier[pk].setdefault(body, at)
    return [
        {
            **{name: getattr(comment, name) for name in ("posted_at", "author_name", "state", "body")},
            "earlier_wordings": [
                {"body": body, "from": at} for body, at in earlier[comment.pk].items() if body != comment.body
            ],
            "decisions": [
                {name: getattr(decision, name) for name in ("at", "decision", "reason", "explanation")}
                for decision in comment.decisions.all()
                if decision.kind != DecisionKind.KEPT  # which tells that somebody else reported it
            ],
        }
        for comment in comments
    ]


def _read(key: str, kind: str) -> Any:
    try:
        return signing.loads(key, salt=f"{SALT}.{kind}", max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        return None


def _describe_state(user: User) -> str:
    """Something else once the address or the password is another."""
    return salted_hmac(SALT, f"{user.email} {user.password}", algorithm="sha256").hexdigest()
