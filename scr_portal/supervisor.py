"""What `manage.py up` runs beside each other, and how it all stops.

Children never own the database server: whoever supervises them does. Each child inherits the reading end of a
pipe, its number in the environment as LIFELINE; the pipe closes when the supervisor ends, however it ends.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

LIFELINE = "SUPERVISOR_LIFELINE"
GRACE_SECONDS = 15  # more than gunicorn's graceful_timeout, which it spends first


def exit_on(*signals: signal.Signals, even_if_ignored: bool = False) -> None:
    """Turn the first of these signals into SystemExit, so that `with` and `finally` clean up.

    Later ones are ignored: the cleaning up is under way. A signal that we were started with as ignored (by
    nohup, or as a script's background job) stays ignored unless `even_if_ignored`.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        ignore_signals()
        raise SystemExit(128 + number)

    for one in signals:
        if even_if_ignored or signal.getsignal(one) != signal.SIG_IGN:
            signal.signal(one, leave)


def ignore_signals() -> None:
    """From here on nothing may interrupt the cleaning up."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)


@dataclass(frozen=True)
class Program:
    """Something to run: `files` are the descriptors it inherits beside its lifeline."""

    name: str
    command: Sequence[str]
    files: Sequence[int] = ()


class Supervisor:
    """Runs programs until the `with` block ends, then stops them, the last started first."""

    def __init__(self) -> None:
        self._children: list[tuple[Program, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> "Supervisor":
        self._lifeline, self._held = os.pipe()
        return self

    def __exit__(self, *error: object) -> None:
        ignore_signals()
        for _, child in reversed(self._children):
            _stop(child)
        os.close(self._held)
        os.close(self._lifeline)

    def start(self, program: Program) -> None:
        """Start `program` in a process group of its own, so that a terminal's Ctrl-C reaches only us."""
        child = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
            env=os.environ | {LIFELINE: str(self._lifeline)},
            pass_fds=[self._lifeline, *program.files],
            process_group=0,
        )
        self._children.append((program, child))

    def ended(self) -> str:
        """What ended by itself, in words; nothing while all goes on."""
        for program, child in self._children:
            if (status := child.poll()) is not None:
                return f"{program.name} ended by itself, with status {status}"
        return ""

    def wait(self, wanted: Callable[[], bool]) -> str:
        """Return when one of them has ended by itself, with the reason; or when no longer `wanted`."""
        while wanted():
            if reason := self.ended():
                return reason
            time.sleep(0.2)
        return ""


def _stop(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
