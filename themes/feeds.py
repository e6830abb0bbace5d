"""Feeds. Titles name numbers and themes, never the words of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID, uuid5

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.timezone import localdate, make_aware

from themes.data.lists import DataRefused, read_filter
from themes.explore.choice import build_address, describe_choice
from themes.explore.filters import FindingFilter
from themes.findings.blocks import ListEntry, group_places, read_entries
from themes.findings.corrections import Correction, Day, list_days, read_corrections_by_day, read_days
from themes.models import Change, ChangeKind, Finding
from themes.models.week import find_monday
from themes.this_week import WeeksFinding, read_weeks

NAMESPACE = UUID("5d6c5e7e-2f0d-4b0e-9a55-6a8e5b7f3c11")  # of this feed: made once, never changed
ENTRIES = 50
DAYS = 20
NEVER_CHANGED = datetime(2026, 1, 1, tzinfo=UTC)
WEEKS = 12


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


class SteadyAtomFeed(Atom1Feed):
    """The same file as long as nothing changes: Django says of an empty one that it changed just now."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER_CHANGED


class CorrectionsFeed(Feed):
    """Changes newest first; what was added on one day is one entry. Four queries."""

    feed_type = SteadyAtomFeed
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


class ThisWeekFeed(Feed):
    """This week's finding, and those of the weeks before."""

    feed_type = SteadyAtomFeed
    title = "SCR Portal: this week’s finding"
    subtitle = "One finding and one question each week, for a team meeting."
    link = reverse_lazy("this-week")

    def feed_guid(self) -> str:
        return make_id("this-week")

    def items(self) -> list[WeeksFinding]:
        return read_weeks(find_monday(localdate()), WEEKS)

    def item_title(self, item: WeeksFinding) -> str:
        return f"Week of {date_format(item.week, 'j F Y')}: {item.card.title_for_tabs}"

    def item_description(self, item: WeeksFinding) -> str:
        return render_to_string("themes/_week_in_feed.html", {"week": item})

    def item_link(self, item: WeeksFinding) -> str:
        return reverse("finding-short", args=[item.card.number])

    def item_guid(self, item: WeeksFinding) -> str:
        return make_id(f"this-week/{item.week.isoformat()}")

    def item_updateddate(self, item: WeeksFinding) -> datetime:
        return make_aware(datetime.combine(item.week, time()))


class FindingsFeed(Feed):
    """The newest findings of a filtered list, with those that must be read with them: five queries."""

    feed_type = SteadyAtomFeed

    def get_object(self, request: HttpRequest) -> FindingFilter:
        try:
            return read_filter(request.GET)
        except DataRefused as refused:
            raise Http404(f"There is no feed of this. {refused}") from refused

    def title(self, filterset: FindingFilter) -> str:
        choice = describe_choice(filterset, for_tabs=True)
        return f"SCR Portal: new findings{f', {choice}' if choice else ''}"

    def link(self, filterset: FindingFilter) -> str:
        return build_address(reverse("finding-list"), filterset.build_pairs())

    def feed_url(self, filterset: FindingFilter) -> str:
        return build_address(reverse("finding-list-feed"), filterset.build_pairs())

    def feed_guid(self, filterset: FindingFilter) -> str:
        return make_id(f"findings{build_address('', filterset.build_pairs())}")

    def items(self, filterset: FindingFilter) -> list[tuple[ListEntry, datetime]]:
        newest = Finding.objects.in_lists().filter(pk__in=filterset.qs.values("finding_id"))
        rows = newest.order_by("-published_at", "-number").values_list("pk", "block_id", "published_at")[
            :ENTRIES
        ]
        published: dict[tuple[str, int], datetime] = {}
        for pk, block, at in rows:
            published.setdefault(("block", block) if block else ("finding", pk), at)
        entries = read_entries(group_places((pk, block) for pk, block, _ in rows))
        return [(entry, published[entry.key]) for entry in entries]

    def item_title(self, item: tuple[ListEntry, datetime]) -> str:
        entry, _ = item
        return f"{entry.names}: {entry.cards[0].title_for_tabs.partition(': ')[2]}".removesuffix(": ")

    def item_description(self, item: tuple[ListEntry, datetime]) -> str:
        return render_to_string("themes/_finding_in_feed.html", {"entry": item[0]})

    def item_link(self, item: tuple[ListEntry, datetime]) -> str:
        return reverse("finding-short", args=[item[0].cards[0].number])

    def item_guid(self, item: tuple[ListEntry, datetime]) -> str:
        return make_id(f"finding/{item[0].cards[0].code}")

    def item_pubdate(self, item: tuple[ListEntry, datetime]) -> datetime:
        return item[1]

    def item_updateddate(self, item: tuple[ListEntry, datetime]) -> datetime:
        return item[1]
