"""The queue: what a dead worker had begun is taken up again, by a real one."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from reviews.documents.storing import STOPPED_THRICE, add_document
from reviews.jobs import is_work_stuck
from reviews.models import Document, DocumentReading, DocumentState
from scr_portal.jobs import take_up_again
from tests.factories import make_review
from tests.reviews.documents import pdfs

PROJECT = Path(__file__).resolve().parents[2]

# A worker on the database of the test. `slow` ones stop in the middle of what they read.
WORKER = """
import json, sys, threading
from django.conf import settings

given = json.loads(sys.argv[1])
settings.DATABASES["default"].update(given["database"])
settings.MEDIA_ROOT = given["media"]
if given["slow"]:
    from reviews.documents import reading

    def read_pages(path, watch):
        watch(20, 300)
        threading.Event().wait()

    reading.read_pages = read_pages

from scr_portal.worker import main

main()
"""


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture
def document(settings, tmp_path) -> Document:
    settings.MEDIA_ROOT = tmp_path / "kept"
    return add_document(review=make_review(), file=io.BytesIO(pdfs.plain())).document


@pytest.fixture
def start(settings, tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    started = []

    def worker(*, slow: bool = False) -> subprocess.Popen:
        database = {
            name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")
        }
        given = {"database": database, "media": str(settings.MEDIA_ROOT), "slow": slow}
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, json.dumps(given)],
            cwd=PROJECT,
            env=os.environ | {"VAR_DIR": str(tmp_path / "var")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield worker
    for process in started:
        process.kill()
        process.communicate()


def say_dead() -> None:
    """As if the time had gone by after which a worker without a sign of life is dead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
        )


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle_is_replaced_and_nothing_half_read_is_shown(document, start):
    first = start(slow=True)
    wait_for(lambda: DocumentReading.objects.filter(pages_read=20).exists(), "the reading to begin")

    first.kill()
    first.wait()

    document.refresh_from_db()
    assert (document.state, document.page_count, document.pages.count()) == (DocumentState.READING, None, 0)
    say_dead()
    with suppress(AlreadyEnqueued):  # by the first worker, if a minute began before it died
        take_up_again.configure(task_kwargs={"timestamp": 0}).defer()
    second = start()
    wait_for(lambda: Document.objects.get(pk=document.pk).state == DocumentState.READ, "the second worker")
    document.refresh_from_db()
    assert (document.page_count, document.pages.count()) == (6, 6)
    wait_for(lambda: not ProcrastinateJob.objects.filter(status="doing").exists(), "the end of its job")
    second.send_signal(signal.SIGTERM)
    said = second.communicate(timeout=60)[0]
    assert (second.returncode, said) == (0, "")


def began(document: Document, *, deaths: int = 0) -> ProcrastinateJob:
    """The job of a document, in the hands of a worker that died, after so many others did."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE task_name = %s",
            [worker, deaths, "reviews.jobs.read_document"],
        )
    say_dead()
    Document.objects.filter(pk=document.pk).update(state=DocumentState.READING)
    return ProcrastinateJob.objects.get(task_name="reviews.jobs.read_document")


@pytest.mark.django_db
@pytest.mark.parametrize("deaths", [0, 1])
def test_what_a_dead_worker_had_begun_goes_back_into_the_queue(document, deaths):
    job = began(document, deaths=deaths)

    take_up_again(timestamp=0)

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("todo", deaths + 1)


@pytest.mark.django_db
def test_what_three_workers_died_of_is_given_up_and_the_document_says_so(document):
    job = began(document, deaths=2)

    take_up_again(timestamp=0)
    take_up_again(timestamp=60)

    job.refresh_from_db()
    document.refresh_from_db()
    assert job.status == "failed"
    assert (document.state, document.message) == (DocumentState.FAILED, STOPPED_THRICE)
    assert ProcrastinateJob.objects.filter(status="todo").count() == 0


@pytest.mark.django_db
def test_what_lives_is_left_alone(document):
    job = began(document)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")

    take_up_again(timestamp=0)

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("doing", 0)


@pytest.mark.django_db
def test_dead_work_that_waits_once_more_already_is_let_go(document):
    job = began(document)
    app.configure_task("reviews.jobs.read_document", queueing_lock=job.queueing_lock).defer(
        document=document.pk
    )

    take_up_again(timestamp=0)

    job.refresh_from_db()
    assert job.status == "aborted"
    assert ProcrastinateJob.objects.filter(status="todo").count() == 1


@pytest.mark.django_db
def test_it_is_known_that_work_waits_and_nobody_works(document):
    alone = is_work_stuck()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    worked_at = is_work_stuck()
    say_dead()
    dead = is_work_stuck()
    ProcrastinateJob.objects.all()._raw_delete("default")

    assert (alone, worked_at, dead, is_work_stuck()) == (True, False, True, False)
