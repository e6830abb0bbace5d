from __future__ import annotations

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404
from django.utils.cache import patch_cache_control

from scr_portal.styleguide import read_components
from themes.findings.blocks import list_entries
from themes.models import Finding, Situation
from themes.reading.tally import count_what_was_read
from themes.views.themes import list_theme_groups

# One finding that shows what the portal is: its page, how we know it, and the one it must be read with.
EXAMPLE = 119
SITUATIONS = 4


def home(request: HttpRequest) -> HttpResponse:
    """home.html: `groups` (as on the list of themes), `situations` (four), `example` (entry or None), `read`."""
    example = list_entries(Finding.objects.in_lists().filter(number=EXAMPLE))
    return render(
        request,
        "home.html",
        {
            "groups": list_theme_groups(),
            "situations": Situation.objects.all()[:SITUATIONS],
            "example": example[0] if example else None,
            "read": count_what_was_read(),
        },
    )


@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """styleguide.html: `components`, in the order of the page."""
    return render(request, "styleguide.html", {"components": read_components()})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404.html: `reason`, in our own words where a view gave one."""
    reason = exception.args[0] if exception.args else ""
    # Django's own reasons are for programmers: a mapping, or a sentence about a "query".
    is_ours = (
        isinstance(reason, str) and not isinstance(exception, Resolver404) and "given query" not in reason
    )
    response = render(request, "404.html", {"reason": reason if is_ours else ""}, status=404)
    # Its foot holds the address, and so what was typed: no browser is to keep it.
    patch_cache_control(response, private=True, no_store=True)
    return response
