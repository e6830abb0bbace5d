"""Reads uploaded files as tables of text. What cannot be read is refused in words, before it can do harm."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from reviews.limited_process.running import Excess, Limits, ProcessStopped, run_limited
from themes.importers.spreadsheets.text import unescape_formula

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000  # bytes in all files of an XLSX or ODS
MOST_FILES = 1_000  # in it
MOST_ROWS = 5_000  # what can be previewed or saved within a minute
MOST_COLUMNS = 60
LONGEST_CELL = 100_000  # characters
LIMITS = Limits(memory=1_500_000_000, processor_seconds=30, seconds=45, answer=200_000_000)

TableRow = tuple[int, list[str]]  # its number in the sheet, its cells

# Files of other kinds, by the bytes that they begin with.
_OTHER_FILES = {
    b"%PDF": "This is a PDF. Save the table as XLSX or CSV, and choose that file.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file (XLS), or one with a password. Open it in your spreadsheet "
    "program, take the password away, save it as XLSX, and choose that file.",
    b"{\\rtf": "This is a text document. Save the table as XLSX or CSV, and choose that file.",
    b"\x89PNG": "This is a picture. Choose an XLSX, ODS or CSV file.",
    b"\xff\xd8\xff": "This is a picture. Choose an XLSX, ODS or CSV file.",
}
_BROKEN = (
    "This workbook cannot be opened: it is damaged, far too large, or no spreadsheet. Open it in your spreadsheet "
    "program, save it again as XLSX, and choose that file."
)
LINES_TRIED = 50  # from which the sign between the cells of a CSV file is told
_WIDE = "The sheet has {number} columns, and {most} is the most. Delete those to the right of the table."
_LONG = (
    f"The sheet has more than {MOST_ROWS:,} rows, which is the most that can be imported at once. "
    "Divide it into several."
)
_EMPTY = "There is nothing in the first sheet of this file. Choose a file with headings and rows."


_EXCESSES = {
    Excess.MEMORY: "This workbook takes up too much memory. Save the table alone as CSV, and choose that file.",
    Excess.TIME: "It takes too long to open this workbook. Save the table alone as CSV, and choose that file.",
    Excess.ANSWER: "This workbook holds far more words than a table may have. Save the table alone as CSV.",
    Excess.UNKNOWN: _BROKEN,
}


class SheetError(ValueError):
    """The file is refused as a whole; the message says why and what to do."""


@dataclass(frozen=True)
class SheetTable:
    """Headings and the rows below them. One in somebody's own columns is translated before it is planned."""

    headings: list[str]
    rows: list[TableRow]
    above: list[TableRow] = field(default_factory=list)  # titles, and last the headings themselves
    names: list[str] | None = None  # of our columns, where they are not to be told from the headings
    left_out: list[tuple[int, str]] = field(default_factory=list)  # rows that nothing is made of, and why


def take_first(rows: Sequence[TableRow]) -> int:
    return 0


def read_table(content: bytes, find_headings: Callable[[Sequence[TableRow]], int] = take_first) -> SheetTable:
    """The headings and rows of the first sheet of a file, without empty rows. Raises SheetError.

    `find_headings` says at which place of the rows the headings stand.
    """
    check_size(len(content))
    if not content.strip():
        raise SheetError("This file is empty. Choose another.")
    for beginning, message in _OTHER_FILES.items():
        if content.startswith(beginning):
            raise SheetError(message)
    rows = _read_workbook(content) if content.startswith(b"PK") else list(_read_csv(_decode(content)))
    if not rows:
        raise SheetError(_EMPTY)
    return split_table(rows, find_headings(rows))


def split_table(rows: Sequence[TableRow], place: int) -> SheetTable:
    """The rows as a table, with the headings at that place of them. Raises SheetError."""
    checked = _check_rows(rows)
    return SheetTable(checked[place][1], checked[place + 1 :], checked[: place + 1])


def check_size(size: int) -> None:
    """Raises SheetError where a file of so many bytes is too large to be read."""
    if size > MOST_BYTES:
        raise SheetError(
            f"This file has {size // 1_000_000} MB, and {MOST_BYTES // 1_000_000} MB is the most. "
            "Divide it into several."
        )


