"""What somebody typed, and what the collection has for it. Nothing typed is logged or kept."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from themes.explore.choice import build_address
from themes.explore.filters import FindingFilter, is_of_list
from themes.findings.corrections import read_corrections_of
from themes.reading.report_words import MOST, build_query, cut_passages, find_report_pages
from themes.search.marking import Marker
from themes.search.offered import list_offered
from themes.search.references import read_reference
from themes.search.reports import YearFit, describe, find_reports
from themes.search.understanding import Understanding, understand
from themes.search.vocabulary import FittingTheme
from themes.search.words import MOST_CHARACTERS, clean_typed
from themes.views.lists import Listed, explore, redirect_to_canonical
from themes.views.paging import list_page_numbers, turn_to_page

Sections = list[tuple[str, list[Listed]]]

MOST_TRIES = 3  # themes offered where no finding matches
MOST_FIRST = 3  # entries that stand before all else
MOST_REPORTS = 3
MOST_CORRECTIONS = 3
MOST_PAGES = 3  # of reports
PAGES_PER_PAGE = 25
LONGEST_TITLE = 8  # telling words; whoever types more of them does not ask for a report by its name


def search(request: HttpRequest) -> HttpResponse:
    """themes/search.html:

    - `typed`; nothing else when nothing was typed
    - `reference` (Reference) alone, when the text is one that leads to several pages or to none
    - what `themes.views.lists.explore` gives, its first entries as `first_sections` and the others as `sections`;
      `words` (Understanding), `marker` (Marker), `instead` (the address for what was perhaps meant, or nothing),
      `tries` (themes to try), `shown_words` (the same Understanding, where findings were looked for)
    - beside the first page: `themes` [(FittingTheme, the part of its scope that holds what was typed)], `reports`
      (MeantReport), `is_report_named` (whether one is meant), `corrections` (Correction, of findings on this page),
      and what `find_words_of_reports` gives

    A reference to one thing leads straight to it.
    """
    typed = clean_typed(request.GET.get("q", ""))
    if not typed:
        others = request.GET.copy()
        others.pop("q", None)
        if any(not is_of_list(name) for name in others):
            return HttpResponseRedirect(f"{reverse('finding-list')}?{others.urlencode()}")
        return render(request, "themes/search.html", {"typed": ""})
    if meant := read_reference(typed):
        if meant.leads_straight:
            return HttpResponseRedirect(meant.targets[0][1])
        return render(request, "themes/search.html", {"typed": typed, "reference": meant})

    filterset = FindingFilter(request.GET)
    words = understand(typed)
    filterset.look_for(words)
    if moved := redirect_to_canonical(request, filterset, [("q", typed)]):
        return moved
    instead = [("q", words.suggestion), *filterset.build_pairs()]
    context = explore(request, filterset, typed)
    marker = Marker(words.evidence.select_bringing(words.groups))
    is_first = context["page"].number == 1
    first, rest = split_sections(context["sections"], MOST_FIRST if is_first else 0)
    return render(
        request,
        "themes/search.html",
        {
            **context,
            "typed": typed,
            "words": words,
            "marker": marker,
            "first_sections": first,
            "sections": rest,
            "instead": build_address(request.path, instead) if words.suggestion else "",
            "tries": words.themes[:MOST_TRIES],
            "shown_words": None if words.says_nothing else words,
            **(find_beside(typed, words, marker, context["sections"]) if is_first else {}),
            **(find_words_of_reports(words, request.user) if is_first else {}),
        },
    )


def suggestions(request: HttpRequest) -> JsonResponse:
    """What fields for a search offer, whole: browsers look through it, so that nothing typed is sent for it."""
    return JsonResponse(list_offered())


def find_words_of_reports(words: Understanding, user: Any) -> dict[str, Any]:
    """`found_pages` (FoundPage, the first of `found_page_count`), `most_pages` where there are more, `page_marker`.

    No query where none may be read.
    """
    pages = find_report_pages(words, user)
    found, marker = cut_passages(pages[:MOST_PAGES], words)
    count = pages.count() if len(found) == MOST_PAGES else len(found)
    most = MOST if count > MOST else 0
    return {"found_pages": found, "found_page_count": count, "most_pages": most, "page_marker": marker}


def search_pages(request: HttpRequest) -> HttpResponse:
    """themes/search_pages.html: `typed`, and where something was, `found` (FoundPage), `marker` (Marker), `page`,
    `page_numbers`, `query`, `most` (where there are more, of whom some are left out), `says_nothing` (whether nothing
    that was typed can be looked for), `may_read_all`.
    """
    typed = clean_typed(request.GET.get("q", ""))
    if not typed:
        return HttpResponseRedirect(reverse("search"))
    words = understand(typed)
    page = turn_to_page(request, find_report_pages(words, request.user), PAGES_PER_PAGE)
    found, marker = cut_passages(page.object_list, words)
    return render(
        request,
        "themes/search_pages.html",
        {
            "typed": typed,
            "found": found,
            "marker": marker,
            "page": page,
            "page_numbers": list_page_numbers(page),
            "query": urlencode({"q": typed}),
            "most": MOST if page.paginator.count > MOST else 0,
            "says_nothing": not build_query(words),
            "may_read_all": request.user.has_perm("reviews.view_document"),
        },
    )


def find_beside(typed: str, words: Understanding, marker: Marker, sections: Sections) -> dict[str, Any]:
    """What fits beside the findings: two queries at most."""
    described = describe(typed[:MOST_CHARACTERS])
    reports = find_reports(described, leniently=False) if len(described.telling) <= LONGEST_TITLE else []
    named = [meant for meant in reports if meant.is_named]
    fitting = [meant for meant in reports if meant.year_fit >= YearFit.INCIDENTS]
    shown = [card.pk for _, listed in sections for each in listed for card in each.entry.cards]
    return {
        "themes": [(theme, _choose_scope(theme, marker)) for theme in words.themes],
        # A word that many share names none of them.
        "reports": named[:MOST_REPORTS] or (fitting if len(fitting) <= MOST_REPORTS else []),
        "is_report_named": bool(named),
        "corrections": read_corrections_of(shown, most=MOST_CORRECTIONS) if shown else [],
    }


def _choose_scope(theme: FittingTheme, marker: Marker) -> str:
    """The part of a theme's scope that holds what was typed, where its title does not."""
    parts = [] if marker.find(theme.title) else re.split(r"(?<=[.;]) ", theme.scope)
    return next((part.rstrip(";") for part in parts if marker.find(part)), "")


def split_sections(sections: Sections, most: int) -> tuple[Sections, Sections]:
    """The first entries, and the others; a heading stands over both parts of what it was over."""
    first: Sections = []
    others: Sections = []
    for heading, listed in sections:
        room = most - sum(len(each) for _, each in first)
        first += [(heading, listed[:room])] if listed[:room] else []
        others += [(heading, listed[room:])] if listed[room:] else []
    return first, others
