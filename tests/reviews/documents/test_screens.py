"""Documents in the workspace: adding one, watching it being read, comparing its page numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviews.admin import documents as screens
from reviews.models import Document, DocumentPage, DocumentReading, DocumentState
from tests.factories import make_review
from tests.reviews.documents import pdfs
from tests.reviews.documents.keeping import (
    REPORT,
    fail_for_want_of_room,
    keep,
    list_files,
    read_kept,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

ADD = "/admin/reviews/document/add/"


@pytest.fixture
def curator(client, admin_user):
    client.force_login(admin_user)
    return client


def sent(curator, review, content: bytes = REPORT, **given):
    file = SimpleUploadedFile("report.pdf", content, content_type="application/pdf")
    return curator.post(ADD, {"review": review.pk if review else "", "file": file, **given})


def errors_of(response) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def said(curator, document: Document) -> str:
    return curator.get(reverse("admin:reviews_document_standing", args=[document.pk])).content.decode()


def form(curator, document: Document) -> str:
    return curator.get(reverse("admin:reviews_document_change", args=[document.pk])).content.decode()


def test_pdf_is_added_and_its_page_says_that_it_waits(curator, review):
    response = sent(curator, review, pdf_page="5", printed_page="3")

    document = Document.objects.get()
    assert response.url == reverse("admin:reviews_document_change", args=[document.pk])
    assert (document.review, document.state, document.label_offset) == (review, DocumentState.WAITING, 2)
    assert "Waiting to be read." in curator.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"file": ""}, {"file": ["Choose the report’s PDF."]}),
        ({"pdf_page": "181"}, {"printed_page": ["Give both numbers, or neither."]}),
        ({"printed_page": "179"}, {"pdf_page": ["Give both numbers, or neither."]}),
    ],
)
def test_what_is_missing_is_said_beside_its_field(curator, review, storage, given, errors):
    response = sent(curator, review, **given)

    assert errors_of(response) == errors
    assert (Document.objects.count(), list_files(storage)) == (0, [])


def test_report_has_to_be_chosen(curator):
    assert errors_of(sent(curator, None)) == {"review": ["Choose the report that this is the PDF of."]}


def test_other_kind_is_refused_beside_the_file_whatever_its_name(curator, review, storage):
    response = sent(curator, review, b"PK\x03\x04")

    assert errors_of(response) == {
        "file": ["This is a Word, Excel or ZIP file. Save the document as PDF, and choose that file."]
    }
    assert (Document.objects.count(), list_files(storage)) == (0, [])


def test_same_file_twice_leads_to_the_page_of_the_first(curator, review):
    first = sent(curator, review).url

    again = curator.get(sent(curator, review).url)

    assert again.request["PATH_INFO"] == first
    assert "We have this very file already" in again.content.decode()
    assert Document.objects.count() == 1


def test_same_file_of_another_report_is_refused_with_its_name(curator, review):
    sent(curator, review)

    (error,) = errors_of(sent(curator, make_review()))["file"]

    assert "“What was learned”" in error


def test_another_pdf_has_to_be_said_to_replace_the_first(curator, review):
    sent(curator, review)

    refused = sent(curator, review, pdfs.plain())
    taken = sent(curator, review, pdfs.plain(), new_edition="on")

    assert list(errors_of(refused)) == ["new_edition"]
    assert "What was learned (we have a PDF of it)" in refused.content.decode()
    assert taken.status_code == 302
    assert "The PDF we have counts until this one was read." in curator.get(taken.url).content.decode()


LARGE = REPORT + b"%" * 3_000_000  # more than is kept in memory


@pytest.mark.parametrize(
    "what",
    ["django.core.files.uploadhandler.TemporaryUploadedFile", "pathlib.Path.mkdir", "os.fsync"],
)
def test_full_disk_is_said_beside_the_file_and_nothing_is_kept(curator, review, storage, monkeypatch, what):
    monkeypatch.setattr(what, fail_for_want_of_room)

    response = sent(curator, review, LARGE)

    assert errors_of(response) == {"file": ["It cannot be kept: No space left on device. Nothing was kept."]}
    assert (Document.objects.count(), list_files(storage)) == (0, [])


def test_too_large_a_file_is_refused_before_all_of_it_is_kept(curator, review, storage, monkeypatch):
    monkeypatch.setattr("reviews.documents.reading.MOST_BYTES", 2_800_000)
    monkeypatch.setattr("reviews.documents.uploading.MOST_BYTES", 2_800_000)

    response = sent(curator, review, LARGE)

    (error,) = errors_of(response)["file"]
    assert error.startswith("This file has 4 MB, and 2 MB is the most.")
    assert (Document.objects.count(), list_files(storage)) == (0, [])


def test_large_file_comes_through_the_folder_beside_the_documents(curator, review, storage):
    response = sent(curator, review, LARGE)

    assert response.status_code == 302
    assert list_files(storage) == [Document.objects.get().file.name]


def test_page_of_a_pdf_is_in_words_of_those_who_keep_it(curator, review):
    document = read_kept(keep(review))

    page = form(curator, document)

    assert "Replaced by" in page
    assert f"{len(REPORT) / 1024:.1f}\xa0KB" in page
    for word in ("SHA-256", document.sha256[10:], "In bytes", "Superseded"):
        assert word not in page


def test_page_says_where_it_stands_at_every_step(curator, review):
    document = keep(review)
    assert "Waiting to be read." in said(curator, document)
    assert "Look again" in said(curator, document)
    assert "Printed pages from" not in form(curator, document)

    Document.objects.update(state=DocumentState.READING)
    assert "Being read." in said(curator, document)
    DocumentReading.objects.update(pages_read=120, page_count=300)
    assert "Being read: 120 of 300 pages." in said(curator, document)

    read_kept(document)
    assert "Read: 10 pages." in said(curator, document)
    assert "Printed pages from" in form(curator, document)
    assert "Are the page numbers right?" in said(curator, document)
    assert "Look again" not in said(curator, document)

    Document.objects.update(state=DocumentState.FAILED, message="This PDF is damaged.")
    assert "Could not be read. This PDF is damaged." in said(curator, document)


def test_page_says_that_one_can_leave_it_or_that_nobody_reads(curator, review, monkeypatch):
    document = keep(review)
    alone = said(curator, document)
    monkeypatch.setattr(screens, "is_work_stuck", lambda: False)

    assert "Nothing reads PDFs at the moment" in alone
    assert "You can leave this page: reading goes on without it." in said(curator, document)


def test_failed_one_is_tried_again(curator, review):
    document = read_kept(keep(review, REPORT[:4000]))
    page = reverse("admin:reviews_document_change", args=[document.pk])
    address = reverse("admin:reviews_document_read_again", args=[document.pk])
    assert address in curator.get(page).content.decode()

    curator.post(address)

    document.refresh_from_db()
    assert document.state == DocumentState.WAITING


@pytest.fixture
def numbers(curator, review):
    """The screen of a document that was read: its address, and what its forms send along."""
    document = read_kept(keep(review))
    return document, reverse("admin:reviews_document_page_numbers", args=[document.pk])


def seen_at(curator, address: str) -> dict[str, str]:
    return {"seen": curator.get(address).context["token"]}


def test_sample_shows_both_numbers_and_the_lines_where_they_stand(curator, numbers):
    _, address = numbers

    page = curator.get(address).content.decode()

    assert "PDF page 3: printed page 1" in page
    assert "PDF page 10: printed page 8" in page
    assert "<p>8</p>" in page


def test_numbers_are_confirmed(curator, numbers):
    document, address = numbers

    curator.post(address, {**seen_at(curator, address), "right": "Yes, they are right"})

    document.refresh_from_db()
    assert document.labels_confirmed_at is not None
    assert "Its page numbers were confirmed on" in said(curator, document)


def test_wrong_numbers_are_counted_anew_and_shown_again(curator, numbers):
    document, address = numbers

    response = curator.post(
        address, {**seen_at(curator, address), "anew": "Count", "pdf_page": "5", "printed_page": "105"}
    )

    assert response.url == address
    assert document.pages.get(index=5).label == "105"
    document.refresh_from_db()
    assert (document.labels_from, document.label_offset) == ("offset", -100)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"pdf_page": "11", "printed_page": "1"}, "pdf_page"),
        ({"pdf_page": "0", "printed_page": "1"}, "pdf_page"),
        ({"pdf_page": "1", "printed_page": "4x"}, "printed_page"),
        ({"pdf_page": "5", "printed_page": "iv"}, "pdf_page"),
        ({"pdf_page": "1", "printed_page": ""}, "printed_page"),
    ],
)
def test_numbers_that_cannot_be_are_refused_beside_their_field(curator, numbers, given, field):
    document, address = numbers

    response = curator.post(address, {**seen_at(curator, address), "anew": "Count", **given})

    assert list(errors_of(response)) == [field]
    document.refresh_from_db()
    assert document.labels_from == "printed"


def test_roman_pages_are_counted_from_one_of_theirs(curator, numbers):
    document, address = numbers
    given = {"anew": "", "pdf_page": "5", "printed_page": "1"}
    curator.post(address, {**seen_at(curator, address), **given})

    answer = curator.post(
        address, {**seen_at(curator, address), **given, "pdf_page": "3", "printed_page": "II"}
    )

    assert answer.status_code == 302
    labels = list(document.pages.order_by("index").values_list("label", flat=True))
    assert labels[:6] == ["", "i", "ii", "iii", "1", "2"]
    refused = curator.post(
        address, {**seen_at(curator, address), **given, "pdf_page": "6", "printed_page": "iv"}
    )
    assert "roman pages come before it" in refused.content.decode()


def test_pages_that_are_pictures_are_named(curator, review):
    document = read_kept(keep(review))
    DocumentPage.objects.filter(document=document, index__in=[2, 3, 5]).update(is_picture=True)

    assert "PDF pages 2 to 3, 5 have no text that can be read" in said(curator, document)


def test_second_of_two_curators_is_told(curator, numbers):
    document, address = numbers
    seen = seen_at(curator, address)
    curator.post(address, {**seen, "anew": "Count", "pdf_page": "5", "printed_page": "105"})

    page = curator.post(address, {**seen, "right": "Yes, they are right"}, follow=True)

    document.refresh_from_db()
    assert document.labels_confirmed_at is None
    assert "Somebody decided about these numbers since you opened this page." in page.content.decode()


def test_without_any_number_there_is_nothing_to_confirm_but_one_can_be_told(curator, review):
    document = read_kept(keep(review, pdfs.with_reportlab([""] * 5)))
    address = reverse("admin:reviews_document_page_numbers", args=[document.pk])

    page = curator.get(address).content.decode()

    assert "no printed number known" in page
    assert "Yes, they are right" not in page
    assert "Tell us the number of one page" in page


def test_what_is_not_read_yet_has_no_numbers_to_compare(curator, review):
    document = keep(review)

    response = curator.get(reverse("admin:reviews_document_page_numbers", args=[document.pk]))

    assert response.url == reverse("admin:reviews_document_change", args=[document.pk])


def test_pdf_is_named_by_its_report_its_pages_and_the_day_it_came(review):
    document = keep(review)
    waiting = str(document)

    document.page_count, document.added = 6, datetime(2016, 7, 4, 12, tzinfo=UTC)

    assert re.fullmatch(rf"{re.escape(str(review))}: PDF added \d+ [A-Z][a-z]+ \d{{4}}", waiting)
    assert str(document) == f"{review}: PDF of 6 pages added 4 July 2016"
