"""Lists of findings: filtered, and picked one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from themes.enums import FindingState
from themes.explore.choice import Chosen, address, boxes, in_words, selected, widenings
from themes.explore.filters import LONGEST_LIST, SORTS, FindingFilter, finding_numbers
from themes.explore.listing import read_page
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.models import Finding
from themes.references.files import MOST_IN_FILE, file_links

PER_PAGE = 25  # entries: a block is never split
PAGE = re.compile(r"[0-9]{1,9}")


def finding_list(request: HttpRequest) -> HttpResponse:
    """themes/finding_list.html with what `explore` gives; with `?id=` a list that somebody made."""
    if any(value.strip() for value in request.GET.getlist("id")):
        return made_list(request)
    if request.GET.get("q", "").strip():
        return HttpResponseRedirect(f"{reverse('search')}?{request.GET.urlencode()}")
    filterset = FindingFilter(request.GET)
    if moved := to_canonical_address(request, [*filterset.pairs(), *filterset.unknown_pairs]):
        return moved
    return render(request, "themes/finding_list.html", explore(request, filterset))


def to_canonical_address(
    request: HttpRequest, pairs: Sequence[tuple[str, str]]
) -> HttpResponseRedirect | None:
    """One address for one choice, however it was spelled; None when the request has it already."""
    page = request.GET.get("page", "1")
    page = str(int(page)) if PAGE.fullmatch(page) else page
    kept = [("list", "new")] if request.GET.get("list") == "new" and not request.GET.get("id") else []
    canonical = address(request.path, [*pairs, *kept, *([] if page in ("1", "") else [("page", page)])])
    # Compared with itself as we would write it: what a browser escapes differently is no other address.
    asked = address(request.path, [(name, each) for name, values in request.GET.lists() for each in values])
    return None if asked == canonical else HttpResponseRedirect(canonical)


def explore(request: HttpRequest, filterset: FindingFilter, typed: str = "") -> dict[str, Any]:
    """What a filtered list shows. Four queries: facets, counts, places, cards; one more where an agency is chosen.

    - `sections` [(heading, Listed)], `finding_count`, `page` (of a Paginator), `page_numbers`
    - `choice` (the filters in words), `choice_for_tabs`, `chosen` (Chosen), `chosen_count` (without words)
    - `widenings` (Widening, where nothing was found)
    - `filterset`, `facets` (FacetBoxes), `following` (how many are only for every agency)
    - `years` [(year, is first, is last)], `years_chosen`, `sorts` [(value, words, is chosen)], `unknown`
    - `path`, `query` (the address's query without its page number, for links)
    - `files` (FileLink: its references), `files_cut` (how many entries they hold, where the list has more)
    """
    number = page_number(request.GET.get("page") or "1")
    listed = read_page(filterset, number=number, size=PER_PAGE)
    if not listed.places and number > 1:
        listed = read_page(filterset, number=1, size=1)
        refuse_page(max(1, -(-listed.place_count // PER_PAGE)))
    paginator: Paginator = Paginator(range(listed.place_count), PER_PAGE)
    words = [("q", typed)] if typed else []
    plain_list = reverse("finding-list")
    taken_back = [Chosen(f"“{typed}”", address(plain_list, filterset.pairs()))] if typed else []
    chosen = selected(filterset, request.path, words)
    since, until = filterset.years
    counts = filterset.counts
    query = address("", [*words, *filterset.pairs()]).removeprefix("?")
    return {
        "sections": in_sections(listed.places),
        "finding_count": counts.total,
        "page": paginator.page(number),
        "page_numbers": page_numbers(paginator.page(number)),
        "choice": in_words(filterset),
        "choice_for_tabs": in_words(filterset, for_tabs=True),
        "chosen": [*taken_back, *chosen],
        "chosen_count": len(chosen),
        "widenings": [] if counts.total else widenings(filterset, request.path, words, plain_list),
        "filterset": filterset,
        "facets": boxes(filterset),
        "following": filterset.following if filterset.agencies_chosen else 0,
        "years": [(year, year == since, year == until) for year in filterset.years_to_choose],
        "sorts": [(key, name, key == filterset.order) for key, name in SORTS.items()],
        "years_chosen": bool(since or until),
        "unknown": filterset.unknown,
        "nothing_ticked": request.GET.get("list") == "new",
        "path": request.path,
        "query": query,
        "files": file_links(request.path, query),
        "files_cut": MOST_IN_FILE if listed.place_count > MOST_IN_FILE else 0,
    }


def filters_within(name: str, value: str) -> dict[str, Any]:
    """The other filters for a page about one theme or period, counted within it: two queries.

    `facets`, `years`, and `within` (the choice that stays, as name and value). They lead to the list
    of findings, so that the page itself stays the same for everybody.
    """
    data = QueryDict(mutable=True)
    data[name] = value
    filterset = FindingFilter(data)
    own = [facet.number for facet in filterset.facets if facet.name == name]
    return {
        "facets": boxes(filterset, leave_out=own),
        "years": [(year, False, False) for year in filterset.years_to_choose],
        "within": (name, value),
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a filtered list. `along` names what is not what was asked for: it must be read with the rest."""

    entry: ListEntry
    along: str


def in_sections(places: Sequence[tuple[str, ListPlace]]) -> list[tuple[str, list[Listed]]]:
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


def page_number(text: str) -> int:
    """The page that an address asks for. Raises Http404 for what is no page number."""
    number = int(text) if PAGE.fullmatch(text) else 0
    if not number:
        raise Http404("This list has no such page.")
    return number


def refuse_page(last: int) -> None:
    raise Http404(f"This list has {last} page{'' if last == 1 else 's'}. The address asks for another one.")


def page_numbers(page: Page) -> list[int | None]:
    """Numbers to link to, with None where some are left out."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]


def made_list(request: HttpRequest) -> HttpResponse:
    """themes/made_list.html: findings that somebody picked, in their order. Nothing is stored.

    - `entries` [(entry, address without it, address with it one place higher, or nothing)]
    - `finding_count`, `codes` (as chosen), `first_codes` (text, for tabs), `unknown` (words), `withdrawn` (codes)
    - `longest` (how many fit, where more were asked for), `list_address` (whole), `codes_text`, `mail_title`
    - `files` (FileLink: its references), `query` (of the list's address)
    """
    numbers, strange = finding_numbers(request.GET.getlist("id"))
    # One more than fits stays in the address, so that it can be told.
    numbers, cut = numbers[: LONGEST_LIST + 1], len(numbers) > LONGEST_LIST
    path = reverse("finding-list")
    if numbers:
        canonical = list_address([f"F{number:03}" for number in numbers], strange)
        asked = QueryDict(mutable=True)
        asked.setlist("id", request.GET.getlist("id"))
        others = [name for name in request.GET if name != "id"]
        if others or f"{path}?{asked.urlencode()}" != canonical:
            return HttpResponseRedirect(canonical)
    found = {row.number: row for row in rows_of(numbers)}
    shown = [
        row
        for number in numbers[:LONGEST_LIST]
        if (row := found.get(number)) and row.state == FindingState.PUBLISHED
    ]
    entries = entries_of(shown)
    codes = [row.code for row in shown]
    return render(
        request,
        "themes/made_list.html",
        {
            "entries": with_moves(entries, codes),
            "finding_count": sum(len(entry.cards) for entry in entries),
            "codes": codes,
            "codes_text": ", ".join(codes),
            "first_codes": (first := f"{', '.join(codes[:8])}{' …' if len(codes) > 8 else ''}"),
            "mail_title": f"SCR Portal: a list of findings ({first})",
            "unknown": [*strange, *(f"F{n:03}" for n in numbers if n not in found or is_hidden(found[n]))],
            "withdrawn": [row.code for row in found.values() if row.state == FindingState.WITHDRAWN],
            "longest": LONGEST_LIST if cut else 0,
            "query": (query := list_address(codes).partition("?")[2]),
            "files": file_links(path, query),
            "list_address": request.build_absolute_uri(list_address(codes)),
        },
    )


def rows_of(numbers: Sequence[int]) -> QuerySet[Finding]:
    """What a list made of these numbers needs to know of each: one query."""
    return Finding.objects.filter(number__in=numbers).only("pk", "number", "block_id", "state")


def entries_of(rows: Sequence[Finding]) -> list[ListEntry]:
    """Published findings in the order given, each with what must be read with it: one query."""
    places: dict[tuple[str, int], ListPlace] = {}
    for row in rows:
        place = ListPlace((row.pk,), row.block_id)
        places.setdefault(place.key, place)
    return read_entries(list(places.values()), with_scope_notes=True)


def is_hidden(finding: Finding) -> bool:
    return finding.state in (FindingState.DRAFT, FindingState.IN_REVIEW)


def list_address(codes: Sequence[str], strange: Sequence[str] = ()) -> str:
    return address(reverse("finding-list"), [("id", code) for code in [*codes, *strange]])


def with_moves(entries: Sequence[ListEntry], codes: Sequence[str]) -> list[tuple[ListEntry, str, str]]:
    """Each entry with the address of the list without it, and of the list with it one place higher."""
    of_entries = [{card.code for card in entry.cards} for entry in entries]
    held = [[code for code in codes if code in own] for own in of_entries]
    moves = []
    for place, entry in enumerate(entries):
        without = [code for other, mine in enumerate(held) for code in mine if other != place]
        order = list(range(len(held)))
        order[place - 1 : place + 1] = [place, place - 1]
        higher = list_address([code for other in order for code in held[other]]) if place else ""
        moves.append((entry, list_address(without), higher and f"{higher}#{entry.cards[0].code}"))
    return moves
