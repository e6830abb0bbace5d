"""When somebody changed or deleted a row since it was last loaded, as its history tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from reviews.history.tracking import get_events

COMMAND = "load_collection"  # stands in the history of every row that a load has written


def find_edit(instance: models.Model, differing: Iterable[str]) -> datetime | None:
    """When someone other than a load last changed one of these fields, parts or links of the row, or None."""
    own = {field.name for field in instance._meta.concrete_fields}
    edits = [
        _find_field_edit(instance, name) if name in own else _find_rows_edit(instance, name)
        for name in differing
    ]
    return max(filter(None, edits), default=None)


def find_deleted(model: type[models.Model], key: dict[str, Any]) -> tuple[Any, datetime | None] | None:
    """The primary key of the deleted row that last had this key, and when someone other than a load deleted it.

    None when there is no such row.
    """
    history = get_events(model).order_by("-pgh_id")
    last = history.filter(**key).first()
    if last is None:
        return None
    gone = history.filter(pgh_obj_id=last.pgh_obj_id).select_related("pgh_context").first()
    if gone is None or gone.pgh_label != "delete":
        return None
    return gone.pgh_obj_id, None if _is_by_load(gone) else gone.pgh_created_at


def _is_by_load(event: Any) -> bool:
    return bool(event.pgh_context) and event.pgh_context.metadata.get("command") == COMMAND


def _find_field_edit(instance: models.Model, name: str) -> datetime | None:
    events = _find_event_model(type(instance))
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


def _find_rows_edit(instance: models.Model, name: str) -> datetime | None:
    relation: Any = instance._meta.get_field(name.removesuffix("_set"))
    if relation.many_to_many:
        rows, owner = relation.remote_field.through, relation.m2m_field_name()
    else:
        rows, owner = relation.related_model, relation.field.name
    history = _find_event_model(rows)._default_manager.filter(**{f"{owner}_id": instance.pk})
    latest = history.select_related("pgh_context").order_by("-pgh_id").first()
    return latest.pgh_created_at if latest and not _is_by_load(latest) else None


@cache
def _find_event_model(model: type[models.Model]) -> Any:
    """The event model of a model; that of a many-to-many table tracks a proxy."""
    for events in apps.get_models():
        subject = getattr(events, "pgh_tracked_model", None)
        if subject is not None and subject._meta.concrete_model is model._meta.concrete_model:
            return events
    raise LookupError(f"{model.__name__} keeps no history")
