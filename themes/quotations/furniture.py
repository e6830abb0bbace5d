"""Running heads and page numbers, told apart from a page's own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from reviews.page_labels import PageLabelError, join_set_apart, sort_key
from themes.quotations.characters import BROKEN

MOST_EDGE_LINES = 4  # of a page, that can be running heads or page numbers
MOST_FOOT_LINES = 14  # of a page, that footnotes can fill, and heads that were drawn before them
LEAST_AGREEING = 3  # pages that must have the same line at their edge before it is taken for a running head
LEAST_AGREEING_OF_A_BROWSER = 2
LONGEST_HEAD = 160  # characters

_LINE = re.compile(rf"[^\r\n{BROKEN}]*(?:[{BROKEN}]|\r\n?|\n|\Z)")
_AROUND_LINE = f" \t\r\n{BROKEN}"
_AROUND_NUMBER = " -–—.|[]()"
_DIGITS = re.compile(r"\d+")
# What a browser prints at the head and foot of each page, and what changes in it.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CHANGING = (
    (re.compile(r"\b(?:https?|file|ftp)://\S+|\bwww\.\S+|\babout:blank\b"), "(address)"),
    (
        re.compile(
            r"\b\d{1,4}([./-])\d{1,2}\1\d{1,4}\b"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{2,4}}\b|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b"
        ),
        "(date)",
    ),
    (re.compile(r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\b\.?)?"), "(time)"),
    (re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"), "(day)"),
)


@dataclass(frozen=True)
class PageText:
    """One page: its place in the PDF from 1, its printed label or nothing, and its text as it was read."""

    index: int
    label: str
    text: str
    is_picture: bool = False  # it has hardly any letters, and shows more
    is_machine_read: bool = False  # its text was read off its picture by a program


class PageLine(NamedTuple):
    start: int
    end: int
    text: str


def _read_lines(text: str, start: int, end: int) -> list[PageLine]:
    """The lines that hold anything."""
    return [
        PageLine(match.start(), match.end(), line)
        for match in _LINE.finditer(text, start, end)
        if (line := match[0].strip(_AROUND_LINE))
    ]


def _find_edges(text: str) -> tuple[list[PageLine], list[PageLine]]:
    """The first and the last lines, each from the edge inwards; of a short page the same."""
    if len(text) > 2_000:  # the middle of a long page is no edge
        top = _read_lines(text, 0, 800)[:-1]
        turn = text.find("\n", len(text) - 800)
        bottom = _read_lines(text, turn + 1 if turn > 0 else len(text) - 800, len(text))
    else:
        top = bottom = _read_lines(text, 0, len(text))
    return top[:MOST_EDGE_LINES], bottom[::-1][:MOST_EDGE_LINES]


def _describe_shape(line: str, page: PageText) -> str:
    """What lines of several pages agree on: the page's own label may differ, and other numbers.

    A number in front that is not its label has to keep its distance from the page's place: footnotes begin with
    numbers too.
    """
    words = _replace_changing(" ".join(line.lower().split())).split(" ")
    for place in (0, -1):  # in between it may be part of a title
        if page.label and words[place].strip("|.-–—()[]") == page.label:
            words[place] = "(label)"
    shape = " ".join(words)
    leading = _DIGITS.match(shape)
    shape = _DIGITS.sub("#", shape)
    return f"{int(leading[0][:9]) - page.index} {shape}" if leading else shape


def _leave_numbers_out(line: str) -> str:
    return _DIGITS.sub("#", line.lower())


def _replace_changing(line: str) -> str:
    """Without dates, times and addresses where they say that a browser printed the line, and no chronology."""
    changed = line
    for pattern, name in _CHANGING:
        changed = pattern.sub(name, changed)
    return changed if _is_of_a_browser(changed) else line


def _is_of_a_browser(shape: str) -> bool:
    return "(address)" in shape or ("(date)" in shape and "(time)" in shape)


def _read_number(line: str) -> int | None:
    """The page number that a line consists of, as its sort key."""
    try:
        return sort_key(join_set_apart(line).strip(_AROUND_NUMBER))
    except PageLabelError:
        return None


class _Agreement:
    """What the lines at the edges of several pages agree on."""

    def __init__(self) -> None:
        self.shapes: Counter[str] = Counter()
        self.distances: Counter[int] = Counter()  # of page numbers from the page's place
        self.within: Counter[str] = (
            Counter()
        )  # what stands away from the edges: forms say the same again and again

    def add(self, page: PageText, lines: Iterable[PageLine]) -> None:
        short = [line for line in lines if len(line.text) <= LONGEST_HEAD]
        numbers = [(line, _read_number(line.text)) for line in short]
        self.shapes.update({_describe_shape(line.text, page) for line, number in numbers if number is None})
        self.distances.update({number - page.index for _, number in numbers if number is not None})

    def add_text(self, page: PageText, edges: Collection[PageLine]) -> None:
        """The rest of the page; what its edges have more than twice is no head or foot either."""
        lines = Counter(_leave_numbers_out(line.text) for line in _read_lines(page.text, 0, len(page.text)))
        lines.subtract(
            {
                line: min(2, count)
                for line, count in Counter(_leave_numbers_out(line.text) for line in edges).items()
            }
        )
        self.within.update(+lines)

    def find_body(
        self, page: PageText, top: Sequence[PageLine], bottom: Sequence[PageLine]
    ) -> tuple[int, int]:
        start, end = 0, len(page.text)
        for line in takewhile(lambda line: self._is_furniture(line, page), top):
            start = line.end
        for line in takewhile(lambda line: self._is_furniture(line, page), bottom):
            end = line.start
        return start, max(start, end)

    def _is_furniture(self, line: PageLine, page: PageText) -> bool:
        number = _read_number(line.text)
        if number is None:
            shape = _describe_shape(line.text, page)
            least = LEAST_AGREEING_OF_A_BROWSER if _is_of_a_browser(shape) else LEAST_AGREEING
            return len(line.text) <= LONGEST_HEAD and self.shapes[shape] >= max(
                least, 1 + self.within[_leave_numbers_out(line.text)]
            )
        is_label = join_set_apart(line.text).strip(_AROUND_NUMBER).lower() == page.label
        return is_label or self.distances[number - page.index] >= LEAST_AGREEING


def find_bodies(pages: Sequence[PageText]) -> list[tuple[int, int]]:
    """For each page where its own words begin and end: running heads and page numbers lie outside.

    A line at the edge counts as such where several pages agree on it, more than have it among their words; or on the
    distance of its number from the page's place; or where it is the page's own label.
    """
    edges = [_find_edges(page.text) for page in pages]
    agreement = _Agreement()
    for page, (top, bottom) in zip(pages, edges, strict=True):
        agreement.add(page, {*top, *bottom})
        agreement.add_text(page, {*top, *bottom})
    return [agreement.find_body(page, *lines) for page, lines in zip(pages, edges, strict=True)]


def count_shapes_at_feet(pages: Sequence[PageText]) -> Counter[str]:
    """On how many pages a line of each shape stands near the end."""
    shapes: Counter[str] = Counter()
    for page in pages:
        lines = _read_lines(page.text, max(0, len(page.text) - 1_600), len(page.text))[-MOST_FOOT_LINES:]
        shapes.update({_describe_shape(line.text, page) for line in lines if len(line.text) <= LONGEST_HEAD})
    return shapes


def include_head(block: tuple[int, int], page: PageText, start: int, shapes: Counter[str]) -> tuple[int, int]:
    """A block of footnotes and the running head right above it: some makers draw both after the page's words."""
    above = _read_lines(page.text, max(start, block[0] - LONGEST_HEAD - 2), block[0])
    if len(above) > 1 and shapes[_describe_shape(above[-1].text, page)] >= LEAST_AGREEING:
        return above[-1].start, block[1]
    return block
