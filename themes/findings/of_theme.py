"""The findings of a theme as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from themes.enums import FindingKind
from themes.findings.blocks import ListEntry, list_entries
from themes.findings.cards import YEARS_IN_WORDS, Card, CardPeriod
from themes.models import Finding, Theme

KEY_LESSONS = 3
IN_SIGHT = 5  # entries of a section; the others are in a disclosure
CARDS_IN_SIGHT = 24  # on the whole page, so that a phone has some twenty screens of it


@dataclass(frozen=True)
class ThemeSection:
    """Findings of a theme from one period, several or none, with a line that says so; or its recommendations.

    What stands among the key lessons is counted here too, and pointed at. Counts are of findings about the theme, not
    of those that come along with them.
    """

    title: str
    finding_count: int
    first: list[ListEntry]
    rest: list[ListEntry]
    rest_count: int
    above: list[Card]  # cards about the theme that stand under "Key lessons"
    line: str = ""


SEVERAL_PERIODS_LINE = "Drawn from reviews in several periods at once. These cannot be split by period."
RECOMMENDATIONS = "What the authors recommended"
YEARS_IN_WORDS_LINE = (
    "Each says in its own words which years its reviews are of: often those when they were published or looked at, not "
    "those of the incidents. So they stand under no period."
)


@dataclass(frozen=True)
class Part:
    """The entries of a section in their order, before some are folded."""

    title: str
    entries: list[ListEntry]
    line: str = ""


def group_by_period(found: Sequence[ListEntry], theme: Theme) -> list[Part]:
    """Newest period first, then entries of several periods, then those of none; each entry once."""
    by_period: dict[CardPeriod, list[ListEntry]] = {}
    several: list[ListEntry] = []
    of_none: list[ListEntry] = []
    for entry in found:
        periods = choose_leading_card(entry, theme).periods
        if len(periods) == 1:
            by_period.setdefault(periods[0], []).append(entry)
        else:
            (several if periods else of_none).append(entry)
    newest_first = sorted(by_period, key=attrgetter("first_year"), reverse=True)
    parts = [Part(period.name, by_period[period]) for period in newest_first]
    parts.append(Part("Several periods together", several, SEVERAL_PERIODS_LINE))
    parts.append(Part(YEARS_IN_WORDS, of_none, YEARS_IN_WORDS_LINE))
    return [part for part in parts if part.entries]


def deal_room(lists: Sequence[Sequence[ListEntry]], room: int) -> list[int]:
    """How many entries of each list stand in sight: one at least, at most five, dealt in turn while cards have room."""
    dealt = [0] * len(lists)
    for rank in range(IN_SIGHT):
        for number, entries in enumerate(lists):
            if dealt[number] == rank < len(entries) and (rank == 0 or len(entries[rank].cards) <= room):
                dealt[number] += 1
                room -= len(entries[rank].cards)
    return dealt


def build_sections(parts: Sequence[Part], theme: Theme, above: Sequence[ListEntry]) -> list[ThemeSection]:
    """The parts with what is folded; what stands `above` is counted and pointed at."""
    below = [[entry for entry in part.entries if entry not in above] for part in parts]
    dealt = deal_room(below, CARDS_IN_SIGHT - sum(len(entry.cards) for entry in above))
    return [
        ThemeSection(
            title=part.title,
            finding_count=len(find_own_cards(part.entries, theme)),
            first=entries[:in_sight],
            rest=entries[in_sight:],
            rest_count=len(find_own_cards(entries[in_sight:], theme)),
            above=find_own_cards([entry for entry in part.entries if entry in above], theme),
            line=part.line,
        )
        for part, entries, in_sight in zip(parts, below, dealt, strict=True)
    ]


def find_own_cards(entries: Iterable[ListEntry], theme: Theme) -> list[Card]:
    return [card for entry in entries for card in entry.cards if is_about(card, theme)]


def choose_leading_card(entry: ListEntry, theme: Theme) -> Card:
    """The card that puts an entry on the theme's page; others of its block may be about other themes."""
    return next((card for card in entry.cards if is_about(card, theme)), entry.cards[0])


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
    """`cards` are about the theme itself; entries may bring members of blocks that are not."""

    cards: list[Card]
    starting_points: list[Card]  # in the order of "in short"
    key_lessons: list[KeyLesson]
    also_named: list[ListEntry]  # what else the summary names
    sections: list[ThemeSection]
    recommendations: ThemeSection
    place_count: int  # of entries: so many boxes there are to tick
    along: int  # cards that are not about the theme, in blocks with one that is

    @property
    def found_count(self) -> int:
        """Findings of the sections: all but recommendations."""
        return sum(section.finding_count for section in self.sections)


def read_theme_findings(theme: Theme) -> ThemeFindings:
    """What the page of a theme shows of its published findings: three queries."""
    found = list_entries(Finding.objects.in_lists().filter(themes=theme).order_by("number"))
    holding = {card.pk: (card, entry) for entry in found for card in entry.cards}
    points = theme.startingpoint_set.values_list("finding_id", flat=True)
    starting = [holding[pk] for pk in points if pk in holding]
    leading: dict[ListEntry, Card] = {}
    for card, entry in starting:
        leading.setdefault(entry, card)
    named = list(leading)
    recommended = [
        entry for entry in found if choose_leading_card(entry, theme).kind == FindingKind.RECOMMENDATION
    ]
    by_period = group_by_period([entry for entry in found if entry not in recommended], theme)
    sections = build_sections([*by_period, Part(RECOMMENDATIONS, recommended)], theme, named)
    return ThemeFindings(
        cards=find_own_cards(found, theme),
        starting_points=[card for card, _ in starting],
        key_lessons=[lead_with(leading[entry], entry) for entry in named[:KEY_LESSONS]],
        also_named=named[KEY_LESSONS:],
        sections=sections[:-1],
        recommendations=sections[-1],
        place_count=len(found),
        along=sum(not is_about(card, theme) for card, _ in holding.values()),
    )
