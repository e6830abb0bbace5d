"""The search page: what fits, what is missing, what was meant; and nothing typed is kept."""

from __future__ import annotations

import logging
import re

import pytest

from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.views.list_pages import find_texts
from themes.models import ContestedTerm, KnownGap, Situation

pytestmark = pytest.mark.django_db


def search(client, words: str = "", **filters: str) -> str:
    """The page for these words, whatever it redirects to, without its markup's line breaks."""
    response = client.get("/search/", {"q": words, **filters}, follow=True)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_themes_and_situations_that_fit_stand_before_findings(client):
    fathers = make_theme("Fathers", synonyms=["unseen men"])
    make_theme("Schools")
    Situation.objects.create(slug="father", title="There is a father we know little about")
    make_finding("Fathers were left out.", themes=(fathers,))

    page = search(client, "father won't talk to us")

    assert "1 finding for “father won&#x27;t talk to us”" in page
    order = ["Themes that fit", 'href="/themes/fathers/"', "Situations that fit", "/situations/father/"]
    places = [page.index(words) for words in [*order, 'id="results"', "Fathers were left out."]]
    assert places == sorted(places)
    assert 'href="/themes/schools/"' not in page


def test_those_matching_most_words_come_first(client):
    make_finding("Babies were seen.")
    make_finding("Babies were seen by fathers.")

    assert find_texts(search(client, "father of a baby")) == [
        "Babies were seen by fathers.",
        "Babies were seen.",
    ]


def test_contested_term_brings_its_line(client):
    ContestedTerm.objects.create(
        slug="rule", term="rule of optimism", words=["rule of optimism"], note="Now often used to blame."
    )

    page = search(client, "rule of optimism")

    assert "<strong>Rule of optimism:</strong> Now often used to blame." in page
    assert 'href="/then-and-now/"' in page


def test_nothing_found_names_the_gap_and_what_to_do(client):
    KnownGap.objects.create(
        slug="police", topic="the police", words=["police"], note="None could be verified."
    )

    page = search(client, "police officers")

    assert "0 findings for “police officers”" in page
    assert (
        "We know this is missing: nothing has been added yet about the police. None could be verified."
        in page
    )
    assert "/what-we-have-read/" in page


def test_gap_is_named_beside_findings_too(client):
    KnownGap.objects.create(slug="police", topic="the police", words=["police"])
    make_finding("Visits were missed.")

    page = search(client, "police visits")

    assert find_texts(page) == ["Visits were missed."]
    assert "nothing has been added yet about the police" in page


def test_filters_that_leave_nothing_of_the_words_can_be_taken_back(client):
    theme = make_theme("Neglect")
    make_finding("Visits were missed.")
    make_finding("A home was cold.", themes=(theme,))

    page = search(client, "visits", theme="neglect")

    assert "0 findings for “visits”" in page
    assert '<a class="govuk-link" href="/search/?q=visits">Remove “Neglect”</a> (1 finding)' in page
    assert '<a class="govuk-link" href="/findings/?theme=neglect">Remove your words</a> (1 finding)' in page


def test_words_and_filters_have_one_address(client):
    make_theme("Neglect")
    make_period(2011, 2014)

    for address in [
        "/search/?period=2011-14&theme=Neglect&q=+cold++home+",
        "/search/?q=cold+home&theme=neglect&period=2011-2014&since=&sort=&page=1",
    ]:
        assert client.get(address)["Location"] == "/search/?q=cold+home&theme=neglect&period=2011-2014"
    on_list = client.get("/findings/?q=cold+home&theme=neglect")
    assert on_list["Location"] == "/search/?q=cold+home&theme=neglect"
    assert client.get("/search/?q=&theme=neglect")["Location"] == "/findings/?theme=neglect"


def test_misspelt_word_is_asked_about(client):
    make_finding("Compliance was taken for change.")

    page = search(client, "complience")

    assert 'Did you mean: <a class="govuk-link" href="/search/?q=compliance">compliance</a>?' in page


def test_reference_leads_straight_there_or_says_that_there_is_none(client):
    finding = make_finding(review=make_review("the-report", report_number="DFE-RR226"))
    make_citation(finding, pages=("179",))

    assert client.get("/search/", {"q": finding.code.lower()})["Location"] == finding.get_absolute_url()
    assert client.get("/search/", {"q": "RR226"})["Location"] == "/reviews/the-report/"
    assert client.get("/search/", {"q": "p. 179"})["Location"] == "/reviews/the-report/p/179/"
    assert client.get("/search/", {"q": "p179"})["Location"] == "/reviews/the-report/p/179/"
    assert client.get("/search/", {"q": "F106, f7"})["Location"] == "/findings/?id=F106&id=F007"
    assert "There is no finding F998 here" in search(client, "F998")
    assert "No finding here cites page 12 of any report." in search(client, "page 12")


