"""Adding an article on a screen: given, left and taken up again, decided about, accepted; nothing lost or twice."""

import random
from dataclasses import replace
from datetime import datetime
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from reviews.history.tracking import events_of
from reviews.models import Article
from tests.articles import ArticlePlan, CommentPlan, ThemePlan, write_article, write_page
from tests.bench.malformed_articles import texts
from tests.factories import group, make_citation, make_finding, make_period, make_review, make_theme
from themes.models import (
    ArticleIntake,
    ArticleMention,
    ArticleSection,
    Citation,
    Comment,
    Finding,
    Quotation,
    Theme,
)

pytestmark = pytest.mark.django_db

LET_GO = "Many mooring ropes are let go too early, the report says."
IN_FOG = "“Lanterns fail in fog,” it adds."
CHARTS = "Each harbour draws its own charts."
PLAN = ArticlePlan(
    themes=[
        ThemePlan("Ropes are let go", [([LET_GO, IN_FOG], "11 & 179")]),
        ThemePlan("Charts differ", [([CHARTS], "17/18 & 200")]),
    ],
    comments=[CommentPlan("Ada Example", datetime(2016, 7, 7, 14, 18), ["We knew."])],
)
TEXT = write_article(PLAN)
ADD = "/admin/themes/articleintake/add/"


def sign_in(client, name="curator", **fields):
    user = get_user_model().objects.create_user(name, is_staff=True, **fields)
    client.force_login(user)
    return user


def member(client, role):
    user = sign_in(client, role.lower() + "-member")
    user.groups.add(group(role))
    return user


@pytest.fixture
def curator(client):
    return sign_in(client, is_superuser=True)


@pytest.fixture
def review():
    return make_review("the-review", period=make_period(2011, 2014))


@pytest.fixture
def held(review) -> Finding:
    """What the first finding says, in our words and with the same pages."""
    finding = make_finding(
        "Mooring ropes are often let go too early.", review=review, themes=(make_theme("Mooring"),)
    )
    finding.periods.set(review.periods.all())
    make_citation(finding, pages=("11", "179"))
    return finding


def add(client, text=TEXT, **data):
    return client.post(ADD, {"pasted": text, **data})


def address(intake, name="change") -> str:
    return reverse(f"admin:themes_articleintake_{name}", args=[intake.pk])


@pytest.fixture
def intake(client, curator, review) -> ArticleIntake:
    """An article in hand whose review was chosen."""
    add(client)
    intake = ArticleIntake.objects.get()
    client.post(address(intake), {"act": "review", "version": 1, "review": review.pk})
    intake.refresh_from_db()
    return intake


def line(words: str) -> int:
    return next(number for number, one in enumerate(TEXT.split("\n"), start=1) if words in one)


def answers(client, intake) -> dict:
    """What a browser would send for the preview as it stands."""
    page = client.get(address(intake)).context["preview"]
    data = {"version": ArticleIntake.objects.get(pk=intake.pk).version, "act": "accept"}
    for form in page.forms:
        data |= {bound.html_name: bound.value() or "" for bound in form}
    if not intake.article_id:
        data["review"] = intake.review_id or ""
    return data


def finding_field(words: str, name: str = "same") -> str:
    return f"finding-{line(words)}-{name}"


def everything() -> dict[str, int]:
    models = (Article, ArticleSection, ArticleMention, Citation, Comment, Finding, Quotation, Theme)
    return {model.__name__: model.objects.count() for model in models}


# Taking in


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("article.html", write_page(PLAN).encode()),
        SimpleUploadedFile("article.txt", TEXT.encode("utf-16")),
    ],
    ids=["pasted", "html", "text"],
)
def test_article_is_kept_at_once_and_leads_to_its_preview(client, curator, file):
    if file:
        file.seek(0)

    response = client.post(ADD, {"file": file} if file else {"pasted": TEXT})

    intake = ArticleIntake.objects.get()
    assert response.url == address(intake)
    assert (intake.title, intake.state, intake.added_by) == (PLAN.title, "in_hand", curator)
    assert intake.file_name == (file.name if file else "")
    assert everything()["Article"] == 0


