"""Themes by period: how many findings each theme has from each period, and why a cell is empty."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from reviews.collection_version import kept_by_version
from reviews.models import Period
from reviews.models.review import ReviewKind
from themes.enums import CoverageState
from themes.explore.facets import NO_PERIOD
from themes.explore.periods import CountByPeriods, count_themes_by_periods
from themes.findings.cards import YEARS_IN_WORDS
from themes.models import Coverage, Theme
from themes.models.theme import ThemeQuerySet

HEAT_STEPS = (1, 2, 4, 7, 12)  # the fewest findings of each step of colour, from the palest
LONGEST_WINDOW = 10  # half-years
MOST_IN_NARROW = 13  # half-years


class Silence(StrEnum):
    """Why a cell is empty. Never a bare 0, because most of the reports have not been read."""

    NOT_READ = "Not read yet"
    NOTHING_SO_FAR = "Partly read, nothing so far"
    NOTHING_FOUND = "Read, nothing found"
    NONE_APART = "None so far"  # in a column of no single period, which nobody reads for

    @property
    def sign(self) -> str:
        """What stands in the cell, beside its hidden words. A cell that was not read is hatched."""
        return {"NOTHING_SO_FAR": "–", "NOTHING_FOUND": "✓", "NONE_APART": "none"}.get(self.name, "")

    @property
    def look(self) -> str:
        return self.name.lower().replace("_", "-")


def choose_heat(count: int) -> int:
    """How strong the colour of a cell is: 1 to 5, and 0 where there is no finding.

    The steps are fixed, each at about twice the number before it. So one finding more changes the colour of its own
    cell at most, and two printed tables can be laid side by side; shares of the highest number would do neither.
    """
    return bisect_right(HEAT_STEPS, count)


def name_heat_steps() -> list[tuple[int, str]]:
    """The steps of colour with the numbers that each stands for: "1", "2–3" and so on to "12+"."""
    lasts = [fewest - 1 for fewest in HEAT_STEPS[1:]]
    spans = [
        str(first) if first == last else f"{first}–{last}"
        for first, last in zip(HEAT_STEPS, lasts, strict=False)
    ]
    return [*enumerate([*spans, f"{HEAT_STEPS[-1]}+"], start=1)]


@dataclass(frozen=True)
class MatrixColumn:
    """A period, or what is of no single one."""

    name: str
    short_name: str  # on a phone, where the name is there for screen readers alone
    period: Period | None = None

    @cached_property
    def look(self) -> str:
        return f"window-{self.half_years}" if self.period else slugify(self.short_name)

    @property
    def half_years(self) -> int:
        """How long its window is: all windows so far last whole half-years. 0 for what is of no single period."""
        return min(max(round(self.period.months / 6), 1), LONGEST_WINDOW) if self.period else 0


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A number of findings with the address that lists them, or the reason why there are none.

    `silence` says of a period's cell with findings how far its analyses were noted as read: what others of it may lack.
    """

    column: MatrixColumn
    count: int = 0
    url: str = ""
    silence: Silence = Silence.NONE_APART

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def look(self) -> str:
        if not self.count:
            return self.silence.look
        return str(choose_heat(self.count)) if self.column.period else self.column.look


@dataclass(frozen=True)
class MatrixRow:
    theme: Theme
    cells: tuple[MatrixCell, ...]  # in the order of the periods
    apart: tuple[MatrixCell, ...]  # as in the table: each finding counted once
    together: tuple[date, date] | None  # how far, within the columns, findings of several periods reach

    @property
    def has_findings(self) -> bool:
        return any(cell.count for cell in self.cells_and_apart)

    @property
    def cells_and_apart(self) -> tuple[MatrixCell, ...]:
        return (*self.cells, *self.apart)

    @cached_property
    def drawn(self) -> SafeString:
        """Its cells as HTML, made once for as long as the matrix is kept."""
        html = get_template("themes/_matrix_cells.html").render({"row": self})
        return mark_safe(html)  # noqa: S308 - a template's


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    title: str
    slug: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixTable:
    periods: tuple[MatrixColumn, ...]
    apart: tuple[MatrixColumn, ...]  # of findings that are of no single period, where there are such
    groups: tuple[MatrixGroup, ...]

    @property
    def groups_with_findings(self) -> list[MatrixGroup]:
        """The groups without the themes that have no finding in this table."""
        groups = [
            replace(group, rows=tuple(row for row in group.rows if row.has_findings)) for group in self.groups
        ]
        return [group for group in groups if group.rows]

    @property
    def themes_without_findings(self) -> int:
        return sum(not row.has_findings for group in self.groups for row in group.rows)

    @property
    def columns(self) -> tuple[MatrixColumn, ...]:
        """All of them but that of the themes."""
        return (*self.periods, *self.apart)

    @property
    def is_narrow(self) -> bool:
        """Whether it takes half the page's width and more, so that a month is as wide as in a table of many periods."""
        return not self.apart and sum(column.half_years for column in self.periods) <= MOST_IN_NARROW


@dataclass(frozen=True, slots=True)
class Matrix:
    core: MatrixTable  # the five analyses of 2003 to 2014
    later: MatrixTable  # what came after, for comparison only


