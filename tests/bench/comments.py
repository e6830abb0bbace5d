"""Comments under load: hostile ones by the thousand, a thread of 5,000, and how long posting takes.

    .venv/bin/python -m tests.bench.comments [HOW_MANY_HOSTILE]

Fails where one of the hostile could do anything in a page or takes longer than it may, and where a page of the thread
is too slow, too heavy or asks too often.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.bench.portal import BENCH, ROOT, environment, running

HOSTILE_MS = 50
PAGE_MS, PAGE_QUERIES, PAGE_BYTES = 60, 15, 200_000
POST_MS = 50
INSIDE = "--thread"
TIMES = 3  # the least of them is its own time: the machine has other work


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "scr_portal.settings"
    if sys.argv[1:] == [INSIDE]:
        return report(measure_thread())
    faults = measure_hostile(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    folder = BENCH / "comments"
    shutil.rmtree(folder, ignore_errors=True)
    with running(folder=folder):
        inside = subprocess.run(
            [sys.executable, "-m", "tests.bench.comments", INSIDE], cwd=ROOT, env=environment(folder)
        )
    return report(faults) or inside.returncode


def report(faults: list[str]) -> int:
    for fault in faults:
        print("FAULT", fault)
    return int(bool(faults))


def time_ms(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1_000


def measure_hostile(how_many: int) -> list[str]:
    from tests.themes.discussion.hostile import find_harm, make_hostile
    from themes.discussion.markdown import render_markdown

    render = render_markdown.__wrapped__
    faults, slowest = [], (0.0, "")
    for number in range(how_many):
        typed = make_hostile(number)
        took = time_ms(lambda: render(typed))  # noqa: B023
        if took > HOSTILE_MS / 2:
            took = min(took, *(time_ms(lambda: render(typed)) for _ in range(TIMES)))  # noqa: B023
        slowest = max(slowest, (took, f"number {number}: {typed[:60]!r}"))
        faults += [f"number {number} leaves {harm}" for harm in find_harm(render(typed))]
        if took > HOSTILE_MS:
            faults.append(f"number {number} took {took:.0f} ms")
    print(f"{how_many:,} hostile comments; the slowest took {slowest[0]:.0f} ms, {slowest[1]}")
    return faults


def measure_thread() -> list[str]:
    import django
    from django.conf import settings
    from django.db import connection

    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from themes.discussion.posting import post_comment
    from themes.discussion.threads import read_places, split_into_pages

    settings.DISCUSSION = settings.REPLIES = True
    settings.ALLOWED_HOSTS = ["*"]
    thread = make_thread(5_000)
    address = reverse("discussion", args=[thread.pk])
    last = len(split_into_pages(read_places(thread.pk)))
    faults = []
    client = Client()
    client.cookies["none"] = "1"  # whoever has a cookie is given no kept page
    for page in (1, last // 2, last):
        for order in ("oldest", "newest"):
            query = {"page": page, "order": order}
            client.get(address, query, secure=True)
            times = []
            for _ in range(15):
                times.append(time_ms(lambda: client.get(address, query, secure=True)))  # noqa: B023
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address, query, secure=True)
            median, size = statistics.median(times), len(answer.content)
            print(
                f"page {page} of {last}, {order}: {median:.0f} ms, {len(asked)} queries, {size / 1_000:.0f} KB"
            )
            if (
                answer.status_code != 200
                or median > PAGE_MS
                or len(asked) > PAGE_QUERIES
                or size > PAGE_BYTES
            ):
                faults.append(f"page {page}, {order}")
    author = User.objects.create_user("writer")
    times = [
        time_ms(lambda: post_comment(thread=thread, author=author, body="Words.", sent_as=uuid4()))
        for _ in range(30)
    ]
    print(f"posting: {statistics.median(times):.1f} ms, the slowest {max(times):.1f} ms")
    return [*faults, *(["posting"] if statistics.median(times) > POST_MS else [])]


def make_thread(size: int) -> Any:
    """A thread of long and short comments, half of which answer others, some of them many below each other."""
    from random import Random

    from django.db import connection, transaction
    from django.utils import timezone

    from tests.factories import make_finding
    from themes.models import Comment, Thread

    chance = Random(1)  # noqa: S311 - the same each time
    thread = Thread.objects.create(finding=make_finding(), is_open=True)
    rows: list[Comment] = []
    first = 10_000
    for number in range(size):
        parent = first + (number - 1 if number % 3 else chance.randrange(number)) if number % 2 else None
        paragraphs = [
            "Some *words* of a reader, and more of them. " * chance.randint(1, 12)
        ] * chance.randint(1, 3)
        rows.append(
            Comment(
                pk=first + number,
                thread=thread,
                parent_id=parent,
                position=number + 1,
                author_name=f"Reader {number % 90}",
                body="\n\n".join(paragraphs),
                posted_at=timezone.now(),
                approved_at=timezone.now(),
                finding_version=1,
                state="published",
            )
        )
    with transaction.atomic():
        Comment.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('themes_comment', 'id'), %s)", [first + size])
        cursor.execute("ANALYZE themes_comment")
    return thread


if __name__ == "__main__":
    sys.exit(main())
