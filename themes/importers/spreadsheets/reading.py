"""Uploaded files read as tables of text. What cannot be read is refused in words, before it can do harm."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from themes.importers.spreadsheets import opening
from themes.importers.spreadsheets.text import as_meant, shortened

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000  # bytes in all files of an XLSX or ODS
MOST_FILES = 1_000  # in it
MOST_ROWS = 5_000  # what can be looked at and saved within a minute
MOST_COLUMNS = 60
LONGEST_CELL = 100_000  # characters
SECONDS = 45

Row = tuple[int, list[str]]  # its number in the sheet, its cells

_SIGNS = {
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
_WIDE = "The sheet has {number} columns, and {most} is the most. Delete those to the right of the table."
_LONG = (
    f"The sheet has more than {MOST_ROWS:,} rows, which is the most that can be imported at once. "
    "Divide it into several."
)
_EMPTY = "There is nothing in the first sheet of this file. Choose a file with the headings in its first row."


class SheetError(ValueError):
    """The file is refused as a whole; the message says why and what to do."""


@dataclass(frozen=True)
class Table:
    headings: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """The first sheet of a file: its headings and the rows below, empty ones left out. Raises SheetError."""
    if len(content) > MOST_BYTES:
        raise SheetError(
            f"This file has {len(content) // 1_000_000} MB, and {MOST_BYTES // 1_000_000} MB is the most. "
            "Divide it into several."
        )
    if not content.strip():
        raise SheetError("This file is empty. Choose another.")
    for sign, said in _SIGNS.items():
        if content.startswith(sign):
            raise SheetError(said)
    rows = _of_workbook(content) if content.startswith(b"PK") else list(_of_text(_decoded(content)))
    if not rows:
        raise SheetError(_EMPTY)
    (_, headings), *below = rows
    return Table(*_checked(headings, below))


def _checked(headings: list[str], rows: list[Row]) -> tuple[list[str], list[Row]]:
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        raise SheetError(_WIDE.format(number=len(headings), most=MOST_COLUMNS))
    checked = []
    for number, cells in [(1, headings), *rows]:
        meant = []
        for column, cell in enumerate(cells):
            if column >= len(headings):
                if cell.strip():
                    raise SheetError(
                        f"Row {number} has “{shortened(cell, 40)}” in column {letter(column)}, which has no heading. "
                        "Give the column a heading, or empty it."
                    )
                continue
            if len(cell) > LONGEST_CELL:
                raise SheetError(
                    f"Row {number}, column {letter(column)} has {len(cell):,} characters, and {LONGEST_CELL:,} is "
                    "the most. Shorten it."
                )
            if "\x00" in cell or any("\ud800" <= sign <= "\udfff" for sign in cell):
                raise SheetError(
                    f"Row {number}, column {letter(column)} holds a sign that no text may have. Type the cell again."
                )
            meant.append(as_meant(cell))
        checked.append((number, meant + [""] * (len(headings) - len(meant))))
    (_, headings), *rows = checked
    return headings, rows


def letter(column: int) -> str:
    """ "A" of 0, "AB" of 27."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _of_workbook(content: bytes) -> list[Row]:
    _refuse_harm(content)
    program = [sys.executable, "-I", str(Path(opening.__file__)), str(MOST_ROWS), str(MOST_COLUMNS)]
    try:
        ended = subprocess.run(program, input=content, capture_output=True, timeout=SECONDS, check=False)
        answer = json.loads(ended.stdout)
    except subprocess.TimeoutExpired as error:
        raise SheetError("It takes too long to open this workbook. Save the table alone as CSV.") from error
    except ValueError as error:  # it ended without an answer
        raise SheetError(_BROKEN) from error
    said = {
        "empty": _EMPTY,
        "broken": _BROKEN,
        "big": "This workbook takes up too much memory. Save the table alone as CSV, and choose that file.",
        "password": "This workbook has a password. Save it without one, and choose that file.",
        "wide": _WIDE.format(number=answer.get("number", "too many"), most=MOST_COLUMNS),
        "long": _LONG,
        "far": f"There is something far below the table, in row {answer.get('number', 0):,}. Delete it.",
    }
    if problem := answer.get("problem"):
        raise SheetError(said[problem])
    return [(number, cells) for number, cells in answer["rows"]]


def _refuse_harm(content: bytes) -> None:
    """What the list of files in a workbook tells before any of them is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = packed.infolist()
    except Exception as error:  # zipfile lets through what its parts raise at broken lists
        raise SheetError(_BROKEN) from error
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
        raise SheetError("This workbook is too large once unpacked. Save the table alone as CSV.")
    if any(file.flag_bits & 1 for file in files):
        raise SheetError("This workbook has a password. Save it without one, and choose that file.")
    if any(file.filename.lower().endswith("vbaproject.bin") for file in files):
        raise SheetError("This workbook has macros. Save it as XLSX, without macros, and choose that file.")


def _decoded(content: bytes) -> str:
    """UTF-8, else what Excel writes: UTF-16 with a mark, or Windows-1252."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp1252")
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


def _of_text(text: str) -> Iterator[Row]:
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # written by Excel, for Excel
        sign, text = first.strip()[4], rest
    else:
        sign = max(",;\t", key=_outside_quotes(first).count)
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


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
