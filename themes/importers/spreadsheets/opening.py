"""Opens a workbook in a process of its own: whatever is in it, the portal goes on.

Run as a program, with a file on its standard input; answers with JSON. It imports nothing of ours: it starts
once for each upload, and a broken file may end it.
"""

import contextlib
import datetime
import io
import json
import resource
import sys

MEMORY = 1_500_000_000  # bytes
SECONDS = 30
EMPTY_ROWS = 10  # for each row with something in it: reading through a million takes too long


def format_cell(value: object) -> str:
    """A cell as it would be typed: 12.0 is "12", a day has no midnight."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def read_workbook(most_rows: int, most_columns: int) -> dict:
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = [
        found.name
        for found in workbook.sheets_metadata
        if found.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not sheets:
        return {"problem": "empty"}
    sheet = workbook.get_sheet_by_name(sheets[0])
    if sheet.end is None:
        return {"problem": "empty"}
    rows: list[tuple[int, list[str]]] = []
    below, right = sheet.end
    if right >= most_columns:
        return {"problem": "wide", "number": right + 1}
    if below >= most_rows * EMPTY_ROWS:
        return {"problem": "far", "number": below + 1}
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = [format_cell(cell) for cell in cells]
        if any(cell.strip() for cell in row):
            if len(rows) > most_rows:
                return {"problem": "long"}
            rows.append((number, row))
    return {"rows": rows}


def main() -> None:
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0}
    for limit, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of memory
            resource.setrlimit(limit, (most, most))
    try:
        answer = read_workbook(int(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        answer = {"problem": "big"}
    except BaseException as error:  # calamine's panics are no Exceptions
        answer = {"problem": "password" if type(error).__name__ == "PasswordError" else "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
