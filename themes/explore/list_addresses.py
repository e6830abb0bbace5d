"""My list as an address holds it: findings in order, a title, a note to each. Nothing of it is stored here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import reverse

from themes.explore.choice import build_address
from themes.explore.filters import LONGEST_LIST, NOTE, ORDER, TICK, TITLE, parse_finding_numbers
from themes.models import Finding

ON_LIST = "id"  # names findings on a list; TICK those chosen on the way to one
LONGEST_TITLE = 80  # characters
LONGEST_NOTE = 200
# Bytes of an address: `scr_portal.gunicorn` says what a request may have, and filters may stand beside the list.
# A browser names the page that somebody came from, which long lists go along by, only while that has at most 4096.
LONGEST_ADDRESS = 3_500
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def clean_title(text: str) -> str:
    return " ".join(_NOT_SHOWN.sub(" ", text).split())


def clean_note(text: str) -> str:
    """One way to end a line, and no signs that nobody sees."""
    lines = re.split(r"\r\n?|\n|\u2028|\u2029", text)
    return "\n".join(" ".join(_NOT_SHOWN.sub(" ", line).split()) for line in lines).strip()


@dataclass(frozen=True)
class AddressedList:
    """`notes` are by code, and only to findings that are on it. `strange` are words that name no finding."""

    codes: tuple[str, ...] = ()
    title: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    strange: tuple[str, ...] = ()

    def build_pairs(self, name: str = ON_LIST) -> list[tuple[str, str]]:
        """What stands in an address, in its one order. `name` says what its findings are named there.

        What only goes along stands in every link of a page: its findings in one word each, under one name.
        """
        words = (*self.codes, *self.strange)
        found = [(name, " ".join(words))] if name == TICK and words else [(name, word) for word in words]
        notes = [(f"{NOTE}{code}", self.notes[code]) for code in self.codes if code in self.notes]
        title = [(TITLE, self.title)] if self.title else []
        return [*found, *title, *notes]

    @property
    def address(self) -> str:
        return build_address(reverse("finding-list"), self.build_pairs())

    @property
    def query(self) -> str:
        return self.address.partition("?")[2]

    def with_codes(self, codes: Iterable[str]) -> AddressedList:
        """Other findings; a note goes with its finding, and the title with the last."""
        codes = tuple(codes)
        notes = {code: note for code, note in self.notes.items() if code in codes}
        return AddressedList(codes, self.title if codes else "", notes)

    def explain_what_is_too_long(self) -> dict[str, str]:
        """What does not fit and what to do, by the name of its field; the whole by an empty name."""
        said = {}
        if (over := len(self.title) - LONGEST_TITLE) > 0:
            said[TITLE] = (
                f"The title has {len(self.title)} characters, and {LONGEST_TITLE} fit: shorten it by {over}."
            )
        for code, note in self.notes.items():
            if (over := len(note) - LONGEST_NOTE) > 0:
                said[f"{NOTE}{code}"] = (
                    f"The note to {code} has {len(note)} characters, and {LONGEST_NOTE} fit: shorten it by {over}."
                )
        if len(self.address) > LONGEST_ADDRESS:
            said[""] = (
                "Title and notes are too long together. Shorten some notes, or make two lists. Accents, other "
                "alphabets and emoji take more room."
            )
        return said


def read_addressed_list(query: QueryDict, name: str = ON_LIST) -> AddressedList:
    """The list that a query or a form holds. What it has of other lists' addresses comes with its notes."""
    words = query.getlist(name)
    numbers, strange = parse_finding_numbers(words)
    # One more than fits stays in the address, so that it can be told.
    codes = tuple(map(Finding.name_code, numbers[: LONGEST_LIST + 1]))
    if order := query.get(ORDER, "").split():  # as it was, what is new behind it
        codes = tuple(sorted(codes, key=lambda code: order.index(code) if code in order else len(order)))
    sources = [*_read_pasted(words), query]
    title = next(filter(None, (clean_title(each.get(TITLE, "")) for each in reversed(sources))), "")
    notes: dict[str, str] = {}
    for each in sources:
        notes |= _read_notes(each)
    return AddressedList(codes, title, {code: notes[code] for code in codes if code in notes}, tuple(strange))


def _read_pasted(words: Sequence[str]) -> list[QueryDict]:
    """Queries of the addresses among these words."""
    found: list[QueryDict] = []
    for word in " ".join(words).split():
        if "?" in word:
            try:
                found.append(QueryDict(urlsplit(word).query))
            except ValueError:  # brackets in it that are no address of a computer
                continue
    return found


def _read_notes(query: QueryDict) -> dict[str, str]:
    """Notes by code. The last of several to one finding, and none that are empty."""
    notes = {}
    for name in query:
        number = Finding.parse_code(name.removeprefix(NOTE)) if name.startswith(NOTE) else None
        if number and (note := clean_note(query.get(name, ""))):
            notes[Finding.name_code(number)] = note
    return notes


def read_list_in_address(query: QueryDict) -> AddressedList:
    """What is chosen at this address: a list that it shows, else what was ticked on the way to one."""
    listed = read_addressed_list(query)
    return listed if listed.codes else read_addressed_list(query, TICK)
