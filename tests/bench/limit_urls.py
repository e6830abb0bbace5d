"""Limits for the portal's pages, behind the same middleware and the same server, beside the portal's own addresses.

/limit/bytes/<path>: the bytes of the page as they were the first time. /limit/template/<path>: the page's own template
with the context that its view gave the first time. /limit/index/: a search in the index alone, understood before.
"""

from __future__ import annotations

from typing import Any

import django.shortcuts
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import path, resolve

render = django.shortcuts.render
contexts: dict[str, tuple[Any, ...]] = {}
bodies: dict[str, bytes] = {}


def render_and_remember(request: HttpRequest, *what: Any, **how: Any) -> HttpResponse:
    contexts[request.get_full_path()] = (what, how)
    return render(request, *what, **how)


django.shortcuts.render = render_and_remember  # type: ignore[assignment] # before the views are loaded

from scr_portal.urls import urlpatterns as addresses  # noqa: E402
from themes.explore.filters import FindingFilter  # noqa: E402
from themes.explore.listing import read_page  # noqa: E402
from themes.search.understanding import Understanding, understand  # noqa: E402


def ask_portal(request: HttpRequest) -> HttpResponseBase:
    found = resolve(request.path)
    return found.func(request, *found.args, **found.kwargs)


def send_bytes(request: HttpRequest, rest: str = "") -> HttpResponse:
    request.path = request.path_info = f"/{rest}"
    key = request.get_full_path()
    if key not in bodies:
        bodies[key] = ask_portal(request).content
    return HttpResponse(bodies[key])


def render_template(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    request.path = request.path_info = f"/{rest}"
    key = request.get_full_path()
    if key not in contexts:
        return ask_portal(request)
    what, how = contexts[key]
    return render(request, *what, **how)


understood: dict[str, Understanding] = {}


def search_index(request: HttpRequest) -> HttpResponse:
    """All findings that match, the count of every option and the places of the first page."""
    typed = request.GET["q"]
    if typed not in understood:
        understood[typed] = understand(typed)
    filterset = FindingFilter(QueryDict())
    filterset.look_for(understood[typed])
    page = read_page(filterset, number=1, size=25)
    return HttpResponse(f"{page.place_count} {filterset.counts.total}")


urlpatterns = [
    path("limit/index/", search_index),
    path("limit/bytes/", send_bytes),
    path("limit/bytes/<path:rest>", send_bytes),
    path("limit/template/", render_template),
    path("limit/template/<path:rest>", render_template),
    *addresses,
]
