"""The findings of a theme as its page shows them: all of them, or the first of each section where there are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from themes.findings.blocks import ListEntry, read_entries
from themes.findings.cards import YEARS_IN_WORDS, Card
from themes.findings.theme_places import (
    IN_SIGHT,
    NO_PERIOD,
    RECOMMENDED,
    SEVERAL_PERIODS,
    find_places_of,
)
from themes.models import Theme
from themes.models.catalogue import SHIFT, FacetNumber

KEY_LESSONS = 3
CARDS_IN_SIGHT = 16  # on the whole page, so that a phone has some twenty screens of it

RECOMMENDATIONS = "What the authors recommended"
SEVERAL_PERIODS_LINE = "Drawn from reviews in several periods at once. These cannot be split by period."
YEARS_IN_WORDS_LINE = (
    "Each says in its own words which years its reviews are of: often those when they were published or looked at, not "
    "those of the incidents. So they stand under no period."
)


@dataclass(frozen=True)
class ThemeSection:
    """Findings of a theme from one period, several or none, with a line that says so; or its recommendations.

    What stands among the key lessons is counted here too, and pointed at. Counts are of findings about the theme, not
    of those that come along with them. `query` finds the section in the list, where not all of it is here.
    """

    title: str
    finding_count: int
    first: list[ListEntry]
    rest: list[ListEntry]
    rest_count: int
    above: list[Card]  # cards about the theme that stand under "Key lessons"
    line: str
    first_count: int  # of findings that stand first
    query: str


@dataclass(frozen=True)
class Part:
    """The entries of a section in their order, before some are folded."""

    title: str
    entries: list[ListEntry]
    finding_count: int
    line: str = ""
    query: str = ""


def build_parts(
    found: Mapping[int, Sequence[ListEntry]], counts: Mapping[int, int], theme: Theme
) -> list[Part]:
    """Newest period first, then entries of several periods, of none, and recommendations, even where there are none.

    Both are by section.
    """

    def build(section: int, title: str, query: str, line: str = "") -> Part:
        return Part(
            title, list(found.get(section, ())), counts.get(section, 0), line, f"theme={theme.slug}&{query}"
        )

    others = "&kind=finding&kind=statistic" if RECOMMENDED in counts else ""
    periods = {}
    for section, entries in found.items():
        own = find_own_cards(entries[:1], theme)
        # Cards are read after the places: what somebody files elsewhere in between has its section no longer.
        of_first = min(own, key=attrgetter("number")).periods if own else ()
        if of_first and section >> SHIFT == FacetNumber.PERIOD and section != NO_PERIOD:
            periods[section] = of_first[0]
    newest_first = sorted(periods, key=lambda section: periods[section].first_year, reverse=True)
    parts = [
        build(section, periods[section].name, f"period={periods[section].slug}&alone=yes{others}")
        for section in newest_first
    ]
    parts.append(
        build(SEVERAL_PERIODS, "Several periods together", f"alone=no{others}", SEVERAL_PERIODS_LINE)
    )
    parts.append(build(NO_PERIOD, YEARS_IN_WORDS, f"period=none{others}", YEARS_IN_WORDS_LINE))
    return [
        *(part for part in parts if part.entries),
        build(RECOMMENDED, RECOMMENDATIONS, "kind=recommendation"),
    ]


def deal_room(lists: Sequence[Sequence[int]], room: int) -> list[int]:
    """How many entries of each list stand in sight: one at least, at most five, dealt in turn while cards have room.

    Of each entry its number of cards is given.
    """
    dealt = [0] * len(lists)
    for rank in range(IN_SIGHT):
        for number, entries in enumerate(lists):
            if dealt[number] == rank < len(entries) and (rank == 0 or entries[rank] <= room):
                dealt[number] += 1
                room -= entries[rank]
    return dealt


def build_sections(
    parts: Sequence[Part], theme: Theme, above: Sequence[ListEntry], *, is_whole: bool
) -> list[ThemeSection]:
    """The parts with what is folded, or not here at all; what stands `above` is counted and pointed at."""
    stands_above = {entry.key for entry in above}
    below = [[entry for entry in part.entries if entry.key not in stands_above] for part in parts]
    sizes = [[len(entry.cards) for entry in entries] for entries in below]
    dealt = deal_room(sizes, CARDS_IN_SIGHT - sum(len(entry.cards) for entry in above))
    sections = []
    for part, entries, in_sight in zip(parts, below, dealt, strict=True):
        shown = find_own_cards(entries[:in_sight], theme)
        pointed_at = find_own_cards([entry for entry in part.entries if entry.key in stands_above], theme)
        has_more = not is_whole and part.finding_count > len(shown) + len(pointed_at)
        sections.append(
            ThemeSection(
                title=part.title,
                finding_count=part.finding_count,
                first=entries[:in_sight],
                rest=entries[in_sight:] if is_whole else [],
                rest_count=len(find_own_cards(entries[in_sight:], theme)),
                above=pointed_at,
                line=part.line,
                first_count=len(shown),
                query=part.query if has_more else "",
            )
        )
    return sections


def find_own_cards(entries: Iterable[ListEntry], theme: Theme) -> list[Card]:
    return [card for entry in entries for card in entry.cards if is_about(card, theme)]


def is_about(card: Card, theme: Theme) -> bool:
    return any(link.pk == theme.pk for link in card.themes)


@dataclass(frozen=True)
class KeyLesson:
    """A finding that "In short" rests on leads; those to be read with it follow, whole."""

    led: ListEntry  # as it stands here
    entry: ListEntry  # as every list has it


def lead_with(card: Card, entry: ListEntry) -> KeyLesson:
    return KeyLesson(ListEntry((card, *(other for other in entry.cards if other != card))), entry)


@dataclass(frozen=True)
class ThemeFindings:
    """Counts are of all findings of the theme; entries may bring members of blocks that are not about it."""

    finding_count: int
    page_count: int  # of them, those with a page
    starting_points: list[Card]  # in the order of "in short"
    key_lessons: list[KeyLesson]
    also_named: list[ListEntry]  # what else the summary names
    sections: list[ThemeSection]
    recommendations: ThemeSection
    is_whole: bool  # whether all findings stand on the page
    place_count: int  # of entries: so many boxes there are to tick, where all stand on the page
    along: int  # cards that are not about the theme, in blocks with one that is

    @property
    def found_count(self) -> int:
        """Findings of the sections: all but recommendations."""
        return sum(section.finding_count for section in self.sections)


def read_theme_findings(theme: Theme) -> ThemeFindings:
    """What the page of a theme shows of its published findings: five queries."""
    points = list(theme.startingpoint_set.values_list("finding_id", "finding__number"))
    found = find_places_of(theme, frozenset(number for _, number in points))
    entries = {entry.key: entry for entry in read_entries([each.place for each in found.places])}
    holding = {card.pk: (card, entry) for entry in entries.values() for card in entry.cards}
    starting = [holding[pk] for pk, _ in points if pk in holding]
    leading: dict[ListEntry, Card] = {}
    for card, entry in starting:
        leading.setdefault(entry, card)
    named = list(leading)
    by_section: dict[int, list[ListEntry]] = defaultdict(list)
    for each in found.places:
        if each.place.key in entries:
            by_section[each.section].append(entries[each.place.key])
    parts = build_parts(by_section, found.finding_counts, theme)
    sections = build_sections(parts, theme, named, is_whole=found.is_whole)
    return ThemeFindings(
        finding_count=sum(found.finding_counts.values()),
        page_count=found.page_count,
        starting_points=[card for card, _ in starting],
        key_lessons=[lead_with(leading[entry], entry) for entry in named[:KEY_LESSONS]],
        also_named=named[KEY_LESSONS:],
        sections=sections[:-1],
        recommendations=sections[-1],
        is_whole=found.is_whole,
        place_count=found.place_count,
        along=found.along,
    )
