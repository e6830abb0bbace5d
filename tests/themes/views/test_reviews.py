"""The page of a report, and its pages."""

from datetime import date

import pytest

from tests.factories import make_block, make_citation, make_finding, make_review, make_theme
from themes.models import Theme
from themes.reading.report_page import list_cited_pages

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


def test_block_stands_under_the_theme_of_each_of_its_findings(client):
    review = make_review("the-review")
    first = make_finding("First.", review=review, themes=(make_theme("Babies"),))
    second = make_finding("Second.", review=review, themes=(make_theme("Neglect"),))
    make_finding("Third.", review=review, themes=(Theme.objects.get(slug="neglect"),))
    make_block(first, second, reason="")

    page = client.get("/reviews/the-review/").content.decode()

    assert page.index(">Neglect</h3>") < page.index(">Babies</h3>")  # most findings first
    assert page.partition(">Babies</h3>")[2].count("Second.") == 1
    assert page.partition(">Neglect</h3>")[2].partition(">Babies</h3>")[0].count("First.") == 1
    assert "3 findings are about this report: none with a page." in " ".join(page.split())


def test_theme_of_a_report_counts_its_own_findings_only(client):
    neglect = make_theme("Neglect")
    review, other = make_review("the-review"), make_review("other")
    make_block(
        make_finding("Ours.", review=review, themes=(neglect,)),
        make_finding("Theirs.", review=other, themes=(neglect,)),
    )

    [group] = client.get("/reviews/the-review/").context["theme_groups"]

    assert (group.finding_count, len(group.entries[0].cards)) == (1, 2)


@pytest.mark.parametrize(
    ("lists", "listed"),
    [
        ([("53",)], [("53", 1)]),
        ([("11", "53"), ("53",)], [("11", 1), ("53", 2)]),
        ([("50-52",), ("51",)], [("50", 1), ("51", 2), ("52", 1)]),
        ([("ix-x",), ("9",)], [("ix", 1), ("x", 1), ("9", 1)]),
        ([("50-120",), ("60",)], [("50 to 120", 1), ("60", 2)]),
        ([("xii-3",)], [("xii to 3", 1)]),
        ([], []),
    ],
)
def test_index_of_a_report_names_every_page_that_findings_cite(lists, listed):
    review = make_review()
    for pages in lists:
        make_citation(make_finding(review=review), pages=pages)
    draft = make_finding(review=review, state="draft", text="")
    make_citation(draft, pages=("77",))
    make_citation(make_finding(review=make_review("other")), pages=("78",))

    assert [(page.text, page.finding_count) for page in list_cited_pages(review)] == listed


def test_page_that_no_finding_cites_names_the_nearest_that_are(client):
    review = make_review("the-review", page_count=300)
    for label in ("40", "53", "68-70", "90"):
        make_citation(make_finding(review=review), pages=(label,))

    def read(label):
        return " ".join(client.get(review.page_url(label)).content.decode().split())

    assert "No finding here cites page 60. The nearest that findings cite are pages 53 and 68." in read("60")
    assert "The nearest that findings cite is page 40." in read("2")
    assert "The nearest that findings cite is page 90." in read("91")
    assert "No finding here cites" not in read("69")
    assert "Page 53</span>" in read("69")
    assert "Page 90</span>" in read("69")
