"""What the portal has to reach, as ratios within one run: beside its limits, its own smaller self, and its peer.

    .venv/bin/python -m tests.bench.goals [--findings 200000] [--smaller 20000] [--seconds 120]

Prints a table and writes `var/bench/goals.json`. Every ratio is between two things that were asked in turn, over
connections of one kind, so that whatever else the machine does concerns both.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import itertools
import json
import math
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
import psycopg

from scr_portal.embedded import choose_socket_folder
from tests.bench.pages import PAGES
from tests.bench.portal import BENCH, free_port, running, serving, wait_until_it_answers

NOT_KEPT = {"Cookie": "bench=1"}  # nothing with a cookie comes from the store
TURNS = 60
AT_LARGE = {
    "home": "/",
    "themes": "/themes/",
    "theme": "/themes/information-sharing/",
    "finding": "/findings/F119/",
    "list": "/findings/",
    "filtered list": "/findings/?theme=babies&theme=neglect&period=2011-2014",
    "situation": "/situations/baby-due-history-of-neglect/",
    "period": "/periods/2011-2014/",
    "review": "/reviews/neglect-2013/",
    "themes by period": "/themes-by-period/",
    "reviews": "/reviews/",
    "what we have read": "/what-we-have-read/",
}
PEER_ROWS = """
SELECT f.id, f.text, e.last_year,
       (SELECT t.slug FROM themes_findingtheme l JOIN themes_theme t ON t.id = l.theme_id
        WHERE l.finding_id = f.id ORDER BY l.is_primary DESC, l.id LIMIT 1),
       (SELECT p.slug FROM themes_finding_periods l JOIN reviews_period p ON p.id = l.period_id
        WHERE l.finding_id = f.id ORDER BY l.id LIMIT 1),
       (SELECT a.slug FROM themes_finding_agencies l JOIN themes_agency a ON a.id = l.agency_id
        WHERE l.finding_id = f.id ORDER BY l.id LIMIT 1),
       (SELECT a.slug FROM themes_finding_ages l JOIN themes_agegroup a ON a.id = l.agegroup_id
        WHERE l.finding_id = f.id ORDER BY l.id LIMIT 1)
FROM themes_finding f JOIN themes_catalogueentry e ON e.finding_id = f.id WHERE e.is_listed
"""
PEER_FACETS = [("_facet", name) for name in ("theme", "period", "agency", "age")]


@dataclass
class Row:
    what: str
    ours: float
    beside: float | None
    unit: str
    ratio: float | None
    goal: str
    is_met: bool


class Client:
    """One connection that stays."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[float, int, bytes, str]:
        """Milliseconds, status, body as sent, ETag."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
        answer = self.connection.getresponse()
        body = answer.read()
        return (time.perf_counter() - began) * 1000, answer.status, body, answer.headers.get("ETag", "")

    def time(self, path: str, headers: dict[str, str] | None = None) -> float:
        return self.get(path, headers)[0]


def compare(*asks: Callable[[], float], turns: int = TURNS) -> list[float]:
    """Medians of what is asked in turn; the first turns warm up."""
    taken: list[list[float]] = [[ask() for ask in asks] for _ in range(turns + 5)][5:]
    return [statistics.median(times) for times in zip(*taken, strict=True)]


@contextlib.contextmanager
def limits(folder: Path) -> Iterator[int]:
    """The port of a server with the limits beside the portal's pages, on the database of the portal in `folder`."""
    with serving(folder, DJANGO_SETTINGS_MODULE="tests.bench.limit_settings") as port:
        yield port


def measure_kept(port: int) -> Iterator[Row]:
    client = Client(port)
    for name in ("home", "theme (the longest)", "findings, filtered"):
        path = PAGES[name]
        etag = client.get(path)[3]
        kept, again, limit = compare(
            partial(client.time, path),
            partial(client.time, path, {"If-None-Match": etag}),
            partial(client.time, f"/limit/bytes{path}", NOT_KEPT),
        )
        for what, took in ((f"kept: {name}", kept), (f"304: {name}", again)):
            yield Row(
                what, took, limit, "ms", limit / took, "at least 0.8 of the limit's rate", limit / took >= 0.8
            )


def measure_templates(port: int) -> Iterator[Row]:
    client = Client(port)
    for name, path in PAGES.items():
        whole, template = compare(
            partial(client.time, path, NOT_KEPT),
            partial(client.time, f"/limit/template{path}", NOT_KEPT),
            turns=25,
        )
        ratio = whole / template
        yield Row(
            f"not kept, beside its template: {name}",
            whole,
            template,
            "ms",
            ratio,
            "at most 1.8 times",
            ratio <= 1.8,
        )


