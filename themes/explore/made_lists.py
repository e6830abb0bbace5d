"""Lists that somebody made by picking findings. Nothing is stored: the address holds their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.http import QueryDict
from django.urls import reverse

from themes.enums import FindingState
from themes.explore.choice import build_address
from themes.explore.filters import LONGEST_LIST, parse_finding_numbers
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.models import Finding

CODES_IN_TITLE = 8
TICK = "tick"  # names findings that are ticked and not on a list yet, in addresses and forms


@dataclass(frozen=True)
class MadeList:
    """`shown` are its published findings, in the order of the address."""

    shown: Sequence[Finding]
    unknown: Sequence[str]  # words that are no number, and numbers without a public finding
    withdrawn: Sequence[str]  # codes
    is_cut: bool  # more were asked for than fit

    @property
    def codes(self) -> list[str]:
        return [row.code for row in self.shown]

    @property
    def first_codes(self) -> str:
        """For titles and tabs."""
        more = " …" if len(self.shown) > CODES_IN_TITLE else ""
        return f"{', '.join(self.codes[:CODES_IN_TITLE])}{more}"

    @property
    def is_whole(self) -> bool:
        """Whether it shows all that was asked for."""
        return not (self.unknown or self.withdrawn or self.is_cut)

    @cached_property
    def entries(self) -> list[ListEntry]:
        """In its order, each with what must be read with it: one query."""
        places = {place.key: place for place in (ListPlace((row.pk,), row.block_id) for row in self.shown)}
        return read_entries(list(places.values()), with_scope_notes=True)


def read_made_list(ids: Sequence[str]) -> MadeList:
    """The list that these values of `id` ask for: one query."""
    numbers, strange = parse_finding_numbers(ids)
    # One more than fits is looked for, so that it is told where it is not there.
    asked = numbers[: LONGEST_LIST + 1]
    rows = Finding.objects.filter(number__in=asked).only("pk", "number", "block_id", "state")
    found = {row.number: row for row in rows if row.state in (FindingState.PUBLISHED, FindingState.WITHDRAWN)}
    there = [found[number] for number in asked[:LONGEST_LIST] if number in found]
    return MadeList(
        shown=[row for row in there if row.state == FindingState.PUBLISHED],
        unknown=[*strange, *(_code(number) for number in asked if number not in found)],
        withdrawn=[row.code for row in found.values() if row.state == FindingState.WITHDRAWN],
        is_cut=len(numbers) > LONGEST_LIST,
    )


def build_canonical_address(ids: Sequence[str]) -> str | None:
    """How we spell the address of this list. None where no number is in it."""
    numbers, strange = parse_finding_numbers(ids)
    # One more than fits stays in the address, so that it can be told.
    return build_list_address([*map(_code, numbers[: LONGEST_LIST + 1]), *strange]) if numbers else None


def has_address(query: QueryDict, address_: str) -> bool:
    """Whether a query names this list and nothing else, spelled as in `address_`."""
    return set(query) == {"id"} and build_list_address(query.getlist("id")) == address_


def read_ticks(query: QueryDict) -> list[str]:
    """Codes of the findings that somebody ticked, on this page of a list or on others."""
    numbers, _ = parse_finding_numbers(query.getlist(TICK))
    return [*map(_code, numbers[: LONGEST_LIST + 1])]


def add_ticks(address_: str, codes: Sequence[str]) -> str:
    """An address of a list of findings that keeps what is ticked."""
    if not codes:
        return address_
    return f"{address_}{'&' if '?' in address_ else '?'}{build_address('', [(TICK, code) for code in codes])[1:]}"


def build_list_address(codes: Iterable[str]) -> str:
    return build_address(reverse("finding-list"), [("id", code) for code in codes])


def _code(number: int) -> str:
    return f"F{number:03}"


@dataclass(frozen=True)
class Movable:
    """An entry with the addresses of the list without it, and with it one place higher (empty for the first)."""

    entry: ListEntry
    without: str
    higher: str


def add_moves(entries: Sequence[ListEntry], codes: Sequence[str]) -> list[Movable]:
    chosen = [_find_own_codes(entry, codes) for entry in entries]
    moves = []
    for place, entry in enumerate(entries):
        without = [*chosen[:place], *chosen[place + 1 :]]
        higher = ""
        if place:
            order = [*chosen[: place - 1], chosen[place], chosen[place - 1], *chosen[place + 1 :]]
            higher = f"{build_list_address(chain.from_iterable(order))}#{entry.cards[0].code}"
        moves.append(Movable(entry, build_list_address(chain.from_iterable(without)), higher))
    return moves


def _find_own_codes(entry: ListEntry, codes: Sequence[str]) -> list[str]:
    """Those of these codes that the entry holds, in their order."""
    own = {card.code for card in entry.cards}
    return [code for code in codes if code in own]
