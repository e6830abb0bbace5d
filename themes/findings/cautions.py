"""What must be known before a finding is passed on, besides its page and how far that was checked."""

from __future__ import annotations

from collections.abc import Iterator

from themes.findings.cards import Card


def list_cautions(card: Card) -> Iterator[str]:
    """In sentences, behind its years."""
    if card.spans_periods:
        yield f"Drawn from reviews in {card.period_count_text} periods at once. It cannot be split by period."
    elif card.periods:
        yield "About one period only."
    else:
        yield "It stands under no period."
    if card.is_later:
        yield "Later report, for comparison."
    yield from dict.fromkeys(f"Words quoted from the report: {quoted.before_link}" for quoted in card.quoted)
