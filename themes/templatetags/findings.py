"""Cards and figures for templates."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from reviews.models import Series
from reviews.workspace.base import LOOK
from themes.explore.list_text import describe_source
from themes.explore.tiles import TileGroup, render_tile_group
from themes.figures.charts import draw_chart, render_figure
from themes.figures.reading import Figure, FigureRow, build_unsaved_figure
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


@register.inclusion_tag("admin/reviews/series/_picture.html")
def picture_of_form(adminform: Any, formsets: Sequence[Any], original: Series | None) -> dict[str, Any]:
    """`{% picture_of_form adminform inline_admin_formsets original %}`: of what is typed, else of what is saved."""
    form = adminform.form
    if form.is_bound:
        forms = [
            each
            for formset in formsets
            for each in formset.formset.forms
            if each not in formset.formset.deleted_forms
        ]
        points = [each.instance for each in forms if each.has_changed() or each.instance.pk]
        series = form.instance
    else:
        points, series = (
            list(original.points.select_related("review", "pages_of")) if original else [],
            original,
        )
    sayable = [point for point in points if point.value is not None or point.text]
    figure = build_unsaved_figure(series, sayable) if series and sayable else None
    return {"chart": draw_chart(figure) if figure else None, "is_typed": form.is_bound, "look": LOOK}


@register.filter
def of_a_year(row: FigureRow, figure: Figure) -> str:
    """`{{ row|of_a_year:figure }}`: how many a year, where the years of its figure differ in length."""
    return figure.format_year(row)


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
