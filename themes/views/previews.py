"""Pictures for links to our pages in messages and posts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from themes.previews import KINDS, OF_THEME, draw_preview
from themes.views.addresses import lead_to
from themes.views.themes import find_theme


def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """/preview/<kind>.png: of pages of this kind, the same for all of them."""
    if kind not in KINDS:
        raise Http404("There is no picture for this kind of page.")
    return _answer(draw_preview(KINDS[kind]))


def theme_preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """/themes/<slug>/preview.png: with the words that its tab has."""
    theme, current = find_theme(slug)
    if not current:
        return lead_to("theme-preview", theme.slug)
    return _answer(draw_preview(theme.title_for_tabs, OF_THEME))


def _answer(picture: bytes) -> HttpResponse:
    """Whoever shows the link may show the picture."""
    return HttpResponse(
        picture,
        content_type="image/png",
        headers={"Cross-Origin-Resource-Policy": "cross-origin", "X-Robots-Tag": "noindex"},
    )
