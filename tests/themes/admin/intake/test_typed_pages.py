"""Page lists mended on the preview, or typed where they were not understood."""

import pytest

from reviews.models import Article
from tests.factories import make_finding
from tests.themes.admin.intake.cases import (
    CHARTS,
    IN_FOG,
    LET_GO,
    TEXT,
    find_line,
    finding_field,
    get_address,
    member,
    post_article,
    read_answers,
)
from themes.models import ArticleIntake, Citation, Finding, Quotation

pytestmark = pytest.mark.django_db


def take(client, review, text) -> ArticleIntake:
    post_article(client, text)
    intake = ArticleIntake.objects.get()
    client.post(get_address(intake), {"act": "review", "version": 1, "review": review.pk})
    intake.refresh_from_db()
    return intake


UNREAD = TEXT.replace("(pg 11 & 179)", "(pg twelve)")
TYPED = f"pages-{find_line(IN_FOG)}-pages"


def test_pages_may_be_typed_where_a_page_list_was_not_understood(client, curator, review):
    intake = take(client, review, UNREAD)
    page = client.get(get_address(intake))
    assert f"Pages for lines {find_line(LET_GO)} and {find_line(IN_FOG)}<span" in page.text
    forms = [row.pages_form for row in page.context["preview"].rows if row.pages_form]
    assert [form["pages"].value() for form in forms] == ["", "17/18 & 200"]

    client.post(get_address(intake), read_answers(client, intake) | {TYPED: "pp. 12, 14-16"})

    citation = Citation.objects.get(as_given="12, 14-16")
    assert [str(pages) for pages in citation.pages.all()] == ["page 12", "pages 14 to 16"]
    assert {finding.article_words for finding in citation.findings.all()} == {LET_GO, f"{IN_FOG} (pg twelve)"}
    assert Quotation.objects.get(words="Lanterns fail in fog,").citation == citation
    assert (citation.basis, citation.given_by_article) == ("secondary_source", Article.objects.get())
    after = client.get(get_address(intake))
    assert not [row for row in after.context["preview"].rows if row.pages_form]
    assert "Pages as given: 12, 14-16" in after.text


def test_page_list_that_was_understood_can_be_mended_or_taken_away(client, intake):
    charts = f"pages-{find_line(CHARTS)}-pages"

    client.post(get_address(intake), read_answers(client, intake) | {TYPED: "12 & 180", charts: ""})

    assert [citation.as_given for citation in Citation.objects.all()] == ["12 & 180"]
    given = Citation.objects.get()
    assert {finding.article_words for finding in given.findings.all()} == {LET_GO, IN_FOG}
    assert given.given_by_article == Article.objects.get()


def test_page_list_as_long_as_the_article_has_it_is_no_mistake(client, curator, review):
    pages = ", ".join(map(str, range(101, 131)))
    intake = take(client, review, TEXT.replace("17/18 & 200", pages))

    client.post(get_address(intake), read_answers(client, intake))

    assert Citation.objects.filter(as_given=pages).exists()


def test_quotation_is_kept_where_no_pages_are_typed(client, curator, review):
    intake = take(client, review, UNREAD)

    client.post(get_address(intake), read_answers(client, intake))

    quotation = Quotation.objects.get()
    assert (quotation.words, quotation.citation) == ("Lanterns fail in fog,", None)
    assert quotation.finding.article_words == f"{IN_FOG} (pg twelve)"
    assert [citation.as_given for citation in Citation.objects.all()] == ["17/18 & 200"]


def test_pages_that_are_typed_wrongly_are_told_and_stay(client, curator, review):
    intake = take(client, review, UNREAD)

    page = client.post(get_address(intake), read_answers(client, intake) | {TYPED: "40-12"})

    assert "“40 to 12” runs backwards: write “12 to 40”." in page.text
    assert f"Line {find_line(IN_FOG)}: “40 to 12”" in page.text
    assert Finding.objects.count() == 0
    client.post(get_address(intake), read_answers(client, intake) | {TYPED: "40-12", "act": "keep"})
    row = next(row for row in client.get(get_address(intake)).context["preview"].rows if row.pages_form)
    assert row.pages_form["pages"].value() == "40-12"


def test_typed_pages_and_bare_quotations_of_a_published_finding_wait_for_a_publisher(client, review):
    published = make_finding("Fog is no reason.", review=review)
    alone = make_finding("Charts are drawn anew.", review=review)
    member(client, "Curator")
    text = UNREAD.replace(CHARTS + " (pg 17/18 & 200)", "“Each harbour” draws its own.")
    intake = take(client, review, text)

    page = client.post(
        get_address(intake),
        read_answers(client, intake)
        | {TYPED: "12", finding_field(IN_FOG): published.pk, finding_field(CHARTS): alone.pk},
        follow=True,
    )

    assert "The article gives pages 12." in page.text
    assert "It quotes “Each harbour”." in page.text
    assert not published.citations.exists()
    assert not Quotation.objects.exclude(finding__state="draft").exists()

    member(client, "Publisher")
    client.post(get_address(intake, "added"))

    assert [citation.as_given for citation in published.citations.all()] == ["12"]
    assert [(one.words, one.citation) for one in alone.quotations.all()] == [("Each harbour", None)]
