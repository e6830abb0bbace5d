"""The search page: what fits, what is missing, what was meant; and nothing typed is kept."""

from __future__ import annotations

import html
import logging
import re

import pytest

from reviews.models import Review
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.views.list_pages import find_texts
from themes.findings.publishing import withdraw_finding
from themes.models import ContestedTerm, Finding, KnownGap, Situation, Synonym

pytestmark = pytest.mark.django_db


def search(client, words: str = "", **filters: str) -> str:
    """The page for these words, whatever it redirects to, without its markup's line breaks."""
    response = client.get("/search/", {"q": words, **filters}, follow=True)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def find_heading(page: str) -> str:
    return re.sub("<[^>]+>", "", page.partition("<h1")[2].partition(">")[2].partition("</h1>")[0])


def test_best_findings_stand_first_then_what_else_fits_then_the_rest(client):
    fathers = make_theme("Fathers", synonyms=["unseen men"])
    make_theme("Schools")
    Situation.objects.create(slug="father", title="There is a father we know little about")
    texts = [f"Fathers were left out of {place}." for place in ("plans", "visits", "talks", "meetings")]
    for text in texts:
        make_finding(text, themes=(fathers,))

    page = search(client, "father won't talk to us")

    assert '4 findings<span class="portal-found__words"> for “father won&#x27;t talk to us”</span>' in page
    # "Talks" holds one word more.
    assert find_texts(page) == [texts[2], texts[0], texts[1], texts[3]]
    order = [
        "of plans",
        "Themes that fit",
        'href="/themes/fathers/"><mark>Fathers</mark>',
        "Situations that fit",
    ]
    places = [page.index(words) for words in [*order, "/situations/father/", 'id="list"', "of meetings"]]
    assert places == sorted(places)
    assert 'href="/themes/schools/"' not in page


def test_what_was_looked_for_is_marked_and_nothing_of_it_is_remembered(client):
    Synonym.objects.create(slug="father", words=["father", "dad"])
    theme = make_theme("Men", scope_note="What <b>dads</b> did; uncles have a theme.")
    texts = ("A father's <i>history</i> & home.", "Dads came late.")
    make_block(*[make_finding(text, themes=(theme,)) for text in texts])

    page = search(client, "dad who was late")

    assert "A <mark>father</mark>&#x27;s &lt;i&gt;history&lt;/i&gt; &amp; home.</a>" in page
    assert "<mark>Dads</mark> came late.</a>" in page
    assert '<span class="portal-found__line">What &lt;b&gt;<mark>dads</mark>&lt;/b&gt; did</span>' in page
    assert "<mark>" not in client.get("/findings/").content.decode()
    assert "<mark>History</mark>" not in search(client, "dad")
    assert "<mark>" not in search(client, "who was -late")


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("pathways to harm", ["Pathways to harm"]),
        ("harm", ["Pathways to harm", "Harm and <mark>"]),
        ("pathways to harm for children who moved house", []),
        ("harmless", []),
        ("learning", []),  # four: none of them is meant
        ("learning 2011", ["Learning: 1"]),
        ("learning 2014", []),
        ("learning 2006", ["Learning: 3"]),  # incidents of that year
    ],
)
def test_reports_whose_names_hold_all_that_was_typed_stand_beside(client, typed, titles):
    for slug, title in (
        ("pathways", "Pathways to harm"),
        ("harm", "Harm and <mark>"),
        ("other", "New learning"),
    ):
        make_review(slug, title=title, short_title=title)
    for number in (1, 2):
        title = f"Learning: {number}"
        make_review(title=title, short_title=title, published=f"201{number}-01-01")
    make_review(
        title="Learning: 3",
        short_title="Learning: 3",
        incidents_from="2005-04-01",
        incidents_to="2007-03-31",
        incidents_precision="month",
    )
    make_finding("Harm was not seen.", review=make_review("any"))

    page = search(client, typed)

    beside = page.partition("Reports that fit")[2].partition("</section>")[0]
    found = re.findall(r'href="/reviews/[^"]+">(.*?)</a>', beside)
    assert [html.unescape(re.sub("</?mark>", "", each)) for each in found] == titles


def test_corrections_of_what_was_found_stand_beside_and_what_was_withdrawn_does_not(client):
    changed, gone = make_finding("A home was cold."), make_finding("A home was colder.")
    make_finding("A home was warm.")
    Finding.objects.filter(pk=changed.pk).update(text="A home was very cold.")
    Finding.objects.filter(pk=gone.pk).update(text="A home was the coldest.")
    withdraw_finding(finding=gone, why="Not so.")

    page = search(client, "home")

    beside = page.partition("Corrections of these findings")[2].partition("</section>")[0]
    assert re.findall(r"F\d+</a>: [^,]+", beside) == [f"{changed.code}</a>: wording changed"]
    assert gone.code not in page


def test_second_page_and_nothing_found_have_nothing_beside(client):
    theme = make_theme("Homes")
    make_theme("Other")
    for number in range(30):
        make_finding(f"Home {number} was cold.", themes=(theme,))

    second = search(client, "home", page="2")
    nothing = search(client, "home", theme="other")

    assert len(find_texts(second)) == 5
    assert "Themes that fit" not in second
    assert "Themes that fit" not in nothing
    assert "Themes that fit" in search(client, "home")


def test_what_fields_offer_is_the_collections_own(client, django_assert_num_queries):
    make_theme("Neglect", synonyms=["cold home"])
    make_finding(
        "Kept.", themes=(make_theme("Fathers"),), review=make_review("the-report", short_title="Harm")
    )
    Situation.objects.create(slug="father", title="There is a father")
    ContestedTerm.objects.create(slug="rule", term="rule & law", words=["rules"], note="Blames.")

    with django_assert_num_queries(4):
        response = client.get("/search/suggestions/?q=typed")

    assert response.json() == {
        "Theme": [["Fathers", "/themes/fathers/"]],  # no finding of the other was ever published
        "Situation": [["There is a father", "/situations/father/"]],
        "Term": [["rule & law", "/search/?q=rule+%26+law", "rules"]],
        "Report": [["Harm", "/reviews/the-report/", Review.objects.get().title]],
    }


@pytest.mark.parametrize(
    "address", ["/", "/search/", "/search/?q=cold", "/search/?q=F998", "/themes/", "/help/", "/no/"]
)
def test_every_page_has_one_field_for_the_search(client, address):
    page = client.get(address).content.decode()

    assert page.count('role="search"') == 1
    assert page.count("data-suggest=") == 1
    assert ('id="head-search"' in page) == (address in ("/themes/", "/help/"))


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

    assert find_heading(page) == "0 findings for “police officers”"
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

    assert find_heading(page) == "0 findings for “visits”"
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
        "neglect " + "x" * 10_000,
        '"neglect\' "home',
        "neg%ct OR home* & !cold:* <-> $1 {{ 7 }} ../../etc",
        "".join(map(chr, range(1, 32))) + "home\x7f\x85\u2028",
        "\u202egnik\u202c בית",
        "ho\x00me",
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

    # Vocabulary, what findings say of the words, words like the unknown one, those of the list;
    # reports, corrections.
    with django_assert_num_queries(13):
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
