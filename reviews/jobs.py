"""Work on the evidence that is too heavy for a request. Each job does what a command does."""

from __future__ import annotations

import contextlib
import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.timezone import localdate
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued, JobAborted

from reviews.documents.machine_words import (
    GIVEN_UP,
    UNFORESEEN_FAULT,
    MachineError,
    begin_where_possible,
    give_up_machine_reading,
    queue_machine_reading,
    read_pictures,
)
from reviews.documents.machine_words import TASK as MACHINE_TASK
from reviews.documents.reading import DocumentError
from reviews.documents.storing import (
    READING_TASK,
    STOPPED_THRICE,
    UNFORESEEN,
    find_outdated,
    queue_reading,
    record_failure,
    reread_document,
)
from reviews.models import Availability, Document, DocumentReading, DocumentState
from reviews.sources.availability import NoAnswer, check_places, find_due
from reviews.sources.visiting import Visit, visit

DEAD_AFTER_SECONDS = 30  # without a sign of life, which a worker gives every ten
PAGES_BETWEEN = 20  # from one look at how far it has come to the next

logger = logging.getLogger(__name__)


@app.task(name=READING_TASK, pass_context=True)
def read_document(context: Any, document: int) -> None:
    """Read a document that waits, or was read in an earlier way. Whatever comes of it stands on the document."""
    row = Document.objects.filter(pk=document).first()
    if row is None or (row.state == DocumentState.READ and not find_outdated().filter(pk=document).exists()):
        return

    def watch(read: int, count: int) -> None:
        if read % PAGES_BETWEEN == 0:
            if context.should_abort():  # the portal is stopping; it is taken up again
                raise JobAborted
            DocumentReading.objects.update_or_create(
                document=row, defaults={"pages_read": read, "page_count": count}
            )

    try:
        begin_where_possible(reread_document(row, watch=watch))
    except DocumentError:
        pass  # the document says why
    except JobAborted:
        raise
    except Exception:
        record_failure(row, UNFORESEEN)
        raise


@app.task(name=MACHINE_TASK, pass_context=True)
def read_by_machine(context: Any, document: int) -> None:
    """Read the pages of a document that are pictures, as far as they are not read yet."""
    row = Document.objects.filter(pk=document, reading__by_machine=True).first()
    if row is None:
        return

    def refuse_to_go_on() -> None:
        if context.should_abort():  # the portal is stopping; it is taken up again
            raise JobAborted

    try:
        read_pictures(row, refuse_to_go_on)
    except MachineError as error:
        give_up_machine_reading(document, str(error))
    except JobAborted:
        raise
    except Exception:
        if not DocumentReading.objects.filter(document=document, by_machine=True).exists():
            return  # the document was removed, or is being read again
        give_up_machine_reading(document, UNFORESEEN_FAULT)  # else it would be tried every minute
        raise


def take_up_documents() -> None:
    """Have those read that wait, were being read, or were read in an earlier way, while no job is about them."""
    live_by_machine = ProcrastinateJob.objects.filter(task_name=MACHINE_TASK, status__in=["todo", "doing"])
    about_by_machine = {job["document"] for job in live_by_machine.values_list("args", flat=True)}
    for document_pk in DocumentReading.objects.filter(by_machine=True).values_list("document", flat=True):
        if document_pk not in about_by_machine:
            queue_machine_reading(document_pk)
    live = ProcrastinateJob.objects.filter(task_name=READING_TASK, status__in=["todo", "doing"])
    about = {job["document"] for job in live.values_list("args", flat=True)}
    waiting = Document.objects.filter(state__in=[DocumentState.WAITING, DocumentState.READING])
    for document in [*waiting.exclude(pk__in=about), *find_outdated().exclude(pk__in=about)]:
        queue_reading(document)


def give_up_after_deaths(document: int, *, by_machine: bool = False) -> None:
    """Say of a document that the worker died of it, again and again."""
    if by_machine:
        give_up_machine_reading(document, GIVEN_UP)
        return
    if row := Document.objects.filter(pk=document).first():
        record_failure(row, STOPPED_THRICE)


@app.periodic(cron="0 4 * * 1")
@app.task(queueing_lock="sources", lock="sources", pass_context=True)
def look_at_sources(context: Any, timestamp: int) -> None:
    """Look whether reports can still be had, as `manage.py check_sources` does; every Monday."""
    today = localdate()

    def visit_unless_stopped(url: str) -> Visit:
        if context.should_abort():  # the portal is stopping
            raise JobAborted
        return visit(url, user_agent=settings.VISITS_AS)

    try:
        for _ in check_places(
            find_due(Availability.objects.all(), today), today, visit=visit_unless_stopped, pause=time.sleep
        ):
            pass
    except JobAborted:
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            look_at_sources.configure().defer(timestamp=timestamp)  # the rest is still due
        raise
    except NoAnswer:
        logger.warning("No site of a report answered: this machine may not be on the web.")


def is_work_stuck() -> bool:
    """Whether work that is due waits while no worker gives a sign of life."""
    now = timezone.now()
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - timedelta(seconds=DEAD_AFTER_SECONDS))
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lt=now), status="todo")
    return due.filter(~Exists(alive)).exists()
