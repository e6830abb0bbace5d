"""The period strip: how many findings of a list each period has of its own, and each run of periods together.

Columns are as wide as their months, and the area of a bar is the number. A zero is never bare: it says why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Literal, NamedTuple

from django.db import connection

from reviews.collection_version import kept_by_version
from reviews.models.period import count_months
from reviews.models.review import ReviewKind
from reviews.plurals import count_things
from themes.enums import CoverageState
from themes.explore.facets import ALONE, NO_PERIOD
from themes.explore.filters import OF_PERIODS, FindingFilter
from themes.explore.matrix import Silence, choose_silence
from themes.explore.periods import (
    count_by_periods,
    count_by_periods_in_index,
    count_entries_by_periods,
)
from themes.findings.cards import YEARS_IN_WORDS
from themes.index.keeping import answer
from themes.models.catalogue import SHIFT, FacetNumber

Size = Literal["large", "mid", "small"]
HEIGHTS: Mapping[Size, int] = {"large": 132, "mid": 60, "small": 60}
ROOM_FOR_NUMBER = 24
ABOVE_BAR = 7
LEAST_HEIGHT = 2
HALF_YEAR = 6  # months
LONG = 5  # years: a band with room for more words
MOST_HALF_YEARS = 30  # the style sheet has as many columns
MOST_BANDS = 2  # with more of them the strip pushes the findings below the fold: its table has the others

Link = Callable[[list[tuple[str, str]]], str]  # an address, of names and values


@dataclass(frozen=True, slots=True)
class StripColumn:
    """One period. `spanning` counts findings of several periods, this one among them; no `url`: nothing to show."""

    name: str
    count: int
    spanning: int
    silence: str  # where the count is 0
    start: int  # in half-years, from 1
    end: int
    months: int
    url: str = ""
    is_current: bool = False
    plot: int = 0  # pixels
    height: int = 0  # of the bar

    @property
    def short_name(self) -> str:
        """Where there is no room for more, with the name beside it for screen readers: "03–05"."""
        return "–".join(year[-2:] for year in self.name.split(" to "))

    @property
    def bar_top(self) -> int:
        return self.plot - self.height

    @property
    def number_line(self) -> int:
        return self.bar_top - ABOVE_BAR

    @property
    def silence_line(self) -> int:
        """Above the hatched field, which fills the plot of what was not read."""
        return -ABOVE_BAR

    @property
    def is_read(self) -> bool:
        return bool(self.count) or self.silence != Silence.NOT_READ

    @property
    def words(self) -> str:
        if self.count:
            return f"{count_things(self.count, 'finding')} of that period alone"
        silence = self.silence[:1].lower() + self.silence[1:]
        beside = (
            f"; {count_things(self.spanning, 'finding')} of it and other periods together"
            if self.spanning
            else ""
        )
        return f"{silence}{beside}"


@dataclass(frozen=True, slots=True)
class StripBand:
    """Findings about several periods at once, by their first and last year. `runs_on`: past the last column."""

    first: int
    last: int
    count: int
    start: int
    end: int
    url: str
    is_current: bool = False
    runs_on: bool = False

    @property
    def is_long(self) -> bool:
        return self.last - self.first >= LONG

    @property
    def name(self) -> str:
        return f"{self.first} to {self.last} together"

    @property
    def short_name(self) -> str:
        return f"{self.first % 100:02}–{self.last % 100:02}"


@dataclass(frozen=True, slots=True)
class StripLine:
    """Findings that the columns have no place for, in words: `words` follow the count."""

    name: str
    words: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class StripSwitch:
    """The step that takes findings about several periods into a list of some periods, or leaves them out."""

    count: int
    url: str
    is_on: bool  # whether the list has them


@dataclass(frozen=True)
class Strip:
    size: Size
    columns: tuple[StripColumn, ...]
    bands: tuple[StripBand, ...]
    more_bands: tuple[StripBand, ...]  # in the table alone
    apart: tuple[StripLine, ...]
    url: str  # of all of them
    is_chosen: bool  # whether the list shows only some of them
    switch: StripSwitch | None = None

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def undrawn(self) -> int:
        """Findings that are in neither bars nor bands: in the table alone, and in the small strip nowhere."""
        in_words = sum(line.count for line in self.apart) if self.size == "small" else 0
        return sum(band.count for band in self.more_bands) + in_words

    @property
    def parts(self) -> tuple[StripColumn | StripBand | StripLine, ...]:
        return (*self.columns, *self.bands, *self.more_bands, *self.apart)

    @property
    def half_years(self) -> int:
        return max((column.end for column in self.columns), default=1) - 1

    @property
    def has_silence(self) -> bool:
        return any(column.is_read and not column.count for column in self.columns)

    @property
    def has_unread(self) -> bool:
        return not all(column.is_read for column in self.columns)


class Window(NamedTuple):
    """A period as the strip draws it."""

    pk: int
    slug: str
    name: str
    starts: date
    ends: date
    is_core: bool
    silence: str

    @property
    def option(self) -> int:
        return FacetNumber.PERIOD.encode(self.pk)


# Findings by the periods that they are of, the earliest first; by none where their words give their years.
Counted = Mapping[tuple[Window, ...], int]

# The periods, and what has been read of each. Where no single theme is asked for, a report was read in part if it was
# for any.
WINDOWS = """
SELECT id, slug, name, starts, ends, is_core,
       ARRAY(SELECT (SELECT {state} FROM themes_coverage
                     WHERE review_id = review.id AND {asked} LIMIT 1)
             FROM reviews_review_periods link JOIN reviews_review review ON review.id = link.review_id
             WHERE link.period_id = period.id AND review.kind = '{national}'),
       EXISTS (SELECT FROM themes_catalogueentry
               WHERE is_listed AND options @> ARRAY[{period} + period.id::int, {held}])
