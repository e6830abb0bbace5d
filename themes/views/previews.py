"""Pictures for links to our pages in messages and posts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from themes.models import Theme
from themes.previews import KINDS, OF_THEME, draw_preview


def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """/preview/<kind>.png: of pages of this kind, the same for all of them."""
    if kind not in KINDS:
        raise Http404("There is no picture for this kind of page.")
    return _answer(draw_preview(KINDS[kind]))


def theme_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """/t/<id>.png: with the words of its tab. By number, as its address may hold words that its tab spares."""
    theme = get_object_or_404(Theme.objects.select_related("merged_into"), pk=pk)
    return _answer(draw_preview((theme.merged_into or theme).title_for_tabs, OF_THEME))


def _answer(picture: bytes) -> HttpResponse:
    """Whoever shows the link may show the picture."""
    return HttpResponse(
        picture,
        content_type="image/png",
        headers={"Cross-Origin-Resource-Policy": "cross-origin", "X-Robots-Tag": "noindex"},
    )
