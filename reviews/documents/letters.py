"""A page's text as its letters stand on the page, for the two programs that read and draw PDFs.

PDFium tells which letters follow each other, and where each stands. From that come raised marks, which are written as
the raised signs of Unicode ("10⁷%": a 10 with note 7, and no 107), and columns that were drawn row by row, which are
put one after the other. It imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

# In parts of the size of the letters beside them.
LEAST_RISE = 0.12  # of a raised mark that is also smaller
LEAST_RISE_UNSHRUNK = 0.3  # of one that is as large as the letters beside it
MOST_RISE = 0.9
MOST_SIZE, LEAST_SIZE = (
    0.9,
    0.4,
)  # of a raised mark; what is smaller stands beside an initial of several lines
LEAST_FLOAT = 0.2  # from the line to a sign that the font itself has raised
WORD_GAP = 0.15  # from here on a gap is a space
SAME_LINE_GAP = 1.5  # up to here a letter may belong to the one before it
COLUMN_GAP = 1.5  # from here on it may be the gap between columns

LEVEL = 0.6  # up to here letters stand in one row
SLACK = 0.5  # up to here a line may begin left of its column
MOST_LEADING = 2.2  # from one line to the next
LEAST_ROWS = 3  # in which several columns have a line
LEAST_WORDS_OF_CELL = 3  # in the middle: columns of a table have fewer
LEAST_GOING_ON = 0.3  # of a column's lines begin with a small letter: prose does

RAISED = str.maketrans(
    "0123456789abcdefghijklmnoprstuvwxyz()[]-–",
    "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁽⁾⁽⁾⁻⁻",
)
_ONE_MARK = r"(?:\d{1,3}|[a-pr-z]|[ivx]{1,6})"
# A word without what closes it; any figure in it.
_WORD = re.compile(r"(?P<letters>[^\s\d]*?[^\s\d.,;:!?’”)'\"])[.,;:!?’”)'\"]*(?!\S)|(?P<figure>\S+)")
_NEXT_LETTER = re.compile(r"[ \t]*(\S)")
_END_OF_LINE = re.compile(r"(?<=\S)[ \t]*(?P<end>\n)[ \t]*(?=\S)")
_SPACE = re.compile(r"(?<=\S)[ \t]+(?=\S)")
# A line that is longer than any, or letters on lines of their own.
_IN_DISORDER = re.compile(r"[^\n]{250,}|(?:\n\S{1,2}){4}\n")
_MARK = re.compile(rf"[(\[]?{_ONE_MARK}(?:[,–-] ?{_ONE_MARK})*[)\]]?,?")
# A raised 2 or 3 belongs to these, and points at no note: "200 m2", "R2".
_POWER = re.compile(r"(?:(?:\d\s?|/)(?:[kcm]?m|ft)|(?<![^\W\d_])[^\W\d_])\Z")


class Letters(NamedTuple):
    """A page's text, and for each of its characters the number that PDFium knows it by (-1 for none)."""

    text: str
    numbers: Sequence[int]


class Place(NamedTuple):
    """Where a letter stands: along its line, how high, its size, all in points; `turn` tells directions apart."""

    along: float
    height: float
    size: float
    turn: tuple[int, int]


def read_letters(words: Any) -> Letters:
    """The text of PDFium's text page `words`."""
    letters = _read_in_order(words)
    if not letters.text:
        return letters
    glyphs = Glyphs(words)
    is_in_disorder = _IN_DISORDER.search(letters.text) is not None
    if is_in_disorder:
        letters = _part_lines(letters, glyphs)
    letters = _join_lines(letters, glyphs, SAME_LINE_GAP if not is_in_disorder else math.inf)
    letters = Letters(_mark_raised(letters, glyphs), letters.numbers)
    return _order_columns(letters, glyphs)


