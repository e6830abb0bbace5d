"""The page of a list that somebody made, and the list arranged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from themes.explore.arranging import MOVE, PLACE, move_entry, put_in_places, read_places
from themes.explore.filters import LONGEST_LIST, TITLE
from themes.explore.list_addresses import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    AddressedList,
    read_addressed_list,
)
from themes.explore.list_text import UNNAMED, write_list
from themes.explore.made_lists import MadeList, read_made_list
from themes.handouts.files import build_handout_links
from themes.references.files import build_file_links
from themes.references.findings import cite_page
from themes.views.addresses import get_origin

LONGEST_MAIL = 1_900  # characters of a link that opens a mail: some programs cut what is longer


@cache_control(private=True, no_cache=True)
def made_list(request: HttpRequest) -> HttpResponse:
    """themes/made_list.html: findings that somebody picked, in their order, see `show_list`."""
    asked = read_addressed_list(request.GET)
    if asked.codes and asked.query != request.GET.urlencode():
        return HttpResponseRedirect(asked.address)
    return show_list(request, read_made_list(asked), asked.explain_what_is_too_long())


@csrf_exempt  # It changes nothing: it answers with an address, as any link could.
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def arrange_list(request: HttpRequest) -> HttpResponse:
    """/findings/arranged/: leads to the address of the list as it was sent: title, notes, places, a step of one entry.

    What is sent may be longer than an address, so the page's form posts it. What does not fit is told on the page, and
    nothing that was typed is lost.
    """
    sent = request.POST if request.method == "POST" else request.GET
    made = read_made_list(read_addressed_list(sent))
    wanted, mistakes = read_places(made.groups, sent)
    mistakes |= made.addressed.explain_what_is_too_long()
    if mistakes:
        return show_list(request, made, mistakes, sent)
    order, anchor = move_entry(put_in_places(made.groups, wanted), sent.get(MOVE, ""))
    arranged = made.addressed.with_codes(chain.from_iterable(order))
    # The page that this leads to says what is not shown of it.
    left_out = (*made.unknown, *made.hidden, *made.withdrawn, *made.asked.codes[LONGEST_LIST:])
    arranged = replace(arranged, strange=left_out)
    return HttpResponseRedirect(f"{arranged.address}{'#' if anchor else ''}{anchor}")


def show_list(
    request: HttpRequest, made: MadeList, mistakes: Mapping[str, str], sent: Mapping[str, str] | None = None
) -> HttpResponse:
    """themes/made_list.html:

    - `list` (MadeList), `rows` [(NotedEntry, its place as typed, mistakes)], `finding_count`
    - `mistakes` (what to mend, by the name of its field), `is_unsaved` (it was sent, and is in no address yet)
    - `is_single` (entry), `kept_codes` (of all that is shown, for scripts)
    - `longest` (how many fit), `longest_title`, `longest_note` (characters)
    - `title_mistake`; what `describe_ways_out` gives
    """
    rows = [
        (
            noted,
            (sent or {}).get(f"{PLACE}{noted.code}", str(number)),
            [mistakes[name] for name in (f"{PLACE}{noted.code}", noted.field) if name in mistakes],
        )
        for number, noted in enumerate(made.noted_entries, 1)
    ]
    return render(
        request,
        "themes/made_list.html",
        {
            "list": made,
            "rows": rows,
            "finding_count": sum(len(entry.cards) for entry in made.entries),
            "mistakes": mistakes,
            "title_mistake": mistakes.get(TITLE, ""),
            "is_unsaved": sent is not None,
            "is_single": len(rows) == 1,
            "kept_codes": " ".join(entry.codes for entry in made.entries),
            "longest": LONGEST_LIST,
            "longest_title": LONGEST_TITLE,
            "longest_note": LONGEST_NOTE,
            **describe_ways_out(request, made),
        },
    )


def describe_ways_out(request: HttpRequest, made: MadeList) -> dict[str, Any]:
    """Where a list can go.

    - `list_address` (whole), `mail` (a link, perhaps none), `text`, `references_url`, `cite`
    - `files` (FileLink: its references), `handouts` (HandoutLinks)
    """
    addressed = made.addressed
    address = request.build_absolute_uri(addressed.address)
    return {
        "list_address": address,
        "mail": build_mail_link(made.name, address),
        "text": write_list(made.asked.title or UNNAMED, made.noted_entries, address, get_origin(request)),
        "handouts": build_handout_links(
            reverse("finding-list"),
            addressed.query,
            entry_count=len(made.entries),
            finding_count=sum(len(entry.cards) for entry in made.entries),
        ),
        "references_url": f"{reverse('finding-list-references')}?{addressed.query}",
        # Notes are for whoever uses the list, not for a list of references.
        "cite": cite_page(
            f"findings {', '.join(made.codes)}",
            request.build_absolute_uri(AddressedList(addressed.codes).address),
        ),
        "files": build_file_links(reverse("finding-list"), addressed.query),
    }


def build_mail_link(name: str, address: str) -> str:
    """A link that opens a mail with the address; nothing where programs would cut it off."""
    said = {"subject": name, "body": f"{name}\n{address}"}
    link = f"mailto:?{urlencode(said, quote_via=quote, safe='')}"
    return link if len(link) <= LONGEST_MAIL else ""