SEVERAL_PERIODS = "Several periods together"
COLUMNS_APART = (
    MatrixColumn(SEVERAL_PERIODS, "Several"),
    MatrixColumn(YEARS_IN_WORDS, "Years in words"),
)
ANALYSES = ArrayAgg("reviews", filter=Q(reviews__kind=ReviewKind.NATIONAL_ANALYSIS), default=[])


def read_matrix(themes: ThemeQuerySet | None = None) -> Matrix:
    """Both tables of these themes, or all, without scope notes and unpublished findings: four queries at most.

    A finding of several periods stands in one table only: in the first if any of its periods does. So does one of no
    period, in the first.
    """
    periods = list(Period.objects.order_by("starts").annotate(analyses=ANALYSES))
    shown_themes = Theme.objects.current() if themes is None else themes
    rows = list(shown_themes.in_order().only("slug", "title", "group__slug", "group__title"))
    counted = count_themes_by_periods()
    counts = {theme.pk: counted.get(theme.pk, Counter()) for theme in rows}
    silence = _read_silences(periods)
    core = [period for period in periods if period.is_core]
    later = [period for period in periods if not period.is_core]
    core_ids = {period.pk for period in core}
    list_url = reverse("finding-list")  # once for all cells

    def table(of_periods: Sequence[Period], *, is_core: bool) -> MatrixTable:
        apart = {
            SEVERAL_PERIODS: {
                theme.pk: sum(
                    count
                    for ids, count in counts[theme.pk].items()
                    if len(ids) > 1 and (not core_ids.isdisjoint(ids)) == is_core
                )
                for theme in rows
            },
            YEARS_IN_WORDS: {theme.pk: counts[theme.pk][()] * is_core for theme in rows},
        }
        columns = [
            (MatrixColumn(period.name, shorten_years(period), period), period) for period in of_periods
        ]
        shown = tuple(column for column in COLUMNS_APART if any(apart[column.name].values()))

        def row(theme: Theme) -> MatrixRow:
            return MatrixRow(
                theme=theme,
                cells=tuple(
                    MatrixCell(
                        column,
                        count := counts[theme.pk][(period.pk,)],
                        build_own_url(list_url, theme, period) if count else "",
                        silence.get((period.pk, theme.pk), Silence.NOT_READ),
                    )
                    for column, period in columns
                ),
                apart=tuple(
                    MatrixCell(
                        column, apart[column.name][theme.pk], build_url_apart(list_url, theme, column.name)
                    )
                    for column in shown
                ),
                together=_find_reach(of_periods, counts[theme.pk]),
            )

        grouped = groupby(rows, key=attrgetter("group"))
        return MatrixTable(
            tuple(column for column, _ in columns),
            shown,
            tuple(
                MatrixGroup(group.title, group.slug, tuple(map(row, of_group))) for group, of_group in grouped
            ),
        )

    return Matrix(table(core, is_core=True), table(later, is_core=False))


@kept_by_version
def read_whole_matrix() -> Matrix:
    """The matrix of all themes."""
    return read_matrix()


@kept_by_version
def read_listed_matrix() -> Matrix:
    """The matrix of the themes that readers are led to."""
    return read_matrix(Theme.objects.listed())


def shorten_years(period: Period) -> str:
    """ "11–14"; "03" for a window within a year."""
    return "–".join(dict.fromkeys([f"{period.starts:%y}", f"{period.ends:%y}"]))


def build_own_url(list_url: str, theme: Theme, period: Period) -> str:
    """Where the findings of this theme from this period alone can be read."""
    return f"{list_url}?theme={theme.slug}&period={period.slug}&alone=yes"


def build_url_apart(list_url: str, theme: Theme, name: str) -> str:
    """Where the findings of this theme that are of no single period can be read, by the name of their column."""
    choice = "alone=no" if name == SEVERAL_PERIODS else f"period={NO_PERIOD}"
    return f"{list_url}?theme={theme.slug}&{choice}"


def _find_reach(columns: Sequence[Period], counts: CountByPeriods) -> tuple[date, date] | None:
    """The first and last day, within these columns, of findings of several periods."""
    held = {period for ids in counts if len(ids) > 1 for period in ids}
    reached = [period for period in columns if period.pk in held]
    return (reached[0].starts, reached[-1].ends) if reached else None


def _read_silences(periods: Iterable[Any]) -> dict[tuple[int, int], Silence]:
    """What an empty cell says, by period (with its `analyses`) and theme. No entry means not read yet."""
    read: dict[int, dict[int, str]] = defaultdict(dict)
    covered = Coverage.objects.order_by()
    for theme, review, state in covered.values_list("theme", "review", "state"):
        read[theme][review] = state
    return {
        (period.pk, theme): choose_silence([states.get(review) for review in period.analyses])
        for period in periods
        if period.analyses
        for theme, states in read.items()
    }


def choose_silence(states: Collection[str | None]) -> Silence:
    """`states` has one entry for each national analysis of a period; None where nothing is recorded."""
    if all(state == CoverageState.READ for state in states):
        return Silence.NOTHING_FOUND
    if CoverageState.READ in states or CoverageState.PARTLY_READ in states:
        return Silence.NOTHING_SO_FAR
    return Silence.NOT_READ
