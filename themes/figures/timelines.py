"""A figure over time: a bar for each number that a source gives, in its window, and nothing between them.

On a phone time runs downwards. Windows that overlap others, and years that are not plain, stand below, in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from reviews.models.period import count_months
from themes.figures.drawing import (
    LINE,
    NARROW,
    OF_A_LETTER,
    SIZES,
    SMALL,
    WIDE,
    ChartDrawing,
    ChartWords,
    count_letters,
    wrap,
)
from themes.figures.markers import PolicyMarker, find_markers
from themes.figures.reading import Figure, FigureRow

LEAST_NUMBERS = 2  # fewer make no picture
PLOT = 180  # pixels
BESIDE = 2  # pixels left free at each side of a column
ROOM_ABOVE = 60  # for three lines
ROOM_BELOW = 44  # for the years, in two lines
MOST_LINES = 3
LEAST_COLUMN = 40  # pixels: two years, short
ROOM_FOR_YEARS = 54  # pixels: "2003 to"
MOST_MONTHS_TO_LEAST = 4
THIN = 14  # pixels of the thinnest bar on a phone
ROOM_FOR_NUMBER = 62
BETWEEN = 14
SMALL_PLOT, SMALL_TOP, SMALL_BELOW = 84, 24, 22  # pixels, on a card


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


class ChartBreak(NamedTuple):
    """Where a figure is counted otherwise than the one before it."""

    years: str
    why: str


@dataclass(frozen=True)
class Timeline:
    columns: tuple[ChartColumn, ...]
    asides: tuple[FigureRow, ...]  # about windows that overlap others, or about years that are not plain
    is_area: bool  # the number is the area of its bar; else its length
    figure: Figure
    breaks: dict[int, ChartBreak] = field(default_factory=dict)  # by the column that they stand before
    markers: tuple[PolicyMarker, ...] = ()

    def measure(self, column: ChartColumn) -> float:
        """The length of its bar, in a unit of its own; 0 where there is no number."""
        if column.row is None or column.row.amount is None:
            return 0
        return float(column.row.amount) / (column.months if self.is_area else 1)

    @property
    def most(self) -> float:
        return max(self.measure(column) for column in self.columns) or 1


def build_timeline(figure: Figure) -> Timeline | None:
    """None where the numbers are not of one kind over time."""
    if not figure.is_whole or figure.has_categories:
        return None
    columns, asides = _build_columns(figure)
    rows = [column.row for column in columns if column.row is not None]
    numbers = [row.amount for row in rows if row.amount is not None]
    if len(numbers) < LEAST_NUMBERS or min(numbers) < 0 or not any(row.has_number for row in rows):
        return None
    of_reviews = "review" in figure.unit.lower()
    return Timeline(
        tuple(columns),
        tuple(asides),
        figure.is_for_a_year,
        figure,
        _find_breaks(columns),
        find_markers(columns[0].first, columns[-1].last) if of_reviews else (),
    )


def _build_columns(figure: Figure) -> tuple[list[ChartColumn], list[FigureRow]]:
    """The windows in their order, with those of which no number is here; and the rows that are none of them.

    Of windows that overlap the shorter ones are drawn: the longer says what they hold together.
    """
    held: list[ChartColumn] = []
    for row in sorted(figure.rows, key=lambda row: row.months):
        if (
            row.first
            and row.last
            and not any(row.first <= each.last and each.first <= row.last for each in held)
        ):
            held.append(ChartColumn(row.first, row.last, row))
    held.sort(key=lambda each: each[:2])
    columns: list[ChartColumn] = []
    for column in held:
        if columns and count_months(columns[-1].last, column.first) > 2:  # else one follows the other
            before = columns[-1].last + timedelta(days=1)
            columns.append(ChartColumn(before, column.first - timedelta(days=1), None))
        columns.append(column)
    drawn = [column.row for column in held]
    return columns, [row for row in figure.rows if not any(row is each for each in drawn)]


def have_sources_of_their_own(columns: Sequence[ChartColumn]) -> bool:
    """Whether each figure is from another source: that is said once, not at every column."""
    sources = [_name_counter(column.row) for column in columns if column.row is not None]
    return len(sources) > 2 and len(set(sources)) == len(sources)


def _name_counter(row: FigureRow) -> str:
    """Who counted: what stands behind a comma says who told of it."""
    return row.source.partition(",")[0]


def _find_breaks(columns: Sequence[ChartColumn]) -> dict[int, ChartBreak]:
    """Columns from which figures are counted otherwise, or by another source."""
    breaks: dict[int, ChartBreak] = {}
    before: FigureRow | None = None
    each_its_own = have_sources_of_their_own(columns)
    for number, column in enumerate(columns):
        if (row := column.row) is None:
            continue
        if row.change and before is not None:
            breaks[number] = ChartBreak(row.years, row.change)
        elif before is not None and _name_counter(row) != _name_counter(before) and not each_its_own:
            breaks[number] = ChartBreak(
                row.years, f"another source, which may have counted differently: {row.source}"
            )
        before = row
    return breaks


def draw_wide(timeline: Timeline) -> ChartDrawing | None:
    """None where words have no room."""
    head = LINE * (bool(timeline.breaks) + len(timeline.markers))
    top = head + ROOM_ABOVE
    base = top + PLOT
    drawing = ChartDrawing("wide", WIDE, base + ROOM_BELOW)
    of_a_month, begin = _scale(timeline, WIDE)
    for column in timeline.columns:
        x, width = _find_place(column, begin, of_a_month)
        if column.row is not None and width < LEAST_COLUMN:
            return None
        # What has no number fills the plot: anything less would look like a small one.
        height = PLOT * (timeline.measure(column) / timeline.most if column.has_number else 1)
        drawing.add_box(x + BESIDE, base - height, width - 2 * BESIDE, height, column.look)
        above = _write_above(column, width, timeline.figure)
        if above is None or len(above) * LINE > top - head + PLOT - height:
            return None
        for line, (text, look) in enumerate(reversed(above)):
            drawing.add_words(x + width / 2, base - height - 8 - LINE * line, text, look)
        for line, text in enumerate(_write_years(column, width)):
            drawing.add_words(x + width / 2, base + 18 + LINE * line, text, "small")
    drawing.add_line("base", (0, base), (WIDE, base))
    _draw_uprights(drawing, timeline, begin, of_a_month, base)
    _write_asides(drawing, timeline, begin, of_a_month)
    return drawing


def _scale(timeline: Timeline, width: int) -> tuple[float, date]:
    """Pixels of a month, and the first day."""
    begin = timeline.columns[0].first
    return width / count_months(begin, timeline.columns[-1].last), begin


def _find_place(column: ChartColumn, begin: date, of_a_month: float) -> tuple[float, float]:
    """Where it begins, and its width."""
    return (count_months(begin, column.first) - 1) * of_a_month, column.months * of_a_month


def _draw_uprights(
    drawing: ChartDrawing, timeline: Timeline, begin: date, of_a_month: float, base: float
) -> None:
    """What changed, as lines from their words down: those of policy in rows of their own, breaks in one below.

    A line begins at its words, so words cross no line of a row below. Those at the right edge, whose words stand on the
    left, come first; then from left to right.
    """
    uprights = [
        ((count_months(begin, marker.on) - 1) * of_a_month, f"{marker.on:%b %Y}: {marker.short}")
        for marker in timeline.markers
    ]
    uprights.sort(key=lambda each: (-each[0] if not _has_room(drawing, *each) else 0, each[0]))
    above: list[float] = []
    for row, (x, text) in enumerate(uprights):
        _draw_upright(drawing, "marker", x, (LINE * row, base), text, above)
        above.append(x)
    row = len(uprights)
    for number in timeline.breaks:
        x, _ = _find_place(timeline.columns[number], begin, of_a_month)
        _draw_upright(drawing, "break", x, (LINE * row, base + 6), "break", above)


def _has_room(drawing: ChartDrawing, x: float, text: str, above: Sequence[float] = ()) -> bool:
    """Whether words have room on the right of a line at `x`, before the next line that begins higher up."""
    end = x + 5 + len(text) * OF_A_LETTER["small"]
    return end <= drawing.width and not any(x < other < end for other in above)


def _draw_upright(
    drawing: ChartDrawing, look: str, x: float, ends: tuple[float, float], text: str, above: Sequence[float]
) -> None:
    """A line with words at its top, on its left where there is no room; it leaves out other words that it meets."""
    top, bottom = ends
    met = sorted(
        (words.y - SIZES[words.look], words.y + 4)
        for words in drawing.words
        if top < words.y < bottom and _reaches(words, x)
    )
    start = top + 2
    for first, last in met:
        if first > start:
            drawing.add_line(look, (x, start), (x, first))
        start = max(start, last)
    if start < bottom:
        drawing.add_line(look, (x, start), (x, bottom))
    side, anchor = (5, "start") if _has_room(drawing, x, text, above) else (-5, "end")
    drawing.add_words(x + side, top + LINE - 4, text, "small", anchor)


def _reaches(words: ChartWords, x: float) -> bool:
    """Whether words stand where a line at `x` would cross them."""
    long = len(words.text) * OF_A_LETTER[words.look]
    left = words.x - {"start": 0, "middle": long / 2, "end": long}[words.anchor]
    return left < x < left + long


def _write_asides(drawing: ChartDrawing, timeline: Timeline, begin: date, of_a_month: float) -> None:
    """Below the years: a bracket over its window, and its words."""
    y = float(drawing.height)
    for row in timeline.asides:
        left = 0.0
        if row.first and row.last:
            left = max(0, (count_months(begin, row.first) - 1) * of_a_month) if row.first > begin else 0
            right = min(drawing.width, count_months(begin, row.last) * of_a_month)
            if right - left > 8:
                drawing.add_line(
                    "bracket", (left + 2, y), (left + 2, y + 8), (right - 2, y + 8), (right - 2, y)
                )
                y += 10
        lines = wrap(describe_aside(timeline.figure, row), drawing.width)
        left = max(0, min(left, drawing.width - max(map(len, lines)) * 7.6))
        for text in lines:
            y += LINE
            drawing.add_words(left, y - 3, text, "small", "start")
        y += 8
    drawing.height = round(y)


def describe_aside(figure: Figure, row: FigureRow) -> str:
    return f"{row.years}: {', '.join([row.value, *figure.say_beside(row)])}"


def _write_above(column: ChartColumn, width: float, figure: Figure) -> list[tuple[str, str]] | None:
    """What stands over a column, in lines; None where it has no room."""
    letters = count_letters(width)
    if column.row is None:
        return [("no figure", "small")] if letters > len("no figure") else []
    row = column.row
    if column.look == "number" and len(row.value) * 9.5 <= width:
        below = [row.out_of] if row.out_of else []
        if of_a_year := figure.format_year(row):
            below.append(f"{of_a_year} a year" if len(of_a_year) + 7 <= letters else f"{of_a_year}/yr")
        return [(row.value, "number"), *((text, "small") for text in below)] if _fit(below, letters) else None
    lines = wrap(row.value, width)
    return [(line, "small") for line in lines] if len(lines) <= MOST_LINES and _fit(lines, letters) else None


def _fit(lines: Sequence[str], letters: int) -> bool:
    return all(len(line) <= letters for line in lines)


def _write_years(column: ChartColumn, width: float) -> list[str]:
    first, last = column.first.year, column.last.year
    if width < LEAST_COLUMN:
        return []
    if first == last:
        return [str(first)]
    if width < ROOM_FOR_YEARS:
        return [f"{first % 100:02}–{last % 100:02}"]
    return [f"{first} to", str(last)]


def draw_small(timeline: Timeline) -> ChartDrawing:
    """For a card: numbers where they have room, the first and the last year."""
    base = SMALL_TOP + SMALL_PLOT
    drawing = ChartDrawing("small", SMALL, base + SMALL_BELOW)
    of_a_month, begin = _scale(timeline, SMALL)
    for number, column in enumerate(timeline.columns):
        x, width = _find_place(column, begin, of_a_month)
        height = SMALL_PLOT * (timeline.measure(column) / timeline.most if column.has_number else 1)
        drawing.add_box(x + 1, base - height, max(width - 2, 1), height, column.look)
        look = "number" if column.look == "number" else "small"
        if column.row is not None and len(column.row.value) <= count_letters(width, look):
            drawing.add_words(x + width / 2, base - height - 6, column.row.value, look)
        if number in timeline.breaks:
            drawing.add_line("break", (x, 2), (x, base + 4))
    drawing.add_line("base", (0, base), (SMALL, base))
    drawing.add_words(0, base + 18, str(begin.year), "small", "start")
    drawing.add_words(SMALL, base + 18, str(timeline.columns[-1].last.year), "small", "end")
    return drawing


def draw_narrow(timeline: Timeline) -> ChartDrawing | None:
    """One below the other, its years and a source's words above each bar, its number at the end."""
    least = min(column.months for column in timeline.columns if column.row is not None)
    drawing, y = ChartDrawing("narrow", NARROW), 0.0
    for number, column in enumerate(timeline.columns):
        thick = THIN * column.months / least if column.row is not None else THIN
        if thick > THIN * MOST_MONTHS_TO_LEAST:
            return None
        if number in timeline.breaks:
            y += LINE
            drawing.add_line("break", (0, y - BETWEEN / 2), (NARROW, y - BETWEEN / 2))
            drawing.add_words(NARROW, y - BETWEEN / 2 - 5, "break", "small", "end")
        share = timeline.measure(column) / timeline.most if column.has_number else 1
        length = (NARROW - ROOM_FOR_NUMBER) * share
        for text in wrap(_write_beside(column, timeline.figure), NARROW):
            drawing.add_words(0, y + 13, text, "small", "start")
            y += LINE
        top = y + 2
        drawing.add_box(1, top, max(length - 1, 1), thick, column.look)
        if column.row is not None and column.look == "number":
            drawing.add_words(length + 7, top + thick / 2 + 5, column.row.value, "number", "start")
        y = top + thick
        for marker in timeline.markers:
            if column.first <= marker.on <= column.last:
                y += LINE
                drawing.add_words(0, y - 2, f"▸ {marker.on:%b %Y}: {marker.short}", "small", "start")
        y += BETWEEN
    for row in timeline.asides:
        for text in wrap(describe_aside(timeline.figure, row), NARROW):
            drawing.add_words(0, y + 8, text, "small", "start")
            y += LINE
        y += 6
    drawing.height = round(y)
    return drawing


def _write_beside(column: ChartColumn, figure: Figure) -> str:
    row = column.row
    if row is None:
        return f"{column.years}: no figure"
    if column.look == "words":
        return f"{column.years}: {row.value}"
    beside = ", ".join(figure.say_beside(row))
    return f"{column.years} ({beside})" if beside else column.years
