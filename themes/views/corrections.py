from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from themes.findings.corrections import list_days, read_corrections_by_day, read_days
from themes.models import Change
from themes.views.paging import list_page_numbers, turn_to_page

DAYS_PER_PAGE = 10
CHANGES_PER_PAGE = 50


def correction_list(request: HttpRequest) -> HttpResponse:
    """themes/corrections.html: `days` (themes.findings.corrections.Day), `page`, `page_numbers`; four queries.

    With `?day=2026-11-23` all of one day: `day`, `changes` (themes.findings.corrections.Correction), `page` and
    `page_numbers`.
    """
    if asked := request.GET.get("day"):
        return corrections_of_day(request, asked)
    page = turn_to_page(request, list_days(), DAYS_PER_PAGE)
    context = {
        "days": read_days(page),
        "page": page,
        "page_numbers": list_page_numbers(page, on_each_side=1),
        "query": "",
    }
    return render(request, "themes/corrections.html", context)


def corrections_of_day(request: HttpRequest, asked: str) -> HttpResponse:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Http404("This is no day.") from None
    changes = Change.objects.without_minor().filter(day=day).order_by("-at", "-pk")
    page = turn_to_page(request, changes, CHANGES_PER_PAGE)
    if not page.paginator.count:
        raise Http404("Nothing changed on this day.")
    on_page = Change.objects.filter(pk__in=[change.pk for change in page])
    context = {
        "day": day,
        "changes": read_corrections_by_day(on_page),
        "page": page,
        "page_numbers": list_page_numbers(page, on_each_side=1),
        "query": f"day={day.isoformat()}",
    }
    return render(request, "themes/corrections_of_day.html", context)