def test_page_of_several_reports_offers_them_all(client):
    for slug in ("one", "two"):
        make_citation(make_finding(review=make_review(slug)), pages=("179",))

    page = search(client, "p. 179")

    assert 'href="/reviews/one/p/179/"' in page
    assert 'href="/reviews/two/p/179/"' in page


@pytest.mark.parametrize("typed", ["", "   ", "\x00"])
def test_nothing_typed_is_the_box_alone(client, typed):
    page = search(client, typed)

    assert "What are you dealing with?" in page
    assert "Do not type names or case details." in page
    assert "portal-finding" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "' or 1=1 --",
        '"',
        "-",
        "the of and",
        "é" * 5000,
        "a " * 3000,
        "(((",
        "& | !",
        "😀",
    ],
)
def test_any_text_gets_a_page(client, typed):
    page = search(client, typed)

    assert page.count("<h1") == 1
    assert "<script>alert" not in page


def test_nothing_typed_is_logged_or_kept(client, caplog):
    caplog.set_level(logging.DEBUG)
    make_finding("Compliance was taken for change.")

    for address in ["/search/?q=Whitechapel", "/search/?q=Whitechapel&page=99", "/findings/?q=Whitechapel"]:
        response = client.get(address, follow=True)

    assert "Whitechapel" not in caplog.text
    assert "Whitechapel" not in response.content.decode().partition("</title>")[0]
    for address in ("/search/?q=Whitechapel", "/search/?q=Whitechapel&page=99"):
        kept = client.get(address)["Cache-Control"]
        assert "no-store" in kept
        assert "private" in kept


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_a_search(client, django_assert_num_queries, rows):
    theme = make_theme("Neglect", synonyms=["cold home"])
    for number in range(rows):
        make_finding(f"Home {number} was cold and the visits were missed.", themes=(theme,))
        make_theme(f"Another {number}")

    # Vocabulary, themes of the best findings, words like the unknown one; x
    with django_assert_num_queries(9):
        assert client.get("/search/?q=cold+home,+missd+visits").status_code == 200


def test_only_words_to_leave_out_are_told(client):
    make_finding("About neglect.")

    assert "Only words to leave out were typed." in search(client, "-neglect")


def test_suggestion_keeps_the_filters(client):
    make_theme("Neglect")
    make_finding("Compliance was taken for change.")

    assert 'href="/search/?q=compliance&amp;theme=neglect"' in search(client, "complience", theme="neglect")


def test_a_page_of_a_report_is_checked_where_the_report_stands(client):
    review = make_review("the-report", page_count=90)
    other = make_review("other")
    make_citation(make_finding(review=review), pages=("37",))

    page = client.get(review.get_absolute_url()).content.decode()
    assert 'action="/reviews/the-report/p/"' in page
    assert ">Go to page</label>" in page

    def asked(text):
        return client.get("/reviews/the-report/p/", {"page": text})

    assert asked(" p. 037 ")["Location"] == "/reviews/the-report/p/37/"
    several = asked("37-38").content.decode()
    assert f"Page 37 of {review.short_title}: 1 finding<" in several
    assert f"Page 38 of {review.short_title}: 0 findings<" in several
    assert "More than one could be meant" not in several
    assert f"{review.short_title} has 90 pages. It has no page 91." in asked("91").content.decode()
    for text in ("thirty", "", "0", "<b>", "9" * 99, "12,", "12, 12", "p. tbc", "12ff"):
        refused = asked(text).content.decode()
        assert "govuk-error-message" in refused
        assert "<title>Error: Go to a page" in refused
        assert "at character" not in refused
    assert "“thirty” is no page number. Type the number" in asked("thirty").content.decode()
    assert "runs backwards: write “12 to 40”" in asked("40-12").content.decode()
    assert other.short_title not in refused


def test_home_checks_a_whole_reference(client):
    page = client.get("/").content.decode()

    assert ">Check a page</label>" in page
    assert re.search(r'<form method="get" action="/search/"[^>]*>\s*<div class="govuk-form-group">', page)


def test_unknown_report_offers_what_can_be_done(client):
    make_citation(make_finding(review=make_review("one")), pages=("20",))

    page = search(client, "Munro 2011 p. 20")

    assert "No report here has the author, year or title “Munro 2011”." in page
    assert 'href="/search/?q=page%2020"' in page
    assert 'href="/search/?q=Munro%202011"' in page