def test_same_text_leads_to_the_one_in_hand(client, curator):
    add(client)

    response = client.post(ADD, {"pasted": TEXT.replace("\n", "\r\n")}, follow=True)

    assert ArticleIntake.objects.count() == 1
    assert "This article is here already: curator gave it on" in response.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Paste the article’s text, or choose a file."),
        ({"pasted": " \n "}, "Paste the article’s text, or choose a file."),
        ({"pasted": "A letter."}, "No theme was found."),
        ({"pasted": "Title\x00" + TEXT}, "This is not text that we can read."),
        ({"pasted": TEXT, "file": SimpleUploadedFile("a.txt", b"x")}, "Clear one of them"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, "seems to be a PDF"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "The file is empty."),
        ({"pasted": TEXT + "\n" * 5_000}, "here an article may have 300,000 in 5,000"),
        ({"pasted": TEXT + "x" * 300_000}, "here an article may have 300,000 in 5,000"),
        (
            {"pasted": TEXT.replace(f"• {CHARTS}", "• Point.\n" * 101)},
            "here an article may have 100 under 40",
        ),
    ],
)
def test_what_is_no_article_is_refused_in_words_and_comes_back(client, curator, data, said):
    page = client.post(ADD, data)

    assert page.status_code == 200
    assert said in page.text
    assert ArticleIntake.objects.count() == 0
    assert page.context["form"]["pasted"].value() == data.get("pasted")
    assert data.get("pasted", "").strip()[:40] in page.text


def test_its_text_is_not_kept_in_history(client, intake):
    assert "text" not in {field.name for field in events_of(ArticleIntake).model._meta.fields}


# The preview


def test_review_is_asked_and_never_assumed(client, curator, review):
    add(client)
    intake = ArticleIntake.objects.get()

    page = client.get(address(intake))

    assert page.context["preview"].proposed == review
    assert page.context["preview"].review_form["review"].value() == ""
    assert "Accept what is chosen" not in page.text
    refused = client.post(address(intake), {"act": "accept", "version": 1})
    assert "Say first which review the article is about." in refused.text
    assert (
        "Say which review the article is about."
        in client.post(address(intake), {"act": "review", "version": 1, "review": ""}).text
    )
    assert everything()["Article"] == 0


def test_finding_with_the_same_pages_and_like_words_is_proposed(client, held, intake):
    rows = client.get(address(intake)).context["preview"].rows

    first, _, third = rows
    assert [(one.finding, one.same_pages) for one in first.suggestions] == [(held, True)]
    assert first.suggestions[0].shared == ("Mooring", "ropes", "early")
    assert (first.chosen, first.is_chosen_for_you) == (str(held.pk), True)
    assert third.chosen == "new"


def test_problems_stand_in_their_place_and_on_top(client, curator, review):
    broken = TEXT.replace("(pg 17/18 & 200)", "(pg 18-17 & 200)")
    add(client, broken)
    intake = ArticleIntake.objects.get()

    page = client.get(address(intake))

    row = page.context["preview"].rows[-1]
    assert [problem.line for problem in row.problems] == [line(CHARTS)]
    assert page.text.count("runs backwards") == 2
    assert f'href="#at-{line(CHARTS)}"' in page.text
    assert f'id="line-{line(CHARTS)}"' in page.text


@pytest.mark.parametrize("findings", [1, 7])
def test_queries_of_the_preview_do_not_grow(
    client, curator, review, held, findings, django_assert_num_queries
):
    points = [f"Mooring ropes let go, case {number}." for number in range(findings)]
    themes = [ThemePlan(f"Ropes {number}", [([point], "11 & 179")]) for number, point in enumerate(points)]
    for point in points:
        make_citation(make_finding(point, review=review), pages=("11", "179"))
    add(client, write_article(ArticlePlan(themes=themes)))
    intake = ArticleIntake.objects.get()
    client.post(address(intake), {"act": "review", "version": 1, "review": review.pk})

    with django_assert_num_queries(QUERIES):
        client.get(address(intake))


