"""Runs the processes of `manage.py up`, restarts those that end by themselves, and stops them all.

Child processes never own the database server: the supervisor does. Each child inherits the read end of a pipe, whose
descriptor is in the environment as LIFELINE. The pipe closes when the supervisor ends, even if it is killed.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

LIFELINE = "SUPERVISOR_LIFELINE"
GRACE_SECONDS = 15  # more than gunicorn and the worker take to finish what was begun
PAUSES = (0, 1, 5, 30)  # seconds before a program that ended by itself is restarted; the last is repeated
STEADY_SECONDS = 600  # a program that ran this long starts again with the first pause


def exit_on_signal(*signals: signal.Signals, even_if_ignored: bool = False) -> None:
    """Turn the first of these signals into SystemExit, so that `with` and `finally` clean up.

    Later signals are ignored during the clean-up. A signal that was ignored when the process started (by nohup, or
    as a script's background job) stays ignored unless `even_if_ignored`.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        ignore_signals()
        raise SystemExit(128 + number)

    for number in signals:
        if even_if_ignored or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, leave)


def ignore_signals() -> None:
    """Let nothing interrupt the clean-up from here on."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def end_with_supervisor() -> None:
    """Call it in a child process: it gets SIGTERM when its supervisor ends, even if that was killed."""
    lifeline = int(os.environ.get(LIFELINE, "-1"))
    if lifeline < 0:
        return
    os.set_inheritable(lifeline, False)
    pid = os.getpid()

    def wait_for_the_end() -> None:
        os.read(lifeline, 1)
        os.kill(pid, signal.SIGTERM)

    threading.Thread(target=wait_for_the_end, name="lifeline", daemon=True).start()


@dataclass(frozen=True)
class Program:
    """A command to run. It inherits the file descriptors in `files`, and its lifeline.

    When it ends by itself, it is started again, and the others keep running. `missing` says what does not work without
    it.
    """

    name: str
    command: Sequence[str]
    missing: str
    files: Sequence[int] = ()


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    ends: int = 0  # how often it has ended by itself without a steady run between
    restart_at: float | None = None


class Supervisor:
    """Runs programs until the `with` block ends, then stops them, the last started first.

    `say` is called with a message when a program has ended by itself.
    """

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self._children: list[_Child] = []
        self._say = say

    def __enter__(self) -> "Supervisor":
        self._lifeline, self._write_end = os.pipe()
        return self

    def __exit__(self, *error: object) -> None:
        ignore_signals()
        for child in reversed(self._children):
            _stop(child.process)
        os.close(self._write_end)
        os.close(self._lifeline)

    def start(self, program: Program) -> None:
        """Start `program` in a process group of its own, so that a terminal's Ctrl-C reaches only us."""
        self._children.append(_Child(program, self._run(program), time.monotonic()))

    def _run(self, program: Program) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
            env=os.environ | {LIFELINE: str(self._lifeline)},
            pass_fds=[self._lifeline, *program.files],
            process_group=0,
        )

    def find_ended(self) -> str:
        """Which program has ended by itself, in words, or ""."""
        for child in self._children:
            if (status := child.process.poll()) is not None:
                return f"{child.program.name} ended by itself, with status {status}"
        return ""

    def look(self) -> None:
        """Start again what has ended by itself, after a pause. Call it several times a second."""
        for child in self._children:
            if (status := child.process.poll()) is not None:
                self._restart(child, f"{child.program.name} ended by itself, with status {status}")

    def _restart(self, child: _Child, reason: str) -> None:
        """Set the time of the restart, or restart it once that time has come."""
        now = time.monotonic()
        if child.restart_at is None:
            child.ends = 0 if now - child.started > STEADY_SECONDS else child.ends
            child.restart_at = now + PAUSES[min(child.ends, len(PAUSES) - 1)]
            child.ends += 1
            _end_group(child.process.pid)
            if child.ends < len(PAUSES):
                self._say(f"{reason}. It is started again in a moment.")
            elif child.ends == len(PAUSES):  # only once, however long it goes on
                self._say(
                    f"{reason}. From now on it is started every {PAUSES[-1]} seconds. {child.program.missing}"
                )
        elif now >= child.restart_at:
            child.process, child.started, child.restart_at = self._run(child.program), now, None

    def wait(self, is_wanted: Callable[[], bool], *looks: Callable[[], None]) -> None:
        """Keep everything running until `is_wanted` is false, with what else is to be looked at."""
        while is_wanted():
            for look in (self.look, *looks):
                look()
            time.sleep(0.2)


def _end_group(number: int) -> None:
    """Ask those to end who were started by a program that has ended: its work is begun anew by others."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGTERM)


def _stop(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
