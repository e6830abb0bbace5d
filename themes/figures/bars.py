"""Figures that are no line of windows: a bar for each row, and the whole behind it where the source says of what.

What has no length stays in words: numbers that are of different kinds, and a source's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from themes.figures.drawing import LINE, NARROW, OF_A_LETTER, SMALL, WIDE, ChartDrawing, wrap
from themes.figures.reading import Figure, FigureRow

LABELS = (70, 250)  # pixels, for what a bar is of: at least, and at most
ROOM_FOR_NUMBER = 150
THICK = 20
THIN = 14
BETWEEN = 12
MOST_ON_A_CARD = 3


@dataclass(frozen=True)
class Bar:
    """`share` is the length of its part, of all that is drawn, and `track` that of its whole, or None."""

    row: FigureRow
    label: str
    share: float | None
    track: float | None
    is_measured_apart: bool = False  # from the bars of other years

    @property
    def look(self) -> str:
        return "words" if self.row.is_in_words else "number"


def build_bars(figure: Figure) -> list[Bar]:
    """By their years. None of them where no bar could be set beside another, or beside its whole."""
    years = list(dict.fromkeys(row.years for row in figure.rows))
    rows = (
        sorted(figure.rows, key=lambda row: years.index(row.years)) if figure.has_categories else figure.rows
    )
    apart = are_measured_apart(figure)
    bars = [
        _build_bar(
            figure, row, _find_most(figure, [each for each in rows if not apart or each.years == row.years])
        )
        for row in rows
    ]
    lengths = [bar for bar in bars if bar.share is not None]
    labels = [(bar.label, bar.row.years) for bar in lengths]
    is_comparable = len(set(labels)) == len(labels) and not figure.is_for_a_year
    has_measure = len(lengths) > 1 or any(bar.track is not None for bar in lengths)
    return bars if is_comparable and has_measure else []


def are_measured_apart(figure: Figure) -> bool:
    """Whether counts are of years that differ in length: a bar must not look longer for more of them."""
    return figure.has_categories and not figure.is_percent and len({row.months for row in figure.rows}) > 1


def _find_most(figure: Figure, rows: Sequence[FigureRow]) -> float:
    if figure.is_percent:
        return 100
    numbers = [float(row.amount) for row in rows if row.amount is not None]
    return max([*numbers, *(_find_whole(row) or 0 for row in rows), 0]) or 1


def _find_whole(row: FigureRow) -> float | None:
    """Of a count that is itself the part."""
    is_part = row.whole is not None and row.amount is not None and row.amount <= row.whole
    return float(row.whole) if is_part and row.whole is not None else None


def _build_bar(figure: Figure, row: FigureRow, most: float) -> Bar:
    label = (row.category or figure.unit_in_words) if figure.has_categories else row.years
    if row.amount is None or row.amount < 0 or (figure.is_percent and row.amount > 100):
        return Bar(row, label, None, None)
    whole = 100.0 if figure.is_percent else _find_whole(row)
    apart = are_measured_apart(figure)
    return Bar(row, label, float(row.amount) / most, whole / most if whole else None, apart)


def draw_wide(figure: Figure, bars: list[Bar]) -> ChartDrawing:
    drawing, y = ChartDrawing("wide", WIDE), 4.0
    least, most = LABELS
    beside = min(max(least, *(len(bar.label) * OF_A_LETTER["small"] for bar in bars)), most)
    begin = beside + 12
    room = WIDE - begin - ROOM_FOR_NUMBER
    for years, group in groupby(bars, key=lambda bar: bar.row.years):
        if _has_headings(figure):
            drawing.add_words(0, y + 14, years, "number", "start")
            y += LINE + 8
        for bar in group:
            label = wrap(bar.label, beside)
            said = _say(bar, WIDE - begin if bar.share is None else ROOM_FOR_NUMBER - 8)
            height = max(LINE * max(len(label), len(said)) + 2, THICK)
            for line, text in enumerate(label):
                drawing.add_words(beside, _align(y, height, len(label), line), text, "small", "end")
            at = begin
            if bar.share is not None:
                top = y + (height - THICK) / 2
                _add_bar(drawing, bar, at, top, room, THICK)
                at += max(bar.share, bar.track or 0) * room + 8
            for line, (text, look) in enumerate(said):
                drawing.add_words(at, _align(y, height, len(said), line), text, look, "start")
            y += height + BETWEEN
    drawing.height = round(y)
    return drawing


def draw_narrow(figure: Figure, bars: list[Bar], *, look: str = "narrow") -> ChartDrawing:
    """What it is of above each bar. On a card the first few alone."""
    width = SMALL if look == "small" else NARROW
    drawing, y = ChartDrawing(look, width), 0.0
    shown = bars[:MOST_ON_A_CARD] if look == "small" else bars
    for years, group in groupby(shown, key=lambda bar: bar.row.years):
        if _has_headings(figure):
            drawing.add_words(0, y + 14, years, "number", "start")
            y += LINE + 6
        for bar in group:
            for text in wrap(bar.label, width):
                drawing.add_words(0, y + 13, text, "small", "start")
                y += LINE
            if bar.share is not None:
                room = width - 70
                _add_bar(drawing, bar, 1, y + 2, room, THIN)
                if bar.look == "number" and len(bar.row.value) <= 6:
                    end = max(bar.share, bar.track or 0) * room
                    drawing.add_words(end + 7, y + 14, bar.row.value, "number", "start")
                y += THIN + 6
            for text in _say_below(bar, width):
                drawing.add_words(0, y + 11, text, "small", "start")
                y += LINE
            y += BETWEEN
    drawing.height = round(y)
    return drawing


def _has_headings(figure: Figure) -> bool:
    return figure.has_categories and len({row.years for row in figure.rows}) > 1


def _align(y: float, height: float, lines: int, line: int) -> float:
    return y + (height - lines * LINE) / 2 + 13 + line * LINE


def _add_bar(drawing: ChartDrawing, bar: Bar, x: float, y: float, room: float, thick: int) -> None:
    if bar.track is not None:
        drawing.add_box(x, y, bar.track * room, thick, "track")
    if bar.share:
        drawing.add_box(x, y, max(bar.share * room, 1), thick, bar.look)


def _say(bar: Bar, width: float) -> list[tuple[str, str]]:
    """At the end of a bar, in lines."""
    row = bar.row
    look = "number" if bar.look == "number" and len(row.value) * OF_A_LETTER["number"] <= width else "small"
    lines = [(text, look) for text in wrap(row.value, width, look)]
    return [*lines, *((text, "small") for text in wrap(row.out_of, width))]


def _say_below(bar: Bar, width: float) -> list[str]:
    """What has no room at its end."""
    row = bar.row
    is_said = bar.share is not None and bar.look == "number" and len(row.value) <= 6
    return wrap(", ".join(filter(None, ["" if is_said else row.value, row.out_of])), width)


def draw_statements(figure: Figure, look: str) -> ChartDrawing:
    """Numbers, or a source's words, in large letters, and what they are of below them."""
    width = {"wide": WIDE, "narrow": NARROW, "small": SMALL}[look]
    drawing, y = ChartDrawing(look, width), 0.0
    for row in figure.rows[: 1 if look == "small" else None]:
        is_short = len(row.value) <= width / OF_A_LETTER["huge"]
        for text in wrap(row.value, width, "huge" if is_short else "number"):
            drawing.add_words(
                0, y + (24 if is_short else 16), text, "huge" if is_short else "number", "start"
            )
            y += 30 if is_short else 20
        said = [*figure.say_beside(row), row.category, row.years]
        for text in wrap(", ".join(filter(None, said)), width):
            drawing.add_words(0, y + 14, text, "small", "start")
            y += LINE
        y += BETWEEN
    drawing.height = round(y)
    return drawing
