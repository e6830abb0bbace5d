"""/api/v1/: the collection for programs, read only, with the filters and names that pages have.

Its errors, and who may ask how often, are settled around it, in `scr_portal.open_data`.
"""

from __future__ import annotations

import json
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from reviews.collection_version import kept_by_version
from reviews.models import Period, Review
from themes.data.files import JSON_TYPE
from themes.data.lists import DataRefused, build_filter_pairs, cut_rows, read_filter, read_finding_page
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
    FindingDetail,
    FindingPage,
    PeriodData,
    PeriodList,
    ReviewData,
    ReviewList,
    SituationData,
    SituationList,
    ThemeData,
    ThemeList,
)
from themes.enums import FindingState
from themes.explore.choice import build_address
from themes.figures.listing import find_card, read_cards, select_cards
from themes.findings.blocks import ListPlace, read_entries
from themes.models import Finding, Situation, Theme
from themes.views.addresses import get_origin
from themes.views.figures import read_choice

MOST_AT_ONCE = 100
USUAL = 50
HIGHEST_CURSOR = 10**18 - 1

ABOUT = """\
What serious case reviews in England found, 2003 to 2014: each finding in our own words, with the report and the page
that it is known from. Read only, for everybody, without a key. Filters have the names and values that the addresses of
pages have. Findings that are to be read together are in one answer, never parted: show them together.
"""


class Problem(Schema):
    detail: str = Field(description="What is wrong, and what to do.")


PROBLEMS = {
    400: Problem,  # what no address may hold
    404: Problem,  # it names what is not there
    422: Problem,  # a value that nothing can have
    429: Problem,  # too many requests
}

api = NinjaAPI(title="SCR Portal", version="1", description=ABOUT, docs_url=None, openapi_url=None)


class Refused(Exception):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def say_problem(status: int, detail: str) -> HttpResponse:
    return HttpResponse(Problem(detail=detail).model_dump_json(), content_type=JSON_TYPE, status=status)


@api.exception_handler(Refused)
def explain_refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    return say_problem(refused.status, refused.detail)


@api.exception_handler(Http404)
def explain_missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    return say_problem(404, str(missing))


