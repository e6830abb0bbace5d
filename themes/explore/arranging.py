"""A list put in another order: by the places typed beside its entries, or a step up or down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Groups = Sequence[Sequence[str]]  # codes of each entry, in the list's order
UP, DOWN, REMOVE = "up", "down", "remove"
PLACE = "place-"  # before the code of an entry's first finding: the name of its field
MOVE = "move"  # names the buttons; their value is a step and that code
MOST_DIGITS = 6


def read_places(groups: Groups, sent: Mapping[str, str]) -> tuple[dict[int, int], dict[str, str]]:
    """Entries whose typed place is another than they have: old place to new, from nought. And what is no place."""
    wanted, strange = {}, {}
    for now, codes in enumerate(groups):
        name = f"{PLACE}{codes[0]}"
        typed = sent.get(name, "").strip()
        if not typed:
            continue
        if not typed.isdecimal() or len(typed) > MOST_DIGITS:
            strange[name] = (
                f"“{typed[:20]}” is not a position. Type a number: 1 puts {' and '.join(codes)} first."
            )
        elif int(typed) - 1 != now:
            wanted[now] = min(max(int(typed), 1), len(groups)) - 1
    return wanted, strange


def put_in_places(groups: Groups, wanted: Mapping[int, int]) -> list[Sequence[str]]:
    """Entries that were given a place stand there, those of one place one after the other; the rest keeps its order."""
    order = [codes for now, codes in enumerate(groups) if now not in wanted]
    free = 0
    for place, now in sorted((place, now) for now, place in wanted.items()):
        free = max(place, free)
        order.insert(free, groups[now])
        free += 1
    return order


def move_entry(groups: Groups, step: str) -> tuple[list[Sequence[str]], str]:
    """The order after a button was pressed ("up-F058"), and the code of the entry to go on from."""
    direction, _, code = step.partition("-")
    order = list(groups)
    place = next((place for place, codes in enumerate(order) if code in codes), None)
    if place is None or direction not in (UP, DOWN, REMOVE):
        return order, ""
    moved = order.pop(place)
    if direction == REMOVE:
        after = order[min(place, len(order) - 1)] if order else [""]
        return order, after[0]
    order.insert(max(place - 1, 0) if direction == UP else place + 1, moved)
    return order, moved[0]
