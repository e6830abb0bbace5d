"""Feeds. Titles name numbers and themes, never the words of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate

from themes.findings.corrections import Correction, Day, list_days, read_corrections_by_day, read_days
from themes.models import Change, ChangeKind

NAMESPACE = UUID("5d6c5e7e-2f0d-4b0e-9a55-6a8e5b7f3c11")  # of this feed: made once, never changed
ENTRIES = 50
DAYS = 20


def make_id(name: str) -> str:
    """An id that does not depend on the host: where ids change, feed readers show all entries as new."""
    return uuid5(NAMESPACE, name).urn


@dataclass(frozen=True)
class FeedEntry:
    """`name` is what a feed reader knows it by, for ever."""

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

    def feed_guid(self) -> str:
        return make_id("corrections")

    def items(self) -> list[FeedEntry]:
        others = (
            Change.objects.without_minor()
            .exclude(kind=ChangeKind.ADDED)
            .order_by("-at", "-pk")[: 2 * ENTRIES]
        )
        entries = [
            FeedEntry(
                # Rewordings of one day are one entry, which is updated: never a wording that stood in between.
                f"wording/{correction.code}/{localdate(correction.at).isoformat()}"
                if correction.kind == ChangeKind.WORDING
                else f"change/{correction.pk}",
                correction.title,
                correction.short_path,
                correction.at,
                correction=correction,
            )
            for correction in read_corrections_by_day(others)
        ]
        with_added = read_days(list_days().filter(added__gt=0)[:DAYS])
        entries += [
            FeedEntry(
                f"added/{day.date.isoformat()}",
                day.title,
                f"{reverse('corrections-list')}?day={day.date.isoformat()}",
                day.added_last,
                day=day,
            )
            for day in with_added
            if day.added_last
        ]
        # Words that are hidden are apart from those shown on the same day, under the same name: the newest counts.
        by_name = {entry.name: entry for entry in sorted(entries, key=lambda entry: entry.at)}
        return sorted(by_name.values(), key=lambda entry: entry.at, reverse=True)[:ENTRIES]

    def item_title(self, item: FeedEntry) -> str:
        return item.title

    def item_description(self, item: FeedEntry) -> str:
        return render_to_string(
            "themes/_correction_in_feed.html", {"correction": item.correction, "day": item.day}
        )

    def item_link(self, item: FeedEntry) -> str:
        return item.link

    def item_guid(self, item: FeedEntry) -> str:
        return make_id(f"corrections/{item.name}")

    def item_updateddate(self, item: FeedEntry) -> datetime:
        return item.at
