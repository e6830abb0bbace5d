"""What changed in a list between two moments, as far as readers are told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from reviews.history.tracking import get_events
from themes.alerts.following import FollowedList
from themes.enums import FindingState
from themes.models import Change, ChangeKind, Finding
from themes.past.since import compare_with_today
from themes.past.tables import Past

# History has the moment at which a transaction began, and shows its rows once it has ended. Before the oldest one that
# still runs, nothing more can come.
SETTLED = """
SELECT least(now(), min(xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass(frozen=True)
class ListChanges:
    """Codes of findings, by what became of them."""

    added: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    repaged: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @classmethod
    def parse(cls, words: dict[str, Any]) -> ListChanges:
        """From what `asdict` made, through JSON."""
        return cls(**{name: tuple(codes) for name, codes in words.items()})


def find_settled_moment() -> datetime:
    """The latest moment before which everything that was done can be seen: a letter up to it forgets nothing."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        [(moment,)] = cursor.fetchall()
    return moment


def find_list_changes(followed: FollowedList, since: Past, until: Past) -> ListChanges:
    """What changed from `since` to just before `until`: seven queries at most.

    Nothing is said of findings that were hidden for now, nor that they are shown again, nor of typing mistakes.
    """
    compared = compare_with_today(since, followed.members, is_short=followed.is_short, until=until)
    if not compared.groups:
        return ListChanges()
    told = _find_told(since.moment, until.moment)
    hidden = _find_hidden(since.moment, compared.added)
    return ListChanges(
        added=tuple(code for code in compared.added if code not in hidden),
        reworded=_keep(compared.reworded, told, ChangeKind.WORDING),
        repaged=_keep(compared.repaged, told, ChangeKind.PAGES),
        left=compared.left,
        withdrawn=_keep(compared.withdrawn, told, ChangeKind.WITHDRAWN),
    )


def _find_told(since: datetime, until: datetime) -> set[tuple[str, str]]:
    """The changes that everybody is told of in that time, as pairs of kind and code."""
    changes = Change.objects.without_minor().filter(at__gte=since, at__lt=until)
    return {
        (kind, Finding.name_code(number)) for kind, number in changes.values_list("kind", "finding__number")
    }


def _keep(codes: Iterable[str], told: set[tuple[str, str]], kind: ChangeKind) -> tuple[str, ...]:
    return tuple(code for code in codes if (kind, code) in told)


def _find_hidden(moment: datetime, codes: Iterable[str]) -> set[str]:
    """Those of the findings that were hidden for now at this moment."""
    numbers = [Finding.parse_code(code) for code in codes]
    events = get_events(Finding).filter(number__in=numbers, pgh_created_at__lt=moment)
    last = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values_list("number", "state")
    return {Finding.name_code(number) for number, state in last if state == FindingState.HIDDEN}
