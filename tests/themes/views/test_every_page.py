"""Every kind of public page: its queries, its heading, its title; and addresses of nothing."""

from datetime import date

import pytest
from django.urls import reverse

from reviews.models import Series, SeriesPoint
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_comment,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from themes.models import Agency, KnownGap, Situation, SituationFinding, StartingPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(request):
    """`rows` findings, each with themes, pages and a partner, and everything that pages show beside them."""
    rows = getattr(request, "param", 1)
    period, review = make_period(), make_review("the-review", page_count=400)
    review.periods.add(period)
    theme, other = make_theme("Neglect"), make_theme("Babies")
    theme.related.add(other)
    another = make_review()
    situation = Situation.objects.create(slug="a-baby-is-due", title="A baby is due")
    article = make_article(review)
    Agency.objects.create(slug="health", name="Health")
    for number in range(rows):
        finding = make_finding(review=review, themes=(theme, other), periods=(period,), article=article)
        partner = make_finding(review=review, themes=(other,), periods=(period, make_period(2003, 2005)))
        make_citation(finding, partner, pages=(str(number + 1), "200-201"), review=review)
        make_block(finding, partner)
        if number < 8:
            SituationFinding.objects.create(situation=situation, finding=finding, position=number)
        StartingPoint.objects.create(theme=theme, finding=finding, position=number)
        KnownGap.objects.create(slug=f"gap-{number}", topic=f"Gap {number}")
        series = Series.objects.create(slug=f"series-{number}", title=f"Figure {number}", unit="reviews")
        series.themes.add(theme)
        SeriesPoint.objects.create(
            series=series,
            years="2011 to 2014",
            covers_from=date(2011, 4, 1),
            covers_to=date(2014, 3, 31),
            value=number,
            certainty="high",
            review=review,
            pages="9 and 23",
        )
        make_review(period=period)
        make_theme(f"Another {number}")
        for about in (theme, finding, article):
            make_comment(to=make_comment(about))
        make_finding(article=make_article(review))
    return {
        "two_reports": f"/compare/?review=the-review&review={another.slug}",
        "theme": theme,
        "finding": finding,
        "review": review,
        "period": period,
        "situation": situation,
        "article": article,
    }


def paths(collection) -> dict[str, str]:
    return {
        "home": "/",
        "themes": "/themes/",
        "theme": collection["theme"].get_absolute_url(),
        "findings": "/findings/",
        "findings filtered": "/findings/?theme=neglect&theme=babies&period=2011-2014&alone=no&since=2005&agency=health"
        "&age=not-one&harm=not-one&kind=finding&how=read",
        "finding": collection["finding"].get_absolute_url(),
        "situations": "/situations/",
        "situation": collection["situation"].get_absolute_url(),
        "reviews": "/reviews/",
        "review": collection["review"].get_absolute_url(),
        "review page": collection["review"].page_url("200"),
        "periods": "/periods/",
        "period": collection["period"].get_absolute_url(),
        "article": collection["article"].get_absolute_url(),
        "compare": "/compare/",
        "two periods": "/compare/?period=2003-2005&period=2011-2014",
        "two periods of a theme": "/compare/?theme=babies&period=2003-2005&period=2011-2014",
        "two themes": "/compare/?theme=neglect&theme=babies",
        "two reports": collection["two_reports"],
        "what changed": "/what-changed/",
    }


QUERIES = {
    "home": 13,  # strip, its periods, periods, themes, counts, how far they were read, situations, changes, tally,
    # scope notes, quotations, figures and their themes
    "themes": 4,
    "theme": 19,  # theme, starting points, periods, places, members of blocks, cards, not read, facets, strip, its
    # periods, figures, all of them and their themes, gaps, related and their counts, thread, places in it, comments
    "findings": 6,  # options, their counts, strip and its periods, places, cards
    "findings filtered": 8,  # the same, how many follow those of the chosen agency, and how many are of no period
    "finding": 12,  # it, its review's authors, its card; places of others on its pages, linked, related, cards,
    # changes, figures, thread, places in it, comments
    "situations": 1,
    "situation": 6,
    "reviews": 4,
    "review": 14,  # with the index of its cited pages
    "review page": 8,
    "periods": 2,
    "period": 13,  # with all figures and their themes
    "article": 6,  # it, places, cards, thread, places in it, comments
    "compare": 6,  # themes, periods, shelves and counts to choose from
    "two periods": 21,  # both, counts, their analyses, sides, cards, themes, themes by period, form
    "two periods of a theme": 22,  # the theme too
    "two themes": 19,
    "two reports": 16,
    "what changed": 17,  # themes by period, shelves of readings, a lesson for each period, figures
}


@pytest.mark.parametrize("collection", [1, 7], indirect=True)
@pytest.mark.parametrize("page", QUERIES)
def test_queries_do_not_grow_with_rows(client, collection, page, django_assert_num_queries):
    with django_assert_num_queries(QUERIES[page] + 1):  # every page asks once where to get help
        response = client.get(paths(collection)[page])

    assert response.status_code == 200


@pytest.mark.parametrize("collection", [1], indirect=True)
def test_every_kind_of_page_answers_with_one_heading_and_a_title_of_its_own(client, collection):
    titles = {}
    for name, path in paths(collection).items():
        page = client.get(path).content.decode()
        assert page.count("<h1") == 1, name
        titles[name] = page.partition("<title>")[2].partition("</title>")[0]

    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith("SCR Portal") for title in titles.values())


def test_collection_that_is_empty_still_has_all_its_pages(client):
    for name in ("home", "theme-list", "finding-list", "situation-list", "review-list", "period-list"):
        assert client.get(reverse(name)).status_code == 200, name


@pytest.mark.parametrize("page", ["0", "-1", "3", "x", "1.5", "0000000019", "9" * 5000, "9" * 20, "²"])
def test_page_that_does_not_exist_is_a_clear_page(client, page):
    make_finding()

    response = client.get("/findings/", {"page": page})

    assert response.status_code == 404
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    ("make", "address"),
    [
        (make_theme, "/themes/{}/"),
        (make_theme, "/themes/{}.ris"),
        (make_review, "/reviews/{}/"),
        (make_review, "/reviews/{}.bib"),
        (make_review, "/reviews/{}/p/53/"),
        (make_period, "/periods/{}/"),
        (lambda: Situation.objects.create(slug="before", title="A situation"), "/situations/{}/"),
        (lambda: Situation.objects.create(slug="before", title="A situation"), "/situations/{}.ris"),
    ],
)
def test_old_slug_leads_on_for_ever_and_no_browser_keeps_where(client, make, address):
    row = make()
    old = row.slug
    for slug in ("renamed-once", "renamed-twice"):
        row.slug = slug
        row.save()

    renamed = client.get(address.format(old))
    row.slug = old
    row.save()
    back = client.get(address.format("renamed-twice"))

    assert (renamed.status_code, renamed["Location"]) == (301, address.format("renamed-twice"))
    assert (back.status_code, back["Location"]) == (301, address.format(old))
    assert renamed["Cache-Control"] == back["Cache-Control"] == "no-cache"
    assert client.get(address.format(old)).status_code == 200
    assert client.get(address.format("never-was")).status_code == 404


def test_name_of_another_host_is_a_clear_page(client):
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert b"<h1" in response.content


def test_page_that_is_not_there_says_why(client):
    make_review("the-review", page_count=277)

    page = client.get("/reviews/the-review/p/278/").content.decode()

    assert "This report has 277 pages. There is no page 278." in page
