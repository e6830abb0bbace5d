"""A report that we do not hold yet, added on the way through an article about it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reviews.models import Document, Review
from tests.articles import ArticlePlan, ThemePlan, write_article
from tests.reviews.documents.pdfs import plain
from tests.themes.admin.intake.cases import (
    CHARTS,
    finding_field,
    get_address,
    member,
    post_article,
    read_answers,
)
from themes.importers.article.reading import read_article
from themes.importers.article.reports import propose_report_title
from themes.models import ArticleIntake

pytestmark = pytest.mark.django_db

TITLE = "Ropes and fog: an analysis of 40 reviews"
GIVEN = {
    "act": "report",
    "version": 1,
    "report-title": TITLE,
    "report-kind": "overview",
    "report-year": "2016",
}


@pytest.fixture
def waiting(client, curator) -> ArticleIntake:
    """An article whose review was not chosen."""
    post_article(client)
    return ArticleIntake.objects.get()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (
            "“Missed chances: an analysis of 74 reviews” runs to 120 pages.",
            "Missed chances: an analysis of 74 reviews",
        ),
        ("It speaks of “pressure points”. “We all saw it and said nothing.”", ""),
        (
            'The mayor’s "A Plan For Better Days" is not it; "Learning from Harbours: a study," is.',
            "Learning from Harbours: a study",
        ),
        ("Nothing is quoted here.", ""),
    ],
)
def test_title_is_proposed_that_the_article_gives_in_quotation_marks(words, title):
    text = write_article(ArticlePlan(themes=[ThemePlan("Ropes", [(["Ropes are let go."], "1")])]))
    head, rest = text.split("\n\nRopes\n", 1)

    assert propose_report_title(read_article(f"{head}\n\n{words}\n\nRopes\n{rest}")) == title


def test_report_is_added_and_the_article_goes_on_with_it(client, waiting):
    page = client.post(get_address(waiting), GIVEN, follow=True)

    report, waiting = Review.objects.get(), ArticleIntake.objects.get()
    assert (report.title, report.short_title, report.kind, report.published_text) == (
        TITLE,
        TITLE,
        "overview",
        "2016",
    )
    assert report.slug == "ropes-and-fog-an-analysis-of-40-reviews"
    assert waiting.review == report
    assert not [name for name in waiting.decisions if name.startswith("report-")]
    assert page.redirect_chain[-1][0] == f"{get_address(waiting)}#review-heading"
    assert "is added, and the article is about it now." in page.text
    assert "Accept what is chosen" in page.text


def test_all_that_was_typed_comes_back_with_the_report(client, intake):
    data = read_answers(client, intake) | GIVEN | {"version": intake.version}

    page = client.post(
        get_address(intake),
        data | {finding_field(CHARTS, "words"): "Half a thought", "source-title": "Mended"},
        follow=True,
    )

    preview = page.context["preview"]
    assert preview.rows[-1].form["words"].value() == "Half a thought"
    assert preview.source_form["title"].value() == "Mended"
    assert preview.review.title == TITLE


def test_pdf_comes_with_it_or_neither_is_added(client, waiting):
    refused = client.post(
        get_address(waiting), GIVEN | {"report-file": SimpleUploadedFile("a.pdf", b"no PDF")}
    )

    assert "The report was not added." in refused.text
    assert (Review.objects.count(), Document.objects.count()) == (0, 0)
    assert ArticleIntake.objects.get().version == 1
    assert f'value="{TITLE}"' in refused.text
    assert "Choose a report" in refused.text

    file = SimpleUploadedFile("a.pdf", plain(1))
    page = client.post(get_address(waiting), GIVEN | {"report-file": file}, follow=True)

    assert Document.objects.get().review == Review.objects.get()
    assert "Its PDF is being read; what its first pages say is proposed there." in page.text
    assert "?from-pdf=1" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"report-title": " "}, "Type the report’s title, as printed on it."),
        ({"report-kind": ""}, "Choose what kind of report it is."),
        ({"report-year": "MMXVI"}, "Type the year as four figures"),
        ({"report-year": "16"}, "Type the year as four figures"),
        ({"report-title": "The Review"}, "We may hold this report already: “"),
        ({"report-title": "x" * 1_001}, "at most 1000 characters"),
    ],
)
def test_what_cannot_be_added_is_said_and_stays(client, waiting, review, changes, said):
    Review.objects.update(title="The review")

    page = client.post(get_address(waiting), GIVEN | changes)

    assert said in page.text
    assert Review.objects.count() == 1
    assert "Choose a report" in page.text


def test_second_of_that_name_gets_an_address_of_its_own(client, waiting, review):
    review.slug = "ropes-and-fog-an-analysis-of-40-reviews"
    review.save()
    review.slug = "former"
    review.save()

    client.post(get_address(waiting), GIVEN)

    assert Review.objects.get(title=TITLE).slug == "ropes-and-fog-an-analysis-of-40-reviews-2"


def test_long_title_is_cut_between_words_for_lists(client, waiting):
    client.post(get_address(waiting), GIVEN | {"report-title": "Harbour lights " * 20})

    short = Review.objects.get().short_title
    assert len(short) <= 200
    assert short.endswith(("Harbour…", "lights…"))


def test_somebody_who_saved_meanwhile_leaves_no_report_behind(client, waiting):
    client.post(get_address(waiting), {"act": "keep", "version": 1})

    page = client.post(get_address(waiting), GIVEN)

    assert page.status_code == 409
    assert Review.objects.count() == 0


def test_report_is_not_asked_about_by_other_buttons(client, waiting):
    page = client.post(get_address(waiting), GIVEN | {"act": "review", "report-title": ""})

    assert "Type the report’s title" not in page.text
    assert Review.objects.count() == 0


def test_role_without_the_right_adds_none(client, waiting):
    member(client, "Moderator")

    assert client.post(get_address(waiting), GIVEN).status_code == 403
    assert Review.objects.count() == 0
