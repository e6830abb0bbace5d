"""Quotations compared in the background, as `manage.py verify_citations` does: when something changed, and nightly.

And what readers reported, answered by mail, and emptied after a time; and what was decided about their names.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.timezone import localtime
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.retry import RetryStrategy

from reviews.models import Document, DocumentState, Review
from themes.discussion import letters as letters_of_names  # noqa: F401 (as below)
from themes.models import PageCitation, Quotation
from themes.notices import letters as notice_letters  # noqa: F401 (likewise)
from themes.problems import letters  # noqa: F401 (what is to be sent is found by the queue here)
from themes.problems.keeping import empty_old_reports
from themes.quotations.verifying import verify

NIGHT = 3  # o'clock where the portal is
ATTEMPTS = 3
WAIT = 5  # seconds before the next


@app.task
def check_quotations(review: int, attempt: int = 1) -> None:
    """Look for all that is quoted from a review, and try again where the database stopped it."""
    row = Review.objects.filter(pk=review).first()
    if row is None:
        return
    try:
        verify(row)
    except OperationalError:
        # Queued anew and not retried: the queue refuses a retry while another check of this review waits, and the
        # job would then stand as one that is being done.
        if attempt < ATTEMPTS:
            _queue_check(review, attempt=attempt + 1, seconds=WAIT)
        raise


@app.periodic(cron=f"0 {NIGHT - 1},{NIGHT} * * *")
@app.task(
    queueing_lock="check all",
    lock="check all",
    retry=RetryStrategy(max_attempts=ATTEMPTS, wait=WAIT, retry_exceptions={OperationalError}),
)
def check_all(timestamp: int) -> None:
    """Look for every quotation once a night. The clock of the queue knows no summer time."""
    if localtime(datetime.fromtimestamp(timestamp, UTC)).hour == NIGHT:
        verify()


@app.periodic(cron="15 3 * * *")
@app.task(queueing_lock="empty_old_reports")
def clear_reports(timestamp: int) -> None:
    """Take out what readers typed, once its time is over."""
    empty_old_reports()


def _queue_check(review: int, *, attempt: int = 1, seconds: int = 0) -> None:
    name = f"check review {review}"
    later = {"schedule_in": {"seconds": seconds}} if seconds else {}
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        task = check_quotations.configure(lock=name, queueing_lock=name, **later)  # type: ignore[arg-type]
        task.defer(review=review, attempt=attempt)


@dataclass
class _PendingChecks:
    """Checks to be queued when this transaction is committed: each review once, however many rows were saved."""

    citations: set[int] = field(default_factory=set)
    reviews: set[int] = field(default_factory=set)

    def queue(self) -> None:
        is_concerned = Q(citation__in=self.citations) | Q(review__in=self.reviews)
        cited = PageCitation.objects.filter(is_concerned, citation__quotations__isnull=False)
        for review in cited.order_by("review").values_list("review", flat=True).distinct():
            _queue_check(review)


def check_soon(*, citations: Iterable[int] = (), reviews: Iterable[int] = ()) -> None:
    """Queue a check of what is quoted by these page lists, or from these reviews, on commit.

    A queue that fails never undoes what was saved: the nightly check finds what was missed.
    """
    checks = _PendingChecks(set(citations), set(reviews))
    for _, callback, _ in transaction.get_connection().run_on_commit:
        pending = getattr(callback, "__self__", None)
        if isinstance(pending, _PendingChecks):
            pending.citations |= checks.citations
            pending.reviews |= checks.reviews
            return
    transaction.on_commit(checks.queue, robust=True)


@receiver(post_save, sender=Quotation)
def _quotation_was_saved(instance: Quotation, **about: Any) -> None:
    if instance.citation_id:
        check_soon(citations=[instance.citation_id])


@receiver([post_save, post_delete], sender=PageCitation)
def _pages_were_saved(instance: PageCitation, **about: Any) -> None:
    check_soon(citations=[instance.citation_id])


@receiver(post_save, sender=Document)
def _document_was_saved(instance: Document, **about: Any) -> None:
    """Read, counted anew, replaced, or put back in its place."""
    if instance.state == DocumentState.READ:
        check_soon(reviews=[instance.review_id])


@receiver(post_delete, sender=Document)
def _document_was_deleted(instance: Document, **about: Any) -> None:
    """What was found in it is not known any more."""
    check_soon(reviews=[instance.review_id])
