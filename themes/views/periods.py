from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.collection_version import kept_by_version
from reviews.models import Period, SeriesPoint
from reviews.models.review import ReviewKind
from themes.figures.listing import read_cards, select_cards
from themes.figures.reading import read_figures
from themes.models import Finding, Theme
from themes.models.theme import count_findings
from themes.views.addresses import find_by_slug, lead_to
from themes.views.lists import build_filters_within

OTHER_REVIEWS = 30  # on the page of a period; all stand on the page of reports
NOTHING_ALONE = (
    "No finding is about this period alone. That says how far its reports have been read, not what they hold."
)


@dataclass(frozen=True)
class PeriodRow:
    """A period and the number of findings that are of this period alone."""

    period: Period
    own_count: int


def period_list(request: HttpRequest) -> HttpResponse:
    """reviews/period_list.html: `rows` (PeriodRow: period, own_count), `spanning_count`, `none_count`."""
    return render(request, "reviews/period_list.html", count_by_period())


@kept_by_version
def count_by_period() -> dict[str, Any]:
    """`rows`, `spanning_count`, `none_count`: two queries."""
    of_finding: dict[int, list[int | None]] = defaultdict(list)
    for finding, of_one in Finding.objects.in_lists().values_list("pk", "periods"):
        of_finding[finding].append(of_one)
    own = Counter(periods[0] for periods in of_finding.values() if len(periods) == 1)
    rows = [PeriodRow(period, own[period.pk]) for period in Period.objects.all()]
    return {
        "rows": rows,
        "spanning_count": sum(len(periods) > 1 for periods in of_finding.values()),
        "none_count": own[None],
    }


def period_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """reviews/period.html:

    - `period`, `analyses` (national analyses about it), `other_reviews` (the first of `other_count`)
    - `themes` (with `own_count`: findings of this period alone), `own_count`, `cards` (FigureCard), `figures` (of this
      period's years alone),
      `nothing_alone` (what to say where there are none)
    - what `themes.views.lists.build_filters_within` gives
    - `spanning_count` (findings of several periods, this one included), `none_count` (of no period)
    """
    period, current = find_by_slug(
        Period.objects.all(), slug, missing="There is no period with this address."
    )
    if not current:
        return lead_to(period)
    is_analysis = Q(kind=ReviewKind.NATIONAL_ANALYSIS)
    others = period.reviews.exclude(is_analysis)
    overlapping = SeriesPoint.objects.filter(covers_from__lte=period.ends, covers_to__gte=period.starts)
    return render(
        request,
        "reviews/period.html",
        {
            "period": period,
            "analyses": period.reviews.filter(is_analysis).prefetch_related("notes"),
            "other_reviews": others[:OTHER_REVIEWS],
            "other_count": others.count(),
            **count_findings_of(period),
            "nothing_alone": NOTHING_ALONE,
            "figures": read_figures(overlapping),
            "cards": select_cards(read_cards(), "", period),
            **build_filters_within("period", period.slug),
        },
    )


@kept_by_version
def count_findings_of(period: Period) -> dict[str, Any]:
    """`themes`, `own_count`, `spanning_count`, `none_count`: four queries."""
    about = Finding.objects.in_lists().filter(periods=period).annotate(in_all=_count_periods())
    own = about.filter(in_all=1).values("pk")
    counted = count_findings(Q(finding__in=own))
    return {
        "themes": list(
            Theme.objects.current().annotate(own_count=counted).filter(own_count__gt=0).in_order()
        ),
        "own_count": own.count(),
        "spanning_count": about.filter(in_all__gt=1).count(),
        "none_count": Finding.objects.in_lists().filter(periods__isnull=True).count(),
    }


def _count_periods() -> Subquery:
    """Number of periods of a finding, counted apart so that a filter on periods does not change it."""
    counts = (
        Finding.periods.through.objects.filter(finding=OuterRef("pk"))
        .order_by()
        .values("finding")
        .annotate(in_all=Count("pk"))
        .values("in_all")  # type: ignore[misc]
    )
    return Subquery(counts)
