"""Pages that are pictures, read by a program: here one that says what a test tells it to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from reviews import jobs
from reviews.documents import machine_words
from reviews.documents.storing import reread_document
from reviews.limited_process.running import run_limited
from reviews.models import Document, DocumentReading
from tests.reviews.documents import pdfs
from tests.reviews.documents.keeping import GOES_ON, keep, make_context, read_kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

WORDS = "The health visitor called twice; no reply was recorded, and the case was closed."


@pytest.fixture
def program(tmp_path, settings):
    """A program that answers every picture with these lines; `says` changes it."""
    path = tmp_path / "tesseract"

    def says(script: str) -> None:
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    says(f"head -c 2 | grep -q P5 && cat >/dev/null && echo '{WORDS}' && echo && echo '12'")
    settings.OCR_PROGRAM = str(path)
    return says


def read_by_machine(document: Document, context=GOES_ON) -> Document:
    jobs.read_by_machine(context, document=document.pk)
    return Document.objects.get(pk=document.pk)


def list_words(document: Document) -> list[tuple[str, bool]]:
    return list(document.pages.order_by("index").values_list("text", "is_machine_read"))


def list_queued() -> list[str]:
    return list(
        ProcrastinateJob.objects.filter(task_name=machine_words.TASK).values_list("status", flat=True)
    )


def test_pictures_are_read_after_the_pdf_and_their_words_are_marked(review, program):
    document = read_kept(keep(review, pdfs.of_pictures(2)))
    assert (list_queued(), document.message) == (["todo"], machine_words.NO_TEXT)

    document = read_by_machine(document)

    assert list_words(document) == [(f"{WORDS}\n12", True)] * 2
    assert (document.message, DocumentReading.objects.count()) == ("", 0)


def test_pages_with_words_of_their_own_are_left_alone(review, program):
    document = read_kept(keep(review, pdfs.plain()))

    assert list_queued() == []
    with pytest.raises(machine_words.MachineError, match="No page of this PDF is a picture"):
        machine_words.begin_machine_reading(document)


def test_nothing_is_queued_without_the_program(review, settings):
    settings.OCR_PROGRAM = "no-such-program"

    assert list_words(read_kept(keep(review, pdfs.of_pictures(1)))) == [("", False)]
    assert list_queued() == []


def test_reading_that_was_broken_off_goes_on_where_it_was(review, program):
    document = read_kept(keep(review, pdfs.of_pictures(machine_words.SAVED_AT_ONCE + 2)))
    asked = iter(range(1_000))
    stops = make_context(lambda: next(asked) > machine_words.SAVED_AT_ONCE)

    with pytest.raises(JobAborted):
        read_by_machine(document, stops)
    assert document.pages.filter(is_machine_read=True).count() == machine_words.SAVED_AT_ONCE

    ProcrastinateJob.objects.all().delete()
    jobs.take_up_documents()
    assert list_queued() == ["todo"]
    program("cat >/dev/null; echo 'The agencies had the whole picture of the family.'")
    read_by_machine(document)
    texts = [text for text, _ in list_words(document)]
    assert (texts[0], texts[-1]) == (f"{WORDS}\n12", "The agencies had the whole picture of the family.")


def test_what_is_no_language_is_left_out(review, program):
    rubbish = "Qeb ebxiqe sfpfqlo zxiiba qtfzb xka kl obmiv txp obzloaba fk qeb zxpb qexq txp zilpba " * 3
    program(f"cat >/dev/null; echo '{rubbish}'")

    assert list_words(read_by_machine(read_kept(keep(review, pdfs.of_pictures(1))))) == [("", True)]


def test_page_that_the_program_cannot_read_has_no_words_and_the_others_do(review, program):
    # Of a page that takes long or ends badly; the blank picture by which a program is tried has few bytes.
    program(f"size=$(wc -c); test $size -gt 4000 && exit 1; echo '{WORDS}'")

    document = read_by_machine(read_kept(keep(review, pdfs.of_pictures(1))))

    assert list_words(document) == [("", False)]


def test_program_that_reads_nothing_is_told_from_a_page_and_said(review, program):
    program("exit 1")
    document = read_kept(keep(review, pdfs.of_pictures(1)))

    document = read_by_machine(document)

    assert document.message == machine_words.BROKEN
    assert (list_words(document), DocumentReading.objects.count()) == ([("", False)], 0)


def test_words_stay_when_the_same_file_is_read_again_and_are_replaced_when_the_machine_reads_again(
    review, program
):
    document = read_by_machine(read_kept(keep(review, pdfs.of_pictures(1))))

    reread_document(document)
    assert list_words(document) == [(f"{WORDS}\n12", True)]

    program("cat >/dev/null; echo 'The agencies had the whole picture of the family.'")
    machine_words.begin_machine_reading(document)
    read_by_machine(document)
    assert list_words(document) == [("The agencies had the whole picture of the family.", True)]


def test_words_read_before_stay_while_the_file_is_away(review, program):
    document = read_by_machine(read_kept(keep(review, pdfs.of_pictures(2))))
    Path(document.file.path).unlink()
    machine_words.begin_machine_reading(document)

    document = read_by_machine(document)

    assert list_words(document) == [(f"{WORDS}\n12", True)] * 2
    assert (document.message, DocumentReading.objects.count()) == (machine_words.FILE_AWAY, 0)


def test_words_read_before_stay_when_the_file_goes_in_the_middle(review, program):
    document = read_by_machine(read_kept(keep(review, pdfs.of_pictures(2))))
    machine_words.begin_machine_reading(document)
    program(f"cat >/dev/null; rm -f '{document.file.path}'; echo 'The agencies had the whole picture.'")

    document = read_by_machine(document)

    assert list_words(document) == [(f"{WORDS}\n12", True)] * 2
    assert document.message == machine_words.FILE_AWAY


@pytest.mark.parametrize("stopped", ["SCANNING", "READING"])
def test_words_read_before_stay_where_a_page_takes_too_long(review, program, monkeypatch, stopped):
    document = read_by_machine(read_kept(keep(review, pdfs.of_pictures(1))))
    machine_words.begin_machine_reading(document)
    monkeypatch.setattr(machine_words, stopped, replace(getattr(machine_words, stopped), seconds=0))

    document = read_by_machine(document)

    assert list_words(document) == [(f"{WORDS}\n12", True)]
    assert (document.message, DocumentReading.objects.count()) == ("", 0)


def test_fault_that_nobody_foresaw_ends_the_reading_and_is_told(review, program, monkeypatch):
    document = read_kept(keep(review, pdfs.of_pictures(1)))

    def fail(*_) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(machine_words, "label_from_words", fail)
    with pytest.raises(ZeroDivisionError):
        read_by_machine(document)

    document.refresh_from_db()
    assert document.message == machine_words.UNFORESEEN_FAULT
    ProcrastinateJob.objects.all().delete()
    jobs.take_up_documents()
    assert list_queued() == []


def act_in_the_middle(monkeypatch, act) -> None:
    """Do something else once, after the first page was read."""
    read, left = machine_words.read_picture, [act]

    def read_and_act(*arguments) -> str | None:
        words = read(*arguments)
        if left:
            left.pop()()
        return words

    monkeypatch.setattr(machine_words, "read_picture", read_and_act)


def test_reading_the_pdf_again_in_the_middle_is_no_fault_and_no_page_is_left_out(
    review, program, monkeypatch
):
    document = read_kept(keep(review, pdfs.of_pictures(2)))
    ProcrastinateJob.objects.all().delete()  # this one is at work
    act_in_the_middle(
        monkeypatch,
        lambda: machine_words.begin_where_possible(reread_document(document)),
    )

    assert list_words(read_by_machine(document)) == [("", False)] * 2
    assert list_queued() == ["todo"]
    assert list_words(read_by_machine(document)) == [(f"{WORDS}\n12", True)] * 2


@pytest.mark.parametrize("removed", [DocumentReading, Document])
def test_what_is_removed_in_the_middle_is_no_fault(review, program, monkeypatch, removed):
    document = read_kept(keep(review, pdfs.of_pictures(2)))
    act_in_the_middle(monkeypatch, lambda: removed.objects.filter(pk=document.pk).delete())

    jobs.read_by_machine(GOES_ON, document=document.pk)

    assert DocumentReading.objects.count() == 0
    assert not Document.objects.exclude(message=machine_words.NO_TEXT).exists()


def test_after_three_deaths_it_is_given_up_and_said(review, program):
    document = read_kept(keep(review, pdfs.of_pictures(1)))

    jobs.give_up_after_deaths(document.pk, by_machine=True)

    document.refresh_from_db()
    assert (document.message, DocumentReading.objects.count()) == (machine_words.GIVEN_UP, 0)


def test_program_runs_without_our_environment_and_within_limits(review, program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "of the portal")
    program(
        'cat >/dev/null; echo "The limits are $(ulimit -v) and $(ulimit -t), and the key is ${SECRET_KEY:-not here}."'
    )

    ((words, _),) = list_words(read_by_machine(read_kept(keep(review, pdfs.of_pictures(1)))))

    assert words == "The limits are 1171875 and 90, and the key is not here."


def test_page_of_the_pdf_says_how_far_it_is_and_has_the_button(client, admin_user, review, program):
    client.force_login(admin_user)
    document = read_kept(keep(review, pdfs.of_pictures(2)))
    address = reverse("admin:reviews_document_change", args=[document.pk])

    waiting = client.get(address).content.decode()
    assert "A machine is reading the words of those that are pictures: 0 of 2." in waiting

    read_by_machine(document)
    done = client.get(address).content.decode()
    assert "PDF pages 1 to 2 were read by machine" in done
    client.post(reverse("admin:reviews_document_read_by_machine", args=[document.pk]))
    assert DocumentReading.objects.get().by_machine


def test_scanned_page_is_drawn_as_the_program_wants_it(tmp_path):
    path = Path(tmp_path / "report.pdf")
    path.write_bytes(pdfs.of_pictures(1))
    answer = run_limited(
        "reviews.documents.scanning", path, 1, 100, 10_000_000, limits=machine_words.SCANNING
    )

    assert answer.startswith(b"100\nP5 827 1170 255\n")
