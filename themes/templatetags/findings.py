"""Cards and figures for templates."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from themes.explore.figures import Figure, render_figure
from themes.findings.blocks import ListEntry, render_entry
from themes.findings.cards import Card, CardPeriod, render_card
from themes.findings.micro import draw_micro_strip

register = template.Library()


@register.simple_tag
def finding_card(card: Card) -> SafeString:
    """`{% finding_card card %}`: components/finding.html, made once for each content."""
    return render_card(card)


@register.simple_tag
def finding_entry(entry: ListEntry, level: str = "") -> SafeString:
    """`{% finding_entry entry "h4" %}`: a card, or a block with its heading at that level ("h3" unless told)."""
    return render_entry(entry, level or "h3")


@register.simple_tag
def figure_table(figure: Figure) -> SafeString:
    """`{% figure_table figure %}`: components/figure.html, made once for each content."""
    return render_figure(figure)


@register.inclusion_tag("components/micro_strip.html")
def micro_strip(periods: Sequence[CardPeriod]) -> dict[str, Any]:
    """`{% micro_strip card.periods %}`: where a finding stands among the five windows."""
    return {"cells": draw_micro_strip(periods)}
