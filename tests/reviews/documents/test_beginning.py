"""A report that begins with its PDF, its ISBN or its DOI: what is proposed, taken, refused, and kept."""

from __future__ import annotations

import os
import time

import pytest
import typst
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from reviews.documents.files import make_folder
from reviews.models import Availability, Document, Review
from tests.factories import make_member, make_review
from tests.reviews.documents.keeping import keep, list_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

BEGIN = "/admin/reviews/review/begin/"
PDF = typst.compile(
    b"""#text(size: 30pt)[Learning from a review]

May 2014

#text(size: 9pt)[Anytown Safeguarding Children Board]
#pagebreak()
ISBN 978 1 84775 096 9
"""
)
ROWS = {
    f"{name}-{what}_FORMS": "0"
    for name in ("authors", "availability", "contents", "notes")
    for what in ("TOTAL", "INITIAL")
}
EMPTY = {"kind": "", "title": "", "short_title": "", "slug": "", "isbn": "", "publisher": "", "published": ""}


@pytest.fixture
def curator(client, admin_user):
    client.force_login(admin_user)
    return client


def begin(curator, content: bytes = b"", number: str = ""):
    given: dict[str, object] = {"number": number}
    if content:
        given["file"] = SimpleUploadedFile("report.pdf", content, content_type="application/pdf")
    return curator.post(BEGIN, given)


def get_values(response) -> dict[str, str]:
    form = response.context["adminform"].form
    return {name: form[name].value() for name in (*EMPTY, "published_precision") if form[name].value()}


def test_what_the_pdf_says_is_proposed_and_nothing_is_filled_in(curator):
    response = curator.get(begin(curator, PDF).url)

    page = response.content.decode()
    assert "Learning from a review</span> <small>PDF page 1</small>" in page
    assert "978 1 84775 096 9</span> <small>PDF page 2</small>" in page
    assert get_values(response) == {}
    assert not Review.objects.exists()


def test_proposal_is_taken_by_its_button_and_nothing_is_saved(curator):
    address = begin(curator, PDF).url
    typed = {**ROWS, **EMPTY, "publisher": "The board"}

    one = curator.post(address, {**typed, "_look": "take:published:0"})
    rest = curator.post(address, {**typed, "_look": "take:empty"})

    assert get_values(one) == {
        "publisher": "The board",
        "published": "2014-05-01",
        "published_precision": "month",
    }
    assert get_values(rest) == {
        "title": "Learning from a review",
        "isbn": "978 1 84775 096 9",
        "publisher": "The board",
        "published": "2014-05-01",
        "published_precision": "month",
    }
    assert "Please correct the error" not in rest.content.decode()
    assert not Review.objects.exists()


def test_pdf_comes_along_when_the_report_is_saved(curator, storage):
    address = begin(curator, PDF).url

    response = curator.post(address, FILLED)

    document = Document.objects.get()
    assert (document.review.slug, response.url) == ("a", f"/admin/reviews/document/{document.pk}/change/")
    assert list_files(storage) == [f"documents/{document.sha256}.pdf"]


FILLED = {**ROWS, **EMPTY, "kind": "study", "title": "A title", "short_title": "A", "slug": "a"}


def test_pdf_that_is_gone_when_its_report_is_saved_is_told(curator, storage):
    address = begin(curator, PDF).url
    (waiting,) = storage.glob("documents/*.part")
    waiting.unlink()

    page = curator.post(address, FILLED, follow=True).content.decode()

    assert "The report was added without its PDF, which is not here any more" in page
    assert f"/admin/reviews/document/add/?review={Review.objects.get().pk}" in page


def test_pdf_that_somebody_else_added_meanwhile_is_told_with_its_report(curator, storage):
    address = begin(curator, PDF).url
    curator.post(address, FILLED)

    page = curator.post(address, {**FILLED, "slug": "b", "is_another": "on"}, follow=True).content.decode()

    first = Review.objects.get(slug="a")
    assert "added that very file to" in page
    assert f"/admin/reviews/review/{first.pk}/change/" in page
    assert Document.objects.get().review == first


