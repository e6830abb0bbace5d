"""The queue of the citation desk: which quotations, in which order, and how many of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from reviews.models import Review
from themes.models import Quotation, Standing
from themes.models.citation import STANDING

# By their names in addresses, which "To do" uses too.
SLUGS = {
    "not-found": Standing.NOT_FOUND,
    "elsewhere": Standing.ELSEWHERE,
    "near": Standing.NEAR,
    "not-checked": Standing.NOT_CHECKED,
    "unavailable": Standing.UNAVAILABLE,
    "no-list": Standing.NO_LIST,
    "accepted": Standing.ACCEPTED,
    "checked": Standing.CHECKED,
}
TO_SPLIT = "to-split"
SETTLED = (Standing.ACCEPTED, Standing.CHECKED)
# What waits for a curator, here and among the things to do.
WAITING = (*(slug for slug, standing in SLUGS.items() if standing not in SETTLED), TO_SPLIT)


@dataclass(frozen=True)
class QueueOption:
    """One choice of a filter."""

    label: str
    count: int
    query: str  # of the address that it leads to
    chosen: bool


@dataclass(frozen=True)
class Queue:
    """What somebody looks at: by how the quotations stand, and by the report that their findings are from."""

    work: str = ""  # one of SLUGS or TO_SPLIT; empty is all that wants a decision
    report: str = ""  # the slug of a review

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Queue:
        """From the query of an address; an unknown kind is ignored."""
        work, report = query.get("work", ""), query.get("report", "").replace("\x00", "")[:100]
        return cls(work if work in SLUGS or work == TO_SPLIT else "", report)

    @property
    def query(self) -> str:
        """Of its address, without the `?`."""
        return urlencode({name: value for name, value in vars(self).items() if value})

    @property
    def name(self) -> str:
        if self.work == TO_SPLIT:
            return "On one page of a shared list"
        return SLUGS[self.work].label if self.work else "All that want a decision"

    def get_quotations(self) -> QuerySet[Any]:
        """Its quotations, the worst and those entered first at the top."""
        return self._filter_report(filter_work(self.work))

    def find_next(self, standing: int, pk: int) -> int | None:
        """The key of the quotation after one that stood there; None at the end."""
        following = Q(standing__gt=standing) | Q(standing=standing, pk__gt=pk)
        return self.get_quotations().filter(following).exclude(pk=pk).values_list("pk", flat=True).first()

    def _filter_report(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(finding__review__slug=self.report) if self.report else rows

    def count_kinds(self) -> list[QueueOption]:
        """How the quotations of the report stand, each with its count: two queries."""
        quotations = self._filter_report(Quotation.objects.worst_first()).order_by()
        counts = dict(quotations.values_list("standing").annotate(count=Count("pk")))
        splitting = self._filter_report(filter_work(TO_SPLIT)).count()
        waiting = sum(count for standing, count in counts.items() if standing not in SETTLED)
        options = [self._build_option("", waiting + splitting)]
        options += [self._build_option(slug, counts.get(standing, 0)) for slug, standing in SLUGS.items()]
        return [*options, self._build_option(TO_SPLIT, splitting)]

    def _build_option(self, work: str, count: int) -> QueueOption:
        other = Queue(work, self.report)
        return QueueOption(other.name, count, other.query, work == self.work)

    def count_reports(self) -> list[QueueOption]:
        """The reports that the quotations of this kind are from, those with most first: one query."""
        rows = filter_work(self.work).order_by()
        counted = rows.values_list("finding__review__slug", "finding__review__short_title")
        counts = list(counted.annotate(count=Count("pk")).order_by("-count", "finding__review__slug"))
        counts.insert(0, ("", "All reports", sum(count for *_, count in counts)))
        return [
            QueueOption(title, count, Queue(self.work, slug).query, slug == self.report)
            for slug, title, count in counts
        ]

    def find_report_title(self) -> str:
        """The short title of its report; empty where there is none, or no such report."""
        if not self.report:
            return ""
        return Review.objects.filter(slug=self.report).values_list("short_title", flat=True).first() or ""


def filter_work(work: str) -> QuerySet[Any]:
    """The quotations of a kind, or all that wait, with their `standing`, the worst first."""
    return select_work(Quotation.objects.worst_first(), work)


def select_work(rows: QuerySet[Any], work: str = "") -> QuerySet[Any]:
    """Those of these quotations that are of a kind; of none, all that wait for a curator."""
    rows = rows.annotate(standing=STANDING)
    if work == TO_SPLIT:
        return rows.filter(pk__in=Quotation.objects.to_split().values("pk"))
    if work:
        return rows.filter(standing=SLUGS[work])
    to_split = Q(pk__in=Quotation.objects.to_split().values("pk"))
    return rows.filter(~Q(standing__in=SETTLED) | to_split)


def find_standing(quotation: Quotation) -> int:
    """Its `standing` in the database."""
    return Quotation.objects.worst_first().values_list("standing", flat=True).get(pk=quotation.pk)
