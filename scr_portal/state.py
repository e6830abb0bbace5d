"""How the portal is, in words, for the administrators of the workspace: what `/health/ready` tells those who watch."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.plurals import count_things
from scr_portal.counting import Totals, figures
from scr_portal.health import Check, JobCounts, check_all, read_queue
from scr_portal.kept_pages import read_release

PERMISSION = "auth.change_user"  # of administrators

# What each check is about, and what to do when it is not good.
ABOUT = {
    "database": ("Database", "While it is away, pages are shown as they were and nothing can be saved."),
    "migrations": ("Changes to the database’s tables", "Run “manage.py migrate”; pages may fail until then."),
    "worker": (
        "Worker",
        "It reads PDFs, checks quotations and makes backups. Start it; what waits is done as soon as it runs.",
    ),
    "index": ("Index for searches", "Searches and lists work, and take longer. It is made again by itself."),
    "disk": ("Room on the disk", "Make room: with very little left, nothing can be saved any more."),
    "backup": (
        "Backup",
        "Look into BACKUP_DIR and into the worker’s log, and make one by hand: “manage.py backup”.",
    ),
    "archive": (
        "Log of all that is written",
        "Look into WAL_ARCHIVE_DIR. Until it can be written, the database keeps the log on its own disk, which fills.",
    ),
}
MEND_THEMSELVES = frozenset({"index"})


@dataclass(frozen=True)
class Fact:
    name: str
    needs_attention: bool
    says: str
    do: str = ""  # or what comes of it, where it is not good


def list_wrong() -> list[str]:
    """What somebody has to look after, by name, for whoever opens the workspace."""
    return [fact.name for fact in map(describe, check_all()) if fact.needs_attention]


def describe(check: Check) -> Fact:
    name, do = ABOUT.get(check.name, (check.name, ""))
    says = check.says[:1].upper() + check.says[1:]
    needs_attention = not check.is_good and check.name not in MEND_THEMSELVES
    return Fact(name, needs_attention, f"{says}.", "" if check.is_good else do)


def describe_queue(queue: JobCounts) -> list[str]:
    said = [f"{count_things(queue.waiting, 'job')} waiting, {queue.doing:,} being done."]
    if queue.waiting:
        said.append(f"The oldest has waited {describe_seconds(queue.oldest_seconds)}.")
    if queue.failed:
        said.append(
            f"{count_things(queue.failed, 'job')} failed within the last month: the worker’s log says why."
        )
    return said


def describe_visits(totals: Totals) -> list[str]:
    """What the web processes counted since their server was started."""
    by_status = [
        sum(counts) for counts in zip(*(view.by_status for view in totals.views.values()), strict=True)
    ]
    errors = int(by_status[-1]) if by_status else 0
    seconds = sum(view.seconds for view in totals.views.values())
    count = int(sum(by_status))
    said = [f"{count_things(count, 'request')}, of which {errors or 'none'} ended with an error of ours."]
    if count:
        said.append(f"An answer took {seconds / count * 1000:,.0f} milliseconds on average.")
    ready, made = totals.kept["kept"] + totals.kept["held"], totals.kept["made"]
    if ready + made:
        said.append(f"{ready / (ready + made):.0%} of the pages for everybody had been made before.")
    return said


def describe_seconds(seconds: float) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return count_things(int(seconds // size), unit)
    return count_things(int(seconds), "second")


def show_state(request: HttpRequest) -> HttpResponse:
    """admin/state.html: `facts` (Fact), `is_ready`, `queue` and `visits` (sentences), `version`, `release`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    checks = check_all()
    try:
        queue = describe_queue(read_queue())
    except DatabaseError:
        queue = ["Cannot be told without the database."]
    context = {
        **admin.site.each_context(request),
        "title": "State of the portal",
        "facts": [describe(check) for check in checks],
        "is_ready": all(check.is_good for check in checks if check.decides),
        "queue": queue,
        "visits": describe_visits(figures.read()),
        "version": settings.VERSION,
        "release": read_release(),
    }
    return render(request, "admin/state.html", context)
