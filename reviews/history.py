"""History kept by the database itself, so that bulk edits and raw SQL leave their trace too."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])
Row = TypeVar("Row", bound=models.Model)


def tracked(**options: Any) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: keep every insert, update and delete of the model's rows as events.

    pghistory's own default leaves deletes out. `options` go to `pghistory.track`; a proxy of a many-to-many
    table needs `obj_field=None`, since its rows have no address of their own.
    """
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options
    )


def events_of(model: type[models.Model]) -> models.QuerySet:
    """The history of all rows of a tracked model."""
    return model._meta.apps.get_model(
        model._meta.app_label, f"{model._meta.object_name}Event"
    )._default_manager.all()


def current_for_old_slug(model: type[Row], slug: str) -> Row | None:
    """The row of `model` that had this slug before, or None; slugs redirect for ever.

    Every slug that a row ever had is in its history, so there is no second list to keep. When several rows
    had it, the one that had it last wins.
    """
    held_by = events_of(model).filter(slug=slug).order_by("-pgh_id").values_list("pgh_obj_id", flat=True)
    rows = model._default_manager.in_bulk(list(dict.fromkeys(held_by)))
    return next((rows[pk] for pk in held_by if pk in rows), None)
