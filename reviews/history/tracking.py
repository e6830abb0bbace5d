"""History kept by the database itself, so that bulk edits and raw SQL leave their trace too."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import pghistory
from django.db import models

LONGEST_WHY = 500

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


def recorded(*, why: str = "", **known: Any) -> pghistory.context:
    """What is known of the changes made inside: `act`, `why`, `minor`. What is empty leaves what was said outside.

    `why` may be anything that was sent: it is cut, and what the database cannot hold is left out, since it would
    take the whole context with it, and so the name of who did it.
    """
    printable = "".join(character for character in why if character.isprintable())
    known["why"] = printable.strip()[:LONGEST_WHY]
    return pghistory.context(**{name: value for name, value in known.items() if value})


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
    return current_for_old_slugs(model, [slug]).get(slug)


def current_for_old_slugs(model: type[Row], slugs: Collection[str]) -> dict[str, Row]:
    """The same for several, by slug; those that no row ever had are missing: two queries."""
    held_by = events_of(model).filter(slug__in=slugs).order_by("pgh_id").values_list("slug", "pgh_obj_id")
    holders = list(held_by)
    rows = model._default_manager.in_bulk({pk for _, pk in holders})
    return {slug: rows[pk] for slug, pk in holders if pk in rows}
