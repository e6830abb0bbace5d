from __future__ import annotations

from io import BytesIO

import segno
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from reviews.collection_version import kept_by_version
from reviews.models import Review, SeriesPoint
from reviews.models.review import ReviewKind
from themes.discussion.threads import read_thread
from themes.enums import CoverageState
from themes.explore.choice import build_address
from themes.explore.filters import FindingFilter
from themes.explore.periods import add_finding_counts
from themes.explore.strip import read_strip
from themes.explore.tiles import read_theme_tiles
from themes.figures.listing import put_own_first
from themes.figures.reading import read_figures
from themes.findings.of_theme import read_theme_findings
from themes.handouts.files import build_handout_links
from themes.models import Coverage, Finding, KnownGap, Theme
from themes.references.files import MOST_IN_FILE, build_file_links
from themes.references.findings import cite_page
from themes.views.addresses import find_by_slug, lead_to
from themes.views.frames import frame_theme

MOST_FIGURES = 8  # on its page; all of them are listed among the figures
CODE_KEPT_FOR = 86_400  # seconds


def theme_list(request: HttpRequest) -> HttpResponse:
    """themes/theme_list.html: `tiles` (themes.explore.tiles.ThemeTiles)."""
    return render(request, "themes/theme_list.html", {"tiles": read_theme_tiles()})


def find_theme(slug: str) -> tuple[Theme, bool]:
    """The theme that this address leads to, and whether the address is its current one. Raises Http404."""
    rows = Theme.objects.select_related("group", "merged_into")
    theme, current = find_by_slug(rows, slug, missing="There is no theme with this address.")
    return (theme.merged_into, False) if theme.merged_into else (theme, current)


@kept_by_version
def read_related_themes(theme: Theme) -> list[Theme]:
    """With `finding_count`."""
    return add_finding_counts(theme.related.listed().in_order())


def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """themes/theme.html:

    - `theme`, `own_themes` (its slug, for cards that need not say it), `finding_count`
    - `page_count` (findings with a page)
    - `findings` (ThemeFindings), `strip` (Strip)
    - `figures` (the first of `figure_count`: Figure)
    - `not_read` (analyses of 2003 to 2014 not read for it yet), `gaps`, `related` (themes)
    - `files` (FileLink: its references), `files_cut` (how many entries they hold, where there are more)
    - `handouts` (HandoutLinks)
    - `references_url`, `address` (whole), `cite` (the page, as text), `frame` (Frame)
    - `thread` (PublicThread, or None)
    """
    theme, current = find_theme(slug)
    if not current:
        return lead_to(theme)

    findings = read_theme_findings(theme)
    figures = read_figures(SeriesPoint.objects.filter(series__themes=theme), whole_series=True)
    read = Coverage.objects.filter(theme=theme).exclude(state=CoverageState.NOT_YET).values("review")
    analyses = Review.objects.filter(kind=ReviewKind.NATIONAL_ANALYSIS, periods__is_core=True).distinct()
    whole_address = request.build_absolute_uri(theme.short_path)
    return render(
        request,
        "themes/theme.html",
        {
            "theme": theme,
            "own_themes": [theme.slug],
            "finding_count": findings.finding_count,
            "page_count": findings.page_count,
            "findings": findings,
            "strip": read_strip(
                FindingFilter(QueryDict(f"theme={theme.slug}")),
                lambda pairs: build_address(reverse("finding-list"), pairs),
                "small",
            ),
            "figures": put_own_first(figures)[:MOST_FIGURES],
            "figure_count": len(figures),
            "not_read": analyses.exclude(pk__in=read).exclude(
                Exists(Finding.objects.in_lists().filter(themes=theme, review=OuterRef("pk")))
            ),
            "gaps": KnownGap.objects.all(),
            "related": read_related_themes(theme),
            "files": build_file_links(theme.get_absolute_url()),
            "handouts": build_handout_links(
                theme.get_absolute_url(),
                "",
                entry_count=findings.place_count,
                finding_count=findings.finding_count + findings.along,
            ),
            "files_cut": MOST_IN_FILE if findings.place_count > MOST_IN_FILE else 0,
            "references_url": f"{reverse('finding-list-references')}?theme={theme.slug}",
            "address": whole_address,
            "frame": frame_theme(request, theme),
            "cite": cite_page(f"theme “{theme.title}”", whole_address),
            "thread": read_thread(theme),
        },
    )


def theme_short(request: HttpRequest, pk: int) -> HttpResponse:
    """/t/<id>: leads to the theme, whatever its address is today."""
    return redirect(get_object_or_404(Theme, pk=pk), permanent=False)


@require_safe
def theme_code(request: HttpRequest, pk: int) -> HttpResponse:
    """/t/<id>.svg: the theme's short address as a QR code, for slides and paper.

    Black on white wherever it stands, with its quiet zone: many cameras read no code that is light on dark.
    """
    theme = get_object_or_404(Theme, pk=pk)
    picture = BytesIO()
    code = segno.make_qr(request.build_absolute_uri(theme.short_path), error="m")
    code.save(picture, kind="svg", dark="#000", light="#fff", xmldecl=False, nl=False, omitsize=True)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=CODE_KEPT_FOR)
    return response
