"""Server time and weight of the public pages: one worker, the starter collection, nothing cached.

`make bench` starts a portal of its own under `var/bench`, asks for each page 200 times over one connection, and
prints medians as a table and as JSON (`var/bench/pages.json`).
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var" / "bench"
REQUESTS = 200
PAGES = {
    "home": "/",
    "themes": "/themes/",
    "theme (the longest)": "/themes/neglect/",
    "theme (an ordinary one)": "/themes/thresholds/",
    "findings": "/findings/",
    "findings, filtered": "/findings/?theme=neglect&theme=babies&period=2011-2014",
    "finding": "/findings/F119/",
    "situation": "/situations/baby-due-history-of-neglect/",
    "review (the longest)": "/reviews/neglect-2013/",
    "page of a review": "/reviews/neglect-2013/p/53/",
    "period": "/periods/2011-2014/",
}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def start(port: int) -> subprocess.Popen:
    environment = os.environ | {"VAR_DIR": str(VAR), "WEB_WORKERS": "1", "PYTHONUNBUFFERED": "1"}
    # The styles are those that were built for the portal itself.
    (VAR / "assets").parent.mkdir(parents=True, exist_ok=True)
    if not (VAR / "assets").exists():
        (VAR / "assets").symlink_to(ROOT / "var" / "assets")
    portal = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=(VAR / "portal.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if portal.poll() is not None:
                sys.exit((VAR / "portal.log").read_text())
            time.sleep(0.2)
        else:
            return portal
    portal.kill()
    sys.exit("The portal did not start. See var/bench/portal.log.")


def get(connection: http.client.HTTPConnection, path: str) -> tuple[float, bytes]:
    """Milliseconds from asking to the last byte, and the body as sent (compressed)."""
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    took = (time.perf_counter() - began) * 1000
    if response.status != 200:
        sys.exit(f"{path} answered {response.status}.")
    return took, body


def measure(port: int) -> list[dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    rows = []
    for name, path in PAGES.items():
        for _ in range(10):
            get(connection, path)
        answers = [get(connection, path) for _ in range(REQUESTS)]
        times = sorted(took for took, _ in answers)
        rows.append(
            {
                "page": name,
                "path": path,
                "median_ms": round(statistics.median(times), 1),
                "p95_ms": round(times[int(len(times) * 0.95)], 1),
                "kilobytes": round(len(answers[0][1]) / 1024, 1),
            }
        )
    home = gzip.decompress(get(connection, "/")[1]).decode()
    for path in sorted(set(re.findall(r'"(/static/[^"]+)"', home))):
        rows.append({"page": path, "path": path, "kilobytes": round(len(get(connection, path)[1]) / 1024, 1)})
    return rows


def main() -> None:
    port = free_port()
    portal = start(port)
    try:
        rows = measure(port)
    finally:
        portal.send_signal(signal.SIGTERM)
        portal.wait(timeout=60)
    (VAR / "pages.json").write_text(json.dumps(rows, indent=2))
    print(f"{'page':<44} {'median':>9} {'95 in 100':>10} {'sent':>8}")
    for row in rows:
        median, p95 = row.get("median_ms", ""), row.get("p95_ms", "")
        print(f"{row['page']:<44} {median!s:>6} ms {p95!s:>7} ms {row['kilobytes']:>5} KB")


if __name__ == "__main__":
    main()
