"""What changed in the collection, as readers are told of it: newest first, by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from reviews.history.diffs import TextDiff, build_diff
from themes.enums import FindingState
from themes.models import Change, ChangeKind, Finding, FindingTheme

ADDED_BY_NAME = 5  # more that were added on one day are counted, not named
CHANGES_OF_A_DAY = 20

WORDS = {
    ChangeKind.ADDED: "added",
    ChangeKind.WORDING: "wording changed",
    ChangeKind.PAGES: "pages changed",
    ChangeKind.WITHDRAWN: "withdrawn",
    ChangeKind.AGAIN: "published again",
}


@dataclass(frozen=True)
class Correction:
    """One change of a finding. `theme` and `difference` are there only while readers may see the finding."""

    pk: int
    code: str
    url: str
    short_path: str
    kind: str
    what: str
    at: datetime
    theme: str
    difference: TextDiff | None
    times: int = 1  # changes of the words on one day are told as one: the first before, the last after

    @property
    def title(self) -> str:
        """By number and theme, never by its words: titles stand in lists of tabs and of feeds."""
        return f"{self.code}{f', {self.theme}' if self.theme else ''}: {self.what}"


@dataclass(frozen=True)
class Day:
    date: date
    added: int
    added_last: datetime | None
    named: tuple[Correction, ...]  # those added, where they are few
    changes: tuple[Correction, ...]  # all others, or the newest of them
    more: int  # changes beyond those

    @property
    def change_count(self) -> int:
        return sum(told.times for told in self.changes) + self.more

    @property
    def title(self) -> str:
        return f"{self.added} {'finding' if self.added == 1 else 'findings'} added"


def days() -> QuerySet:
    """Days on which something changed, newest first, with how much."""
    return (
        Change.objects.told()
        .order_by("-day")
        .values("day")
        .annotate(
            total=Count("pk"),
            added=Count("pk", filter=Q(kind=ChangeKind.ADDED)),
            added_last=Max("at", filter=Q(kind=ChangeKind.ADDED)),
        )
    )


def with_changes(listed: Iterable[dict]) -> list[Day]:
    """Days as `days` gives them, with what changed: two queries."""
    listed = list(listed)
    few = [row["day"] for row in listed if row["added"] <= ADDED_BY_NAME]
    changes = (
        Change.objects.told()
        .filter(day__in=[row["day"] for row in listed])
        .filter(~Q(kind=ChangeKind.ADDED) | Q(day__in=few))
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("day"), ExpressionWrapper(Q(kind=ChangeKind.ADDED), BooleanField())],
                order_by=[F("at").desc(), F("pk").desc()],
            )
        )
        .filter(place__lte=CHANGES_OF_A_DAY)
    )
    of_day: dict[date, list[Correction]] = defaultdict(list)
    for change, told in _joined(*_read(changes)):
        of_day[change.day].append(told)
    return [
        Day(
            row["day"],
            row["added"],
            row["added_last"],
            tuple(reversed([told for told in of_day[row["day"]] if told.kind == ChangeKind.ADDED])),
            others := tuple(told for told in of_day[row["day"]] if told.kind != ChangeKind.ADDED),
            row["total"] - row["added"] - sum(told.times for told in others),
        )
        for row in listed
    ]


def tell(changes: QuerySet) -> list[Correction]:
    """Changes as readers are told of them, each by itself: two queries."""
    return _read(changes)[1]


def read_corrections_by_day(changes: QuerySet) -> list[Correction]:
    """The same, with the changes of a finding's words on one day as one."""
    return [told for _, told in _joined(*_read(changes))]


def changes_of(finding: Finding) -> list[tuple[Correction, bool]]:
    """The history of a public finding, newest first, each with whether it left other words: one query."""
    rows, told = _read(finding.changes.told(), with_themes=False)
    before = {row.pk: older.version for row, older in pairwise(rows)}
    return [
        (
            one,
            one.kind == ChangeKind.WORDING
            or (one.kind == ChangeKind.AGAIN and row.version > before.get(row.pk, 1)),
        )
        for row, one in _joined(rows, told)
    ]


def _joined(rows: Sequence[Change], told: Sequence[Correction]) -> list[tuple[Change, Correction]]:
    """Newest first, each with the newest of its rows. Words that are hidden are not joined to those that are shown."""
    groups: dict[tuple, list[tuple[Change, Correction]]] = defaultdict(list)
    for row, one in zip(rows, told, strict=True):
        is_wording = row.kind == ChangeKind.WORDING
        shared = (row.finding_id, row.day, one.difference is None) if is_wording else (row.pk,)
        groups[shared].append((row, one))
    joined = []
    for group in groups.values():
        (newest, one), (oldest, _) = group[0], group[-1]
        if len(group) > 1:
            one = replace(
                one,
                times=len(group),
                what=f"{one.what} {'twice' if len(group) == 2 else f'{len(group)} times'}",
                difference=build_diff(oldest.before, newest.after) if one.difference else None,
            )
        joined.append((newest, one))
    return joined


def _read(changes: QuerySet, *, with_themes: bool = True) -> tuple[list[Change], list[Correction]]:
    rows = list(
        changes.select_related("finding").only(
            "kind", "at", "day", "version", "before", "after", "finding__number", "finding__state"
        )
    )
    public = {row.finding_id for row in rows if row.finding.state == FindingState.PUBLISHED}
    titled = public if with_themes else set()
    themes = dict(
        FindingTheme.objects.filter(finding__in=titled, is_primary=True).values_list(
            "finding", "theme__title"
        )
    )
    return rows, [
        Correction(
            row.pk,
            row.finding.code,
            row.finding.get_absolute_url(),
            row.finding.short_path,
            row.kind,
            WORDS[ChangeKind(row.kind)],
            row.at,
            themes.get(row.finding_id, ""),
            build_diff(row.before, row.after) if row.finding_id in public and row.after else None,
        )
        for row in rows
    ]
