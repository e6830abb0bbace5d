"""What pages show, as data: the address of the page with a suffix, and the same filters."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from reviews.collection_version import find_version, read_version
from reviews.models import Period, Review
from reviews.models.review import ReviewQuerySet
from themes.data.files import build_data_response, build_json_response, describe_columns
from themes.data.lists import (
    MOST_IN_DATA,
    DataRefused,
    build_filter_pairs,
    build_page,
    cut_rows,
    read_filter,
    read_finding_page,
    read_made_page,
    read_number,
)
from themes.data.packaging import NAME as PACKAGE
from themes.data.packaging import SUFFIXES as PACKAGE_SUFFIXES
from themes.data.packaging import find_folder, queue_packing
from themes.data.reading import (
    at_origin,
    build_detail,
    build_figure_data,
    read_findings_data,
    read_periods_data,
    read_reviews_data,
    read_situations,
    read_themes,
)
from themes.data.shapes import (
    DataShape,
    FigureData,
    FigureList,
    FigureRowData,
    FindingData,
    FindingPage,
    PeriodData,
    PeriodFile,
    PeriodList,
    QuotationData,
    ReviewData,
    ReviewFile,
    ReviewList,
    SituationData,
    SituationFile,
    SituationList,
    SourceData,
    ThemeData,
    ThemeFile,
    ThemeList,
)
from themes.explore.choice import build_address
from themes.explore.list_addresses import read_addressed_list
from themes.explore.made_lists import read_made_list
from themes.figures.listing import FigureCard, read_cards, select_cards
from themes.findings.blocks import ListPlace, read_entries
from themes.importers.spreadsheets.rows import LICENCE
from themes.models import Situation, Theme
from themes.reading.shelves import find_shelf
from themes.views.addresses import find_by_slug, get_origin, lead_to, lead_to_unknown
from themes.views.figures import find_figure, read_choice
from themes.views.findings import find_finding, show_absence
from themes.views.periods import MISSING_PERIOD
from themes.views.references import list_path, redirect_to_list
from themes.views.reviews import find_review, read_shelves_with_counts
from themes.views.situations import find_situation, list_entries_for
from themes.views.themes import find_theme

HIGHEST_CURSOR = 10**18 - 1


WAIT = "60"  # seconds until the files are asked for again


def collection_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """/data/scr-portal.<suffix>: the whole collection, as it is now; where a worker has yet to make it, status 202."""
    origin = get_origin(request)
    path = find_folder(find_version() or read_version(), origin) / f"{PACKAGE}.{suffix}"
    try:
        file = path.open("rb")
    except FileNotFoundError:
        queue_packing(origin)
        response: HttpResponseBase = render(
            request, "pages/data_waiting.html", {"suffix": suffix}, status=202
        )
        response["Retry-After"] = response["Refresh"] = WAIT
    else:
        response = FileResponse(
            file, as_attachment=True, filename=path.name, content_type=PACKAGE_SUFFIXES[suffix]
        )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    return response


SHAPES: tuple[tuple[str, type[DataShape]], ...] = (
    ("Findings", FindingData),
    ("How a finding is known (sources)", SourceData),
    ("Quotations", QuotationData),
    ("Themes", ThemeData),
    ("Periods", PeriodData),
    ("Reports", ReviewData),
    ("Situations", SituationData),
    ("Figures", FigureData),
    ("Values of a figure (rows)", FigureRowData),
)
# Shown on the page as they are, and asked by a test.
EXAMPLES = (
    ("Findings about two themes, in one period", "/api/v1/findings?theme=thresholds&theme=babies&period=2011-2014"),
    ("What was read on the page itself, latest incidents first", "/api/v1/findings?how=read&sort=newest&limit=10"),
    ("One finding, with those to be read with it", "/api/v1/findings/F119"),
    ("All themes, with how many findings each has", "/api/v1/themes"),
    ("Figures about one theme", "/api/v1/figures?theme=neglect"),
    ("Reports, with their references", "/api/v1/reviews?limit=5"),
)  # fmt: skip


def about_data(request: HttpRequest) -> HttpResponse:
    """pages/data.html: `shapes` [(title, [(name, meaning)])], `examples` [(words, address)], `origin`,
    `licence`, `most`.
    """
    return render(
        request,
        "pages/data.html",
        {
            "shapes": [(title, describe_columns(shape)) for title, shape in SHAPES],
            "examples": EXAMPLES,
            "origin": get_origin(request),
            "licence": LICENCE,
            "most": MOST_IN_DATA,
        },
    )


def finding_list_data(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """/findings.<suffix>?…, /search.<suffix>?q=…: the findings of a list, in its order, from `cursor` on."""
    origin = get_origin(request)
    if any(value.strip() for value in request.GET.getlist("id")):
        made = read_made_list(read_addressed_list(request.GET))
        if not made.is_whole:
            return redirect_to_list(request)
        page = read_made_page(made, origin)
        return build_data_response(suffix, page, FindingData, page.results, "scr-portal-list")
    try:
        filterset = read_filter(request.GET)
        limit = read_number(request.GET, "limit", MOST_IN_DATA, least=1, most=MOST_IN_DATA)
        after = read_number(request.GET, "cursor", 0, least=0, most=HIGHEST_CURSOR)
    except DataRefused:
        return redirect_to_list(request)
    pairs = build_filter_pairs(request.GET, filterset)
    path = f"{list_path(request).rstrip('/')}.{suffix}"
    page = read_finding_page(filterset, pairs, after=after, limit=limit, origin=origin, path=path)
    name = name_part("scr-portal-findings", page, limit, is_first=not after)
    return build_data_response(suffix, page, FindingData, page.results, name)


def name_part(name: str, page: FindingPage, limit: int, *, is_first: bool = True) -> str:
    """The name of a file, which says so where it has a part of a longer list. Nothing typed is in it."""
    if not is_first:
        return f"{name}-continued"
    return f"{name}-first-{limit}" if page.next else name


def finding_data(request: HttpRequest, code: str, suffix: str) -> HttpResponseBase:
    """/findings/<code>.<suffix>: a finding, with those it must be read with; of one not shown, what its page says."""
    found = find_finding(code)
    if code != found.code:
        return redirect("finding-data", found.code, suffix, permanent=True)
    if absence := show_absence(request, found):
        return absence
    together = read_entries([ListPlace((found.pk,), found.block_id)], with_scope_notes=True)
    [findings] = read_findings_data(together)
    findings = at_origin(get_origin(request), findings)
    detail = build_detail(found.code, findings)
    return build_data_response(suffix, detail, FindingData, findings, f"scr-portal-{found.code}")


def read_findings_under(request: HttpRequest, name: str, slug: str) -> FindingPage:
    """The findings that the list has under one choice, those of a theme for example."""
    data = QueryDict(mutable=True)
    data[name] = slug
    return read_finding_page(
        read_filter(data),
        [(name, slug)],
        after=0,
        limit=MOST_IN_DATA,
        origin=get_origin(request),
        path=f"{reverse('finding-list').rstrip('/')}.json",
    )


def theme_data(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/themes/<slug>.<suffix>: JSON has the theme and its findings, CSV the findings."""
    theme, current = find_theme(slug)
    if not current:
        return lead_to("theme-data", theme.slug, suffix)
    findings = read_findings_under(request, "theme", theme.slug)
    [own] = at_origin(get_origin(request), read_themes(Theme.objects.filter(pk=theme.pk)))
    name = name_part(f"scr-portal-{theme.slug}", findings, MOST_IN_DATA)
    data = ThemeFile(theme=own, findings=findings)
    return build_data_response(suffix, data, FindingData, findings.results, name)


