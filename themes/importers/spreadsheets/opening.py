"""Opens a workbook, in a limited process.

Run as a program, with a file on its standard input; answers with JSON. It imports nothing of ours: it starts
once for each upload, and a broken file may end it.
"""

import datetime
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree  # entities do no harm here: memory and time have their limits

# Stands for a formula whose result was not saved.
NO_RESULT = "[A formula without its result]"
EMPTY_ROWS = 10  # for each row with something in it: reading through a million takes too long


def format_cell(value: object) -> str:
    """A cell as it would be typed: 12.0 is "12", a day has no midnight."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if abs(value) >= 1e15:  # digits beyond are lost: never a whole number that looks complete
            return f"{value:E}"
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


Failures = dict[
    tuple[int, int], str
]  # by row and column, counted from 0: what stands there instead of a value


def find_failures(content: bytes, place: int) -> Failures:
    """Cells with an error or without the result of their formula, in the sheet at that place of all.

    calamine reads them as empty, and what is empty would be taken away from the collection.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if "content.xml" in packed.namelist():
            with packed.open("content.xml") as file:
                return dict(_find_in_ods(file, place))
        with packed.open(_find_sheet_file(packed, place)) as file:
            return dict(_find_in_xlsx(file))


def _find_sheet_file(packed: zipfile.ZipFile, place: int) -> str:
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - as at the import
    links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    sheet = book.findall("{*}sheets/{*}sheet")[place]
    relation_id = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
    target = next(link.attrib["Target"] for link in links if link.attrib["Id"] == relation_id)
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _find_in_xlsx(file: IO[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    row = -1
    for _, element in ElementTree.iterparse(file):  # noqa: S314
        if element.tag.endswith("}row"):
            row = int(element.get("r", row + 2)) - 1
            yield from _find_in_xlsx_row(element, row)
            element.clear()


def _find_in_xlsx_row(element: ElementTree.Element, row: int) -> Iterator[tuple[tuple[int, int], str]]:
    column = -1
    for cell in element:
        place, kind = cell.get("r"), cell.get("t")
        column = _read_column(place) if place else column + 1
        if kind != "e" and not any(part.tag.endswith("}f") for part in cell):
            continue
        value = (cell.findtext("{*}v") or "").strip()
        if kind == "e":
            yield (row, column), value or "#VALUE!"
        elif not value and kind != "str":
            yield (row, column), NO_RESULT


def _read_column(reference: str) -> int:
    """0 of "A1"."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    return column - 1


def _find_in_ods(file: IO[bytes], place: int) -> Iterator[tuple[tuple[int, int], str]]:
    table = -1
    row = 0
    for event, element in ElementTree.iterparse(file, events=("start", "end")):  # noqa: S314
        name = element.tag.rpartition("}")[2]
        if name == "table" and event == "start":
            table, row = table + 1, 0
        elif name == "table-row" and event == "end":
            if table == place:
                yield from _find_in_ods_row(element, row)
            row += _count_repeated(element, "rows")
            element.clear()


def _find_in_ods_row(element: ElementTree.Element, row: int) -> Iterator[tuple[tuple[int, int], str]]:
    column = 0
    for cell in element:
        values = {name.rpartition("}")[2]: value for name, value in cell.attrib.items()}
        kinds = {value for name, value in cell.attrib.items() if name.endswith("}value-type")}
        text = "".join(cell.itertext()).strip()
        if "error" in kinds or (
            kinds == {"string"} and "formula" in values and text.startswith(("#", "Err:"))
        ):
            yield (row, column), text or "#VALUE!"
        elif "formula" in values and not kinds:
            yield (row, column), NO_RESULT
        column += _count_repeated(cell, "columns")


def _count_repeated(element: ElementTree.Element, attribute: str) -> int:
    values = [
        value for name, value in element.attrib.items() if name.endswith(f"}}number-{attribute}-repeated")
    ]
    return int(values[0]) if values else 1


def find_merged_down(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """By the first row of cells merged over several rows: the last row and the column; titles go to the right."""
    ends: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, right) in sheet.merged_cell_ranges or ():
        if last > first and right == column <= sheet.end[1]:
            ends.setdefault(first, []).append((min(last, sheet.end[0]), column))
    return ends


def read_workbook(most_rows: int, most_columns: int) -> dict:
    import python_calamine

    content = sys.stdin.buffer.read()
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [
        (place, found.name)
        for place, found in enumerate(workbook.sheets_metadata)
        if found.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not sheets:
        return {"problem": "empty"}
    place, name = sheets[0]
    sheet = workbook.get_sheet_by_name(name)
    if sheet.end is None:
        return {"problem": "empty"}
    rows: list[tuple[int, list[str]]] = []
    lowest, right = sheet.end
    if right >= most_columns:
        return {"problem": "wide", "number": right + 1}
    if lowest >= most_rows * EMPTY_ROWS:
        return {"problem": "far", "number": lowest + 1}
    failures = find_failures(content, place)
    merged: dict[int, dict[int, str]] = {}  # what stands in a merged cell, in each row that it goes down to
    ends = find_merged_down(sheet)
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = [
            failures.get((number - 1, column), "") or format_cell(cell) for column, cell in enumerate(cells)
        ]
        for column, value in merged.pop(number - 1, {}).items():
            row[column] = row[column] or value
        for last, column in ends.get(number - 1, ()):
            for below in range(number, last + 1):
                merged.setdefault(below, {})[column] = row[column]
        if any(cell.strip() for cell in row):
            if len(rows) > most_rows:
                return {"problem": "long"}
            rows.append((number, row))
    return {"rows": rows}


def main() -> None:
    try:
        answer = read_workbook(int(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        raise
    except BaseException as error:  # calamine's panics are no Exceptions
        answer = {"problem": "password" if type(error).__name__ == "PasswordError" else "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