def _check_rows(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows, all as wide as the widest, and no text escaped any more."""
    width = max(place + 1 for _, cells in rows for place, cell in enumerate(cells) if cell.strip())
    if width > MOST_COLUMNS:
        raise SheetError(_WIDE.format(number=width, most=MOST_COLUMNS))
    checked = []
    for number, cells in rows:
        for column, cell in enumerate(cells[:width]):
            _check_cell(f"Row {number}, column {get_column_letter(column)}", cell)
        meant = [unescape_formula(cell) for cell in cells[:width]]
        checked.append((number, meant + [""] * (width - len(meant))))
    return checked


def _check_cell(place: str, cell: str) -> None:
    if len(cell) > LONGEST_CELL:
        raise SheetError(
            f"{place} has {len(cell):,} characters, and {LONGEST_CELL:,} is the most. Shorten it."
        )
    if "\x00" in cell or any("\ud800" <= character <= "\udfff" for character in cell):
        raise SheetError(f"{place} holds a sign that no text may have. Type the cell again.")


def get_column_letter(column: int) -> str:
    """ "A" of 0, "AB" of 27."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_workbook(content: bytes) -> list[TableRow]:
    _refuse_unsafe(content)
    try:
        answer = json.loads(
            run_limited(
                "themes.importers.spreadsheets.opening",
                *(MOST_ROWS, MOST_COLUMNS),
                limits=LIMITS,
                given=content,
            )
        )
    except ProcessStopped as stopped:
        raise SheetError(_EXCESSES[stopped.excess]) from stopped
    messages = {
        "empty": _EMPTY,
        "broken": _BROKEN,
        "password": "This workbook has a password. Save it without one, and choose that file.",
        "wide": _WIDE.format(number=answer.get("number", "too many"), most=MOST_COLUMNS),
        "long": _LONG,
        "far": f"There is something far below the table, in row {answer.get('number', 0):,}. Delete it.",
    }
    if problem := answer.get("problem"):
        raise SheetError(messages[problem])
    return [(number, cells) for number, cells in answer["rows"]]


def _refuse_unsafe(content: bytes) -> None:
    """Look at the list of files in a workbook, before any of them is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = packed.infolist()
    except Exception as error:  # zipfile lets through what its parts raise at broken lists
        raise SheetError(_BROKEN) from error
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
        raise SheetError("This workbook is too large once unpacked. Save the table alone as CSV.")
    if any(file.flag_bits & 1 for file in files):
        raise SheetError("This workbook has a password. Save it without one, and choose that file.")
    if any(file.filename.lower() == "xl/workbook.bin" for file in files):
        raise SheetError("This is a binary workbook (XLSB). Save it as XLSX, and choose that file.")
    if any(file.filename.lower().endswith("vbaproject.bin") for file in files):
        raise SheetError("This workbook has macros. Save it as XLSX, without macros, and choose that file.")


def _decode(content: bytes) -> str:
    """UTF-8, else what Excel writes: UTF-16 with a mark, Windows-1252, or the signs of old Macs."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = _decode_eight_bits(content)
    except UnicodeDecodeError as error:
        raise SheetError(
            "This file is no text that we can read. Save the table as XLSX, or as CSV with the choice UTF-8."
        ) from error
    if "\x00" in text:
        raise SheetError("This file is no spreadsheet that we know. Choose an XLSX, ODS or CSV file.")
    if text.lstrip()[:1] == "<":
        raise SheetError(
            "This is a web page, not a spreadsheet. Open it in your spreadsheet program, save as XLSX."
        )
    return text


# Where letters of another kind of text were taken for ours: capitals after small letters or signs, figures beside
# letters with accents, and signs that stand alone or that nobody writes.
_ODD = re.compile(
    r"(?<=[a-zà-ÿ.,;:!?%)])[À-ÞŠŽŒŸ]|(?<![^\W\d_])[ÐÑñîìíïêëôò](?![^\W\d_])|[^\W\d_a-zA-Z][0-9]"
    r"|[ƒˆ˜¯¨´¸‹›≠∞≤≥∂∑∏π∫Ω√≈∆◊ˇ˘˙˚˝˛ı⁄\ue000-\uf8ff\x80-\x9f]|[^\W\d_][‡†™•‘“„‚‰](?=[^\W\d_]|\b|$)"
)


def _decode_eight_bits(content: bytes) -> str:
    """As the one in which less looks odd. Raises UnicodeDecodeError where that cannot be told."""
    texts = []
    for encoding in ("cp1252", "mac_roman"):
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(content.decode(encoding))
    counted = [(len(_ODD.findall(text)), text) for text in texts]
    least, text = min(counted, key=lambda pair: pair[0])  # Windows, where they are alike
    if least and [count for count, _ in counted if count != least] == []:
        raise UnicodeDecodeError("cp1252", content, 0, 1, "neither kind of text looks right")
    return text


def _find_sign(text: str) -> str:
    """The sign between the cells: as many of it stand in most lines, though titles above the table have none."""
    outside = "".join(text.split('"')[::2])  # quotation marks
    lines = [line for line in re.split(r"\r\n?|\n", outside[:LONGEST_CELL]) if line.strip()][:LINES_TRIED]

    def rate(sign: str) -> tuple[int, int]:
        counts = Counter(number for line in lines if (number := line.count(sign)))
        return max(((lines_with, number) for number, lines_with in counts.items()), default=(0, 0))

    return max(",;\t", key=rate)


def _read_csv(text: str) -> Iterator[TableRow]:
    first, *_ = re.split(r"\r\n?|\n", text, maxsplit=1)
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # written by Excel, for Excel
        sign, text = first.strip()[4], text[len(first) :].lstrip("\r\n")
    else:
        sign = _find_sign(text)
    csv.field_size_limit(LONGEST_CELL * 2)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    count = number = 0
    try:
        for number, cells in enumerate(lines, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if count > MOST_ROWS:
                raise SheetError(_LONG)
            count += 1
            yield number, cells
    except csv.Error as error:
        raise SheetError(
            f"Row {number + 1} (near line {lines.line_num}) cannot be read: a quotation mark is not closed, stands "
            "within a word, or the cell is too long. Mend it, or save the table as XLSX."
        ) from error
