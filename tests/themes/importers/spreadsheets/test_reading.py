"""Files of many kinds are read as their programs meant them, or refused in words."""

import io
import zipfile

import openpyxl
import pytest

from tests.themes.importers.spreadsheets.uploads import sheet_of, upload
from themes.importers.spreadsheets.reading import SheetError, read_table
from themes.models import SheetImport

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file (XLS), or one with a password."),
        (b"PK\x03\x04 and no more", "This workbook cannot be opened"),
        (b"<html><table>", "This is a web page"),
        (b"Number,Wording\x00", "This file is no spreadsheet that we know."),
        (b"Wording\nNumber", "The column “Number” is missing."),
        (b"Number,Colour\n,Red", "These columns are not known in a sheet of findings: “Colour” (B)."),
        (b"Number,Wording,wording\n,a,b", "The column “Wording” is there twice."),
        (b"Number,Wording\n,a,b", "Row 2 has “b” in column C, which has no heading."),
        (b'Number,Wording\n,"a', "Row 2 (near line 2) cannot be read"),
        (b"Number,Wording\n", "There are headings and no rows below them."),
        (b"Number,Wording\n" + b",a\n" * 5_001, "The sheet has more than 5,000 rows"),
        (b"Number" + b",a" * 100 + b"\n1", "The sheet has 101 columns, and 60 is the most."),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(curator, content, said):
    with pytest.raises(SheetError) as refused:
        upload(content, curator)

    assert str(refused.value).startswith(said)
    assert not SheetImport.objects.exists()


def test_zip_bombs_passwords_and_macros_are_refused_before_anything_is_unpacked(curator):
    def packed(name: str, size: int = 1, **flags) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, b"0" * size)
        return file.getvalue()

    bomb = packed("xl/worksheets/sheet1.xml", 100_000_001)
    locked = packed("a").replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")

    said = []
    for content in (bomb, packed("xl/vbaProject.bin"), locked):
        with pytest.raises(SheetError) as refused:
            read_table(content)
        said.append(str(refused.value).partition(".")[0])

    assert len(bomb) < 200_000
    assert said == [
        "This workbook is too large once unpacked",
        "This workbook has macros",
        "This workbook has a password",
    ]


def test_workbook_with_a_cell_at_its_far_end_takes_no_memory(curator):
    book = openpyxl.Workbook()
    book.active["A1"] = "Number"
    book.active["XFD1048576"] = "far away"
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(SheetError):
        read_table(file.getvalue())


def test_numbers_days_and_formulas_are_read_as_they_look(curator):
    import datetime

    book = openpyxl.Workbook()
    book.active.append(["Number", "Wording", "Place in the block", "How we know", "Composite", "Review"])
    book.active.append([None, 12.0, 3.0, datetime.datetime(2016, 5, 24), True, "=1+1"])
    file = io.BytesIO()
    book.save(file)

    table = read_table(file.getvalue())

    assert table.rows == [(2, ["", "12", "3", "2016-05-24", "yes", ""])]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_programs_in_europe_write_it_is_understood(curator, sign, encoding):
    table = read_table(sheet_of("Number,Wording", '," café – née"', sign=sign).decode().encode(encoding))

    assert table.rows == [(2, ["", " café – née"])]