FROM reviews_period period
ORDER BY starts
"""


def read_strip(filterset: FindingFilter, link: Link, size: Size = "mid") -> Strip:
    """The strip of all that matches what was chosen except periods and years: two queries at most."""
    counted, windows = _count_findings(filterset)
    columns = _build_columns(filterset, counted, [each for each in windows if each.is_core], link)
    bands = _build_bands(filterset, counted, columns, link)
    bands = tuple(
        sorted(bands, key=lambda band: not band.is_current)
    )  # what is shown is never in the table alone
    return Strip(
        size,
        draw_bars(columns, HEIGHTS[size]),
        bands[:MOST_BANDS],
        bands[MOST_BANDS:],
        _build_lines(filterset, counted, windows, link),
        link(filterset.build_pairs_of()),
        not OF_PERIODS.isdisjoint(filterset.conditions),
        _build_switch(filterset, counted, link),
    )


def _count_findings(filterset: FindingFilter) -> tuple[Counted, list[Window]]:
    """The findings by their periods, and all periods by their dates."""
    themes = filterset.chosen("theme")
    windows = _read_windows(themes[0].number if len(themes) == 1 else None)
    conditions = tuple(each for number, each in filterset.conditions.items() if number not in OF_PERIODS)
    if filterset.words:
        by_periods = answer(
            lambda index: count_by_periods_in_index(index, conditions, filterset.find_among(index)),
            lambda: count_entries_by_periods(conditions, filterset.queryset),
        )
    else:
        by_periods = count_by_periods(conditions)
    counted = {
        tuple(window for window in windows if window.pk in periods): count
        for periods, count in by_periods.items()
    }
    return counted, windows


@kept_by_version
def _read_windows(theme: int | None) -> list[Window]:
    """All periods by their dates; `theme` is the option of the one that was chosen, if it was one."""
    held, state = [FacetNumber.SPAN.encode(ALONE)], f"'{CoverageState.PARTLY_READ}'"
    asked = f"state IN ('{CoverageState.READ}', '{CoverageState.PARTLY_READ}')"
    if theme:
        held.append(theme)
        state, asked = "state", f"theme_id = {theme % (1 << SHIFT)}"
    sql = WINDOWS.format(
        period=FacetNumber.PERIOD.encode(0),
        state=state,
        asked=asked,
        national=ReviewKind.NATIONAL_ANALYSIS,
        held=", ".join(map(str, held)),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [
            Window._make([*period, _explain_silence(states, is_held=is_held)])
            for *period, states, is_held in cursor.fetchall()
        ]


def _explain_silence(states: Sequence[str | None], *, is_held: bool) -> str:
    """Why a period may have nothing of its own; what we hold findings of was read in part, whatever is recorded."""
    silence = choose_silence(states) if states else Silence.NOT_READ
    return Silence.NOTHING_SO_FAR if is_held and silence == Silence.NOT_READ else silence


def _is_shown(filterset: FindingFilter, windows: Sequence[Window]) -> bool:
    """Whether findings of exactly these periods are what was chosen of periods and years."""
    if OF_PERIODS.isdisjoint(filterset.conditions):
        return False
    spans = {option.value for option in filterset.chosen("alone")}
    span = {0: "", 1: "yes"}.get(len(windows), "no")
    return (not spans or span in spans) and _touches_choice(filterset, windows)


def _touches_choice(filterset: FindingFilter, windows: Sequence[Window]) -> bool:
    """The same, whether of one period or of several."""
    chosen = {option.number for option in filterset.chosen("period")}
    own = {window.option for window in windows} or {FacetNumber.PERIOD.encode(0)}
    since, until = filterset.years
    reaches = [
        window
        for window in windows
        if window.ends.year >= (since or 0) and window.starts.year <= (until or 9999)
    ]
    return (
        (not chosen or not own.isdisjoint(chosen))
        and (not filterset.years_together or _find_years(windows) == filterset.years_together)
        and (bool(reaches) or not (since or until))
    )


def _find_years(windows: Sequence[Window]) -> tuple[int, int] | None:
    """The first and last year of several periods."""
    return (windows[0].starts.year, windows[-1].ends.year) if len(windows) > 1 else None


def _build_columns(
    filterset: FindingFilter, counted: Counted, windows: Sequence[Window], link: Link
) -> list[StripColumn]:
    if not windows:
        return []
    begin = windows[0].starts
    unit = HALF_YEAR * ceil(count_months(begin, windows[-1].ends) / HALF_YEAR / MOST_HALF_YEARS)
    columns = []
    for window in windows:
        count = counted.get((window,), 0)
        spanning = sum(number for held, number in counted.items() if window in held and len(held) > 1)
        alone = [("alone", "yes")] if count else []
        start = round((count_months(begin, window.starts) - 1) / unit) + 1
        months = count_months(window.starts, window.ends)
        columns.append(
            StripColumn(
                name=window.name,
                count=count,
                spanning=spanning,
                silence=window.silence,
                start=start,
                end=start + max(1, round(months / unit)),
                months=months,
                url=link(filterset.build_pairs_of(("period", window.slug), *alone))
                if count or spanning
                else "",
                is_current=_is_shown(filterset, [window]),
            )
        )
    return columns


def draw_bars(columns: Sequence[StripColumn], plot: int) -> tuple[StripColumn, ...]:
    """The columns with their bars: the area is the number, and the highest fills the plot below its number."""
    top = max((column.count / column.months for column in columns), default=0)

    def draw(column: StripColumn) -> int:
        return round((plot - ROOM_FOR_NUMBER) * column.count / column.months / top) if column.count else 0

    return tuple(replace(column, plot=plot, height=max(LEAST_HEIGHT, draw(column))) for column in columns)


def _group_together(
    filterset: FindingFilter, counted: Counted, *, is_core: bool
) -> list[tuple[tuple[int, int], int, bool, list[Window]]]:
    """Several periods together by their years: how many findings, whether they are shown, and all their periods.

    Those with any period of 2003 to 2014, or those with none of them. The most findings first.
    """
    counts: Counter[tuple[int, int]] = Counter()
    shown: dict[tuple[int, int], bool] = defaultdict(bool)
    windows: dict[tuple[int, int], set[Window]] = defaultdict(set)
    for held, count in counted.items():
        if (years := _find_years(held)) and any(window.is_core for window in held) == is_core:
            counts[years] += count
            shown[years] |= _is_shown(filterset, held)
            windows[years].update(held)
    return [
        (years, counts[years], shown[years], sorted(windows[years], key=lambda window: window.starts))
        for years in sorted(counts, key=lambda years: (-counts[years], years))
    ]


def _build_bands(
    filterset: FindingFilter, counted: Counted, columns: Sequence[StripColumn], link: Link
) -> tuple[StripBand, ...]:
    places = {column.name: column for column in columns}
    return tuple(
        StripBand(
            first=years[0],
            last=years[1],
            count=count,
            start=min(places[window.name].start for window in windows if window.is_core),
            end=max(places[window.name].end for window in windows if window.is_core),
            url=link(filterset.build_pairs_of(("together", "{}-{}".format(*years)))),
            is_current=is_current,
            runs_on=not windows[-1].is_core,
        )
        for years, count, is_current, windows in _group_together(filterset, counted, is_core=True)
    )


def _build_lines(
    filterset: FindingFilter, counted: Counted, windows: Sequence[Window], link: Link
) -> tuple[StripLine, ...]:
    lines = []
    if count := counted.get((), 0):
        url = link(filterset.build_pairs_of(("period", NO_PERIOD)))
        words = "more, with years given in the finding"
        lines.append(StripLine(YEARS_IN_WORDS, words, count, url, _is_shown(filterset, [])))
    for window in windows:
        if not window.is_core and (count := counted.get((window,), 0)):
            url = link(filterset.build_pairs_of(("period", window.slug), ("alone", "yes")))
            words = f"of later years, {window.name}, for comparison"
            lines.append(StripLine(window.name, words, count, url, _is_shown(filterset, [window])))
    for years, count, is_current, _ in _group_together(filterset, counted, is_core=False):
        name = "{} to {} together".format(*years)
        url = link(filterset.build_pairs_of(("together", "{}-{}".format(*years))))
        lines.append(StripLine(name, f"of later years, {name}, for comparison", count, url, is_current))
    return tuple(lines)


def _build_switch(filterset: FindingFilter, counted: Counted, link: Link) -> StripSwitch | None:
    """None where all periods are shown, where findings of several are all that is, and where there are none."""
    periods = [("period", option.value) for option in filterset.chosen("period")]
    spans = [option.value for option in filterset.chosen("alone")]
    is_on = not spans
    several = sum(n for held, n in counted.items() if len(held) > 1 and _touches_choice(filterset, held))
    if not several or filterset.years_together or spans not in ([], ["yes"]) or (is_on and not periods):
        return None
    if ("period", NO_PERIOD) in periods:  # those of no period are neither of one nor of several
        return None
    years = [pair for pair in filterset.build_pairs() if pair[0] in ("since", "until")]
    alone = [("alone", "yes")] if is_on else []
    if not (is_on or periods or years):  # without any of these the list would hold those of no period, too
        alone = [("alone", "yes"), ("alone", "no")]
    return StripSwitch(several, link(filterset.build_pairs_of(*periods, *alone, *years)), is_on)
