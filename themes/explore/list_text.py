"""A list as plain text, for a document, a mail or notes of one's own."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.formats import date_format

from themes.explore.made_lists import NotedEntry
from themes.findings.cards import Card, cached_reverse
from themes.findings.cautions import list_cautions

UNNAMED = "A list of findings"
NOT_GUIDANCE = "This is what reviews found at the time. For what to do now, follow your local procedures."


def write_list(
    title: str, rows: Sequence[NotedEntry], address: str, origin: str, more: Sequence[str] = ()
) -> str:
    """Title and address, and findings in order, each with source, short address and note.

    `more` is said above them: what was left out, and the like.
    """
    count = sum(len(row.entry.cards) for row in rows)
    today = date_format(timezone.localdate(), "j F Y")
    head = [
        f"{count} finding{'' if count == 1 else 's'}, from SCR Portal, {today}",
        address,
        "",
        NOT_GUIDANCE,
        *more,
    ]
    return "\n".join([title, *head, *_write_rows(rows, origin), ""])


def _write_rows(rows: Sequence[NotedEntry], origin: str) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        before = f"{number}. "
        lines = []
        if row.entry.is_block:
            lines = [f"Read these together. {row.entry.reason}"]
        for card in row.entry.cards:
            lines += ["", *_write_card(card, origin)] if lines else _write_card(card, origin)
        if row.note:
            noted = row.note.split("\n")
            lines += ["", f"Note: {noted[0]}", *noted[1:]]
        yield ""
        yield before + textwrap.indent("\n".join(lines), " " * len(before)).lstrip(" ")


def _write_card(card: Card, origin: str) -> list[str]:
    return [
        card.text,
        describe_source(card),
        f"{card.code}: {origin}{cached_reverse('finding-short', args=(card.number,))}",
    ]


def describe_source(card: Card) -> str:
    """The line under a lesson in words: its years, its report, and how we know its page."""
    together = " together" if card.spans_periods else ""
    known = " ".join(
        filter(None, (said for known in card.how_known for said in (known.sentence, known.shared)))
    )
    cautions = " ".join(list_cautions(card))
    return f"{card.years_text}{together}. {cautions} {_name_reports(card)}. {known}"


def _name_reports(card: Card) -> str:
    return "; ".join(dict.fromkeys(known.pages_of or card.review.title for known in card.how_known))
