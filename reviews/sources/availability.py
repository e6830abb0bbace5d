"""Whether reports can still be had on the web: the ledger gains an entry whenever that changes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from reviews.history.tracking import annotate_history
from reviews.models import Availability, AvailabilityState
from reviews.sources.visiting import Visit, VisitAnswer

EVERY = timedelta(days=6)  # a job that runs weekly finds all of them due
SEVERAL = 3  # sites that hardly fall silent together
BETWEEN = 2.0  # seconds between two requests to one host


class NoAnswer(Exception):
    """No site at all answered."""


@dataclass(frozen=True)
class AvailabilityCheck:
    """The result of one visit. `state` is None where the visit told nothing."""

    place: Availability
    visit: Visit
    state: str | None

    @property
    def is_news(self) -> bool:
        return self.state is not None and self.state != self.place.state


def find_due(places: QuerySet[Availability], today: date, *, every: timedelta = EVERY) -> list[Availability]:
    """The last entry for each address that has not been visited for that long."""
    waiting = places.current().filter(Q(on__isnull=True) | Q(on__lte=today - every))  # type: ignore[attr-defined]
    return list(waiting.select_related("review").order_by("url", "pk"))


def check_places(
    places: list[Availability],
    today: date,
    *,
    visit: Callable[[str], Visit],
    pause: Callable[[float], None] = time.sleep,
    between: float = BETWEEN,
) -> Iterator[AvailabilityCheck]:
    """Visit each address once, one after the other, and save each result as the visit ends.

    Stopped in between, saved results stay; the rest is still due. Nothing is saved before some site has answered:
    where several are silent and none answers, it is this machine that is not on the web. Raises NoAnswer then.
    """
    visits: dict[str, Visit] = {}
    visited_hosts: set[str] = set()
    unsaved: list[AvailabilityCheck] = []
    is_online = False
    for place in places:
        host = urlsplit(place.url).netloc
        if place.url not in visits:
            if host in visited_hosts:
                pause(between)
            visited_hosts.add(host)
            visits[place.url] = visit(place.url)
        result = visits[place.url]
        unsaved.append(AvailabilityCheck(place, result, _find_new_state(place, result, today)))
        is_online = is_online or result.answer not in (VisitAnswer.SILENT, VisitAnswer.FORBIDDEN)
        if is_online:
            yield from _save_all(unsaved, today)
            unsaved = []
    silent = {
        urlsplit(check.place.url).netloc for check in unsaved if check.visit.answer == VisitAnswer.SILENT
    }
    if len(silent) >= SEVERAL:
        raise NoAnswer
    yield from _save_all(unsaved, today)


def _save_all(checks: list[AvailabilityCheck], today: date) -> Iterator[AvailabilityCheck]:
    for check in checks:
        _save(check, today)
        yield check


def _find_new_state(place: Availability, result: Visit, today: date) -> str | None:
    """A page that is missing once may be back tomorrow: withdrawn is what was missing on two days."""
    missed_before = place.state == AvailabilityState.UNREACHABLE and place.on is not None and place.on < today
    was_withdrawn = place.state == AvailabilityState.WITHDRAWN
    match result.answer:
        case VisitAnswer.THERE:
            return AvailabilityState.PUBLISHED
        case VisitAnswer.MOVED:
            return AvailabilityState.MOVED
        case VisitAnswer.GONE:
            return AvailabilityState.WITHDRAWN
        case VisitAnswer.MISSING:
            return (
                AvailabilityState.WITHDRAWN
                if missed_before or was_withdrawn
                else AvailabilityState.UNREACHABLE
            )
        case VisitAnswer.SILENT:
            return AvailabilityState.WITHDRAWN if was_withdrawn else AvailabilityState.UNREACHABLE
    return None


def _save(check: AvailabilityCheck, today: date) -> None:
    place, state = check.place, check.state
    if state is None:
        return
    note = check.visit.message if state == AvailabilityState.MOVED else ""
    with transaction.atomic(), annotate_history(act="look", why=check.visit.message):
        if check.is_news:
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


def count_states(checks: list[AvailabilityCheck]) -> Counter[str]:
    """How many were in each state, "not told" included."""
    return Counter(AvailabilityState(check.state).label if check.state else "Not told" for check in checks)
