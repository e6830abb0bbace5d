"""References that leave the site: files for reference managers, and lists in a style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from reviews.bibliography import write_reference
from reviews.csl import Item, build_csl_item
from themes.explore.choice import build_address, describe_choice
from themes.explore.filters import FindingFilter
from themes.explore.list_addresses import read_addressed_list
from themes.explore.listing import read_page
from themes.explore.made_lists import read_made_list
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.references.files import MOST_IN_FILE, build_file_links, build_file_response
from themes.references.findings import FindingReference, build_references, merge_reports
from themes.references.page_metadata import build_coins
from themes.references.styles import STYLES, StyledReference, build_web_page_item, render_reference
from themes.search.understanding import understand
from themes.search.words import clean_typed
from themes.views.addresses import get_origin, lead_to, lead_to_unknown
from themes.views.findings import find_finding, show_absence
from themes.views.reviews import find_review
from themes.views.situations import find_situation, list_entries_for
from themes.views.themes import find_theme

MOST_SHOWN = 90  # entries on a page of references


def list_items(request: HttpRequest, entries: Sequence[ListEntry]) -> list[Item]:
    """An item for each report; for each finding where the address says `each=finding`."""
    found = build_references(entries, get_origin(request))
    return [each.item for each in found] if request.GET.get("each") == "finding" else merge_reports(found)


def finding_file(request: HttpRequest, code: str, suffix: str) -> HttpResponseBase:
    """/findings/<code>.<suffix>: the reference of a finding, with those it must be read with.

    One that readers do not see has none: the answer is that of its page.
    """
    found = find_finding(code)
    if code != found.code:
        return redirect("finding-file", found.code, suffix, permanent=True)
    if absence := show_absence(request, found):
        return absence
    together = read_entries([ListPlace((found.pk,), found.block_id)], with_scope_notes=True)
    items = [each.item for each in build_references(together, get_origin(request))]
    return build_file_response(items, suffix, f"scr-portal-{found.code}")


def review_file(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/reviews/<slug>.<suffix>: the reference of a report."""
    review, current = find_review(slug)
    if not current:
        return lead_to("review-file", review.slug, suffix)
    return build_file_response([build_csl_item(review)], suffix, f"scr-portal-{review.slug}")


@dataclass(frozen=True)
class AskedList:
    """Findings that an address asks for. `entries` are the first of `entry_count`."""

    entries: list[ListEntry]
    entry_count: int
    along: int  # findings that did not match and must be read with those that did
    choice: str  # in words
    choice_for_tabs: str
    query: str  # the address's own, for links


def read_asked_list(request: HttpRequest, most: int) -> AskedList | None:
    """The list at this address, as its page shows it: filtered, looked for or made by somebody.

    None where the address asks for what is not there: the page of the list says so, and a file could not.
    """
    data = request.GET.copy()
    data.pop("style", None)
    data.pop("page", None)
    data.pop("each", None)
    if any(value.strip() for value in data.getlist("id")):
        return _read_asked_made_list(data)
    typed = clean_typed(data.get("q", ""))
    filterset = FindingFilter(data)
    if filterset.unknown or filterset.cut or filterset.years_in_wrong_order:
        return None
    if typed:
        filterset.look_for(understand(typed))
    listed = read_page(filterset, number=1, size=most)
    entries = read_entries([place for _, place in listed.places])
    matched = sum(len(place.finding_ids) for _, place in listed.places)
    return AskedList(
        entries,
        listed.place_count,
        sum(len(entry.cards) for entry in entries) - matched,
        ", and ".join(filter(None, [f"“{typed}”" if typed else "", describe_choice(filterset)])),
        describe_choice(filterset, for_tabs=True),
        build_address("", [*([("q", typed)] if typed else []), *filterset.build_pairs()]).removeprefix("?"),
    )


def _read_asked_made_list(data: QueryDict) -> AskedList | None:
    made = read_made_list(read_addressed_list(data))
    if not made.is_whole:
        return None
    choice = ", ".join(made.codes)
    if made.asked.title:
        choice = f"{made.asked.title} ({choice})"
    return AskedList(
        made.entries,
        len(made.entries),
        0,
        choice,
        made.asked.title or ", ".join(made.codes[:8]),
        made.asked.query,
    )


def list_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """/findings.<suffix>?…: the references of a list, in its order. Nothing typed is in the name of the file."""
    asked = read_asked_list(request, MOST_IN_FILE)
    if asked is None:
        return redirect_to_list(request)
    name = name_file("scr-portal-findings", asked.entry_count)
    return build_file_response(list_items(request, asked.entries), suffix, name)


def name_file(name: str, entry_count: int) -> str:
    """The name of a file of references, which says so where it has the first of a longer list."""
    return f"{name}-first-{MOST_IN_FILE}" if entry_count > MOST_IN_FILE else name


def redirect_to_list(request: HttpRequest) -> HttpResponse:
    """The list itself, which says what it does not understand."""
    query = request.GET.copy()
    query.pop("style", None)
    return lead_to_unknown(f"{list_path(request)}?{query.urlencode()}")


