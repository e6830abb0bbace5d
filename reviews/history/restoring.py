"""Putting an earlier version of a row back, as a new change that keeps all its rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from reviews.history.chronicle import Chronicle, HistoryEntry, get_event_models
from reviews.history.details import ChangedDetail, EventStep, Names, Source, list_details
from reviews.history.tracking import annotate_history


@dataclass(frozen=True)
class Version:
    """What of a row can be put back: `fields` by name, rows of `sources`."""

    chronicle: Chronicle
    entry: HistoryEntry
    fields: Collection[str]
    sources: Collection[Source]

    @property
    def exists(self) -> bool:
        return bool(self.chronicle.get_rows_after(self.entry)[self.chronicle.own])

    def copy_values_to(self, row: models.Model) -> None:
        """Set the values it had then, without saving."""
        own = next(iter(self.chronicle.get_rows_after(self.entry)[self.chronicle.own].values()))
        for name in self.fields:
            field: Any = row._meta.get_field(name)
            setattr(row, field.attname, getattr(own, field.attname))

    def list_changes(self) -> list[ChangedDetail]:
        """The differences from the row as it is now to this version."""
        now = self.chronicle.get_rows_after(self.chronicle.entries[0])
        then = self.chronicle.get_rows_after(self.entry)
        steps = [
            EventStep(source, now[source].get(key), then[source].get(key))
            for source in (self.chronicle.own, *self.sources)
            for key in {**now[source], **then[source]}
        ]
        names = Names(steps)
        return [
            detail
            for detail in list_details(steps, names)
            if detail.name is None or detail.name in self.fields
        ]


def restore(
    *, row: models.Model, version: Version, why: str = "", check: Callable[[Any], None] = lambda row: None
) -> None:
    """Give `row` the values it had, and the rows that belonged to it; what has been deleted since is left out.

    `check` raises ValidationError where the row, with all that belongs to it, no longer keeps a rule; so does the
    row's own `full_clean`. Then nothing is changed.
    """
    then = version.chronicle.get_rows_after(version.entry)
    with transaction.atomic(), annotate_history(act="restore", why=why):
        version.copy_values_to(row)
        row.full_clean()
        row.save()
        for source in version.sources:
            _replace_rows(row, source, list(then[source].values()))
        check(row)


def is_kept(model: type[models.Model], field: Any) -> bool:
    """Whether the history of a model has this field: some leave out the largest."""
    return hasattr(get_event_models()[model._meta.db_table], field.attname)


def list_obstacles(*, row: models.Model, version: Version) -> list[str]:
    """Why this version could not be put back, as far as its own values tell. Saves nothing."""
    as_it_was = copy(row)
    version.copy_values_to(as_it_was)
    try:
        as_it_was.full_clean()
    except ValidationError as error:
        return list_reasons(error, row)
    return []


def _replace_rows(row: models.Model, source: Source, events: list[Any]) -> None:
    """Delete rows that differ from these events, then create those that are missing: two may want the same place."""
    columns = [
        field.attname
        for field in source.model._meta.concrete_fields
        if not field.primary_key and field.name != source.name and is_kept(source.model, field)
    ]
    current = {
        _read_values(other, columns): other
        for other in source.model._base_manager.filter(**{source.name: row})
    }
    values = [_read_values(event, columns) for event in events]
    for key, other in current.items():
        if key not in values:
            other.delete()
    for key in values:
        new = dict(zip(columns, key, strict=True))
        if key not in current and _all_exist(source.model, new):
            other = source.model(**{source.name: row}, **new)
            other.full_clean()
            other.save()


def _read_values(row: models.Model, columns: Sequence[str]) -> tuple:
    return tuple(getattr(row, name) for name in columns)


def _all_exist(model: type[models.Model], values: dict[str, Any]) -> bool:
    """Whether the rows that these values point to are still there."""
    return all(
        field.related_model._base_manager.filter(pk=values[field.attname]).exists()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and values.get(field.attname) is not None
    )


def list_reasons(error: ValidationError, row: models.Model) -> list[str]:
    """The messages of a ValidationError, each with the field it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    labels = {field.name: str(field.verbose_name) for field in row._meta.concrete_fields}
    return [
        f"{labels[name].capitalize()}: {message}" if name in labels else message
        for name, messages in error.message_dict.items()
        for message in messages
    ]
