"""What is done when a program ends by itself. How all of it stops is tested with `manage.py up`."""

import os
import sys
import time
from collections.abc import Callable

import psutil

from scr_portal import supervisor
from scr_portal.supervisor import Program, Supervisor

FAILING = [sys.executable, "-c", "raise SystemExit(3)"]


def look_until(running: Supervisor, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        running.look()


def test_what_ended_is_named():
    with Supervisor() as running:
        running.start(Program("gunicorn", FAILING, missing="Nobody gets a page."))
        running._children[0].process.wait()

        assert running.find_ended() == "gunicorn ended by itself, with status 3"


def test_whoever_was_started_by_what_ended_ends_too(monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSES", (3600,))
    sleep = "[sys.executable, '-c', 'import time; time.sleep(3600)']"
    leaving = f"import subprocess, sys; print(subprocess.Popen({sleep}).pid, flush=True); raise SystemExit(3)"
    read, write = os.pipe()
    with Supervisor(lambda message: None) as running:
        # A supervisor that has ended left this test's own process deaf, and that is inherited.
        code = f"import os, signal; signal.signal(signal.SIGTERM, signal.SIG_DFL); os.dup2({write}, 1); {leaving}"
        running.start(Program("gunicorn", [sys.executable, "-c", code], "Nobody gets a page.", [write]))
        orphan = psutil.Process(int(os.read(read, 100)))
        running._children[0].process.wait()

        running.look()

        psutil.wait_procs([orphan], timeout=60)
        assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
    os.close(read)
    os.close(write)


def test_what_ended_is_started_again_for_ever_and_that_is_said_once(monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSES", (0, 0))
    said: list[str] = []
    with Supervisor(said.append) as running:
        running.start(Program("The worker", FAILING, missing="Nobody reads PDFs."))

        look_until(running, lambda: running._children[0].ends == 5)

    ended = "The worker ended by itself, with status 3"
    assert said == [
        f"{ended}. It is started again in a moment.",
        f"{ended}. From now on it is started every 0 seconds. Nobody reads PDFs.",
    ]


def test_what_ran_for_long_has_all_its_tries_again(monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSES", (0, 0))
    monkeypatch.setattr(supervisor, "STEADY_SECONDS", -1)
    said: list[str] = []
    with Supervisor(said.append) as running:
        running.start(Program("The worker", FAILING, missing="Nobody reads PDFs."))

        look_until(running, lambda: len(said) == 3)

    assert set(said) == {"The worker ended by itself, with status 3. It is started again in a moment."}


def test_it_is_started_again_only_after_a_pause(monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSES", (3600,))
    said: list[str] = []
    with Supervisor(said.append) as running:
        running.start(Program("The worker", FAILING, missing="Nobody reads PDFs."))

        look_until(running, lambda: bool(said))
        child = running._children[0].process
        running.look()

        assert running._children[0].process is child
