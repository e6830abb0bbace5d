"""Feeds beside the lists that are not of findings: which themes, situations, figures and reports are new or changed.

Each row is one entry, which comes up again when something that readers see of it changes: as its history has it, and
never words that stood there before. Periods have none, since hardly one is ever added, nor have searches and lists that
somebody made: nothing but their address tells what they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import Max, Min, Model
from django.template.loader import render_to_string
from django.urls import reverse_lazy

from reviews.history.tracking import get_events
from reviews.models import Review, Series, SeriesPoint
from reviews.plurals import count_things
from themes.feeds import ENTRIES, SteadyAtomFeed, make_id
from themes.figures.listing import read_cards
from themes.models import Finding, Situation, SituationFinding, Theme
from themes.reading.tally import Tally, count_by_report

OF_THEME = ("title", "tab_title", "summary", "content_note")
OF_SITUATION = ("title", "note", "content_note")
OF_FIGURE = ("title", "unit")
OF_POINT = (
    *("years", "category", "value", "text", "numerator", "denominator"),
    *("review", "pages", "note", "change"),
)
NOTHING_TAKEN = "No finding has been taken from it yet."
OF_REVIEW = ("title", "published", "publisher", "report_number")


@dataclass(frozen=True, slots=True)
class Dates:
    """When a row came, and when what readers see of it changed last."""

    came: datetime
    changed: datetime

    def and_at(self, *moments: datetime | None) -> Dates:
        """Changed then as well."""
        return Dates(self.came, max([self.changed, *filter(None, moments)]))


def read_dates(model: type[Model], fields: Iterable[str], key: str = "pgh_obj_id") -> dict[Any, Dates]:
    """From the history of all rows, by `key`: one query. Changes of other fields, such as their order, are none.

    What was brought in with the history switched off has no dates, and is in no feed.
    """
    events = get_events(model).order_by("pgh_id")
    last: dict[int, tuple[Any, ...]] = {}
    found: dict[Any, Dates] = {}
    for name, row, at, *seen in events.values_list(key, "pgh_obj_id", "pgh_created_at", "pgh_label", *fields):
        said = (seen[0] == "delete", *seen[1:])
        if last.get(row) != said:
            last[row] = said
            found[name] = found[name].and_at(at) if name in found else Dates(at, at)
    return found


@dataclass(frozen=True, slots=True)
class RowEntry:
    """`words` are paragraphs; `content_note` stands before them."""

    pk: int
    title: str
    link: str
    dates: Dates
    words: tuple[str, ...] = ()
    content_note: str = ""


class RowFeed(Feed):
    """The rows that changed last. `kind` is what feed readers know them by, for ever."""

    feed_type = SteadyAtomFeed
    kind = ""

    def read(self) -> Iterable[RowEntry]:
        raise NotImplementedError

    def feed_guid(self) -> str:
        return make_id(f"list/{self.kind}")

    def items(self) -> list[RowEntry]:
        newest = sorted(self.read(), key=lambda entry: (entry.dates.changed, entry.pk), reverse=True)
        return newest[:ENTRIES]

    def item_title(self, item: RowEntry) -> str:
        return item.title

    def item_description(self, item: RowEntry) -> str:
        return render_to_string("themes/_row_in_feed.html", {"entry": item})

    def item_link(self, item: RowEntry) -> str:
        return item.link

    def item_guid(self, item: RowEntry) -> str:
        return make_id(f"{self.kind}/{item.pk}")

    def item_pubdate(self, item: RowEntry) -> datetime:
        return item.dates.came

    def item_updateddate(self, item: RowEntry) -> datetime:
        return item.dates.changed


class ThemesFeed(RowFeed):
    """A theme comes with its first finding, as the list has it: two queries."""

    kind = "themes"
    title = "SCR Portal: themes"
    subtitle = "Themes that are new, or whose title or summary changed."
    link = reverse_lazy("theme-list")

    def read(self) -> Iterable[RowEntry]:
        dates = read_dates(Theme, OF_THEME)
        rows = Theme.objects.listed().filter(pk__in=dates).annotate(listed=Min("findings__published_at"))
        for theme in rows.order_by("pk"):
            came = max(dates[theme.pk].came, theme.listed)
            yield RowEntry(
                theme.pk,
                f"Theme: {theme.title_for_tabs}",
                theme.short_path,
                Dates(came, came).and_at(dates[theme.pk].changed),
                (theme.summary,),
                theme.content_note,
            )


class SituationsFeed(RowFeed):
    """Three queries."""

    kind = "situations"
    title = "SCR Portal: situations"
    subtitle = "Situations that are new, or whose words or findings changed."
    link = reverse_lazy("situation-list")

    def read(self) -> Iterable[RowEntry]:
        dates = read_dates(Situation, OF_SITUATION)
        chosen = read_dates(SituationFinding, ["finding_id"], "situation_id")
        for each in Situation.objects.filter(pk__in=dates):
            found = dates[each.pk].and_at(chosen[each.pk].changed if each.pk in chosen else None)
            yield RowEntry(
                each.pk, each.title, each.get_absolute_url(), found, (each.note,), each.content_note
            )


class FiguresFeed(RowFeed):
    """Five queries at most."""

    kind = "figures"
    title = "SCR Portal: figures"
    subtitle = "Figures over time that are new, or have other numbers, sources or pages."
    link = reverse_lazy("figure-list")

    def read(self) -> Iterable[RowEntry]:
        dates, points = read_dates(Series, OF_FIGURE), read_dates(SeriesPoint, OF_POINT, "series_id")
        numbers = dict(Series.objects.values_list("slug", "pk"))
        for card in read_cards():
            pk, figure = numbers[card.figure.slug], card.figure
            if pk not in dates or pk not in points:
                continue
            subject = f": {card.themes[0].title_for_tabs}" if card.themes else ""
            yield RowEntry(
                pk,
                f"Figure {figure.number}{subject}",
                figure.get_absolute_url(),
                dates[pk].and_at(points[pk].changed),
                (figure.title, card.chart.finding),
                card.content_note,
            )


class ReviewsFeed(RowFeed):
    """Reports that are new to the list, and those from which findings were taken since: five queries at most."""

    kind = "reviews"
    title = "SCR Portal: reports"
    subtitle = "Reports that are new here, and those that we have read on in."
    link = reverse_lazy("review-list")

    def read(self) -> Iterable[RowEntry]:
        dates, counts = read_dates(Review, OF_REVIEW), count_by_report()
        newest: Mapping[int, datetime] = dict(
            Finding.objects.in_lists()
            .order_by()
            .values_list("review")
            .annotate(at=Max("published_at"))
            .values_list("review", "at")
        )
        for review in Review.objects.with_authors().filter(pk__in=dates):
            count = counts.get(review.pk, Tally()).findings
            taken = f"{count_things(count, 'finding')} so far." if count else NOTHING_TAKEN
            yield RowEntry(
                review.pk,
                review.plain_name,
                review.get_absolute_url(),
                dates[review.pk].and_at(newest.get(review.pk)),
                (review.title, taken),
            )
