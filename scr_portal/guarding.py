"""The embedded server is started again whenever it has ended by itself, also when the disk was full."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from scr_portal.embedded import EmbeddedServer
from scr_portal.server_account import EmbeddedServerError

LOOK_EVERY = 0.5  # seconds
LONGEST_PAUSE = 10  # seconds between two tries, for as long as it cannot be started
# Bytes kept for it: to come up after the disk was full, it has to write what it was writing. Fewer than LEAST_ROOM of
# outage.py, below which nothing new is taken.
RESERVE = 40_000_000


class Reserve:
    """A file that is there to be removed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self) -> None:
        """Make it, unless it is there or room is short."""
        with contextlib.suppress(OSError):
            if self.path.exists() or shutil.disk_usage(self.path.parent).free < 4 * RESERVE:
                return
            draft = self.path.with_suffix(".new")
            with draft.open("wb") as file:  # written, as room that is only promised may be nobody's
                for _ in range(RESERVE // 1_000_000):
                    file.write(os.urandom(1_000) * 1_000)
            draft.rename(self.path)

    def give_up(self) -> None:
        self.path.unlink(missing_ok=True)


class DatabaseGuard:
    """Starts the embedded server again whenever it has ended by itself, beside what else the process does."""

    def __init__(self, server: EmbeddedServer, say: Callable[[str], None]) -> None:
        self.server, self.say = server, say
        self.starting: threading.Thread | None = None
        self.next_try = 0.0
        self.failed = 0  # times, one after the other
        self.reserve = Reserve(server.folder / "reserve")

    def look(self) -> None:
        """Call it several times a second."""
        is_busy = self.starting is not None and self.starting.is_alive()
        if is_busy or time.monotonic() < self.next_try:
            return
        if self.server.is_running():
            self.reserve.keep()
            self.next_try = time.monotonic() + LOOK_EVERY
            return
        if not self.failed:
            self.say("The database ended by itself. It is started again.")
        self.starting = threading.Thread(target=self._start, daemon=True)
        self.starting.start()

    def _start(self) -> None:
        try:
            self.server.start_again()
        except (EmbeddedServerError, OSError) as error:
            self.failed += 1
            self.reserve.give_up()
            self.next_try = time.monotonic() + min(self.failed, LONGEST_PAUSE)
            if self.failed == 1:
                self.say(
                    f"{error}\nIt is tried again until it works. Pages that are kept are shown as they were."
                )
        else:
            self.failed = 0
            self.say("The database answers again.")
