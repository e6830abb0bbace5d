"""Feeds. Titles name numbers and themes, never the words of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from themes.findings.corrections import Correction, Day, list_days, read_corrections, read_days
from themes.models import Change, ChangeKind

ENTRIES = 50
DAYS = 20


@dataclass(frozen=True)
class FeedEntry:
    """`name` is what a feed reader knows it by, for ever."""

    host: str
    name: str
    title: str
    link: str
    at: datetime
    correction: Correction | None = None
    day: Day | None = None


class CorrectionsFeed(Feed):
    """Changes newest first; what was added on one day is one entry. Four queries."""

    feed_type = Atom1Feed
    title = "SCR Portal: corrections and additions"
    subtitle = "Findings added, reworded or withdrawn, and pages corrected."
    link = reverse_lazy("corrections-list")

    def get_object(self, request: HttpRequest) -> str:
        return request.get_host().partition(":")[0]

    def feed_guid(self, host: str) -> str:
        return f"tag:{host},2026:corrections"

    def items(self, host: str) -> list[FeedEntry]:
        others = (
            Change.objects.without_minor().exclude(kind=ChangeKind.ADDED).order_by("-at", "-pk")[:ENTRIES]
        )
        entries = [
            FeedEntry(
                host,
                f"change/{correction.pk}",
                correction.title,
                correction.short_path,
                correction.at,
                correction=correction,
            )
            for correction in read_corrections(others)
        ]
        with_added = read_days(list_days().filter(added__gt=0)[:DAYS])
        entries += [
            FeedEntry(
                host,
                f"added/{day.date.isoformat()}",
                day.title,
                f"{reverse('corrections-list')}?day={day.date.isoformat()}",
                day.added_last,
                day=day,
            )
            for day in with_added
            if day.added_last
        ]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)[:ENTRIES]

    def item_title(self, item: FeedEntry) -> str:
        return item.title

    def item_description(self, item: FeedEntry) -> str:
        return render_to_string(
            "themes/_correction_in_feed.html", {"correction": item.correction, "day": item.day}
        )

    def item_link(self, item: FeedEntry) -> str:
        return item.link

    def item_guid(self, item: FeedEntry) -> str:
        return f"tag:{item.host},2026:corrections/{item.name}"

    def item_updateddate(self, item: FeedEntry) -> datetime:
        return item.at