QUERIES = 18


# Accepting


def test_chosen_findings_are_joined_and_the_rest_become_drafts(client, held, intake):
    response = client.post(address(intake), answers(client, intake), follow=True)

    assert (
        "Accepted: 2 new drafts, 1 finding that we hold joined, 2 new page lists, 1 quotation"
        in response.text
    )
    drafts = Finding.objects.filter(state="draft").order_by("number")
    assert [(draft.text, draft.article_words) for draft in drafts] == [("", IN_FOG), ("", CHARTS)]
    mention = ArticleMention.objects.get()
    assert (mention.finding, mention.words, mention.section.title) == (held, LET_GO, "Ropes are let go")
    held.refresh_from_db()
    assert (held.text, held.state, held.article) == (
        "Mooring ropes are often let go too early.",
        "published",
        None,
    )
    assert held.citations.count() == 1
    intake.refresh_from_db()
    assert intake.state == "done"


def test_second_acceptance_adds_only_the_rest(client, held, intake):
    client.post(address(intake), answers(client, intake) | {finding_field(CHARTS): "later"})
    before = everything()
    intake.refresh_from_db()
    assert intake.state == "in_hand"
    assert [bool(row.accepted) for row in client.get(address(intake)).context["preview"].rows] == [
        True,
        True,
        False,
    ]

    client.post(
        address(intake),
        answers(client, intake) | {finding_field(CHARTS): "new", finding_field(LET_GO): "new"},
    )

    after = everything()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "ArticleSection": 1,
        "Citation": 1,
        "Finding": 1,
    }


def test_joined_finding_gets_the_page_list_and_quotations_that_it_lacks(client, review, intake):
    other = make_finding("Fog is no reason.", review=review)
    make_citation(other, pages=("3",))

    client.post(
        address(intake),
        answers(client, intake)
        | {finding_field(IN_FOG): "other", finding_field(IN_FOG, "other"): f"f{other.number}"},
    )

    assert sorted(citation.as_given for citation in other.citations.all()) == ["11 & 179", "3"]
    assert [quotation.words for quotation in other.quotations.all()] == ["Lanterns fail in fog,"]


def test_words_typed_as_a_number_are_answered_as_such(client, review, intake):
    sent = answers(client, intake) | {
        finding_field(IN_FOG): "other",
        finding_field(IN_FOG, "other"): "the one about fog",
    }

    page = client.post(address(intake), sent).content.decode()

    assert "There is no finding “the one about fog”. Type its number as shown, such as F004." in page
    assert "characters" not in page


def test_finding_about_another_review_keeps_its_own_pages(client, intake):
    other = make_finding("Fog is no reason.")

    client.post(address(intake), answers(client, intake) | {finding_field(IN_FOG): other.pk})

    assert ArticleMention.objects.get().finding == other
    assert (other.citations.count(), other.quotations.count()) == (0, 0)


def test_draft_may_start_in_our_words_and_with_the_theme_chosen(client, intake):
    theme = make_theme("Charts")

    client.post(
        address(intake),
        answers(client, intake)
        | {
            f"heading-{line('Charts differ')}-theme": theme.pk,
            finding_field(CHARTS, "words"): "No two charts agree.",
        },
    )

    draft = Finding.objects.get(article_words=CHARTS)
    assert (draft.text, [*draft.themes.all()], draft.state) == ("No two charts agree.", [theme], "draft")


