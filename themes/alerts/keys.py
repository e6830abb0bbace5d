"""The keys in links of letters. They are signed and stored nowhere: a link must work for as long as its letter is kept.

Whoever has a letter can see and end what its address is told of; a key opens nothing else.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from themes.models import Subscription
from themes.models.alert import AlertPace

OF_SUBSCRIPTION = "themes.alerts.subscription"
TO_CONFIRM = "themes.alerts.confirm"
CONFIRM_DAYS = 3


class KeyRefused(Exception):
    """The key was not made by us, or its time is over."""


def make_key(subscription: Subscription) -> str:
    return signing.Signer(salt=OF_SUBSCRIPTION).sign_object(_identify(subscription))


def make_key_to_confirm(subscription: Subscription, pace: str) -> str:
    return signing.dumps([*_identify(subscription), pace], salt=TO_CONFIRM)


def find_subscription(key: str) -> Subscription | None:
    """What a key of `make_key` is of; None where that was ended. Raises KeyRefused."""
    try:
        pk, asked = signing.Signer(salt=OF_SUBSCRIPTION).unsign_object(key)
    except (signing.BadSignature, ValueError) as error:
        raise KeyRefused from error
    return _find(pk, asked)


def find_to_confirm(key: str) -> tuple[Subscription, str]:
    """What a key of `make_key_to_confirm` is of, with the pace that was asked for. Raises KeyRefused."""
    try:
        pk, asked, pace = signing.loads(key, salt=TO_CONFIRM, max_age=CONFIRM_DAYS * 24 * 60 * 60)
    except (signing.BadSignature, ValueError) as error:
        raise KeyRefused from error
    found = _find(pk, asked)
    if found is None or pace not in AlertPace.values:
        raise KeyRefused
    return found, pace


def build_link(name: str, subscription: Subscription) -> str:
    """A whole address. The key stands behind the `?`, of which nothing is logged."""
    return f"{subscription.origin}{reverse(name)}?key={make_key(subscription)}"


def _identify(subscription: Subscription) -> list[int]:
    """With the moment of its beginning: after a backup was put back, a number may be given to another."""
    return [subscription.pk, int(subscription.asked_at.timestamp())]


def _find(pk: int, asked: int) -> Subscription | None:
    found = Subscription.objects.select_related("user").filter(pk=pk).first()
    return found if found and int(found.asked_at.timestamp()) == asked else None
