"""Rows that readers see in an order of our choosing: numbered in a list, and saved together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from reviews.history.tracking import recorded

Key = TypeVar("Key", bound=Hashable)

CHANGED_MEANWHILE = (
    "Somebody else changed this list since you opened it, so nothing was saved. "
    "You see it as it is now, with the places that you typed. Look again, then save."
)


def placed(keys: Sequence[Key], wanted: Mapping[Key, int]) -> list[Key]:
    """The keys with those in `wanted` at the places given there, from 1; the others keep their order around them.

    A place past the end is the last one that is free. Of two that want the same place, the one that stood first
    comes first.
    """
    free = list(range(len(keys)))
    taken: dict[int, Key] = {}
    for key in sorted((key for key in keys if key in wanted), key=wanted.__getitem__):
        place = next((place for place in free if place >= wanted[key] - 1), free[-1])
        free.remove(place)
        taken[place] = key
    taken |= zip(free, (key for key in keys if key not in wanted), strict=True)
    return [taken[place] for place in range(len(keys))]


def arrange(*, rows: QuerySet, seen: Sequence[int], wanted: Mapping[int, int], why: str = "") -> bool:
    """Give the rows, which stood in the order `seen`, the places in `wanted`; says whether any moved.

    Raises ValidationError where they stand in another order by now, or are not the same rows any more.
    Positions given twice, or left out, are mended at once.
    """
    with transaction.atomic(), recorded(act="order", why=why):
        # Locked by key, so that two who order at once wait for each other.
        locked = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}
        standing = [pk for pk in rows.values_list("pk", flat=True) if pk in locked]
        if standing != list(seen):
            raise ValidationError(CHANGED_MEANWHILE)
        return renumber(locked[pk] for pk in placed(standing, wanted))


def renumber(rows: Iterable) -> bool:
    """Save the rows' positions, from 0, as they stand here; those already right are not written."""
    moved = False
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
            moved = True
    return moved


def last_position(rows: QuerySet) -> int:
    """The position after all of these."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
