"""Cards and figures for templates."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from themes.explore.charts import render_figure
from themes.explore.figures import Figure
from themes.explore.list_text import describe_source
from themes.explore.tiles import TileGroup, render_tile_group
from themes.findings.blocks import ListEntry, mark_lessons, render_entry
from themes.findings.cards import Card, CardPeriod, drop_indents, render_card
from themes.findings.micro import draw_micro_strip
from themes.search.marking import Marker

register = template.Library()


@register.filter
def without_years(title: str, years: str) -> str:
    """`{{ title|without_years:"2003 to 2011" }}`: a report's name where its years are said beside it."""
    return title.removesuffix(f" ({years})")


@register.filter
def source_in_words(card: Card) -> str:
    """`{{ card|source_in_words }}`: the line under its lesson, as text."""
    return describe_source(card)


@register.simple_tag
def finding_card(card: Card, level: str = "", apart_from: Iterable[str] = ()) -> SafeString:
    """`{% finding_card card "h4" slugs %}`: components/finding.html, made once for each content."""
    return render_card(card, level or "h3", tuple(apart_from or ()))


@register.simple_tag
def finding_entry(
    entry: ListEntry, level: str = "", apart_from: Iterable[str] = (), marker: Marker | None = None
) -> SafeString:
    """`{% finding_entry entry "h4" slugs marker %}`: a card or a block.

    Its lessons are headings at that level ("h3" unless told). `slugs` are of themes that the page is about. A marker
    marks what was looked for.
    """
    html = render_entry(entry, level or "h3", tuple(apart_from or ()))
    return mark_lessons(html, entry, marker.mark) if marker else html


@register.simple_tag
def marked(text: str, marker: Marker | None = None) -> str:
    """`{% marked theme.title marker %}`: escaped, and what was looked for marked."""
    return marker.mark(text) if marker else text


@register.simple_tag
def figure_table(figure: Figure) -> SafeString:
    """`{% figure_table figure %}`: components/figure.html, made once for each content."""
    return render_figure(figure)


@register.simple_tag
def theme_group(group: TileGroup, level: str = "") -> SafeString:
    """`{% theme_group group "h3" %}`: components/theme_group.html, made once for each content."""
    return render_tile_group(group, level or "h2")


@register.simple_block_tag
def without_indents(content: str) -> SafeString:
    """`{% without_indents %}…{% endwithout_indents %}`: for markup that a page holds a hundred times."""
    return drop_indents(content)


@register.inclusion_tag("components/micro_strip.html")
def micro_strip(periods: Sequence[CardPeriod]) -> dict[str, Any]:
    """`{% micro_strip card.periods %}`: where a finding stands among the five windows."""
    return {"cells": draw_micro_strip(periods)}
