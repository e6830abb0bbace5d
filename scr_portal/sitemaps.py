"""Which pages there are, for search engines: each with the day on which its own record last changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse

from reviews.history.tracking import get_events
from reviews.models import Period, Review, Series
from themes.figures.listing import read_cards
from themes.models import Finding, Situation, Theme

PER_FILE = 5_000
# Pages that are not about one row; lists made for whoever asks, and what is for programs, are left out.
SITE = (
    *("home", "theme-list", "finding-list", "situation-list", "review-list", "period-list", "figure-list"),
    *(
        "this-week",
        "themes-by-period",
        "what-changed",
        "what-we-have-read",
        "then-and-now",
        "corrections-list",
    ),
    *("about", "about-data", "help", "corrections", "accessibility", "privacy"),
    *("kept", "notices"),
)
OF_DISCUSSION = ("community-rules", "how-we-moderate")


class SitePages(Sitemap):
    def items(self) -> list[str]:
        return [*SITE, *(OF_DISCUSSION if settings.DISCUSSION else ())]

    def location(self, item: str) -> str:
        return reverse(item)


def add_last_changed(rows: QuerySet) -> QuerySet:
    events = get_events(rows.model).filter(pgh_obj=OuterRef("pk"))
    changed = events.values("pgh_obj").annotate(at=Max("pgh_created_at"))
    return rows.annotate(last_changed=Subquery(changed.values("at")))


class RowPages(Sitemap):
    """Pages of rows, in an order that does not change while they are read in parts."""

    limit = PER_FILE

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    def items(self) -> QuerySet:
        return add_last_changed(self.rows.all()).order_by("pk")

    def lastmod(self, item: Any) -> datetime | None:
        return item.last_changed

    def get_latest_lastmod(self) -> None:
        """Each part says it of its pages; to say it of all, all would have to be read."""
        return None

    def location(self, item: Model) -> str:
        return item.get_absolute_url()  # type: ignore[attr-defined]


class FigurePages(RowPages):
    """Of series without a number there is no page."""

    def items(self) -> QuerySet:
        return super().items().filter(slug__in=[card.figure.slug for card in read_cards()])


# One for each request: it keeps what it was asked last.
SITEMAPS: dict[str, Callable[[], Sitemap]] = {
    "site": SitePages,
    "themes": lambda: RowPages(Theme.objects.listed()),
    "findings": lambda: RowPages(Finding.objects.in_lists().only("number")),
    "situations": lambda: RowPages(Situation.objects.only("slug")),
    "reviews": lambda: RowPages(Review.objects.only("slug")),
    "periods": lambda: RowPages(Period.objects.only("slug")),
    "figures": lambda: FigurePages(Series.objects.only("slug")),
}
