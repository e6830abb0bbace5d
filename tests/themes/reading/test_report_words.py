"""The words of reports are searched, for those who may read them."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import AnonymousUser

from reviews.models import DocumentPage
from tests.factories import make_member, make_review
from tests.themes.reading.test_evidence import make_document
from themes.models import Synonym
from themes.reading import report_words
from themes.reading.report_words import build_query, cut_passages, find_report_pages
from themes.search.understanding import understand

pytestmark = pytest.mark.django_db

HELD = "Fathers were seldom\nasked, and nobody wrote down why."


@pytest.fixture
def reader():
    return make_member("Curator")


def find(typed: str, user) -> list[str]:
    return [page.label for page in find_report_pages(understand(typed), user)]


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


@pytest.mark.parametrize(
    ("fields", "curators", "everybody"),
    [
        ({}, ["53"], []),
        ({"is_public": True}, ["53"], ["53"]),
        ({"is_public": True, "labels_confirmed_at": None}, ["53"], []),
        ({"is_public": True, "state": "failed"}, [], []),
    ],
)
def test_each_reads_what_they_may(reader, fields, curators, everybody):
    make_document(make_review(), text=HELD, **fields)

    assert find("fathers asked", reader) == curators
    assert find("fathers asked", AnonymousUser()) == everybody


def test_an_edition_that_was_replaced_is_not_searched(reader):
    review = make_review()
    old = make_document(review, text=HELD, label="1")
    old.superseded_by = make_document(review, text=HELD, label="2")
    old.save()

    assert find("fathers", reader) == ["2"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("father", ["1", "3"]),
        ("father bruising", ["3"]),
        ('"bruises to a father"', ["3"]),
        ('"a father bruises"', []),
        ("dad", ["1", "3"]),
        ("father -bruises", ["1"]),
        ("safeguarding", ["2"]),
        ("the", []),
        ("-father", []),
        ("grandmother", []),
    ],
)
def test_a_page_holds_all_that_was_typed_in_any_form(reader, typed, expected):
    Synonym.objects.create(slug="father", words=["father", "dad"])
    review = make_review()
    make_document(review, label="1", text="Fathers were seldom asked.")
    make_document(review, label="2", text="About safe\ufffe\nguarding, and gran\ufffe\nny.")
    make_document(review, label="3", text="He saw bruises to a father.")

    assert sorted(find(typed, reader)) == expected


def test_of_very_many_pages_some_are_put_in_order(reader, monkeypatch):
    monkeypatch.setattr(report_words, "MOST", 2)
    for label in "123":
        make_document(make_review(), label=label, text=HELD)

    assert len(find("fathers", reader)) == 3  # one more says that there are more
    make_document(make_review(), label="4", text=HELD)
    assert len(find("fathers", reader)) == 3


def test_pages_where_the_words_stand_together_come_first(reader):
    far = f"A father spoke. {'Then others did. ' * 40} There were bruises."
    make_document(make_review(), label="1", text=far)
    make_document(make_review(), label="2", text="A father saw bruises.")

    assert find("father bruises", reader) == ["2", "1"]


def test_a_passage_is_cut_at_whole_words_around_what_was_found(reader):
    before = "There is much of other things on this page. " * 20
    make_document(make_review(), text=f"{before}<b>Father</b> bru\ufffe\nises were seen. {before}")
    words = understand("father bruises")

    [found], marker = cut_passages(find_report_pages(words, reader), words)

    assert "<b>Father</b> bruises were seen." in found.passage
    assert re.fullmatch(r"…\w.*\S…", found.passage)
    assert len(found.passage) < 2 * report_words.AROUND + 40
    assert "&lt;b&gt;<mark>Father</mark>&lt;/b&gt; <mark>bruises</mark> were" in marker.mark(found.passage)


def test_search_shows_pages_to_those_who_may_read_them(client, curator):
    review = make_review("the-report", short_title="The report")
    for label in ("1", "2", "3", "4"):
        make_document(review, label=label, text=HELD)
    make_document(review, label="", index=9, text="Fathers asked.")

    page = read(client, "/search/?q=fathers+asked")
    assert "(read by machine)" not in page
    DocumentPage.objects.update(is_machine_read=True)
    assert "(read by machine)" in read(client, "/search/?q=fathers+asked")
    client.logout()
    for_others = read(client, "/search/?q=fathers+asked")

    assert "In the words of the reports" in page
    assert 'href="/reviews/the-report/p/4/">The report, page 4</a>' in page
    assert '<a class="govuk-link" href="/search/pages/?q=fathers%20asked">All 5 pages' in page
    assert "In the words of the reports" not in for_others


def test_all_pages_have_an_address_which_is_kept_nowhere(client, curator, monkeypatch):
    monkeypatch.setattr("themes.views.search.PAGES_PER_PAGE", 1)
    review = make_review("the-report", short_title="The report")
    make_document(review, label="1", text="Fathers asked. Nobody did.")
    unnumbered = make_document(review, label="", index=9, text=f"Fathers asked. {'Not much more. ' * 9}")

    both = "".join(read(client, f"/search/pages/?q=fathers+asked&page={number}") for number in (1, 2))
    client.logout()
    response = client.get("/search/pages/?q=fathers+asked")
    for_others = read(client, "/search/pages/?q=fathers+asked")

    assert "no-store" in response["Cache-Control"]
    assert "2 pages of reports" in both
    assert f'href="/documents/{unnumbered.pk}.pdf#page=9">The report, PDF page 9</a>' in both
    assert ">The report, page 1</a>" in both
    assert "No page that may be shown here holds all of these words." in for_others
    assert client.get("/search/pages/?q=fathers&page=3").status_code == 404
    assert client.get("/search/pages/")["Location"] == "/search/"


@pytest.mark.parametrize(("held", "said"), [(2, "All 2 pages that"), (3, "More than 2 pages that")])
def test_how_many_pages_there_are_is_told_alike_on_both_pages(client, curator, monkeypatch, held, said):
    monkeypatch.setattr(report_words, "MOST", 2)
    monkeypatch.setattr("themes.views.search.MOST", 2)
    monkeypatch.setattr("themes.views.search.MOST_PAGES", 1)
    for label in "123"[:held]:
        make_document(make_review(), label=label, text=HELD)

    beside, of_all = (read(client, f"{path}?q=fathers") for path in ("/search/", "/search/pages/"))

    assert said in beside
    assert ("More than 2 pages of reports" in of_all) == (held == 3)
    assert ("Not all that do are here" in of_all) == (held == 3)


@pytest.mark.parametrize("typed", ["the", "-father"])
def test_where_nothing_can_be_looked_for_that_is_said(client, curator, typed):
    make_document(make_review(), text=HELD)

    page = read(client, f"/search/pages/?q={typed}")

    assert "These words are too common to look for." in page
    assert "holds all" not in page


def test_where_nothing_may_be_read_nothing_is_asked(django_assert_num_queries):
    make_document(make_review(), text=HELD)
    words = understand("fathers asked")

    with django_assert_num_queries(1):  # which documents are for everybody: kept for a version
        found = list(find_report_pages(words, AnonymousUser()))

    assert found == []
    assert build_query(understand("the")) == ""
