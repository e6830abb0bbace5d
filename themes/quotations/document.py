"""A document's pages as one run of letters that quotations are looked for in.

The run has no spaces. What stands between two pieces is kept beside it as a `Joint`, which may allow several
readings: a hyphen at a line's end may belong to the word or not. Every piece keeps its place in the page's own text,
so that what is found can be shown as printed. Pure, no database.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from reviews.documents.legible import is_legible
from themes.quotations.characters import CLOSING, HYPHENS, MARK, WITHOUT_INVISIBLE
from themes.quotations.footnotes import Footnotes
from themes.quotations.furniture import PageText, count_shapes_at_feet, find_bodies, include_head
from themes.quotations.pieces import LINE_END, Joint, TextPiece, read_gap, split_pieces
from themes.quotations.scattered import has_letters_apart

BARRIER = "\x00"  # between runs that do not follow each other; no text holds it
BRIDGE = 100  # pieces on either side of a footnote, to follow a sentence past it
LONGEST_GAP = 12  # characters between two words; more is a footnote between them

_MARKS = re.compile(rf"{MARK.pattern}|\d{{1,3}}|[*†‡§¶]")  # pieces are made of all other figures


class DocumentText:
    """All pages of a document, made ready once to be searched for many quotations."""

    def __init__(self, pages: Iterable[PageText]) -> None:
        self.pages = sorted(pages, key=lambda page: page.index)
        self.pieces: list[TextPiece] = []
        self.page_of: list[int] = []  # a place in `pages`
        self.body: list[tuple[int, int]] = []  # for each page its pieces: first, and after the last
        # The same for what is read past the footnotes of a page.
        self.past: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.before_notes: dict[int, list[int]] = defaultdict(list)  # for each page: pieces before a footnote
        self._read()
        words = [piece.plain for piece in self.pieces]
        self.joints = [piece.joint for piece in self.pieces]
        # The run of letters in which quotations are looked for, as small letters and as written.
        self.plain = "".join(words)
        self.written = "".join([piece.written for piece in self.pieces])
        self.starts = list(accumulate(map(len, words), initial=0))[:-1]

    def _read(self) -> None:
        """The words of all pages one after the other, and then what stands beside them."""
        bodies = find_bodies(self.pages)
        notes = [Footnotes(page.text, *body) for page, body in zip(self.pages, bodies, strict=True)]
        marks = [frozenset(footnotes.find_marks()) for footnotes in notes]
        for number, footnotes in enumerate(notes):
            footnotes.counted = frozenset().union(*marks[max(0, number - 1) : number + 2])
        read = [
            split_pieces(footnotes.text, footnotes.start, footnotes.end, notes=footnotes)
            for footnotes in notes
        ]
        self._add_bodies(bodies, read)
        feet = count_shapes_at_feet(self.pages)
        for number, (page, (start, end)) in enumerate(zip(self.pages, bodies, strict=True)):
            self._add_apart(number, split_pieces(page.text, 0, start))
            self._add_apart(number, split_pieces(page.text, end))
            for block in notes[number].find_blocks():
                self._add_past(include_head(block, page, start, feet), number, read)

    def _add_bodies(self, bodies: Sequence[tuple[int, int]], read: Sequence[list[TextPiece]]) -> None:
        gap, kind = "", ""
        for number, (page, pieces) in enumerate(zip(self.pages, read, strict=True)):
            first = len(self.pieces)
            if pieces:
                # A word may be broken across the page.
                joint = read_gap(gap, kind, _find_kind_of(pieces[0].plain[0])) if gap else Joint.APART
                pieces[0] = pieces[0]._replace(joint=joint)
                self._add(number, pieces)
                gap = page.text[pieces[-1].end : bodies[number][1]] + "\n"
                kind = _find_kind_of(pieces[-1].plain[-1])
            self.body.append((first, len(self.pieces)))
        self._add_barrier()

    def _add_past(self, block: tuple[int, int], number: int, read: Sequence[list[TextPiece]]) -> None:
        """The words before a footnote followed by those after it, on this page and on the next."""
        before = [piece for piece in read[number] if piece.start < block[0]]
        if not before:
            return
        self.before_notes[number].append(len(before))
        before = before[-BRIDGE:]
        gap = self.pages[number].text[before[-1].end : block[0]] + "\n"
        after = [piece for piece in read[number] if piece.start >= block[1]]
        following = read[number + 1] if number + 1 < len(read) else []
        for page, pieces in ((number, after[:BRIDGE]), (number + 1, following[:BRIDGE])):
            if pieces:
                joint = read_gap(gap, _find_kind_of(before[-1].plain[-1]), _find_kind_of(pieces[0].plain[-1]))
                first = len(self.pieces)
                self._add(number, before)
                self._add_apart(page, [pieces[0]._replace(joint=joint), *pieces[1:]])
                self.past[number].append((first, len(self.pieces) - 1))

    def _add(self, page: int, pieces: Sequence[TextPiece]) -> None:
        self.pieces += pieces
        self.page_of += [page] * len(pieces)

    def _add_apart(self, page: int, pieces: Sequence[TextPiece]) -> None:
        if pieces:
            self._add(page, pieces)
            self._add_barrier()

    def _add_barrier(self) -> None:
        self._add(self.page_of[-1] if self.page_of else 0, [TextPiece(BARRIER, BARRIER, 0, 0, Joint.APART)])

    def find_piece_at(self, place: int) -> int:
        """The number of the first piece that begins at or after this place in the run."""
        return bisect_left(self.starts, place)

    def find_pieces_between(self, start: int, end: int) -> tuple[int, int]:
        """The pieces that these letters of the run belong to: the first, and the one after the last."""
        return self.find_piece_at(start + 1) - 1, self.find_piece_at(end)

    def get_piece(self, number: int) -> str:
        return self.pieces[number].plain

    def get_written(self, number: int) -> str:
        return self.pieces[number].written

    def name_page(self, number: int) -> str:
        page = self.pages[number]
        return f"page {page.label}" if page.label else f"PDF page {page.index}"

    def get_words_of_page(self, number: int) -> list[str]:
        first, last = self.body[number]
        return [piece.plain for piece in self.pieces[first:last]]

    def get_ends_of_page(self, number: int) -> list[list[str]]:
        """The words of a page up to its end, perhaps without its number, and up to each of its footnotes."""
        words = self.get_words_of_page(number)
        ends = [words, *(words[:count] for count in self.before_notes.get(number, ()))]
        return [*ends, words[:-1]] if words and words[-1].isdigit() else ends

    @cached_property
    def unreadable(self) -> frozenset[int]:
        """The pages, as places in the document, that have no text of their own, or one that is no language."""
        return frozenset(
            number
            for number, (page, (first, last)) in enumerate(zip(self.pages, self.body, strict=True))
            if first == last or page.is_picture or not is_legible(page.text)
        )

    @cached_property
    def machine_read(self) -> frozenset[int]:
        """The pages, as places in the document, whose words a program read off their pictures."""
        return frozenset(number for number, page in enumerate(self.pages) if page.is_machine_read)

    @cached_property
    def set_apart(self) -> frozenset[int]:
        """The pages, as places in the document, whose words are taken apart into letters."""
        return frozenset(
            number for number in range(len(self.pages)) if has_letters_apart(self.get_words_of_page(number))
        )

    @cached_property
    def pages_of_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, (first, last) in enumerate(self.body):
            for word in {piece.plain for piece in self.pieces[first:last]}:
                found[word].append(number)
        return found

    @cached_property
    def page_by_index(self) -> dict[int, int]:
        return {page.index: number for number, page in enumerate(self.pages)}

    def print_pieces(self, first: int, last: int, quoted: Collection[str] = ()) -> str:
        """The pieces from `first` up to `last` as the page prints them.

        A word broken at a line's end is put together again, with a hyphen where `quoted` (words in small letters)
        has it so.
        """
        words: list[str] = []
        for number in range(first, last):
            piece = self.pieces[number]
            if words:
                words.append(self._print_gap(number, quoted))
            text = self.pages[self.page_of[number]].text
            words.append(text[piece.start : piece.end].translate(WITHOUT_INVISIBLE))
        if last > first:
            words.append(self._find_closing(last - 1))
        return "".join(words)

    def _print_gap(self, number: int, quoted: Collection[str]) -> str:
        """What is printed between a piece and the one before it."""
        joint, before, after = self.joints[number], self.pieces[number - 1], self.pieces[number]
        if joint == LINE_END:
            return "-" if f"{before.plain}-{after.plain}" in quoted else ""
        if joint == Joint.ONE:
            return ""
        page = self.page_of[number]
        if self.page_of[number - 1] != page:
            return self._find_closing(number - 1) + ("-" if joint == Joint.HYPHEN else " ")
        if before.end > after.start:
            return " "
        between = _MARKS.sub("", self.pages[page].text[before.end : after.start])
        if len(between) > LONGEST_GAP or any(map(str.isalnum, between)):
            return self._find_closing(number - 1) + " "
        return " ".join(f"|{between}|".translate(HYPHENS).split())[1:-1]

    def _find_closing(self, number: int) -> str:
        """The full stop, comma or closing mark that follows a piece."""
        text, end = self.pages[self.page_of[number]].text, self.pieces[number].end
        if mark := MARK.match(text, end):
            end = mark.end()
        match = CLOSING.match(text, end)
        return match[0] if match else ""


def _find_kind_of(letter: str) -> str:
    return "number" if letter.isdigit() else "word"
