"""Answers about the lines of an article, and what accepting it saves."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from reviews.models import Article
from tests.factories import make_citation, make_finding, make_theme
from tests.themes.admin.intake.cases import (
    CHARTS,
    IN_FOG,
    LET_GO,
    TEXT,
    count_everything,
    find_line,
    finding_field,
    get_address,
    member,
    post_article,
    read_answers,
)
from themes.models import ArticleIntake, ArticleMention, ArticleSection, Finding, Theme

pytestmark = pytest.mark.django_db


# Accepting


def test_chosen_findings_are_joined_and_the_rest_become_drafts(client, held, intake):
    response = client.post(get_address(intake), read_answers(client, intake), follow=True)

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
    client.post(get_address(intake), read_answers(client, intake) | {finding_field(CHARTS): "later"})
    before = count_everything()
    intake.refresh_from_db()
    assert intake.state == "in_hand"
    assert [bool(row.accepted) for row in client.get(get_address(intake)).context["preview"].rows] == [
        True,
        True,
        False,
    ]

    client.post(
        get_address(intake),
        read_answers(client, intake) | {finding_field(CHARTS): "new", finding_field(LET_GO): "new"},
    )

    after = count_everything()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "ArticleSection": 1,
        "Citation": 1,
        "Finding": 1,
    }


def test_joined_finding_gets_the_page_list_and_quotations_that_it_lacks(client, review, intake):
    other = make_finding("Fog is no reason.", review=review)
    make_citation(other, pages=("3",))

    client.post(
        get_address(intake),
        read_answers(client, intake)
        | {finding_field(IN_FOG): "other", finding_field(IN_FOG, "other"): f"f{other.number}"},
    )

    assert sorted(citation.as_given for citation in other.citations.all()) == ["11 & 179", "3"]
    assert [quotation.words for quotation in other.quotations.all()] == ["Lanterns fail in fog,"]


def test_words_typed_as_a_number_are_answered_as_such(client, review, intake):
    sent = read_answers(client, intake) | {
        finding_field(IN_FOG): "other",
        finding_field(IN_FOG, "other"): "the one about fog",
    }

    page = client.post(get_address(intake), sent).content.decode()

    assert "There is no finding “the one about fog”. Type its number as shown, such as F004." in page
    assert "characters" not in page


def test_finding_about_another_review_keeps_its_own_pages(client, intake):
    other = make_finding("Fog is no reason.")

    client.post(get_address(intake), read_answers(client, intake) | {finding_field(IN_FOG): other.pk})

    assert ArticleMention.objects.get().finding == other
    assert (other.citations.count(), other.quotations.count()) == (0, 0)


def test_draft_may_start_in_our_words_and_with_the_theme_chosen(client, intake):
    theme = make_theme("Charts")

    client.post(
        get_address(intake),
        read_answers(client, intake)
        | {
            f"heading-{find_line('Charts differ')}-theme": theme.title.lower(),
            finding_field(CHARTS, "words"): "No two charts agree.",
        },
    )

    draft = Finding.objects.get(article_words=CHARTS)
    assert (draft.text, [*draft.themes.all()], draft.state) == ("No two charts agree.", [theme], "draft")


def test_section_may_be_left_out_and_a_theme_added(client, intake):
    group = make_theme().group
    charts, ropes = f"heading-{find_line('Charts differ')}", f"heading-{find_line('Ropes are let go')}"

    client.post(
        get_address(intake),
        read_answers(client, intake)
        | {
            f"{charts}-out": "on",
            f"{ropes}-theme": "Ropes",
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
        (
            {f"heading-{find_line('Charts differ')}-theme": "Charrts"},
            "No theme of ours is called “Charrts”. Choose one that the field offers, or leave it empty.",
        ),
        (
            {f"heading-{find_line('Charts differ')}-group": "77777"},
            "77777 is not one of the available choices.",
        ),
    ],
)
def test_answer_that_cannot_be_accepted_is_told_on_its_row_and_nothing_is_lost(client, intake, changes, said):
    before = count_everything()
    data = read_answers(client, intake) | {finding_field(LET_GO, "words"): "Ropes go early."} | changes

    page = client.post(get_address(intake), data)

    assert page.status_code == 200
    assert said in page.text
    assert "Nothing was added yet. Mend what is named here" in page.text
    assert count_everything() == before
    sent = {name: str(value) for name, value in data.items() if name.startswith(("finding", "heading"))}
    shown = {bound.html_name: str(bound.value()) for form in page.context["preview"].forms for bound in form}
    assert {name: shown[name] for name in sent} == sent


def test_words_of_ours_are_not_lost_by_joining(client, held, intake):
    page = client.post(
        get_address(intake), read_answers(client, intake) | {finding_field(LET_GO, "words"): "Ropes go."}
    )

    assert "These words would be lost" in page.text
    assert ArticleMention.objects.count() == 0


def test_failure_in_the_middle_leaves_nothing(client, intake, monkeypatch):
    before = count_everything()
    monkeypatch.setattr("themes.importers.article.saving.save_comments", lambda *args: 1 / 0)
    data = read_answers(client, intake)

    with pytest.raises(ZeroDivisionError):
        client.post(get_address(intake), data)

    assert count_everything() == before


def test_what_came_of_it_is_listed_with_links(client, held, intake):
    page = client.post(get_address(intake), read_answers(client, intake), follow=True)

    assert Finding.objects.count() == 3
    for finding in Finding.objects.all():
        screen = "wording_one" if finding.state == "draft" else "change"
        assert reverse(f"admin:themes_finding_{screen}", args=[finding.pk]) in page.text
    assert reverse("admin:reviews_article_change", args=[Article.objects.get().pk]) in page.text


def test_articles_words_stand_with_the_finding_that_they_joined(client, held, intake):
    client.post(get_address(intake), read_answers(client, intake))

    page = client.get(reverse("admin:themes_finding_change", args=[held.pk]))

    assert LET_GO in page.text
    assert LET_GO not in client.get(held.get_absolute_url()).text


def test_command_adds_nothing_that_was_joined_on_the_screen(client, held, intake, tmp_path):
    client.post(get_address(intake), read_answers(client, intake))
    before = count_everything()
    file = tmp_path / "article.txt"
    file.write_text(TEXT)

    call_command("import_article", str(file), stdout=StringIO())

    assert count_everything() == before


TWICE = TEXT.replace(IN_FOG, LET_GO)


@pytest.fixture
def twice(client, curator, review) -> ArticleIntake:
    """An article that has the same words twice under one heading."""
    post_article(client, TWICE)
    intake = ArticleIntake.objects.get()
    client.post(get_address(intake), {"act": "review", "version": 1, "review": review.pk})
    intake.refresh_from_db()
    return intake


# Lines that say the same


@pytest.mark.parametrize("choice", ["new", "held"])
def test_words_twice_under_a_heading_are_one_finding(client, held, twice, choice):
    same = {finding_field(CHARTS): "later"}
    for number in (find_line(LET_GO), find_line(IN_FOG)):
        same[f"finding-{number}-same"] = held.pk if choice == "held" else "new"

    response = client.post(get_address(twice), read_answers(client, twice) | same)

    assert response.status_code == 302
    found = (Finding.objects.filter(state="draft").count(), ArticleMention.objects.count())
    assert found == ((0, 1) if choice == "held" else (1, 0))


def test_words_twice_with_two_answers_are_asked_about_again(client, held, twice):
    same = {finding_field(LET_GO): held.pk, finding_field(IN_FOG): "new"}

    page = client.post(get_address(twice), read_answers(client, twice) | same)

    assert f"Line {find_line(LET_GO)} has the same words under this heading" in page.text
    assert ArticleMention.objects.count() == 0


def join(client, intake, finding):
    return client.post(
        get_address(intake), read_answers(client, intake) | {finding_field(IN_FOG): finding.pk}, follow=True
    )


# What readers see


def test_published_finding_keeps_its_pages_until_a_publisher_adds_those_of_the_article(
    client, review, intake
):
    published = make_finding("Fog is no reason.", review=review)
    make_citation(published, pages=("3",))
    member(client, "Curator")
    assert "Readers will see" not in client.get(get_address(intake)).text

    page = join(client, intake, published)

    assert [citation.as_given for citation in published.citations.all()] == ["3"]
    assert published.quotations.count() == 0
    assert "The article gives pages 11 &amp; 179." in page.text
    assert "A publisher can add them on this page." in page.text
    assert "send it to review" in page.text
    assert client.post(get_address(intake, "added")).status_code == 403

    member(client, "Publisher")
    assert "Its pages wait for a publisher" in client.get("/admin/themes/articleintake/?work=pages-wait").text
    page = client.post(get_address(intake, "added"), follow=True)

    assert "Added, and readers see it now: 1 page list, 1 quotation to check." in page.text
    assert sorted(citation.as_given for citation in published.citations.all()) == ["11 & 179", "3"]
    assert [quotation.words for quotation in published.quotations.all()] == ["Lanterns fail in fog,"]
    assert not ArticleMention.objects.filter(pages_wait=True).exists()


def test_publisher_is_told_before_that_readers_will_see_it_at_once(client, review, intake):
    published = make_finding("Lanterns fail in fog, it adds.", review=review)
    member(client, "Publisher")

    assert "Readers will see these pages with it at once." in client.get(get_address(intake)).text
    join(client, intake, published)

    assert [citation.as_given for citation in published.citations.all()] == ["11 & 179"]