def test_section_may_be_left_out_and_a_theme_added(client, intake):
    group = make_theme().group
    charts, ropes = f"heading-{line('Charts differ')}", f"heading-{line('Ropes are let go')}"

    client.post(
        address(intake),
        answers(client, intake)
        | {
            f"{charts}-theme": "out",
            f"{ropes}-theme": "new",
            f"{ropes}-title": "Ropes",
            f"{ropes}-group": group.pk,
        },
    )

    theme = Theme.objects.get(title="Ropes")
    assert (theme.slug, theme.group) == ("ropes", group)
    assert [(one.title, one.theme, one.left_out) for one in ArticleSection.objects.order_by("position")] == [
        ("Ropes are let go", theme, False),
        ("Charts differ", None, True),
    ]
    assert Finding.objects.filter(article_words=CHARTS).count() == 0
    intake.refresh_from_db()
    assert intake.state == "done"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {finding_field(CHARTS): "other", finding_field(CHARTS, "other"): "F9999"},
            "There is no finding “F9999”.",
        ),
        (
            {finding_field(CHARTS): "other", finding_field(CHARTS, "other"): ""},
            "Type the number of the finding",
        ),
        (
            {finding_field(CHARTS): "other", finding_field(CHARTS, "other"): "9" * 12},
            "There is no finding “9999",
        ),
        ({finding_field(CHARTS): "99999999999999999999"}, "Choose what becomes of it"),
        ({finding_field(CHARTS): "²"}, "Choose what becomes of it"),
        ({finding_field(CHARTS): ""}, "Choose what becomes of it"),
        ({finding_field(CHARTS): "x" * 300}, "at most 20 characters"),
        ({finding_field(CHARTS): "new\x00"}, "Null characters are not allowed"),
        ({finding_field(CHARTS, "words"): CHARTS.upper()}, "These are the article’s words."),
        ({finding_field(CHARTS, "words"): "w" * 1_001}, "at most 1000 characters"),
        ({f"heading-{line('Charts differ')}-theme": "77777"}, "This theme is no longer there."),
        (
            {f"heading-{line('Charts differ')}-theme": "new"},
            "Choose the group that the new theme belongs to.",
        ),
    ],
)
def test_answer_that_cannot_be_accepted_is_told_on_its_row_and_nothing_is_lost(client, intake, changes, said):
    before = everything()
    data = answers(client, intake) | {finding_field(LET_GO, "words"): "Ropes go early."} | changes

    page = client.post(address(intake), data)

    assert page.status_code == 200
    assert said in page.text
    assert "Nothing was added yet. Mend what is named here" in page.text
    assert everything() == before
    sent = {name: str(value) for name, value in data.items() if name.startswith(("finding", "heading"))}
    shown = {bound.html_name: str(bound.value()) for form in page.context["preview"].forms for bound in form}
    assert {name: shown[name] for name in sent} == sent


def test_words_of_ours_are_not_lost_by_joining(client, held, intake):
    page = client.post(
        address(intake), answers(client, intake) | {finding_field(LET_GO, "words"): "Ropes go."}
    )

    assert "These words would be lost" in page.text
    assert ArticleMention.objects.count() == 0


def test_failure_in_the_middle_leaves_nothing(client, intake, monkeypatch):
    before = everything()
    monkeypatch.setattr("themes.importers.article.saving.save_comments", lambda *args: 1 / 0)
    data = answers(client, intake)

    with pytest.raises(ZeroDivisionError):
        client.post(address(intake), data)

    assert everything() == before


def test_what_came_of_it_is_listed_with_links(client, held, intake):
    page = client.post(address(intake), answers(client, intake), follow=True)

    assert Finding.objects.count() == 3
    for finding in Finding.objects.all():
        assert reverse("admin:themes_finding_change", args=[finding.pk]) in page.text
    assert reverse("admin:reviews_article_change", args=[Article.objects.get().pk]) in page.text


def test_articles_words_stand_with_the_finding_that_they_joined(client, held, intake):
    client.post(address(intake), answers(client, intake))

    page = client.get(reverse("admin:themes_finding_change", args=[held.pk]))

    assert LET_GO in page.text
    assert LET_GO not in client.get(held.get_absolute_url()).text


