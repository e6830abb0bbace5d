"""The picture of a figure, in the one of three ways that says no more than its table: windows of time, bars, or words.

Drawn three times: wide for a page, narrow for a phone, small for a card. Its label says all of it in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from themes.figures import bars as bar_charts
from themes.figures import timelines
from themes.figures.bars import Bar, build_bars, draw_statements
from themes.figures.drawing import ChartDrawing
from themes.figures.markers import PolicyMarker
from themes.figures.reading import Figure, FigureRow
from themes.figures.timelines import ChartBreak, Timeline, build_timeline, have_sources_of_their_own

MOST_TOLD = 3  # figures in the sentence above a picture
MEASURED_APART = "Years differ in length, so the bars of each are drawn to a measure of their own."
EACH_ITS_OWN = "Each figure is from a report of its own, which may have counted differently."


@dataclass(frozen=True, eq=False)
class Chart:
    """`kind` is "time", "bars" or "words": figures that no length could show, in large letters."""

    kind: str
    finding: str  # what it shows, in a sentence
    label: str  # that, and all its numbers
    source: str  # where all of it is from the same pages
    drawings: tuple[ChartDrawing, ...]  # wide, narrow
    small: ChartDrawing
    timeline: Timeline | None = None
    bars: tuple[Bar, ...] = ()

    @property
    def is_area(self) -> bool:
        return self.timeline is not None and self.timeline.is_area

    @property
    def has_words(self) -> bool:
        return any(box.look == "words" for box in self.drawings[0].boxes)

    @property
    def has_gaps(self) -> bool:
        return any(box.look == "none" for box in self.drawings[0].boxes)

    @property
    def has_wholes(self) -> bool:
        return any(box.look == "track" for box in self.drawings[0].boxes)

    @property
    def breaks(self) -> tuple[ChartBreak, ...]:
        if self.timeline:
            return tuple(self.timeline.breaks.values())
        return tuple(ChartBreak(bar.row.years, bar.row.change) for bar in self.bars if bar.row.change)

    @property
    def markers(self) -> tuple[PolicyMarker, ...]:
        return self.timeline.markers if self.timeline else ()

    @property
    def key(self) -> list[str]:
        """How to read it, in sentences."""
        said = []
        if self.is_area:
            said.append(
                "Thicker bars are longer periods. A bar’s area is the number, so how far it reaches is the number a "
                "year, which we have worked out."
            )
        elif self.kind == "time":
            said.append("Thicker bars are longer periods. The further a bar reaches, the larger the number.")
        said += [MEASURED_APART] if any(bar.is_measured_apart for bar in self.bars) else []
        said += ["The pale part is the rest of the whole."] if self.has_wholes else []
        said += ["Dashed outline: the source gives words, not a plain number."] if self.has_words else []
        said += ["Hatched: we have no figure."] if self.has_gaps else []
        said += [EACH_ITS_OWN] if self.timeline and have_sources_of_their_own(self.timeline.columns) else []
        said += ["Dashed line: counted differently from here on."] if self.timeline and self.breaks else []
        return said


def draw_chart(figure: Figure) -> Chart | None:
    """None for figures of which only some are here."""
    if not figure.is_whole or not figure.rows:
        return None
    return _draw_over_time(figure) or _draw_bars(figure) or _draw_words(figure)


def _draw_over_time(figure: Figure) -> Chart | None:
    timeline = build_timeline(figure)
    wide, narrow = (
        (timelines.draw_wide(timeline), timelines.draw_narrow(timeline)) if timeline else (None, None)
    )
    if timeline is None or wide is None or narrow is None:
        return None
    finding = _state_course(timeline)
    return Chart(
        kind="time",
        finding=finding,
        label=_describe(figure, [finding.removesuffix("."), *_say_windows(timeline)]),
        source=_name_source(figure),
        drawings=(wide, narrow),
        small=timelines.draw_small(timeline),
        timeline=timeline,
    )


def _draw_bars(figure: Figure) -> Chart | None:
    if not (found := build_bars(figure)):
        return None
    return Chart(
        kind="bars",
        finding="",
        label=_describe(figure, _say_rows(figure)),
        source=_name_source(figure),
        drawings=(bar_charts.draw_wide(figure, found), bar_charts.draw_narrow(figure, found)),
        small=bar_charts.draw_narrow(figure, found, look="small"),
        bars=tuple(found),
    )


def _draw_words(figure: Figure) -> Chart:
    wide, narrow, small = (draw_statements(figure, look) for look in ("wide", "narrow", "small"))
    label = _describe(figure, _say_rows(figure))
    return Chart("words", "", label, _name_source(figure), (wide, narrow), small)


def _describe(figure: Figure, said: Sequence[str]) -> str:
    unit = f", {figure.unit_in_words}" if figure.unit_in_words else ""
    return f"{figure.title}{unit}. {'. '.join(said)}."


def _say_windows(timeline: Timeline) -> list[str]:
    parts = []
    for number, column in enumerate(timeline.columns):
        row = column.row
        said = ["no figure here"] if row is None else [row.value, *timeline.figure.say_beside(row)]
        counted = f" ({timeline.breaks[number].why})" if number in timeline.breaks else ""
        parts.append(f"{column.years}{counted}: {', '.join(said)}")
    parts += [timelines.describe_aside(timeline.figure, row) for row in timeline.asides]
    return parts


def _say_rows(figure: Figure) -> list[str]:
    return [
        f"{', '.join(filter(None, [row.category, row.years]))}: {', '.join([row.value, *figure.say_beside(row)])}"
        for row in figure.rows
    ]


def _state_course(timeline: Timeline) -> str:
    """What is first and last, or all where that is not much, and whether the two can be compared."""
    rows = [column.row for column in timeline.columns if column.row is not None]
    told = rows if len(rows) <= MOST_TOLD else [rows[0], rows[-1]]
    course = ", ".join(f"{_say_number(timeline.figure, row)} in {row.years}" for row in told)
    course = f"{course[:1].upper()}{course[1:]}."
    if timeline.breaks:
        return f"{course} They were not counted in the same way, so this is no plain rise or fall."
    return course


def _say_number(figure: Figure, row: FigureRow) -> str:
    return f"about {of_a_year} a year" if (of_a_year := figure.format_year(row)) else row.value


def _name_source(figure: Figure) -> str:
    sources = {f"{row.source}, {row.pages or 'page not known'}" for row in figure.rows}
    return sources.pop() if len(sources) == 1 else ""


@lru_cache(maxsize=1024)
def find_chart(figure: Figure) -> Chart | None:
    """As `draw_chart`. Remembered by its content, so it is never out of date."""
    return draw_chart(figure)


@lru_cache(maxsize=1024)
def render_figure(figure: Figure) -> SafeString:
    """The picture, where it says more than a line of the table, and the table. Remembered by its content."""
    chart = find_chart(figure)
    context = {"figure": figure, "chart": chart if chart and chart.kind != "words" else None}
    return mark_safe(get_template("components/figure.html").render(context))  # noqa: S308 - a template's
