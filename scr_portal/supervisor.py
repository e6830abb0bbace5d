"""What `manage.py up` runs beside each other, and how it all stops.

Children never own the database server: whoever supervises them does. Each child inherits the reading end of a
pipe, its number in the environment as LIFELINE; the pipe closes when the supervisor ends, however it ends.
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
PAUSES = (1, 5, 30)  # seconds before what ended by itself is started again; the last is repeated
STEADY_SECONDS = 600  # after so long what went wrong before is forgotten


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


def end_with_supervisor() -> None:
    """For a child: end with its supervisor, even one killed too hard to tell: then its end of the pipe closes."""
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
    """Something to run: `files` are the descriptors it inherits beside its lifeline.

    When it ends by itself everything ends, unless there are words for what is then `missing`: such a program is
    started again, and the rest goes on without it meanwhile.
    """

    name: str
    command: Sequence[str]
    files: Sequence[int] = ()
    missing: str = ""


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    ends: int = 0  # by itself, one soon after the other
    again_at: float | None = None  # when it is to be started again


class Supervisor:
    """Runs programs until the `with` block ends, then stops them, the last started first.

    `say` is told what ended by itself and what is done about it.
    """

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self._children: list[_Child] = []
        self._say = say

    def __enter__(self) -> "Supervisor":
        self._lifeline, self._held = os.pipe()
        return self

    def __exit__(self, *error: object) -> None:
        ignore_signals()
        for child in reversed(self._children):
            _stop(child.process)
        os.close(self._held)
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

    def ended(self) -> str:
        """What ended by itself and is needed, in words; nothing while all goes on. Others are started again."""
        for child in self._children:
            if (status := child.process.poll()) is None:
                continue
            said = f"{child.program.name} ended by itself, with status {status}"
            if not child.program.missing:
                return said
            self._start_again(child, said)
        return ""

    def _start_again(self, child: _Child, said: str) -> None:
        now = time.monotonic()
        if child.again_at is None:
            child.ends = 0 if now - child.started > STEADY_SECONDS else child.ends
            child.again_at = now + PAUSES[min(child.ends, len(PAUSES) - 1)]
            child.ends += 1
            if child.ends < len(PAUSES):
                self._say(f"{said}. It is started again in a moment.")
            elif child.ends == len(PAUSES):  # said once, however long it goes on
                self._say(
                    f"{said}. From now on it is started every {PAUSES[-1]} seconds. {child.program.missing}"
                )
        elif now >= child.again_at:
            child.process, child.started, child.again_at = self._run(child.program), now, None

    def wait(self, wanted: Callable[[], bool]) -> str:
        """Return when one that is needed has ended by itself, with the reason; or when no longer `wanted`."""
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
