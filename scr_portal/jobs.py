"""The queue of work that is too heavy for a request: who takes from it, and what is taken up again.

What there is to do stands in the module `jobs` of each app, and does what a command does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pghistory
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.utils import utcnow

from reviews.documents.machine_words import TASK as MACHINE_TASK
from reviews.documents.storing import READING_TASK
from reviews.jobs import DEAD_AFTER_SECONDS, give_up_after_deaths, take_up_documents
from scr_portal.backups import make_backup_of_the_day
from scr_portal.database import build_server, is_embedded
from scr_portal.recovery import is_copy_due, make_copy
from scr_portal.retention import keep_times
from themes.alerts import jobs  # noqa: F401 (its work is found here)
from themes.data.packaging import make_package

AT_ONCE = 2  # jobs: one that visits sites for an hour keeps no report from being read
FINISH_SECONDS = 10  # for what was begun when asked to stop; the supervisor waits somewhat longer

MOST_DEATHS = 3  # of workers, by one job
MONTH = 31 * 24  # hours that what failed is kept; what was done is seen by what it did

logger = logging.getLogger(__name__)


def work(**options: Any) -> None:
    """Take jobs from the queue until told to stop; with procrastinate's own `options`."""
    # An app of its own beside Django's: what a job itself puts into the queue then belongs to that job's transaction.
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker_app.run_worker(
        **{
            "concurrency": AT_ONCE,
            "shutdown_graceful_timeout": FINISH_SECONDS,
            "stalled_worker_timeout": DEAD_AFTER_SECONDS,
            "delete_jobs": "successful",
            "task_middleware": [*app.worker_defaults["task_middleware"], record_as_job],
            **options,
        }
    )


def record_as_job(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Around every job: history says that nobody in particular did it, and what it was."""
    with pghistory.context(job=context.job.task_name.rpartition(".")[2]):
        return call_next()


@app.periodic(cron="30 2 * * *")
@app.task(queueing_lock="make_backup")
def make_backup(timestamp: int) -> None:
    """The backup of the day. What went wrong stands in the log, and in what `/health/ready` says of the newest."""
    if settings.BACKUP_DIR:
        make_backup_of_the_day(Path(settings.BACKUP_DIR))


@app.periodic(cron="0 2 * * *")
@app.task(queueing_lock="copy_database")
def copy_database(timestamp: int) -> None:
    """Once a week, what a return to any moment since then begins from."""
    if settings.WAL_ARCHIVE_DIR and is_embedded() and is_copy_due(Path(settings.WAL_ARCHIVE_DIR)):
        make_copy(build_server())


@app.task
def pack_collection(origin: str) -> None:
    """The whole collection as files, with addresses that begin with `origin`."""
    make_package(origin)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_again")
def take_up_again(timestamp: int) -> None:
    """Put back into the queue what a dead worker had begun, and documents that no job is about."""
    manager = app.job_manager
    for job in async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        if job.attempts + 1 >= MOST_DEATHS:
            _record_death(job)
            continue
        try:
            with transaction.atomic():
                manager.retry_job_by_id(job.id, utcnow(), job.priority, job.queue, job.lock)  # type: ignore[arg-type]
        except UniqueViolation:  # the same waits already
            _finish(job, Status.ABORTED)
    take_up_documents()


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="clear_old_jobs")
def clear_old_jobs(timestamp: int) -> None:
    """Forget what failed a month ago."""
    async_to_sync(app.job_manager.delete_old_jobs)(
        nb_hours=MONTH, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="25 3 * * *")
@app.task(queueing_lock="keep_times")
def keep_all_times(timestamp: int) -> None:
    """Take out what is about people and was kept as long as it is said that it is."""
    keep_times()


def _record_death(job: Job) -> None:
    logger.error("%s is given up: the worker died of it %s times.", job.task_name, MOST_DEATHS)
    if job.task_name in (READING_TASK, MACHINE_TASK):
        document = ProcrastinateJob.objects.get(pk=job.id).args["document"]  # type: ignore[misc]
        give_up_after_deaths(document, by_machine=job.task_name == MACHINE_TASK)
    _finish(job, Status.FAILED)


def _finish(job: Job, status: Status) -> None:
    async_to_sync(app.job_manager.finish_job_by_id_async)(
        job_id=job.id,  # type: ignore[arg-type]
        status=status,
        delete_job=False,
    )