def test_command_adds_nothing_that_was_joined_on_the_screen(client, held, intake, tmp_path):
    client.post(address(intake), answers(client, intake))
    before = everything()
    file = tmp_path / "article.txt"
    file.write_text(TEXT)

    call_command("import_article", str(file), stdout=StringIO())

    assert everything() == before


# Lines that say the same


TWICE = TEXT.replace(IN_FOG, LET_GO)


@pytest.fixture
def twice(client, curator, review) -> ArticleIntake:
    """An article that has the same words twice under one heading."""
    add(client, TWICE)
    intake = ArticleIntake.objects.get()
    client.post(address(intake), {"act": "review", "version": 1, "review": review.pk})
    intake.refresh_from_db()
    return intake


@pytest.mark.parametrize("choice", ["new", "held"])
def test_words_twice_under_a_heading_are_one_finding(client, held, twice, choice):
    same = {finding_field(CHARTS): "later"}
    for number in (line(LET_GO), line(IN_FOG)):
        same[f"finding-{number}-same"] = held.pk if choice == "held" else "new"

    response = client.post(address(twice), answers(client, twice) | same)

    assert response.status_code == 302
    found = (Finding.objects.filter(state="draft").count(), ArticleMention.objects.count())
    assert found == ((0, 1) if choice == "held" else (1, 0))


def test_words_twice_with_two_answers_are_asked_about_again(client, held, twice):
    same = {finding_field(LET_GO): held.pk, finding_field(IN_FOG): "new"}

    page = client.post(address(twice), answers(client, twice) | same)

    assert f"Line {line(LET_GO)} has the same words under this heading" in page.text
    assert ArticleMention.objects.count() == 0


def test_somebody_who_was_quicker_is_told_of(client, intake, monkeypatch):
    def refuse(**kwargs):
        raise IntegrityError

    data = answers(client, intake) | {finding_field(CHARTS, "words"): "Mine."}
    monkeypatch.setattr("themes.admin.intake.screens.accept_article", refuse)

    page = client.post(address(intake), data)

    assert page.status_code == 409
    assert "Somebody was quicker" in page.text
    assert page.context["preview"].rows[-1].form["words"].value() == "Mine."


# What readers see


def join(client, intake, finding):
    return client.post(
        address(intake), answers(client, intake) | {finding_field(IN_FOG): finding.pk}, follow=True
    )


def test_published_finding_keeps_its_pages_until_a_publisher_adds_those_of_the_article(
    client, review, intake
):
    published = make_finding("Fog is no reason.", review=review)
    make_citation(published, pages=("3",))
    member(client, "Curator")
    assert "Readers will see" not in client.get(address(intake)).text

    page = join(client, intake, published)

    assert [citation.as_given for citation in published.citations.all()] == ["3"]
    assert published.quotations.count() == 0
    assert "The article gives pages 11 &amp; 179." in page.text
    assert "A publisher can add them on this page." in page.text
    assert "send it to review" in page.text
    assert client.post(address(intake, "added")).status_code == 403

    member(client, "Publisher")
    assert "Its pages wait for a publisher" in client.get("/admin/themes/articleintake/?work=pages-wait").text
    page = client.post(address(intake, "added"), follow=True)

    assert "Added, and readers see it now: 1 page list, 1 quotation to check." in page.text
    assert sorted(citation.as_given for citation in published.citations.all()) == ["11 & 179", "3"]
    assert [quotation.words for quotation in published.quotations.all()] == ["Lanterns fail in fog,"]
    assert not ArticleMention.objects.filter(pages_wait=True).exists()


def test_publisher_is_told_before_that_readers_will_see_it_at_once(client, review, intake):
    published = make_finding("Lanterns fail in fog, it adds.", review=review)
    member(client, "Publisher")

    assert "Readers will see these pages with it at once." in client.get(address(intake)).text
    join(client, intake, published)

    assert [citation.as_given for citation in published.citations.all()] == ["11 & 179"]


