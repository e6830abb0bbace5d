"""Pages as they stand, or stood, on a day, for templates."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.safestring import SafeString

from themes.findings.blocks import ListEntry, render_entry
from themes.findings.cards import Card, render_card
from themes.past.days import build_dated_address
from themes.past.links import keep_date

register = template.Library()


@register.simple_tag
def dated_address(address: str) -> str:
    """`{% dated_address address as dated %}`: the address of a page as it stands today; "" where it has none."""
    return build_dated_address(address)


@register.simple_tag
def dated_entry(entry: ListEntry, day: date, level: str = "h3", apart_from: Iterable[str] = ()) -> SafeString:
    """`{% dated_entry entry day "h3" slugs %}`: as `finding_entry`; its links keep the day."""
    return keep_date(render_entry(entry, level, tuple(apart_from or ())), day)


@register.simple_tag
def dated_card(card: Card, day: date, level: str = "h3") -> SafeString:
    """`{% dated_card card day %}`: as `finding_card`; its links keep the day."""
    return keep_date(render_card(card, level), day)


@register.filter
def note_to(notes: dict[str, str] | None, entry: ListEntry) -> str:
    """`{{ notes|note_to:entry }}`: what somebody noted to its findings."""
    said = ((notes or {}).get(card.code, "") for card in entry.cards)
    return "\n".join(dict.fromkeys(filter(None, said)))
