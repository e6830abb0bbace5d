"""Lists as data: which part of them, and where they go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import QueryDict

from themes.data.reading import at_origin, read_findings_data
from themes.data.shapes import FindingPage
from themes.explore.choice import build_address
from themes.explore.filters import FindingFilter
from themes.explore.listing import read_page, read_places_after
from themes.explore.made_lists import MadeList
from themes.findings.blocks import ListEntry, read_entries
from themes.search.understanding import understand
from themes.search.words import clean_typed

MOST_IN_DATA = 1_000  # entries in one answer; a longer list goes on in the next
PLACING = ("cursor", "limit", "page", "to")
WHOLE_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)

Row = TypeVar("Row")


class DataRefused(ValueError):
    """What an address asks for cannot be given; the message says why, and what to do."""


def read_number(data: QueryDict, name: str, usual: int, *, least: int, most: int) -> int:
    """A whole number of the address. Raises DataRefused."""
    text = data.get(name, "")
    if not text and name not in data:
        return usual
    if not WHOLE_NUMBER.fullmatch(text) or not least <= int(text) <= most:
        between = f"from {least:,} to {most:,}" if most < 10**6 else "that an answer gave under “next”"
        raise DataRefused(f"“{name}” must be a whole number {between}.")
    return int(text)


def read_filter(data: QueryDict) -> FindingFilter:
    """The filter that an address chooses, with the names that pages have. Raises DataRefused."""
    own = data.copy()
    for name in PLACING:
        own.pop(name, None)
    typed = clean_typed(own.get("q", ""))
    filterset = FindingFilter(own)
    if unknown := filterset.unknown:
        label, word = unknown[0]
        raise DataRefused(
            f"{label}: there is no “{word[:60]}” to choose. The page of findings has all choices."
        )
    if filterset.cut:
        raise DataRefused("Too much is chosen of one kind: choose at most 30.")
    if filterset.years_in_wrong_order:
        raise DataRefused("“since” must not be later than “until”.")
    if typed:
        filterset.look_for(understand(typed))
    return filterset


def build_filter_pairs(data: QueryDict, filterset: FindingFilter) -> list[tuple[str, str]]:
    """The choice as our own addresses have it."""
    typed = clean_typed(data.get("q", "")) if filterset.words else ""
    return [*([("q", typed)] if typed else []), *filterset.build_pairs()]


def read_finding_page(
    filterset: FindingFilter,
    pairs: Sequence[tuple[str, str]],
    *,
    after: int,
    limit: int,
    origin: str,
    path: str,
) -> FindingPage:
    """Five queries at most, however long the list is; `path` is where it goes on, under the same choice."""
    places, count = read_places_after(filterset, after=after, size=limit + 1)
    if not places and after:
        count = read_page(filterset, number=1, size=1).place_count
    entries = read_entries([place for _, place in places[:limit]])
    on = None
    if len(places) > limit:
        placing = [("cursor", str(places[limit - 1][0])), ("limit", str(limit))]
        on = f"{origin}{build_address(path, [*pairs, *placing])}"
    return build_page(entries, count, on, origin)


def build_page(entries: Sequence[ListEntry], count: int, on: str | None, origin: str) -> FindingPage:
    findings = [each for group in read_findings_data(entries) for each in group]
    return FindingPage(count=count, next=on, results=at_origin(origin, findings))


def read_made_page(made: MadeList, origin: str) -> FindingPage:
    """A list that somebody made, in their order. Their notes stay with them."""
    return build_page(made.entries, len(made.entries), None, origin)


def cut_rows(
    rows: Sequence[Row], get_slug: Callable[[Row], str], *, cursor: str, limit: int
) -> tuple[list[Row], str | None]:
    """The rows behind the one with the slug `cursor`, and the cursor of what follows. Raises DataRefused."""
    start = 0
    if cursor:
        slugs = [get_slug(row) for row in rows]
        if cursor not in slugs:
            raise DataRefused("“cursor” names nothing that is there today. Begin the list anew.")
        start = slugs.index(cursor) + 1
    part = list(rows[start : start + limit])
    return part, (get_slug(part[-1]) if start + limit < len(rows) else None)
