"""History kept by triggers in the database, so that bulk edits and raw SQL are in it too."""

from collections.abc import Callable, Collection, ValuesView
from typing import Any, TypeVar

import pghistory
import pgtrigger.registry
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class QuickRegistry(pgtrigger.registry._Registry):
    """All triggers; for each that it registers, pgtrigger reads all that it has.

    It looked each up by its name once more: more than a tenth of the time in which any process of ours starts.
    """

    def values(self) -> ValuesView[Any]:
        return self.data.values()


pgtrigger.registry._registry.__class__ = QuickRegistry

LONGEST_WHY = 500

ModelClass = TypeVar("ModelClass", bound=type[models.Model])
Row = TypeVar("Row", bound=models.Model)


def track_history(*, by_time: bool = False, **options: Any) -> Callable[[ModelClass], ModelClass]:
    """Class decorator: keep every insert, update and delete of the model's rows as events.

    pghistory's own default leaves deletes out. `by_time` is for tables that are asked what was changed since a moment.
    `options` go to `pghistory.track`; a proxy of a many-to-many table needs `obj_field=None`, since its rows have no
    address of their own.
    """
    if by_time:  # events come in the order of time, so a few numbers tell which part of the table to read
        options["meta"] = {"indexes": [BrinIndex(fields=["pgh_created_at"])]}
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options
    )


def annotate_history(*, why: str = "", **metadata: Any) -> pghistory.context:
    """Context manager: history records these for the changes made inside. Empty values keep those of an outer block.

    `metadata` are `act` and `minor`. `why` may be any text from a request: it is cut, and characters that the database
    cannot store are dropped, since they would lose the whole context, and with it who made the change.
    """
    printable = "".join(character for character in why if character.isprintable())
    metadata["why"] = printable.strip()[:LONGEST_WHY]
    return pghistory.context(**{name: value for name, value in metadata.items() if value})


def get_events(model: type[models.Model]) -> models.QuerySet:
    """The history of all rows of a tracked model."""
    return model._meta.apps.get_model(
        model._meta.app_label, f"{model._meta.object_name}Event"
    )._default_manager.all()


def find_by_old_slug(model: type[Row], slug: str) -> Row | None:
    """The row of `model` that had this slug before, or None; slugs redirect for ever.

    Every slug that a row ever had is in its history, so there is no second list to keep. When several rows
    had it, the one that had it last wins.
    """
    return find_by_old_slugs(model, [slug]).get(slug)


def find_by_old_slugs(model: type[Row], slugs: Collection[str]) -> dict[str, Row]:
    """The same for several, by slug; slugs that no row ever had are left out. Two queries."""
    events = get_events(model).filter(slug__in=slugs).order_by("pgh_id")
    holders = list(events.values_list("slug", "pgh_obj_id"))
    rows = model._default_manager.in_bulk({pk for _, pk in holders})
    return {slug: rows[pk] for slug, pk in holders if pk in rows}
