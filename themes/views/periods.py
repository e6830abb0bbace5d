from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.models import Period, SeriesPoint
from reviews.models.review import ReviewKind
from themes.explore.figures import read_figures
from themes.models import Finding, Theme
from themes.models.theme import count_findings
from themes.views.addresses import find_by_slug, lead_to
from themes.views.lists import filters_within

NOTHING_ALONE = (
    "No finding is about this period alone. That says how far its reports have been read, not what they hold."
)


@dataclass(frozen=True)
class PeriodRow:
    """A period and the number of findings that are of this period alone."""

    period: Period
    own_count: int


def period_list(request: HttpRequest) -> HttpResponse:
    """reviews/period_list.html: `rows` (PeriodRow: period, own_count), `spanning_count`."""
    own, spanning = _own_and_spanning()
    counts = Counter(own.values())
    rows = [PeriodRow(period, counts[period.pk]) for period in Period.objects.all()]
    return render(request, "reviews/period_list.html", {"rows": rows, "spanning_count": len(spanning)})


def _own_and_spanning() -> tuple[dict[int, int], set[int]]:
    """Findings with one period, to that period; and those with several."""
    own: dict[int, int] = {}
    spanning: set[int] = set()
    rows = Finding.objects.in_lists().filter(periods__isnull=False).values_list("pk", "periods")
    for finding, period in rows:
        if finding in own or finding in spanning:
            own.pop(finding, None)
            spanning.add(finding)
        else:
            own[finding] = period
    return own, spanning


def period_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """reviews/period.html:

    - `period`, `analyses` (national analyses about it), `other_reviews`
    - `themes` (with `own_count`: findings of this period alone), `own_count`, `figures`,
      `nothing_alone` (what to say where there are none)
    - what `themes.views.lists.filters_within` gives
    - `spanning_count` (findings of several periods, this one included)
    """
    period, current = find_by_slug(
        Period.objects.all(), slug, missing="There is no period with this address."
    )
    if not current:
        return lead_to(period)
    about = Finding.objects.in_lists().filter(periods=period).annotate(in_all=_periods_in_all())
    own = about.filter(in_all=1).values("pk")
    counted = count_findings(Q(finding__in=own))
    reviews = list(period.reviews.prefetch_related("notes"))
    overlapping = SeriesPoint.objects.filter(covers_from__lte=period.ends, covers_to__gte=period.starts)
    return render(
        request,
        "reviews/period.html",
        {
            "period": period,
            "analyses": [review for review in reviews if review.kind == ReviewKind.NATIONAL_ANALYSIS],
            "other_reviews": [review for review in reviews if review.kind != ReviewKind.NATIONAL_ANALYSIS],
            "themes": Theme.objects.current().annotate(own_count=counted).filter(own_count__gt=0).in_order(),
            "own_count": own.count(),
            "nothing_alone": NOTHING_ALONE,
            "spanning_count": about.filter(in_all__gt=1).count(),
            "figures": read_figures(overlapping),
            **filters_within("period", period.slug),
        },
    )


def _periods_in_all() -> Subquery:
    """Number of periods of a finding, counted apart so that a filter on periods does not change it."""
    counts = (
        Finding.periods.through.objects.filter(finding=OuterRef("pk"))
        .order_by()
        .values("finding")
        .annotate(in_all=Count("pk"))
        .values("in_all")  # type: ignore[misc]
    )
    return Subquery(counts)
