"""Documents that wait: kept at once, read in the background."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from reviews import jobs
from reviews.documents import storing
from reviews.documents.reading import DocumentError
from reviews.documents.storing import (
    EditionExistsError,
    add_document,
    import_document,
    relabel_pages,
    retry_reading,
)
from reviews.history.tracking import get_events
from reviews.models import Document, DocumentPage, DocumentReading, DocumentState
from tests.factories import make_review
from tests.reviews.documents import pdfs
from tests.reviews.documents.keeping import (
    GOES_ON,
    REPORT,
    fail_for_want_of_room,
    keep,
    list_files,
    make_context,
    read_kept,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def queued() -> list[int]:
    waiting = ProcrastinateJob.objects.filter(task_name="reviews.jobs.read_document", status="todo")
    return [job.args["document"] for job in waiting.order_by("pk")]


def test_file_is_kept_at_once_and_waits_to_be_read(review, storage):
    document = keep(review)

    assert (document.state, document.page_count, document.pages.count()) == (DocumentState.WAITING, None, 0)
    assert list_files(storage) == [document.file.name]
    assert queued() == [document.pk]


def test_job_reads_it(review):
    document = read_kept(keep(review))

    assert (document.state, document.page_count, document.message) == (DocumentState.READ, 10, "")
    assert document.pages.get(index=5).label == "3"
    assert not DocumentReading.objects.exists()


def test_offset_given_with_it_counts_its_pages(review):
    document = read_kept(keep(review, offset=4))

    assert (document.labels_from, document.label_offset) == ("offset", 4)
    assert document.pages.get(index=5).label == "1"


def test_progress_is_seen_while_it_is_read_and_leaves_no_history(review, monkeypatch):
    document = keep(review)
    monkeypatch.setattr(jobs, "PAGES_BETWEEN", 1)
    seen = []

    def look() -> bool:
        reading = DocumentReading.objects.get(document=document)
        state = Document.objects.get(pk=document.pk).state
        seen.append((state, reading.pages_read, reading.page_count))
        return False

    jobs.read_document(make_context(look), document=document.pk)

    # Each look comes before the next is written.
    assert seen[0] == ("reading", 0, None)
    assert seen[1:] == [("reading", number, 10) for number in range(10)]
    events = get_events(Document).filter(pgh_obj_id=document.pk).order_by("pgh_id")
    assert list(events.values_list("state", flat=True)) == ["waiting", "reading", "read"]


def test_reading_that_is_broken_off_leaves_nothing_half_read_and_is_taken_up(review):
    document = keep(review)
    ProcrastinateJob.objects.all()._raw_delete("default")

    with pytest.raises(JobAborted):
        jobs.read_document(make_context(lambda: True), document=document.pk)

    document.refresh_from_db()
    assert (document.state, document.pages.count()) == (DocumentState.READING, 0)
    jobs.take_up_documents()
    jobs.take_up_documents()
    assert queued() == [document.pk]
    assert read_kept(document).state == DocumentState.READ


def test_document_that_a_job_is_about_gets_no_other(review):
    document = keep(review)

    jobs.take_up_documents()

    assert queued() == [document.pk]


def test_document_that_was_read_in_an_earlier_way_is_read_once_more(review):
    document = read_kept(keep(review))
    DocumentPage.objects.filter(document=document).update(edition=1, text="as it was read", label="7")
    Document.objects.filter(pk=document.pk).update(labels_confirmed_at=timezone.now())
    ProcrastinateJob.objects.all()._raw_delete("default")

    jobs.take_up_documents()
    jobs.take_up_documents()
    assert queued() == [document.pk]
    document = read_kept(document)

    assert "as it was read" not in document.pages.values_list("text", flat=True)
    assert set(document.pages.values_list("label", flat=True)) == {"7"}  # as somebody confirmed
    assert document.labels_confirmed_at is not None
    ProcrastinateJob.objects.all()._raw_delete("default")
    jobs.take_up_documents()
    assert queued() == []


def test_document_that_cannot_be_read_once_more_stays_as_it_was(review):
    document = read_kept(keep(review))
    DocumentPage.objects.filter(document=document).update(edition=1)
    Path(document.file.path).unlink()

    document = read_kept(document)

    assert (document.state, document.pages.count()) == (DocumentState.READ, document.page_count)
    ProcrastinateJob.objects.all()._raw_delete("default")
    jobs.take_up_documents()
    assert queued() == []


def test_what_cannot_be_read_says_why_and_can_be_tried_again(review, storage):
    document = read_kept(keep(review, REPORT[:4000]))
    assert document.state == DocumentState.FAILED
    assert document.message.startswith("This PDF is damaged")

    retry_reading(document)

    document.refresh_from_db()
    assert (document.state, document.message) == (DocumentState.WAITING, "")
    assert queued() == [document.pk]


def test_what_nobody_foresaw_is_said_and_not_tried_for_ever(review, monkeypatch):
    document = keep(review)

    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(storing, "read_pages", broken)
    with pytest.raises(ZeroDivisionError):
        jobs.read_document(GOES_ON, document=document.pk)

    document.refresh_from_db()
    assert (document.state, document.message) == (DocumentState.FAILED, storing.UNFORESEEN)


def test_same_file_again_leads_to_the_held_one(review, storage):
    first = keep(review)

    again = add_document(review=review, file=io.BytesIO(REPORT))

    assert (again.document, again.existed, again.is_read_now) == (first, True, False)
    assert (queued(), len(list_files(storage))) == ([first.pk], 1)


def test_same_file_again_is_read_again_if_it_could_not_be(review):
    first = read_kept(keep(review, REPORT[:4000]))

    again = add_document(review=review, file=io.BytesIO(REPORT[:4000]))

    assert (again.document, again.existed, again.is_read_now) == (first, True, True)


def test_failed_one_given_again_is_kept_afresh_with_what_is_said_of_it_now(review, storage):
    first = keep(review)
    (storage / first.file.name).unlink()
    assert read_kept(first).state == DocumentState.FAILED

    keep(review, offset=4)

    document = read_kept(first)
    assert (document.state, document.labels_from, document.label_offset) == (DocumentState.READ, "offset", 4)
    assert (storage / first.file.name).read_bytes() == REPORT
    assert len(list_files(storage)) == 1


def test_failed_one_given_again_replaces_another_only_if_that_is_said(review):
    first, second = failed_and_then_another(review)
    read_kept(second)

    with pytest.raises(EditionExistsError):
        keep(review)
    first.refresh_from_db()
    assert first.state == DocumentState.FAILED
    keep(review, new_edition=True)
    read_kept(first)

    second.refresh_from_db()
    assert (first.superseded_by, second.superseded_by) == (None, first)


def test_same_file_of_another_review_is_refused_with_its_name(review):
    keep(review)

    with pytest.raises(DocumentError, match="“What was learned”"):
        keep(make_review())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty"),
        (b"<html>sign in</html>", "This is a web page"),
        (b"PK\x03\x04 a lie", "Word, Excel or ZIP"),
        (b"words", "This is not a PDF"),
    ],
)
def test_other_kinds_are_refused_and_nothing_is_kept(review, storage, content, said):
    with pytest.raises(DocumentError, match=said):
        keep(review, content)

    assert (list_files(storage), Document.objects.count(), queued()) == ([], 0, [])


def test_too_large_a_file_is_refused_and_nothing_is_kept(review, storage, monkeypatch):
    monkeypatch.setattr("reviews.documents.reading.MOST_BYTES", 1000)

    with pytest.raises(DocumentError, match="is the most"):
        keep(review)

    assert (list_files(storage), Document.objects.count()) == ([], 0)


def failing_database(*_, **__):
    raise DatabaseError("gone")


@pytest.mark.parametrize("what", ["os.fsync", "pathlib.Path.replace"])
def test_full_disk_leaves_nothing(review, storage, monkeypatch, what):
    monkeypatch.setattr(what, fail_for_want_of_room)

    with pytest.raises(DocumentError, match="No space left on device. Nothing was kept."):
        keep(review)

    assert (list_files(storage), Document.objects.count(), queued()) == ([], 0, [])


def test_queue_that_fails_leaves_nothing(review, storage, monkeypatch):
    monkeypatch.setattr(storing, "queue_reading", failing_database)

    with pytest.raises(DatabaseError):
        keep(review)

    assert (list_files(storage), Document.objects.count()) == ([], 0)


def test_another_pdf_is_refused_unless_it_is_said_to_replace_the_first(review):
    keep(review)

    with pytest.raises(EditionExistsError):
        keep(review, pdfs.plain())


def test_new_edition_replaces_the_old_one_only_once_it_was_read(review):
    old = read_kept(keep(review))
    new = keep(review, pdfs.plain(), new_edition=True)
    old.refresh_from_db()
    assert old.superseded_by is None

    read_kept(new)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.superseded_by, new.superseded_by) == (new, None)


def test_new_edition_that_cannot_be_read_replaces_nothing(review):
    old = read_kept(keep(review))

    new = read_kept(keep(review, pdfs.plain()[:3000], new_edition=True))

    old.refresh_from_db()
    assert (new.state, old.superseded_by) == (DocumentState.FAILED, None)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_new_editions_the_later_stays_whichever_is_read_first(review, order):
    old = read_kept(keep(review))
    two = [keep(review, pdfs.plain(number), new_edition=True) for number in (5, 7)]

    for place in order:
        read_kept(two[place])

    current = Document.objects.filter(superseded_by=None)
    assert list(current) == [two[1]]
    old.refresh_from_db()
    assert old.superseded_by in two


def failed_and_then_another(review) -> tuple[Document, Document]:
    """A PDF that could not be read for a while, and another that was added meanwhile."""
    first = keep(review)
    storing.record_failure(first, "The disk was full.")
    return first, keep(review, pdfs.plain())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_failed_one_that_is_read_after_all_goes_under_the_one_added_since(review, order):
    two = failed_and_then_another(review)
    retry_reading(two[0])

    for place in order:
        read_kept(two[place])

    first, second = two
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == (DocumentState.READ, second)
    assert list(Document.objects.filter(superseded_by=None)) == [second]


def test_command_lets_a_failed_one_replace_the_one_added_since(review, tmp_path):
    first, second = failed_and_then_another(review)
    read_kept(second)
    path = tmp_path / "report.pdf"
    path.write_bytes(REPORT)

    import_document(review=review, path=path, new_edition=True)

    second.refresh_from_db()
    assert second.superseded_by == first
    assert list(Document.objects.filter(superseded_by=None)) == [first]


def test_command_takes_over_what_waits(review, tmp_path):
    old = read_kept(keep(review))
    path = tmp_path / "report.pdf"
    path.write_bytes(pdfs.plain())
    new = keep(review, path.read_bytes(), new_edition=True)

    import_document(review=review, path=path)
    jobs.read_document(GOES_ON, document=new.pk)

    old.refresh_from_db()
    assert old.superseded_by == new
    assert not DocumentReading.objects.exists()


def test_pages_are_counted_anew_without_the_file(review, storage):
    document = read_kept(keep(review))
    storing.confirm_labels(document)
    (storage / document.file.name).unlink()

    relabel_pages(document, offset=-100)

    document.refresh_from_db()
    assert (document.labels_from, document.label_offset) == ("offset", -100)
    assert document.labels_confirmed_at is None
    pages = DocumentPage.objects.filter(document=document).order_by("index")
    assert list(pages.values_list("label", "label_sort")[:2]) == [("101", 101), ("102", 102)]
    assert pages[4].text


def test_pages_before_the_first_printed_one_have_no_number(review):
    document = read_kept(keep(review))

    relabel_pages(document, offset=3)

    pages = DocumentPage.objects.filter(document=document).order_by("index")
    assert list(pages.values_list("label", "label_sort")[2:4]) == [("", None), ("1", 1)]


@pytest.fixture
def drawn(review, storage) -> Document:
    """A document with a picture of its first page, beside the picture of another."""
    document = keep(review)
    (storage / "pictures").mkdir()
    for name in (f"{document.sha256}-1-1.json", f"{document.sha256}-1-1.webp", "0-1-1.webp"):
        (storage / "pictures" / name).write_bytes(b"")
    return document


def test_files_of_a_deleted_document_go_once_that_is_for_good(
    drawn, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as promised:
        drawn.delete()
    before = list_files(storage)

    for kept_promise in promised:
        kept_promise()

    assert len(before) == 4
    assert list_files(storage) == ["pictures/0-1-1.webp"]


def test_files_of_a_document_that_was_added_once_more_stay(
    review, drawn, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        drawn.delete()
        keep(review)

    assert len(list_files(storage)) == 4