@api.exception_handler(ValidationError)
def explain_value(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = [f"“{problem['loc'][-1]}”: {problem['msg']}." for problem in error.errors[:5]]
    return say_problem(422, " ".join(said))


class FindingQuery(Schema):
    """Values of one name are joined by “or”, different names by “and”."""

    theme: list[str] = Field([], description="Slugs of themes.")
    period: list[str] = Field([], description="Slugs of periods of incidents; “none”: of no period.")
    alone: list[str] = Field([], description="“yes”: of one period alone; “no”: of several together.")
    together: str = Field(
        "",
        description="First and last year of several periods together: “2003-2011”.",
        pattern=r"^([12][0-9]{3}-[12][0-9]{3})?$",
    )
    since: int | None = Field(None, ge=1000, le=2999, description="Incidents from this year on.")
    until: int | None = Field(None, ge=1000, le=2999, description="Incidents up to this year.")
    agency: list[str] = Field([], description="Slugs of agencies; those for every agency come last.")
    age: list[str] = Field([], description="Slugs of ages.")
    harm: list[str] = Field([], description="Slugs of kinds of harm.")
    kind: list[str] = Field([], description="“finding”, “statistic” or “recommendation”.")
    how: list[str] = Field(
        [], description="“read”, “not-checked”, “contents” or “not-known”: how we know it."
    )
    wording: list[str] = Field([], description="“checked”, “not-checked” or “own”: quoted words.")
    review: list[str] = Field([], description="Slugs of reports.")
    sort: Literal["", "newest", "oldest", "number"] = ""
    q: str = Field("", description="Words to look for.")
    cursor: int = Field(0, ge=0, le=HIGHEST_CURSOR, description="Where to go on; “next” of an answer has it.")
    limit: int = Field(USUAL, ge=1, le=MOST_AT_ONCE, description="Entries at most.")


class RowQuery(Schema):
    cursor: str = Field("", description="Where to go on; “next” of an answer has it.")
    limit: int = Field(USUAL, ge=1, le=MOST_AT_ONCE)


class FigureQuery(RowQuery):
    theme: str = Field("", description="The slug of a theme.")
    period: str = Field("", description="The slug of a period.")


def answer_with(data: DataShape) -> HttpResponse:
    return HttpResponse(data.model_dump_json(), content_type=JSON_TYPE, headers={"X-Robots-Tag": "noindex"})


def refuse_other_names(request: HttpRequest, query: type[Schema]) -> None:
    if other := set(request.GET) - set(query.model_fields):
        raise Refused(422, f"There is no parameter “{min(other)[:60]}”. The page /api/ has them all.")


def cut(request: HttpRequest, slugs: list[str], query: RowQuery) -> tuple[list[str], str | None]:
    """The slugs of this answer, and the whole address of the next."""
    try:
        part, last = cut_rows(slugs, str, cursor=query.cursor, limit=query.limit)
    except DataRefused as refused:
        raise Refused(404, str(refused)) from refused
    if last is None:
        return part, None
    kept = [(name, request.GET[name]) for name in ("theme", "period") if request.GET.get(name)]
    placing = [("cursor", last), ("limit", str(query.limit))]
    return part, f"{get_origin(request)}{build_address(request.path, [*kept, *placing])}"


@api.get("/findings", url_name="api-findings", response={200: FindingPage, **PROBLEMS}, tags=["Findings"])
def list_findings(request: HttpRequest, query: Query[FindingQuery]) -> HttpResponse:
    """Findings that match, in the order of the page of findings."""
    refuse_other_names(request, FindingQuery)
    try:
        filterset = read_filter(request.GET)
    except DataRefused as refused:
        raise Refused(404, str(refused)) from refused
    return answer_with(
        read_finding_page(
            filterset,
            build_filter_pairs(request.GET, filterset),
            after=query.cursor,
            limit=query.limit,
            origin=get_origin(request),
            path=request.path,
        )
    )


@api.get(
    "/findings/{str:code}", url_name="api-finding", response={200: FindingDetail, 410: Problem, **PROBLEMS},
    tags=["Findings"],
)  # fmt: skip
def get_finding(request: HttpRequest, code: str) -> HttpResponse:
    """One finding by its code, however it is spelled, with those that it must be read with."""
    number = Finding.parse_code(code)
    found = (
        Finding.objects.only("number", "state", "block_id").filter(number=number).first() if number else None
    )
    if found is None or found.state in (FindingState.DRAFT, FindingState.IN_REVIEW):
        raise Refused(404, "There is no finding with this number.")
    if found.state == FindingState.WITHDRAWN:
        raise Refused(410, "This finding has been withdrawn. Please do not use it.")
    if found.state == FindingState.HIDDEN:
        raise Refused(404, "This finding is not shown for now: it is being checked.")
    together = read_entries([ListPlace((found.pk,), found.block_id)], with_scope_notes=True)
    [findings] = read_findings_data(together)
    return answer_with(build_detail(found.code, at_origin(get_origin(request), findings)))


@kept_by_version
def list_theme_slugs() -> list[str]:
    return list(Theme.objects.listed().in_order().values_list("slug", flat=True))


@api.get("/themes", url_name="api-themes", response={200: ThemeList, **PROBLEMS}, tags=["Themes"])
def list_themes(request: HttpRequest, query: Query[RowQuery]) -> HttpResponse:
    """Themes in the order of their page. Their findings: /findings?theme=…"""
    refuse_other_names(request, RowQuery)
    part, on = cut(request, slugs := list_theme_slugs(), query)
    rows = read_themes(Theme.objects.filter(slug__in=part).in_order())
    return answer_with(ThemeList(count=len(slugs), next=on, results=at_origin(get_origin(request), rows)))


@api.get("/themes/{slug:slug}", url_name="api-theme", response={200: ThemeData, **PROBLEMS}, tags=["Themes"])
def get_theme(request: HttpRequest, slug: str) -> HttpResponse:
    rows = read_themes(Theme.objects.current().filter(slug=slug))
    return answer_with_one(request, rows, "theme")


def answer_with_one(request: HttpRequest, rows: list, name: str) -> HttpResponse:
    if not rows:
        raise Refused(404, f"There is no {name} with this slug today. The list has them all.")
    return answer_with(at_origin(get_origin(request), rows)[0])


@api.get("/periods", url_name="api-periods", response={200: PeriodList, **PROBLEMS}, tags=["Periods"])
def list_periods(request: HttpRequest, query: Query[RowQuery]) -> HttpResponse:
    """Periods of incidents, the earliest first."""
    refuse_other_names(request, RowQuery)
    slugs = list(Period.objects.values_list("slug", flat=True))
    part, on = cut(request, slugs, query)
    rows = read_periods_data(Period.objects.filter(slug__in=part))
    return answer_with(PeriodList(count=len(slugs), next=on, results=at_origin(get_origin(request), rows)))


@api.get(
    "/periods/{slug:slug}", url_name="api-period", response={200: PeriodData, **PROBLEMS}, tags=["Periods"]
)
def get_period(request: HttpRequest, slug: str) -> HttpResponse:
    return answer_with_one(request, read_periods_data(Period.objects.filter(slug=slug)), "period")


@kept_by_version
def list_review_slugs() -> list[str]:
    return list(Review.objects.values_list("slug", flat=True))


@api.get("/reviews", url_name="api-reviews", response={200: ReviewList, **PROBLEMS}, tags=["Reviews"])
def list_reviews(request: HttpRequest, query: Query[RowQuery]) -> HttpResponse:
    """Reports and papers, those of the earliest incidents first."""
    refuse_other_names(request, RowQuery)
    part, on = cut(request, slugs := list_review_slugs(), query)
    rows = read_reviews_data(Review.objects.filter(slug__in=part))
    return answer_with(ReviewList(count=len(slugs), next=on, results=at_origin(get_origin(request), rows)))


@api.get(
    "/reviews/{slug:slug}", url_name="api-review", response={200: ReviewData, **PROBLEMS}, tags=["Reviews"]
)
def get_review(request: HttpRequest, slug: str) -> HttpResponse:
    return answer_with_one(request, read_reviews_data(Review.objects.filter(slug=slug)), "report")


@api.get(
    "/situations", url_name="api-situations", response={200: SituationList, **PROBLEMS}, tags=["Situations"]
)
def list_situations(request: HttpRequest, query: Query[RowQuery]) -> HttpResponse:
    """Pages in practitioners’ words, each with its findings in a chosen order."""
    refuse_other_names(request, RowQuery)
    slugs = list(Situation.objects.values_list("slug", flat=True))
    part, on = cut(request, slugs, query)
    rows = read_situations(Situation.objects.filter(slug__in=part))
    return answer_with(SituationList(count=len(slugs), next=on, results=at_origin(get_origin(request), rows)))


@api.get(
    "/situations/{slug:slug}", url_name="api-situation", response={200: SituationData, **PROBLEMS},
    tags=["Situations"],
)  # fmt: skip
def get_situation(request: HttpRequest, slug: str) -> HttpResponse:
    return answer_with_one(request, read_situations(Situation.objects.filter(slug=slug)), "situation")


@api.get("/figures", url_name="api-figures", response={200: FigureList, **PROBLEMS}, tags=["Figures"])
def list_figures(request: HttpRequest, query: Query[FigureQuery]) -> HttpResponse:
    """Figures over time with all their values."""
    refuse_other_names(request, FigureQuery)
    choice = read_choice(request)
    if not choice.is_known:
        raise Refused(404, "There is no such theme or period.")
    chosen = select_cards(read_cards(), choice.theme.slug if choice.theme else "", choice.period)
    part, on = cut(request, [card.figure.slug for card in chosen], query)
    rows = [build_figure_data(card) for card in chosen if card.figure.slug in part]
    return answer_with(FigureList(count=len(chosen), next=on, results=at_origin(get_origin(request), rows)))


@api.get(
    "/figures/{slug:slug}", url_name="api-figure", response={200: FigureData, **PROBLEMS}, tags=["Figures"]
)
def get_figure(request: HttpRequest, slug: str) -> HttpResponse:
    card = find_card(slug)
    return answer_with_one(request, [build_figure_data(card)] if card else [], "figure")


def openapi(request: HttpRequest) -> HttpResponseBase:
    """/api/v1/openapi.json: the description of all this, OpenAPI 3.1."""
    schema = api.get_openapi_schema(path_prefix=f"{get_script_prefix()}api/v1/")
    return HttpResponse(json.dumps(schema, ensure_ascii=False), content_type=JSON_TYPE)


urlpatterns = [pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"]
