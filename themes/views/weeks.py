from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from themes.models.week import find_monday
from themes.this_week import read_weeks


def this_week(request: HttpRequest) -> HttpResponse:
    """themes/this_week.html: `found` (WeeksFinding, or None), `address` (of its finding, whole and short)."""
    found = next(iter(read_weeks(monday := find_monday(localdate()), 1)), None)
    if found and found.week != monday:
        found = None
    address = request.build_absolute_uri(reverse("finding-short", args=[found.card.number])) if found else ""
    return render(request, "themes/this_week.html", {"found": found, "address": address})
