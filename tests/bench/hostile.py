"""Addresses that nobody should ask for, by the thousand and as everybody: what each answers, and the slowest.

    .venv/bin/python -m tests.bench.hostile [HOW_MANY [MOST_MINUTES]]

Half are asked for by visitors, half by accounts of each role, which ask for screens of the workspace as well. Prints
how often each status came and the slowest answers; fails on a 500 or an answer that took over two seconds. The first
thousand are not timed: each process reads its templates then.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import quote

import django

from tests.bench.portal import BENCH, MANAGE, ROOT, environment, running

SLOWEST_SECONDS = 2.0
SHOWN = 8
AT_ONCE = 4
NOT_TIMED = 1_000
VISITOR = "visitor"
ROLES = ("Curator", "Publisher", "Moderator", "Administrator", "superuser")

# Accounts for measuring, which can sign in by no password, and a session of each.
OPEN_SESSIONS = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
for role in %r:
    is_superuser = role == "superuser"
    user, _ = get_user_model().objects.get_or_create(
        username="bench-" + role.lower(), defaults={"is_staff": True, "is_superuser": is_superuser}
    )
    if not is_superuser:
        user.groups.add(Group.objects.get(name=role))
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    print("SESSION", role, session.session_key)
"""


def list_public(count: int) -> list[str]:
    from tests.test_crawl import hostile_addresses

    made: list[str] = []
    for seed in itertools.count(count):
        made += hostile_addresses(seed=seed, each=60)
        if len(made) >= count:
            break
    random.Random(count).shuffle(made)  # noqa: S311 - examples, not secrets
    return made[:count]


def list_of_workspace(count: int) -> list[str]:
    """Every screen, with rows that are there, rows that are not, and nonsense; and what it is asked to show or do."""
    from django.urls import get_resolver

    from tests.test_crawl import NASTY, PLACE
    from tests.test_hostile_addresses import DJANGOS, HOSTILE, NAMES, REGISTERED, list_names

    chance = random.Random(count)  # noqa: S311 - examples, not secrets
    words = [*HOSTILE, *NASTY]
    known = sorted({*NAMES, *DJANGOS}.union(*map(list_names, REGISTERED.values())))
    namespaces: Any = get_resolver().namespace_dict
    named = namespaces["admin"][1].reverse_dict
    routes = sorted(
        {each[0] for name in named if isinstance(name, str) for each in named.getlist(name)[0][0]}
    )

    def make() -> str:
        def part(_: object) -> str:
            return (
                str(chance.randrange(1, 60))
                if chance.random() < 0.6
                else quote(chance.choice(words), safe="")
            )

        path = PLACE.sub(part, chance.choice(routes))
        pairs = [
            f"{quote(chance.choice(known))}={quote(chance.choice(words))}" for _ in range(chance.randrange(4))
        ]
        return f"/admin/{path}" + (f"?{'&'.join(pairs)}" if pairs else "")

    return [make() for _ in range(count)]


def open_sessions() -> dict[str, str]:
    done = subprocess.run(
        [*MANAGE, "shell", "-c", OPEN_SESSIONS % (ROLES,)],
        cwd=ROOT,
        env=environment(BENCH),
        check=True,
        capture_output=True,
        text=True,
    )
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("SESSION")]
    return {role: key for _, role, key in lines}


class Asking:
    """Takes from what is to be asked, in several threads."""

    def __init__(
        self, port: int, wanted: list[tuple[str, str]], sessions: dict[str, str], seconds: float
    ) -> None:
        self.port, self.sessions, self.end = port, sessions, time.monotonic() + seconds
        self.wanted = iter(wanted)
        self.lock = threading.Lock()
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.times: list[tuple[float, str, str, int]] = []

    def ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            with self.lock:
                who, address = next(self.wanted, ("", ""))
            if not who or time.monotonic() > self.end:
                return
            session = self.sessions.get(who)
            headers = {"Cookie": f"sessionid={session}"} if session else {}
            began = time.perf_counter()
            try:
                connection.request("GET", address, headers=headers)
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            with self.lock:
                self.times.append((time.perf_counter() - began, who, address, status))
                self.statuses[who, status] += 1


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else float("inf")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")
    django.setup()
    chance = random.Random(count)  # noqa: S311 - examples, not secrets
    wanted = [(VISITOR, address) for address in list_public(count // 2)]
    for_roles = list_public(count // 10) + list_of_workspace(count - count // 2 - count // 10)
    wanted += [(chance.choice(ROLES), address) for address in for_roles]
    chance.shuffle(wanted)
    with running(workers=2) as port:
        sessions = open_sessions()
        asking = Asking(port, wanted, sessions, minutes * 60)
        threads = [threading.Thread(target=asking.ask) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for who in (VISITOR, *ROLES):
        statuses = {status: number for (asked, status), number in asking.statuses.items() if asked == who}
        print(f"{who}: {sum(statuses.values()):,} addresses, {dict(sorted(statuses.items()))}")
    slowest = sorted(asking.times[NOT_TIMED:] or asking.times, reverse=True)
    late = sum(seconds > SLOWEST_SECONDS for seconds, *_ in slowest)
    middle = slowest[len(slowest) // 2][0]
    print(f"{late:,} over {SLOWEST_SECONDS:.0f} seconds; half took less than {middle * 1000:.0f} ms")
    for seconds, who, address, status in slowest[:SHOWN]:
        print(f"{seconds * 1000:7.0f} ms  {status}  {who}  {address[:120]}")
    wrong = [(who, address, status) for _, who, address, status in asking.times if not 0 < status < 500]
    for failed in wrong[:20]:
        print(*failed)
    if wrong or slowest[0][0] > SLOWEST_SECONDS:
        sys.exit(f"{len(wrong)} failed; the slowest took {slowest[0][0]:.2f} s.")


if __name__ == "__main__":
    main()
