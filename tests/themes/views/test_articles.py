"""The public page of an article, what leads to it, and threads where they stand on pages."""

import re
from datetime import date

import pytest

from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_comment,
    make_finding,
    make_review,
    make_theme,
)
from themes.discussion.moderation import decide_comment
from themes.enums import CommentState
from themes.findings.publishing import withdraw_finding
from themes.models import Comment, Thread

pytestmark = pytest.mark.django_db

HOSTILE = '</title></main>"><script>alert(1)</script>'


@pytest.fixture
def article():
    return make_article(
        make_review("the-review", short_title="The report"),
        slug="the-article",
        title="What is known of deaths",
        author="A. Writer",
        publication="A weekly",
        published=date(2016, 7, 7),
        url="https://www.example.org/2016/07/an-article/",
        source_text="Words under copyright.",
    )


def read(client, about) -> str:
    response = client.get(about.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def came_through(article, **fields):
    return make_finding(article=article, article_words="Its very words.", review=article.review, **fields)


def paged_by(article, **fields):
    finding = make_finding(**fields)
    make_citation(finding, basis="secondary_source", given_by_article=article)


def commented(article, **fields):
    make_comment(article, **fields)


@pytest.mark.parametrize(
    ("lead", "states"),
    [
        (came_through, ("draft", "in_review", "withdrawn")),
        (paged_by, ("draft", "in_review", "withdrawn")),
        (commented, ("held", "rejected", "withdrawn")),
    ],
)
def test_article_has_a_page_once_something_public_leads_to_it(client, article, lead, states):
    for state in states:
        lead(article, state=state)
    Thread.objects.get_or_create(article=article, defaults={"is_open": True})
    # Nothing of another one either.
    lead(make_article(article.review), state="published")
    assert client.get("/articles/the-article/").status_code == 404
    assert "/articles/the-article/" not in read(client, article.review)

    lead(article, state="published")

    assert client.get("/articles/the-article/").status_code == 200
    assert 'href="/articles/the-article/"' in read(client, article.review)


def test_answer_that_is_shown_makes_an_article_public_and_what_is_held_does_not(client, article):
    above = make_comment(article, state="rejected")
    reply = make_comment(to=above, state="held")
    assert client.get("/articles/the-article/").status_code == 404

    Comment.objects.filter(pk=reply.pk).update(state="published")
    assert "This comment is not shown." in client.get("/articles/the-article/").text


@pytest.mark.parametrize("slug", ["no-such-article", "the-article"])
def test_address_of_nothing_public_says_so(client, article, slug):
    response = client.get(f"/articles/{slug}/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "There is no article with this address, or nothing about it is public yet." in page
    assert "A weekly" not in page


def test_old_address_leads_on_only_where_the_article_is_public(client, article):
    article.slug = "renamed"
    article.save()
    assert client.get("/articles/the-article/").status_code == 404

    came_through(article)

    response = client.get("/articles/the-article/")
    assert (response.status_code, response["Location"]) == (301, "/articles/renamed/")


def test_article_is_shown_as_a_source_without_its_words(client, article):
    finding = came_through(article, text="Ours.", themes=(make_theme(),))
    came_through(article, text="Not ready.", state="draft")
    make_finding("From elsewhere.", review=article.review)

    page = read(client, article)

    assert '<h1 class="govuk-heading-l">A weekly, 7 July 2016</h1>' in page
    assert page.partition("<title>")[2].startswith("A weekly, 7 July 2016 - ")
    assert "What is known of deaths</dd>" in page
    assert "A. Writer</dd>" in page
    address = 'href="https://www.example.org/2016/07/an-article/" rel="noreferrer">www.example.org</a>'
    assert address in page
    assert '<a class="govuk-link" href="/reviews/the-review/">The report</a>' in page
    assert (
        "words are not shown here, because they are its publisher’s. The findings below are in our words."
        in page
    )
    assert "1 finding came through this article." in page
    assert re.findall(r'aria-label="Finding (F\d+)"', page) == [finding.code]
    for hidden in (
        "Words under copyright.",
        "Its very words.",
        "Not ready.",
        "From elsewhere.",
        "Discussion",
    ):
        assert hidden not in page


def test_article_of_which_little_is_known_says_no_more(client):
    article = make_article(
        make_review(kind="national_analysis", published=date(2016, 5, 1)),
        title="What is known of deaths",
        publication="",
        published=None,
    )
    paged_by(article)

    page = read(client, article)

    assert '<h1 class="govuk-heading-l">“What is known of deaths”</h1>' in page
    assert page.partition("<title>")[2].startswith("Article about National analysis")
    assert "deaths" not in page.partition("</title>")[0]
    for row in ("Author", "Publication", "Published", "Where to read it"):
        assert f">{row}</dt>" not in page
    assert "No finding in our lists came through this article." in page
    assert "The findings below" not in page


def test_findings_of_a_block_come_along(client, article):
    finding, partner = came_through(article, text="First half."), make_finding("The other half.")
    make_block(finding, partner)

    page = read(client, article)

    assert "The other half." in page
    assert "1 finding came through" in page


def test_finding_names_the_article_that_it_came_through(client, article):
    finding, other = came_through(article), make_finding()

    through = 'This finding came through <a class="govuk-link" href="/articles/the-article/">A weekly, 7 July 2016</a>.'
    origin = read(client, finding).partition("Where it comes from</h2>")[2].partition("</section>")[0]
    assert through in origin
    assert "came through" not in read(client, other)


@pytest.mark.parametrize("kind", ["theme", "finding", "article"])
def test_thread_stands_last_on_its_page(client, article, kind):
    theme = make_theme("Babies")
    about = {"theme": theme, "finding": came_through(article, themes=(theme,)), "article": article}[kind]
    came_through(article)
    assert 'id="discussion"' not in read(client, about)

    comment = make_comment(about, "First view.")
    answer = make_comment(to=comment, body="Second view.")
    make_comment(to=comment, body="Not decided.", state="held")

    page = read(client, about)
    main = page.partition("<main")[2].partition("</main>")[0]
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", main, re.DOTALL)
    assert " ".join(headings[-1].split()) == 'Discussion <span class="portal-count">2 comments</span>'
    assert "These are readers’ views, not findings of reviews." in page
    assert re.findall(r'<article class="portal-comment" id="([^"]+)"', page) == [
        f"comment-{comment.pk}",
        f"comment-{answer.pk}",
    ]
    assert "Not decided." not in page
    assert 'method="post"' not in page

    decide_comment(comment=comment, decision=CommentState.WITHDRAWN, by=None, reason="names")
    page = read(client, about)
    assert "First view." not in page
    assert "This comment is not shown." in page
    assert "Second view." in page
    Comment.objects.all().delete()
    assert 'id="discussion"' not in read(client, about)
    Thread.objects.update(is_open=True)
    assert "No comments yet. Comments are read by a person before they appear." in read(client, about)


def test_withdrawn_finding_shows_no_thread(client):
    finding = make_finding()
    make_comment(finding, "A view.")
    withdraw_finding(finding=finding)

    response = client.get(finding.get_absolute_url())

    assert response.status_code == 410
    assert "A view." not in response.content.decode()


def test_nothing_that_people_typed_runs(client, article):
    for field in ("title", "author", "publication"):
        setattr(article, field, HOSTILE)
    article.url = "https://www.example.org/" + HOSTILE
    article.save()
    finding = came_through(article)
    for about in (article, finding):
        make_comment(to=make_comment(about, HOSTILE, author_name=HOSTILE), body=HOSTILE)

    for about in (article, finding, article.review):
        page = read(client, about)
        assert "<script>alert" not in page
        assert page.count("</main>") == 1
        assert page.count("</title>") == 1