def list_path(request: HttpRequest) -> str:
    return reverse("search" if request.path.startswith(reverse("search").rstrip("/")) else "finding-list")


def theme_file(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/themes/<slug>.<suffix>: the references of the findings of a theme."""
    theme, current = find_theme(slug)
    if not current:
        return lead_to("theme-file", theme.slug, suffix)
    listed = read_page(FindingFilter(QueryDict(f"theme={theme.slug}")), number=1, size=MOST_IN_FILE)
    entries = read_entries([place for _, place in listed.places])
    name = name_file(f"scr-portal-{theme.slug}", listed.place_count)
    return build_file_response(list_items(request, entries), suffix, name)


def situation_file(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/situations/<slug>.<suffix>: the references of the findings chosen for a situation, in their order."""
    situation, current = find_situation(slug)
    if not current:
        return lead_to("situation-file", situation.slug, suffix)
    return build_file_response(
        list_items(request, list_entries_for(situation)), suffix, f"scr-portal-{situation.slug}"
    )


class StyleLink(NamedTuple):
    name: str
    url: str
    is_current: bool


class CitedFinding(NamedTuple):
    """A finding on a page of references. In a style it is cited in the text; plain, its reference is whole."""

    reference: FindingReference
    in_style: StyledReference | None
    coins: str


USUAL = "harvard"  # unless the address says otherwise
PLAIN = "plain"
NAMES = {**{key: style.name for key, style in STYLES.items()}, PLAIN: "Plain text"}


def render_in_style(style: str, found: Sequence[FindingReference]) -> dict[str, Any]:
    """What a page of references shows of its findings.

    - `reports` (each once, as text; in the order of the style), `cited` (CitedFinding, in the order of the list)
    - `alike` (whether two of the reports look the same in the text)
    """
    reviews = list({each.review.pk: each.review for each in found}.values())
    numbers = {review.pk: place for place, review in enumerate(reviews, 1)}
    reports: list[SafeString | str]
    if style == PLAIN:
        reports = sorted(map(write_reference, reviews), key=str.casefold)
        return {
            "reports": reports,
            "alike": False,
            "cited": [CitedFinding(each, None, build_coins(each.item)) for each in found],
        }
    entries = [
        render_reference(style, build_csl_item(review), number=numbers[review.pk]) for review in reviews
    ]
    reports = [each.entry for each in entries]
    if not STYLES[style].is_numbered:
        reports.sort(key=lambda text: text.replace("<i>", "").casefold())
    cited = [
        CitedFinding(
            each,
            render_reference(style, each.report, each.locator, number=numbers[each.review.pk]),
            build_coins(each.item),
        )
        for each in found
    ]
    return {
        "reports": reports,
        "alike": len({each.in_text for each in entries}) < len(entries),
        "cited": cited,
    }


def list_references(request: HttpRequest) -> HttpResponse:
    """/findings/references/?…: themes/references.html, the references of a list in one style.

    - what `render_in_style` gives; `finding_count`, `along` (how many of them did not match), `choice`,
      `choice_for_tabs`, `list_address` (whole), `back` (its path)
    - `styles` (StyleLink), `style_name`, `is_plain`, `is_numbered`, `this_page` (the list itself, as cited)
    - `files` (FileLink); `cut`, `files_cut` (how many entries are shown and filed, where the list has more)
    """
    style = request.GET.get("style", USUAL)
    if style not in NAMES:
        raise Http404("References come in these styles: Harvard, APA, Vancouver and plain text.")
    asked = read_asked_list(request, MOST_SHOWN)
    if asked is None:
        return redirect_to_list(request)
    path = list_path(request)
    back = f"{path}?{asked.query}" if asked.query else path
    whole_address = f"{get_origin(request)}{back}"
    this_page = ""
    if style != PLAIN:
        today = timezone.localdate()
        title = f"Findings: {asked.choice}" if asked.choice else "All findings"
        own_page = build_web_page_item(title, whole_address, (today.year, today.month, today.day))
        this_page = render_reference(style, own_page).entry
    return render(
        request,
        "themes/references.html",
        {
            **render_in_style(style, build_references(asked.entries, get_origin(request))),
            "finding_count": sum(len(entry.cards) for entry in asked.entries),
            "along": asked.along,
            "choice": asked.choice,
            "choice_for_tabs": asked.choice_for_tabs,
            "list_address": whole_address,
            "back": back,
            "styles": [
                StyleLink(name, build_style_address(request.path, asked.query, key), key == style)
                for key, name in NAMES.items()
            ],
            "style_name": NAMES[style],
            "is_plain": style == PLAIN,
            "is_numbered": style != PLAIN and STYLES[style].is_numbered,
            "this_page": this_page,
            "files": build_file_links(path, asked.query),
            "cut": MOST_SHOWN if asked.entry_count > MOST_SHOWN else 0,
            "files_cut": MOST_IN_FILE if asked.entry_count > MOST_IN_FILE else 0,
        },
    )


def build_style_address(path: str, query: str, style: str) -> str:
    """One address for one style: the usual one is not named."""
    query = "&".join(filter(None, [query, "" if style == USUAL else f"style={style}"]))
    return f"{path}?{query}" if query else path
