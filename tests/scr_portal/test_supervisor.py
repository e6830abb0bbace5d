"""What is done when a program ends by itself. How all of it stops is tested with `manage.py up`."""

import sys
import time
from collections.abc import Callable

from scr_portal import supervisor
from scr_portal.supervisor import Program, Supervisor

FAILING = [sys.executable, "-c", "raise SystemExit(3)"]


def looked_until(running: Supervisor, condition: Callable[[], bool]) -> str:
    """What is said to have ended for good, if anything, until the condition holds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        if reason := running.find_ended():
            return reason
    return ""


def test_what_is_needed_ends_everything():
    said: list[str] = []
    with Supervisor(said.append) as running:
        running.start(Program("gunicorn", FAILING))

        reason = looked_until(running, lambda: False)

    assert reason == "gunicorn ended by itself, with status 3"
    assert said == []


def test_what_can_be_done_without_is_started_again_for_ever_and_that_is_said_once(monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSES", (0, 0))
    said: list[str] = []
    with Supervisor(said.append) as running:
        running.start(Program("The worker", FAILING, missing="Nobody reads PDFs."))

        reason = looked_until(running, lambda: running._children[0].ends == 5)

    ended = "The worker ended by itself, with status 3"
    assert reason == ""
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

        looked_until(running, lambda: len(said) == 3)

    assert set(said) == {"The worker ended by itself, with status 3. It is started again in a moment."}


def test_it_is_started_again_only_after_a_pause(monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSES", (3600,))
    said: list[str] = []
    with Supervisor(said.append) as running:
        running.start(Program("The worker", FAILING, missing="Nobody reads PDFs."))

        looked_until(running, lambda: bool(said))
        child = running._children[0].process
        running.find_ended()

        assert running._children[0].process is child
