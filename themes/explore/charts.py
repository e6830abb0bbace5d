"""A figure over time as a picture: a bar for each number that a source gives, in its window, and nothing between them.

Drawn twice, wide for a page and narrow for a phone, where time runs downwards. Only what its table can say without
doubt is drawn: figures of one kind, each with its dates, no two about the same months. The others stay tables.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from reviews.models.period import count_months
from themes.explore.figures import Figure, FigureRow
from themes.explore.tiles import draw_hatch

WIDE, NARROW = 640, 300  # pixels
PLOT = 180
BESIDE = 2  # pixels left free at each side of a column
ROOM_ABOVE = 60  # for three lines
ROOM_BELOW = 44  # for the years, in two lines
LINE = 17
OF_A_LETTER = 7.6  # pixels, at most, of words at 14 pixels
MOST_LINES = 3
LEAST_COLUMN = 40  # pixels: two years, short
ROOM_FOR_YEARS = 54  # pixels: "2003 to"
LEAST_NUMBERS = 2  # fewer make no picture
MOST_MONTHS_TO_LEAST = 4
THIN = 14  # pixels of the thinnest bar on a phone
ROOM_FOR_NUMBER = 62
MOST_LETTERS = 42  # of a line on a phone
BETWEEN = 14
BETWEEN_HATCH = 8
# Units, which are typed freely, of what does not grow with the months that it is about.
NO_COUNT = re.compile(
    r"%|\bper\b|percent|average|\bmean\b|median|\brates?\b|\bratios?\b|\bshares?\b|proportion"
    r"|\b(?:a|each|every) (?:year|month|week|day)\b|yearly|annual|\bages?\b"
)


class ChartColumn(NamedTuple):
    """A window: with a number, with a source's words ("about two-thirds"), or with nothing (`row` is None)."""

    first: date
    last: date
    row: FigureRow | None

    @property
    def months(self) -> int:
        return count_months(self.first, self.last)

    @property
    def years(self) -> str:
        if self.row is not None:
            return self.row.years
        first, last = self.first.year, self.last.year
        return str(first) if first == last else f"{first} to {last}"

    @property
    def has_number(self) -> bool:
        return self.row is not None and self.row.amount is not None

    @property
    def look(self) -> str:
        """ "number"; "words" in place of one or beside it ("at least 40"); "none"."""
        if self.row is None:
            return "none"
        return "words" if self.row.is_in_words else "number"


