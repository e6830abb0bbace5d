"""Which day an address asks for, and the address of a page as it stands on a day."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit, urlunsplit

from django.db.models import Min
from django.http import QueryDict
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import timezone
from django.utils.formats import date_format

from reviews.collection_version import kept_by_version
from themes.explore.choice import build_address
from themes.explore.filters import AS_OF, is_of_list
from themes.models import Finding

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The pages that are shown as they stood, by the names of their addresses.
DATED = frozenset({"theme", "theme-short", "finding", "finding-short", "situation", "finding-list"})
SHOWN_TODAY_ONLY = ("q", "page", "list", "filters", "cut", "to", AS_OF)  # not of a list as such


class DayRefused(Exception):
    """No page can be shown as it stood on what the address asks for. Its text says why; `first` is the earliest day."""

    def __init__(self, reason: str, first: date | None) -> None:
        super().__init__(reason)
        self.first = first


@kept_by_version
def find_first_day() -> date | None:
    """The day on which something was published here for the first time; None before that. One query."""
    first = Finding.objects.aggregate(first=Min("published_at"))["first"]
    return timezone.localdate(first) if first else None


def read_day(text: str) -> date:
    """The day that an address asks for. Raises DayRefused, with a reason for people."""
    first, today = find_first_day(), timezone.localdate()
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise DayRefused(f"“{text[:40]}” is not a date that we can read.", first)
    if day > today:
        raise DayRefused(
            f"{date_format(day, 'j F Y')} is still to come, and nobody knows what will stand here then.",
            first,
        )
    if first is None or day < first:
        began = f" The first findings were published on {date_format(first, 'j F Y')}." if first else ""
        end = date_format(day, "j F Y")
        raise DayRefused(f"Nothing had been published here by the end of {end}.{began}", first)
    return day


def build_dated_address(address: str, day: date | None = None) -> str:
    """The address of a page as it stands at the end of `day`; of today, where none is named.

    For whatever leaves the portal and should still show what it showed: links to copy, handouts, slides.

        build_dated_address(theme.get_absolute_url())            "/themes/neglect/?as-of=2026-11-30"
        build_dated_address(finding.short_path, day)             "/f/12?as-of=2026-11-29"
        build_dated_address("/findings/?id=F001&id=F004", day)   "/findings/?id=F001&id=F004&as-of=2026-11-29"
        build_dated_address(request.build_absolute_uri(), day)   whole, as it was given

    Themes, findings (both also by their short address), situations, and lists, filtered or made, can be shown by day.
    For any other page, a search among them, there is no such address: then this is "". A date that it has already is
    replaced, and the number of a page is left out. It reads nothing from the database.
    """
    parts = urlsplit(address)
    path, prefix = parts.path, get_script_prefix()
    try:
        name = resolve(f"/{path.removeprefix(prefix)}" if path.startswith(prefix) else path).url_name
    except Resolver404:
        return ""
    query = QueryDict(parts.query)
    if name not in DATED or query.get("q", "").strip():
        return ""
    pairs = [
        (each, value)
        for each, values in query.lists()
        for value in values
        # Title and notes are of a list only where it is the page.
        if each not in SHOWN_TODAY_ONLY and not (is_of_list(each) and "id" not in query)
    ]
    dated = build_address(path, [*pairs, (AS_OF, (day or timezone.localdate()).isoformat())])
    return urlunsplit(parts._replace(path="", query="", fragment="")) + dated
