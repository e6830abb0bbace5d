"""Runs a module of ours in a process of its own with limits: whatever is in somebody's file, the portal goes on."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from typing import IO

from reviews.limited_process import starting

_KEPT_ENVIRONMENT = (
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "TESSDATA_PREFIX",
)  # passwords and keys stand in the rest
_LONGEST_REASON = 4_000  # bytes of what it says at its end, for the log

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What one process may take. Only `seconds` are told by the clock, for a process that waits takes no others."""

    memory: int  # bytes of addresses, libraries included, some 150 MB of which are never used
    processor_seconds: int
    seconds: float
    answer: int  # bytes


class Excess(Enum):
    """Of what a process would have needed too much; or it ended, and nobody can say why."""

    MEMORY = "memory"
    TIME = "time"
    ANSWER = "answer"
    UNKNOWN = "unknown"


class ProcessStopped(Exception):
    """The process did not come to its end. `excess` says why."""

    def __init__(self, excess: Excess) -> None:
        super().__init__(excess.value)
        self.excess = excess


def run_limited(module: str, *arguments: object, limits: Limits, given: bytes = b"") -> bytes:
    """All that a module writes, run as a program with arguments and what is `given` to it. Raises ProcessStopped.

    It has no network, none of our environment, and writes no files; it may read any that we may. In place of a module
    the absolute path of another program may be given, which then runs in the process with the same limits.
    """
    return b"".join(run_by_lines(module, *arguments, limits=limits, given=given))


def run_by_lines(
    module: str, *arguments: object, limits: Limits, given: bytes = b""
) -> Generator[bytes, None, None]:
    """As `run_limited`, each line as soon as it is whole. The process ends with the iterator, at its end or before."""
    numbers = (limits.memory, limits.processor_seconds)
    program = [sys.executable, "-I", starting.__file__, *map(str, [*numbers, module, *arguments])]
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    environment["OMP_THREAD_LIMIT"] = "1"  # Tesseract would take all processors, and be slower for it
    was_slow = threading.Event()
    said = bytearray()
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:

        def stop() -> None:
            was_slow.set()
            process.kill()

        threads = [
            threading.Thread(target=_give, args=(process.stdin, given)),
            threading.Thread(target=_listen, args=(process.stderr, said)),
        ]
        patience = threading.Timer(limits.seconds, stop)
        for thread in [*threads, patience]:
            thread.start()
        try:
            assert process.stdout is not None  # noqa: S101
            unfinished = yield from _read_lines(process.stdout, limits.answer)
            ended = process.wait()
        finally:
            patience.cancel()
            process.kill()
            for thread in threads:
                thread.join()
    if ended:
        raise ProcessStopped(_explain_end(module, ended, bytes(said), was_slow=was_slow.is_set()))
    if unfinished:
        yield unfinished


def _read_lines(output: IO[bytes], most: int) -> Generator[bytes, None, bytes]:
    """Whole lines as they come; returns what came without the end of a line, which may have been cut off."""
    while line := output.readline(most + 1):
        most -= len(line)
        if most < 0:
            raise ProcessStopped(Excess.ANSWER)
        if not line.endswith(b"\n"):
            return line
        yield line
    return b""


def _explain_end(module: str, ended: int, said: bytes, *, was_slow: bool) -> Excess:
    if was_slow or ended == -signal.SIGXCPU:
        return Excess.TIME
    if ended == starting.OUT_OF_MEMORY:
        return Excess.MEMORY
    # Perhaps the file, perhaps what is installed here: whoever runs the portal can tell.
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    _log.warning("%s ended with %s: %s", module, ended, last[:500])
    return Excess.UNKNOWN


def _give(stream: IO[bytes], given: bytes) -> None:
    with contextlib.suppress(OSError), stream:  # it may end before it has read all
        stream.write(given)


def _listen(stream: IO[bytes], said: bytearray) -> None:
    """Keep the last of what it says beside its answer. Somebody must listen, or it waits for ever."""
    with contextlib.suppress(OSError, ValueError):
        while part := stream.read1(_LONGEST_REASON):  # type: ignore[attr-defined]
            said += part
            del said[:-_LONGEST_REASON]
