"""Limited processes that start at once: each a fork of one that has imported what their programs need.

Limits, answers and ends are the portal's own. What it really starts is tried in `tests/reviews/limited_process`.
"""

import multiprocessing
import os
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import Any

from reviews.limited_process import starting

PROGRAMS = [
    "reviews.documents.drawing",
    "reviews.documents.extracting",
    "themes.importers.article.opening",
    "themes.importers.spreadsheets.opening",
]
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(PROGRAMS)


class PreparedProcess:
    """As much of `subprocess.Popen` as limited processes use."""

    def __init__(self, program: list[str], *, env: dict[str, str], **pipes: int) -> None:
        assert set(pipes.values()) == {subprocess.PIPE}
        (given, giving), (saying, said), (warning, warned) = os.pipe(), os.pipe(), os.pipe()
        theirs = [
            Connection(given, writable=False),
            Connection(said, readable=False),
            Connection(warned, readable=False),
        ]
        arguments = program[program.index(starting.__file__) :]
        self.process = forks.Process(target=become, args=(arguments, env, theirs), daemon=True)
        self.process.start()
        for end in theirs:
            end.close()
        self.stdin, self.stdout, self.stderr = (
            os.fdopen(number, mode) for number, mode in [(giving, "wb"), (saying, "rb"), (warning, "rb")]
        )

    def __enter__(self) -> "PreparedProcess":
        return self

    def __exit__(self, *error: Any) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            stream.close()
        self.wait()
        self.process.close()

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()


def become(arguments: list[str], environment: dict[str, str], streams: list[Connection]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    sys.modules.pop(arguments[3], None)  # it is run, not imported
    starting.main()
