"""How a page of ours stands as a frame within a page of somebody else: its sizes, its HTML, and what oEmbed says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from themes.figures.reading import Figure
from themes.models import Finding, Theme
from themes.views.addresses import get_origin

SITE = "SCR Portal"
# Width and height in pixels, as most of each kind need: what is longer scrolls within its frame.
SIZES = {"finding": (640, 680), "theme": (640, 500), "figure": (780, 1160)}
FORMATS = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


@dataclass(frozen=True, slots=True)
class Frame:
    """`title` is calm: a frame's name is read out before what stands in it."""

    kind: str  # "finding", "theme" or "figure"
    name: str  # by which its address knows it
    title: str
    page: str  # whole address of the page itself
    origin: str

    @property
    def url(self) -> str:
        return f"{self.origin}{reverse(f'{self.kind}-embed', args=[self.name])}"

    @property
    def code(self) -> SafeString:
        """The HTML that somebody puts into their page."""
        return self.write(*SIZES[self.kind])

    @property
    def discovery(self) -> list[tuple[str, str]]:
        """Type and whole address of each form in which oEmbed tells of it."""
        asked = {"url": self.page}
        return [
            (of_type, f"{self.origin}{reverse('oembed')}?{urlencode(asked | {'format': name})}")
            for name, of_type in FORMATS.items()
        ]

    def write(self, width: int, height: int) -> SafeString:
        return format_html(
            # On a phone it is as wide as there is room.
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" style="max-width: 100%"></iframe>',
            *(self.url, width, height, self.title),
        )

    def describe(self, most: tuple[int | None, int | None]) -> dict[str, Any]:
        """What oEmbed says (version 1.0, type "rich"), no wider and no higher than asked for."""
        width, height = (
            size if limit is None else min(size, limit)
            for size, limit in zip(SIZES[self.kind], most, strict=True)
        )
        return {
            "version": "1.0",
            "type": "rich",
            "provider_name": SITE,
            "provider_url": f"{self.origin}/",
            "title": self.title,
            "html": str(self.write(width, height)),
            "width": width,
            "height": height,
        }


def frame_finding(request: HttpRequest, finding: Finding) -> Frame:
    return _build(request, "finding", finding.code, f"Finding {finding.code}", finding.get_absolute_url())


def frame_theme(request: HttpRequest, theme: Theme) -> Frame:
    return _build(request, "theme", theme.slug, theme.title_for_tabs, theme.get_absolute_url())


def frame_figure(request: HttpRequest, figure: Figure) -> Frame:
    return _build(request, "figure", figure.slug, f"Figure {figure.number}", figure.get_absolute_url())


def _build(request: HttpRequest, kind: str, name: str, title: str, path: str) -> Frame:
    origin = get_origin(request)
    return Frame(kind, name, f"{title} ({SITE})", f"{origin}{path}", origin)
