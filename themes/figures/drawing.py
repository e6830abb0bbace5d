"""What a picture of a figure is made of: boxes, lines and words in pixels, drawn as SVG on a page and as a file."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import NamedTuple

from themes.explore.tiles import draw_hatch

WIDE, NARROW, SMALL = 640, 300, 320  # pixels: on a page, on a phone, on a card
LINE = 17
SIZES = {"number": 16, "small": 14, "huge": 26}  # pixels, by the look of words
# Pixels of a letter, at most: of a bold number, of words, of a statement.
OF_A_LETTER = {"number": 9.5, "small": 7.6, "huge": 15.0}
BETWEEN_HATCH = 8


class ChartBox(NamedTuple):
    """`look` is "number", "words" (in place of a number), "track" (the whole of a part) or "none" (no figure)."""

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
    look: str
    anchor: str = "middle"


class ChartLine(NamedTuple):
    """`look` is "break" (counted otherwise from here), "marker" (what changed then), "bracket" or "base"."""

    points: tuple[tuple[float, float], ...]
    look: str

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


@dataclass
class ChartDrawing:
    look: str  # "wide", "narrow" or "small"
    width: int
    height: int = 0
    boxes: list[ChartBox] = field(default_factory=list)
    words: list[ChartWords] = field(default_factory=list)
    lines: list[ChartLine] = field(default_factory=list)

    def add_box(self, x: float, y: float, width: float, height: float, look: str) -> None:
        hatch = (
            draw_hatch(x, width, top=y, height=height, between=BETWEEN_HATCH)
            if look == "none" and width > BETWEEN_HATCH
            else ""
        )
        self.boxes.append(ChartBox(round(x, 1), round(y, 1), round(width, 1), round(height, 1), look, hatch))

    def add_words(self, x: float, y: float, text: str, look: str, anchor: str = "middle") -> None:
        self.words.append(ChartWords(round(x, 1), round(y, 1), text, look, anchor))

    def add_line(self, look: str, *points: tuple[float, float]) -> None:
        self.lines.append(ChartLine(tuple((round(x, 1), round(y, 1)) for x, y in points), look))


def count_letters(width: float, look: str = "small") -> int:
    """How many letters surely fit."""
    return int(width / OF_A_LETTER[look])


def wrap(text: str, width: float, look: str = "small") -> list[str]:
    """In lines that fit; a word that is longer than a line is broken."""
    return textwrap.wrap(text, max(count_letters(width, look), 1), break_on_hyphens=False)
