"""Where the findings of a theme stand on its page: in sections, all of them or the first of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from pyroaring import BitMap

from reviews.collection_version import kept_by_version
from reviews.models import Period
from themes.findings.blocks import ListPlace
from themes.index.contents import CatalogueIndex
from themes.index.keeping import answer
from themes.models import Theme
from themes.models.catalogue import FacetNumber

IN_SIGHT = 5  # entries of a section; the others are in a disclosure
MOST_WHOLE = 60  # entries; of a theme with more, the page has those in sight and a way to the list with all

# Sections by number: a period has that of its option.
NO_PERIOD = FacetNumber.PERIOD.encode(0)
SEVERAL_PERIODS = FacetNumber.SPAN.encode(2)
RECOMMENDED = FacetNumber.KIND.encode(3)
PAGE_KNOWN = FacetNumber.PAGE_KNOWN.encode(1)


class PlaceOfTheme(NamedTuple):
    """An entry of a theme before its cards are read, and the section in which it stands."""

    section: int
    place: ListPlace


@dataclass(frozen=True)
class PlacesOfTheme:
    """All places where `is_whole`, else the first of each section and those asked for. Counts are of all."""

    places: Sequence[PlaceOfTheme]
    finding_counts: Mapping[int, int]  # by section
    is_whole: bool
    place_count: int
    page_count: int
    along: int


@kept_by_version
def find_places_of(theme: Theme, named: frozenset[int]) -> PlacesOfTheme:
    """In the order of lists: three queries at most. Findings `named` by their numbers are always among them."""
    option = FacetNumber.THEME.encode(theme.pk)
    periods = [FacetNumber.PERIOD.encode(pk) for pk in Period.objects.values_list("pk", flat=True)]
    # An entry stands in the first that its first finding is filed under.
    sections = [RECOMMENDED, SEVERAL_PERIODS, *periods, NO_PERIOD]
    return answer(
        lambda index: _find_in_index(index, option, sections, named),
        lambda: _find_in_database(option, sections, named),
    )


def _find_in_index(
    index: CatalogueIndex, option: int, sections: Iterable[int], named: frozenset[int]
) -> PlacesOfTheme:
    findings = index.find_options([option])
    blocks = {index.block_of[number] for number in findings & index.in_blocks}
    # An entry stands at its first finding about the theme.
    members = {about[0]: about for about in (index.blocks[block] & findings for block in blocks)}
    firsts = BitMap(members)
    left = findings - (BitMap.union(BitMap(), *members.values()) - firsts)
    place_count = len(left)
    called_for = left & BitMap(named)
    called_for |= BitMap(first for first, about in members.items() if about.intersect(BitMap(named)))
    is_whole = place_count <= MOST_WHOLE
    finding_counts = {}
    sections_of: dict[int, int] = {}  # by the first finding of an entry
    for section in sections:
        own = left if section == NO_PERIOD else left & index.find_options([section])
        if not own:
            continue
        left = left - own
        finding_counts[section] = len(own) + sum(len(members[first]) - 1 for first in own & firsts)
        shown = own if is_whole else own & called_for | (own - called_for)[:IN_SIGHT]
        sections_of |= dict.fromkeys(shown, section)
    places = [
        PlaceOfTheme(
            sections_of[first],
            ListPlace(index.get_pks(members.get(first, [first])), index.block_of.get(first)),
        )
        for first in sorted(sections_of)
    ]
    return PlacesOfTheme(
        places,
        finding_counts,
        is_whole=is_whole,
        place_count=place_count,
        page_count=findings.intersection_cardinality(index.find_options([PAGE_KNOWN])),
        along=sum(len(index.blocks[block]) for block in blocks) - sum(map(len, members.values())),
    )


FINDINGS = """
SELECT finding_id, number, block_id, CASE {sections} ELSE %(none)s END, options @> ARRAY[%(page_known)s]
FROM themes_catalogueentry
WHERE is_listed AND options @> ARRAY[%(theme)s]
ORDER BY number
"""
# In blocks; their members are few, so those of all blocks are looked up at once.
MEMBERS = """
SELECT count(*) FROM themes_finding JOIN themes_catalogueentry entry ON entry.finding_id = themes_finding.id
WHERE themes_finding.block_id = ANY(%s) AND is_listed
"""


def _find_in_database(option: int, sections: Iterable[int], named: frozenset[int]) -> PlacesOfTheme:
    """The same: two queries."""
    chain = " ".join(f"WHEN options @> ARRAY[{section}] THEN {section}" for section in sections)
    params = {"theme": option, "none": NO_PERIOD, "page_known": PAGE_KNOWN}
    with connection.cursor() as cursor:
        cursor.execute(FINDINGS.format(sections=chain), params)
        rows = cursor.fetchall()
        ids: dict[tuple[str, int], list[int]] = {}
        sections_of: dict[tuple[str, int], int] = {}
        called_for = set()
        for finding_id, number, block_id, section, _ in rows:
            key = ("block", block_id) if block_id else ("finding", finding_id)
            ids.setdefault(key, []).append(finding_id)
            sections_of.setdefault(key, section)
            if number in named:
                called_for.add(key)
        blocks = [pk for kind, pk in ids if kind == "block"]
        cursor.execute(MEMBERS, [blocks])
        members = cursor.fetchone()[0]
    finding_counts: Counter[int] = Counter()
    for key, section in sections_of.items():
        finding_counts[section] += len(ids[key])
    is_whole = len(ids) <= MOST_WHOLE
    room = Counter(dict.fromkeys(finding_counts, IN_SIGHT))
    places = []
    for key, section in sections_of.items():
        if is_whole or key in called_for or room[section] > 0:
            room[section] -= key not in called_for  # for those named stand above
            places.append(
                PlaceOfTheme(section, ListPlace(tuple(ids[key]), key[1] if key[0] == "block" else None))
            )
    return PlacesOfTheme(
        places,
        finding_counts,
        is_whole=is_whole,
        place_count=len(ids),
        page_count=sum(has_page for *_, has_page in rows),
        along=members - sum(len(ids["block", pk]) for pk in blocks),
    )
