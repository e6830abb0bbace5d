"""Where readers can get help: the fixed lines of "Need help?", with the services that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from django.db import DatabaseError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reviews.collection_version import kept_by_version
from themes.models import HelpService

# The same lines in the same order on every page. A service stands in them by its slug and by its name, which is
# all that a page without a database has. 999 is the national emergency number.
LINES = [
    "If a child is in immediate danger, call 999.",
    "Worried about a child: contact the local council's children's social care, or the {nspcc: NSPCC Helpline}.",
    "Under 19 and want to talk: {childline: Childline}.",
    "Domestic abuse: the {domestic-abuse: National Domestic Abuse Helpline}, or the "
    "{mens-advice: Men's Advice Line}.",
    "Struggling or thinking about suicide: {samaritans: Samaritans}, or {papyrus: PAPYRUS} if you are under 35.",
    "Bereaved: {lullaby: The Lullaby Trust}, or {child-bereavement: Child Bereavement UK}.",
    "If this is your work and it weighs on you: your supervisor, your employer's assistance service.",
    "We cannot take reports about a child here.",
]
SERVICE = re.compile(r"\{([a-z-]+): ([^}]+)\}")


def describe_service(service: HelpService) -> SafeString:
    """A service's name, with its link, number and hours while they may be shown."""
    words = format_html("{}", service.name)
    if not service.is_shown:
        return words
    if service.link:
        words = format_html('<a class="govuk-link" href="{}">{}</a>', service.link, words)
    if service.telephone:
        number = service.telephone
        words = format_html(
            '{}, <a class="govuk-link" href="tel:{}">{}</a>', words, number.replace(" ", ""), number
        )
    if service.hours:
        words = format_html("{} ({})", words, service.hours)
    return words


def describe_check(service: HelpService) -> str:
    """When somebody tried what is shown of a service, or at least looked it up."""
    if not service.is_only_looked_up:
        return f"Checked by us on {_format_day(service.checked)}"
    looked_up = f"Looked up on {_format_day(service.looked_up)}"
    if service.checked:
        return f"{looked_up}; last checked by us on {_format_day(service.checked)}"
    return f"{looked_up}; not yet {'rung' if service.telephone else 'opened'} by us"


def _format_day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _build_last_line(services: Iterable[HelpService]) -> list[SafeString]:
    """A last line that says so of numbers that were only looked up; none where all were rung."""
    shown = [service for service in services if service.is_shown]
    days = [service.looked_up for service in shown if service.is_only_looked_up]
    if not days:
        return []
    which = "these numbers" if len(days) == len(shown) else "some of these numbers"
    when = _format_day(min(day for day in days if day)) + (" or later" if len(set(days)) > 1 else "")
    return [format_html("We looked {} up on {} and have not rung them since.", which, when)]


@cache
def build_lines_without_database() -> list[SafeString]:
    """The lines with the services' names alone."""
    return _fill_lines({})


def build_lines() -> list[SafeString]:
    """The lines with what is known of each service today: one query. Without a database, as if nothing were known."""
    try:
        return _read_lines(timezone.localdate())
    except DatabaseError:
        return build_lines_without_database()


@kept_by_version
def _read_lines(_today: date) -> list[SafeString]:
    """Another day may show less of a service."""
    services = list(HelpService.objects.all())
    return [
        *_fill_lines({service.slug: describe_service(service) for service in services}),
        *_build_last_line(services),
    ]


def _fill_lines(names: Mapping[str, SafeString]) -> list[SafeString]:
    return [_fill_line(line, names) for line in LINES]


def _fill_line(line: str, names: Mapping[str, SafeString]) -> SafeString:
    """Text and services take turns: text, slug, name, text, slug, name, text."""
    text, *others = SERVICE.split(line)
    parts = [text]
    for slug, name, following in zip(others[::3], others[1::3], others[2::3], strict=True):
        parts += [names.get(slug, name), following]
    return format_html_join("", "{}", ([part] for part in parts))
