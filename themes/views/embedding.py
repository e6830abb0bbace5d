"""A finding, a theme or a figure within a page of somebody else: the pages that may stand in a frame, and oEmbed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.cache import patch_cache_control

from themes.enums import FindingState
from themes.explore.filters import AS_OF
from themes.explore.periods import add_finding_counts
from themes.figures.listing import FigureCard, find_card
from themes.figures.slides import name_sources
from themes.findings.blocks import ListPlace, read_entries
from themes.models import Finding, Theme
from themes.views.addresses import get_origin, lead_to
from themes.views.figures import find_figure
from themes.views.findings import find_finding
from themes.views.frames import FORMATS, Frame, frame_figure, frame_finding, frame_theme
from themes.views.themes import find_theme

MOST_DIGITS = 6
NO_FRAME = "There is nothing at this address that can be shown within another page.\n"
NO_ADDRESS = "Name the whole address of a finding, a theme or a figure: /oembed/?url=…\n"
NO_SUCH_FORMAT = "There is format=json and format=xml.\n"


def may_be_framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answers any site may show within a page of its own: of all pages, these alone.

    No script runs in them and no click changes anything. The header is written here, since what django-csp's own
    decorators note on an answer would not be kept with it.
    """

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        response = view(request, **named)
        response.xframe_options_exempt = True
        response[HEADER] = build_policy(
            replace={"frame-ancestors": ["*"], "script-src": None, "connect-src": None}
        )
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


@may_be_framed
def finding_embed(request: HttpRequest, code: str) -> HttpResponse:
    """embed/finding.html: `entry` (ListEntry, with its partners), `title`, `content_note`, `address` (whole).

    Of one that readers do not see embed/absent.html: `code`, `is_withdrawn`, `address`, and nothing of it.
    """
    finding = find_finding(code)
    if code != finding.code:
        return redirect("finding-embed", finding.code, permanent=True)
    address = f"{get_origin(request)}{finding.get_absolute_url()}"
    if finding.state in (FindingState.WITHDRAWN, FindingState.HIDDEN):
        is_withdrawn = finding.state == FindingState.WITHDRAWN
        context = {"code": finding.code, "is_withdrawn": is_withdrawn, "address": address}
        response = render(request, "embed/absent.html", context, status=410 if is_withdrawn else 404)
        patch_cache_control(response, no_store=True)
        return response
    [entry] = read_entries([ListPlace((finding.pk,), finding.block_id)], with_scope_notes=True)
    card = next(card for card in entry.cards if card.pk == finding.pk)
    note = next((each.content_note for each in entry.cards if each.content_note), "")
    context = {"entry": entry, "title": card.title_for_tabs, "content_note": note, "address": address}
    return render(request, "embed/finding.html", context)


@may_be_framed
def theme_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """embed/theme.html: `theme` with `finding_count`, `starting_points` (findings), `address` (whole)."""
    theme, current = find_theme(slug)
    if not current:
        return lead_to("theme-embed", theme.slug)
    add_finding_counts([theme])
    context = {
        "theme": theme,
        "starting_points": Finding.objects.in_lists()
        .filter(startingpoint__theme=theme)
        .order_by("startingpoint__position", "number"),
        "address": f"{get_origin(request)}{theme.get_absolute_url()}",
    }
    return render(request, "embed/theme.html", context)


@may_be_framed
def figure_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """embed/figure.html: `card` (FigureCard), `content_note`, `sources` (in a sentence), `address` (whole)."""
    card, current = find_figure(slug)
    if not current or not isinstance(card, FigureCard):
        return lead_to("figure-embed", card.slug)  # type: ignore[union-attr]
    context = {
        "card": card,
        "content_note": card.content_note,
        "sources": name_sources(card.figure, card.chart),
        "address": f"{get_origin(request)}{card.figure.get_absolute_url()}",
    }
    return render(request, "embed/figure.html", context)


def oembed(request: HttpRequest) -> HttpResponse:
    """/oembed/?url=…: how the page at this address of ours is shown within another, as oembed.com has it.

    `format` is json (unless told) or xml; `maxwidth` and `maxheight` are kept to. 404: nothing is there that can be
    shown so; 501: another format.
    """
    wanted = request.GET.get("format", "json")
    if wanted not in FORMATS:
        return _answer(NO_SUCH_FORMAT, 501)
    if not (url := request.GET.get("url", "")):
        return _answer(NO_ADDRESS, 400)
    try:
        frame = find_frame(request, url)
    except Http404:
        return _answer(NO_FRAME, 404)
    said = frame.describe((_read_size(request, "maxwidth"), _read_size(request, "maxheight")))
    if wanted == "json":
        return _share(JsonResponse(said))
    root = ElementTree.Element("oembed")
    for name, value in said.items():
        ElementTree.SubElement(root, name).text = str(value)
    return _share(
        HttpResponse(
            ElementTree.tostring(root, encoding="utf-8", xml_declaration=True),
            content_type="text/xml; charset=utf-8",
        )
    )


def _answer(words: str, status: int) -> HttpResponse:
    return _share(HttpResponse(words, content_type="text/plain; charset=utf-8", status=status))


def _share(response: HttpResponse) -> HttpResponse:
    """Pages of other sites may read it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _read_size(request: HttpRequest, name: str) -> int | None:
    """None where no size is given, or none that can be kept to."""
    text = request.GET.get(name, "")
    is_size = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return (int(text) or None) if is_size else None


def find_frame(request: HttpRequest, url: str) -> Frame:
    """Of the page at this whole address of ours, short or not, also an old one. Raises Http404.

    As it stood on a day there is none: a frame shows what holds now.
    """
    try:
        parts = urlsplit(url)
        path, prefix = unquote(parts.path), get_script_prefix()
        found = resolve(f"/{path.removeprefix(prefix)}" if path.startswith(prefix) else path)
    except (ValueError, Resolver404) as error:
        raise Http404(NO_FRAME) from error
    is_ours = parts.scheme in ("http", "https") and parts.netloc.lower() == request.get_host().lower()
    if not is_ours or AS_OF in parse_qs(parts.query, keep_blank_values=True):
        raise Http404(NO_FRAME)
    named = found.kwargs
    match found.url_name:
        case "finding" | "finding-embed" | "finding-short":
            finding = find_finding(str(named.get("code") or named["number"]))
            if finding.state == FindingState.PUBLISHED:
                return frame_finding(request, finding)
        case "theme" | "theme-embed":
            return frame_theme(request, find_theme(named["slug"])[0])
        case "theme-short":
            theme = get_object_or_404(Theme.objects.select_related("merged_into"), pk=named["pk"])
            return frame_theme(request, theme.merged_into or theme)
        case "figure" | "figure-embed":
            row, _ = find_figure(named["slug"])
            card = row if isinstance(row, FigureCard) else find_card(row.slug)
            if card:
                return frame_figure(request, card.figure)
    raise Http404(NO_FRAME)
