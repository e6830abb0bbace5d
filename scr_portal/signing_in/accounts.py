"""Accounts, found by what somebody gives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Q


def find_by_email(email: str) -> list[User]:
    """Accounts with this address that can be used, letter for letter: look-alike letters are not the same.

    Each of the two comparisons takes some of them for the same, but none that the other does.
    """
    users = get_user_model().objects.filter(email__iexact=email.replace("\0", ""), is_active=True)
    return [user for user in users if email and user.email.lower() == email.lower() and not is_shut_out(user)]


def is_taken(email: str) -> bool:
    """Whether an account, of whatever kind, has this address or is signed in to by it."""
    users = get_user_model().objects
    return bool(email) and users.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists()


def is_shut_out(user: Any) -> bool:
    """Whether it is an account that a reader made, and there are none now. Costs a query only where there are none."""
    return (
        not settings.DISCUSSION
        and user.is_authenticated
        and not (user.is_staff or user.is_superuser)
        and hasattr(user, "member")
    )


def find_username(typed: str) -> str:
    """The name of the account that somebody means: readers sign in by an address, however it is written."""
    typed = typed.strip()
    if "@" not in typed or get_user_model().objects.filter(username=typed.replace("\0", "")).exists():
        return typed
    return typed.lower()
