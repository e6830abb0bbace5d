"""Compares the rows of a collection with what is stored, and saves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from themes.enums import FindingState
from themes.findings.publishing import READ_TO_PUBLISH, find_reasons_against_publishing
from themes.importers.collection.edits import find_edit
from themes.importers.collection.matching import StoredRows
from themes.importers.collection.report import CollectionProblem, KeptRow, LoadOutcome, LoadReport
from themes.importers.collection.wanted import FILE_KEYS, Ref, WantedRow
from themes.models import Finding

# Added to, never replaced: a ledger keeps what stood in it before.
LEDGERS = {"availability"}


class Saver:
    """Saves rows in their order. What cannot be saved goes to `problems`; the caller then rolls back."""

    def __init__(self, *, overwrite: bool, problems: list[CollectionProblem]) -> None:
        self.overwrite = overwrite
        self.problems = problems
        self.report = LoadReport()
        self.stored = StoredRows(overwrite=overwrite)
        self.new: set[Ref] = set()
        self.explaining = False
        self.now = timezone.now()

    def save(self, wanted: list[WantedRow]) -> LoadReport:
        self.stored.match(wanted)
        # All is compared before anything is written, so that our own writing is not taken for a curator's.
        outcomes = [(item, self._choose_outcome(item)) for item in wanted]
        self._save_rows(
            [item for item, outcome in outcomes if outcome in (LoadOutcome.CREATED, LoadOutcome.CHANGED)]
        )
        for item, outcome in outcomes:
            self.report.add(str(item.model._meta.verbose_name_plural), outcome)
        return self.report

    def _save_rows(self, wanted: list[WantedRow]) -> None:
        saved: list[WantedRow] = []
        for _, rows in groupby(wanted, key=lambda item: item.model):
            saved += self._save_together(list(rows), self._insert_rows, self._save_row)
        # Links may point forward, so they come when every row is there.
        linked = self._save_together(saved, self._insert_parts_and_links, self._save_parts_and_links)
        findings = [item for item in linked if item.model is Finding]
        if self.problems:  # then findings may lack what could not be saved
            return
        self._check_publishable(findings)
        if findings and not self.problems:
            highest = max(cast(Finding, self.stored.rows[item.ref]).number for item in findings)
            _start_numbers_after(highest)

    def _choose_outcome(self, item: WantedRow) -> LoadOutcome:
        if item.ref in self.stored.gone:
            deleted, since = self.stored.gone[item.ref]
            self.report.kept.append(KeptRow(item.row.file, item.row.id, since, deleted))
            return LoadOutcome.KEPT
        instance = self.stored.rows.get(item.ref)
        if instance is None:
            return LoadOutcome.CREATED
        differing = list(self._find_differences(instance, item))
        if not differing:
            return LoadOutcome.UNCHANGED
        if not self.overwrite and (changed_on := find_edit(instance, differing)):
            self.report.kept.append(KeptRow(item.row.file, item.row.id, changed_on))
            return LoadOutcome.KEPT
        return LoadOutcome.CHANGED

    def _find_differences(self, instance: models.Model, item: WantedRow) -> Iterator[str]:
        """Names of fields, parts and links that are not as wanted."""
        yield from (name for name, value in item.fields.items() if not self._is(instance, name, value))
        yield from (
            name
            for name, parts in item.parts.items()
            if not self._has_parts(list(getattr(instance, name).all()), name, parts)
        )
        for name, refs in item.links.items():
            linked = {other.pk for other in getattr(instance, name).all()}
            if linked != {self.stored.get_pk(ref) for ref in refs}:
                yield name

    def _has_parts(self, stored: list[models.Model], name: str, parts: list[dict[str, Any]]) -> bool:
        if name in LEDGERS:
            return all(_is_in_ledger(stored, part) for part in parts)
        return len(stored) == len(parts) and all(
            self._is(row, name, value)
            for row, part in zip(stored, parts, strict=True)
            for name, value in part.items()
        )

    def _is(self, instance: models.Model, name: str, value: Any) -> bool:
        stored = getattr(instance, cast(models.Field, instance._meta.get_field(name)).attname)
        if isinstance(value, Ref):
            return stored is not None and stored == self.stored.get_pk(value)
        return stored == value

    def _resolve(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with rows for refs. Raises _UnsavedError when such a row could not be saved itself."""
        try:
            return {
                name: self.stored.rows[value] if isinstance(value, Ref) else value
                for name, value in values.items()
            }
        except KeyError as error:
            raise _UnsavedError from error

    def _run_in_savepoint(self, item: WantedRow, save: Callable[[WantedRow], None]) -> bool:
        """Whether it was saved. If not, it is rolled back and the reasons are added to the problems."""
        try:
            with transaction.atomic():
                save(item)
        except _UnsavedError:
            return False  # what it needs has its own problem
        except ValidationError as error:
            self._refuse(item, _list_reasons(error))
        except DatabaseError as error:
            if not self.explaining:  # once more, to say in our words which rule it breaks
                self.explaining = True
                if (stored := self.stored.rows.get(item.ref)) is not None:
                    stored.refresh_from_db()  # the first try left its values on it
                saved = self._run_in_savepoint(item, save)
                self.explaining = False
                return saved
            self._refuse(item, [str(error).splitlines()[0]])
        else:
            return True
        return False

    def _save_together(
        self,
        items: list[WantedRow],
        insert: Callable[[list[WantedRow]], None],
        save: Callable[[WantedRow], None],
    ) -> list[WantedRow]:
        """Those that were saved: all at once by `insert`, or each by itself where they are not all new and right."""
        try:
            with transaction.atomic():
                insert(items)
        except (_UnsavedError, ValidationError, DatabaseError):
            return [item for item in items if self._run_in_savepoint(item, save)]
        return items

    def _insert_rows(self, items: list[WantedRow]) -> None:
        """Raises _UnsavedError where a row is stored already."""
        if any(item.ref in self.stored.rows for item in items):
            raise _UnsavedError
        made = [self._make_row(item) for item in items]
        items[0].model._default_manager.bulk_create(made)
        for item, instance in zip(items, made, strict=True):
            self.stored.rows[item.ref] = instance
            self.new.add(item.ref)

    def _make_row(self, item: WantedRow) -> models.Model:
        values = self._resolve({**item.key, **item.fields, **item.at_first})
        instance = item.model(pk=self.stored.old_pks.get(item.ref), **values)
        if isinstance(instance, Finding):
            instance.published_at = self.now
        self._check(instance)
        return instance

    def _save_row(self, item: WantedRow) -> None:
        instance = self.stored.rows.get(item.ref)
        if instance is None:
            instance = self._make_row(item)
            instance.save(force_insert=True)
            self.stored.rows[item.ref] = instance
            self.new.add(item.ref)
            return
        changed = {name: value for name, value in item.fields.items() if not self._is(instance, name, value)}
        for name, value in self._resolve(changed).items():
            setattr(instance, name, value)
        if changed:
            self._check(instance)
            instance.save(update_fields=list(changed))

    def _insert_parts_and_links(self, items: list[WantedRow]) -> None:
        """Raises _UnsavedError where a row is not new."""
        if any(item.ref not in self.new for item in items):
            raise _UnsavedError
        made: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for item in items:
            instance = self.stored.rows[item.ref]
            for name, parts in item.parts.items():
                made[getattr(instance, name).model] += self._make_parts(instance, name, parts)
            for name, refs in item.links.items():
                manager = getattr(instance, name)
                made[manager.through] += _make_links(manager, instance, self._find_linked(refs))
        for model, rows in made.items():
            # Where links go both ways, two rows may each have named the other.
            model._default_manager.bulk_create(rows, ignore_conflicts=bool(model._meta.auto_created))

    def _save_parts_and_links(self, item: WantedRow) -> None:
        instance = self.stored.rows[item.ref]
        if item.ref in self.new:
            differing = {name for name, rows in {**item.parts, **item.links}.items() if rows}
        else:
            # Fetched again: what was compared may be from before other rows were made.
            differing = set(self._find_differences(type(instance)._default_manager.get(pk=instance.pk), item))
        for name in differing & item.parts.keys():
            self._save_parts(instance, name, item.parts[name])
        for name in differing & item.links.keys():
            getattr(instance, name).set(self._find_linked(item.links[name]))

    def _save_parts(self, instance: models.Model, name: str, parts: list[dict[str, Any]]) -> None:
        """Replace the rows that belong to `instance`: nothing can point to them."""
        manager = getattr(instance, name)
        if name in LEDGERS:
            stored = list(manager.all())
            parts = [part for part in parts if not _is_in_ledger(stored, part)]
        else:
            manager.all().delete()
        manager.bulk_create(self._make_parts(instance, name, parts))

    def _make_parts(
        self, instance: models.Model, name: str, parts: list[dict[str, Any]]
    ) -> list[models.Model]:
        manager = getattr(instance, name)
        checked = []
        for number, part in enumerate(parts, start=1):
            made = manager.model(**{manager.field.name: instance}, **self._resolve(part))
            try:
                self._check(made)
            except ValidationError as error:
                label = manager.model._meta.verbose_name
                reasons = [f"{label}, number {number}: {reason}" for reason in _list_reasons(error)]
                raise ValidationError(reasons) from error
            checked.append(made)
        return checked

    def _find_linked(self, refs: Iterable[Ref]) -> list[models.Model]:
        if not all(ref in self.stored.rows for ref in refs):
            raise _UnsavedError
        return [self.stored.rows[ref] for ref in refs]

    def _check(self, instance: models.Model) -> None:
        """`full_clean` up to the first kind of error, without the many queries that tell what the database knows.

        It refuses rows that break a constraint itself, and only then are the constraints asked for their messages.
        """
        instance.clean_fields(
            exclude={field.name for field in instance._meta.concrete_fields if field.is_relation}
        )
        instance.clean()
        if self.explaining:
            instance.validate_unique()
            instance.validate_constraints()

    def _check_publishable(self, items: list[WantedRow]) -> None:
        # A curator may have taken a page or a theme away; that must not stop the load.
        by_pk = {
            self.stored.get_pk(item.ref): item
            for item in items
            if item.ref not in self.stored.bereft - self.new
        }
        published = Finding.objects.filter(pk__in=by_pk, state=FindingState.PUBLISHED)
        for finding in published.prefetch_related(*READ_TO_PUBLISH).order_by("number"):
            self._refuse(by_pk[finding.pk], find_reasons_against_publishing(finding))

    def _refuse(self, item: WantedRow, reasons: Iterable[str]) -> None:
        self.problems += [CollectionProblem(item.row.file, item.row.id, reason) for reason in reasons]


def _start_numbers_after(highest: int) -> None:
    """Leave the sequence alone unless it could give out a number of the collection.

    Setting it while drafts are made could take it back, and it is never so low in ordinary use.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('themes_finding_number', %s) FROM themes_finding_number "
            "WHERE last_value + is_called::int <= %s",
            [highest, highest],
        )


def _is_in_ledger(stored: list[models.Model], part: dict[str, Any]) -> bool:
    """Whether the ledger speaks of this place, whatever became of it since."""
    return any(entry.url == part["url"] and entry.place == part["place"] for entry in stored)  # type: ignore[attr-defined]


def _make_links(manager: Any, instance: models.Model, linked: list[models.Model]) -> list[models.Model]:
    """Rows of the table between, as `manager.add` would insert them with a query for each `instance`."""
    source, target = manager.source_field_name, manager.target_field_name
    pairs = [(instance, other) for other in linked]
    if manager.symmetrical:
        pairs += [(other, instance) for other in linked]
    return [manager.through(**{source: near, target: far}) for near, far in pairs]


class _UnsavedError(Exception):
    """A row that this one names could not be saved."""


def _list_reasons(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        message if name == "__all__" else f"{FILE_KEYS.get(name, name)}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
