"""Faults in turn, under load, on a portal of its own: `make soak` (ten minutes), on this machine alone.

    python -m tests.soak [--folder DIR] [--pause SECONDS] [FAULT ...]

Counted are writes that were acknowledged and then lost, readers who got no good page, and processes that are left. With
`--folder` on a small file system of its own (below 2 GB), that is filled too.
"""

from __future__ import annotations

import argparse
import fcntl
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from scr_portal.embedded import choose_socket_folder
from tests.soak.load import Load, Tally

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 600  # the machine may have other work
MOST_WITHOUT = 0.001  # of the readers
SMALL = 2_000_000_000
PASSWORD = re.compile(r"with the password (\S+)")


# libfaketime's clock_nanosleep refuses to wait by a clock that it leaves alone.
SLEEP = """\
import select, time

time.sleep = lambda seconds: select.select((), (), (), seconds) and None
"""


class Portal:
    """`manage.py up` in a folder of its own. Only what it has started is ever touched."""

    def __init__(self, folder: Path, *, has_own_clock: bool = False) -> None:
        self.folder, self.log = folder, folder / "log"
        self.has_own_clock = has_own_clock
        shutil.copytree(PROJECT / "var" / "assets", folder / "var" / "assets", dirs_exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self.started: set[psutil.Process] = set()
        self.start()
        self.password = PASSWORD.findall(self.log.read_text())[0]

    def start(self) -> None:
        with self.log.open("a") as log:
            before = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, PROJECT / "manage.py", "up", "--port", str(self.port)],
                cwd=PROJECT,
                env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
                | {"VAR_DIR": str(self.folder / "var")}
                | self.build_clock(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: "Ctrl-C stops it" in self.log.read_text()[before:], "the portal")
        self.note_processes()

    def build_clock(self) -> dict[str, str]:
        """Of libfaketime: every process, the database too, reads the clock as a file says it goes."""
        library = find_faketime() if self.has_own_clock else None
        if not library:
            return {}
        self.clock = self.folder / "clock"
        self.set_clock(0)
        self.clock.chmod(0o644)
        site = self.folder / "site"
        site.mkdir(exist_ok=True)
        (site / "sitecustomize.py").write_text(SLEEP)
        return {
            "PYTHONPATH": str(site),
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_CACHE_DURATION": "1",  # second
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as the system's own jumps leave it alone
            "NO_FAKE_STAT": "1",
        }

    def set_clock(self, seconds: int) -> None:
        self.clock.write_text(f"{seconds:+d}\n")

    def note_processes(self) -> None:
        self.started |= {
            psutil.Process(self.process.pid),
            *psutil.Process(self.process.pid).children(recursive=True),
        }
        if (database := self.find_database()) is not None:
            self.started |= {database, *database.children(recursive=True)}

    def find_child(self, words: str) -> psutil.Process:
        for child in psutil.Process(self.process.pid).children():
            if words in " ".join(child.cmdline()):
                return child
        raise LookupError(words)

    def find_database(self) -> psutil.Process | None:
        data = self.folder / "var" / "postgres" / "data"
        try:
            process = psutil.Process(int((data / "postmaster.pid").read_text().split("\n")[0]))
            return process if process.cmdline()[1:3] == ["-D", str(data)] else None
        except (OSError, ValueError, psutil.Error):
            return None

    def find_rows(self) -> set[str]:
        sockets = choose_socket_folder(self.folder / "var" / "postgres")
        with psycopg.connect(host=str(sockets), port=5432, user="portal", dbname="portal") as connection:
            return {slug for (slug,) in connection.execute("SELECT slug FROM themes_knowngap")}

    def stop(self) -> list[psutil.Process]:
        """What is left of it afterwards."""
        self.note_processes()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(START_SECONDS)
        return psutil.wait_procs(list(self.started), timeout=5)[1]


def find_faketime() -> Path | None:
    """Debian's package libfaketime, or whatever the environment names."""
    if named := os.environ.get("FAKETIME_LIBRARY"):
        return Path(named)
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"Waited in vain for {what}.")
        time.sleep(0.1)


def kill_web_worker(portal: Portal) -> None:
    portal.find_child("gunicorn").children()[0].kill()


def kill_web_master(portal: Portal) -> None:
    portal.find_child("gunicorn").kill()


def kill_queue_worker(portal: Portal) -> None:
    portal.find_child("scr_portal.worker").kill()


def kill_database_backend(portal: Portal) -> None:
    if database := portal.find_database():
        busy = [each for each in database.children() if "portal portal" in " ".join(each.cmdline())]
        busy[-1].kill()


def kill_database(portal: Portal) -> None:
    if database := portal.find_database():
        database.kill()


