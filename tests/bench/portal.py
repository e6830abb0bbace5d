"""A portal of its own for measuring: one worker unless asked otherwise, data under `var/bench`."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "var" / "bench"
MANAGE = [sys.executable, "manage.py"]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def environment(folder: Path, workers: int = 1) -> dict[str, str]:
    return os.environ | {"VAR_DIR": str(folder), "WEB_WORKERS": str(workers), "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def running(
    findings: int = 0, folder: Path | None = None, *, pages: int = 0, workers: int = 1
) -> Iterator[int]:
    """The port of a portal with the starter collection, and so many synthetic findings beside it.

    Its data are under `folder`, else where those for measuring stay.
    """
    folder = folder or (BENCH / f"with-{findings}" if findings else BENCH)
    folder.mkdir(parents=True, exist_ok=True)
    # The styles are those that were built for the portal itself.
    if not (folder / "assets").exists():
        (folder / "assets").symlink_to(ROOT / "var" / "assets")
    log = folder / "portal.log"
    with _started(folder, log, workers) as port:
        if findings and not (folder / "corpus-made").exists():
            make = [*MANAGE, "make_corpus", "--findings", str(findings), "--pages", str(pages), "--yes"]
            subprocess.run(make, cwd=ROOT, env=environment(folder), check=True, stdout=subprocess.DEVNULL)
            (folder / "corpus-made").touch()
        yield port


@contextlib.contextmanager
def _started(folder: Path, log: Path, workers: int) -> Iterator[int]:
    port = free_port()
    portal = subprocess.Popen(
        [*MANAGE, "up", "--port", str(port)],
        cwd=ROOT,
        env=environment(folder, workers),
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(600):
            if portal.poll() is not None:
                sys.exit(log.read_text())
            with contextlib.suppress(OSError, http.client.HTTPException):
                # The socket listens before the database is ready; an answer means that all is.
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    break
            time.sleep(0.2)
        else:
            sys.exit(f"The portal did not start. See {log}.")
        yield port
    finally:
        portal.send_signal(signal.SIGTERM)
        portal.wait(timeout=60)


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[int]:
    """The port of one more web server on the portal in `folder`, which has to run."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:scr_portal.gunicorn",
        "-b",
        f"127.0.0.1:{port}",
    ]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment(folder) | {"PLAIN_HTTP": "true", "ALLOWED_HOSTS": "*"} | settings
    )
    try:
        wait_until_it_answers(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_until_it_answers(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit("A server for comparison did not start.")
        time.sleep(0.2)