def theme_list_data(request: HttpRequest, suffix: str) -> HttpResponseBase:
    rows = at_origin(get_origin(request), read_themes(Theme.objects.listed().in_order()))
    data = ThemeList(count=len(rows), next=None, results=rows)
    return build_data_response(suffix, data, ThemeData, rows, "scr-portal-themes")


def period_data(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/periods/<slug>.<suffix>: JSON has the period and its findings, also those of several periods; CSV these."""
    period, current = find_by_slug(Period.objects.all(), slug, missing=MISSING_PERIOD)
    if not current:
        return lead_to("period-data", period.slug, suffix)
    findings = read_findings_under(request, "period", period.slug)
    [own] = at_origin(get_origin(request), read_periods_data(Period.objects.filter(pk=period.pk)))
    name = name_part(f"scr-portal-{period.slug}", findings, MOST_IN_DATA)
    data = PeriodFile(period=own, findings=findings)
    return build_data_response(suffix, data, FindingData, findings.results, name)


def period_list_data(request: HttpRequest, suffix: str) -> HttpResponseBase:
    rows = at_origin(get_origin(request), read_periods_data(Period.objects.all()))
    data = PeriodList(count=len(rows), next=None, results=rows)
    return build_data_response(suffix, data, PeriodData, rows, "scr-portal-periods")


def review_data(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/reviews/<slug>.<suffix>: JSON has the report and the findings taken from it, CSV the findings."""
    review, current = find_review(slug)
    if not current:
        return lead_to("review-data", review.slug, suffix)
    findings = read_findings_under(request, "review", review.slug)
    [own] = at_origin(get_origin(request), read_reviews_data(Review.objects.filter(pk=review.pk)))
    name = name_part(f"scr-portal-{review.slug}", findings, MOST_IN_DATA)
    data = ReviewFile(review=own, findings=findings)
    return build_data_response(suffix, data, FindingData, findings.results, name)


def review_list_data(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """/reviews.<suffix>: all reports, or those of one `shelf`, from `cursor` on."""
    reviews = Review.objects.all()
    if "shelf" in request.GET:
        shelf = find_shelf(read_shelves_with_counts(), request.GET["shelf"])
        reviews = reviews.filter(pk__in=[review.pk for review in shelf.reviews])
    try:
        limit = read_number(request.GET, "limit", MOST_IN_DATA, least=1, most=MOST_IN_DATA)
        data = read_review_list(reviews, request, limit)
    except DataRefused as refused:
        raise Http404(f"There is no such part of the list. {refused}") from refused
    name = "scr-portal-reviews-continued" if data.next or request.GET.get("cursor") else "scr-portal-reviews"
    return build_data_response(suffix, data, ReviewData, data.results, name)


def read_review_list(reviews: ReviewQuerySet, request: HttpRequest, limit: int) -> ReviewList:
    """Those behind `cursor`, a slug. Raises DataRefused."""
    slugs = list(reviews.values_list("slug", flat=True))
    part, last = cut_rows(slugs, str, cursor=request.GET.get("cursor", ""), limit=limit)
    origin, on = get_origin(request), None
    if last:
        kept = [(name, request.GET[name]) for name in ("shelf",) if name in request.GET]
        on = f"{origin}{build_address(request.path, [*kept, ('cursor', last), ('limit', str(limit))])}"
    rows = at_origin(origin, read_reviews_data(Review.objects.filter(slug__in=part)))
    return ReviewList(count=len(slugs), next=on, results=rows)


def situation_data(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    """/situations/<slug>.<suffix>: JSON has the situation and the findings chosen for it, CSV the findings."""
    situation, current = find_situation(slug)
    if not current:
        return lead_to("situation-data", situation.slug, suffix)
    origin, entries = get_origin(request), list_entries_for(situation)
    findings = build_page(entries, len(entries), None, origin)
    [own] = at_origin(origin, read_situations(Situation.objects.filter(pk=situation.pk)))
    data = SituationFile(situation=own, findings=findings)
    return build_data_response(suffix, data, FindingData, findings.results, f"scr-portal-{situation.slug}")


def situation_list_data(request: HttpRequest, suffix: str) -> HttpResponseBase:
    rows = at_origin(get_origin(request), read_situations(Situation.objects.all()))
    data = SituationList(count=len(rows), next=None, results=rows)
    return build_data_response(suffix, data, SituationData, rows, "scr-portal-situations")


def figure_data(request: HttpRequest, slug: str) -> HttpResponseBase:
    """/figures/<slug>.json; its CSV stands beside its pictures."""
    found, current = find_figure(slug)
    if not current or not isinstance(found, FigureCard):
        return lead_to("figure-data", found.slug)  # type: ignore[union-attr]
    [own] = at_origin(get_origin(request), [build_figure_data(found)])
    return build_json_response(own, f"scr-portal-{own.slug}")


def figure_list_data(request: HttpRequest) -> HttpResponseBase:
    """/figures.json: the figures that the same address without its suffix shows."""
    choice = read_choice(request)
    if not choice.is_known:
        return lead_to_unknown(build_address(request.path, choice.pairs))
    chosen = select_cards(read_cards(), choice.theme.slug if choice.theme else "", choice.period)
    rows: list[Any] = at_origin(get_origin(request), map(build_figure_data, chosen))
    return build_json_response(FigureList(count=len(rows), next=None, results=rows), "scr-portal-figures")
