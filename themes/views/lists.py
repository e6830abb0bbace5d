"""Lists of findings: filtered, and picked one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from themes.explore.choice import (
    Chosen,
    OptionBox,
    build_address,
    build_facet_boxes,
    count_boxes,
    describe_choice,
    describe_together,
    list_chosen,
    list_widenings,
)
from themes.explore.facets import NO_PERIOD
from themes.explore.filters import FILTERS, MOST_CHOSEN, TICK, FindingFilter
from themes.explore.list_addresses import read_addressed_list
from themes.explore.listing import read_page
from themes.explore.strip import read_strip
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.handouts.files import build_handout_links
from themes.references.files import MOST_IN_FILE, build_file_links
from themes.search.understanding import understand
from themes.search.words import clean_typed
from themes.views.addresses import lead_to_unknown
from themes.views.made_lists import made_list
from themes.views.paging import (
    PAGE,
    PageRefused,
    find_last_page,
    list_page_numbers,
    read_page_number,
    refuse_page,
    turn_to_page,
)

PER_PAGE = 25  # entries: a block is never split
CHOICES_PER_PAGE = 100  # of one filter
MOST_TAKEN_BACK = 30  # choices that can be taken back one by one: each link holds all the others
MOST_UNKNOWN = 10  # words that are named as no choice
MOST_PAGES = 200  # of a list, which says so; filters find what stands further on
OPEN = (FILTERS, "open")  # what components/filter_form.html sends without scripts
TO_PAGE = "to"  # what the buttons of components/page_buttons.html send: not yet an address


def finding_list(request: HttpRequest) -> HttpResponse:
    """themes/finding_list.html with what `explore` gives; with `?id=` a list that somebody made."""
    ticked = read_addressed_list(request.GET, TICK)
    if request.GET.get("list") == "new" and ticked.codes:
        return HttpResponseRedirect(ticked.with_codes(ticked.codes).address)
    if any(value.strip() for value in request.GET.getlist("id")):
        return made_list(request)
    if request.GET.get("q", "").strip():
        return HttpResponseRedirect(f"{reverse('search')}?{request.GET.urlencode()}")
    filterset = FindingFilter(request.GET)
    if moved := redirect_to_canonical(request, filterset):
        return moved
    response = render(request, "themes/finding_list.html", explore(request, filterset))
    if filterset.unknown:  # there is no end of what can be typed, and none of it is kept
        patch_cache_control(response, private=True, no_store=True)
    return response


def facet_choices(request: HttpRequest, name: str) -> HttpResponse:
    """themes/facet_choices.html: all choices of one filter, where there are too many to stand beside a list.

    - `facet`, `choices` [(OptionBox, address of the list with it, or without it where it was chosen)] by their names
    - `choice` (what was chosen so far, in words), `typed`, `page`, `page_numbers`, `query`, `back`
    """
    filterset = FindingFilter(request.GET)
    facet = next((facet for facet in filterset.facets if facet.name == name), None)
    if facet is None:
        raise Http404("There is no filter with this name.")
    typed = clean_typed(request.GET.get("q", ""))
    words = [("q", typed)] if typed else []
    path = reverse("search" if typed else "finding-list")
    if filterset.unknown or filterset.cut or filterset.years_in_wrong_order:  # the list says so
        return lead_to_unknown(f"{path}?{request.GET.urlencode()}")
    if typed:
        filterset.look_for(understand(typed))
    boxes = sorted(count_boxes(filterset, facet), key=lambda box: box.option.name.casefold())
    page = turn_to_page(request, boxes, CHOICES_PER_PAGE)
    pairs = [*words, *filterset.build_pairs()]
    return render(
        request,
        "themes/facet_choices.html",
        {
            "facet": facet,
            "choices": [(box, build_address(path, [*words, *_turn(filterset, box)])) for box in page],
            "choice": describe_choice(filterset),
            "typed": typed,
            "page": page,
            "page_numbers": list_page_numbers(page),
            "query": build_address("", pairs).removeprefix("?"),
            "back": build_address(path, pairs),
        },
    )


def _turn(filterset: FindingFilter, box: OptionBox) -> list[tuple[str, str]]:
    """The choice with this option, or without it where it was chosen."""
    if box.is_chosen:
        return filterset.build_pairs(without=box.option)
    return filterset.build_pairs(adding=box.option)


def redirect_to_canonical(
    request: HttpRequest, filterset: FindingFilter, words: Sequence[tuple[str, str]] = ()
) -> HttpResponseRedirect | None:
    """One address for one choice, however it was spelled; None when the request has it already.

    A button to a page may come with filters that were changed since: it leads to the last page there is.
    """
    pairs = [*words, *filterset.build_pairs(), *filterset.cut_pairs, *filterset.unknown_pairs]
    page = request.GET.get("page", "1")
    if (wanted := request.GET.get(TO_PAGE)) is not None:
        last = count_pages(read_page(filterset, number=1, size=1).place_count)
        page = str(min(int(wanted) or 1, last)) if PAGE.fullmatch(wanted) else "1"
    page = str(int(page)) if PAGE.fullmatch(page) else page
    kept = [("list", "new")] if request.GET.get("list") == "new" and not request.GET.get("id") else []
    ticked = read_addressed_list(request.GET, TICK)
    kept += ticked.with_codes(ticked.codes).build_pairs(TICK)
    kept += [OPEN] if are_filters_open(request) else []
    canonical = build_address(request.path, [*pairs, *kept, *([] if page in ("1", "") else [("page", page)])])
    # Compared with itself as we would write it: what a browser escapes differently is no other address.
    asked = build_address(
        request.path, [(name, each) for name, values in request.GET.lists() for each in values]
    )
    return None if asked == canonical else HttpResponseRedirect(canonical)


def are_filters_open(request: HttpRequest) -> bool:
    """Whether they were applied without a script: then the closed panel of a phone stays open, as it was."""
    return request.GET.get(OPEN[0]) == OPEN[1]


def explore(request: HttpRequest, filterset: FindingFilter, typed: str = "") -> dict[str, Any]:
    """What a filtered list shows. Six queries at most: facets, counts, strip and its periods, places, cards.

    One more where an agency is chosen, and one where periods or years are.

    - `sections` [(heading, Listed)], `finding_count`, `page` (of a Paginator), `page_numbers`
    - `most_shown` (how many places its pages hold, where the list has more)
    - `choice` (the filters in words), `choice_for_tabs`, `chosen_count` (without words)
    - `chosen` (Chosen), `chosen_more` (how many more there are)
    - `cut` (labels of filters of which more than `most_chosen` were chosen)
    - `widenings` (Widening, where nothing was found)
    - `filterset`, `own_themes` (slugs of the themes chosen), `facets` (FacetBoxes), `strip` (Strip)
    - `more_chosen` (how many choices are folded away), `together` (value and words of the years chosen together)
    - `following` (how many are only for every agency)
    - `years_in_words` (how many findings of no period are left out), `years_in_words_url` (where they are)
    - `years` [(year, is first, is last)], `years_chosen`, `sorts` [(value, words, is chosen)]
    - `unknown`, the first of `unknown_count`
    - `filters_open` (whether their panel stays open on a phone)
    - `path`, `query` (the address's query without its page number, for links)
    - `clear_url` (all findings), `unfiltered_url` (the same words without filters)
    - `references_url`, `files` (FileLink: its references), `files_cut` (how many entries they hold, where the list has
      more)
    """
    number = read_page_number(request.GET.get("page") or "1")
    # What is too deep is not looked for: the first place tells how many pages there are.
    is_too_deep = number > MOST_PAGES
    listed = read_page(filterset, number=1 if is_too_deep else number, size=1 if is_too_deep else PER_PAGE)
    if is_too_deep or (not listed.places and number > 1):
        refuse_page_of_list(listed.place_count or read_page(filterset, number=1, size=1).place_count)
    paginator: Paginator = Paginator(range(min(listed.place_count, MOST_PAGES * PER_PAGE)), PER_PAGE)
    page = paginator.page(number)
    words = [("q", typed)] if typed else []
    plain_list = reverse("finding-list")
    taken_back = [Chosen(f"“{typed}”", build_address(plain_list, filterset.build_pairs()))] if typed else []
    chosen = list_chosen(filterset, request.path, words)
    sections = group_into_sections(listed.places)
    facets = build_facet_boxes(filterset, words=words)
    since, until = filterset.years
    counts = filterset.counts
    pairs = [*words, *filterset.build_pairs()]
    query = build_address("", pairs).removeprefix("?")
    cut, unknown = filterset.cut, filterset.unknown
    references = reverse("search-references" if typed else "finding-list-references")
    return {
        "sections": sections,
        "finding_count": counts.total,
        "page": page,
        "most_shown": MOST_PAGES * PER_PAGE if listed.place_count > MOST_PAGES * PER_PAGE else 0,
        "page_numbers": list_page_numbers(page),
        "choice": describe_choice(filterset),
        "choice_for_tabs": describe_choice(filterset, for_tabs=True),
        "chosen": [*taken_back, *chosen[:MOST_TAKEN_BACK]],
        "chosen_more": max(0, len(chosen) - MOST_TAKEN_BACK),
        "chosen_count": len(chosen),
        "widenings": [] if counts.total else list_widenings(filterset, request.path, words, plain_list),
        "filterset": filterset,
        "own_themes": [theme.value for theme in filterset.chosen("theme")],
        "facets": facets,
        "more_chosen": sum(boxes.chosen_count for boxes in facets if not boxes.is_first)
        + bool(since or until),
        "together": describe_together(filterset),
        "strip": read_strip(filterset, lambda pairs: build_address(request.path, [*words, *pairs])),
        "following": filterset.count_following() if filterset.agencies_chosen else 0,
        "years_in_words": filterset.count_years_in_words(),
        "years_in_words_url": build_address(
            request.path, [*words, *filterset.build_pairs_of(("period", NO_PERIOD))]
        ),
        "years": [(year, year == since, year == until) for year in filterset.years_to_choose],
        "sorts": [(key, name, key == filterset.order) for key, name in filterset.sorts if counts.total],
        "years_chosen": bool(since or until),
        "unknown": unknown[:MOST_UNKNOWN],
        "unknown_count": len(unknown),
        "cut": [facet.label for facet in filterset.facets if facet.name in cut],
        "most_chosen": MOST_CHOSEN,
        "nothing_ticked": request.GET.get("list") == "new",
        "clear_url": plain_list,
        "unfiltered_url": build_address(request.path, words),
        "filters_open": are_filters_open(request),
        "path": request.path,
        "query": query,
        "references_url": build_address(references, pairs),
        "files": build_file_links(request.path, query),
        "handouts": build_handout_links(
            request.path,
            query,
            entry_count=listed.place_count,
            finding_count=count_cards(sections, page, counts.total),
        ),
        "files_cut": MOST_IN_FILE if listed.place_count > MOST_IN_FILE else 0,
    }


def build_filters_within(name: str, value: str) -> dict[str, Any]:
    """The other filters for a page about one theme or period, counted within it: two queries.

    `facets`, `years`, and `within` (the choice that stays, as name and value). They lead to the list
    of findings, so that the page itself stays the same for everybody.
    """
    data = QueryDict(mutable=True)
    data[name] = value
    filterset = FindingFilter(data)
    own = [facet.number for facet in filterset.facets if facet.name == name]
    return {
        "facets": build_facet_boxes(filterset, leave_out=own),
        "years": [(year, False, False) for year in filterset.years_to_choose],
        "within": (name, value),
    }


def count_cards(sections: Sequence[tuple[str, list[Listed]]], page: Page, total: int) -> int:
    """Findings of the list with those that come along, where all of it is on this page; else those that matched."""
    if page.paginator.num_pages > 1:
        return total
    return sum(len(each.entry.cards) for _, found in sections for each in found)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a filtered list. `along` names what is not what was asked for: it must be read with the rest."""

    entry: ListEntry
    along: str


def group_into_sections(places: Sequence[tuple[str, ListPlace]]) -> list[tuple[str, list[Listed]]]:
    """Entries under their headings, in the order of the list: one query."""
    entries = {entry.key: entry for entry in read_entries([place for _, place in places])}
    sections = []
    for heading, group in groupby(places, key=lambda each: each[0]):
        found = [
            Listed(entry, " and ".join(card.code for card in entry.cards if card.pk not in place.finding_ids))
            for _, place in group
            if (entry := entries.get(place.key))
        ]
        sections.append((heading, found))
    return sections


def count_pages(places: int) -> int:
    """How many pages a list has, of those that are shown."""
    return min(find_last_page(places, PER_PAGE), MOST_PAGES)


def refuse_page_of_list(places: int) -> None:
    """Raises PageRefused, saying how many pages there are, and what to do where the list has more than can be shown."""
    if places > MOST_PAGES * PER_PAGE:
        raise PageRefused(
            f"Of a long list the first {MOST_PAGES} pages can be read. To see what stands further on, choose filters."
        )
    refuse_page(count_pages(places))