def test_of_two_findings_that_fit_none_is_chosen(client, held, review, intake):
    other = make_finding("Ropes for mooring are often let go much too early.", review=review)
    make_citation(other, pages=("11", "179"))

    page = client.get(address(intake))

    row = page.context["preview"].rows[0]
    assert row.chosen == "new"
    assert {one.finding for one in row.first_shown} == {held, other}
    assert "Look: 2 findings that we hold are about as near." in page.text


def test_same_pages_do_not_outweigh_words(client, review, intake):
    paged = make_finding("Ropes matter, and so does much besides that nobody wrote down.", review=review)
    make_citation(paged, pages=("11", "179"))
    alike = make_finding("Many mooring ropes are let go too early.", review=review)

    row = client.get(address(intake)).context["preview"].rows[0]

    assert row.suggestions[0].finding == alike
    assert row.assumed.finding == alike


def test_lines_beyond_the_first_are_compared_on_demand_and_answers_are_kept(
    client, held, intake, monkeypatch
):
    monkeypatch.setattr("themes.admin.intake.preview.AT_ONCE", 1)
    data = answers(client, intake)
    page = client.get(address(intake))
    assert [row.is_compared for row in page.context["preview"].rows] == [True, False, False]
    assert "2 lines further down are not compared" in " ".join(page.text.split())

    page = client.post(
        address(intake), data | {"act": "compare", finding_field(CHARTS): "later"}, follow=True
    )

    rows = page.context["preview"].rows
    assert [row.is_compared for row in rows] == [True, True, True]
    assert rows[-1].chosen == "later"


@pytest.mark.parametrize("act", ["keep", "aside", "accept"])
def test_findings_are_not_compared_again_where_no_screen_is_shown(client, held, intake, act, monkeypatch):
    data = answers(client, intake)
    monkeypatch.setattr("themes.admin.intake.preview.suggest_findings", lambda *args, **kwargs: 1 / 0)

    assert client.post(address(intake), data | {"act": act}).status_code == 302


def test_where_and_when_it_appeared_is_asked_and_kept_with_the_article(client, intake):
    data = answers(client, intake)
    bad = client.post(address(intake), data | {"source-published": "in July"})
    assert "Write the day as 2016-07-27" in bad.text

    given = {"title": "Ropes and reviews", "publication": "Harbour News", "published": "2016-07-27"}
    client.post(address(intake), data | {f"source-{name}": answer for name, answer in given.items()})

    article, intake = Article.objects.get(), ArticleIntake.objects.get()
    assert article.source_name == "Harbour News, 27 July 2016"
    assert (article.title, article.slug, intake.title) == (
        "Ropes and reviews",
        "ropes-and-reviews",
        "Ropes and reviews",
    )


def test_comments_are_shown_in_whole_words_with_their_place(client, curator):
    words = f"{'One word after another. ' * 24}He lives in Quay Street."
    reply = CommentPlan("Ben Example", datetime(2016, 7, 8), [words])
    plan = replace(PLAN, comments=[CommentPlan("Ada Example", datetime(2016, 7, 7), ["We knew."], [reply])])
    add(client, write_article(plan))

    page = " ".join(client.get(address(ArticleIntake.objects.get())).text.split())

    assert "Comment 1. <strong>Ada Example</strong>, 7 July 2016: We knew.</li>" in page
    assert "Comment 2, answer to Ada Example. <strong>Ben Example</strong>" in page
    assert "He lives in Quay Street.</li>" in page


def test_title_that_was_read_is_proposed_and_taken_where_none_is_given(client, intake):
    page = client.get(address(intake))
    read = page.context["preview"].draft.title
    assert page.context["preview"].source_form["title"].value() == read

    client.post(address(intake), answers(client, intake) | {"source-title": " "})

    assert Article.objects.get().title == read


# Page lists that were not understood


def take(client, review, text) -> ArticleIntake:
    add(client, text)
    intake = ArticleIntake.objects.get()
    client.post(address(intake), {"act": "review", "version": 1, "review": review.pk})
    intake.refresh_from_db()
    return intake


