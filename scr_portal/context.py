"""What every page says about the site itself: its name, its ways in, and where to get help."""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from scr_portal import help
from themes.explore.filters import LONGEST_LIST
from themes.explore.list_addresses import LONGEST_ADDRESS, read_list_in_address

NAME = "SCR Portal"
STRAPLINE = "Learning from serious case reviews in England, 2003 to 2014"
EXIT_URL = "https://www.bbc.co.uk/weather"

# The first part of an address says which of these a page belongs to.
SECTIONS = {
    "themes": ("Themes", "theme-list"),
    "findings": ("Findings", "finding-list"),
    "situations": ("Situations", "situation-list"),
    "reviews": ("Reviews", "review-list"),
    "periods": ("Periods", "period-list"),
    "figures": ("Figures", "figure-list"),
    "search": ("Search", "search"),
}


class NavigationItem(NamedTuple):
    text: str
    url: str
    current: str  # the value of aria-current: "page", "true" inside the section, or nothing


def build_words() -> dict[str, Any]:
    """What needs neither a request nor a database: error pages have neither."""
    return {
        "name": NAME,
        "version": settings.VERSION,
        "sends_mail": settings.SENDS_MAIL,
        "discussion": settings.DISCUSSION,  # whether readers can have an account and discuss
        "strapline": STRAPLINE,
        "exit_url": EXIT_URL,
        "longest_list": LONGEST_LIST,  # for scripts, which keep a list too
        "longest_address": LONGEST_ADDRESS,
        "help_lines": help.build_lines_without_database(),
    }


def build_navigation(path: str) -> list[NavigationItem]:
    items = []
    for section, (text, url_name) in SECTIONS.items():
        url = reverse(url_name)
        inside = path.strip("/").split("/")[0] == section
        items.append(NavigationItem(text, url, "page" if path == url else "true" if inside else ""))
    return items


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, with the navigation for this address and what short addresses begin with.

    `my_list` counts what this address holds of a list, and leads to the list of it; None where nothing is.
    """
    try:
        chosen = read_list_in_address(request.GET)
    except TooManyFieldsSent:  # the page that says so is made with this too
        chosen = read_list_in_address(QueryDict())
    try:
        origin = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:  # the page that says so is made with this too
        origin = ""
    return {
        "site": {
            **build_words(),
            # Asked for only by pages that show them, and once: the help page shows them twice.
            "help_lines": SimpleLazyObject(help.build_lines),
            "navigation": build_navigation(request.path),
            "origin": origin,
            "my_list": {"count": len(chosen.codes), "url": chosen.address} if chosen.codes else None,
        }
    }
