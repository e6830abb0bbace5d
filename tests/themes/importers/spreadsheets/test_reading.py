"""Files of many kinds are read as their programs meant them, or refused in words."""

import io
import re
import zipfile

import openpyxl
import pytest

from tests.themes.importers.spreadsheets.uploads import sheet_of, upload
from themes.importers.spreadsheets.opening import NO_RESULT
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
        (b"Number,Wording,wording\n,a,b", "The column “Wording” is there twice."),
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

    assert table.rows == [(2, ["", "12", "3", "2016-05-24", "yes", NO_RESULT])]


def workbook_of(*rows: str) -> bytes:
    """An XLSX whose cells are given as XML."""
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            sheet = f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2"><f>VLOOKUP(A2,F:G,2,0)</f></c>', NO_RESULT),
        ('<c r="B2"><f>A1</f><v/></c>', NO_RESULT),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="B2" t="str"><f>A3</f><v></v></c>', ""),  # its result is nothing
        ('<c r="B2" t="str"><f>A3</f><v>police</v></c>', "police"),
        ('<c r="B2"><v>9780117037359</v></c>', "9780117037359"),
        ('<c r="B2"><v>5E+21</v></c>', "5.000000E+21"),  # the digits are not in the file
    ],
)
@pytest.mark.parametrize("placed", [True, False])
def test_error_or_formula_without_result_is_never_an_empty_cell(cell, read, placed):
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Number</t></is></c><c r="B1"><v>1</v></c></row>'
    row = f'<row r="2"><c r="A2"><v>119</v></c>{cell}</row>'
    if not placed:  # addresses may be left out
        row = re.sub(r' r="[A-Z]?2"', "", row)

    assert read_table(workbook_of(head, row)).rows == [(2, ["119", read])]


def test_errors_in_ods_are_found_behind_repeated_cells():
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    failed = (
        '<table:table-cell table:formula="of:=[.A9]" office:value-type="string" office:string-value="" '
        'calcext:value-type="error" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:'
        'calcext:1.0"><text:p>#N/A</text:p></table:table-cell>'
    )
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="S"><table:table-row>{"".join(map(text.format, "Nabc"))}</table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row><table:table-row>'
        f'{text.format("119")}<table:table-cell table:number-columns-repeated="2"/>{failed}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", "<manifest/>")

    assert read_table(packed.getvalue()).rows == [(4, ["119", "", "", "#N/A"])]


@pytest.mark.parametrize(
    "text",
    [
        "The children’s visits – “all of them” – were put off.",
        "Café parents… Señora García “said” so, naïvely.",
        "The father’s name cost £5 — nothing more.",
        "Zoë, née O’Brien, knew.",
        "‘Quoted’ at Étaples",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_signs_and_line_ends_of_every_machine_are_read_as_written(text, encoding, end):
    content = end.join(["Number;Wording", f'F119;"{text}"', "F106;One, two, three, four, five.", ""])

    table = read_table(content.encode(encoding))

    assert table.rows == [(2, ["F119", text]), (3, ["F106", "One, two, three, four, five."])]


@pytest.mark.parametrize(
    "content", [b"Number,Wording\n,caf\x82 d'h\x93te", b"Number,Wording\n,\x8fclair \x9c5"]
)
def test_signs_that_nobody_can_tell_are_refused(content):
    with pytest.raises(SheetError, match="This file is no text that we can read"):
        read_table(content)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_programs_in_europe_write_it_is_understood(curator, sign, encoding):
    table = read_table(sheet_of("Number,Wording", '," café – née"', sign=sign).decode().encode(encoding))

    assert table.rows == [(2, ["", " café – née"])]
