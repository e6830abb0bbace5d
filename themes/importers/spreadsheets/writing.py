"""Writes sheets: CSV as a stream, XLSX as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.db.models import QuerySet

from themes.importers.spreadsheets.rows import LICENCE, SheetRow
from themes.importers.spreadsheets.text import escape_formula

BATCH = 2_000  # rows in memory
LONGEST_CELL = 32_767  # characters; XLSX holds no more
# Stands where a text is longer than that. Read back, it leaves what the row has.
TOO_LONG = "[Too long for a cell of this kind of sheet. Left as it is.]"
WIDE = {"Wording", "In short", "Title", "How we know", "Scope", "Problem"}
FILE_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export_rows(sheet: type[SheetRow], rows: QuerySet, origin: str) -> Iterator[list[str]]:
    """The headings, then each row; `origin` begins the addresses. One batch is in memory at a time."""
    yield list(sheet.get_headings().values())
    for row in rows.iterator(chunk_size=BATCH):
        yield sheet.format_row(row, origin)


class _Line:
    def write(self, line: str) -> str:
        return line


def write_csv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a CSV file as in RFC 4180, with the mark by which Excel knows UTF-8.

    Every cell stands in quotation marks: where a program takes the semicolon for the end of a cell, a text with
    one would otherwise go on in the next cell, and could begin a formula there.
    """
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow([escape_formula(cell) for cell in row])
        mark = ""


def write_xlsx(
    rows: Iterable[Sequence[str]], *, title: str, about: Sequence[Sequence[str]] = ()
) -> IO[bytes]:
    """A workbook in a temporary file: a sheet of the rows, all of them text, and a sheet "About"."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    as_text = {"num_format": "@", "text_wrap": True, "valign": "top"}
    text, head = workbook.add_format(as_text), workbook.add_format({**as_text, "bold": True, "bottom": 1})
    sheet = workbook.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows):
        if number == 0:
            for column, heading in enumerate(row):
                sheet.set_column(column, column, 60 if heading in WIDE else 20, text)
        for column, cell in enumerate(row):
            # Nothing is ever taken for a formula, a number or a link.
            sheet.write_string(number, column, _fit_in_cell(escape_formula(cell)), text if number else head)
    if about:
        sheet = workbook.add_worksheet("About")
        sheet.set_column(0, 0, 28, text)
        sheet.set_column(1, 1, 90, text)
        for number, row in enumerate(about):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, escape_formula(cell), text)
    workbook.close()
    file.seek(0)
    return file


def _fit_in_cell(text: str) -> str:
    return TOO_LONG if len(text.encode("utf-16-le")) // 2 > LONGEST_CELL else text


def describe_sheet(sheet: type[SheetRow], *, on: str, origin: str) -> list[Sequence[str]]:
    """The rows of the sheet "About": when, from where, under what terms, and what each column means."""
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
        *sheet.get_meanings().items(),
    ]