UNREAD = TEXT.replace("(pg 11 & 179)", "(pg twelve)")
TYPED = f"pages-{line(IN_FOG)}-pages"


def test_pages_may_be_typed_where_a_page_list_was_not_understood(client, curator, review):
    intake = take(client, review, UNREAD)
    page = client.get(address(intake))
    assert f"Pages for lines {line(LET_GO)} and {line(IN_FOG)}, as the article gives them" in page.text
    assert len([row for row in page.context["preview"].rows if row.pages_form]) == 1

    client.post(address(intake), answers(client, intake) | {TYPED: "pp. 12, 14-16"})

    citation = Citation.objects.get(as_given="12, 14-16")
    assert [str(pages) for pages in citation.pages.all()] == ["page 12", "pages 14 to 16"]
    assert {finding.article_words for finding in citation.findings.all()} == {LET_GO, f"{IN_FOG} (pg twelve)"}
    assert Quotation.objects.get(words="Lanterns fail in fog,").citation == citation
    assert (citation.basis, citation.given_by_article) == ("secondary_source", Article.objects.get())
    after = client.get(address(intake))
    assert not [row for row in after.context["preview"].rows if row.pages_form]
    assert "Pages as given: 12, 14-16" in after.text


def test_quotation_is_kept_where_no_pages_are_typed(client, curator, review):
    intake = take(client, review, UNREAD)

    client.post(address(intake), answers(client, intake))

    quotation = Quotation.objects.get()
    assert (quotation.words, quotation.citation) == ("Lanterns fail in fog,", None)
    assert quotation.finding.article_words == f"{IN_FOG} (pg twelve)"
    assert [citation.as_given for citation in Citation.objects.all()] == ["17/18 & 200"]


def test_pages_that_are_typed_wrongly_are_told_and_stay(client, curator, review):
    intake = take(client, review, UNREAD)

    page = client.post(address(intake), answers(client, intake) | {TYPED: "40-12"})

    assert "“40 to 12” runs backwards: write “12 to 40”." in page.text
    assert f"Line {line(IN_FOG)}: “40 to 12”" in page.text
    assert Finding.objects.count() == 0
    client.post(address(intake), answers(client, intake) | {TYPED: "40-12", "act": "keep"})
    row = next(row for row in client.get(address(intake)).context["preview"].rows if row.pages_form)
    assert row.pages_form["pages"].value() == "40-12"


def test_typed_pages_and_bare_quotations_of_a_published_finding_wait_for_a_publisher(client, review):
    published = make_finding("Fog is no reason.", review=review)
    alone = make_finding("Charts are drawn anew.", review=review)
    member(client, "Curator")
    text = UNREAD.replace(CHARTS + " (pg 17/18 & 200)", "“Each harbour” draws its own.")
    intake = take(client, review, text)

    page = client.post(
        address(intake),
        answers(client, intake)
        | {TYPED: "12", finding_field(IN_FOG): published.pk, finding_field(CHARTS): alone.pk},
        follow=True,
    )

    assert "The article gives pages 12." in page.text
    assert "It quotes “Each harbour”." in page.text
    assert not published.citations.exists()
    assert not Quotation.objects.exclude(finding__state="draft").exists()

    member(client, "Publisher")
    client.post(address(intake, "added"))

    assert [citation.as_given for citation in published.citations.all()] == ["12"]
    assert [(one.words, one.citation) for one in alone.quotations.all()] == [("Each harbour", None)]


# Leaving and taking up again


def test_answers_are_kept_as_filled_in_right_or_wrong(client, intake):
    data = answers(client, intake) | {
        finding_field(CHARTS): "other",
        finding_field(CHARTS, "other"): "nonsense",
    }

    client.post(address(intake), data | {"act": "keep"})

    row = client.get(address(intake)).context["preview"].rows[-1]
    assert (row.chosen, row.form["other"].value()) == ("other", "nonsense")
    assert everything()["Finding"] == 0


