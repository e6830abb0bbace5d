"""Sheets written: CSV as a stream, XLSX as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.db.models import QuerySet

from themes.importers.spreadsheets.rows import LICENCE, RowForm
from themes.importers.spreadsheets.text import harmless

AT_ONCE = 2_000  # rows held in memory
LONGEST_CELL = 32_767  # characters; XLSX holds no more
# Stands where a text is longer than that. Read back, it leaves what the row has.
TOO_LONG = "[Too long for a cell of this kind of sheet. Left as it is.]"
WIDE = {"Wording", "In short", "Title", "How we know", "Scope", "Problem"}
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exported(sheet: type[RowForm], rows: QuerySet, origin: str) -> Iterator[list[str]]:
    """The headings, then a row for each; `origin` begins the addresses. Few rows are in memory at a time."""
    yield list(sheet.columns().values())
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield sheet.exported(row, origin)


class _Line:
    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """RFC 4180, with the mark by which Excel knows UTF-8.

    Every cell stands in quotation marks: where a program takes the semicolon for the end of a cell, a text with
    one would otherwise go on in the next cell, and could begin a formula there.
    """
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow([harmless(cell) for cell in row])
        mark = ""


def xlsx_file(rows: Iterable[Sequence[str]], *, title: str, about: Sequence[Sequence[str]] = ()) -> IO[bytes]:
    """A workbook in a temporary file: the rows as text, and beside them a sheet "About"."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    # Nothing is ever taken for a formula, a number or a link.
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = workbook.add_format(
        {"num_format": "@", "bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    sheet = workbook.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows):
        if number == 0:
            for column, heading in enumerate(row):
                sheet.set_column(column, column, 60 if heading in WIDE else 20, text)
        for column, cell in enumerate(row):
            shown = harmless(cell)
            if len(shown.encode("utf-16-le")) // 2 > LONGEST_CELL:
                shown = TOO_LONG
            sheet.write_string(number, column, shown, text if number else head)
    if about:
        beside = workbook.add_worksheet("About")
        beside.set_column(0, 0, 28, text)
        beside.set_column(1, 1, 90, text)
        for number, line in enumerate(about):
            for column, cell in enumerate(line):
                beside.write_string(number, column, harmless(cell), text)
    workbook.close()
    file.seek(0)
    return file


def about(sheet: type[RowForm], *, on: str, origin: str) -> list[Sequence[str]]:
    """What the second sheet says: when, from where, under what terms, and what each column means."""
    return [
        ("SCR Portal", sheet.heading),
        ("Exported on", on),
        ("From", origin),
        ("Licence of this sheet", LICENCE),
        ("Deleting a row", "A row that is missing here stays in the collection: a sheet never deletes."),
        (
            "An apostrophe in front",
            "Keeps a program from running the text as a formula. It is taken away again.",
        ),
        (
            "A semicolon in an item",
            "Write \\; where a semicolon is part of an item of a list, and \\\\ for \\.",
        ),
        ("", ""),
        ("Column", "What it means"),
        *sheet.meanings().items(),
    ]
