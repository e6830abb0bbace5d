"""How a web process knows the collection's version without asking for it: the database tells it."""

from __future__ import annotations

import logging
import os
import threading
import time
from datetime import datetime
from mmap import mmap

import psycopg
from django.db import DatabaseError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils.timezone import localtime

from reviews.collection_version import CHANNEL, READ, read_version
from scr_portal.outage import is_about_absence, is_refused, outage

ASK_EVERY = 1.0  # seconds without a notification: then it asks, which also shows that the connection lives
GOOD_FOR = 2.5  # seconds after an answer; later the connection is not known to be good
TRY_AGAIN = 1.0  # seconds after it failed
SIGN_BYTES = 8

logger = logging.getLogger(__name__)


class VersionListener:
    """Knows the version while its own connection, in a thread of its own, is known to be good."""

    def __init__(self) -> None:
        # The version, when it was the version, and the sign of that moment.
        self.answer: tuple[str, float, bytes] | None = None
        # The same by the clock on the wall, and kept when the connection fails: what held when it was last heard of.
        # Only who listens sets it: what a request was answered may have been changed since by another machine.
        self.last: tuple[str, datetime, bytes] | None = None
        # Another after each request that may have changed something; gunicorn's workers share it.
        self.sign: bytearray | mmap = bytearray(SIGN_BYTES)
        self.stopped = threading.Event()
        self.is_told = True
        self.is_connected = False

    def get_version(self) -> str | None:
        """The version, or None where it is not known for certain; then ask the database."""
        answer = self.answer  # which the thread may take away
        if answer is None:
            return None
        version, heard, sign = answer
        is_good = time.monotonic() - heard < GOOD_FOR and self.sign[:] == sign
        return version if is_good else None

    def get_last_version(self) -> tuple[str, datetime] | None:
        """The version when the database was last heard of, and when; None where it has perhaps changed since.

        Always None without a connection that listened until then: nobody would have told of a change.
        """
        last = self.last
        return last[:2] if last and last[2] == self.sign[:] else None

    def read_version(self) -> str:
        """The version, by one query of the request's own."""
        version, last = read_version(), self.last
        if last and last[0] != version:
            self.last = None  # until it was heard again
        return version

    def forget(self) -> None:
        """Something was perhaps changed here: until it was read anew, no process of this server knows the version.

        For notifications may take some milliseconds, and whoever withdraws a finding looks at once.
        """
        self.sign[:] = os.urandom(SIGN_BYTES)

    def start(self) -> None:
        threading.Thread(target=self._listen, name="collection version", daemon=True).start()

    def _listen(self) -> None:
        while not self.stopped.is_set():
            try:
                self._listen_until_it_fails()
            except (psycopg.Error, OSError) as error:
                if self.is_told:
                    logger.warning("Not told of changes, so each request asks the database: %s", error)
                self.is_told = False
                if self.is_connected:
                    continue  # perhaps only this connection was lost
                if is_refused(error):
                    self.last = None  # others may be connected, and change something
                elif is_about_absence(error):
                    note_outage()
            finally:
                self.answer = None
            self.stopped.wait(TRY_AGAIN)

    def _listen_until_it_fails(self) -> None:
        self.is_connected = False
        # Not a connection of the pool: those are for requests, and for one transaction at a time.
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
            own.execute(f"LISTEN {CHANNEL}")
            self.is_told = True
            outage.end()
            while not self.stopped.is_set():
                asked, sign = time.monotonic(), bytes(self.sign[:])
                for (version,) in own.execute(READ):
                    self.answer, self.last = (version, asked, sign), (version, localtime(), sign)
                self.is_connected = True
                for _ in own.notifies(timeout=ASK_EVERY, stop_after=1):
                    self.answer = self.last = None  # until it was read anew


def note_outage() -> None:
    """Let those who wait for a connection know at once. When the database is back, all connections are new."""
    own = connections["default"]
    if not outage.is_on and isinstance(own, DatabaseWrapper):
        own.close_pool()
    outage.note()


listener = VersionListener()  # of this process; gunicorn starts it, and without it each request asks


def ask_for_version() -> str | None:
    """The version: what the listener knows, else one query.

    None within a transaction, which may see what nobody else does, and without a database.
    """
    if connection.in_atomic_block:
        return None
    if (known := listener.get_version()) is not None:
        return known
    if outage.is_on:
        return None
    try:
        return listener.read_version()
    except DatabaseError:
        return None
