"""What is done with an uploaded spreadsheet: looked at, looked at again, imported or put aside."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from reviews.history.tracking import recorded
from themes.importers.spreadsheets.reading import SheetError, Table, read_table
from themes.importers.spreadsheets.saving import PlanChangedError, import_rows, preview
from themes.importers.spreadsheets.sheets import SHEETS
from themes.models.spreadsheet import SheetImport, SheetImportState


def take_up(*, sheet: str, file_name: str, content: bytes, by: Any) -> SheetImport:
    """Read a file and look at what it would change. Raises SheetError, and then nothing is kept."""
    table = read_table(content)
    if not table.rows:
        raise SheetError("There are headings and no rows below them. Choose a file with rows.")
    plan = preview(sheet=SHEETS[sheet], table=table, by=by)
    with recorded(act="upload_sheet"):
        return SheetImport.objects.create(
            sheet=sheet,
            file_name=file_name[:200],
            headings=table.headings,
            rows=table.rows,
            shown=plan.as_json(),
            by=by,
        )


def table_of(upload: SheetImport) -> Table:
    return Table(upload.headings, [(number, cells) for number, cells in upload.rows])


def look_again(*, upload: SheetImport, by: Any) -> None:
    """Show what it would change now. Raises SheetError where its headings mean nothing any more."""
    plan = preview(sheet=SHEETS[upload.sheet], table=table_of(upload), by=by)
    _show(upload, plan.as_json())


def import_sheet(*, upload: SheetImport, by: Any, why: str = "") -> bool:
    """Do exactly what was shown: all of it. False when that is no longer what would be done; it is shown anew then.

    Raises SheetError for one that was imported or put aside already, and for one with mistakes.
    """
    try:
        with transaction.atomic(), recorded(act="import_sheet", why=why):
            locked = _in_hand(upload)
            if not locked.shown["tally"]["new"] + locked.shown["tally"]["changed"]:
                raise SheetError("There is nothing to import: no row would change anything.")
            if locked.shown["tally"]["wrong"]:
                raise SheetError("Rows with mistakes are left. Mend them in the sheet, and upload it again.")
            import_rows(
                sheet=SHEETS[upload.sheet], table=table_of(upload), shown=locked.shown, by=by, why=why
            )
            _decide(upload, SheetImportState.IMPORTED, by)
    except PlanChangedError:
        look_again(upload=upload, by=by)
        return False
    return True


def put_aside(*, upload: SheetImport, by: Any) -> None:
    """Nothing of it will be imported. Raises SheetError for one that was imported or put aside already."""
    with transaction.atomic(), recorded(act="put_sheet_aside"):
        _in_hand(upload)
        _decide(upload, SheetImportState.PUT_ASIDE, by)


def with_problems(upload: SheetImport) -> list[list[str]]:
    """The sheet as it was uploaded, with a column that says what is wrong in each row."""
    said = {
        row["number"]: " ".join(
            f"{heading}: {words}" if heading else words for heading, _, _, words in row["problems"]
        )
        for row in upload.shown["rows"]
    }
    places = [
        place for place, heading in enumerate(upload.headings) if heading.strip().casefold() != "problem"
    ]
    return [
        ["Problem", *(upload.headings[place] for place in places)],
        *([said.get(number, ""), *(cells[place] for place in places)] for number, cells in upload.rows),
    ]


def _in_hand(upload: SheetImport) -> SheetImport:
    locked = SheetImport.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if locked.state != SheetImportState.PREVIEWED:
        raise SheetError(f"This spreadsheet was decided about already: {locked.get_state_display().lower()}.")
    return locked


def _decide(upload: SheetImport, state: str, by: Any) -> None:
    upload.state, upload.decided_by, upload.decided_at = state, by, timezone.now()
    upload.save(update_fields=["state", "decided_by", "decided_at"])


def _show(upload: SheetImport, shown: dict[str, Any]) -> None:
    upload.shown = shown
    upload.save(update_fields=["shown"])
