"""What changed over the five analyses, computed from the collection: what each added, what moved, what recurs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from reviews.collection_version import kept_by_version
from reviews.models import Period
from themes.comparing.choosing import build_pair_address
from themes.enums import CoverageState
from themes.explore.choice import build_address
from themes.explore.matrix import MatrixCell, MatrixRow, Silence, read_listed_matrix, shorten_years
from themes.explore.periods import count_by_periods
from themes.figures.listing import FigureCard, read_cards
from themes.findings.cards import Card
from themes.findings.cards import read_cards as read_cards_of
from themes.models import CatalogueEntry, Coverage, StartingPoint, Theme
from themes.models.catalogue import FacetNumber
from themes.reading.shelves import CORE, Reading, read_shelves_of_readings

MOST_FIGURES = 6
LEAST_NUMBERS = 2
RECURS_IN = 3  # periods, of five
MOST_RECURRING = 12
ADDED_NAMED = 6


@dataclass(frozen=True, slots=True)
class AnalysisOfPeriod:
    """A period with its analysis: how many findings are its own, the themes it is first in, and one lesson.

    `first_themes` are those under which no earlier period has a finding of its own, among what we have read.
    """

    period: Period
    readings: tuple[Reading, ...]
    own_count: int
    list_url: str
    first_themes: tuple[Theme, ...]
    lesson: Card | None
    not_read_count: int  # themes

    @property
    def short_years(self) -> str:
        return shorten_years(self.period)

    @property
    def first_named(self) -> tuple[Theme, ...]:
        return self.first_themes[:ADDED_NAMED]

    @property
    def more_first(self) -> int:
        return len(self.first_themes) - len(self.first_named)


@dataclass(frozen=True, slots=True)
class RecurringTheme:
    """A theme with findings of their own in at least three periods. `url` compares the first with the last of them."""

    theme: Theme
    cells: tuple[MatrixCell, ...]
    periods_with: int
    url: str


@dataclass(frozen=True, slots=True)
class WhatChanged:
    analyses: tuple[AnalysisOfPeriod, ...]
    several_count: int
    several_url: str
    figures: tuple[FigureCard, ...]
    figure_count: int  # of all that moved
    recurring: tuple[RecurringTheme, ...]
    recurring_count: int
    never_read: tuple[Theme, ...]  # for which none of the five has been read, not even in part
    theme_count: int
    read_in_full: int  # of the five, how many for at least one theme

    @property
    def never_read_named(self) -> tuple[Theme, ...]:
        return self.never_read[:ADDED_NAMED]

    @property
    def never_read_more(self) -> int:
        return len(self.never_read) - len(self.never_read_named)

    @property
    def silences(self) -> list[Silence]:
        said = {cell.silence for each in self.recurring for cell in each.cells if not cell.count}
        return [silence for silence in Silence if silence in said]

    @property
    def own_count(self) -> int:
        return sum(analysis.own_count for analysis in self.analyses)


@kept_by_version
def read_changes() -> WhatChanged:
    """Of the themes that readers are led to; the same number of queries whatever there is."""
    table = read_listed_matrix().core
    periods = [column.period for column in table.periods if column.period]
    rows = [row for group in table.groups for row in group.rows]
    counts = count_by_periods()
    core = {period.pk for period in periods}
    readings = next((shelf.readings for shelf in read_shelves_of_readings() if shelf.title == CORE), ())
    lessons = _choose_lessons(periods)
    moved = [card for card in read_cards() if _has_moved(card, periods)]
    recurring = [each for row in rows if (each := _find_recurring(row, periods)) is not None]
    recurring.sort(key=lambda each: -each.periods_with)
    covered = set(
        Coverage.objects.filter(review__in=[reading.review for reading in readings])
        .exclude(state=CoverageState.NOT_YET)
        .values_list("theme", flat=True)
    )
    several_url = build_address(
        reverse("finding-list"), [*(("period", period.slug) for period in periods), ("alone", "no")]
    )
    return WhatChanged(
        analyses=tuple(
            _build_analysis(place, period, rows, readings, counts[(period.pk,)], lessons.get(period.pk))
            for place, period in enumerate(periods)
        ),
        several_count=sum(
            count for ids, count in counts.items() if len(ids) > 1 and not core.isdisjoint(ids)
        ),
        several_url=several_url,
        figures=tuple(moved[:MOST_FIGURES]),
        figure_count=len(moved),
        recurring=tuple(recurring[:MOST_RECURRING]),
        recurring_count=len(recurring),
        never_read=tuple(row.theme for row in rows if row.theme.pk not in covered and not row.has_findings),
        theme_count=len(rows),
        read_in_full=sum(bool(reading.read) for reading in readings),
    )


def _build_analysis(
    place: int,
    period: Period,
    rows: Sequence[MatrixRow],
    readings: Sequence[Reading],
    own_count: int,
    lesson: Card | None,
) -> AnalysisOfPeriod:
    return AnalysisOfPeriod(
        period=period,
        readings=tuple(
            reading for reading in readings if period.pk in {each.pk for each in reading.review.periods.all()}
        ),
        own_count=own_count,
        list_url=build_address(reverse("finding-list"), [("period", period.slug), ("alone", "yes")]),
        first_themes=tuple(
            row.theme
            for row in rows
            if row.cells[place].count and not any(cell.count for cell in row.cells[:place])
        ),
        lesson=lesson,
        not_read_count=sum(
            not row.cells[place].count and row.cells[place].silence == Silence.NOT_READ for row in rows
        ),
    )


def _find_recurring(row: MatrixRow, periods: Sequence[Period]) -> RecurringTheme | None:
    having = [period for period, cell in zip(periods, row.cells, strict=True) if cell.count]
    if len(having) < RECURS_IN:
        return None
    url = build_pair_address(theme=(row.theme.slug,), period=(having[0].slug, having[-1].slug))
    return RecurringTheme(row.theme, row.cells, len(having), url)


def _has_moved(card: FigureCard, periods: Sequence[Period]) -> bool:
    """A picture over time whose first and last number within the years of the periods differ, of no theme that carries
    a warning. The numbers are those that its card says: for a year where windows differ in length.
    """
    if card.chart.timeline is None or not periods or any(theme.content_note for theme in card.themes):
        return False
    years = range(periods[0].starts.year, periods[-1].ends.year + 1)
    numbers = [
        card.figure.format_year(row) or row.amount
        for column in card.chart.timeline.columns
        if (row := column.row) is not None and row.has_number and column.first.year in years
    ]
    return len(numbers) >= LEAST_NUMBERS and numbers[0] != numbers[-1]


def _choose_lessons(periods: Sequence[Period]) -> dict[int, Card]:
    """For each period one lesson of its own that stands alone, under no theme that carries a warning: the key lesson
    of a theme, if there is one. What must be read with another is never shown here. One query a period, and two.
    """
    noted = Theme.objects.exclude(content_note="").values_list("pk", flat=True)
    warned = [FacetNumber.THEME.encode(pk) for pk in noted]
    key_lessons = StartingPoint.objects.filter(finding=OuterRef("pk"))
    chosen: dict[int, int] = {}
    for period in periods:
        wanted = [
            FacetNumber.PERIOD.encode(period.pk),
            FacetNumber.SPAN.encode(1),
            FacetNumber.KIND.encode(1),
        ]
        entries = CatalogueEntry.objects.in_lists().filter(options__contains=wanted, block_id=None)
        first = (
            entries.exclude(options__overlap=warned)
            .order_by(Exists(key_lessons).desc(), "number")
            .values_list("finding_id", flat=True)
            .first()
        )
        if first is not None:
            chosen[period.pk] = first
    cards = {card.pk: card for card in read_cards_of(chosen.values())}
    return {period: cards[finding] for period, finding in chosen.items() if finding in cards}
