"""This week's finding, with one question: chosen by a curator, or by turns that leave out what distresses most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.timezone import localdate

from reviews.collection_version import kept_by_version
from reviews.history.tracking import get_events
from themes.enums import FindingKind, FindingState
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.findings.cards import Card
from themes.models import AgeGroup, Finding, Harm, Theme
from themes.models.finding import FindingQuerySet
from themes.models.week import WeeklyFinding, find_monday

WEEK = timedelta(days=7)
ONCE_PUBLIC = (FindingState.PUBLISHED, FindingState.HIDDEN, FindingState.WITHDRAWN)
NEVER = date.min
# What nobody should meet unasked, on a Monday morning: these harms, the youngest, and every theme that warns of itself.
HARMS_LEFT_OUT = ("sexual", "suicide", "sleep-related-death", "extreme-deprivation")
YOUNGEST_AGE = 1  # what is about children younger than this alone is left out
USUAL_QUESTION = "Where might this be true in our own work, and what would we do about it?"


class Turn(NamedTuple):
    """A finding that can have a turn from the week `since` (its Monday) on, until the week in which it is withdrawn."""

    number: int
    since: date
    until: date = date.max


@dataclass(frozen=True)
class WeeksFinding:
    """`card` is the finding, `entry` it and what must be read with it."""

    week: date
    card: Card
    entry: ListEntry
    question: str

    @property
    def entries(self) -> list[ListEntry]:
        return [self.entry]

    @property
    def content_notes(self) -> list[str]:
        return list(dict.fromkeys(card.content_note for card in self.entry.cards if card.content_note))

    @property
    def last_day(self) -> date:
        return self.week + WEEK - timedelta(days=1)


def leave_out_distressing(findings: FindingQuerySet) -> FindingQuerySet:
    """Those that may stand before readers who did not look for them. The only place that says so."""
    about = Theme.objects.filter(findings=OuterRef("pk"))
    harms = Harm.objects.filter(findings=OuterRef("pk"), slug__in=HARMS_LEFT_OUT)
    ages = AgeGroup.objects.filter(findings=OuterRef("pk"))
    older = ages.filter(to_age__gte=YOUNGEST_AGE)
    return findings.exclude(
        Exists(about.exclude(content_note="")) | Exists(harms) | (Exists(ages) & ~Exists(older))
    )


def rank(number: int) -> int:
    """An order among findings that looks like chance and is the same everywhere."""
    return int.from_bytes(hashlib.blake2b(str(number).encode(), digest_size=8).digest())


def take_turns(turns: Iterable[Turn], chosen: Mapping[date, int], week: date) -> dict[date, int]:
    """Whose turn it was in each week, and is in this one.

    Whoever never had a turn comes before all who had, and these come in the order in which they had theirs. So all
    others come before one returns, and what is added later changes no week before. A curator's choice is a turn.
    """
    coming = sorted(turns, key=lambda turn: (turn.since, turn.number))
    ends = {turn.number: turn.until for turn in coming}
    had: dict[date, int] = {}
    last: dict[int, date] = {}
    queue: list[tuple[date, int, int]] = []
    at, place = min([*chosen, *(turn.since for turn in coming[:1])], default=week), 0
    while at <= week:
        while place < len(coming) and coming[place].since <= at:
            number = coming[place].number
            heappush(queue, (last.get(number, NEVER), rank(number), number))
            place += 1
        turn = chosen.get(at) or _find_first(queue, last, ends, at)
        if turn is not None:
            had[at] = turn
            last[turn] = at
            if turn in ends:
                heappush(queue, (at, rank(turn), turn))
        at += WEEK
    return had


def _find_first(
    queue: list[tuple[date, int, int]], last: Mapping[int, date], ends: Mapping[int, date], at: date
) -> int | None:
    """The first in the queue; what is withdrawn, or had a turn since it was put there, is taken out."""
    while queue:
        since, _, number = queue[0]
        if since == last.get(number, NEVER) and at < ends[number]:
            return number
        heappop(queue)
    return None


def _find_hidden() -> dict[int, datetime]:
    """Since when the findings that are hidden for now have been, by number: one query."""
    events = get_events(Finding).filter(pgh_obj=OuterRef("pk"))
    last_public = events.filter(state=FindingState.PUBLISHED).order_by("-pgh_id").values("pgh_id")[:1]
    hidden = events.filter(state=FindingState.HIDDEN, pgh_id__gt=Coalesce(Subquery(last_public), 0))
    since = Subquery(hidden.order_by("pgh_id").values("pgh_created_at")[:1])
    rows = Finding.objects.filter(state=FindingState.HIDDEN).annotate(since=Coalesce(since, Now()))
    return dict(rows.values_list("number", "since"))


@kept_by_version
def list_weeks(week: date) -> dict[date, int]:
    """The number of the finding of each week up to this one, in the order of the weeks."""
    once_public = Finding.objects.filter(
        state__in=ONCE_PUBLIC,
        kind__in=[FindingKind.FINDING, FindingKind.RECOMMENDATION],
        published_at__isnull=False,
    ).filter(Q(block__isnull=True) | Q(block_position=0))
    # A block comes whole: with one member that may distress, none of it comes.
    left_out = Finding.objects.exclude(pk__in=leave_out_distressing(Finding.objects.all()).values("pk"))
    blocks = left_out.filter(block__isnull=False, state__in=ONCE_PUBLIC).values("block")
    fit = leave_out_distressing(once_public).exclude(block__in=blocks)
    rows = fit.values_list("number", "state", "published_at", "withdrawn_at")
    hidden = _find_hidden()

    def find_end(number: int, state: str, withdrawn: datetime | None) -> date:
        """The first week that a finding cannot have: that in which it was taken from view."""
        gone = withdrawn if state == FindingState.WITHDRAWN else hidden.get(number)
        return find_monday(localdate(gone)) if gone else date.max

    turns = []
    first = min((published for _, _, published, _ in rows if published), default=None)
    for number, state, published, withdrawn in rows:
        # Later ones wait for the next Monday: the finding of a week that has begun stays what it is.
        since = find_monday(localdate(published)) + (WEEK if published != first else timedelta())
        turns.append(Turn(number, since, find_end(number, state, withdrawn)))
    choices = WeeklyFinding.objects.filter(week__lte=week, finding__state__in=ONCE_PUBLIC).values_list(
        "week", "finding__number", "finding__state", "finding__withdrawn_at"
    )
    chosen = {
        monday: number
        for monday, number, state, withdrawn in choices
        if monday < find_end(number, state, withdrawn)
    }
    return take_turns(turns, chosen, week)


def read_weeks(week: date, most: int) -> list[WeeksFinding]:
    """The findings of the last weeks, this one first, without those that were withdrawn since: five queries."""
    weeks = sorted(list_weeks(week).items(), reverse=True)[:most]
    found = Finding.objects.in_lists().filter(number__in=[number for _, number in weeks])
    places = {
        number: ListPlace((pk,), block) for number, pk, block in found.values_list("number", "pk", "block_id")
    }
    entries = {entry.key: entry for entry in read_entries(list(places.values()))}
    choices = WeeklyFinding.objects.filter(week__in=dict(weeks)).values_list(
        "week", "finding__number", "question"
    )
    asked = {(monday, number): question for monday, number, question in choices}
    shown = []
    for monday, number in weeks:
        if number not in places:
            continue
        entry = entries[places[number].key]
        card = next(card for card in entry.cards if card.number == number)
        shown.append((monday, card, entry))
    questions = dict(
        Theme.objects.filter(
            pk__in=[card.primary_theme.pk for _, card, _ in shown if card.primary_theme]
        ).values_list("pk", "questions")
    )
    return [
        WeeksFinding(
            monday,
            card,
            entry,
            asked.get((monday, card.number)) or choose_question(card, monday, questions),
        )
        for monday, card, entry in shown
    ]


def choose_question(card: Card, week: date, questions: Mapping[int, list[str]]) -> str:
    """One of its theme's questions, another one when its turn comes again."""
    own = questions.get(card.primary_theme.pk, []) if card.primary_theme else []
    return own[week.toordinal() // 7 % len(own)] if own else USUAL_QUESTION
