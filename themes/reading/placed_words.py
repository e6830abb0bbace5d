"""The words of a page where they stand in its picture, so that they can be selected there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reviews.documents.pictures import PagePicture, PictureBox
from themes.quotations.characters import BROKEN, HYPHENS

BASELINE = 0.8  # of a letter's box, from its upper edge
LETTER = 0.85  # the size of the type as a part of that box, which has room for the longest strokes
_WORD = re.compile(rf"[^\s{BROKEN}]+[{BROKEN}]?")


@dataclass(frozen=True)
class PlacedWord:
    """A word, and how far from the left edge of the picture it begins, in pixels."""

    x: int
    text: str


@dataclass
class PlacedLine:
    """Words beside each other: on which height they stand, and how large their type is, in pixels."""

    y: int
    size: int
    words: list[PlacedWord] = field(default_factory=list)


def place_words(picture: PagePicture) -> list[PlacedLine]:
    """Line by line, in the order in which the page is read. Words that run upwards or downwards are left out."""
    lines: list[PlacedLine] = []
    end, below = 0, 0  # where the last word ends in the picture, and how far down its line reaches
    for box, text, starts_line in _find_words(picture):
        y, size = box.y + round(box.height * BASELINE), max(1, round(box.height * LETTER))
        if (
            not lines
            or starts_line
            or box.x < end - box.height
            or box.y >= below
            or y < lines[-1].y - box.height
        ):
            lines.append(PlacedLine(y, size))
        lines[-1].words.append(PlacedWord(box.x, text))
        end, below = box.x + box.width, box.y + box.height
    return lines


def _find_words(picture: PagePicture) -> Iterator[tuple[PictureBox, str, bool]]:
    """Each word with its place, and whether a line of the text begins with it."""
    past = 0
    for match in _WORD.finditer(picture.text):
        boxes = picture.find_boxes(*match.span())
        before = picture.text[past : match.start()]
        starts_line = "\n" in before or "\r" in before or (past > 0 and picture.text[past - 1] in BROKEN)
        if len(boxes) == 1 and not _is_upright(boxes[0], match[0]):
            yield boxes[0], match[0].translate(HYPHENS), starts_line
            past = match.end()


def _is_upright(box: PictureBox, text: str) -> bool:
    return len(text) > 2 and box.height > 2 * box.width
