"""An uploaded spreadsheet is previewed, previewed again, imported or put aside."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from reviews.history.tracking import annotate_history
from themes.importers.spreadsheets.reading import SheetError, SheetTable, read_table
from themes.importers.spreadsheets.saving import PlanChangedError, import_rows, preview
from themes.importers.spreadsheets.sheets import SHEETS
from themes.models.spreadsheet import SheetImport, SheetImportState


def upload_sheet(*, sheet: str, file_name: str, content: bytes, by: Any) -> SheetImport:
    """Read a file and preview what it would change. Raises SheetError, and then nothing is kept."""
    table = read_table(content)
    if not table.rows:
        raise SheetError("There are headings and no rows below them. Choose a file with rows.")
    plan = preview(sheet=SHEETS[sheet], table=table, by=by)
    with annotate_history(act="upload_sheet"):
        return SheetImport.objects.create(
            sheet=sheet,
            file_name=file_name[:200],
            headings=table.headings,
            rows=table.rows,
            shown=plan.as_json(),
            by=by,
        )


def get_table(upload: SheetImport) -> SheetTable:
    return SheetTable(upload.headings, [(number, cells) for number, cells in upload.rows])


def refresh_preview(*, upload: SheetImport, by: Any) -> None:
    """Preview what it would change now. Raises SheetError where its headings mean nothing any more."""
    plan = preview(sheet=SHEETS[upload.sheet], table=get_table(upload), by=by)
    upload.shown = plan.as_json()
    upload.save(update_fields=["shown"])


def import_sheet(*, upload: SheetImport, by: Any, why: str = "") -> bool:
    """Do exactly what was previewed, all of it. False where it would do something else now; it is previewed again.

    Raises SheetError for one that was imported or put aside already, and for one with mistakes.
    """
    try:
        with transaction.atomic(), annotate_history(act="import_sheet", why=why):
            shown = _lock_undecided(upload).shown
            if not shown["tally"]["new"] + shown["tally"]["changed"]:
                raise SheetError("There is nothing to import: no row would change anything.")
            if shown["tally"]["wrong"]:
                raise SheetError("Rows with mistakes are left. Mend them in the sheet, and upload it again.")
            import_rows(sheet=SHEETS[upload.sheet], table=get_table(upload), previewed=shown, by=by, why=why)
            _decide(upload, SheetImportState.IMPORTED, by)
    except PlanChangedError:
        refresh_preview(upload=upload, by=by)
        return False
    return True


def put_aside(*, upload: SheetImport, by: Any) -> None:
    """Nothing of it will be imported. Raises SheetError for one that was imported or put aside already."""
    with transaction.atomic(), annotate_history(act="put_sheet_aside"):
        _lock_undecided(upload)
        _decide(upload, SheetImportState.PUT_ASIDE, by)


def list_rows_with_problems(upload: SheetImport) -> list[list[str]]:
    """The sheet as it was uploaded, with a column that says what is wrong in each row."""
    problems = {
        row["number"]: " ".join(
            f"{heading}: {message}" if heading else message for heading, _, _, message in row["problems"]
        )
        for row in upload.shown["rows"]
    }
    places = [
        place for place, heading in enumerate(upload.headings) if heading.strip().casefold() != "problem"
    ]
    return [
        ["Problem", *(upload.headings[place] for place in places)],
        *([problems.get(number, ""), *(cells[place] for place in places)] for number, cells in upload.rows),
    ]


def _lock_undecided(upload: SheetImport) -> SheetImport:
    locked = SheetImport.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if locked.state != SheetImportState.PREVIEWED:
        raise SheetError(f"This spreadsheet was decided about already: {locked.get_state_display().lower()}.")
    return locked


def _decide(upload: SheetImport, state: str, by: Any) -> None:
    upload.state, upload.decided_by, upload.decided_at = state, by, timezone.now()
    upload.save(update_fields=["state", "decided_by", "decided_at"])
