import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reviews.models import Document, DocumentPage
from tests.factories import make_citation, make_finding, make_review, make_theme
from themes.models import Quotation
from themes.reading.evidence import divide_text, find_page, join_lines

pytestmark = pytest.mark.django_db

WORDS = "Fathers were seldom\nasked, and nobody wrote down why."


def make_document(review, *, label="53", index=55, text=WORDS, **fields) -> Document:
    number = Document.objects.count()
    document = Document.objects.create(
        review=review,
        sha256=f"{number:064x}",
        file=f"documents/{number}.pdf",
        size=1,
        **{"state": "read", "labels_from": "pdf", "labels_confirmed_at": timezone.now(), **fields},
    )
    DocumentPage.objects.create(document=document, index=index, label=label, text=text)
    return document


@pytest.fixture
def review():
    return make_review("the-report")


@pytest.fixture
def quoted(review):
    """A published finding that quotes the page, and a draft that does."""
    document = make_document(review)
    findings = [make_finding(f"{state}.", state=state, themes=(make_theme(),), review=review) for state in
                ("published", "draft")]  # fmt: skip
    for finding, words in zip(findings, ("seldom\nasked", "nobody wrote"), strict=True):
        Quotation.objects.create(
            finding=finding,
            citation=make_citation(finding, pages=("53",)),
            words=words,
            matched=words,
            outcome="exact",
            document=document,
            found_on="53",
            found_index=55,
            checked_at=timezone.now(),
        )
    return findings


def shown(client) -> str:
    return client.get("/reviews/the-report/p/53/").content.decode()


def test_reader_sees_both_numbers_and_no_words_of_a_report_that_is_not_free(client, quoted):
    page = shown(client)

    assert "p. 53 (PDF page 55)" in page
    assert "seldom" not in page


def test_reader_sees_the_words_where_the_licence_allows_it_with_what_published_findings_quote(client, quoted):
    Document.objects.update(is_public=True)

    page = shown(client)

    assert "Fathers were <mark>seldom\nasked</mark>" in page
    assert f"(quoted by {quoted[0].code})" in page
    assert "<mark>nobody wrote</mark>" not in page


def test_everybody_is_told_that_a_machine_read_the_words(client, quoted):
    Document.objects.update(is_public=True)
    assert "Read by machine." not in shown(client)
    DocumentPage.objects.update(is_picture=True, is_machine_read=True)

    page = " ".join(shown(client).split())

    assert "<strong>Read by machine.</strong> A program read these words off the picture of the page" in page
    assert "What findings quote is marked in the words." in page
    assert "as a computer reads them" not in page


def test_curator_sees_the_words_and_what_drafts_quote_and_no_shared_cache_keeps_them(
    client, admin_user, quoted
):
    client.force_login(admin_user)
    response = client.get("/reviews/the-report/p/53/")

    page = response.content.decode()
    assert "Only curators see this page" in page
    assert "<mark>nobody wrote</mark>" in page
    assert "private" in response["Cache-Control"]


def test_place_in_the_pdf_is_for_curators_until_somebody_compared_it(client, admin_user, review):
    make_document(review, labels_confirmed_at=None)

    before = shown(client)
    client.force_login(admin_user)

    assert "PDF page" not in before
    assert "PDF page 55" in shown(client)
    assert "Nobody has compared" in shown(client)


@pytest.mark.parametrize("fields", [{"state": "reading"}, {"state": "failed"}, {"label": "54"}])
def test_page_is_of_a_document_that_was_read_and_has_it(review, fields):
    make_document(review, **fields)

    assert find_page(review, "53") is None


def test_page_is_of_the_last_edition(review):
    old, new = make_document(review, index=55), make_document(review, index=57)
    Document.objects.filter(pk=old.pk).update(superseded_by=new)

    assert find_page(review, "53").index == 57


def test_report_is_opened_at_the_page_where_it_is_a_pdf(client, review):
    make_document(review)
    for place, url in (
        ("publisher", "https://example.org/report.PDF"),
        ("library", "https://example.net/report"),
    ):
        review.availability.create(place=place, url=url)

    page = shown(client)

    assert 'href="https://example.org/report.PDF#page=55"' in page
    assert 'href="https://example.net/report"' in page


@given(st.text("ab\n", max_size=30), st.lists(st.tuples(st.text("ab\n", max_size=6), st.sampled_from("XYZ"))))
def test_passages_make_up_the_text_and_say_who_quotes_them(text, quoted):
    found = divide_text(
        text, [((at, at + len(words)), code) for words, code in quoted if (at := text.find(words)) >= 0]
    )

    assert "".join(each.text for each in found) == text
    for words, code in quoted:
        if words and words in text:
            start = text.find(words)
            place = 0
            for passage in found:
                if start <= place and place + len(passage.text) <= start + len(words):
                    assert code in passage.codes
                place += len(passage.text)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            "exact",
            "Page 53 is given by a journal. We have compared the quoted words with the report, and nothing else.",
        ),
        ("near", "Page 53 is given by a journal. We have not compared it with the report."),
    ],
)
def test_page_list_says_how_much_of_it_was_compared(client, review, outcome, said):
    finding = make_finding("Bicycles rust.", themes=(make_theme(),), review=review)
    given = make_citation(finding, pages=("53",), basis="secondary_source", given_by="a journal")
    Quotation.objects.create(
        finding=finding, citation=given, words="w", outcome=outcome, checked_at=timezone.now()
    )

    page = client.get(finding.get_absolute_url()).content.decode()

    assert said in page
    assert ("only the quoted words compared with the report." in page) == (outcome == "exact")


def test_lines_of_a_paragraph_flow_and_headings_lists_and_notes_stand_apart():
    lines = [
        "Tides",
        "The pilots had no chart of the harbour, and the",
        "harbour had none of the pi\ufffelots, as each of them who had a boat",
        "knew.",
        "They asked for ropes of every kind they needed:",
        "• long ropes",
        "2 See the ledger of the harbour in its long room.",
    ]

    assert join_lines("\n".join(lines)) == "\n".join([lines[0], " ".join(lines[1:4]), *lines[4:]])


@given(st.text(alphabet="ab •1.\n\ufffe\x02", max_size=200))
def test_nothing_but_ends_of_lines_differs_in_flowing_text(text):
    assert len(join_lines(text)) == len(text)
    assert {(a, b) for a, b in zip(text, join_lines(text), strict=True) if a != b} <= {("\n", " ")}
