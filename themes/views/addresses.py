"""Rows by the slug of an address, old slugs included."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import parse_qsl

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from reviews.history.tracking import find_by_old_slug
from themes.explore.filters import is_of_list

Row = TypeVar("Row", bound=Model)


def find_by_slug(rows: QuerySet[Row], slug: str, *, missing: str) -> tuple[Row, bool]:
    """The row at this address, and whether the slug is its current one. Raises Http404, saying `missing`."""
    if row := rows.filter(slug=slug).first():
        return row, True
    renamed = find_by_old_slug(rows.model, slug)
    row = rows.filter(pk=renamed.pk).first() if renamed else None
    if row is None:
        raise Http404(missing)
    return row, False


def lead_to(to: Any, *args: str) -> HttpResponse:
    """Where something is today, as `redirect` is told it.

    Curators can rename it back and undo a merge. So no browser may keep the answer: after the second change it
    would go in circles between the two addresses.
    """
    response = redirect(to, *args, permanent=True)
    response["Cache-Control"] = "no-cache"
    return response


def get_origin(request: HttpRequest) -> str:
    """What the portal's whole addresses begin with."""
    return f"{request.scheme}://{request.get_host()}"


def lead_to_unknown(address: str) -> HttpResponse:
    """To the page that says what it does not know. Kept nowhere: there is no end of what can be typed."""
    response = HttpResponseRedirect(address)
    patch_cache_control(response, private=True, no_store=True)
    return response


def asks_for(request: HttpRequest, pairs: list[tuple[str, str]]) -> bool:
    """Whether the address has just these, spelled so. A list that goes along in it is not looked at."""
    query = request.META.get("QUERY_STRING", "")
    return [pair for pair in parse_qsl(query, keep_blank_values=True) if not is_of_list(pair[0])] == pairs