def _read_in_order(words: Any) -> Letters:
    """PDFium's own order, with one kind of line end."""
    from pypdfium2 import raw  # type: ignore[import-untyped]

    count = words.count_chars()
    text = words.get_text_range()
    numbers: Sequence[int] = range(count)
    if len(text) != count or _has_halves(text):
        codes = [raw.FPDFText_GetUnicode(words, number) for number in range(count)]
        pairs = list(_read_codes(codes))
        text, numbers = "".join(pair[0] for pair in pairs), [pair[1] for pair in pairs]
    text = re.sub("\r(?!\n)", "\n", text)
    return Letters(
        text.replace("\r", ""), [number for number, sign in zip(numbers, text, strict=True) if sign != "\r"]
    )


def _has_halves(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" or sign > "\uffff" for sign in text)


def _read_codes(codes: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Characters from PDFium's codes, some of which are halves of one."""
    for number, code in enumerate(codes):
        following = codes[number + 1] if number + 1 < len(codes) else 0
        before = codes[number - 1] if number else 0
        if not code or (0xDC00 <= code <= 0xDFFF and 0xD800 <= before <= 0xDBFF):
            continue
        yield _read_code(code, following), number


def _read_code(code: int, following: int) -> str:
    if code == 0x02:
        return "\ufffe"  # a hyphen at the end of a line, as it is in a page's text
    if 0xD800 <= code <= 0xDBFF and 0xDC00 <= following <= 0xDFFF:
        return chr(0x10000 + ((code - 0xD800) << 10) + (following - 0xDC00))
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > sys.maxunicode else chr(code)


class Glyphs:
    """Where the letters of a text page stand. Asked for all letters of long reports, so it counts what it costs."""

    def __init__(self, words: Any) -> None:
        from pypdfium2 import raw

        self.words = words.raw
        self.get_size = raw.FPDFText_GetFontSize
        self._is_generated, self._get_origin = raw.FPDFText_IsGenerated, raw.FPDFText_GetCharOrigin
        self._get_matrix, self._get_box = raw.FPDFText_GetMatrix, raw.FPDFText_GetCharBox
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()
        self._places: dict[int, Place | None] = {}

    def get_origin(self, number: int) -> tuple[float, float]:
        """Where a letter stands on the page."""
        if number < 0 or not self._get_origin(self.words, number, self._x, self._y):
            return 0.0, 0.0
        return self._x.value, self._y.value

    def are_alike(self, number: int, other: int) -> bool:
        """Whether two letters are of one size and stand on one line across the page."""
        return (
            self.get_size(self.words, number) == self.get_size(self.words, other)
            and self.get_origin(number)[1] == self.get_origin(other)[1]
        )

    def floats(self, number: int, least: float = 0.0) -> bool:
        """Whether no part of a letter comes near the line it stands on, as parts of all letters do."""
        _, _, bottom, top = self.get_box(number)
        return bottom - self.get_origin(number)[1] > (least or LEAST_FLOAT * (top - bottom))

    def get_place(self, number: int) -> Place | None:
        """None for what PDFium has added, such as ends of lines."""
        if number not in self._places:
            self._places[number] = self._find_place(number)
        return self._places[number]

    def _find_place(self, number: int) -> Place | None:
        matrix = self._matrix
        if (
            number < 0
            or self._is_generated(self.words, number) == 1
            or not self._get_matrix(self.words, number, matrix)
        ):
            return None
        up = math.hypot(matrix.c, matrix.d)
        size = self.get_size(self.words, number) * up
        if not 0 < size < 1_000:
            return None
        across, upright = matrix.c / up, matrix.d / up
        x, y = self.get_origin(number)
        turn = (round(across * 8), round(upright * 8))
        return Place(x * upright - y * across, x * across + y * upright, size, turn)

    def get_box(self, number: int) -> tuple[float, float, float, float]:
        """Of the ink itself, on the page: left, right, bottom, top."""
        left, right, bottom, top = self._sides
        if not self._get_box(self.words, number, left, right, bottom, top):
            return 0.0, 0.0, 0.0, 0.0
        return left.value, right.value, bottom.value, top.value

    def get_end(self, number: int) -> float:
        """Where a letter ends along its line."""
        place = self.get_place(number)
        left, right, bottom, top = self.get_box(number)
        if place is None:
            return 0.0
        across, upright = place.turn
        if abs(upright) >= abs(across):
            return right if upright > 0 else -left
        return -bottom if across > 0 else top

    def measure_gap(self, number: int, following: int) -> tuple[float, float, Place] | None:
        """From one letter to another, in their sizes: along the line, and upwards; and the first's place."""
        first, second = self.get_place(number), self.get_place(following)
        if first is None or second is None or first.turn != second.turn:
            return None
        largest = max(first.size, second.size)
        return (
            (second.along - self.get_end(number)) / largest,
            (second.height - first.height) / largest,
            first,
        )


def _part_lines(letters: Letters, glyphs: Glyphs) -> Letters:
    """With an end of line wherever the next word stands lower or higher.

    On a page with a wide head or foot and narrow lines PDFium sees columns, and parts letters instead of lines.
    """
    text, numbers = letters
    signs = list(text)
    for space in _SPACE.finditer(text):
        found = glyphs.measure_gap(numbers[space.start() - 1], numbers[space.end()])
        if found is not None and not _stands_beside(*found[:2]) and abs(found[1]) > LEVEL:
            signs[space.start()] = "\n"
    return Letters("".join(signs), numbers)


def _stands_beside(gap: float, rise: float) -> bool:
    """Whether a letter may belong to the one before it, or be a mark raised beside it."""
    return -LEAST_SIZE <= gap <= SAME_LINE_GAP and abs(rise) <= MOST_RISE


def _join_lines(letters: Letters, glyphs: Glyphs, most_gap: float) -> Letters:
    """Without the ends of lines that PDFium puts beside raised marks, and between letters in one row up to that gap."""
    text, numbers = letters
    if "\n" not in text:
        return letters
    replaced: dict[int, str] = {}
    for match in _END_OF_LINE.finditer(text):
        found = glyphs.measure_gap(numbers[match.start() - 1], numbers[match.end()])
        if found is None:
            continue
        gap, rise, _ = found
        if _stands_beside(gap, rise) or (-LEAST_SIZE <= gap <= most_gap and abs(rise) < LEAST_RISE):
            replaced[match.start("end")] = " " if gap > WORD_GAP and len(match[0]) == 1 else ""
    if not replaced:
        return letters
    signs = [replaced.get(at, sign) for at, sign in enumerate(text)]
    return Letters("".join(signs), [number for number, sign in zip(numbers, signs, strict=True) if sign])


def _mark_raised(letters: Letters, glyphs: Glyphs) -> str:
    """The text with raised marks written as raised signs."""
    text, numbers = letters
    signs = list(text)
    before = -1  # the last letter that is not raised
    for match in _WORD.finditer(text):
        start, end = match.span()
        last = numbers[match.end("letters") - 1] if match["figure"] is None else -1
        is_plain = last >= 0 and glyphs.are_alike(numbers[start], last) and not glyphs.floats(last)
        if is_plain and (end - start > 1 or before < 0 or glyphs.are_alike(before, numbers[start])):
            before = numbers[start]
            continue
        places = [glyphs.get_place(number) for number in numbers[start:end]]
        raised, main = _find_raised(text[start:end], numbers[start:end], places, glyphs)
        if main is None:
            continue
        neighbour = glyphs.get_place(before)
        if not _is_beside(neighbour, places[main]):
            neighbour = _find_next(text, end, numbers, glyphs, places[main])
        if neighbour and _is_raised(places[main], neighbour):
            raised = [place is not None for place in places]
        else:
            before = numbers[start + main]
        for first, last in _find_runs(raised):
            if _is_mark(text, start + first, start + last):
                run = text[start + first : start + last]
                signs[start + first : start + last] = run.translate(RAISED)
    return "".join(signs)


def _find_raised(
    word: str, numbers: Sequence[int], places: Sequence[Place | None], glyphs: Glyphs
) -> tuple[list[bool], int | None]:
    """Which letters of a word stand higher than its largest, and which that is."""
    main = max(
        (number for number, place in enumerate(places) if place),
        key=lambda number: places[number].size,  # type: ignore[union-attr]
        default=None,
    )
    raised = [
        _is_raised(place, places[main]) or _is_raised_sign(word[n], numbers[n], place, glyphs)
        if place is not None and main is not None
        else False
        for n, place in enumerate(places)
    ]
    return raised, main


def _is_beside(before: Place | None, place: Place | None) -> bool:
    """Whether a word may stand on the line of the one before it."""
    return (
        before is not None
        and place is not None
        and before.turn == place.turn
        and before.along < place.along
        and abs(before.height - place.height) < max(before.size, place.size)
    )


def _find_next(
    text: str, end: int, numbers: Sequence[int], glyphs: Glyphs, main: Place | None
) -> Place | None:
    """The letter after a word, for marks that begin a line."""
    following = _NEXT_LETTER.match(text, end)
    place = glyphs.get_place(numbers[following.start(1)]) if following else None
    return place if _is_beside(main, place) else None


def _is_raised(place: Place | None, main: Place | None) -> bool:
    if place is None or main is None:
        return False
    rise, size = (place.height - main.height) / main.size, place.size / main.size
    if place.turn != main.turn or not LEAST_SIZE <= size <= 1.05 or rise > MOST_RISE:
        return False
    return rise >= (LEAST_RISE if size <= MOST_SIZE else LEAST_RISE_UNSHRUNK)


def _is_raised_sign(sign: str, number: int, place: Place, glyphs: Glyphs) -> bool:
    """Whether a sign is drawn high though it stands on the line: fonts have such signs."""
    is_letter = sign.isalnum() or sign in "()[]"
    return is_letter and place.turn == (0, 8) and glyphs.floats(number, LEAST_FLOAT * place.size)


def _find_runs(raised: Sequence[bool]) -> Iterator[tuple[int, int]]:
    first = None
    for place, is_raised in enumerate([*raised, False]):
        if is_raised and first is None:
            first = place
        elif not is_raised and first is not None:
            yield first, place
            first = None


def _is_mark(text: str, start: int, end: int) -> bool:
    """Whether these raised signs point at a note: neither a power, nor a part of a fraction or of "21st"."""
    if not _MARK.fullmatch(text, start, end) or text[end : end + 1] in ("/", "⁄"):
        return False
    return not is_power(text, start, end)


def is_power(text: str, start: int, end: int) -> bool:
    """Whether what is raised there belongs to the unit or the letter before it."""
    return text[start:end] in ("2", "3", "²", "³") and bool(_POWER.search(text, max(0, start - 6), start))


@dataclass
class Cell:
    """A stretch of one line without a wide gap."""

    start: int
    end: int
    left: float
    right: float
    height: float
    size: float
    row: int = 0


def _order_columns(letters: Letters, glyphs: Glyphs) -> Letters:
    """The text with columns of prose that were drawn row by row put one after the other."""
    cells = _find_cells(letters, glyphs)
    if not cells or len(cells) <= cells[-1].row + LEAST_ROWS:
        return letters
    order = [number for block in _find_blocks(cells, letters.text) for number in block]
    if order == sorted(order):
        return letters
    text: list[str] = []
    numbers: list[int] = []
    for number, following in zip(order, [*order[1:], None], strict=True):
        cell = cells[number]
        # What stands between cells that stay together is kept.
        stay = following == number + 1
        end = cells[number + 1].start if stay else cell.end
        text.append(letters.text[cell.start : end])
        numbers += letters.numbers[cell.start : end]
        if not stay and following is not None:
            text.append("\n")
            numbers.append(-1)
    return Letters("".join(text), numbers)


def _find_cells(letters: Letters, glyphs: Glyphs) -> list[Cell]:
    """The stretches of text between ends of lines and wide gaps, in the order of the text, with their rows."""
    cells: list[Cell] = []
    turns = set()
    for start, end in _find_stretches(letters, glyphs):
        first = glyphs.get_place(letters.numbers[start])
        # A hyphen at a line's end is no letter of PDFium's.
        last = end if letters.text[end - 1] != "\ufffe" or end - 1 == start else end - 1
        if first is None:
            return []  # PDFium does not know where it stands
        turns.add(first.turn)
        right = glyphs.get_end(letters.numbers[last - 1])
        cells.append(Cell(start, end, first.along, right, first.height, first.size))
    if len(turns) > 1:
        return []
    for before, cell in pairwise(cells):
        size = max(before.size, cell.size)
        is_level = abs(before.height - cell.height) < LEVEL * size
        cell.row = before.row + (not is_level or cell.left < before.right + WORD_GAP * size)
    return cells


def _find_stretches(letters: Letters, glyphs: Glyphs) -> Iterator[tuple[int, int]]:
    text, numbers = letters
    for line in re.finditer(r"[^\s\ufffe][^\n\ufffe]*\ufffe?", text):
        start, end = line.start(), line.start() + len(line[0].rstrip())
        first = glyphs.get_place(numbers[start])
        least = COLUMN_GAP * first.size if first else 0.0
        for space in _SPACE.finditer(text, start, end):
            before, after = numbers[space.start() - 1], numbers[space.end()]
            first_origin, second_origin = glyphs.get_origin(before), glyphs.get_origin(after)
            if abs(second_origin[0] - first_origin[0]) + abs(second_origin[1] - first_origin[1]) < least:
                continue
            found = glyphs.measure_gap(before, after)
            if found is not None and found[0] >= COLUMN_GAP:
                yield start, space.start()
                start = space.end()
        yield start, end


def _find_blocks(cells: Sequence[Cell], text: str) -> Iterator[Sequence[int]]:
    """The numbers of the cells as they are to be read: those of columns of prose column by column."""
    place = 0
    while place < len(cells):
        columns = _find_columns(cells, place)
        if columns and all(_is_prose([cells[number] for number in column], text) for column in columns):
            yield from columns
            place += sum(map(len, columns))
        else:
            yield [place]
            place += 1


def _find_columns(cells: Sequence[Cell], start: int) -> list[list[int]]:
    """The numbers of the cells of each column, for the rows that begin with this cell; none without columns."""
    lefts = _find_lefts(cells, start)
    columns: list[list[int]] = [[] for _ in lefts]
    if len(lefts) < 2:
        return []
    before = cells[start]
    rows = 0  # that have cells in several columns
    for number in range(start, len(cells)):
        cell = cells[number]
        column = max(0, bisect_right(lefts, cell.left + SLACK * cell.size) - 1)
        is_near = abs(before.height - cell.height) <= MOST_LEADING * max(before.size, cell.size)
        if not is_near or (column + 1 < len(lefts) and cell.right > lefts[column + 1]):
            break
        rows += number > start and cell.row == before.row
        columns[column].append(number)
        before = cell
    return columns if rows >= LEAST_ROWS else []


def _find_lefts(cells: Sequence[Cell], start: int) -> list[float]:
    """Where the columns begin, as the next rows agree: the first line of a paragraph may be set in."""
    if start and cells[start - 1].row == cells[start].row:
        return []
    rows: dict[int, list[float]] = {}
    for cell in cells[start : start + 8 * LEAST_ROWS]:
        rows.setdefault(cell.row, []).append(cell.left)
    first, *others = rows.values()
    alike = [first, *(row for row in others[: 2 * LEAST_ROWS] if len(row) == len(first))]
    return [min(lefts) for lefts in zip(*alike, strict=True)]


def _is_prose(column: Sequence[Cell], text: str) -> bool:
    """Whether a column's lines go on from one to the next, as those of tables and lists do not."""
    lines = [text[cell.start : cell.end] for cell in column]
    continuing = sum(line[0].islower() for line in lines[1:])
    return (
        len(lines) >= LEAST_ROWS
        and median(len(line.split()) for line in lines) >= LEAST_WORDS_OF_CELL
        and continuing >= LEAST_GOING_ON * (len(lines) - 1)
    )