def test_whoever_may_not_add_pdfs_is_told_that_it_was_left_out(client, storage):
    member = make_member("Curator")
    Permission.objects.get(codename="add_document").group_set.clear()
    client.force_login(member)
    address = begin(client, PDF).url

    page = client.post(address, FILLED, follow=True).content.decode()

    assert "The report was added without its PDF: you may not add PDFs." in page


def test_file_that_is_held_leads_to_its_report(curator, review):
    keep(review, PDF)

    page = begin(curator, PDF).content.decode()

    assert "We have this very file already" in page
    assert f'href="/admin/reviews/review/{review.pk}/change/"' in page


def test_pdf_that_nobody_came_back_for_goes_after_a_day(curator, storage):
    address = begin(curator, PDF).url
    (waiting,) = storage.glob("documents/*.part")
    os.utime(waiting, (time.time() - 90_000,) * 2)
    make_folder()

    assert "The PDF that you chose is not here any more" in curator.get(address).content.decode()


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "Choose its PDF, or type its ISBN or DOI."),
        ("978 1 84775 096 8", "its last digit does not fit the others"),
        ("DFE-RR040", "it has 10 or 13 digits"),
    ],
)
def test_what_is_missing_or_wrong_is_said(curator, number, problem):
    assert problem in begin(curator, number=number).content.decode()


def test_other_file_is_refused_beside_the_field(curator, storage):
    assert "This is a Word, Excel or ZIP file" in begin(curator, b"PK\x03\x04 rest").content.decode()
    assert list_files(storage) == []


def test_isbn_that_is_held_names_the_report_and_its_publisher(curator):
    held = make_review("held", isbn="978 1 84775 096 9", publisher="The department")

    page = curator.get(begin(curator, number="ISBN 1 84775 096 6").url).content.decode()

    assert f'<a href="/admin/reviews/review/{held.pk}/change/">{held.short_title}</a> (the same ISBN)' in page
    assert "The department</span> <small>our reports whose ISBN begins with 978-1-84775</small>" in page
    assert 'value="1 84775 096 6"' in page


def test_doi_becomes_an_address_of_the_report(curator):
    address = begin(curator, number="https://doi.org/10.1002/CAR.2462").url

    assert 'value="https://doi.org/10.1002/car.2462"' in curator.get(address).content.decode()
    filled = {**ROWS, **EMPTY, "kind": "journal_article", "title": "A title", "short_title": "A", "slug": "a"}
    row = {
        "place": "publisher",
        "url": "https://doi.org/10.1002/car.2462",
        "state": "published",
        "position": "0",
    }
    filled |= {f"availability-0-{name}": value for name, value in row.items()} | {
        "availability-TOTAL_FORMS": "1"
    }
    curator.post(address, filled)
    assert Availability.objects.get().url == "https://doi.org/10.1002/car.2462"


def test_report_that_we_may_have_is_saved_only_when_somebody_says_that_it_is_another(curator):
    make_review("held", title="Learning from a review", isbn="978 1 84775 096 9")
    filled = {**ROWS, **EMPTY, "kind": "study", "title": "A title", "short_title": "A", "slug": "a",
              "isbn": "978-1-84775-096-9"}  # fmt: skip

    refused = curator.post("/admin/reviews/review/add/", filled).content.decode()
    assert "We may have this report already" in refused
    assert "It is another report" in refused
    assert Review.objects.count() == 1

    curator.post("/admin/reviews/review/add/", {**filled, "is_another": "on"})
    assert Review.objects.count() == 2


def test_report_that_is_held_is_compared_with_its_pdf(curator, review):
    keep(review, PDF)
    address = f"/admin/reviews/review/{review.pk}/change/"

    assert 'href="?from-pdf=1"' in curator.get(address).content.decode()
    assert (
        "Learning from a review</span> <small>PDF page 1</small>"
        in curator.get(f"{address}?from-pdf=1").content.decode()
    )


def test_broken_pdf_is_said_and_the_form_can_be_filled_by_hand(curator):
    page = curator.get(begin(curator, b"%PDF-1.7 broken").url).content.decode()

    assert "Type the fields by hand." in page
