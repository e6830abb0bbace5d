"""A page of a report on the screen: its words, its findings, and the ways on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.documents.storing import import_document
from reviews.models import ContentsEntry, Document, DocumentPage
from tests.factories import make_citation, make_finding, make_theme
from tests.reviews.documents import pdfs
from tests.themes.admin.reading.cases import fill_form, get_address, get_reading_address, get_text
from themes.models import Finding, Quotation, ReadingPlace

pytestmark = pytest.mark.django_db


# The page


def test_page_shows_both_numbers_its_words_and_the_ways_on(client, curator, document):
    page = get_text(client.get(get_address(document)))

    assert "On harbours, p. 53 (PDF page 2)" in page
    assert "Boats were seldom counted" in page
    assert "Page before: PDF page 1" in page
    assert "Next page: p. 54 (PDF page 3)" in page


def test_page_is_kept_by_no_cache(client, curator, document):
    assert "no-store" in client.get(get_address(document))["Cache-Control"]


def test_findings_of_the_page_are_listed_and_what_they_quote_is_marked(client, curator, review, document):
    cited = make_finding("Cited.", review=review)
    make_citation(cited, pages=("50-53",))
    quoting = make_finding("Quoting.", state="draft", review=review)
    Quotation.objects.create(
        finding=quoting, words="seldom", matched="seldom", outcome="exact", document=document,
        found_on="53", found_index=2, checked_at=timezone.now(),
    )  # fmt: skip
    make_citation(quoting, pages=("52", "53", "50-60"))
    make_citation(make_finding("Elsewhere.", review=review), pages=("54",))
    make_citation(make_finding("In another report."), pages=("53",))

    response = client.get(get_address(document))

    assert [finding.pk for finding in response.context["findings"]] == [cited.pk, quoting.pk]
    assert f'<mark>seldom</mark><span class="portal-page-text__by"> (quoted by {quoting.code})' in " ".join(
        response.text.split()
    )


def test_contents_lead_to_pages_that_the_pdf_has(client, curator, review, document):
    ContentsEntry.objects.create(review=review, heading="Storms", page="54", position=1)
    ContentsEntry.objects.create(review=review, heading="Calm", page="99", position=2)

    page = " ".join(client.get(get_address(document)).text.split())

    assert 'value="turn:3" class="read-to">Storms, p. 54</button>' in page
    assert "Calm, p. 99 (not known in this PDF)" in page


@pytest.mark.parametrize(
    ("query", "index"),
    [("to=54", 3), ("to= 054 &by=printed", 3), ("to=1&by=pdf", 1), ("to=3&by=pdf", 3)],
)
def test_go_to_leads_to_the_page_as_printed_or_in_the_pdf(client, curator, document, query, index):
    response = client.get(f"{get_address(document)}?{query}")

    assert response.headers["Location"] == get_address(document, index)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("to=99", "No page of this PDF is known to have the printed number 99."),
        ("to=4&by=pdf", "This PDF has 3 pages. There is no PDF page “4”."),
        ("to=²&by=pdf", "There is no PDF page “²”."),
        ("to=9999999999999&by=pdf", "There is no PDF page"),
        ("to=x+y", "“x y” is not a page label"),
        ("to=", "A page label is missing"),
    ],
)
def test_page_that_is_not_there_is_said_where_it_was_asked_for(client, curator, document, query, said):
    response = client.get(f"{get_address(document)}?{query}")

    assert response.status_code == 200
    assert said in response.context["go_problem"]
    assert not ReadingPlace.objects.exists()


def test_there_is_nothing_beyond_the_last_page(client, curator, document):
    for index in (0, 4, 2**31, 2**70):
        response = client.get(f"/admin/reviews/review/read/{document.pk}/{index}/")
        assert response.status_code == 404
    assert client.get(f"/admin/reviews/review/read/{2**70}/1/").status_code == 404


def test_page_without_text_says_so(client, curator, document):
    DocumentPage.objects.filter(document=document, index=2).update(text=" \r\n")

    assert "no text that a computer can read" in get_text(client.get(get_address(document)))


def test_numbers_nobody_compared_are_to_be_looked_at(client, curator, document):
    Document.objects.update(labels_confirmed_at=None)

    assert "look whether 53 stands on this one" in get_text(client.get(get_address(document)))


# In all


def test_queries_do_not_grow_with_what_a_page_holds(client, curator, review, document, theme):
    def counted(send) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert send().status_code == 200
        return len(captured)

    def make_one():
        finding = make_finding(f"Boats went uncounted at {Finding.objects.count()}.", review=review)
        make_citation(finding)
        Quotation.objects.create(
            finding=finding, words="seldom", matched="seldom", outcome="exact", document=document,
            found_on="53", found_index=2, checked_at=timezone.now(),
        )  # fmt: skip
        ContentsEntry.objects.create(review=review, heading="A heading", page="54", position=1)

    make_one()
    sends = [
        lambda: client.get(get_address(document)),
        lambda: client.post(get_address(document), fill_form(theme, act="look", words="seldom counted")),
    ]
    sends[1]()  # from here on, what is typed goes along
    at_one = [counted(send) for send in sends]
    for number in range(6):
        make_one()
        make_theme(f"Theme {number} of many")

    at_many = [counted(send) for send in sends]

    assert at_many == at_one
    assert max(at_one) <= 32


def test_real_pdf_is_read_page_by_page(client, curator, review, theme, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(pdfs.with_typst(front=2, body=3))
    document = import_document(review=review, path=file).document

    start = client.get(get_reading_address(review), follow=True)
    third = client.get(f"{start.redirect_chain[-1][0]}?to=1", follow=True)
    words = "nobody asked who else lived in the home"
    client.post(third.redirect_chain[-1][0], fill_form(theme, label="1", words=words))

    assert "p. i (PDF page 1)" in get_text(start)
    assert third.redirect_chain[-1][0] == get_address(document, 3)
    assert "p. 1 (PDF page 3)" in get_text(third)
    assert Finding.objects.get().quotations.get().outcome == "exact"
