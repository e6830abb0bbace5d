"""Figures over time: all of them, each with its picture and its table, and the files of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from reviews.history.tracking import find_by_old_slug
from reviews.models import Period, Series
from themes.explore.choice import build_address
from themes.figures.files import build_figure_file, build_table_of_all, list_figure_files
from themes.figures.listing import (
    FigureCard,
    find_card,
    group_by_subject,
    list_themes,
    read_cards,
    read_periods,
    read_theme_order,
    select_cards,
)
from themes.findings.blocks import list_entries
from themes.models import Finding, Theme
from themes.references.findings import cite_page
from themes.views.addresses import asks_for, find_by_slug, lead_to, lead_to_unknown
from themes.views.frames import frame_figure

NAMES = ("theme", "period")
MOST_OTHERS = 8
MOST_FINDINGS = 20
MISSING = "There is no figure with this address."


@dataclass(frozen=True, slots=True)
class FigureChoice:
    """What an address chooses; `is_known` is whether all that it names is there."""

    theme: Theme | None
    period: Period | None
    is_known: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        theme = [("theme", self.theme.slug)] if self.theme else []
        return [*theme, *([("period", self.period.slug)] if self.period else [])]


def read_choice(request: HttpRequest) -> FigureChoice:
    """At most one theme and one period, by any of their slugs."""
    named = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in NAMES}
    theme = period = None
    if named["theme"]:
        theme = Theme.objects.listed().filter(slug=named["theme"]).first()
        old = None if theme else find_by_old_slug(Theme, named["theme"])
        theme = theme or (old and (old.merged_into or old))
    if named["period"]:
        period = next((each for each in read_periods() if each.slug == named["period"]), None)
        period = period or find_by_old_slug(Period, named["period"])
    return FigureChoice(
        theme, period, bool(theme) >= bool(named["theme"]) and bool(period) >= bool(named["period"])
    )


def figure_list(request: HttpRequest) -> HttpResponse:
    """figures/figure_list.html:

    - `subjects` (FigureSubject), `figure_count`, `all_count`
    - `themes`, `periods` (to choose from), `theme`, `period` (chosen, or None), `choice` (in words)
    - `table_url`, `data_url` (the same figures as CSV and JSON)
    """
    choice = read_choice(request)
    address = build_address(request.path, choice.pairs)
    if not choice.is_known:
        return lead_to_unknown(address)
    if not asks_for(request, choice.pairs):
        return HttpResponseRedirect(address)
    cards = read_cards()
    own = choice.theme.slug if choice.theme else ""
    chosen = select_cards(cards, own, choice.period)
    names = [choice.theme.title if choice.theme else "", choice.period.name if choice.period else ""]
    return render(
        request,
        "figures/figure_list.html",
        {
            "subjects": group_by_subject(chosen, order := read_theme_order(), own),
            "figure_count": len(chosen),
            "all_count": len(cards),
            "themes": list_themes(cards, order),
            "periods": read_periods(),
            "theme": choice.theme,
            "period": choice.period,
            "choice": " and ".join(filter(None, names)),
            "table_url": build_address(reverse("figure-list-file"), choice.pairs),
            "data_url": build_address(reverse("figure-list-data"), choice.pairs),
        },
    )


def find_figure(slug: str) -> tuple[FigureCard | Series, bool]:
    """The figure at this address; or the series that had it before, and False. Raises Http404."""
    if card := find_card(slug):
        return card, True
    series, current = find_by_slug(Series.objects.all(), slug, missing=MISSING)
    if current or find_card(series.slug) is None:  # it has no number yet
        raise Http404(MISSING)
    return series, False


def figure_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """figures/figure.html:

    - `figure` (Figure), `chart` (Chart), `themes` (FigureTheme), `content_note`
    - `entries` (the first `shown_count` of `finding_count` findings that hold its numbers, each with what must be read
      with it)
    - `files` (FigureFile), `frame` (Frame), `cite` (the page, as text), `address` (whole)
    - `others` (the first figures of the same subject)
    """
    found, current = find_figure(slug)
    if not current or not isinstance(found, FigureCard):
        return lead_to(found)
    figure = found.figure
    holding = Finding.objects.in_lists().filter(figures__slug=figure.slug).order_by("number")
    entries = list_entries(holding[:MOST_FINDINGS])
    own = {theme.slug for theme in found.themes[:1]}
    address = request.build_absolute_uri(figure.get_absolute_url())
    return render(
        request,
        "figures/figure.html",
        {
            "figure": figure,
            "chart": found.chart,
            "themes": found.themes,
            "content_note": found.content_note,
            "frame": frame_figure(request, figure),
            "entries": entries,
            "shown_count": MOST_FINDINGS,
            # With fewer cards there are no more.
            "finding_count": holding.count()
            if sum(len(each.cards) for each in entries) >= MOST_FINDINGS
            else 0,
            "files": list_figure_files(figure),
            "others": [
                card.figure
                for card in read_cards()
                if card is not found and own & {theme.slug for theme in card.themes}
            ][:MOST_OTHERS],
            "cite": cite_page(f"figure “{figure.title}”", address),
            "address": address,
        },
    )


def figure_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """/figures/<slug>.<kind>: its table, its picture, or its Vega-Lite specification."""
    found, current = find_figure(slug)
    if not current or not isinstance(found, FigureCard):
        return lead_to("figure-file", found.slug, kind)  # type: ignore[union-attr]
    return build_figure_file(
        found.figure, found.chart, kind, request.build_absolute_uri(found.figure.get_absolute_url())
    )


def figure_list_file(request: HttpRequest) -> HttpResponseBase:
    """/figures.csv: the rows of all figures that the same address without its suffix shows."""
    choice = read_choice(request)
    if not choice.is_known:
        return lead_to_unknown(build_address(request.path, choice.pairs))
    chosen = select_cards(read_cards(), choice.theme.slug if choice.theme else "", choice.period)
    return build_table_of_all([card.figure for card in chosen], request.build_absolute_uri("/").rstrip("/"))