class ChartBox(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    look: str
    hatch: str  # the lines of what has no number, as an SVG path


class ChartWords(NamedTuple):
    x: float
    y: float
    text: str
    look: str  # "number", "small"
    anchor: str = "middle"


@dataclass
class ChartDrawing:
    """`lines` across (x1, y1, x2, y2) say "here another source counts"; `base` is the line that columns stand on."""

    look: str
    width: int
    height: int = 0
    base: int = 0
    boxes: list[ChartBox] = field(default_factory=list)
    words: list[ChartWords] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    label: str  # all that it shows, in words
    source: str  # where all of it is from the same pages
    is_area: bool  # the number is the area of its bar; else its length
    has_words: bool
    has_gaps: bool
    has_breaks: bool
    drawings: tuple[ChartDrawing, ...]


def draw_chart(figure: Figure) -> Chart | None:
    """None where the table says more than a picture could."""
    if not (columns := _build_columns(figure)):
        return None
    is_area = not NO_COUNT.search(figure.unit.lower()) and len({each.months for each in columns}) > 1
    wide, narrow = _draw_wide(columns, is_area=is_area), _draw_narrow(columns, is_area=is_area)
    if wide is None or narrow is None:
        return None
    return Chart(
        label=_describe(figure, columns),
        source=_name_source(figure),
        is_area=is_area,
        has_words=any(column.look == "words" for column in columns),
        has_gaps=any(column.row is None for column in columns),
        has_breaks=bool(wide.lines),
        drawings=(wide, narrow),
    )


def _build_columns(figure: Figure) -> list[ChartColumn]:
    """The windows in their order, with those of which no number is here; none where they cannot be drawn."""
    if not figure.is_whole or figure.has_categories:
        return []
    held = [(row.first, row.last, row) for row in figure.rows if row.first and row.last]
    held.sort(key=lambda each: each[:2])
    numbers = [row.amount for _, _, row in held if row.amount is not None and not row.is_in_words]
    if len(held) < len(figure.rows) or len(numbers) < LEAST_NUMBERS or min(numbers) < 0:
        return []
    if any(earlier[1] >= later[0] for earlier, later in pairwise(held)):
        return []
    columns = [ChartColumn(*held[0])]
    for first, last, row in held[1:]:
        before = columns[-1].last
        if count_months(before, first) > 2:  # months: else one follows the other
            columns.append(ChartColumn(before + timedelta(days=1), first - timedelta(days=1), None))
        columns.append(ChartColumn(first, last, row))
    return columns


def _describe(figure: Figure, columns: Sequence[ChartColumn]) -> str:
    parts = []
    for column in columns:
        said = ["no figure here"] if column.row is None else [column.row.value, column.row.out_of]
        parts.append(f"{column.years}: {', '.join(filter(None, said))}")
    return f"{figure.title}, {figure.unit}. {'. '.join(parts)}."


def _name_source(figure: Figure) -> str:
    sources = {f"{row.source}, {row.pages or 'page not known'}" for row in figure.rows}
    return sources.pop() if len(sources) == 1 else ""


def _measure(column: ChartColumn, *, is_area: bool) -> float:
    """The length of its bar, in a unit of its own; 0 where there is no number."""
    if column.row is None or column.row.amount is None:
        return 0
    return float(column.row.amount) / (column.months if is_area else 1)


def _find_breaks(columns: Sequence[ChartColumn]) -> Iterator[int]:
    """Columns from which another source counts."""
    source = None
    for number, column in enumerate(columns):
        if column.row is None:
            continue
        if source is not None and column.row.source != source:
            yield number
        source = column.row.source


def _draw_wide(columns: Sequence[ChartColumn], *, is_area: bool) -> ChartDrawing | None:
    begin, base = columns[0].first, ROOM_ABOVE + PLOT
    of_a_month = WIDE / count_months(begin, columns[-1].last)
    most = max(_measure(column, is_area=is_area) for column in columns) or 1
    drawing = ChartDrawing("wide", WIDE, base + ROOM_BELOW, base)
    breaks = set(_find_breaks(columns))
    for number, column in enumerate(columns):
        x = (count_months(begin, column.first) - 1) * of_a_month
        width, middle = column.months * of_a_month, x + column.months * of_a_month / 2
        if column.row is not None and width < LEAST_COLUMN:
            return None
        # What has no number fills the plot: anything less would look like a small one.
        height = PLOT * (_measure(column, is_area=is_area) / most if column.has_number else 1)
        drawing.boxes.append(_place(x + BESIDE, base - height, width - 2 * BESIDE, height, column.look))
        above = _write_above(column, width)
        if above is None or len(above) * LINE > ROOM_ABOVE + PLOT - height:
            return None
        for line, (text, look) in enumerate(reversed(above)):
            drawing.words.append(
                ChartWords(round(middle, 1), round(base - height - 8 - LINE * line, 1), text, look)
            )
        for line, text in enumerate(_write_years(column, width)):
            drawing.words.append(ChartWords(round(middle, 1), base + 18 + LINE * line, text, "small"))
        if number in breaks:
            drawing.lines.append((round(x, 1), 4, round(x, 1), base + 6))
    return drawing


def _write_above(column: ChartColumn, width: float) -> list[tuple[str, str]] | None:
    """What stands over a column, in lines; None where it has no room."""
    letters = int(width / OF_A_LETTER)
    if column.row is None:
        return [("no figure", "small")] if letters > len("no figure") else []
    lines = textwrap.wrap(column.row.value, letters, break_long_words=False)
    out_of = column.row.out_of
    if out_of and len(out_of) <= letters:
        return [(column.row.value, "number"), (out_of, "small")]
    if len(lines) > MOST_LINES or any(len(line) > letters for line in lines):
        return None
    return [(line, "number" if column.look == "number" else "small") for line in lines]


def _write_years(column: ChartColumn, width: float) -> list[str]:
    first, last = column.first.year, column.last.year
    if width < LEAST_COLUMN:
        return []
    if first == last:
        return [str(first)]
    if width < ROOM_FOR_YEARS:
        return [f"{first % 100:02}–{last % 100:02}"]
    return [f"{first} to", str(last)]


def _draw_narrow(columns: Sequence[ChartColumn], *, is_area: bool) -> ChartDrawing | None:
    """One below the other, its years and a source's words above each bar, its number at the end."""
    least = min(column.months for column in columns if column.row is not None)
    most = max(_measure(column, is_area=is_area) for column in columns) or 1
    drawing, y = ChartDrawing("narrow", NARROW), 0.0
    breaks = set(_find_breaks(columns))
    for number, column in enumerate(columns):
        thick = THIN * column.months / least if column.row is not None else THIN
        above = _write_beside(column)
        if thick > THIN * MOST_MONTHS_TO_LEAST or len(above) > MOST_LETTERS:
            return None
        if number in breaks:
            middle = round(y - BETWEEN / 2, 1)
            drawing.lines.append((0, middle, NARROW, middle))
        share = _measure(column, is_area=is_area) / most if column.has_number else 1
        length = (NARROW - ROOM_FOR_NUMBER) * share
        top = y + LINE + 2
        drawing.words.append(ChartWords(0, round(y + 13, 1), above, "small", "start"))
        drawing.boxes.append(_place(1, top, max(length - 1, 1), thick, column.look))
        if column.row is not None and column.look == "number":
            end = ChartWords(
                round(length + 7, 1), round(top + thick / 2 + 5, 1), column.row.value, "number", "start"
            )
            drawing.words.append(end)
        y = top + thick + BETWEEN
    drawing.height = round(y)
    return drawing


def _write_beside(column: ChartColumn) -> str:
    if column.row is None:
        return f"{column.years}: no figure"
    if column.look == "words":
        return f"{column.years}: {column.row.value}"
    return f"{column.years} ({column.row.out_of})" if column.row.out_of else column.years


def _place(x: float, y: float, width: float, height: float, look: str) -> ChartBox:
    hatch = draw_hatch(x, width, top=y, height=height, between=BETWEEN_HATCH) if look == "none" else ""
    return ChartBox(round(x, 1), round(y, 1), round(width, 1), round(height, 1), look, hatch)


@lru_cache(maxsize=1024)
def render_figure(figure: Figure) -> SafeString:
    """The picture, where there is one, and the table. Remembered by its content, so it is never out of date."""
    context = {"figure": figure, "chart": draw_chart(figure)}
    return mark_safe(get_template("components/figure.html").render(context))  # noqa: S308 - a template's
