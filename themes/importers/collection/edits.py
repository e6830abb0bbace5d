"""Who changed or deleted a row since it was last loaded: asked of its history, so that nothing else has to remember."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from reviews.history.tracking import events_of

COMMAND = "load_collection"  # stands in the history of every row that a load has written


def changed_here(instance: models.Model, differing: Iterable[str]) -> datetime | None:
    """When someone other than a load last changed one of these fields of the row, or None.

    `differing` may name fields, rows that belong to the row, and links to others.
    """
    own = {field.name for field in instance._meta.concrete_fields}
    when = [
        _field_changed(instance, name) if name in own else _rows_changed(instance, name) for name in differing
    ]
    return max(filter(None, when), default=None)


def deleted(model: type[models.Model], key: dict[str, Any]) -> tuple[Any, datetime | None] | None:
    """The primary key of the deleted row that last had this key, and when someone other than a load deleted it.

    None when there is no such row.
    """
    history = events_of(model).order_by("-pgh_id")
    last = history.filter(**key).first()
    if last is None:
        return None
    gone = history.filter(pgh_obj_id=last.pgh_obj_id).select_related("pgh_context").first()
    if gone is None or gone.pgh_label != "delete":
        return None
    return gone.pgh_obj_id, None if _by_load(gone) else gone.pgh_created_at


def _by_load(event: Any) -> bool:
    return bool(event.pgh_context) and event.pgh_context.metadata.get("command") == COMMAND


def _field_changed(instance: models.Model, name: str) -> datetime | None:
    events = _events_of(type(instance))
    history = events._default_manager.filter(pgh_obj_id=instance.pk).order_by("-pgh_id")
    loaded = history.filter(pgh_context__metadata__command=COMMAND).first()
    latest = history.first()
    if latest is None:
        return None
    attribute = instance._meta.get_field(name).attname  # type: ignore[union-attr]
    if loaded and getattr(loaded, attribute) == getattr(instance, attribute):
        return None
    by_others = history.exclude(pgh_context__metadata__command=COMMAND).first()
    return (by_others or latest).pgh_created_at


def _rows_changed(instance: models.Model, name: str) -> datetime | None:
    relation: Any = instance._meta.get_field(name.removesuffix("_set"))
    if relation.many_to_many:
        rows, owner = relation.remote_field.through, relation.m2m_field_name()
    else:
        rows, owner = relation.related_model, relation.field.name
    history = _events_of(rows)._default_manager.filter(**{f"{owner}_id": instance.pk})
    latest = history.select_related("pgh_context").order_by("-pgh_id").first()
    return latest.pgh_created_at if latest and not _by_load(latest) else None


@cache
def _events_of(model: type[models.Model]) -> Any:
    """The history of a model; a many-to-many table has its own through a proxy."""
    for events in apps.get_models():
        tracked = getattr(events, "pgh_tracked_model", None)
        if tracked is not None and tracked._meta.concrete_model is model._meta.concrete_model:
            return events
    raise LookupError(f"{model.__name__} keeps no history")
