"""What a page that is read becomes: one draft however often it is sent, or pages and words of a finding we hold."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from reviews.history.chronicle import Chronicle
from reviews.models import Document, DocumentPage
from tests.factories import (
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_review,
    make_theme,
)
from themes.findings.publishing import find_reasons_against_publishing
from themes.models import Citation, Finding, Quotation
from themes.quotations.characters import BROKEN
from themes.quotations.verifying import verify
from themes.reading.drafting import (
    add_to_finding,
    cite_pages,
    clean_quotation,
    compare_words,
    create_draft_from_page,
)

pytestmark = pytest.mark.django_db

FIRST = "Boats were seldom counted\r\nbefore the storm. Nobody asked the keeper, and"
SECOND = "nobody wrote down why. Ropes had been let go early."


@pytest.fixture
def document():
    review = make_review(period=make_period())
    document = Document.objects.create(
        review=review, sha256="a" * 64, file="documents/a.pdf", size=1, state="read", page_count=3
    )
    for index, label, text in ((1, "", "A title."), (2, "53", FIRST), (3, "54", SECOND)):
        DocumentPage.objects.create(document=document, index=index, label=label, text=text)
    return document


def page(document, index=2):
    return DocumentPage.objects.select_related("document__review").get(document=document, index=index)


@pytest.fixture
def pages(document):
    return cite_pages(page(document))


def draft(pages, **fields):
    defaults = {"text": "Boats went uncounted.", "kind": "finding"}
    theme = fields.pop("theme", None) or make_theme()
    return create_draft_from_page(pages=pages, theme=theme, **{**defaults, **fields})


def test_draft_has_its_page_its_words_and_where_they_stand(pages):
    theme, other = make_theme(), make_theme()
    words = compare_words("Boats were seldom counted before the storm.", pages)

    finding, is_new = draft(
        pages, theme=theme, other_themes=[other, theme], periods=[make_period()], quoted=words
    )

    citation, quotation = finding.citations.get(), finding.quotations.get()
    rows = list(citation.pages.values_list("review", "first_page", "last_page"))
    assert is_new
    assert (finding.state, finding.review, finding.certainty) == ("draft", pages.review, "high")
    assert list(finding.finding_themes.values_list("theme", "is_primary")) == [
        (theme.pk, True),
        (other.pk, False),
    ]
    assert list(finding.periods.all()) == [make_period()]
    assert (citation.basis, citation.as_given, rows) == ("page_read", "53", [(pages.review.pk, "53", "53")])
    assert (quotation.words, quotation.citation) == ("Boats were seldom counted before the storm.", citation)
    assert (quotation.outcome, quotation.found_on, quotation.found_index) == ("exact", "53", 2)
    assert quotation.document == pages.page.document
    assert find_reasons_against_publishing(finding) == []


def test_check_of_all_quotations_finds_nothing_to_change_in_what_was_written(pages):
    draft(pages, quoted=compare_words("Boats were often counted before the storm.", pages))
    draft(pages, text="Ropes.", quoted=compare_words("Ropes had been let go early.", pages))
    before = list(Quotation.objects.values())

    assert verify().changed == 0
    assert list(Quotation.objects.values()) == before
    assert [each["outcome"] for each in before] == ["near", "other_page"]


def test_history_says_what_was_done(pages):
    finding, _ = draft(pages)

    assert [entry.act for entry in Chronicle(Finding, finding.pk).entries] == [
        "Written from a page that was read"
    ]


def test_draft_without_quotation_has_none(pages):
    finding, _ = draft(pages)

    assert not finding.quotations.exists()


def test_same_draft_sent_twice_is_made_once(pages):
    theme = make_theme()
    first, _ = draft(pages, theme=theme)
    again, is_new = draft(pages, theme=theme)
    elsewhere, other_is_new = draft(cite_pages(page(pages.page.document, 3)), theme=theme)

    assert (again, is_new) == (first, False)
    assert other_is_new
    assert elsewhere != first
    assert Citation.objects.count() == 2


def test_same_draft_with_other_words_of_the_report_gets_them_too(pages):
    theme = make_theme()
    first, _ = draft(pages, theme=theme)
    words = [
        compare_words(said, pages)
        for said in (
            "Boats were often counted before the storm.",
            "Boats were seldom counted before the storm.",
        )
    ]

    again = [draft(pages, theme=theme, quoted=one) for one in (*words, words[0])]

    assert again == [(first, False)] * 3
    assert [each.words for each in first.quotations.all()] == [one.words for one in words]
    assert {each.citation for each in first.quotations.all()} == {first.citations.get()}


@pytest.mark.django_db(transaction=True)
def test_draft_sent_twice_at_once_is_made_once(pages):
    theme, made = make_theme(), []

    def send() -> None:
        made.append(draft(pages, theme=theme))
        connection.close()

    other = threading.Thread(target=send)
    with transaction.atomic(), connection.cursor() as cursor:
        first, _ = draft(pages, theme=theme)
        other.start()
        waits = False
        while not waits and other.is_alive():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            waits = cursor.fetchone()[0] > 0
    other.join()

    assert waits
    assert made == [(first, False)]


def test_pages_can_go_on_to_the_next_where_the_numbers_follow(document):
    pages = cite_pages(page(document), to=page(document, 3))
    quoted = compare_words("Nobody asked the keeper, and nobody wrote down why.", pages)
    finding, _ = draft(pages, quoted=quoted)

    cited = finding.citations.get().pages.get()
    assert (str(pages), pages.as_given) == ("pages 53 to 54", "53-54")
    assert (cited.first_page, cited.last_page) == ("53", "54")
    assert finding.quotations.get().outcome == "exact"


@pytest.mark.parametrize("label", ["", "53", "60", "iv"])
def test_range_is_refused_where_the_next_number_does_not_follow(document, label):
    DocumentPage.objects.filter(document=document, index=3).update(label=label)

    with pytest.raises(ValidationError, match="not numbered as the one after 53"):
        cite_pages(page(document), to=page(document, 3))


def test_page_without_a_printed_number_is_not_cited(document):
    with pytest.raises(ValidationError, match="printed number"):
        cite_pages(page(document, 1))


def test_nothing_is_kept_of_a_draft_that_fails(pages, monkeypatch):
    quoted = compare_words("Boats were seldom counted", pages)
    monkeypatch.setattr("themes.reading.drafting.record_check", lambda *arguments: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        draft(pages, quoted=quoted)
    assert not Finding.objects.exists()
    assert not Citation.objects.exists()


def test_finding_we_hold_gets_the_page_and_the_words_and_keeps_its_own(pages):
    finding = make_finding(state="draft", review=pages.review, themes=(make_theme(),))
    make_citation(finding, pages=("17", "200"), basis="secondary_source", given_by="A journal")
    quoted = compare_words("Nobody asked the keeper", pages)

    added = add_to_finding(finding=finding, pages=pages, quoted=quoted)
    again = add_to_finding(finding=finding, pages=pages, quoted=quoted)

    assert (added.page, added.words) == (True, True)
    assert (again.page, again.words) == (False, False)
    assert [str(each) for each in finding.citations.order_by("pk")] == ["17 & 200", "53"]
    assert finding.quotations.get().citation.basis == "page_read"


def test_page_that_another_source_gave_is_added_as_read(pages):
    finding = make_finding(state="draft", review=pages.review)
    make_citation(finding, pages=("53",), basis="secondary_source", given_by="A journal")

    assert add_to_finding(finding=finding, pages=pages).page
    assert sorted(finding.citations.values_list("basis", flat=True)) == ["page_read", "secondary_source"]


def test_finding_of_another_report_is_left_alone(pages):
    finding = make_finding(state="draft")

    with pytest.raises(ValidationError, match="from another report"):
        add_to_finding(finding=finding, pages=pages)
    assert not finding.citations.exists()


@pytest.mark.parametrize(("role", "may"), [("Curator", False), ("Publisher", True)])
def test_published_finding_is_changed_only_by_those_who_may_publish(pages, role, may):
    finding = make_finding(review=pages.review, themes=(make_theme(),), periods=(make_period(),))
    person = make_member(role)

    if may:
        add_to_finding(finding=finding, pages=pages, by=person)
    else:
        with pytest.raises(ValidationError, match="only somebody who may publish"):
            add_to_finding(finding=finding, pages=pages, by=person)
    assert finding.citations.count() == may


def test_words_that_are_not_there_are_not_given_to_a_published_finding(pages):
    finding = make_finding(review=pages.review, themes=(make_theme(),), periods=(make_period(),))
    publisher = get_user_model().objects.create_superuser("publisher")
    quoted = compare_words("Lanterns are to be lit an hour before every dusk in winter.", pages)

    with pytest.raises(ValidationError, match="were not found on the page given"):
        add_to_finding(finding=finding, pages=pages, quoted=quoted, by=publisher)
    assert not finding.citations.exists()
    assert not finding.quotations.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("seldom\r\n  counted", "seldom counted"),
        ("the safe\x02guarding board", "the safeguarding board"),
        ("the safe-\n guarding board", "the safeguarding board"),
        ("the well-being of 3-\n4 boats", "the well-being of 3- 4 boats"),
        ("soft\u00adly", "softly"),
        (" \x07 ", ""),
    ],
)
def test_selected_words_are_put_on_one_line(typed, kept):
    assert clean_quotation(typed) == kept


@given(st.text(alphabet=st.sampled_from("ab-‐ \n\r.3\u00ad\u200b" + BROKEN)))
def test_words_put_on_one_line_stay_so(typed):
    once = clean_quotation(typed)

    assert clean_quotation(once) == once
    assert once.isprintable()


def test_words_broken_at_a_line_end_are_found_as_selected(document):
    DocumentPage.objects.filter(document=document, index=2).update(text="A safe\x02guarding\r\nboard met.")
    pages = cite_pages(page(document))

    assert compare_words(clean_quotation("A safe\x02guarding\nboard met."), pages).checked.outcome == "exact"
