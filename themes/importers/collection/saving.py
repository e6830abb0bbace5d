"""Rows of a collection compared with what is stored, and saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from reviews.history.tracking import current_for_old_slug, events_of
from themes.enums import FindingState
from themes.findings.publishing import reasons_not_to_publish
from themes.importers.collection.edits import changed_here, deleted
from themes.importers.collection.report import Deed, Kept, Problem, Report
from themes.importers.collection.wanted import FILE_KEYS, SECTIONS, Ref, Wanted
from themes.models import Finding

# Added to, never replaced: a ledger keeps what stood in it before.
LEDGERS = {"availability"}


class Saver:
    """Saves rows in their order. What cannot be saved goes to `problems`; the caller then rolls back."""

    def __init__(self, *, overwrite: bool, problems: list[Problem]) -> None:
        self.overwrite = overwrite
        self.problems = problems
        self.report = Report()
        self.stored: dict[Ref, models.Model] = {}
        self.made: set[Ref] = set()
        self.gone: dict[Ref, tuple[str, datetime]] = {}  # what stays deleted, because of whom, since when
        # Primary keys of deleted rows that are brought back: their addresses rest on them.
        self.before: dict[Ref, Any] = {}
        self.bereft: set[Ref] = set()  # rows that lack something because it was deleted
        self.now = timezone.now()

    def save(self, wanted: list[Wanted]) -> Report:
        for model in SECTIONS:
            self._fetch(model, [item for item in wanted if item.model is model])
        known = -1
        while known < len(self.gone):  # again for rows that name, further down, what was then left out
            known = len(self.gone)
            for item in wanted:
                self._leave_out_the_deleted(item)
        # All is compared before anything is written, so that our own writing is not taken for a curator's.
        planned = [(item, self._plan(item)) for item in wanted]
        to_save = [item for item, deed in planned if deed in (Deed.CREATED, Deed.CHANGED)]
        saved = [item for item in to_save if self._in_savepoint(item, self._save_row)]
        # Links may point forward, so they come when every row is there.
        linked = [item for item in saved if self._in_savepoint(item, self._save_parts_and_links)]
        findings = [item for item in linked if item.model is Finding]
        if not self.problems:  # else findings may lack what could not be saved
            for item in findings:
                self._check_publishable(item)
        if findings and not self.problems:
            self._start_numbers_after(max(cast(Finding, self.stored[item.ref]).number for item in findings))
        for item, deed in planned:
            self.report.add(str(item.model._meta.verbose_name_plural), deed)
        return self.report

    def _fetch(self, model: type[models.Model], wanted: list[Wanted]) -> None:
        """Find the row that each one means: by its key, else by a slug that it had before."""
        if not wanted:
            return
        names = [cast(models.Field, model._meta.get_field(name)).attname for name in wanted[0].key]
        rows = {
            row.pk: row for row in model._default_manager.prefetch_related(*wanted[0].parts, *wanted[0].links)
        }
        by_key = {tuple(getattr(row, name) for name in names): row for row in rows.values()}
        missing: list[tuple[Wanted, tuple[Any, ...]]] = []
        meant = set()
        for item in wanted:
            key = tuple(self._pk(value) if isinstance(value, Ref) else value for value in item.key.values())
            if row := by_key.get(key):
                self.stored[item.ref] = row
                meant.add(row.pk)
            else:
                missing.append((item, key))
        among = {f"{names[0]}__in": {key[0] for _, key in missing}}
        ever_held = set(events_of(model).filter(**among).values_list(*names)) if missing else set()
        for item, key in missing:
            if key not in ever_held:
                continue
            renamed = current_for_old_slug(model, key[0]) if names == ["slug"] else None
            if renamed and renamed.pk not in meant:
                self.stored[item.ref] = rows[renamed.pk]
                meant.add(renamed.pk)
            elif found := deleted(model, dict(zip(names, key, strict=True))):
                before, since = found
                if since and not self.overwrite:
                    self.gone[item.ref] = (item.row.id, since)
                else:
                    self.before[item.ref] = before

    def _leave_out_the_deleted(self, item: Wanted) -> None:
        """Take what stays deleted out of a row that names it; a new row that needs it stays out with it."""
        if item.ref in self.gone:
            self.bereft.update(ref for _, ref in item.refs())
            return
        lost = {name: self.gone[ref] for name, ref in item.refs() if ref in self.gone}
        if not lost:
            return
        self.bereft.add(item.ref)
        for values in (item.key, item.fields):
            for name in lost.keys() & values.keys():
                if (
                    item.ref not in self.stored
                    and not cast(models.Field, item.model._meta.get_field(name)).null
                ):
                    self.gone[item.ref] = lost[name]
                    return
                del values[name]
        for name in lost.keys() & item.parts.keys():
            item.parts[name] = [
                part
                for part in item.parts[name]
                if not any(isinstance(value, Ref) and value in self.gone for value in part.values())
            ]
        for name in lost.keys() & item.links.keys():
            item.links[name] = [ref for ref in item.links[name] if ref not in self.gone]

    def _plan(self, item: Wanted) -> Deed:
        if item.ref in self.gone:
            deleted, since = self.gone[item.ref]
            self.report.kept.append(Kept(item.row.file, item.row.id, since, deleted))
            return Deed.KEPT
        instance = self.stored.get(item.ref)
        if instance is None:
            return Deed.CREATED
        differing = list(self._differing(instance, item))
        if not differing:
            return Deed.UNCHANGED
        if not self.overwrite and (changed_on := changed_here(instance, differing)):
            self.report.kept.append(Kept(item.row.file, item.row.id, changed_on))
            return Deed.KEPT
        return Deed.CHANGED

    def _differing(self, instance: models.Model, item: Wanted) -> Iterable[str]:
        for name, value in item.fields.items():
            if not self._is(instance, name, value):
                yield name
        for name, parts in item.parts.items():
            present = list(getattr(instance, name).all())
            if name in LEDGERS:
                if any(not self._in_ledger(present, part) for part in parts):
                    yield name
            elif len(present) != len(parts) or not all(map(self._is_part, present, parts)):
                yield name
        for name, refs in item.links.items():
            linked = {other.pk for other in getattr(instance, name).all()}
            if linked != {self._pk(ref) for ref in refs}:
                yield name

    def _is(self, instance: models.Model, name: str, value: Any) -> bool:
        stored = getattr(instance, cast(models.Field, instance._meta.get_field(name)).attname)
        if isinstance(value, Ref):
            return stored is not None and stored == self._pk(value)
        return stored == value

    def _is_part(self, present: models.Model, part: dict[str, Any]) -> bool:
        return all(self._is(present, name, value) for name, value in part.items())

    def _in_ledger(self, present: list[models.Model], part: dict[str, Any]) -> bool:
        """Whether the ledger speaks of this place, whatever became of it since."""
        return any(entry.url == part["url"] and entry.place == part["place"] for entry in present)  # type: ignore[attr-defined]

    def _pk(self, ref: Ref) -> int | None:
        instance = self.stored.get(ref)
        return instance.pk if instance else None

    def _resolved(self, values: dict[str, Any]) -> dict[str, Any]:
        """Raises _MissingError when a row that is named could not be saved itself."""
        try:
            return {
                name: self.stored[value] if isinstance(value, Ref) else value
                for name, value in values.items()
            }
        except KeyError as error:
            raise _MissingError from error

    def _in_savepoint(self, item: Wanted, save: Any) -> bool:
        """Whether it went well; if not, the reasons are among the problems and the row is as before."""
        try:
            with transaction.atomic():
                save(item)
        except _MissingError:
            return False  # what it needs has its own problem
        except ValidationError as error:
            self._refuse(item, _reasons(error))
        except DatabaseError as error:
            self._refuse(item, [str(error).splitlines()[0]])
        else:
            return True
        return False

    def _save_row(self, item: Wanted) -> None:
        instance = self.stored.get(item.ref)
        if instance is None:
            values = self._resolved({**item.key, **item.fields, **item.at_first})
            instance = item.model(pk=self.before.get(item.ref), **values)
            if isinstance(instance, Finding):
                instance.published_at = self.now
            _check(instance)
            instance.save(force_insert=True)
            self.stored[item.ref] = instance
            self.made.add(item.ref)
            return
        changed = {name: value for name, value in item.fields.items() if not self._is(instance, name, value)}
        for name, value in self._resolved(changed).items():
            setattr(instance, name, value)
        if changed:
            _check(instance)
            instance.save(update_fields=list(changed))

    def _save_parts_and_links(self, item: Wanted) -> None:
        instance = self.stored[item.ref]
        if item.ref in self.made:
            differing = {name for name, rows in {**item.parts, **item.links}.items() if rows}
        else:
            # Fetched again: what was compared may be from before other rows were made.
            differing = set(self._differing(type(instance)._default_manager.get(pk=instance.pk), item))
        for name in differing & item.parts.keys():
            self._save_parts(instance, name, item.parts[name])
        for name in differing & item.links.keys():
            if not all(ref in self.stored for ref in item.links[name]):
                raise _MissingError
            getattr(instance, name).set([self.stored[ref] for ref in item.links[name]])

    def _save_parts(self, instance: models.Model, name: str, parts: list[dict[str, Any]]) -> None:
        """The rows that belong to `instance`, made anew: nothing can point to them."""
        manager = getattr(instance, name)
        if name in LEDGERS:
            present = list(manager.all())
            parts = [part for part in parts if not self._in_ledger(present, part)]
        else:
            manager.all().delete()
        checked = []
        for number, part in enumerate(parts, start=1):
            made = manager.model(**{manager.field.name: instance}, **self._resolved(part))
            try:
                _check(made)
            except ValidationError as error:
                label = manager.model._meta.verbose_name
                reasons = [f"{label}, number {number}: {reason}" for reason in _reasons(error)]
                raise ValidationError(reasons) from error
            checked.append(made)
        manager.bulk_create(checked)

    def _check_publishable(self, item: Wanted) -> None:
        finding = cast(Finding, self.stored[item.ref])
        if item.ref in self.bereft - self.made:
            return  # a curator took its page or theme away; that must not stop the load
        if finding.state == FindingState.PUBLISHED:
            self._refuse(item, reasons_not_to_publish(finding))

    def _start_numbers_after(self, highest: int) -> None:
        """Leave the sequence alone unless it could give out a number of the collection.

        Setting it while drafts are made could take it back, and it is never so low in ordinary use.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval('themes_finding_number', %s) FROM themes_finding_number "
                "WHERE last_value + is_called::int <= %s",
                [highest, highest],
            )

    def _refuse(self, item: Wanted, reasons: Iterable[str]) -> None:
        self.problems += [Problem(item.row.file, item.row.id, reason) for reason in reasons]


class _MissingError(Exception):
    """A row that this one names could not be saved."""


def _check(instance: models.Model) -> None:
    """`full_clean` without asking again for rows that we hold in our hands."""
    held = {field.name for field in instance._meta.concrete_fields if field.is_relation}
    errors: dict[str, list] = {}
    for check in (
        lambda: instance.clean_fields(exclude=held),
        instance.clean,
        instance.validate_unique,
        instance.validate_constraints,
    ):
        try:
            check()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
            break  # the later checks take for granted that the earlier ones passed
    if errors:
        raise ValidationError(errors)


def _reasons(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        message if name == "__all__" else f"{FILE_KEYS.get(name, name)}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
