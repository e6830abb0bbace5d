"""Findings that must be read together stay together in every list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from themes.findings.cards import Card, ReadRows, drop_indents, read_cards, read_rows, render_card
from themes.models.finding import FindingQuerySet

NO_REASON_GIVEN = "One without the other would mislead."


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One place in a list: a finding, or a whole block."""

    cards: tuple[Card, ...]

    @property
    def is_block(self) -> bool:
        return len(self.cards) > 1

    @property
    def key(self) -> tuple[str, int]:
        """Equal to the key of its `ListPlace`."""
        first = self.cards[0]
        return ("block", first.block) if first.block else ("finding", first.pk)

    @property
    def names(self) -> str:
        """ "F020 and F021", for labels that stand apart from the entry."""
        return " and ".join(card.code for card in self.cards)

    @property
    def codes(self) -> str:
        """ "F020 F021": for scripts."""
        return " ".join(card.code for card in self.cards)

    @property
    def reason(self) -> str:
        """Why a block belongs together, in a sentence; empty for a single finding."""
        return (self.cards[0].block_reason or NO_REASON_GIVEN) if self.is_block else ""


@lru_cache(maxsize=4096)
def render_entry(entry: ListEntry, level: str, apart_from: tuple[str, ...] = ()) -> SafeString:
    """The entry as lists show it, see `render_card`. Cached by its content, as a card is."""
    if not entry.is_block:
        return render_card(entry.cards[0], level, apart_from)
    context = {
        "cards": entry.cards,
        "reason": entry.reason,
        "level": level,
        "apart_from": apart_from,
    }
    return drop_indents(get_template("components/block.html").render(context))


def mark_lessons(html: SafeString, entry: ListEntry, mark: Callable[[str], SafeString]) -> SafeString:
    """The lessons in what `render_entry` made, marked. Done afterwards, so that nothing typed is remembered."""
    marked: str = html
    for card in entry.cards:
        before, after = f'href="{escape(card.url)}">', "</a>"
        marked = marked.replace(f"{before}{escape(card.text)}{after}", f"{before}{mark(card.text)}{after}", 1)
    return mark_safe(marked)  # noqa: S308 - a template's, and escaped


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where an entry stands in a long list, before its cards are read."""

    finding_ids: tuple[int, ...]  # those that matched
    block: int | None

    @property
    def key(self) -> tuple[str, int]:
        return ("block", self.block) if self.block else ("finding", self.finding_ids[0])


def find_places(findings: FindingQuerySet) -> list[ListPlace]:
    """The entries of a list in its order, a block at the place of its first member: one query.

    Paging through these never splits a block.
    """
    return group_places(findings.values_list("pk", "block_id"))


def group_places(rows: Iterable[tuple[int, int | None]]) -> list[ListPlace]:
    """As `find_places`, of findings with their blocks."""
    in_order: dict[tuple[str, int], list[int]] = {}
    for finding_id, block_id in rows:
        key = ("block", block_id) if block_id else ("finding", finding_id)
        in_order.setdefault(key, []).append(finding_id)
    return [ListPlace(tuple(ids), pk if kind == "block" else None) for (kind, pk), ids in in_order.items()]


def read_entries(
    wanted: Sequence[ListPlace], *, with_scope_notes: bool = False, read: ReadRows = read_rows
) -> list[ListEntry]:
    """The entries with all that they show, and with members of their blocks that did not match: one query."""
    by_place: dict[tuple[str, int], list[Card]] = {}
    cards = read_cards(
        (finding_id for place in wanted for finding_id in place.finding_ids),
        (place.block for place in wanted if place.block),
        with_scope_notes=with_scope_notes,
        read=read,
    )
    for card in cards:
        by_place.setdefault(("block", card.block) if card.block else ("finding", card.pk), []).append(card)
    return [ListEntry(tuple(by_place[place.key])) for place in wanted if place.key in by_place]


def list_entries(findings: FindingQuerySet) -> list[ListEntry]:
    """The entries of a whole list, for lists too short to need pages: two queries."""
    return read_entries(find_places(findings))
