"""An uploaded spreadsheet is asked about, previewed, previewed again, imported or put aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from reviews.history.tracking import annotate_history
from reviews.history.undoing import find_latest_events
from themes.importers.spreadsheets.headings import are_ours, check_columns
from themes.importers.spreadsheets.own_columns.columns import (
    OwnColumn,
    find_headings,
    list_columns,
    propose_columns,
)
from themes.importers.spreadsheets.own_columns.likeness import make_key
from themes.importers.spreadsheets.own_columns.questions import (
    SheetQuestion,
    list_questions,
    select_open,
)
from themes.importers.spreadsheets.own_columns.remembering import list_headings, recall, remember
from themes.importers.spreadsheets.own_columns.translating import Answers, Translation, translate
from themes.importers.spreadsheets.own_columns.vocabularies import ColumnVocabularies, is_list
from themes.importers.spreadsheets.reading import SheetError, SheetTable, read_table, split_table
from themes.importers.spreadsheets.saving import PlanChangedError, import_rows, preview
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.undoing import list_written_models, read_span
from themes.models.spreadsheet import SheetImport, SheetImportState, SheetWord


@dataclass
class Inquiry:
    """A sheet with all that is known and asked about it."""

    upload: SheetImport
    table: SheetTable
    answers: Answers
    vocabularies: ColumnVocabularies
    translation: Translation

    @property
    def titles(self) -> list[str]:
        """What may name the report that all rows are from."""
        above = [cell for _, cells in self.table.above[:-1] for cell in cells if cell.strip()]
        return [*above, self.upload.file_name.rsplit(".", 1)[0]]

    def list_columns(self) -> list[OwnColumn]:
        return list_columns(self.table)

    @cached_property
    def questions(self) -> list[SheetQuestion]:
        sheet = SHEETS[self.upload.sheet]
        unknown = self.translation.unknown
        if self.answers.columns is None:
            unknown = select_open(unknown, self.upload.shown.get("rows", []), sheet.get_known_headings())
        return list_questions(sheet, unknown, self.vocabularies, self.titles)


def upload_sheet(*, sheet: str, file_name: str, content: bytes, by: Any) -> SheetImport:
    """Read a file, and preview what it would change unless somebody has to be asked about its columns first.

    Raises SheetError, and then nothing is kept.
    """
    table = read_table(content, find_headings(SHEETS[sheet]))
    if not table.rows:
        raise SheetError("There are headings and no rows below them. Choose a file with rows.")
    upload = SheetImport(
        sheet=sheet,
        file_name=file_name[:200],
        headings=table.headings,
        rows=table.rows,
        above=table.above,
        by=by,
    )
    _begin(upload, by)
    with annotate_history(act="upload_sheet"):
        upload.save()
    return upload


def _begin(upload: SheetImport, by: Any) -> None:
    """Take what our headings or earlier answers say; without either, propose what the columns are and wait."""
    sheet, table = SHEETS[upload.sheet], get_table(upload)
    remembered, vocabularies = recall(upload.sheet), ColumnVocabularies(sheet)
    answers = Answers()
    is_known = are_ours(sheet, table.headings)
    if not is_known:
        columns = list_columns(table)
        known = remembered.get(SheetWord.HEADING, {})
        proposed = propose_columns(sheet, columns, vocabularies, known)
        answers.columns = {str(place): name for place, name in proposed.items()}
        is_known = all(make_key(column.heading) in known for column in columns)
    translation = translate(sheet, table, answers, vocabularies)
    for word in translation.unknown:
        if meaning := remembered.get(word.subject, {}).get(make_key(word.given)):
            answers.set(word.subject, word.given, meaning)
    if answers.values:
        translation = translate(sheet, table, answers, vocabularies)
    answers.remembered = is_known and answers != Answers()
    upload.answers = answers.as_json() if answers != Answers() else None
    upload.shown = {}
    if is_known and (answers.columns is None or not translation.unknown):
        upload.shown = preview(sheet=sheet, table=translation.table, by=by).as_json()


def get_table(upload: SheetImport) -> SheetTable:
    rows = [(number, cells) for number, cells in upload.rows]
    return SheetTable(upload.headings, rows, [(number, cells) for number, cells in upload.above or []])


def inquire(upload: SheetImport) -> Inquiry:
    sheet = SHEETS[upload.sheet]
    answers, vocabularies = Answers.from_json(upload.answers), ColumnVocabularies(sheet)
    table = get_table(upload)
    return Inquiry(upload, table, answers, vocabularies, translate(sheet, table, answers, vocabularies))


def move_headings(*, upload: SheetImport, row: int, by: Any) -> None:
    """Take another row of the file for the headings, and begin anew with what stands below it."""
    with transaction.atomic():
        upload = _lock_undecided(upload)
        every = [*(upload.above or []), *upload.rows]
        places = [place for place, (number, _) in enumerate(every) if number == row]
        if not places or places[0] == len(every) - 1:
            raise SheetError("There is no such row with others below it. Choose another.")
        table = split_table([(number, cells) for number, cells in every], places[0])
        upload.headings, upload.rows, upload.above = table.headings, table.rows, table.above
        _begin(upload, by)
        upload.save(update_fields=["headings", "rows", "above", "answers", "shown"])


def answer_questions(
    *,
    upload: SheetImport,
    by: Any,
    columns: Mapping[str, str] | None = None,
    words: Mapping[tuple[str, str], str] | None = None,
    basis: str = "",
    left_out: list[int] | None = None,
) -> list[SheetQuestion]:
    """Keep what somebody said, for this sheet and the next, and preview it. Returns what is asked besides.

    `words` by subject and as they are given. Raises SheetError where the columns cannot be so.
    """
    with transaction.atomic():
        upload = _lock_undecided(upload)
        answers, sheet = Answers.from_json(upload.answers), SHEETS[upload.sheet]
        answers.remembered = False
        if columns is not None and answers.columns is not None:
            check_columns(sheet, _list_single(sheet, columns.values()))
            answers.columns = dict(columns)
        for (subject, given), meaning in (words or {}).items():
            answers.set(subject, given, meaning)
        answers.basis = basis or answers.basis
        answers.left_out = sorted({*answers.left_out, *(left_out or ())})
        said = {
            (subject, make_key(given)): (given, meaning)
            for (subject, given), meaning in (words or {}).items()
        }
        if columns is not None:
            said |= list_headings(get_table(upload), dict(columns))
        remember(upload.sheet, said, by=by)
        before = {question.field for question in inquire(upload).questions}
        upload.answers = answers.as_json()
        inquiry = inquire(upload)
        new = [question for question in inquiry.questions if question.field not in before]
        if answers.columns is None or not new:
            upload.shown = preview(sheet=sheet, table=inquiry.translation.table, by=by).as_json()
        else:
            upload.shown = {}
        upload.save(update_fields=["answers", "shown"])
        return new


def _list_single(sheet: Any, names: Any) -> list[str]:
    """The names of columns without those that several may have."""
    several = {"source_note", "quotation", "pages"}
    several |= {name for name, kind in sheet.declared_fields.items() if is_list(kind)}
    return [name for name in names if name not in several]


def _preview(upload: SheetImport, by: Any) -> None:
    """Put into `shown` what it would change now."""
    table = inquire(upload).translation.table
    upload.shown = preview(sheet=SHEETS[upload.sheet], table=table, by=by).as_json()


def refresh_preview(*, upload: SheetImport, by: Any) -> None:
    """Preview what it would change now. Raises SheetError where its headings mean nothing any more."""
    with transaction.atomic():
        locked = _lock_undecided(upload)
        _refuse_unanswered(locked)
        _preview(locked, by)
        locked.save(update_fields=["shown"])
    upload.shown, upload.answers = locked.shown, locked.answers


def import_sheet(*, upload: SheetImport, by: Any, why: str = "", seen: str | None = None) -> bool:
    """Do exactly what was previewed, all of it. False where it would do something else now; it is previewed again.

    `seen` is the token of the preview that somebody looked at: False too where a colleague said something else about
    the columns meanwhile. Without it, the preview that is stored counts as seen.

    Raises SheetError for one that was imported or put aside already, and for one with mistakes.
    """
    try:
        with transaction.atomic(), annotate_history(act="import_sheet", why=why) as context:
            locked = _lock_undecided(upload)
            if seen is not None and seen != locked.preview_token:
                return False
            _refuse_unanswered(locked)
            shown = locked.shown
            if not shown["tally"]["new"] + shown["tally"]["changed"]:
                raise SheetError("There is nothing to import: no row would change anything.")
            if shown["tally"]["wrong"]:
                raise SheetError("Rows with mistakes are left. Mend them in the sheet, and upload it again.")
            table, sheet = inquire(locked).translation.table, SHEETS[upload.sheet]
            before = find_latest_events(list_written_models(sheet))
            import_rows(sheet=sheet, table=table, previewed=shown, by=by, why=why)
            upload.context, upload.span = context.id, read_span(sheet, before)
            upload.save(update_fields=["context", "span"])
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
            f"{heading}: {message}" if heading else message for heading, _, _, message, *_ in row["problems"]
        )
        for row in upload.shown.get("rows", ())
    }
    places = [
        place for place, heading in enumerate(upload.headings) if heading.strip().casefold() != "problem"
    ]
    return [
        ["Problem", *(upload.headings[place] for place in places)],
        *([problems.get(number, ""), *(cells[place] for place in places)] for number, cells in upload.rows),
    ]


def _lock_undecided(upload: SheetImport) -> SheetImport:
    locked = SheetImport.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
    if locked.state != SheetImportState.PREVIEWED:
        raise SheetError(f"This spreadsheet was decided about already: {locked.get_state_display().lower()}.")
    return locked


def _refuse_unanswered(upload: SheetImport) -> None:
    if not upload.shown:
        raise SheetError("Say what its columns are first.")


def _decide(upload: SheetImport, state: str, by: Any) -> None:
    upload.state, upload.decided_by, upload.decided_at = state, by, timezone.now()
    upload.save(update_fields=["state", "decided_by", "decided_at"])