def kill_supervisor(portal: Portal) -> None:
    portal.process.kill()
    portal.process.wait()
    portal.start()


def stop_database(portal: Portal, seconds: int = 30) -> None:
    lock = os.open(portal.folder / "var" / "postgres" / "start.lock", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # so that nobody starts it
        if database := portal.find_database():
            database.send_signal(signal.SIGINT)
        time.sleep(seconds)
    finally:
        os.close(lock)


def fill_disk(portal: Portal, seconds: int = 20) -> None:
    filler = portal.folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 1_000_000)
    except OSError:
        time.sleep(seconds)
    finally:
        filler.unlink(missing_ok=True)


def move_clock(portal: Portal, seconds: int = 10) -> None:
    """An hour on, an hour back from there, a day back, and right again."""
    for offset in (3600, 0, -86400, 0):
        portal.set_clock(offset)
        time.sleep(seconds)


FAULTS: dict[str, Callable[[Portal], None]] = {
    "web worker": kill_web_worker,
    "web master": kill_web_master,
    "queue worker": kill_queue_worker,
    "database backend": kill_database_backend,
    "database": kill_database,
    "supervisor": kill_supervisor,
    "database stopped": stop_database,
    "disk full": fill_disk,
    "clock": move_clock,
}
# While the database starts, readers are told to come again, which is no fault of the web server's.
WITHOUT_DATABASE = ("database backend", "database", "supervisor", "database stopped", "disk full")


def soak(folder: Path, faults: list[str], pause: float) -> list[str]:
    """What is wrong, in words. Prints what was counted."""
    portal = Portal(folder, has_own_clock="clock" in faults)
    try:
        with Load(portal.port, portal.password) as load:
            time.sleep(pause)
            wait_until(lambda: load.tally.saved, "something to be saved")
            for fault in faults:
                portal.note_processes()
                load.now = fault
                FAULTS[fault](portal)
                time.sleep(pause)
            portal.note_processes()
        wait_until(lambda: portal.find_database() is not None, "the database")
        lost = set(load.tally.saved) - portal.find_rows()
    finally:
        left = portal.stop()
    show(load.tally, ["nothing", *faults])
    print(f"saved and acknowledged: {len(load.tally.saved)}, lost: {len(lost)}; processes left: {len(left)}")
    problems = [f"{len(lost)} acknowledged writes were lost: {sorted(lost)}"] if lost else []
    problems += [f"Left: {process}" for process in left]
    return problems + judge(load.tally, ["nothing", *faults])


def judge(tally: Tally, faults: list[str]) -> list[str]:
    problems = [] if tally.saved else ["Nothing was ever saved."]
    asked = sum(sum(counted.values()) for counted in (tally.read, tally.as_it_was, tally.told, tally.nothing))
    # Nobody is there who could answer while the supervisor is started again, by a service manager elsewhere.
    without = sum(tally.nothing[fault] for fault in faults if fault != "supervisor")
    without += sum(tally.told[fault] for fault in faults if fault not in WITHOUT_DATABASE)
    if without > MOST_WITHOUT * asked:
        problems.append(f"{without} of {asked} readers got no good page: {dict(tally.reasons)}")
    return problems


def show(tally: Tally, faults: list[str]) -> None:
    columns = "fault", "read", "as it was", "told", "nothing", "slowest", "forms given back", "forms unknown"
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for fault in faults:
        counted = tally.read, tally.as_it_was, tally.told, tally.nothing
        figures = [str(each[fault]) for each in counted] + [f"{tally.slowest.get(fault, 0):.1f} s"]
        figures += [str(tally.refused[fault]), str(tally.unknown[fault])]
        print(f"| {fault} | {' | '.join(figures)} |")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the portal keeps everything (else a new one)")
    parser.add_argument("--pause", type=float, default=45, help="seconds after each fault")
    parser.add_argument("faults", nargs="*", choices=[*FAULTS, []], help="which faults (else all)")
    options = parser.parse_args()
    faults = options.faults or list(FAULTS)
    if "disk full" in faults and shutil.disk_usage(options.folder or tempfile.gettempdir()).total > SMALL:
        faults.remove("disk full")
        print("The disk is not filled: it is not a small one of its own (--folder).")
    if "clock" in faults and not find_faketime():
        faults.remove("clock")
        print("The clock is not moved: libfaketime is not installed (Debian: apt-get install libfaketime).")
    problems = []
    # A clock that can be moved makes everything some six times slower: it has a portal of its own.
    for _, group in itertools.groupby(faults, lambda fault: fault == "clock"):
        with tempfile.TemporaryDirectory(prefix="portal-soak-", dir=options.folder) as name:
            Path(name).chmod(0o711)  # as root, the database has an account of its own, which passes through
            problems += soak(Path(name), list(group), options.pause)
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
