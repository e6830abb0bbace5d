from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from themes.blocks import entries
from themes.models import Finding, Situation
from themes.tally import what_we_have_read
from themes.views.themes import theme_groups

# One finding that shows what the portal is: its page, how we know it, and the one it must be read with.
EXAMPLE = 119
SITUATIONS = 4


def home(request: HttpRequest) -> HttpResponse:
    """home.html: `groups` (as on the list of themes), `situations` (four), `example` (entry or None), `read`."""
    example = entries(Finding.objects.in_lists().filter(number=EXAMPLE))
    return render(
        request,
        "home.html",
        {
            "groups": theme_groups(),
            "situations": Situation.objects.all()[:SITUATIONS],
            "example": example[0] if example else None,
            "read": what_we_have_read(),
        },
    )
