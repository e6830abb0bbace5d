"""Checks in the background: once for each review when what is quoted from it, or its PDF, was saved; and nightly."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from reviews import jobs as evidence
from reviews.documents import storing
from reviews.history.tracking import get_events
from reviews.models import Document, Review
from tests.factories import make_citation, make_finding, make_review
from tests.reviews.documents import pdfs
from tests.themes.quotations.test_verifying import make_document, make_quotation
from themes import jobs
from themes.enums import Outcome
from themes.models import PageCitation, Quotation

pytestmark = pytest.mark.django_db

GOES_ON: Any = SimpleNamespace(should_abort=lambda: False)


@pytest.fixture
def review() -> Review:
    return make_review("harbours")


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Callable[[], Any]:
    """As a transaction of its own: what was promised before it is over and done with."""

    def over() -> Any:
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return over


def rolled_back(review: Review) -> None:
    with transaction.atomic():
        make_quotation("words", "1", review=review)
        raise ZeroDivisionError


def queued() -> list[int]:
    waiting = ProcrastinateJob.objects.filter(task_name="themes.jobs.check_quotations", status="todo")
    return [job.args["review"] for job in waiting.order_by("pk")]


def test_saved_quotations_are_checked_once_for_each_review(review, committed):
    other = make_review("gardens")

    with committed() as called:
        for number in range(20):
            make_quotation(f"words {number}", "1", review=review)
        make_quotation("words", "1", review=other)

    assert sorted(queued()) == sorted([review.pk, other.pk])
    assert len(called) == 1


def test_what_waits_already_is_not_queued_again(review, committed):
    for _ in range(2):
        with committed():
            make_quotation("words", "1", review=review)

    assert queued() == [review.pk]


def test_page_lists_without_quotations_ask_for_nothing(review, committed):
    with committed():
        make_citation(make_finding(review=review), pages=("1", "2"))

    assert queued() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.save(),
        lambda page: (
            page.delete() and page.citation.pages.create(review=page.review, first_page="2", last_page="2")
        ),
    ],
)
def test_changed_pages_are_checked(review, committed, change):
    make_quotation("words", "1", review=review)

    with committed():
        change(PageCitation.objects.get())

    assert queued() == [review.pk]


def test_what_is_rolled_back_is_not_checked(review, committed):
    with committed(), pytest.raises(ZeroDivisionError):
        rolled_back(review)

    assert queued() == []


def test_what_is_saved_after_something_was_rolled_back_is(review, committed):
    with committed():
        with pytest.raises(ZeroDivisionError):
            rolled_back(review)
        make_quotation("other words", "1", review=review)

    assert queued() == [review.pk]


def test_queue_that_fails_undoes_nothing(review, committed, monkeypatch):
    def fail(*_, **__):
        raise DatabaseError("gone")

    monkeypatch.setattr(jobs.check_quotations, "configure", fail)

    with committed():
        make_quotation("words", "1", review=review)

    assert Quotation.objects.count() == 1


def test_document_that_was_read_counted_anew_or_replaced_is_checked(
    review, settings, tmp_path: Path, committed
):
    settings.MEDIA_ROOT = tmp_path
    make_quotation("the health visitor called twice", "1", review=review)
    document = storing.add_document(review=review, file=io.BytesIO(pdfs.plain())).document

    def queued_by(change: Any) -> list[int]:
        ProcrastinateJob.objects.all()._raw_delete("default")
        with committed():
            change()
        return queued()

    newer = make_document(make_review("gardens"))
    by_each = {
        "read": queued_by(lambda: evidence.read_document(GOES_ON, document=document.pk)),
        "counted anew": queued_by(lambda: storing.relabel_pages(document, offset=2)),
        "replaced": queued_by(lambda: replaced(document, newer)),
    }

    assert by_each == {"read": [review.pk], "counted anew": [review.pk], "replaced": [review.pk]}


def test_what_is_quoted_from_a_deleted_document_is_checked(review, settings, tmp_path, committed):
    settings.MEDIA_ROOT = tmp_path
    document = make_document(review)
    make_quotation("the pilot was not told", "1", review=review)

    with committed():
        document.delete()

    assert queued() == [review.pk]


def replaced(document: Document, newer: Document) -> None:
    row = Document.objects.get(pk=document.pk)
    row.superseded_by = newer
    row.save()


def test_document_that_waits_is_not_checked(review, settings, tmp_path, committed):
    settings.MEDIA_ROOT = tmp_path
    make_quotation("words", "1", review=review)

    with committed():
        storing.add_document(review=review, file=io.BytesIO(pdfs.plain()))

    assert queued() == []


def test_job_checks_what_is_quoted_from_its_review_alone(review):
    make_document(review)
    here = make_quotation("the pilot was not told", "1", review=review)
    elsewhere = make_quotation("the pilot was not told", "1", review=make_review("gardens"))

    jobs.check_quotations(review=review.pk)

    here.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (here.outcome, elsewhere.outcome) == (Outcome.EXACT, Outcome.NOT_CHECKED)


def test_review_that_is_gone_is_no_trouble(review):
    jobs.check_quotations(review=review.pk + 1)


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        (datetime(2026, 1, 10, 3, tzinfo=UTC), Outcome.EXACT),
        (datetime(2026, 1, 10, 2, tzinfo=UTC), Outcome.NOT_CHECKED),
        (datetime(2026, 7, 10, 2, tzinfo=UTC), Outcome.EXACT),
        (datetime(2026, 7, 10, 3, tzinfo=UTC), Outcome.NOT_CHECKED),
    ],
)
def test_all_are_checked_at_three_in_london_in_winter_and_in_summer(review, moment, outcome):
    make_document(review)
    quotation = make_quotation("the pilot was not told", "1", review=review)

    jobs.check_all(timestamp=int(moment.timestamp()))

    quotation.refresh_from_db()
    assert quotation.outcome == outcome


def test_check_writes_nothing_that_asks_for_another(review, committed):
    make_document(review)
    make_quotation("the pilot was not told", "1", review=review)

    with committed():
        jobs.check_quotations(review=review.pk)

    assert get_events(Quotation).filter(outcome=Outcome.EXACT).count() == 1
    assert queued() == []


def test_check_that_the_database_stopped_is_queued_anew_three_times_at_most(review, monkeypatch):
    def stop(*_):
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(jobs, "verify", stop)

    for attempt in (1, 2, 3):
        with pytest.raises(OperationalError):
            jobs.check_quotations(review=review.pk, attempt=attempt)
        waiting = ProcrastinateJob.objects.filter(status="todo")
        assert [job.args for job in waiting] == (
            [{"review": review.pk, "attempt": attempt + 1}] if attempt < 3 else []
        )
        waiting._raw_delete("default")


def test_stopped_check_leaves_it_to_one_that_waits_already(review, committed, monkeypatch):
    def stop(*_):
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(jobs, "verify", stop)
    with committed():
        make_quotation("words", "1", review=review)

    with pytest.raises(OperationalError):
        jobs.check_quotations(review=review.pk)

    assert queued() == [review.pk]


def test_check_waits_for_other_writers_before_it_locks_a_row(review):
    make_document(review)
    make_quotation("the pilot was not told", "1", review=review)

    with CaptureQueriesContext(connection) as captured:
        jobs.check_quotations(review=review.pk)

    said = [query["sql"] for query in captured]
    waits = next(at for at, sql in enumerate(said) if "pg_advisory_xact_lock" in sql)
    locks = next(at for at, sql in enumerate(said) if "FOR UPDATE" in sql)
    assert waits < locks
