"""Whether the database can be reached, as this process last saw it, and whether the disk has room."""

from __future__ import annotations

import errno
import shutil
import time
from pathlib import Path

import psycopg
from django.conf import settings

from scr_portal.database import is_embedded

NOTED_FOR = 2.0  # seconds: then a request tries again, unless the listener has found out before
LEAST_ROOM = 50_000_000  # bytes; with less, the database could soon not write down even that it stops
LOOK_EVERY = 1.0  # seconds: how full the disk is

# What PostgreSQL says when it stops or has not started yet, beside everything about connections (08...).
STOPPING_OR_STARTING = ("57P01", "57P02", "57P03")
FULL = "53100"
READ_ONLY = "25006"  # a standby, or made so by whoever runs it


class Outage:
    """Whether the database was away when this process last tried. The listener tries each second."""

    def __init__(self) -> None:
        self.until = 0.0

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self.until

    def note(self) -> None:
        self.until = time.monotonic() + NOTED_FOR

    def end(self) -> None:
        self.until = 0.0


outage = Outage()


class Disk:
    """Whether documents and the database, where it is ours, have less room left than they need to stop in order."""

    def __init__(self) -> None:
        self.looked, self.was_full = -LOOK_EVERY, False

    @property
    def is_full(self) -> bool:
        if time.monotonic() - self.looked >= LOOK_EVERY:
            self.was_full = find_least_room() < LEAST_ROOM
            self.looked = time.monotonic()
        return self.was_full


disk = Disk()


def find_least_room() -> float:
    """Bytes left where there are fewest: for documents, for what else is kept, for the database where it is ours."""
    folders = [Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR)]
    if is_embedded():
        folders.append(Path(settings.VAR_DIR, "postgres", "data"))
    return min(free_bytes(folder) for folder in folders)


def free_bytes(folder: Path) -> float:
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # not made yet, or not ours to enter
        return float("inf")


def is_about_absence(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that the database cannot be reached."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            state = error.sqlstate
            return state is None or state.startswith("08") or state in STOPPING_OR_STARTING
        error = error.__cause__
    return False


def is_refused(error: BaseException) -> bool:
    """Whether the server answered and takes no connection of this kind: then others may still work."""
    said = str(error)
    return "FATAL" in said and "the database system is" not in said and "terminating connection" not in said


def is_about_room(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, psycopg.Error) and error.sqlstate == FULL:
            return True
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__
    return False


def is_about_reading_only(error: BaseException | None) -> bool:
    """Whether the database takes nothing, and will not as long as it is what it is."""
    while error is not None:
        if isinstance(error, psycopg.Error) and error.sqlstate == READ_ONLY:
            return True
        error = error.__cause__
    return False
