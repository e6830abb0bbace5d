from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.collection_version import kept_by_version
from reviews.models import Period, SeriesPoint
from reviews.models.review import ReviewKind
from themes.explore.periods import count_by_periods, count_themes_by_periods
from themes.figures.listing import read_cards, select_cards
from themes.figures.reading import read_figures
from themes.models import Theme
from themes.views.addresses import find_by_slug, lead_to
from themes.views.lists import build_filters_within

OTHER_REVIEWS = 30  # on the page of a period; all stand on the page of reports
MISSING_PERIOD = "There is no period with this address."
NOTHING_ALONE = (
    "No finding is about this period alone. That says how far its reports have been read, not what they hold."
)


@dataclass(frozen=True)
class PeriodRow:
    """A period and the number of findings that are of this period alone."""

    period: Period
    own_count: int


@dataclass(frozen=True)
class ThemeOfPeriod:
    """A theme and the number of its findings that are of a period alone."""

    theme: Theme
    own_count: int


def period_list(request: HttpRequest) -> HttpResponse:
    """reviews/period_list.html: `rows` (PeriodRow: period, own_count), `spanning_count`, `none_count`."""
    return render(request, "reviews/period_list.html", count_by_period())


@kept_by_version
def count_by_period() -> dict[str, Any]:
    """`rows`, `spanning_count`, `none_count`: two queries at most."""
    counts = count_by_periods()
    return {
        "rows": [PeriodRow(period, counts[(period.pk,)]) for period in Period.objects.all()],
        "spanning_count": sum(count for periods, count in counts.items() if len(periods) > 1),
        "none_count": counts[()],
    }


def period_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """reviews/period.html:

    - `period`, `analyses` (national analyses about it), `other_reviews` (the first of `other_count`)
    - `themes` (ThemeOfPeriod: theme, own_count), `own_count`, `cards` (FigureCard), `figures` (of this period's years
      alone),
      `nothing_alone` (what to say where there are none)
    - what `themes.views.lists.build_filters_within` gives
    - `spanning_count` (findings of several periods, this one included), `none_count` (of no period)
    """
    period, current = find_by_slug(Period.objects.all(), slug, missing=MISSING_PERIOD)
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
    """`themes`, `own_count`, `spanning_count`, `none_count`: three queries at most."""
    counts, of_themes = count_by_periods(), count_themes_by_periods()
    alone = (period.pk,)
    return {
        "themes": [
            ThemeOfPeriod(theme, own_count)
            for theme in Theme.objects.current().in_order()
            if (own_count := of_themes.get(theme.pk, Counter())[alone])
        ],
        "own_count": counts[alone],
        "spanning_count": sum(
            count for periods, count in counts.items() if len(periods) > 1 and period.pk in periods
        ),
        "none_count": counts[()],
    }
