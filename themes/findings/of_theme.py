"""The findings of a theme as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from themes.enums import FindingKind
from themes.findings.blocks import ListEntry, list_entries
from themes.findings.cards import YEARS_IN_WORDS, Card, CardPeriod
from themes.models import Finding, Theme


@dataclass(frozen=True)
class PeriodSection:
    """Findings of a theme from one period, from several periods together, or of none, with a line that says so."""

    title: str
    entries: list[ListEntry]
    line: str = ""


SEVERAL_PERIODS_LINE = "Drawn from reviews in several periods at once. These cannot be split by period."
YEARS_IN_WORDS_LINE = (
    "Each says in its own words which years its reviews are of: often those when they were published or looked at, not "
    "those of the incidents. So they stand under no period."
)


def group_by_period(found: Sequence[ListEntry], theme: Theme) -> list[PeriodSection]:
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
    sections = [PeriodSection(period.name, by_period[period]) for period in newest_first]
    if several:
        sections.append(PeriodSection("Several periods together", several, SEVERAL_PERIODS_LINE))
    if of_none:
        sections.append(PeriodSection(YEARS_IN_WORDS, of_none, YEARS_IN_WORDS_LINE))
    return sections


def choose_leading_card(entry: ListEntry, theme: Theme) -> Card:
    """The card that puts an entry on the theme's page; others of its block may be about other themes."""
    return next((card for card in entry.cards if is_about(card, theme)), entry.cards[0])


def is_about(card: Card, theme: Theme) -> bool:
    return any(link.pk == theme.pk for link in card.themes)


@dataclass(frozen=True)
class ThemeFindings:
    """`cards` are about the theme itself; entries may bring members of blocks that are not."""

    cards: list[Card]
    starting_points: list[Card]  # in the order of "in short"
    start_here: list[ListEntry]  # their entries: all that the summary names
    sections: list[PeriodSection]
    recommendations: list[ListEntry]
    place_count: int  # of entries: so many boxes there are to tick
    along: int  # cards that are not about the theme, in blocks with one that is


def read_theme_findings(theme: Theme) -> ThemeFindings:
    """What the page of a theme shows of its published findings: three queries."""
    found = list_entries(Finding.objects.in_lists().filter(themes=theme).order_by("number"))
    holding = {card.pk: (card, entry) for entry in found for card in entry.cards}
    points = theme.startingpoint_set.values_list("finding_id", flat=True)
    starting = [holding[pk] for pk in points if pk in holding]
    recommended = [
        entry for entry in found if choose_leading_card(entry, theme).kind == FindingKind.RECOMMENDATION
    ]
    return ThemeFindings(
        cards=[card for card, _ in holding.values() if is_about(card, theme)],
        starting_points=[card for card, _ in starting],
        start_here=list(dict.fromkeys(entry for _, entry in starting)),
        sections=group_by_period([entry for entry in found if entry not in recommended], theme),
        recommendations=recommended,
        place_count=len(found),
        along=sum(not is_about(card, theme) for card, _ in holding.values()),
    )
