"""What was decided about comments, for everybody to see: how much, how quickly and for which reasons.

Numbers that could tell of one case are not shown. Months say nothing of reasons. Reasons are counted by quarters, and
small numbers put together until nobody can tell them apart. Only months and quarters that are over are counted, so that
nobody learns from two looks at the page what was decided in between.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Exists, F, Min, OuterRef
from django.db.models.functions import TruncMonth, TruncQuarter
from django.utils.timezone import localtime

from reviews.working_time import LONDON
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision
from themes.models.discussion import DecisionKind, ModerationReason

LEAST = 5  # of a kind, to be shown by itself
# As readers know them. The key is the kind of a decision where it has one, else the state that was decided. By whom a
# comment was taken from view would be a reason.
LABELS = {
    **dict(CommentState.choices),
    CommentState.REJECTED: "Not accepted",
    CommentState.WITHDRAWN: "Taken down or withdrawn",
    DecisionKind.KEPT: "Kept after a report",
    DecisionKind.AT_ONCE: "Shown without waiting",
    DecisionKind.LOOKED_AT: "Looked at again and left",
}
NOT_SHOWN = (CommentState.REJECTED, CommentState.WITHDRAWN)


@dataclass(frozen=True)
class MonthOfDecisions:
    month: date
    by_decision: dict[str, int]  # in the order of LABELS, those of which there is any
    total: int
    hours: int | None  # half of the comments first decided in it waited no longer; None for few

    @property
    def wait(self) -> str:
        """ "half within 5 hours", "half within 3 days"."""
        if self.hours is None:
            return "too few to say"
        return (
            f"half within {self.hours} hours"
            if self.hours <= 48
            else f"half within {-(-self.hours // 24)} days"
        )


@dataclass(frozen=True)
class QuarterOfReasons:
    first: date
    total: int
    reasons: list[tuple[str, int]]  # those of which there are enough, the most first
    others: int  # of the rest, together

    @property
    def name(self) -> str:
        last = date(self.first.year, self.first.month + 2, 1)
        return f"{self.first:%B} to {last:%B %Y}"


def count_by_month(now: datetime) -> list[MonthOfDecisions]:
    """Months that are over, the newest first. Two queries."""
    before = _find_start(localtime(now, LONDON).date().replace(day=1))
    counted: dict[date, dict[str, int]] = defaultdict(dict)
    rows = (
        ModerationDecision.objects.filter(at__lt=before)
        .order_by()
        .annotate(month=TruncMonth("at", tzinfo=LONDON))
        .values_list("month", "decision", "kind")
        .annotate(count=Count("pk"))
    )
    for month, decision, kind, count in rows:
        counted[month.date()][kind or decision] = count
    hours = _read_hours(before)
    return [
        MonthOfDecisions(
            month=month,
            by_decision={str(label): cells[key] for key, label in LABELS.items() if key in cells},
            total=sum(cells.values()),
            hours=round(median(hours[month])) if len(hours[month]) >= LEAST else None,
        )
        for month, cells in sorted(counted.items(), reverse=True)
    ]


def count_reasons(now: datetime) -> list[QuarterOfReasons]:
    """Quarters that are over, the newest first, with the reasons for which comments were not shown. One query."""
    today = localtime(now, LONDON).date()
    before = _find_start(date(today.year, today.month - (today.month - 1) % 3, 1))
    counted: dict[date, dict[str, int]] = defaultdict(dict)
    rows = (
        ModerationDecision.objects.filter(at__lt=before, decision__in=NOT_SHOWN)
        .order_by()
        .annotate(quarter=TruncQuarter("at", tzinfo=LONDON))
        .values_list("quarter", "reason")
        .annotate(count=Count("pk"))
    )
    for quarter, reason, count in rows:
        counted[quarter.date()][reason] = count
    labels = dict(ModerationReason.choices)
    quarters = []
    for quarter, cells in sorted(counted.items(), reverse=True):
        shown, others = put_small_together(cells)
        named = [(str(labels.get(reason, "No reason given")), count) for reason, count in shown]
        quarters.append(QuarterOfReasons(quarter, sum(cells.values()), named, others))
    return quarters


def put_small_together(cells: dict[str, int]) -> tuple[list[tuple[str, int]], int]:
    """What can be shown by itself, the most first, and the sum of the rest.

    The rest are all below LEAST, and then the next smallest until they are at least two and LEAST together: else their
    number would follow from the sum.
    """
    left = sorted((item for item in cells.items() if item[1]), key=lambda item: (item[1], item[0]))
    rest = [item for item in left if item[1] < LEAST]
    left = left[len(rest) :]
    while rest and left and (len(rest) < 2 or sum(count for _, count in rest) < LEAST):
        rest.append(left.pop(0))
    return left[::-1], sum(count for _, count in rest)


def _read_hours(before: datetime) -> dict[date, list[float]]:
    """How long readers' comments waited for the first decision, by the month of that; of those that waited at all."""
    hours: dict[date, list[float]] = defaultdict(list)
    at_once = ModerationDecision.objects.filter(comment=OuterRef("pk"), kind=DecisionKind.AT_ONCE)
    rows = (
        Comment.objects.filter(~Exists(at_once), author__isnull=False, posted_at__isnull=False)
        .annotate(first=Min("decisions__at"))
        .filter(first__lt=before, first__gte=F("posted_at"))
    )
    for posted, first in rows.values_list("posted_at", "first"):
        waited: timedelta = first - posted
        hours[localtime(first, LONDON).date().replace(day=1)].append(waited.total_seconds() / 3600)
    return hours


def _find_start(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
