"""What every page says about the site itself: its name, its ways in, and where to get help."""

import functools
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

NAME = "SCR Portal"
STRAPLINE = "Learning from serious case reviews in England, 2003 to 2014"
EXIT_URL = "https://www.bbc.co.uk/weather"
HELP_FILE = Path(__file__).with_name("help.yaml")

# The first part of an address says which of these a page belongs to.
SECTIONS = {
    "search": ("Search", "search"),
    "themes": ("Themes", "theme-list"),
    "findings": ("Findings", "finding-list"),
    "situations": ("Situations", "situation-list"),
    "reviews": ("Reviews", "review-list"),
    "periods": ("Periods", "period-list"),
}


class NavigationItem(NamedTuple):
    text: str
    url: str
    current: str  # the value of aria-current: "page", "true" inside the section, or nothing


def help_service(service: dict[str, Any]) -> SafeString:
    """A service's name, with its link and number where somebody has checked them."""
    if ("telephone" in service or "link" in service) and "checked" not in service:
        raise ValueError(f"{HELP_FILE.name}: say when the number or link of {service['name']} was checked.")
    words = format_html("{}", service["name"])
    if "link" in service:
        words = format_html('<a class="govuk-link" href="{}">{}</a>', service["link"], words)
    if "telephone" in service:
        number = service["telephone"]
        words = format_html(
            '{}, <a class="govuk-link" href="tel:{}">{}</a>', words, number.replace(" ", ""), number
        )
    return words


@functools.cache
def help_lines() -> list[SafeString]:
    """The fixed lines of "Need help?", read once."""
    help_file = yaml.safe_load(HELP_FILE.read_text(encoding="utf-8"))
    services = {key: help_service(service) for key, service in help_file["services"].items()}
    return [
        format_html(line, **services) if "{" in line else format_html("{}", line)
        for line in help_file["lines"]
    ]


def words() -> dict[str, Any]:
    """What needs neither a request nor a database: error pages have neither."""
    return {"name": NAME, "strapline": STRAPLINE, "exit_url": EXIT_URL, "help_lines": help_lines()}


def navigation(path: str) -> list[NavigationItem]:
    items = []
    for section, (text, url_name) in SECTIONS.items():
        url = reverse(url_name)
        inside = path.strip("/").split("/")[0] == section
        items.append(NavigationItem(text, url, "page" if path == url else "true" if inside else ""))
    return items


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, with the navigation for this address and what short addresses begin with."""
    try:
        origin = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:  # the page that says so is made with this too
        origin = ""
    return {"site": {**words(), "navigation": navigation(request.path), "origin": origin}}
