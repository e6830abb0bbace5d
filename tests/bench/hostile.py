"""Addresses that nobody should ask for, by the thousand: what each answers, and the slowest.

    .venv/bin/python -m tests.bench.hostile [HOW_MANY]

Prints how often each status came and the slowest answers; fails on a 500 or an answer that took over a second.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import sys
import time
from collections import Counter

import django

from tests.bench.portal import running

SLOWEST_SECONDS = 1.0
SHOWN = 5


def addresses(count: int) -> list[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")
    django.setup()
    from tests.test_crawl import hostile_addresses

    made: list[str] = []
    for seed in itertools.count(count):
        made += hostile_addresses(seed=seed, each=60)
        if len(made) >= count:
            break
    random.Random(count).shuffle(made)  # noqa: S311 - examples, not secrets
    return made[:count]


def main() -> None:
    wanted = addresses(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    statuses: Counter[int] = Counter()
    times: list[tuple[float, str]] = []
    with running() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for address in (
            "/",
            "/findings/",
            "/themes/neglect/",
            "/search/?q=neglect",
        ):  # a worker's first pages are slow
            connection.request("GET", address)
            connection.getresponse().read()
        for address in wanted:
            began = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began, address))
            statuses[answer.status] += 1
    slowest = sorted(times, reverse=True)[:SHOWN]
    print(f"{len(wanted):,} addresses: {dict(statuses.most_common())}")
    for seconds, address in slowest:
        print(f"{seconds * 1000:7.0f} ms  {address[:120]}")
    wrong = sum(count for status, count in statuses.items() if status >= 500)
    if wrong or slowest[0][0] > SLOWEST_SECONDS:
        sys.exit(f"{wrong} failed; the slowest took {slowest[0][0]:.2f} s.")


if __name__ == "__main__":
    main()
