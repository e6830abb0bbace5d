"""The whole collection at a glance: how it spreads over themes and periods, and how far we have read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from themes.explore.matrix import Silence, name_heat_steps, read_whole_matrix
from themes.explore.pairs import Ticked, read_ticked
from themes.models import KnownGap, Theme
from themes.reading.shelves import find_shelf, read_shelves_of_readings
from themes.reading.tally import add_up, count_quotations_checked
from themes.views.paging import list_page_numbers, turn_to_page

READINGS_PER_PAGE = 50  # of one shelf


def themes_by_period(request: HttpRequest) -> HttpResponse:
    """themes/themes_by_period.html, or the comparison of the two that were ticked.

    - `core` and `later` (MatrixTable), `heat_steps` (number and words), `silences` (what empty cells say)
    - `ticked` (Ticked), `is_refused` (whether it is no pair)
    """
    is_asked = "compare" in request.GET
    ticked = read_ticked(request.GET) if is_asked else Ticked()
    if ticked.url:
        return redirect(ticked.url)
    matrix = read_whole_matrix()
    return render(
        request,
        "themes/themes_by_period.html",
        {
            "core": matrix.core,
            "later": matrix.later,
            "heat_steps": name_heat_steps(),
            "silences": [Silence.NOT_READ, Silence.NOTHING_SO_FAR, Silence.NOTHING_FOUND],
            "ticked": ticked,
            "is_refused": is_asked,
        },
    )


def what_we_have_read(request: HttpRequest) -> HttpResponse:
    """themes/what_we_have_read.html:

    - `tally` (of the whole collection), `quotations_checked`, `shelves` (ShelfOfReadings)
    - `theme_count`, `read_in_full` (how many reviews have been read in full for any theme), `gaps`

    With `?shelf=` all of one, themes/shelf_of_readings.html: `shelf`, `page`, `page_numbers`, `query`, `theme_count`.
    """
    shelves = read_shelves_of_readings()
    if "shelf" in request.GET:
        shelf = find_shelf(shelves, request.GET["shelf"])
        page = turn_to_page(request, shelf.readings, READINGS_PER_PAGE)
        context = {"shelf": shelf, "page": page, "page_numbers": list_page_numbers(page)}
        context |= {"query": f"shelf={shelf.slug}", "theme_count": Theme.objects.listed().count()}
        return render(request, "themes/shelf_of_readings.html", context)
    return render(
        request,
        "themes/what_we_have_read.html",
        {
            "tally": add_up(each.tally for shelf in shelves for each in shelf.readings),
            "quotations_checked": count_quotations_checked(),
            "shelves": shelves,
            "theme_count": Theme.objects.listed().count(),
            "read_in_full": sum(bool(each.read) for shelf in shelves for each in shelf.readings),
            "gaps": KnownGap.objects.all(),
        },
    )
