"""The footnotes of a page, and the numbers among its words that only point at them."""

from __future__ import annotations

import re
from collections import defaultdict

from themes.quotations.characters import BROKEN, RAISED, SUPERSCRIPT

_FOOTNOTE = re.compile(
    rf"(?:\A|[\r\n{BROKEN}])[ \t]*([0-9]{{1,3}}|[{RAISED}]{{1,6}}|[*†‡§¶]{{1,3}})[.)]?[ \t]*(?:\r?\n)?[ \t]*"
    r"(?=[^\W\d_]|[“\"‘'(])"
)
_AFTER_MARK = re.compile(rf"[\s.,;:!?’”\"'){BROKEN}\]]|\Z")
_BEFORE_MARK = re.compile(r"[.,;:!?’”\"')\]]*\Z")
# A raised number that the reader of the PDF set apart, between two sentences.
_BEFORE_MARK_APART = re.compile(r"[’”\"')\]]*[.!?][’”\"')\]]*\s+\Z")
_AFTER_MARK_APART = re.compile(r"\s+[“‘\"'(\[]*(?!\d)[^\W_a-z]|\s*\Z")
_YEAR_WITH_MARK = re.compile(r"((?:1[89]|20)\d\d)[.,](\d{1,3})")
_NEW_SENTENCE = re.compile(r"[\s”’\"')]*[^\W\d_a-z]|\s*\Z")
_MARK_OF_WORD = re.compile(r"(?<=[^\s\d⁰¹²³⁴⁵⁶⁷⁸⁹⁻])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])")
_TO_RAISED = {figure: raised for raised, figure in SUPERSCRIPT.items()}
_END_OF_NOTE = re.compile(r"[.!?)’”\"][ \t]*(?:[\r\n]|\Z)")
# What a number belongs to; it is no mark of a footnote after these.
_NUMBERED = frozenset((
    "no", "nos", "p", "pp", "para", "paras", "s", "ss", "sec", "art", "fig", "vol", "ch", "reg", "cl", "v",
    "vs", "approx", "c", "ca",
))  # fmt: skip


class Footnotes:
    """Lines between `start` and `end` of a page's text that look like footnotes, by their number."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.places: dict[str, list[int]] = defaultdict(list)
        for match in _FOOTNOTE.finditer(text, start, end):
            self.places[match[1].translate(SUPERSCRIPT)].append(match.start(1))
        self.counted: frozenset[str] = (
            frozenset()
        )  # numbers that marks behind words have on and beside the page
        self.ends = {place + len(number) for number, places in self.places.items() for place in places}

    def __bool__(self) -> bool:
        return bool(self.places)

    def has_below(self, number: str, at: int) -> bool:
        """Whether a footnote of this number begins after this place."""
        return number in self.places and at < self.places[number][-1]

    def explains(self, raised: str, at: int) -> bool:
        """Whether a note of the page, or the marks before and after it, tell that a raised figure is a mark."""
        number = raised.translate(SUPERSCRIPT)
        return self.has_below(number, at) or bool({str(int(number) - 1), str(int(number) + 1)} & self.counted)

    def find_marks(self) -> set[str]:
        """The numbers that stand raised behind words."""
        return {
            mark[0].translate(SUPERSCRIPT) for mark in _MARK_OF_WORD.finditer(self.text, self.start, self.end)
        }

    def is_mark(self, number: str, at: int, gap: str, word: str) -> bool:
        """Whether a number after `word` and `gap` only points at a footnote further down.

        It is glued to the word, or stands alone between two sentences.
        """
        if not self.has_below(number, at):
            return False
        until = at + len(number)
        glued = (
            at not in self.places[number] and _BEFORE_MARK.match(gap) and _AFTER_MARK.match(self.text, until)
        )
        if not glued and not (_BEFORE_MARK_APART.match(gap) and _AFTER_MARK_APART.match(self.text, until)):
            return False
        return len(word) >= 3 and word.lower() not in _NUMBERED and not word.isupper()

    def cut_mark(self, raw: str, at: int) -> str:
        """A year without the mark that is glued to it: "1992.12"."""
        year = _YEAR_WITH_MARK.fullmatch(raw)
        if year and self.has_below(year[2], at) and _NEW_SENTENCE.match(self.text, at + len(raw)):
            return year[1]
        return raw

    def find_blocks(self) -> list[tuple[int, int]]:
        """Where footnotes stand among the page's words: from the number to the end of a sentence that ends a line."""
        blocks = sorted(
            (places[-1], self._find_end(places[-1]))
            for number, places in self.places.items()
            if self._is_pointed_at(number, places[-1])
        )
        joined: list[tuple[int, int]] = []
        for start, end in blocks:
            if joined and start <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return joined

    def _is_pointed_at(self, number: str, place: int) -> bool:
        raised = number.translate(_TO_RAISED)
        marked = re.compile(
            rf"(?<=[^\W\d_]){number}(?!\w)|[^\W_][.,;:!?’”\"')\]]+{number}(?!\w)"
            rf"|\S ?{raised}(?![{RAISED}])|[.!?][’”\"')\]]*\s+{number}\s"
            if number.isdigit()
            else rf"[^\s*]{re.escape(number)}"
        )
        return marked.search(self.text, self.start, place) is not None

    def _find_end(self, place: int) -> int:
        stop = _END_OF_NOTE.search(self.text, place, self.end)
        return stop.end() if stop else self.end


NO_FOOTNOTES = Footnotes("", 0, 0)
