"""Where reports can be had, looked at from time to time: the ledger gains an entry whenever that changes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from reviews.history.tracking import recorded
from reviews.models import Availability
from reviews.sources.visiting import Answer, Visit

State = Availability.State
EVERY = timedelta(days=6)  # a job that runs weekly finds all of them due
SEVERAL = 3  # sites that hardly fall silent together
BETWEEN = 2.0  # seconds between two requests to one host


class NoAnswer(Exception):
    """No site at all answered."""


@dataclass(frozen=True)
class Look:
    """What one visit told. `state` is None where it told nothing."""

    place: Availability
    visit: Visit
    state: str | None

    @property
    def is_news(self) -> bool:
        return self.state is not None and self.state != self.place.state


def due(places: QuerySet[Availability], today: date, *, every: timedelta = EVERY) -> list[Availability]:
    """The last entry for each address, where nobody has looked for so long."""
    waiting = places.current().filter(Q(on__isnull=True) | Q(on__lte=today - every))  # type: ignore[attr-defined]
    return list(waiting.select_related("review").order_by("url", "pk"))


def look(
    places: list[Availability],
    today: date,
    *,
    visit: Callable[[str], Visit],
    pause: Callable[[float], None] = time.sleep,
    between: float = BETWEEN,
) -> Iterator[Look]:
    """Visit each address once, one after the other, and write what was seen as each visit ends.

    Stopped in between, what was seen stays; the rest is still due. Until some site has answered, nothing is written:
    where several are silent and none answers, it is this machine that is not on the web. Raises NoAnswer then.
    """
    visits: dict[str, Visit] = {}
    asked: set[str] = set()
    unwritten: list[Look] = []
    heard = False
    for place in places:
        host = urlsplit(place.url).netloc
        if place.url not in visits:
            if host in asked:
                pause(between)
            asked.add(host)
            visits[place.url] = visit(place.url)
        seen = visits[place.url]
        unwritten.append(Look(place, seen, _state(place, seen, today)))
        heard = heard or seen.answer not in (Answer.SILENT, Answer.FORBIDDEN)
        if heard:
            yield from _written(unwritten, today)
            unwritten = []
    silent = {urlsplit(each.place.url).netloc for each in unwritten if each.visit.answer == Answer.SILENT}
    if len(silent) >= SEVERAL:
        raise NoAnswer
    yield from _written(unwritten, today)


def _written(looks: list[Look], today: date) -> Iterator[Look]:
    for each in looks:
        _write(each, today)
        yield each


def _state(place: Availability, seen: Visit, today: date) -> str | None:
    """A page that is missing once may be back tomorrow: withdrawn is what was missing on two days."""
    missed_before = place.state == State.UNREACHABLE and place.on is not None and place.on < today
    if seen.answer == Answer.MISSING:
        return State.WITHDRAWN if missed_before or place.state == State.WITHDRAWN else State.UNREACHABLE
    if seen.answer == Answer.SILENT and place.state == State.WITHDRAWN:
        return State.WITHDRAWN
    states = {
        Answer.THERE: State.PUBLISHED,
        Answer.MOVED: State.MOVED,
        Answer.GONE: State.WITHDRAWN,
        Answer.SILENT: State.UNREACHABLE,
    }
    return states.get(seen.answer)


def _write(found: Look, today: date) -> None:
    place, state = found.place, found.state
    if state is None:
        return
    note = found.visit.said if state == State.MOVED else ""
    with transaction.atomic(), recorded(act="look", why=found.visit.said):
        if found.is_news:
            Availability.objects.get_or_create(
                review=place.review,
                url=place.url,
                place=place.place,
                state=state,
                on=today,
                defaults={"position": place.position, "note": note or place.note},
            )
        elif place.on != today:
            Availability.objects.filter(pk=place.pk, on=place.on).update(on=today)


def tally(looks: list[Look]) -> Counter[str]:
    """How many were in each state, "not told" included."""
    return Counter(State(each.state).label if each.state else "Not told" for each in looks)
