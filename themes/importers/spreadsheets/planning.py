"""Compares a sheet with the collection. Nothing is written here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import slugify

from reviews.models.rules import find_broken_rules
from themes.enums import FindingState
from themes.importers.spreadsheets.cells import RowLookup
from themes.importers.spreadsheets.headings import match_headings
from themes.importers.spreadsheets.last_changes import describe_last_changes
from themes.importers.spreadsheets.plans import PlannedRow, RowStatus, SheetPlan, SheetProblem
from themes.importers.spreadsheets.reading import SheetTable, get_column_letter
from themes.importers.spreadsheets.rows import SEEN, SheetRow, is_token
from themes.importers.spreadsheets.spoiled import explain_spoiled
from themes.importers.spreadsheets.text import is_same_text, replace_noncharacters, shorten
from themes.importers.spreadsheets.writing import TOO_LONG
from themes.models import Finding


def make_plan(*, sheet: type[SheetRow], table: SheetTable, by: Any, lock: bool = False) -> SheetPlan:
    """Compare every row with the collection. `by` is whoever would save it; `lock` locks the rows that are found.

    Raises SheetError where the headings are wrong.
    """
    return _Planner(sheet, table, by, lock).make_plan()


class _Planner:
    def __init__(self, sheet: type[SheetRow], table: SheetTable, by: Any, lock: bool) -> None:
        self.sheet = sheet
        names = table.names or match_headings(sheet, table.headings)
        self.places = {name: place for place, name in enumerate(names) if name}
        self.kinds = sheet.declared_fields
        self.headings = sheet.get_known_headings()
        self.width = len(table.headings)  # what the translation of a sheet added stands beyond
        self.left_out = table.left_out
        self.rows = []
        for number, texts in table.rows:
            cells = {
                name: replace_noncharacters(text) for name, text in zip(names, texts, strict=True) if name
            }
            self.rows.append(PlannedRow(number, self._choose_name(cells), cells))
        self.lookup = RowLookup()
        self.queryset = sheet.get_queryset()
        if lock:  # by key, so that two who import at once wait for each other
            self.queryset = self.queryset.select_for_update(of=("self",), no_key=True).order_by("pk")
        self.stale: list[PlannedRow] = []
        self.taken: dict[Any, int] = {}  # the sheet's row that is about a row of the collection
        self.unique: dict[tuple[str, Any], int] = {}  # the sheet's row that has a value first
        opts = sheet._meta.model._meta
        self.unique_names = {field.name for field in opts.fields if field.unique}
        self.may_add = by.has_perm(f"{opts.app_label}.add_{opts.model_name}")
        self.may_change = by.has_perm(f"{opts.app_label}.change_{opts.model_name}")

    def make_plan(self) -> SheetPlan:
        keys = self._read_keys()
        found = self.sheet.find_rows(set(filter(None, keys.values())), self.queryset)
        self._fetch_named_rows()
        for row in self.rows:
            key = keys.get(row.number)
            if key is None:
                continue
            if instance := found.get(key):
                self._plan_change(row, instance)
            else:
                self._plan_addition(row, key)
        self._refuse_broken_rules()
        self._refuse_stale()
        if self.sheet._meta.model is Finding:
            self._refuse_repeated_findings()
        for row in self.rows:
            if row.problems:
                row.status = RowStatus.WRONG
        return SheetPlan(self.sheet, self.rows, self.left_out)

    def _choose_name(self, cells: dict[str, str]) -> str:
        for name in (self.sheet.key, "short_title", "title", "text", "as_given"):
            if text := cells.get(name, "").strip():
                return shorten(text, 60)
        return f"A new {self.sheet.singular}"

    def _read_keys(self) -> dict[int, str]:
        """By the number of a row: the key in it, or "". Rows whose key cannot be read are refused and left out."""
        keys = {}
        for row in self.rows:
            try:
                key = row.cells.get(self.sheet.key, "").strip()
                if message := explain_spoiled(key):
                    raise ValidationError(message)
                keys[row.number] = self.sheet.read_key(key) if key else ""
            except ValidationError as error:
                self._refuse(row, error, self.sheet.key)
        return keys

    def _fetch_named_rows(self) -> None:
        for name, kind in self.kinds.items():
            if kind.model is not None and name in self.places:
                for text in {row.cells[name] for row in self.rows}:
                    self.lookup.request(kind.model, kind.list_names(text))
        self.lookup.fetch()

    def _plan_change(self, row: PlannedRow, instance: Any) -> None:
        row.name = self.sheet.get_key(instance)
        if (other := self.taken.setdefault(instance.pk, row.number)) != row.number:
            self._refuse(
                row, f"Row {other} is about {row.name} too. Make one row of the two.", self.sheet.key
            )
            return
        stored = self.sheet.format_cells(instance)
        changed_cells = self._find_changed_cells(row, stored)
        self._refuse_read_only(row, instance)
        self._refuse_new_only(row)
        if not changed_cells:
            return
        form = self._check(row, changed_cells, instance)
        changes = form.find_changes(stored) if form else {}
        if not changes:
            return
        row.status, row.form = RowStatus.CHANGED, form
        row.changes = [(self.headings[name], *change) for name, change in changes.items()]
        token = row.cells.get(SEEN, "").strip()
        if token and not is_token(token):
            self._refuse(
                row,
                "This is not what was exported here, so it cannot tell whether the row was changed since: a "
                "spreadsheet program may have rewritten it. Export the sheet again and make your change there.",
                SEEN,
            )
        # Those exported before they began with a letter are good still.
        elif token and token not in ((now := self.sheet.make_token(instance, stored)), now[1:]):
            self.stale.append(row)
        if not self.may_change:
            self._refuse(row, f"You may not change a {self.sheet.singular}. Ask an administrator.")

    def _find_changed_cells(self, row: PlannedRow, stored: dict[str, str]) -> dict[str, str]:
        """The cells that are not as stored."""
        return {
            name: row.cells[name]
            for name in self.kinds
            if name in row.cells
            and name in stored
            and name != self.sheet.key
            and row.cells[name] != TOO_LONG
            and not is_same_text(row.cells[name], stored[name])
        }

    def _plan_addition(self, row: PlannedRow, key: str) -> None:
        if row.cells.get(SEEN, "").strip() and (key or self.sheet.key not in self.kinds):
            self._refuse(
                row,
                f"This row was exported from here, and there is no {self.sheet.singular} of that name any more. "
                f"Correct the cell; or, to add it anew, empty the cell under “{self.headings[SEEN]}”.",
                self.sheet.key,
            )
            return
        try:
            instance = self.sheet.make_instance(key)
        except ValidationError as error:
            self._refuse(row, error, self.sheet.key)
            return
        self._refuse_read_only(row)
        form = self._check(row, self._fill_in(row.cells, key, instance), instance)
        if not form:
            return
        row.status, row.form = RowStatus.NEW, form
        row.changes = [
            (self.headings[name], *change)
            for name, change in form.find_changes({}).items()
            if change[1] not in ("", "no", "0")
        ]
        if not self.may_add:
            self._refuse(row, f"You may not add a {self.sheet.singular}. Ask an administrator.")

    def _fill_in(self, cells: dict[str, str], key: str, instance: Any) -> dict[str, str]:
        """All cells of a row to be added, with what is made for its empty ones."""
        filled = {name: cells.get(name, "") for name in self.kinds}
        if self.sheet.key in self.kinds and not key:
            title = filled.get("short_title") or filled.get("title", "")
            filled[self.sheet.key] = slugify(title)[:50].strip("-")
        if filled.get("kind") == "" and isinstance(instance, Finding):
            filled["kind"] = instance.kind
        return filled

    def _check(self, row: PlannedRow, cells: dict[str, str], instance: Any) -> SheetRow | None:
        """The form of these cells, or None where it has errors. The row is refused for each of them."""
        spoiled = {
            name: message for name, text in cells.items() if (message := explain_spoiled(text)) is not None
        }
        for name, message in spoiled.items():
            self._refuse(row, message, name)
        form = self.sheet(cells=cells, only=cells.keys() - spoiled, row=instance, lookup=self.lookup)
        for name, errors in form.errors.as_data().items():
            for error in errors:
                self._refuse(row, error, None if name == NON_FIELD_ERRORS else name)
        for name, value in form.values.items():
            if value and name in self.unique_names:
                other = self.unique.setdefault((name, value), row.number)
                if other != row.number:
                    message = f"Row {other} has the same. It may be there only once: change one of the two."
                    self._refuse(row, message, name)
        return form if form.is_valid() and not spoiled else None

    def _refuse_read_only(self, row: PlannedRow, instance: Any = None) -> None:
        for name, column in self.sheet.read_only.items():
            if column.refusal and name in row.cells:
                stored = column.format(instance, "") if instance else FindingState.DRAFT.label
                if row.cells[name].strip() not in ("", stored):
                    self._refuse(row, column.refusal, name)

    def _refuse_new_only(self, row: PlannedRow) -> None:
        for name, kind in self.kinds.items():
            if kind.new_only and row.cells.get(name, "").strip():
                message = (
                    "This can be given only with a finding that is added. Change the pages of one that we hold in the "
                    "sheet of page lists, and its quotations in the workspace."
                )
                self._refuse(row, message, name)

    def _refuse_broken_rules(self) -> None:
        """One query for the check constraints of all rows."""
        checked = [row for row in self.rows if row.form and not row.problems]
        for place, messages in find_broken_rules([row.form.instance for row in checked]).items():
            self._refuse(checked[place], messages)

    def _refuse_stale(self) -> None:
        if not self.stale:
            return
        who = describe_last_changes(self.sheet, [row.form.instance.pk for row in self.stale])
        for row in self.stale:
            self._refuse(
                row,
                f"It was changed here since you exported it{who.get(row.form.instance.pk, '')}. Export it again and "
                "make your change there. Nothing of theirs is overwritten.",
                SEEN,
            )

    def _refuse_repeated_findings(self) -> None:
        """New findings that we have word for word: the sheet was probably imported before."""
        new = [row for row in self.rows if row.status == RowStatus.NEW and row.form.values["text"]]
        stored = Finding.objects.filter(text__in=[row.form.values["text"] for row in new]) if new else []
        codes = {(finding.text, finding.review_id): finding.code for finding in stored}
        numbers: dict[tuple[str, int], int] = {}
        for row in new:
            wording = row.form.values["text"], row.form.instance.review_id
            other = numbers.setdefault(wording, row.number)
            if code := codes.get(wording):
                message = (
                    f"{code} of the same review has the same wording. Write {code} under Number to change it."
                )
                self._refuse(row, ValidationError(message, code="held"), "text", given=wording[0])
            elif other != row.number:
                message = f"Row {other} has the same wording. Delete one of the two."
                self._refuse(row, ValidationError(message, code="twice"), "text", given=wording[0])

    def _refuse(
        self, row: PlannedRow, error: Any, name: str | None = None, *, given: str | None = None
    ) -> None:
        """`error` is a message, several, or a ValidationError; `name` the column, None for the whole row."""
        messages = error.messages if isinstance(error, ValidationError) else ValidationError(error).messages
        if given is None:
            given = row.cells.get(name, "") if name else ""
        place = self.places.get(name or "", self.width)
        column = get_column_letter(place) if place < self.width else ""
        cause = getattr(error, "code", None) or ""
        heading = self.headings.get(name, "") if name else ""
        row.refuse(
            *(
                SheetProblem(heading, column, shorten(given), replace_noncharacters(message), cause)
                for message in messages
            )
        )
