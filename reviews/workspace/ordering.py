"""Positions of rows that curators reorder."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Max, QuerySet

Key = TypeVar("Key", bound=Hashable)


def place_in_order(keys: Sequence[Key], places: Mapping[Key, int]) -> list[Key]:
    """Reorder the keys: those in `places` get these places, from 1; the others keep their order around them.

    A place past the end is the last one that is free. Of two that want the same place, the one that stood first
    comes first.
    """
    free = list(range(len(keys)))
    placed: dict[int, Key] = {}
    for key in sorted((key for key in keys if key in places), key=places.__getitem__):
        place = next((place for place in free if place >= places[key] - 1), free[-1])
        free.remove(place)
        placed[place] = key
    placed |= zip(free, (key for key in keys if key not in places), strict=True)
    return [placed[place] for place in range(len(keys))]


def renumber(rows: Iterable) -> bool:
    """Save the rows' positions, from 0, as they stand here; those already right are not written."""
    moved = False
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
            moved = True
    return moved


def find_next_position(rows: QuerySet) -> int:
    """One after the last position of these rows."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
