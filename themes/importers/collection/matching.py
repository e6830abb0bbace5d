"""The stored row that each row of a collection means, and what stays out because it was deleted here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.db import models

from reviews.history.tracking import find_by_old_slug, get_events
from themes.importers.collection.edits import find_deleted
from themes.importers.collection.wanted import SECTIONS, Ref, WantedRow


class StoredRows:
    def __init__(self, *, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.rows: dict[Ref, models.Model] = {}
        self.gone: dict[Ref, tuple[str, datetime]] = {}  # what stays deleted, because of whom, since when
        # Primary keys of deleted rows that are brought back: their addresses rest on them.
        self.old_pks: dict[Ref, Any] = {}
        self.bereft: set[Ref] = set()  # rows that lack something because it was deleted

    def match(self, wanted: list[WantedRow]) -> None:
        """Find the row of each one, and take what stays deleted out of the rest."""
        for model in SECTIONS:
            of_model = [item for item in wanted if item.model is model]
            if of_model:
                self._match_model(model, of_model)
        known = -1
        while known < len(self.gone):  # again for rows that name, further down, what was then left out
            known = len(self.gone)
            for item in wanted:
                self._leave_out_deleted(item)

    def get_pk(self, ref: Ref) -> int | None:
        instance = self.rows.get(ref)
        return instance.pk if instance else None

    def _get_key(self, item: WantedRow) -> tuple[Any, ...]:
        return tuple(self.get_pk(value) if isinstance(value, Ref) else value for value in item.key.values())

    def _match_model(self, model: type[models.Model], wanted: list[WantedRow]) -> None:
        """By key, else by a slug that the row had before."""
        names = [cast(models.Field, model._meta.get_field(name)).attname for name in wanted[0].key]
        stored = model._default_manager.prefetch_related(*wanted[0].parts, *wanted[0].links)
        rows = {row.pk: row for row in stored}
        by_key = {tuple(getattr(row, name) for name in names): row for row in rows.values()}
        missing = []
        for item in wanted:
            key = self._get_key(item)
            if row := by_key.get(key):
                self.rows[item.ref] = row
            else:
                missing.append((item, key))
        matched = {self.rows[item.ref].pk for item in wanted if item.ref in self.rows}
        for item, key in _list_stored_before(model, names, missing):
            renamed = find_by_old_slug(model, key[0]) if names == ["slug"] else None
            if renamed and renamed.pk not in matched:
                self.rows[item.ref] = rows[renamed.pk]
                matched.add(renamed.pk)
            else:
                self._note_deleted(item, dict(zip(names, key, strict=True)))

    def _note_deleted(self, item: WantedRow, key: dict[str, Any]) -> None:
        if found := find_deleted(item.model, key):
            pk, since = found
            if since and not self.overwrite:
                self.gone[item.ref] = (item.row.id, since)
            else:
                self.old_pks[item.ref] = pk

    def _leave_out_deleted(self, item: WantedRow) -> None:
        """Take what stays deleted out of a row that names it; a new row that needs it stays out with it."""
        if item.ref in self.gone:
            self.bereft.update(ref for _, ref in item.list_refs())
            return
        lost = {name: self.gone[ref] for name, ref in item.list_refs() if ref in self.gone}
        if not lost:
            return
        self.bereft.add(item.ref)
        needed = [
            name
            for name in lost
            if name in {**item.key, **item.fields} and not _is_nullable(item.model, name)
        ]
        if needed and item.ref not in self.rows:
            self.gone[item.ref] = lost[needed[0]]
            return
        for values in (item.key, item.fields, item.parts, item.links):
            for name in lost.keys() & values.keys():
                self._drop_deleted(values, name)

    def _drop_deleted(self, values: dict[str, Any], name: str) -> None:
        if isinstance(values[name], Ref):
            del values[name]
            return
        values[name] = [
            value
            for value in values[name]
            if not any(
                isinstance(ref, Ref) and ref in self.gone
                for ref in (value.values() if isinstance(value, dict) else [value])
            )
        ]


def _is_nullable(model: type[models.Model], name: str) -> bool:
    return cast(models.Field, model._meta.get_field(name)).null


def _list_stored_before(
    model: type[models.Model], names: list[str], missing: list[tuple[WantedRow, tuple[Any, ...]]]
) -> Iterator[tuple[WantedRow, tuple[Any, ...]]]:
    """Those whose key was in the history of the model. One query."""
    if missing:
        among = {f"{names[0]}__in": {key[0] for _, key in missing}}
        stored_before = set(get_events(model).filter(**among).values_list(*names))
        yield from ((item, key) for item, key in missing if key in stored_before)
