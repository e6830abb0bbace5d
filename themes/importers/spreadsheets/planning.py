"""What a sheet would change, row by row, and what stands in the way. Nothing is written here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from reviews.history.tracking import events_of
from reviews.models.rules import find_broken_rules
from themes.enums import FindingState
from themes.importers.spreadsheets.cells import Known
from themes.importers.spreadsheets.reading import SheetError, Table, letter
from themes.importers.spreadsheets.rows import SEEN, RowForm
from themes.importers.spreadsheets.text import plain, same, shortened
from themes.importers.spreadsheets.writing import TOO_LONG
from themes.models import Finding

PROBLEM = "Problem"  # the column that a sheet with its mistakes has, and that is ignored when it comes back
IGNORED = {"problem", "address", "licence of this sheet"}


class Deed(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True)
class Problem:
    heading: str  # "" where it concerns the whole row
    column: str  # its letter
    given: str
    said: str  # what is wrong and what to do


@dataclass
class PlannedRow:
    number: int  # in the sheet
    name: str
    deed: Deed = Deed.UNCHANGED
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # heading, before, after
    problems: list[Problem] = field(default_factory=list)
    form: Any = None

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "name": self.name,
            "deed": self.deed.value,
            "changes": [list(change) for change in self.changes],
            "problems": [[one.heading, one.column, one.given, one.said] for one in self.problems],
        }


@dataclass
class Plan:
    sheet: type[RowForm]
    rows: list[PlannedRow]

    @property
    def tally(self) -> dict[str, int]:
        counted = Counter(row.deed.value for row in self.rows)
        return {deed.value: counted[deed.value] for deed in Deed}

    @property
    def to_save(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.deed in (Deed.NEW, Deed.CHANGED)]

    def as_json(self) -> dict[str, Any]:
        """All that its reader is shown; two plans that say the same are the same."""
        told = [row.as_json() for row in self.rows if row.deed != Deed.UNCHANGED]
        return {"tally": self.tally, "rows": told}


def columns_of(sheet: type[RowForm], headings: list[str]) -> list[str]:
    """For each heading the name of its column, or "" for one to be ignored. Raises SheetError."""
    known = {_spelled(heading): name for name, heading in sheet.columns().items()}
    known |= {_spelled(name): name for name in sheet.columns()}
    names: list[str] = []
    strange = []
    for place, heading in enumerate(headings):
        spelled = _spelled(heading)
        if spelled in IGNORED or spelled == "sheet licence":
            names.append("")
        elif spelled in known:
            names.append(known[spelled])
        else:
            strange.append(
                f"“{shortened(heading, 40)}” ({letter(place)})" if heading.strip() else letter(place)
            )
            names.append("")
    if strange:
        raise SheetError(
            f"These columns are not known in a sheet of {sheet.heading.lower()}: {', '.join(strange[:10])}"
            f"{' and more' if len(strange) > 10 else ''}. Correct their headings, or delete them. "
            f"Known are: {', '.join(sheet.columns().values())}."
        )
    twice = [sheet.columns()[name] for name, count in Counter(filter(None, names)).items() if count > 1]
    if twice:
        raise SheetError(
            f"The column {', '.join(f'“{one}”' for one in twice)} is there twice. Delete one of them."
        )
    if sheet.key not in names:
        raise SheetError(
            f"The column “{sheet.columns()[sheet.key]}” is missing. It says which {sheet.one} a row is about; "
            "add it, and leave its cell empty in rows that are to be added."
        )
    return names


def _spelled(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()


def make_plan(*, sheet: type[RowForm], table: Table, by: Any, lock: bool = False) -> Plan:
    """Look at every row. `by` is whoever would save it; with `lock` nobody else changes the rows meanwhile.

    Raises SheetError where the headings are wrong.
    """
    return _Planner(sheet, table, by, lock).plan()


class _Planner:
    def __init__(self, sheet: type[RowForm], table: Table, by: Any, lock: bool) -> None:
        self.sheet, self.by = sheet, by
        self.names = columns_of(sheet, table.headings)
        self.places = {name: place for place, name in enumerate(self.names) if name}
        self.kinds = sheet.kinds()
        self.headings = sheet.columns()
        self.read = [self._cells(number, cells) for number, cells in table.rows]
        self.known = Known()
        queryset = sheet.rows()
        if lock:  # by key, so that two who import at once wait for each other
            queryset = queryset.select_for_update(of=("self",), no_key=True).order_by("pk")
        self.queryset = queryset
        self.taken: dict[Any, int] = {}  # rows of the collection, and the row of the sheet that means them
        self.unique: dict[tuple[str, Any], int] = {}
        model = sheet._meta.model
        self.may_add = by.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}")
        self.may_change = by.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")

    def _cells(self, number: int, cells: list[str]) -> tuple[int, dict[str, str]]:
        return number, {name: plain(cell) for name, cell in zip(self.names, cells, strict=True) if name}

    def plan(self) -> Plan:
        keys: dict[int, str] = {}
        planned: list[PlannedRow] = []
        for number, cells in self.read:
            row = PlannedRow(number, self._called(cells))
            planned.append(row)
            try:
                key = cells[self.sheet.key].strip()
                keys[number] = self.sheet.read_key(key) if key else ""
            except ValidationError as error:
                self._refuse(row, self.sheet.key, cells, error)
        held = self.sheet.find({key for key in keys.values() if key}, self.queryset)
        self._fetch()
        stale: list[tuple[PlannedRow, dict[str, str], models.Model]] = []
        for row, (number, cells) in zip(planned, self.read, strict=True):
            if number in keys:
                self._plan_row(row, cells, keys[number], held.get(keys[number]), stale)
        self._refuse_broken_rules(planned)
        self._refuse_stale(stale)
        self._refuse_repeated(planned)
        for row in planned:
            if row.problems:
                row.deed = Deed.WRONG
        return Plan(self.sheet, planned)

    def _fetch(self) -> None:
        for name, kind in self.kinds.items():
            if kind.model is not None and name in self.places:
                texts = {cells[name] for _, cells in self.read}
                self.known.want(kind.model, [one for text in texts for one in kind.names_in(text)])
        self.known.fetch()

    def _plan_row(self, row: PlannedRow, cells: dict[str, str], key: str, instance: Any, stale: list) -> None:
        if instance is None:
            self._plan_new(row, cells, key)
            return
        row.name = self.sheet.key_of(instance)
        if (other := self.taken.setdefault(instance.pk, row.number)) != row.number:
            said = f"Row {other} is about {row.name} too. Make one row of the two."
            self._refuse(row, self.sheet.key, cells, ValidationError(said))
            return
        held = self.sheet.held(instance)
        given = {
            name: cells[name]
            for name in self.kinds
            if name in cells
            and name != self.sheet.key
            and cells[name] != TOO_LONG
            and not same(cells[name], held[name])
        }
        self._refuse_guarded(row, cells, instance)
        if not given:
            return
        form = self.sheet(cells=given, only=given, row=instance, known=self.known)
        if not self._look_at(row, cells, form):
            return
        changes = form.changes(held)
        if not changes:
            return
        row.deed, row.form = Deed.CHANGED, form
        row.changes = [(self.headings[name], *change) for name, change in changes.items()]
        seen = cells.get(SEEN, "").strip()
        if seen and seen != self.sheet.token(instance, held):
            stale.append((row, cells, instance))
        if not self.may_change:
            self._refuse(
                row,
                None,
                cells,
                ValidationError(f"You may not change a {self.sheet.one}. Ask an administrator."),
            )

    def _plan_new(self, row: PlannedRow, cells: dict[str, str], key: str) -> None:
        if cells.get(SEEN, "").strip():
            said = (
                f"This row was exported from here, and there is no {self.sheet.one} of that name any more. Correct "
                f"the cell; or, to add it anew, empty the cell under “{self.headings[SEEN]}”."
            )
            if key or self.sheet.key not in self.kinds:
                self._refuse(row, self.sheet.key, cells, ValidationError(said))
                return
        try:
            instance = self.sheet.begin(key)
        except ValidationError as error:
            self._refuse(row, self.sheet.key, cells, error)
            return
        self._refuse_guarded(row, cells, None)
        given = {name: cells.get(name, "") for name in self.kinds}
        if self.sheet.key in self.kinds and not key:
            named = given.get("short_title") or given.get("title", "")
            given[self.sheet.key] = slugify(named)[:50].strip("-")
        if given.get("kind") == "" and isinstance(instance, Finding):
            given["kind"] = instance.kind
        form = self.sheet(cells=given, only=given, row=instance, known=self.known)
        if not self._look_at(row, cells, form):
            return
        row.deed, row.form = Deed.NEW, form
        row.changes = [
            (self.headings[name], *change)
            for name, change in form.changes({}).items()
            if change[1] not in ("", "no", "0")
        ]
        if not self.may_add:
            self._refuse(
                row,
                None,
                cells,
                ValidationError(f"You may not add a {self.sheet.one}. Ask an administrator."),
            )

    def _look_at(self, row: PlannedRow, cells: dict[str, str], form: RowForm) -> bool:
        """Whether the form is right; its errors go to the row."""
        for name, errors in form.errors.as_data().items():
            for error in errors:
                self._refuse(row, None if name == NON_FIELD_ERRORS else name, cells, error)
        self._refuse_same_twice(row, cells, form)
        return form.is_valid()

    def _refuse_same_twice(self, row: PlannedRow, cells: dict[str, str], form: RowForm) -> None:
        """What may be there once only, in two rows of the sheet."""
        for name, value in form.said.items():
            if value and name in {one.name for one in form._meta.model._meta.fields if one.unique}:
                other = self.unique.setdefault((name, value), row.number)
                if other != row.number:
                    said = f"Row {other} has the same. It may be there only once: change one of the two."
                    self._refuse(row, name, cells, ValidationError(said))

    def _refuse_guarded(self, row: PlannedRow, cells: dict[str, str], instance: Any) -> None:
        for name, column in self.sheet.shown.items():
            if not column.guarded or name not in cells:
                continue
            held = column.printed(instance, "") if instance else FindingState.DRAFT.label
            if cells[name].strip() not in ("", held):
                self._refuse(row, name, cells, ValidationError(column.guarded))

    def _refuse_broken_rules(self, planned: list[PlannedRow]) -> None:
        """What the database demands of each row, asked for all of them at once."""
        looked_at = [row for row in planned if row.form and not row.problems]
        for place, said in find_broken_rules([row.form.instance for row in looked_at]).items():
            self._refuse(looked_at[place], None, {}, ValidationError(said))

    def _refuse_stale(self, stale: list[tuple[PlannedRow, dict[str, str], models.Model]]) -> None:
        if not stale:
            return
        who = last_changed(self.sheet, [instance.pk for _, _, instance in stale])
        for row, cells, instance in stale:
            said = (
                f"It was changed here since you exported it{who.get(instance.pk, '')}. Export it again and make your "
                "change there. Nothing of theirs is overwritten."
            )
            self._refuse(row, SEEN, cells, ValidationError(said))

    def _refuse_repeated(self, planned: list[PlannedRow]) -> None:
        """A finding to be added that we hold word for word: the sheet was probably imported before."""
        if self.sheet._meta.model is not Finding:
            return
        new = [row for row in planned if row.deed == Deed.NEW and row.form.said["text"]]
        held = Finding.objects.filter(text__in=[row.form.said["text"] for row in new]) if new else []
        numbers = {(finding.text, finding.review_id): finding.code for finding in held}
        rows: dict[tuple, int] = {}
        for row in new:
            same_words = row.form.said["text"], row.form.instance.review_id
            code = numbers.get(same_words)
            other = rows.setdefault(same_words, row.number)
            if code:
                said = (
                    f"{code} of the same review has the same wording. Write {code} under Number to change it."
                )
            elif other != row.number:
                said = f"Row {other} has the same wording. Delete one of the two."
            else:
                continue
            self._refuse(row, "text", {"text": row.form.said["text"]}, ValidationError(said))

    def _refuse(
        self, row: PlannedRow, name: str | None, cells: dict[str, str], error: ValidationError
    ) -> None:
        given = shortened(cells.get(name, "")) if name else ""
        column = letter(self.places[name]) if name in self.places else ""
        heading = self.headings.get(name, "") if name else ""
        row.problems += [Problem(heading, column, given, plain(said)) for said in error.messages]
        row.deed = Deed.WRONG

    def _called(self, cells: dict[str, str]) -> str:
        for name in (self.sheet.key, "short_title", "title", "text", "as_given"):
            if said := cells.get(name, "").strip():
                return shortened(said, 60)
        return f"A new {self.sheet.one}"


def last_changed(sheet: type[RowForm], pks: Iterable[int]) -> dict[int, str]:
    """By primary key: ", by whom and when", as far as the history tells. One query for each table of the sheet."""
    pks = list(pks)
    latest: dict[int, Any] = {}
    for events, owner in _histories(sheet):
        rows = events.filter(**{f"{owner}__in": pks}).select_related("pgh_context").order_by(owner, "-pgh_id")
        for event in rows.distinct(owner):
            pk = getattr(event, owner)
            if pk not in latest or latest[pk].pgh_created_at <= event.pgh_created_at:
                latest[pk] = event
    users = {event.pgh_context.metadata.get("user") for event in latest.values() if event.pgh_context}
    people = get_user_model()._default_manager.in_bulk([user for user in users if user])
    return {pk: _said(event, people) for pk, event in latest.items()}


def _said(event: Any, people: dict[Any, Any]) -> str:
    user = people.get(event.pgh_context.metadata.get("user")) if event.pgh_context else None
    when = date_format(timezone.localtime(event.pgh_created_at), "j F Y, H:i")
    return f", by {user.get_username()} on {when}" if user else f", on {when}"


def _histories(sheet: type[RowForm]) -> list[tuple[Any, str]]:
    """Of the rows, and of what belongs to them; with the column that says to which row."""
    model = sheet._meta.model
    owners = {
        field.remote_field.through: f"{field.m2m_field_name()}_id" for field in model._meta.many_to_many
    }
    owners |= dict.fromkeys(sheet.parts, f"{model._meta.model_name}_id")
    found = [(events_of(model), "pgh_obj_id")]
    for events in model._meta.apps.get_models():
        tracked = getattr(events, "pgh_tracked_model", None)
        if tracked is not None and tracked._meta.concrete_model in owners:
            found.append((events._default_manager.all(), owners[tracked._meta.concrete_model]))
    return found
