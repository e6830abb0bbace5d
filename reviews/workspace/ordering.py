"""Positions of rows that readers see in an order of our choosing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Max, QuerySet

Key = TypeVar("Key", bound=Hashable)


def place_in_order(keys: Sequence[Key], wanted: Mapping[Key, int]) -> list[Key]:
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


def renumber(rows: Iterable) -> bool:
    """Save the rows' positions, from 0, as they stand here; those already right are not written."""
    moved = False
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
            moved = True
    return moved


def next_position(rows: QuerySet) -> int:
    """One after the last of these."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