def measure_growth(large: int, small: int) -> Iterator[Row]:
    clients = Client(large), Client(small)
    for name, path in AT_LARGE.items():
        answers = [client.get(path, NOT_KEPT) for client in clients]
        weight = len(gunzip(answers[0][2])) / 1024
        ours, less = compare(*(partial(client.time, path, NOT_KEPT) for client in clients), turns=15)
        ratio = ours / less
        yield Row(f"large beside small: {name}", ours, less, "ms", ratio, "at most 1.3 times", ratio <= 1.3)
        yield Row(f"large: {name}", ours, None, "ms", None, "at most 100 ms", ours <= 100)
        yield Row(f"large: {name}", weight, None, "KB of HTML", None, "at most 150 KB", weight <= 150)


def gunzip(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def list_choices(client: Client) -> list[list[tuple[str, str]]]:
    """Themes with periods, in an order of no use to anybody's caches."""
    slugs = sorted(set(re.findall(r'href="/themes/([\w-]+)/"', gunzip(client.get("/themes/")[2]).decode())))
    periods = ("2003-2005", "2005-2007", "2007-2009", "2009-2011", "2011-2014")
    choices = [[("theme", theme), ("period", period)] for theme in slugs for period in periods]
    random.Random(1).shuffle(choices)  # noqa: S311 - examples, not secrets
    return choices


@contextlib.contextmanager
def peer(folder: Path) -> Iterator[int]:
    """The port of Datasette with the same findings: one theme, period, agency and age for each: less to do."""
    if not shutil.which(program := str(Path(sys.executable).with_name("datasette"))):
        sys.exit("The peer is not installed. Run: make bench")
    target = folder / "peer.db"
    if not target.exists():
        copy_for_peer(folder, target)
    port = free_port()
    limits = [
        item for name in ("facet_time_limit_ms", "sql_time_limit_ms") for item in ("--setting", name, "20000")
    ]
    server = subprocess.Popen(
        [program, "serve", str(target), "-p", str(port), *limits],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_it_answers(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def copy_for_peer(folder: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(target)) as to, connect(folder) as source:
        to.execute("create table finding (id integer primary key, text, year, theme, period, agency, age)")
        rows = source.cursor("all")
        to.executemany("insert into finding values (?, ?, ?, ?, ?, ?, ?)", rows.execute(PEER_ROWS))
        for column in ("year", "theme", "period", "agency", "age"):
            to.execute(f"create index by_{column} on finding ({column})")
        to.execute("create index by_theme_period on finding (theme, period)")
        to.execute("analyze")
        to.commit()


def connect(folder: Path) -> psycopg.Connection:
    return psycopg.connect(f"host={choose_socket_folder(folder / 'postgres')} user=portal dbname=portal")


def measure_peer(port: int, folder: Path) -> Iterator[Row]:
    choices = itertools.cycle(list_choices(Client(port)))
    with peer(folder) as other:
        ours, theirs = Client(port), Client(other)  # not before: a server closes what is idle

        def both() -> Iterator[float]:
            choice = next(choices)
            yield ours.get(f"/findings/?{urlencode(choice)}", NOT_KEPT)[0]
            yield theirs.get(f"/peer/finding?{urlencode([*choice, *PEER_FACETS, ('_size', '25')])}")[0]
            yield ours.get(f"/findings/?{urlencode(choice)}")[0]
            yield ours.get(f"/findings/?{urlencode(choice)}")[0]

        taken = [list(both()) for _ in range(45)][5:]
    mine, datasette, _, kept = (statistics.median(times) for times in zip(*taken, strict=True))
    yield Row(
        "filtered list with counts, not kept",
        mine,
        datasette,
        "ms",
        datasette / mine,
        "5 times Datasette's rate",
        datasette / mine >= 5,
    )
    yield Row(
        "the same, kept",
        kept,
        datasette,
        "ms",
        datasette / kept,
        "50 times Datasette's rate",
        datasette / kept >= 50,
    )


def measure_search(port: int) -> Iterator[Row]:
    client = Client(port)
    for name, words in (
        ("a rare word", "disguised"),
        ("a common word", "children"),
        ("ten words", "father who would not engage baby due history of neglect"),
        ("a phrase", '"disguised compliance"'),
    ):
        took, index = compare(
            partial(client.time, f"/search/?q={quote(words)}", NOT_KEPT),
            partial(client.time, f"/limit/index/?q={quote(words)}", NOT_KEPT),
            turns=15,
        )
        goal = "1.5 times the index alone, and 5 ms"
        yield Row(f"search: {name}", took, index, "ms", took / index, goal, took <= 1.5 * index + 5)


def measure_load(port: int, folder: Path, seconds: int) -> Iterator[Row]:
    """Four visitors at once: of a hundred pages 78 kept, 20 not, two searches; 50 changes a second beside them."""
    times: list[float] = []
    failed: list[str] = []
    until = time.monotonic() + seconds
    kept = list(AT_LARGE.values())
    choices = [f"/findings/?{urlencode(choice)}" for choice in list_choices(Client(port))]

    def visit(seed: int) -> None:
        dice, client = random.Random(seed), Client(port)  # noqa: S311
        while time.monotonic() < until:
            share = dice.random()
            if share < 0.02:
                path, headers = (
                    f"/search/?q={quote(dice.choice(('neglect', 'father not seen', 'babies')))}",
                    {},
                )
            else:
                path, headers = dice.choice(kept + choices), NOT_KEPT if share < 0.22 else {}
            took, status, *_ = client.get(path, headers)
            times.append(took)
            if status != 200:
                failed.append(f"{status} {path}")

    threads = [threading.Thread(target=visit, args=[seed]) for seed in range(4)]
    for thread in threads:
        thread.start()
    changes = 0
    with connect(folder) as database:
        database.autocommit = True
        [numbers] = zip(
            *database.execute("SELECT number FROM themes_finding WHERE state = 'published' LIMIT 5000"),
            strict=True,
        )
        while time.monotonic() < until:
            database.execute(
                "UPDATE themes_finding SET source_note = %s WHERE number = %s",
                [f"Bench {changes}", numbers[changes % len(numbers)]],
            )
            changes += 1
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    times.sort()
    p99 = times[math.ceil(len(times) * 0.99) - 1]
    yield Row("mixed load: errors", len(failed), None, f"of {len(times)}", None, "none", not failed)
    yield Row(
        f"mixed load: p99, {changes / seconds:.0f} changes a second",
        p99,
        None,
        "ms",
        None,
        "under 150 ms",
        p99 < 150,
    )
    yield Row("mixed load: median", statistics.median(times), None, "ms", None, "shown", True)


def measure_memory(name: str, folder: Path, most: int) -> Row:
    """Of everything that the portal in this folder runs; shared pages are counted once."""
    own = [
        each
        for each in psutil.process_iter(["environ"])
        if (each.info["environ"] or {}).get("VAR_DIR") == str(folder)
    ]
    size = sum(each.memory_full_info().pss for each in own) / 1024**2
    return Row(f"memory: {name}", size, None, "MB (PSS)", None, f"under {most} MB", size < most)


def warm(port: int, seconds: float) -> None:
    """Until each web process has made its index, and what it keeps for a version."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in AT_LARGE.values():
            Client(port).get(path, NOT_KEPT)


def show(rows: Iterable[Row]) -> list[Row]:
    kept = []
    for row in rows:
        beside = "" if row.beside is None else f"{row.beside:,.1f}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(
            f"{row.what:<58} {row.ours:>9,.1f} {beside:>9} {row.unit:<10} {ratio:>7}  "
            f"{row.goal:<34} {'' if row.goal.startswith('shown') else 'met' if row.is_met else 'MISSED'}",
            flush=True,
        )
        kept.append(row)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--findings", type=int, default=200_000)
    parser.add_argument("--smaller", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=120, help="of mixed load")
    asked = parser.parse_args()
    print(f"{'':<58} {'ours':>9} {'beside':>9} {'':<10} {'ratio':>7}")
    rows: list[Row] = []
    with running(workers=2) as port:
        time.sleep(15)
        rows += show([measure_memory("starter collection, at rest", BENCH, 300)])
        with limits(BENCH) as limit:
            rows += show(measure_search(limit))
            rows += show(measure_kept(limit))
            rows += show(measure_templates(limit))
    large = BENCH / f"with-{asked.findings}"
    with running(findings=asked.findings, pages=asked.findings * 3 // 2, workers=2) as port:
        warm(port, 60)
        with running(findings=asked.smaller, workers=2) as other:
            warm(other, 15)
            rows += show(measure_growth(port, other))
        rows += show(measure_peer(port, large))
        with limits(large) as limit:
            warm(limit, 15)
            rows += show(measure_search(limit))
        rows += show(measure_load(port, large, asked.seconds))
        rows += show([measure_memory(f"{asked.findings:,} findings, after load", large, 900)])
    result = {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{os.cpu_count()} processors, {psutil.virtual_memory().total // 1024**3} GB",
        "rows": [asdict(row) for row in rows],
    }
    (BENCH / "goals.json").write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
