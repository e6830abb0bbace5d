"""The page of a report, and its pages."""

from datetime import date

import pytest

from tests.factories import make_block, make_citation, make_finding, make_review, make_theme

pytestmark = pytest.mark.django_db


def test_scope_notes_stand_on_the_review_only(client):
    review, theme = make_review(), make_theme("Babies")
    make_finding("A chapter is about this.", kind="scope", review=review, themes=(theme,))

    assert "A chapter is about this." in client.get(review.get_absolute_url()).content.decode()
    assert "A chapter is about this." not in client.get("/findings/").content.decode()
    assert "A chapter is about this." not in client.get("/themes/babies/").content.decode()


def test_page_of_a_review_lists_every_finding_that_cites_it(client):
    review = make_review("the-review", page_count=300)
    within, on, elsewhere = (make_finding(text, review=review) for text in ("In range.", "On it.", "Not it."))
    make_citation(within, pages=("50-55",))
    make_citation(on, pages=("11", "53"))
    make_citation(elsewhere, pages=("54",))

    page = client.get(review.page_url("53")).content.decode()

    assert "In range." in page
    assert "On it." in page
    assert "Not it." not in page
    assert 'href="/reviews/the-review/p/54/"' in page


@pytest.mark.parametrize(
    ("families", "named"),
    [
        ((), "An example publisher"),
        (("Brandon",), "Brandon"),
        (("Brandon", "Bailey"), "Brandon and Bailey"),
        (("Brandon", "Bailey", "Belderson"), "Brandon and others"),
    ],
)
@pytest.mark.parametrize(("address", "before"), [("", ""), ("p/53/", "Page 53: ")])
def test_title_of_a_report_says_whose_it_is_without_its_own_title(client, families, named, address, before):
    review = make_review("the-review", title="Deaths", kind="companion_report", published=date(2013, 1, 1))
    for place, family in enumerate(families):
        review.authors.create(family=family, given="A", position=place)

    page = client.get(f"/reviews/the-review/{address}").content.decode()

    assert f"<title>{before}Companion report (2013), {named} - SCR Portal</title>" in page


@pytest.mark.parametrize(("spelling", "canonical"), [("053", "53"), ("IV", "iv")])
def test_page_number_has_one_address(client, spelling, canonical):
    review = make_review("the-review")

    response = client.get(f"/reviews/the-review/p/{spelling}/")

    assert (response.status_code, response["Location"]) == (301, review.page_url(canonical))
    assert response["Cache-Control"] == "no-cache"  # which spelling is right depends on the PDF that is held


@pytest.mark.parametrize("label", ["0", "301", "iiii", "xz", "1-2", "99999999999999", "½", "%00"])
def test_page_that_cannot_be_is_a_clear_page(client, label):
    make_review("the-review", page_count=300)

    response = client.get(f"/reviews/the-review/p/{label}/")

    assert response.status_code == 404
    assert b"<h1" in response.content


def test_block_stands_under_the_page_of_each_of_its_findings(client):
    review = make_review("the-review")
    first, second = make_finding("First.", review=review), make_finding("Second.", review=review)
    make_citation(first, pages=("53",))
    make_citation(second, pages=("68",))
    make_block(first, second, reason="")

    page = client.get("/reviews/the-review/").content.decode()

    assert page.index("Page 53</h3>") < page.index("Page 68</h3>")
    assert page.partition("Page 68</h3>")[2].count("Second.") == 1
    assert "2 findings are about this report." in page
