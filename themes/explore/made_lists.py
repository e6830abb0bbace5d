"""Lists that somebody made by picking findings, with what the collection has for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from themes.enums import FindingState
from themes.explore.filters import LONGEST_LIST, NOTE
from themes.explore.list_addresses import AddressedList
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.models import Finding

CODES_IN_TITLE = 8


@dataclass(frozen=True)
class NotedEntry:
    """An entry of the list, and what was noted to it. `code` is its own first one: fields are named for it."""

    entry: ListEntry
    code: str
    note: str

    @property
    def field(self) -> str:
        return f"{NOTE}{self.code}"


@dataclass(frozen=True)
class MadeList:
    """`shown` are its published findings, in the order of the address."""

    asked: AddressedList
    shown: Sequence[Finding]
    unknown: Sequence[str]  # words that are no number, and numbers without a public finding
    hidden: Sequence[str]  # codes, as of those that were withdrawn
    withdrawn: Sequence[str]
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
    def name(self) -> str:
        return self.asked.title or f"SCR Portal: a list of findings ({self.first_codes})"

    @property
    def is_whole(self) -> bool:
        """Whether it shows all that was asked for."""
        return not (self.unknown or self.hidden or self.withdrawn or self.is_cut)

    @cached_property
    def addressed(self) -> AddressedList:
        """What is shown of it, as an address has it; a note stands at the first finding of its entry."""
        return AddressedList(tuple(self.codes), self.asked.title, self._join_notes())

    @property
    def lost_notes(self) -> list[tuple[str, str]]:
        """Notes to findings that are not shown, so that their words can be taken from the page."""
        return [(code, note) for code, note in self.asked.notes.items() if code not in self.codes]

    @cached_property
    def places(self) -> dict[tuple[str, int], list[Finding]]:
        """Findings asked for by their entry, in its order."""
        groups: dict[tuple[str, int], list[Finding]] = {}
        for row in self.shown:
            groups.setdefault(ListPlace((row.pk,), row.block_id).key, []).append(row)
        return groups

    @property
    def groups(self) -> list[list[str]]:
        """Codes of each entry: a block moves as one."""
        return [[row.code for row in rows] for rows in self.places.values()]

    def _join_notes(self) -> dict[str, str]:
        """Several notes to one block are one, each on lines of its own."""
        notes = {}
        for codes in self.groups:
            said = dict.fromkeys(self.asked.notes[code] for code in codes if code in self.asked.notes)
            if said:
                notes[codes[0]] = "\n".join(said)
        return notes

    @cached_property
    def entries(self) -> list[ListEntry]:
        """In its order, each with what must be read with it: one query."""
        places = [ListPlace((rows[0].pk,), rows[0].block_id) for rows in self.places.values()]
        return read_entries(places, with_scope_notes=True)

    @property
    def noted_entries(self) -> list[NotedEntry]:
        notes = self.addressed.notes
        own = {key: rows[0].code for key, rows in self.places.items()}
        return [
            NotedEntry(entry, own[entry.key], notes.get(own[entry.key], ""))
            for entry in self.entries
            if entry.key in own
        ]


def read_made_list(asked: AddressedList) -> MadeList:
    """What there is of a list: one query."""
    numbers = [int(code[1:]) for code in asked.codes]
    rows = Finding.objects.filter(number__in=numbers).only("pk", "number", "block_id", "state")
    known = (FindingState.PUBLISHED, FindingState.HIDDEN, FindingState.WITHDRAWN)
    found = {row.number: row for row in rows if row.state in known}
    there = [found[number] for number in numbers[:LONGEST_LIST] if number in found]
    return MadeList(
        asked=asked,
        shown=[row for row in there if row.state == FindingState.PUBLISHED],
        unknown=[*asked.strange, *(code for code in asked.codes if int(code[1:]) not in found)],
        hidden=[row.code for row in found.values() if row.state == FindingState.HIDDEN],
        withdrawn=[row.code for row in found.values() if row.state == FindingState.WITHDRAWN],
        is_cut=len(numbers) > LONGEST_LIST,
    )
