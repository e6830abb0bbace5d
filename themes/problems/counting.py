"""How much was reported, and what came of it, by the year in which it was sent: for everybody to see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from themes.models import ProblemReport
from themes.models.problem import ProblemKind, ProblemOutcome

OUTCOMES = [("", "Not answered yet"), *ProblemOutcome.choices]


@dataclass(frozen=True)
class CountRow:
    label: str
    total: int
    by_outcome: list[int]  # in the order of OUTCOMES

    @property
    def outcomes(self) -> str:
        """ "2 changed, 1 not answered yet"."""
        counted = [
            (count, label) for count, (_, label) in zip(self.by_outcome, OUTCOMES, strict=True) if count
        ]
        return ", ".join(f"{count:,} {label[:1].lower()}{label[1:]}" for count, label in counted)


@dataclass(frozen=True)
class YearOfReports:
    year: int
    rows: list[CountRow]  # the kinds that somebody reported, in the order of the form
    all: CountRow


def count_reports() -> list[YearOfReports]:
    """The years, newest first: one query, however many there are."""
    counted = (
        ProblemReport.objects.annotate(year=ExtractYear("at"))
        .order_by("-year")
        .values_list("year", "kind", "outcome")
        .annotate(count=Count("pk"))
    )
    years: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for year, kind, outcome, count in counted:
        years[year][kind, outcome] = count
    return [_make_year(year, cells) for year, cells in years.items()]


def _make_year(year: int, cells: dict[tuple[str, str], int]) -> YearOfReports:
    rows = [
        _make_row(str(label), [cells.get((kind, outcome), 0) for outcome, _ in OUTCOMES])
        for kind, label in ProblemKind.choices
    ]
    sums = [sum(column) for column in zip(*(row.by_outcome for row in rows), strict=True)]
    return YearOfReports(year, [row for row in rows if row.total], _make_row("All", sums))


def _make_row(label: str, by_outcome: list[int]) -> CountRow:
    return CountRow(label, sum(by_outcome), by_outcome)
