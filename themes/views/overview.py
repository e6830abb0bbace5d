"""The whole collection at a glance: how it spreads over themes and periods, and how far we have read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.models import Review
from reviews.models.review import ReviewKind
from themes.enums import CitationBasis, CoverageState
from themes.explore.matrix import read_matrix
from themes.models import Coverage, Finding, KnownGap, Theme
from themes.reading.tally import what_we_have_read as tally


def themes_by_period(request: HttpRequest) -> HttpResponse:
    """themes/themes_by_period.html: `core` and `later` (Table), `without_period` (findings of no period)."""
    matrix = read_matrix()
    return render(
        request,
        "themes/themes_by_period.html",
        {"core": matrix.core, "later": matrix.later, "without_period": matrix.without_period},
    )


@dataclass(frozen=True)
class Reading:
    """How far a review has been read: published findings, scope notes included, and themes."""

    review: Review
    findings: int
    with_page: int
    read_on_page: int
    read: Sequence[Theme]
    partly_read: Sequence[Theme]


@dataclass(frozen=True)
class Shelf:
    title: str
    readings: Sequence[Reading]


def what_we_have_read(request: HttpRequest) -> HttpResponse:
    """themes/what_we_have_read.html:

    - `tally` (of the whole collection), `shelves` (Shelf: title, readings; each Reading has its `review`)
    - `theme_count`, `read_in_full` (how many reviews have been read in full for any theme), `gaps`
    """
    readings = _readings()
    national = [each for each in readings if each.review.kind == ReviewKind.NATIONAL_ANALYSIS]
    core = [each for each in national if any(period.is_core for period in each.review.periods.all())]
    shelves = [
        Shelf("The national analyses of 2003 to 2014", core),
        Shelf("Studies of the same reviews", [each for each in readings if each not in national]),
        Shelf("Later analyses, for comparison", [each for each in national if each not in core]),
    ]
    return render(
        request,
        "themes/what_we_have_read.html",
        {
            "tally": tally(),
            "shelves": [shelf for shelf in shelves if shelf.readings],
            "theme_count": Theme.objects.listed().count(),
            "read_in_full": sum(bool(each.read) for each in readings),
            "gaps": KnownGap.objects.all(),
        },
    )


def _readings() -> list[Reading]:
    """One for each review, the earliest incidents first: four queries."""
    counted = (
        Finding.objects.published()
        .order_by()
        .values("review")
        .annotate(
            findings=Count("pk", distinct=True),
            with_page=Count("pk", filter=Q(citations__pages__isnull=False), distinct=True),
            read_on_page=Count("pk", filter=Q(citations__basis=CitationBasis.PAGE_READ), distinct=True),
        )
    )
    counts = {row["review"]: (row["findings"], row["with_page"], row["read_on_page"]) for row in counted}
    themes: dict[tuple[int, str], list[Theme]] = defaultdict(list)
    covered = Coverage.objects.filter(theme__in=Theme.objects.current()).select_related("theme")
    for row in covered.order_by("theme__group__position", "theme__position", "theme"):
        themes[row.review_id, row.state].append(row.theme)
    reviews = Review.objects.prefetch_related("periods").order_by("incidents_from", "published", "pk")
    return [
        Reading(
            review,
            *counts.get(review.pk, (0, 0, 0)),
            read=themes[review.pk, CoverageState.READ],
            partly_read=themes[review.pk, CoverageState.PARTLY_READ],
        )
        for review in reviews
    ]
