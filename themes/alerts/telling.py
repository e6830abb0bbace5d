"""What happened for whom, and the letters that say so: of lists once a day, of comments within minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.timezone import localtime

from themes.alerts.changes import ListChanges, find_list_changes, find_settled_moment
from themes.alerts.following import find_followed
from themes.alerts.outbox import post_letter, send_soon
from themes.discussion.moderation import TAKEN_ALONG
from themes.enums import CommentState
from themes.models import Comment, Letter, ModerationDecision, Subscription
from themes.models.alert import AlertKind, LetterKind
from themes.models.discussion import ModerationReason
from themes.past.tables import Past

HOUR = 6  # o'clock where the portal is read, before which nobody is written to about lists and tasks
LATEST = timedelta(
    days=7
)  # after it happened to a comment, somebody is told: well before letters are forgotten


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


def tell_authors() -> None:
    """Post what became of comments since their authors asked to be told, and which of them were answered.

    Looked for here and not posted with the decision: what a moderator puts right at once is told once, as it then is,
    and no decision waits for another one's letters. The key of a letter holds that of the decision, or of the answer
    (which is first shown once), so nothing is told twice.
    """
    since = timezone.now() - LATEST
    decisions = (
        ModerationDecision.objects.filter(at__gt=since)
        .exclude(reason=ModerationReason.AUTHOR)  # who withdrew it knows
        .exclude(by=F("comment__author"))
        .exclude(explanation=TAKEN_ALONG)  # not about its own words
        .filter(kind="")  # else nothing became of it: it was shown, and is
        .exclude(decision=CommentState.HELD, comment__approved_at=None)  # it waited, and still does
    )
    answers = Comment.objects.filter(state=CommentState.PUBLISHED, approved_at__gt=since).exclude(
        author=F("parent__author")
    )
    _post_once(decisions, AlertKind.DECIDED, LetterKind.DECIDED, whose="comment__author", when="at")
    _post_once(answers, AlertKind.ANSWERED, LetterKind.ANSWERED, whose="parent__author", when="approved_at")


def _post_once(rows: QuerySet[Any], asked_for: AlertKind, kind: LetterKind, *, whose: str, when: str) -> None:
    """A letter about each row, where there was none, to whoever asked for that kind before it happened."""
    asked = Subscription.objects.filter(
        kind=asked_for, user=OuterRef(whose), confirmed_at__lt=OuterRef(when)
    ).values("pk")
    key = Concat(Value(f"{kind}/"), Cast("pk", CharField()))
    untold = (
        rows.annotate(asked=Subquery(asked), key=key)
        .exclude(asked=None)
        .exclude(Exists(Letter.objects.filter(key=OuterRef("key"))))
    )
    for pk, subscription, key_of_letter in untold.order_by("pk").values_list("pk", "asked", "key"):
        post_letter(Subscription(pk=subscription), kind, key_of_letter, {"pk": pk})
