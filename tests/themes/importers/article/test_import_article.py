"""`manage.py import_article`: what it is given, what it says, and what it refuses."""

import json
from datetime import date

import pytest
from django.core.management import CommandError

from reviews.models import Article
from tests.articles import write_page
from tests.factories import make_review
from tests.themes.importers.article.importing import (
    PLAN,
    THEMES,
    count_everything,
    list_comments,
    run_command,
)
from themes.models import Finding

pytestmark = pytest.mark.django_db


def test_dry_run_keeps_nothing(review, file):
    before = count_everything()

    out = run_command(file, "--dry-run")

    assert "Would add: 4 draft findings, 3 new page lists" in out
    assert count_everything() == before


def test_json_has_the_keys_that_others_rely_on(review, file):
    report = json.loads(run_command(file, "--format", "json"))

    assert report["article"]["title"] == PLAN.title
    assert report["review"] == "the-review"
    assert [theme["title"] for theme in report["themes"]] == ["Ropes are let go too early", "Charts differ"]
    assert [len(theme["findings"]) for theme in report["themes"]] == [2, 2]
    pages = [
        [(page["first_page"], page["last_page"]) for page in theme["citations"]] for theme in report["themes"]
    ]
    assert pages == [[("11", "11"), ("179", "179")], [("17", "18"), ("200", "200"), ("iv", "iv")]]
    assert [comment["parent"] for comment in report["comments"]] == [None, 0, 1, None]
    assert [comment["depth"] for comment in report["comments"]] == [1, 2, 3, 1]
    assert report["comments"][0]["posted_at"] == "2016-07-07T14:18:00"
    assert report["comments"][0]["body"] == "We knew.\n\nWe said so."
    assert report["problems"] == []
    assert report["kept"] is True


def test_dry_run_reads_even_where_no_review_is_held(file):
    report = json.loads(run_command(file, "--dry-run", "--format", "json"))

    assert report["review"] is None
    assert len(report["themes"]) == 2


def test_article_about_years_that_are_not_held_is_refused_whole(file):
    before = count_everything()

    with pytest.raises(CommandError, match="Nothing was imported. Name the review with --review"):
        run_command(file)

    assert count_everything() == before


def test_review_can_be_named(file):
    make_review("another")

    run_command(file, "--review", "another")

    assert Article.objects.get().review.slug == "another"


def test_title_day_and_publication_can_be_given(review, file):
    out = run_command(
        file, "--title", " Boats and  fog ", "--date", "2016-07-07", "--publication", "Harbour  Gazette"
    )

    article = Article.objects.get()
    assert (article.title, article.published, article.publication, article.slug) == (
        "Boats and fog",
        date(2016, 7, 7),
        "Harbour Gazette",
        "boats-and-fog",
    )
    assert "“Boats and fog”" in out


@pytest.mark.parametrize(
    "given",
    [
        *(("--title", " "), ("--title", "a" * 1001), ("--date", "7 July"), ("--date", "")),
        *(("--publication", " "), ("--publication", "a" * 201)),
    ],
)
def test_title_and_day_that_are_none_are_refused(review, file, given):
    with pytest.raises(CommandError):
        run_command(file, *given)

    assert not Article.objects.exists()


def test_review_that_is_not_held_is_told_with_those_that_are(review, file):
    with pytest.raises(CommandError, match="There is no review nope. Held: the-review"):
        run_command(file, "--review", "nope")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n\n",
        b"%PDF-1.7 \x00\x01",
        b"PK\x03\x04\x00\x00",
        b"\x00" * 100,
        b"A letter about nothing.\n",
    ],
)
def test_file_that_is_no_article_is_refused_in_words(review, tmp_path, data):
    file = tmp_path / "file.txt"
    file.write_bytes(data)
    before = count_everything()

    with pytest.raises(CommandError) as refused:
        run_command(file)

    assert "file.txt" in str(refused.value)
    assert count_everything() == before


def test_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run_command(tmp_path / "missing.txt")
    with pytest.raises(CommandError, match="cannot be read"):
        run_command(tmp_path)


def test_web_page_is_imported_as_its_text_would_be(review, file, tmp_path):
    page = tmp_path / "article.html"
    page.write_text(write_page(PLAN))

    run_command(page)
    from_page = [*Finding.objects.order_by("number").values_list("article_words", "article_section__title")]
    run_command(file)

    assert [words for words, _ in from_page] == [
        words for theme in THEMES for findings, _ in theme.groups for words in findings
    ]
    assert Finding.objects.count() == len(from_page)
    assert list_comments() == ["We knew.\n\nWe said so.", "So did we.", "Good.", "No time given."]


def test_a_file_without_end_is_not_read_to_the_end():
    with pytest.raises(CommandError, match="more than the 2,000,000 bytes"):
        run_command("/dev/zero")
