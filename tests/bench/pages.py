"""Server time and weight of the public pages: one worker, nothing cached.

`make bench` starts a portal of its own under `var/bench`, with the starter collection and then with 20,000 synthetic
findings beside it, asks for each page 200 times over one connection, and prints medians as a table and as JSON
(`var/bench/pages.json`).
"""

from __future__ import annotations

import gzip
import http.client
import json
import re
import statistics
import sys
import time

from tests.bench.portal import BENCH, running

REQUESTS = 200
SYNTHETIC = 20_000
LISTS = {
    "findings, every facet": "/findings/",
    "findings, filtered": "/findings/?theme=babies&theme=neglect&period=2011-2014",
    "findings, seven kinds of filter": "/findings/?theme=neglect&period=2005-2007&period=2011-2014&since=2005"
    "&until=2012&agency=health&age=not-one&kind=finding&how=read&how=not-known",
    "findings, latest first": "/findings/?sort=newest",
    "search, a sentence": "/search/?q=father+who+won%27t+engage%2C+baby+due%2C+history+of+neglect",
    "search, one common word": "/search/?q=children",
    "search, misspelt": "/search/?q=disguised+complience",
    "made list": "/findings/?id=F004&id=F060&id=F119&id=F020",
}
PAGES = {
    "home": "/",
    "themes": "/themes/",
    "theme (the longest)": "/themes/neglect/",
    "theme (an ordinary one)": "/themes/thresholds/",
    **LISTS,
    "finding": "/findings/F119/",
    "situation": "/situations/baby-due-history-of-neglect/",
    "review (the longest)": "/reviews/neglect-2013/",
    "page of a review": "/reviews/neglect-2013/p/53/",
    "period": "/periods/2011-2014/",
    "themes by period": "/themes-by-period/",
}


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


def measure(port: int, pages: dict[str, str]) -> list[dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    rows = []
    for name, path in pages.items():
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
    return rows


def weigh_static(port: int) -> list[dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    rows = []
    home = gzip.decompress(get(connection, "/")[1]).decode()
    for path in sorted(set(re.findall(r'"(/static/[^"]+)"', home))):
        rows.append({"page": path, "path": path, "kilobytes": round(len(get(connection, path)[1]) / 1024, 1)})
    return rows


def show(title: str, rows: list[dict]) -> None:
    print(f"{title:<44} {'median':>9} {'95 in 100':>10} {'sent':>8}")
    for row in rows:
        median, p95 = row.get("median_ms", ""), row.get("p95_ms", "")
        print(f"{row['page']:<44} {median!s:>6} ms {p95!s:>7} ms {row['kilobytes']:>5} KB")
    print()


def main() -> None:
    with running() as port:
        starter = measure(port, PAGES)
        static = weigh_static(port)
    show("The starter collection", starter + static)
    with running(findings=SYNTHETIC) as port:
        large = measure(port, LISTS)
    show(f"With {SYNTHETIC:,} synthetic findings", large)
    result = {"starter": starter, "static": static, f"with {SYNTHETIC}": large}
    (BENCH / "pages.json").write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
