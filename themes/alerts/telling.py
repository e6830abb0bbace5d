"""Once a day: what changed for whom, and the letters that say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from themes.alerts.changes import ListChanges, find_list_changes, find_settled_moment
from themes.alerts.following import find_followed
from themes.alerts.outbox import post_letter, send_soon
from themes.models import Letter, Subscription
from themes.models.alert import AlertKind, LetterKind
from themes.past.tables import Past

HOUR = 6  # o'clock where the portal is read, before which nobody is written to


def tell_all(should_stop: Callable[[], bool] = lambda: False) -> None:
    """Post what is due today. Called often, since the worker may have been away in the morning."""
    now = localtime(timezone.now())
    if now.hour >= HOUR:
        tell_of_waiting(now.date())
        tell_of_changes(now.date(), should_stop)


def tell_of_changes(today: date, should_stop: Callable[[], bool] = lambda: False) -> None:
    """What changed in a list is found once for all who were told of it up to the same moment."""
    due = Subscription.objects.due(today).filter(kind=AlertKind.LIST)
    until = Past(find_settled_moment())
    pasts: dict[datetime, Past] = {}
    for moment, query in due.order_by("told_until", "query").values_list("told_until", "query").distinct():
        if should_stop():
            return
        if moment is None or moment >= until.moment:  # something has been running since then: the next hour
            continue
        followed = find_followed(query)
        since = pasts.setdefault(moment, Past(moment))
        changes = find_list_changes(followed, since, until) if followed else ListChanges()
        with transaction.atomic():
            rows = due.filter(told_until=moment, query=query).select_for_update(of=("self",))
            told = list(rows.values_list("pk", flat=True))
            if changes:
                words = asdict(changes)
                Letter.objects.bulk_create(
                    [
                        Letter(
                            subscription_id=pk,
                            key=f"changes/{pk}/{today.isoformat()}",
                            kind=LetterKind.CHANGES,
                            words=words,
                        )
                        for pk in told
                    ],
                    ignore_conflicts=True,
                )
                send_soon()
            # Where the list cannot be found, the moment stays: it may be there again.
            further = {"told_until": until.moment} if followed else {}
            Subscription.objects.filter(pk__in=told).update(looked_on=today, **further)


def tell_of_waiting(today: date) -> None:
    """To each moderator who asked for it; what it says, and whether there is anything, is seen when it is sent."""
    for subscription in Subscription.objects.due(today).filter(kind=AlertKind.WAITING):
        with transaction.atomic():
            post_letter(subscription, LetterKind.WAITING, f"waiting/{subscription.pk}/{today.isoformat()}")
            subscription.looked_on = today
            subscription.save(update_fields=["looked_on"])