def test_it_is_put_aside_and_taken_up_again(client, intake):
    data = answers(client, intake) | {finding_field(CHARTS, "words"): "Half a thought"}
    client.post(address(intake), data | {"act": "aside"})
    intake.refresh_from_db()
    assert intake.state == "aside"
    assert client.get(address(intake)).context["preview"].rows[-1].form["words"].value() == "Half a thought"

    client.post(address(intake), {"act": "take_up", "version": 3})
    intake.refresh_from_db()
    assert intake.state == "in_hand"


@pytest.mark.parametrize("act", ["keep", "accept", "review", "aside"])
def test_second_of_two_people_is_told_and_loses_nothing(client, held, intake, act):
    data = answers(client, intake) | {"act": act, finding_field(CHARTS, "words"): "Mine."}
    client.post(address(intake), answers(client, intake) | {"act": "keep", finding_field(CHARTS): "later"})
    before = everything()

    page = client.post(address(intake), data)

    assert page.status_code == 409
    assert "curator saved this article at" in page.text
    assert "Meanwhile somebody else chose: Leave it for later." in page.text
    assert page.context["preview"].rows[-1].form["words"].value() == "Mine."
    assert everything() == before
    again = client.post(address(intake), data | {"version": page.context["intake"].version})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"act": "nonsense"}, 400),
        ({"act": "keep", "version": "x" * 20}, 409),
        ({"act": "accept", "version": "x" * 20}, 200),
    ],
)
def test_post_without_sense_gets_a_message(client, intake, data, status):
    page = client.post(address(intake), data)

    assert page.status_code == status
    assert "errornote" in page.text


# Who may


def permit(user, *names: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


@pytest.mark.parametrize(
    ("names", "statuses"),
    [
        ((), (403, 403, 403, 403)),
        (("view_articleintake",), (403, 200, 403, 403)),
        (("add_articleintake", "change_articleintake"), (200, 200, 302, 403)),
        (("change_articleintake", "add_finding"), (403, 200, 302, 302)),
    ],
)
def test_each_act_needs_its_permission(client, intake, names, statuses):
    data = answers(client, intake)
    permit(sign_in(client, "other"), *names)

    found = (
        client.get(ADD).status_code,
        client.get(address(intake)).status_code,
        client.post(address(intake), data | {"act": "keep"}).status_code,
        client.post(address(intake), data | {"version": ArticleIntake.objects.get().version}).status_code,
    )

    assert found == statuses


def test_theme_is_not_added_without_the_permission(client, intake):
    heading = f"heading-{line('Charts differ')}"
    group = make_theme().group
    data = answers(client, intake)
    permit(sign_in(client, "other"), "change_articleintake", "add_finding")

    page = client.post(
        address(intake),
        data | {f"{heading}-theme": "new", f"{heading}-title": "T", f"{heading}-group": group.pk},
    )

    assert page.status_code == 200
    assert Theme.objects.count() == 1


@pytest.mark.parametrize("pk", ["999", "9" * 40, "x", "1%00", "-1"])
def test_article_that_is_not_there_is_not_found(client, curator, pk):
    assert client.get(f"/admin/themes/articleintake/{pk}/change/").status_code == 404
    assert client.get(f"/admin/themes/articleintake/{pk}/added/").status_code == 404


def test_whatever_is_pasted_or_uploaded_gets_an_answer_in_words(client, curator):
    """Five thousand of these are tried by `tests.bench.malformed_articles`."""
    before = everything()

    for case in texts(random.Random(8), 40):  # noqa: S311 - examples
        data = (
            {"file": SimpleUploadedFile(case.name, case.data)}
            if case.name
            else {"pasted": case.data.decode(errors="replace")}
        )
        page = client.post(ADD, data, follow=True)
        assert page.status_code == 200, case
        assert "errornote" in page.text or "Which review is it about?" in page.text, case

    assert everything() == before
