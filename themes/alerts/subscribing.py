"""Asked for, confirmed, ended. Nobody is told whether an address follows something, but who reads its mail."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.timezone import localdate

from themes.alerts.changes import find_settled_moment
from themes.alerts.following import FollowedList
from themes.alerts.keys import find_to_confirm
from themes.alerts.outbox import post_letter
from themes.alerts.writing import describe_subscription
from themes.models import Letter, Subscription
from themes.models.alert import AlertKind, LetterKind, LetterState, SubscriptionQuerySet

MOST_A_DAY = 5  # letters that ask one address to confirm
UNCONFIRMED_DAYS = 7
LETTERS_DAYS = 30  # after they were sent or not


def ask_for_alerts(*, email: str, followed: FollowedList, pace: str, origin: str) -> None:
    """Write to the address, which has to confirm; unless it was written to often enough today.

    Where it follows the list already, the same letter asks whether the pace should be another.
    """
    asked = Letter.objects.filter(
        kind=LetterKind.CONFIRM, posted_at__gt=timezone.now() - timedelta(days=1)
    ).filter(subscription__in=Subscription.objects.of_address(email))
    if asked.count() >= MOST_A_DAY:
        return
    with transaction.atomic():
        subscription, _ = Subscription.objects.of_address(email).get_or_create(
            user=None,
            kind=AlertKind.LIST,
            query=followed.query,
            defaults={"email": email, "pace": pace, "origin": origin},
        )
        key = f"confirm/{subscription.pk}/{secrets.token_urlsafe(12)}"
        post_letter(subscription, LetterKind.CONFIRM, key, {"pace": pace})


def confirm(key: str) -> Subscription:
    """From now on it is told of. Once more changes the pace at most. Raises KeyRefused."""
    subscription, pace = find_to_confirm(key)
    moment = find_settled_moment()
    if subscription.confirmed_at is None:
        subscription.confirmed_at = timezone.now()
        subscription.told_until, subscription.looked_on = moment, localdate()
    subscription.pace = pace
    subscription.save(update_fields=["confirmed_at", "told_until", "looked_on", "pace"])
    return subscription


def choose_for_account(*, user: Any, kind: AlertKind, wanted: bool, origin: str) -> None:
    """Whether somebody with an account is told of this. Chosen again, nothing is said twice."""
    if not wanted:
        Subscription.objects.filter(user=user, kind=kind).delete()
        return
    now = timezone.now()
    Subscription.objects.get_or_create(
        user=user,
        kind=kind,
        query="",
        defaults={
            "origin": origin,
            "confirmed_at": now,
            "told_until": now,
            "looked_on": localdate() - timedelta(days=1),
        },
    )


def describe_all(rows: SubscriptionQuerySet) -> list[dict[str, Any]]:
    """All that is stored of these, to take along."""
    return [
        {
            "of": describe_subscription(row),
            "list": row.query,
            "how_often": row.get_pace_display() if row.kind == AlertKind.LIST else "",
            "site": row.origin,
            "asked_for": row.asked_at,
            "confirmed": row.confirmed_at,
            "told_until": row.told_until,
            "last_looked_after": row.looked_on,
            "refused_in_a_row": row.refusals,
            "letters": [
                {
                    "kind": letter.get_kind_display(),
                    "posted": letter.posted_at,
                    "came_of_it": letter.get_state_display(),
                    "tries": letter.tries,
                }
                for letter in row.letters.all()
            ],
        }
        for row in rows.prefetch_related("letters")
    ]


def clear_old() -> None:
    """Take out what was never confirmed, and letters that are long done."""
    now = timezone.now()
    asked_since = Letter.objects.filter(
        subscription=OuterRef("pk"), posted_at__gt=now - timedelta(days=UNCONFIRMED_DAYS)
    )
    Subscription.objects.filter(confirmed_at=None).filter(~Exists(asked_since)).delete()
    done = Letter.objects.exclude(state=LetterState.WAITING)
    done.filter(ended_at__lt=now - timedelta(days=LETTERS_DAYS)).delete()
