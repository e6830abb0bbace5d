"""What PDFs do to words, undone: a document's pages as one run of letters that quotations are looked for in.

The run has no spaces. What stands between two pieces is kept beside it as a `Joint`, which may allow several
readings: a hyphen at a line's end may belong to the word or not. Every piece keeps its place in the page's own text,
so that what is found can be shown as printed. Pure, no database.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from reviews.page_labels import PageLabelError, sort_key


class Joint:
    """How two neighbouring pieces may be read: as one word, with a hyphen, apart, or apart after a hyphen.

    Plain numbers to be added up; flags of the enum module take most of the time that a document needs.
    """

    ONE = 1
    HYPHEN = 2
    APART = 4
    SUSPENDED = 8  # "pre- and post-war"
    BOUND = 16  # a sign that belongs to its number, such as a currency: cutting it off changes what is said


ANYHOW = Joint.ONE | Joint.HYPHEN | Joint.APART | Joint.SUSPENDED
LINE_END = Joint.ONE | Joint.HYPHEN | Joint.SUSPENDED

BARRIER = "\x00"  # between runs that do not follow each other; no text holds it
MOST_EDGE_LINES = 4  # of a page, that can be running heads or page numbers
MOST_FOOT_LINES = 14  # of a page, that footnotes can fill, and heads that were drawn before them
LEAST_AGREEING = 3  # pages that must have the same line at their edge before it is taken for a running head
LONGEST_HEAD = 160  # characters
BRIDGE = 100  # pieces on either side of a footnote, to follow a sentence past it

# PDFium writes U+0002 (or U+FFFE) for a hyphen at the end of a line, and leaves the line's end out.
BROKEN = "\x02\ufffe"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
APOSTROPHES = "'’‘ʼ′`´"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "·": "."}
_CLEAN = str.maketrans(_LIGATURES | dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE))
_SEEN = str.maketrans("", "", INVISIBLE)
_HYPHENS = str.maketrans(BROKEN, "--")
_PIECE = re.compile(
    rf"""(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{INVISIBLE}]|[{APOSTROPHES}](?=[^\W\d_]))*)
    |(?P<number>\d+(?:[.,:·]\d+)*)
    |(?P<unit>[%‰°])
    |(?P<money>[£$€¢¥])
    |(?P<sign>[&+=<>@\#§×÷±/~])""",
    re.VERBOSE,
)
_SIGNS = frozenset(("unit", "money", "sign"))
_BREAK = re.compile(rf"\s*[{BROKEN}]\s*|[-‐‑]\s*[\r\n]\s*")
_HIDDEN_BREAK = re.compile(r"\u00ad\s*")
_HYPHEN = re.compile(r"[-‐‑]")
_SUSPENDED = re.compile(r"[-‐‑]\s+")
_SHORT_DASH = re.compile(r"[‒–−]\s*")
_RANGE = re.compile(r"\s*[-‐‑‒–—―−]\s*")
_MINUS = re.compile(r"(?:[\s(\[“‘\"'/])[-‐‑‒–−]\Z")
_POINT = re.compile(r"(?:[\s(\[“‘\"'])[.·]\Z")
_LINE = re.compile(rf"[^\r\n{BROKEN}]*(?:[{BROKEN}]|\r\n?|\n|\Z)")
_DIGITS = re.compile(r"\d+")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FOOTNOTE = re.compile(
    rf"(?:\A|[\r\n{BROKEN}])[ \t]*([0-9]{{1,3}}|[⁰¹²³⁴-⁹]{{1,3}})[.)]?[ \t]*(?:\r?\n)?[ \t]*(?=[^\W\d_]|[“\"‘'(])"
)
_AFTER_MARK = re.compile(rf"[\s.,;:!?’”\"'){BROKEN}\]]|\Z")
_BEFORE_MARK = re.compile(r"[.,;:!?’”\"')\]]*\Z")
# A raised number that the reader of the PDF set apart, between two sentences.
_BEFORE_MARK_APART = re.compile(r"[’”\"')\]]*[.!?][’”\"')\]]*\s+\Z")
_AFTER_MARK_APART = re.compile(r"\s+[“‘\"'(\[]*(?!\d)[^\W_a-z]|\s*\Z")
CLOSING = re.compile(r"[.,;:!?’”\"')\]]{0,3}")
_YEAR_WITH_MARK = re.compile(r"((?:1[89]|20)\d\d)[.,](\d{1,3})")
_NEW_SENTENCE = re.compile(r"[\s”’\"')]*[^\W\d_a-z]|\s*\Z")
# What a number belongs to; it is no mark of a footnote after these.
_NUMBERED = frozenset((
    "no", "nos", "p", "pp", "para", "paras", "s", "ss", "sec", "art", "fig", "vol", "ch", "reg", "cl", "v",
    "vs", "approx", "c", "ca",
))  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page: its place in the PDF from 1, its printed label or nothing, and its text as it was read."""

    index: int
    label: str
    text: str


class Piece(NamedTuple):
    """A word, number or sign: in small letters, as written, where it stands, and how it joins what precedes it."""

    plain: str
    written: str
    start: int
    end: int
    joint: int


def pieces_of(text: str, start: int = 0, end: int | None = None, *, marks: bool = True) -> list[Piece]:
    """The pieces of a text in order. With `marks`, the numbers that only point at a footnote are left out."""
    end = len(text) if end is None else end
    notes = footnotes(text, start, end) if marks else {}
    after_numbers = {place + len(number) for number, places in notes.items() for place in places}
    found: list[Piece] = []
    before, kind_before, passed = start, "", ""
    for match in _PIECE.finditer(text, start, end):
        raw, at, until, kind = match[0], match.start(), match.end(), str(match.lastgroup)
        gap = text[before:at]
        if (
            kind == kind_before == "word"
            and not passed
            and gap.isspace()
            and raw.isascii()
            and "`" not in raw
        ):
            found.append(Piece(raw.lower(), raw, at, until, Joint.APART))  # most pieces are plain words
            before = until
            continue
        if notes:
            if kind == "number" and _is_mark(text, raw, at, until, gap, kind_before, found, notes):
                passed = gap + " "
                before = until
                continue
            year = _YEAR_WITH_MARK.fullmatch(raw)
            if year and at < notes.get(year[2], [0])[-1] and _NEW_SENTENCE.match(text, until):
                raw, until = year[1], at + len(year[1])
            if kind == "word" and raw[-1] in "¹²³⁴⁵⁶⁷⁸⁹⁰":
                word = raw.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
                mark = raw[len(word) :].translate(_SUPERSCRIPT)
                if len(word) >= 3 and mark in notes and at < notes[mark][-1]:
                    raw, until = word, at + len(word)
        gap = passed + gap
        passed = ""
        joint = _joint(gap, kind_before, kind) if found else Joint.APART
        if before in after_numbers and kind_before == "number":
            joint = Joint.APART
        if kind == "number" and gap:
            for sign, pattern in (("-", _MINUS), (".", _POINT)):
                # Between two numbers a dash is a range.
                opens = gap if found else f" {gap}"
                if pattern.search(opens) and not (kind_before == "number" and _RANGE.fullmatch(gap)):
                    found.append(Piece(sign, sign, at - 1, at, Joint.APART))
                    joint = ANYHOW | Joint.BOUND
        written = raw if raw.isascii() else unicodedata.normalize("NFC", raw.translate(_CLEAN))
        if "`" in written:
            written = written.replace("`", "'")
        found.append(Piece(_small(written), written, at, until, joint))
        # Where the text goes on: invisible signs at a word's end tell whether it is broken there.
        stripped = raw.rstrip(INVISIBLE)
        before, kind_before = at + len(stripped), kind
    return found


def _small(written: str) -> str:
    small = written.lower()
    if len(small) == len(written):
        return small
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in written)


def _joint(gap: str, before: str, after: str) -> int:
    if not _SIGNS.isdisjoint((before, after)):
        bound = not gap or (gap.isspace() and (after == "unit" or before == "money"))
        return ANYHOW | Joint.BOUND if bound or _RANGE.fullmatch(gap) else ANYHOW
    if not gap:
        return Joint.ONE
    if gap.isspace():
        return Joint.APART
    numbers = "number" in (before, after)
    if numbers and before == after and _RANGE.fullmatch(gap):
        return Joint.HYPHEN
    if _HIDDEN_BREAK.fullmatch(gap):
        return Joint.ONE
    if _BREAK.fullmatch(gap):
        return Joint.HYPHEN if numbers else LINE_END
    if _HYPHEN.fullmatch(gap):
        return Joint.HYPHEN
    if _SUSPENDED.fullmatch(gap):
        return Joint.SUSPENDED
    if _SHORT_DASH.fullmatch(gap):
        return Joint.HYPHEN if numbers else Joint.HYPHEN | Joint.APART
    return Joint.APART


def footnotes(text: str, start: int, end: int) -> dict[str, list[int]]:
    """Where lines begin that look like footnotes, by their number."""
    notes: dict[str, list[int]] = defaultdict(list)
    for match in _FOOTNOTE.finditer(text, start, end):
        notes[match[1].translate(_SUPERSCRIPT)].append(match.start(1))
    return notes


def _is_mark(
    text: str,
    raw: str,
    at: int,
    until: int,
    gap: str,
    kind_before: str,
    found: Sequence[Piece],
    notes: dict[str, list[int]],
) -> bool:
    """Whether a number only points at a footnote, for further down a line begins with it.

    It is glued to a word, or stands alone between two sentences.
    """
    if raw not in notes or at >= notes[raw][-1] or kind_before != "word":
        return False
    glued = at not in notes[raw] and _BEFORE_MARK.match(gap) and _AFTER_MARK.match(text, until)
    if not glued and not (_BEFORE_MARK_APART.match(gap) and _AFTER_MARK_APART.match(text, until)):
        return False
    word = found[-1].plain
    return len(word) >= 3 and word not in _NUMBERED and not found[-1].written.isupper()


class Line(NamedTuple):
    start: int
    end: int
    text: str


def _edges(text: str) -> tuple[list[Line], list[Line]]:
    """The first and the last lines that hold anything, each from the edge inwards; of a short page the same."""
    if len(text) > 2_000:  # the middle of a long page is no edge
        lines = _lines(text, 0, 800)[:-1]
        turn = text.find("\n", len(text) - 800)
        below = _lines(text, turn + 1 if turn > 0 else len(text) - 800, len(text))
        return lines[:MOST_EDGE_LINES], below[::-1][:MOST_EDGE_LINES]
    lines = _lines(text, 0, len(text))
    return lines[:MOST_EDGE_LINES], lines[::-1][:MOST_EDGE_LINES]


def _lines(text: str, start: int, end: int) -> list[Line]:
    return [
        Line(match.start(), match.end(), match[0].strip(f" \t\r\n{BROKEN}"))
        for match in _LINE.finditer(text, start, end)
        if match[0].strip(f" \t\r\n{BROKEN}")
    ]


def _shape(line: str, page: Page) -> str:
    """What lines of several pages agree on: the page's own label may differ, and other numbers.

    A number in front that is not its label has to keep its distance from the page's place: footnotes begin with
    numbers too.
    """
    words = line.lower().split()
    for place in (0, -1):  # in between it may be part of a title
        if page.label and words[place].strip("|.-–—()[]") == page.label:
            words[place] = "(label)"
    shape = " ".join(words)
    leading = _DIGITS.match(shape)
    shape = _DIGITS.sub("#", shape)
    return f"{int(leading[0][:9]) - page.index} {shape}" if leading else shape


def _number(line: str) -> int | None:
    """The page number that a line consists of, as its sort key."""
    bare = line.strip(" -–—.|[]()")
    try:
        return sort_key(bare)
    except PageLabelError:
        return None


def furniture(pages: Sequence[Page]) -> list[tuple[int, int]]:
    """For each page where its own words begin and end: running heads and page numbers lie outside.

    A line at the edge counts as such where several pages agree on it, or on the distance of its number from the
    page's place; or where it is the page's own label.
    """
    edges = [_edges(page.text) for page in pages]
    shapes: Counter[str] = Counter()
    distances: Counter[int] = Counter()
    for page, (top, bottom) in zip(pages, edges, strict=True):
        lines = [line for line in {*top, *bottom} if len(line.text) <= LONGEST_HEAD]
        shapes.update({_shape(line.text, page) for line in lines if _number(line.text) is None})
        distances.update({value - page.index for line in lines if (value := _number(line.text)) is not None})

    def is_furniture(line: Line, page: Page) -> bool:
        value = _number(line.text)
        if value is not None:
            return (
                distances[value - page.index] >= LEAST_AGREEING
                or line.text.strip(" -–—.|[]()").lower() == page.label
            )
        return len(line.text) <= LONGEST_HEAD and shapes[_shape(line.text, page)] >= LEAST_AGREEING

    bodies = []
    for page, (top, bottom) in zip(pages, edges, strict=True):
        start, end = 0, len(page.text)
        for line in top:
            if not is_furniture(line, page):
                break
            start = line.end
        for line in bottom:
            if not is_furniture(line, page):
                break
            end = line.start
        bodies.append((start, max(start, end)))
    return bodies


def _shapes_at_feet(pages: Sequence[Page]) -> Counter[str]:
    """On how many pages a line of each shape stands near the end."""
    shapes: Counter[str] = Counter()
    for page in pages:
        lines = _lines(page.text, max(0, len(page.text) - 1_600), len(page.text))[-MOST_FOOT_LINES:]
        shapes.update({_shape(line.text, page) for line in lines if len(line.text) <= LONGEST_HEAD})
    return shapes


def _with_head(block: tuple[int, int], page: Page, start: int, shapes: Counter[str]) -> tuple[int, int]:
    """A block of footnotes and the running head right above it: some makers draw both after the page's words."""
    above = _lines(page.text, max(start, block[0] - LONGEST_HEAD - 2), block[0])
    if len(above) > 1 and shapes[_shape(above[-1].text, page)] >= LEAST_AGREEING:
        return above[-1].start, block[1]
    return block


def _note_blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where footnotes stand among a page's words: from the number to the end of the sentence that ends a line."""
    blocks: list[tuple[int, int]] = []
    notes = footnotes(text, start, end)
    for number, places in notes.items():
        place = places[-1]
        marked = re.compile(
            rf"(?<=[^\W\d_]){number}(?!\w)|[^\W_][.,;:!?’”\"')\]]+{number}(?!\w)|[⁰¹²³⁴-⁹]"
            rf"|[.!?][’”\"')\]]*\s+{number}\s"
        )
        if not marked.search(text, start, place):
            continue
        stop = re.compile(r"[.!?)’”\"][ \t]*(?:[\r\n]|\Z)").search(text, place, end)
        blocks.append((place, stop.end() if stop else end))
    blocks.sort()
    joined: list[tuple[int, int]] = []
    for block in blocks:
        if joined and block[0] <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], block[1]))
        else:
            joined.append(block)
    return joined


