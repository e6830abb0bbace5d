"""The queue of work that is too heavy for a request: who takes from it, and what is taken up again.

What there is to do stands in the module `jobs` of each app, and does what a command does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pghistory
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

AT_ONCE = 2  # jobs: one that visits sites for an hour keeps no report from being read
FINISH_SECONDS = 10  # for what was begun when asked to stop; the supervisor waits somewhat longer
DEAD_AFTER_SECONDS = 30  # without a sign of life, which a worker gives every ten


def work(**options: Any) -> None:
    """Take jobs from the queue until told to stop; with procrastinate's own `options`."""
    # An app beside Django's: what a job itself puts into the queue then belongs to that job's transaction.
    beside = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    beside.run_worker(
        **{
            "concurrency": AT_ONCE,
            "shutdown_graceful_timeout": FINISH_SECONDS,
            "stalled_worker_timeout": DEAD_AFTER_SECONDS,
            "task_middleware": [*app.worker_defaults["task_middleware"], recorded_as_job],
            **options,
        }
    )


def recorded_as_job(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Around every job: history says that nobody in particular did it, and what it was."""
    with pghistory.context(job=context.job.task_name.rpartition(".")[2]):
        return call_next()


def nobody_works() -> bool:
    """Whether work that is due waits while no worker gives a sign of life."""
    now = timezone.now()
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - timedelta(seconds=DEAD_AFTER_SECONDS))
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lt=now), status="todo")
    return not alive.exists() and due.exists()
