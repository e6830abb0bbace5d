"""The preview of an article: findings that its lines are compared with, problems in their place, comments."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.articles import ArticlePlan, CommentPlan, ThemePlan, write_article
from tests.factories import make_citation, make_finding
from tests.themes.admin.intake.cases import (
    CHARTS,
    PLAN,
    TEXT,
    find_line,
    finding_field,
    get_address,
    post_article,
    read_answers,
)
from themes.models import ArticleIntake

pytestmark = pytest.mark.django_db


# The preview


def test_finding_with_the_same_pages_and_like_words_is_proposed(client, held, intake):
    rows = client.get(get_address(intake)).context["preview"].rows

    first, _, third = rows
    assert [(one.finding, one.same_pages) for one in first.suggestions] == [(held, True)]
    assert first.suggestions[0].shared == ("Mooring", "ropes", "early")
    assert (first.chosen, first.is_chosen_for_you) == (str(held.pk), True)
    assert third.chosen == "new"


def test_problems_stand_in_their_place_and_on_top(client, curator, review):
    broken = TEXT.replace("(pg 17/18 & 200)", "(pg 18-17 & 200)")
    post_article(client, broken)
    intake = ArticleIntake.objects.get()

    page = client.get(get_address(intake))

    row = page.context["preview"].rows[-1]
    assert [problem.line for problem in row.problems] == [find_line(CHARTS)]
    assert page.text.count("runs backwards") == 2
    assert f'href="#at-{find_line(CHARTS)}"' in page.text
    assert f'id="line-{find_line(CHARTS)}"' in page.text


@pytest.mark.parametrize("findings", [1, 7])
def test_queries_of_the_preview_do_not_grow(
    client, curator, review, held, findings, django_assert_num_queries
):
    points = [f"Mooring ropes let go, case {number}." for number in range(findings)]
    themes = [ThemePlan(f"Ropes {number}", [([point], "11 & 179")]) for number, point in enumerate(points)]
    for point in points:
        make_citation(make_finding(point, review=review), pages=("11", "179"))
    post_article(client, write_article(ArticlePlan(themes=themes)))
    intake = ArticleIntake.objects.get()
    client.post(get_address(intake), {"act": "review", "version": 1, "review": review.pk})

    with django_assert_num_queries(QUERIES):
        client.get(get_address(intake))


QUERIES = 20  # who has taken it is one


# What readers see


def test_of_two_findings_that_fit_none_is_chosen(client, held, review, intake):
    other = make_finding("Ropes for mooring are often let go much too early.", review=review)
    make_citation(other, pages=("11", "179"))

    page = client.get(get_address(intake))

    row = page.context["preview"].rows[0]
    assert row.chosen == "new"
    assert {one.finding for one in row.first_shown} == {held, other}
    assert "Look: 2 findings that we hold are about as near." in page.text


def test_same_pages_do_not_outweigh_words(client, review, intake):
    paged = make_finding("Ropes matter, and so does much besides that nobody wrote down.", review=review)
    make_citation(paged, pages=("11", "179"))
    alike = make_finding("Many mooring ropes are let go too early.", review=review)

    row = client.get(get_address(intake)).context["preview"].rows[0]

    assert row.suggestions[0].finding == alike
    assert row.assumed.finding == alike


def test_lines_beyond_the_first_are_compared_on_demand_and_answers_are_kept(
    client, held, intake, monkeypatch
):
    monkeypatch.setattr("themes.admin.intake.preview.AT_ONCE", 1)
    data = read_answers(client, intake)
    page = client.get(get_address(intake))
    assert [row.is_compared for row in page.context["preview"].rows] == [True, False, False]
    assert "2 lines further down are not compared" in " ".join(page.text.split())

    page = client.post(
        get_address(intake), data | {"act": "compare", finding_field(CHARTS): "later"}, follow=True
    )

    rows = page.context["preview"].rows
    assert [row.is_compared for row in rows] == [True, True, True]
    assert rows[-1].chosen == "later"


@pytest.mark.parametrize("act", ["keep", "aside", "accept"])
def test_findings_are_not_compared_again_where_no_screen_is_shown(client, held, intake, act, monkeypatch):
    data = read_answers(client, intake)
    monkeypatch.setattr("themes.admin.intake.preview.suggest_findings", lambda *args, **kwargs: 1 / 0)

    assert client.post(get_address(intake), data | {"act": act}).status_code == 302


def test_comments_are_shown_in_whole_words_with_their_place(client, curator):
    words = f"{'One word after another. ' * 24}He lives in Quay Street."
    reply = CommentPlan("Ben Example", datetime(2016, 7, 8), [words])
    plan = replace(PLAN, comments=[CommentPlan("Ada Example", datetime(2016, 7, 7), ["We knew."], [reply])])
    post_article(client, write_article(plan))

    page = " ".join(client.get(get_address(ArticleIntake.objects.get())).text.split())

    assert "Comment 1. <strong>Ada Example</strong>, 7 July 2016: We knew.</li>" in page
    assert "Comment 2, reply to Ada Example. <strong>Ben Example</strong>" in page
    assert "He lives in Quay Street.</li>" in page