class DocumentText:
    """All pages of a document, made ready once to be searched for many quotations."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.pages = sorted(pages, key=lambda page: page.index)
        self.pieces: list[Piece] = []
        self.page_of: list[int] = []  # a place in `pages`
        self.body: list[tuple[int, int]] = []  # for each page its pieces: first, and after the last
        self._read()
        words = [piece.plain for piece in self.pieces]
        self.joints = [piece.joint for piece in self.pieces]
        # The run of letters in which quotations are looked for, as small letters and as written.
        self.plain = "".join(words)
        self.written = "".join([piece.written for piece in self.pieces])
        self.starts = list(accumulate(map(len, words), initial=0))[:-1]

    def _read(self) -> None:
        bodies = furniture(self.pages)
        read = [
            pieces_of(page.text, start, end) for page, (start, end) in zip(self.pages, bodies, strict=True)
        ]
        gap, kind = "", ""
        for number, (page, pieces) in enumerate(zip(self.pages, read, strict=True)):
            first = len(self.pieces)
            if pieces:
                joint = Joint.APART
                if gap:  # a word may be broken across the page
                    joint = _joint(gap, kind, "number" if pieces[0].plain[0].isdigit() else "word")
                pieces[0] = pieces[0]._replace(joint=joint)
                self._add(number, pieces)
                last = pieces[-1]
                gap = page.text[last.end : bodies[number][1]] + "\n"
                kind = "number" if last.plain[-1].isdigit() else "word"
            self.body.append((first, len(self.pieces)))
        self._barrier()
        feet = _shapes_at_feet(self.pages)
        for number, (page, (start, end)) in enumerate(zip(self.pages, bodies, strict=True)):
            for part in (
                pieces_of(page.text, 0, start, marks=False),
                pieces_of(page.text, end, marks=False),
            ):
                if part:
                    self._add(number, part)
                    self._barrier()
            for block in _note_blocks(page.text, start, end):
                self._bridge(number, read, bodies, _with_head(block, page, start, feet))

    def _bridge(
        self,
        number: int,
        read: Sequence[list[Piece]],
        bodies: Sequence[tuple[int, int]],
        block: tuple[int, int],
    ) -> None:
        """The words before a footnote followed by those after it, on this page and on the next."""
        text = self.pages[number].text
        before = [piece for piece in read[number] if piece.start < block[0]][-BRIDGE:]
        after = [piece for piece in read[number] if piece.start >= block[1]][:BRIDGE]
        following = read[number + 1][:BRIDGE] if number + 1 < len(read) else []
        for page, pieces in ((number, after), (number + 1, following)):
            if not before or not pieces:
                continue
            gap = text[before[-1].end : block[0]] + "\n"
            kinds = ["number" if one.plain[-1].isdigit() else "word" for one in (before[-1], pieces[0])]
            self._add(number, before)
            self._add(page, [pieces[0]._replace(joint=_joint(gap, *kinds)), *pieces[1:]])
            self._barrier()

    def _add(self, page: int, pieces: Sequence[Piece]) -> None:
        self.pieces += pieces
        self.page_of += [page] * len(pieces)

    def _barrier(self) -> None:
        self._add(self.page_of[-1] if self.page_of else 0, [Piece(BARRIER, BARRIER, 0, 0, Joint.APART)])

    def piece_at(self, place: int) -> int:
        """The number of the first piece that begins at or after this place in the run."""
        return bisect_left(self.starts, place)

    def piece(self, number: int) -> str:
        return self.pieces[number].plain

    def as_written(self, number: int) -> str:
        return self.pieces[number].written

    @cached_property
    def words_of_pages(self) -> list[Counter[str]]:
        """For each page how often it has each word."""
        return [Counter(piece.plain for piece in self.pieces[first:last]) for first, last in self.body]

    @cached_property
    def pages_of_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self.words_of_pages):
            for word in words:
                found[word].append(number)
        return found

    @cached_property
    def page_by_index(self) -> dict[int, int]:
        return {page.index: number for number, page in enumerate(self.pages)}

    def as_printed(self, first: int, last: int, quoted: Collection[str] = ()) -> str:
        """The pieces from `first` up to `last` as the page prints them.

        A word broken at a line's end is put together again, with a hyphen where `quoted` (words in small letters)
        has it so.
        """
        words: list[str] = []
        for number in range(first, last):
            page, (_, _, start, end, _) = self.page_of[number], self.pieces[number]
            text = self.pages[page].text
            if words:
                words.append(self._between(number, page, start, quoted))
            words.append(text[start:end].translate(_SEEN))
        if last > first:
            words.append(self._closing(last - 1))
        return "".join(words)

    def _between(self, number: int, page: int, start: int, quoted: Collection[str]) -> str:
        joint = self.joints[number]
        if joint == LINE_END:
            return "-" if f"{self.pieces[number - 1].plain}-{self.pieces[number].plain}" in quoted else ""
        if joint == Joint.ONE:
            return ""
        if self.page_of[number - 1] != page:
            return self._closing(number - 1) + ("-" if joint == Joint.HYPHEN else " ")
        end = self.pieces[number - 1].end
        if end > start:
            return " "
        between = self.pages[page].text[end:start]
        if len(between) > 12:  # a footnote or its mark stands there
            return self._closing(number - 1) + " "
        return " ".join(f"|{between}|".translate(_HYPHENS).split())[1:-1]

    def _closing(self, number: int) -> str:
        """The full stop, comma or closing mark that follows a piece."""
        page, end = self.page_of[number], self.pieces[number].end
        match = CLOSING.match(self.pages[page].text, end)
        return match[0] if match else ""
