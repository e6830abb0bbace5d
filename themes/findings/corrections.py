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
from reviews.plurals import count_things
from themes.enums import FindingKind, FindingState
from themes.models import Change, ChangeKind, Finding, FindingTheme

ADDED_BY_NAME = 5  # more that were added on one day are counted, not named
CHANGES_OF_A_DAY = 20

KIND_WORDS = {
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
    # Rewordings of one day are one correction, from the first wording before to the last after.
    times: int = 1

    @property
    def title(self) -> str:
        """By number and theme, never by its words: titles stand in lists of tabs and of feeds."""
        return f"{self.code}{f', {self.theme}' if self.theme else ''}: {self.what}"


@dataclass(frozen=True)
class Day:
    date: date
    added: int
    notes: int  # of those added, how many only say what a report covers and are not counted as findings
    added_last: datetime | None
    named: tuple[Correction, ...]  # those added, where they are few
    changes: tuple[Correction, ...]  # all others, or the newest of them
    more: int  # changes beyond those

    @property
    def change_count(self) -> int:
        return sum(change.times for change in self.changes) + self.more

    @property
    def title(self) -> str:
        return describe_added(self.added, self.notes)


def describe_added(added: int, notes: int) -> str:
    """ "12 findings added", "1 finding and 2 notes on what a report covers added"; empty where nothing was."""
    parts = [
        count_things(number, *words)
        for number, words in (
            (added - notes, ("finding",)),
            (notes, ("note on what a report covers", "notes on what a report covers")),
        )
        if number
    ]
    return f"{' and '.join(parts)} added" if parts else ""


def describe_days(rows: Iterable[dict]) -> list[tuple[date, str]]:
    """The days in `rows` of `list_days`, each with what changed in a few words: no query beside theirs."""
    days = []
    for row in rows:
        changed = count_things(row["changed"], "change") if row["changed"] else ""
        days.append(
            (row["day"], ", ".join(filter(None, [describe_added(row["added"], row["notes"]), changed])))
        )
    return days


def list_days() -> QuerySet:
    """Days on which something changed, newest first, with how much."""
    return (
        Change.objects.without_minor()
        .order_by("-day")
        .values("day")
        .annotate(
            added=Count("pk", filter=Q(kind=ChangeKind.ADDED)),
            notes=Count("pk", filter=Q(kind=ChangeKind.ADDED, finding__kind=FindingKind.SCOPE)),
            changed=Count("pk", filter=~Q(kind=ChangeKind.ADDED)),
            added_last=Max("at", filter=Q(kind=ChangeKind.ADDED)),
        )
    )


def read_days(rows: Iterable[dict]) -> list[Day]:
    """The days in `rows` of `list_days`, with what changed on each: two queries."""
    rows = list(rows)
    of_day: dict[date, list[Correction]] = defaultdict(list)
    for change, correction in _join_rewordings(_read_corrections(_find_newest(rows))):
        of_day[change.day].append(correction)
    return [_make_day(row, of_day[row["day"]]) for row in rows]


def _find_newest(rows: Sequence[dict]) -> QuerySet:
    """The changes that are shown of these days."""
    few = [row["day"] for row in rows if row["added"] <= ADDED_BY_NAME]
    rank = Window(
        RowNumber(),
        partition_by=[F("day"), ExpressionWrapper(Q(kind=ChangeKind.ADDED), BooleanField())],
        order_by=[F("at").desc(), F("pk").desc()],
    )
    return (
        Change.objects.without_minor()
        .filter(day__in=[row["day"] for row in rows])
        .filter(~Q(kind=ChangeKind.ADDED) | Q(day__in=few))
        .annotate(rank=rank)
        .filter(rank__lte=CHANGES_OF_A_DAY)
    )


def _make_day(row: dict, corrections: Sequence[Correction]) -> Day:
    added = [correction for correction in corrections if correction.kind == ChangeKind.ADDED]
    others = tuple(correction for correction in corrections if correction.kind != ChangeKind.ADDED)
    return Day(
        date=row["day"],
        added=row["added"],
        notes=row["notes"],
        added_last=row["added_last"],
        named=tuple(reversed(added)),
        changes=others,
        more=row["changed"] - sum(correction.times for correction in others),
    )


def read_corrections_by_day(changes: QuerySet) -> list[Correction]:
    """Corrections of these changes; the rewordings of a finding on one day are one correction. Two queries."""
    return [correction for _, correction in _join_rewordings(_read_corrections(changes))]


def read_history(finding: Finding) -> list[tuple[Correction, bool]]:
    """Corrections of a public finding, newest first, each with whether it changed the words: one query."""
    pairs = _read_corrections(finding.changes.without_minor(), with_themes=False)
    before = {row.pk: older.version for (row, _), (older, _) in pairwise(pairs)}
    return [
        (
            correction,
            correction.kind == ChangeKind.WORDING
            or (correction.kind == ChangeKind.AGAIN and row.version > before.get(row.pk, 1)),
        )
        for row, correction in _join_rewordings(pairs)
    ]


def read_corrections_of(findings: Iterable[int], *, most: int) -> list[Correction]:
    """The newest changes of these public findings, by ids, since they were added: one query."""
    changes = Change.objects.without_minor().filter(finding__in=list(findings)).exclude(kind=ChangeKind.ADDED)
    pairs = _read_corrections(changes.order_by("-at", "-pk")[:most], with_themes=False)
    return [correction for _, correction in _join_rewordings(pairs)]


def _join_rewordings(pairs: Sequence[tuple[Change, Correction]]) -> list[tuple[Change, Correction]]:
    """Newest first, each with its newest row. Hidden words are never joined to words that are shown."""
    groups: dict[tuple, list[tuple[Change, Correction]]] = defaultdict(list)
    for row, correction in pairs:
        is_wording = row.kind == ChangeKind.WORDING
        key = (row.finding_id, row.day, correction.difference is None) if is_wording else (row.pk,)
        groups[key].append((row, correction))
    return [_join_group(group) for group in groups.values()]


def _join_group(group: Sequence[tuple[Change, Correction]]) -> tuple[Change, Correction]:
    (newest, correction), (oldest, _), times = group[0], group[-1], len(group)
    if times == 1:
        return newest, correction
    return newest, replace(
        correction,
        times=times,
        what=f"{correction.what} {'twice' if times == 2 else f'{times} times'}",
        difference=build_diff(oldest.before, newest.after) if correction.difference else None,
    )


def _read_corrections(changes: QuerySet, *, with_themes: bool = True) -> list[tuple[Change, Correction]]:
    rows = changes.select_related("finding").only(
        "kind", "at", "day", "version", "before", "after", "finding__number", "finding__state"
    )
    public = {row.finding_id for row in rows if row.finding.state == FindingState.PUBLISHED}
    links = FindingTheme.objects.filter(finding__in=public if with_themes else (), is_primary=True)
    themes = dict(links.values_list("finding", "theme__title"))
    return [
        (
            row,
            Correction(
                pk=row.pk,
                code=row.finding.code,
                url=row.finding.get_absolute_url(),
                short_path=row.finding.short_path,
                kind=row.kind,
                what=KIND_WORDS[ChangeKind(row.kind)],
                at=row.at,
                theme=themes.get(row.finding_id, ""),
                difference=build_diff(row.before, row.after)
                if row.finding_id in public and row.after
                else None,
            ),
        )
        for row in rows
    ]
