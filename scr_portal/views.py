from __future__ import annotations

from datetime import date

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, reverse
from django.utils.cache import patch_cache_control

from reviews.collection_version import kept_by_version
from scr_portal.styleguide import read_components
from themes.explore.choice import build_address
from themes.explore.filters import FindingFilter
from themes.explore.strip import read_strip
from themes.explore.tiles import read_theme_tiles
from themes.figures.listing import choose_first, read_cards
from themes.findings.corrections import describe_days, list_days
from themes.models import Situation
from themes.reading.tally import count_quotations_checked, count_what_was_read
from themes.views.paging import PageRefused

SITUATIONS = 12
DAYS = 3  # of what is new


@kept_by_version
def read_first_situations() -> list[Situation]:
    return list(Situation.objects.only("slug", "title")[:SITUATIONS])


@kept_by_version
def describe_newest_days() -> list[tuple[date, str]]:
    return describe_days(list_days()[:DAYS])


def home(request: HttpRequest) -> HttpResponse:
    """home.html:

    - `strip` (Strip of all findings), `tiles` (themes.explore.tiles.ThemeTiles)
    - `situations` (the first), `read` (Tally), `quotations_checked`
    - `days` (the newest, each with what changed, in words)
    - `figure` (FigureCard, or None), `figure_count` (of all)
    """
    return render(
        request,
        "home.html",
        {
            "strip": read_strip(
                FindingFilter(), lambda pairs: build_address(reverse("finding-list"), pairs), "large"
            ),
            "tiles": read_theme_tiles(),
            "situations": read_first_situations(),
            "days": describe_newest_days(),
            "figure": choose_first(cards := read_cards()),
            "figure_count": len(cards),
            "read": count_what_was_read(),
            "quotations_checked": count_quotations_checked(),
        },
    )


@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """styleguide.html: `components`, in the order of the page."""
    return render(request, "styleguide.html", {"components": read_components()})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404.html: `reason`, in our own words where a view gave one; `is_of_list`, where only a list's page is missing."""
    reason = exception.args[0] if exception.args else ""
    # Django's own reasons are for programmers: a mapping, or a sentence about a "query".
    is_ours = (
        isinstance(reason, str) and not isinstance(exception, Resolver404) and "given query" not in reason
    )
    context = {"reason": reason if is_ours else "", "is_of_list": isinstance(exception, PageRefused)}
    response = render(request, "404.html", context, status=404)
    # Its foot holds the address, and so what was typed: no browser is to keep it.
    patch_cache_control(response, private=True, no_store=True)
    return response
