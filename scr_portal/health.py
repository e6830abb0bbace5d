"""Whether this web process can serve, for proxies, containers and whoever watches.

`/health/live` says that the process answers. `/health/ready` says with 200 that it can make pages, with 503 that it
should get no visitors, and what else is worth knowing: that decides nothing. Both answer whatever host was asked for,
because who asks knows only an address. They are for those who run the portal: our proxy passes them to nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from reviews.jobs import DEAD_AFTER_SECONDS
from scr_portal.backups import AGE_OF_ONE, list_backups
from scr_portal.database import is_embedded
from scr_portal.kept_pages import read_release
from scr_portal.outage import find_least_room, outage
from scr_portal.upgrades import find_missing
from themes.index.keeping import keeper

LIVE, READY = "/health/live", "/health/ready"
MOST_BEHIND = 10  # seconds: a standby further behind gets no visitors
LEAST_FREE = 500_000_000  # bytes
KEPT_FOR = 1.0  # seconds, whoever asks

# How many seconds a standby is behind: nothing where all that was received is replayed and more would be received.
BEHIND = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver)
            THEN 0
            ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END::float
"""
QUEUE = """
SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, deferred))
                FILTER (WHERE status = 'todo')), 0)::float
  FROM procrastinate_jobs AS job
  LEFT JOIN LATERAL (SELECT min(at) AS deferred FROM procrastinate_events WHERE job_id = job.id) AS begun ON true
 WHERE status IN ('todo', 'doing', 'failed') AND (scheduled_at IS NULL OR scheduled_at <= now())
"""
# How long ago something could not be kept; nothing once it could again.
ARCHIVE_FAILED = """
SELECT extract(epoch FROM now() - last_failed_time)::float FROM pg_stat_archiver
 WHERE last_failed_time > coalesce(last_archived_time, '-infinity')
"""
HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"


@dataclass(frozen=True)
class Check:
    name: str
    is_good: bool
    says: str
    decides: bool = False  # whether visitors are kept away while it is not good


def answer_health(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that answers both addresses before all others."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info == LIVE:
            response = HttpResponse("The process answers.\n", content_type="text/plain")
        elif request.path_info == READY:
            checks = check_all()
            is_ready = all(check.is_good for check in checks if check.decides)
            told = {
                "ready": is_ready,
                "version": settings.VERSION,
                "release": read_release(),
                "checks": [asdict(check) for check in checks],
            }
            response = JsonResponse(told, status=200 if is_ready else 503)
        else:
            return get_response(request)
        response["Cache-Control"] = "no-store"
        response._has_been_logged = True  # type: ignore[attr-defined]  # it is told to whoever asks, each second
        return response

    return answer


_latest: tuple[float, list[Check]] = (float("-inf"), [])


def check_all() -> list[Check]:
    """The database first: without it, or before its migrations, the worker is left out. Asked once a second at most."""
    global _latest
    if time.monotonic() - _latest[0] >= KEPT_FOR:
        database = check_database()
        checks = [database, *([check_migrations()] if database.is_good else [])]
        told = [("index", check_index), ("disk", check_disk), ("backup", check_backups)]
        if all(check.is_good for check in checks):
            told.insert(0, ("worker", check_worker))
            if settings.WAL_ARCHIVE_DIR and is_embedded():
                told.append(("archive", check_archive))
        _latest = time.monotonic(), checks + [tell_if_possible(*each) for each in told]
    return _latest[1]


def tell_if_possible(name: str, check: Callable[[], Check]) -> Check:
    """For what decides nothing, and so must not fail either."""
    try:
        return check()
    except (DatabaseError, OSError):
        return Check(name, False, "cannot be told")


def check_database() -> Check:
    if outage.is_on:  # it is tried elsewhere
        return Check("database", False, "does not answer", decides=True)
    try:
        behind = _ask(BEHIND)
    except DatabaseError:
        return Check("database", False, "does not answer", decides=True)
    if behind > MOST_BEHIND:
        return Check("database", False, f"a standby, {behind:.0f} seconds behind", decides=True)
    return Check("database", True, "answers", decides=True)


def check_migrations() -> Check:
    """What this release needs is there. What a later one added does no harm."""
    try:
        missing = find_missing()
    except DatabaseError:
        return Check("migrations", False, "cannot be told", decides=True)
    says = f"{len(missing)} to be applied: {', '.join(missing[:3])}" if missing else "all applied"
    return Check("migrations", not missing, says, decides=True)


def check_worker() -> Check:
    seconds = _ask(HEARTBEAT)
    if seconds is None:
        return Check("worker", False, "none is known")
    return Check("worker", seconds < DEAD_AFTER_SECONDS, f"heard of {seconds:.0f} seconds ago")


def check_index() -> Check:
    index = keeper.index
    if not keeper.is_on:
        return Check("index", True, "switched off: the database answers")
    if index:
        return Check("index", True, "it answers")
    is_being_made = keeper.building is not None and keeper.building.is_alive()
    return Check("index", False, f"{'being made' if is_being_made else 'none'}: the database answers")


def check_disk() -> Check:
    free = find_least_room()
    return Check("disk", free >= LEAST_FREE, f"{free / 1e9:.1f} GB free")


def check_backups() -> Check:
    if not settings.BACKUP_DIR:
        return Check("backup", True, "none is made by night")
    age = find_age_of_backup()
    if age is None:
        return Check("backup", False, "there is none")
    return Check("backup", age < AGE_OF_ONE, f"the newest is {age.total_seconds() / 3600:.0f} hours old")


def check_archive() -> Check:
    """Whether the server can write to WAL_ARCHIVE_DIR. What it cannot it keeps itself, until its disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(ARCHIVE_FAILED)
        failed = cursor.fetchone()
    if failed:
        return Check("archive", False, f"could not be written {failed[0]:.0f} seconds ago")
    return Check("archive", True, "is written")


def find_age_of_backup() -> timedelta | None:
    """Of the newest in BACKUP_DIR; None where there is none."""
    made = list_backups(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else {}
    return timezone.now() - max(made) if made else None


@dataclass(frozen=True)
class JobCounts:
    waiting: int  # what is due
    doing: int
    failed: int  # within a month
    oldest_seconds: float  # how long that has waited which is due for longest


def read_queue() -> JobCounts:
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        return JobCounts(*cursor.fetchone())


def _ask(sql: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
