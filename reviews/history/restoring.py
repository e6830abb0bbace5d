"""Putting an earlier version of a row back, as a new change that keeps all its rules."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from reviews.history.chronicle import (
    ChangedDetail,
    Chronicle,
    EventStep,
    HistoryEntry,
    Names,
    Source,
    details,
    event_models,
)
from reviews.history.tracking import recorded


@dataclass(frozen=True)
class Version:
    """What of a row can be put back: `fields` by name, rows of `sources`."""

    chronicle: Chronicle
    entry: HistoryEntry
    fields: Collection[str]
    sources: Collection[Source]

    @property
    def exists(self) -> bool:
        return bool(self.chronicle.rows_after(self.entry)[self.chronicle.own])

    def give_values_to(self, row: models.Model) -> None:
        """Those it had then; nothing is saved."""
        own = next(iter(self.chronicle.rows_after(self.entry)[self.chronicle.own].values()))
        for name in self.fields:
            held: Any = row._meta.get_field(name)
            setattr(row, held.attname, getattr(own, held.attname))

    def what_would_change(self) -> list[ChangedDetail]:
        """From what stands there now to this version."""
        now = self.chronicle.rows_after(self.chronicle.entries[0])
        then = self.chronicle.rows_after(self.entry)
        steps = [
            EventStep(source, now[source].get(key), then[source].get(key))
            for source in (self.chronicle.own, *self.sources)
            for key in {**now[source], **then[source]}
        ]
        names = Names(steps)
        return [
            detail for detail in details(steps, names) if detail.name is None or detail.name in self.fields
        ]


def restore(
    *, row: models.Model, version: Version, why: str = "", check: Callable[[Any], None] = lambda row: None
) -> None:
    """Give `row` the values it had, and the rows that belonged to it; what has been deleted since is left out.

    `check` raises ValidationError where the row, with all that belongs to it, no longer keeps a rule; so does the
    row's own `full_clean`. Then nothing is changed.
    """
    then = version.chronicle.rows_after(version.entry)
    with transaction.atomic(), recorded(act="restore", why=why):
        version.give_values_to(row)
        row.full_clean()
        row.save()
        for source in version.sources:
            _replace(row, source, list(then[source].values()))
        check(row)


def is_kept(model: type[models.Model], held: Any) -> bool:
    """Whether the history of a model holds this field: the largest are left out of some."""
    return hasattr(event_models()[model._meta.db_table], held.attname)


def foreseen(*, row: models.Model, version: Version) -> list[str]:
    """Why this version could not be put back, as far as its own values tell; nothing is written."""
    as_it_was = copy(row)
    version.give_values_to(as_it_was)
    try:
        as_it_was.full_clean()
    except ValidationError as error:
        return reasons(error, row)
    return []


def _replace(row: models.Model, source: Source, wanted: list[Any]) -> None:
    """Rows that are not as they were go before those that were there come."""
    manager = source.model._base_manager
    columns = [
        held.attname
        for held in source.model._meta.concrete_fields
        if not held.primary_key and held.name != source.name and is_kept(source.model, held)
    ]
    there = {
        tuple(getattr(each, name) for name in columns): each for each in manager.filter(**{source.name: row})
    }
    values = [tuple(getattr(each, name) for name in columns) for each in wanted]
    for each in [each for key, each in there.items() if key not in values]:
        each.delete()
    for key in values:
        if key in there or not _all_exist(source.model, dict(zip(columns, key, strict=True))):
            continue
        new = source.model(**{source.name: row}, **dict(zip(columns, key, strict=True)))
        new.full_clean()
        new.save()


def _all_exist(model: type[models.Model], values: dict[str, Any]) -> bool:
    return all(
        held.related_model._base_manager.filter(pk=values[held.attname]).exists()
        for held in model._meta.concrete_fields
        if isinstance(held, models.ForeignKey) and values.get(held.attname) is not None
    )


def reasons(error: ValidationError, row: models.Model) -> list[str]:
    """What stands in the way, with the field that each is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    named = {held.name: str(held.verbose_name) for held in row._meta.concrete_fields}
    return [
        f"{named[name].capitalize()}: {message}" if name in named else message
        for name, messages in error.message_dict.items()
        for message in messages
    ]
