"""How connections that stay spread over web processes: pages a second, and what each process did of the work.

.venv/bin/python -m tests.bench.spread
"""

from __future__ import annotations

import os
import threading
import time
from unittest.mock import patch

import psutil

from tests.bench.goals import NOT_KEPT, Client
from tests.bench.portal import BENCH, running

SHAPES = ((2, 4), (2, 2), (4, 1), (1, 4))  # processes, threads of each
CONNECTIONS = 4
SECONDS = 8
PAGE = "/findings/?theme=neglect"


def list_web_processes() -> list[psutil.Process]:
    """Those that answer: the ones that gunicorn's first process has forked."""
    found = []
    for process in psutil.process_iter(["environ", "cmdline"]):
        is_ours = (process.info["environ"] or {}).get("VAR_DIR") == str(BENCH)
        if is_ours and "gunicorn" in " ".join(process.info["cmdline"] or []):
            found.append(process)
    first = {process.pid for process in found}
    return [process for process in found if process.ppid() in first]


def measure(port: int) -> tuple[float, float, list[float]]:
    """Pages a second, the longest wait in milliseconds, and the seconds of processor of each process."""
    times: list[float] = []
    until = time.monotonic() + SECONDS

    def visit() -> None:
        client = Client(port)
        while time.monotonic() < until:
            times.append(client.time(PAGE, NOT_KEPT))

    processes = list_web_processes()
    before = [sum(process.cpu_times()[:2]) for process in processes]
    threads = [threading.Thread(target=visit) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = [sum(process.cpu_times()[:2]) - was for process, was in zip(processes, before, strict=True)]
    return len(times) / SECONDS, max(times), sorted(used, reverse=True)


def main() -> None:
    for workers, threads in SHAPES:
        with patch.dict(os.environ, {"WEB_THREADS": str(threads)}), running(workers=workers) as port:
            for _ in range(8):
                Client(port).get(PAGE, NOT_KEPT)
            for number in range(3):
                rate, longest, used = measure(port)
                spread = " ".join(f"{seconds:.1f}" for seconds in used)
                shape = f"{workers} x {threads}, round {number + 1}"
                print(
                    f"{shape}: {rate:.1f} pages a second, longest {longest:.0f} ms, processor {spread} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
