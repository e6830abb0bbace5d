"""Accounts, found by what somebody gives."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User


def find_by_email(email: str) -> list[User]:
    """Active accounts with this address, letter for letter: look-alike letters are not the same.

    Each of the two comparisons takes some of them for the same, but none that the other does.
    """
    users = get_user_model().objects.filter(email__iexact=email.replace("\0", ""), is_active=True)
    return [user for user in users if email and user.email.lower() == email.lower()]
