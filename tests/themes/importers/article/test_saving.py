"""An article in, drafts out; nothing twice and nothing half done."""

import json
from datetime import date

import pytest

from reviews.models import Article
from tests.articles import ArticleStyle, ThemePlan, article_bytes
from tests.factories import make_article, make_citation, make_finding
from tests.themes.importers.article.importing import PLAN, count_everything, import_plan, run_command
from themes.importers.article import saving
from themes.models import ArticleSection, Citation, Finding, Quotation

pytestmark = pytest.mark.django_db


def test_findings_become_drafts_that_carry_the_articles_words(review, file):
    run_command(file)

    drafts = Finding.objects.order_by("number")
    assert [(draft.text, draft.article_words, draft.state) for draft in drafts] == [
        ("", "Two in three boats had been met before.", "draft"),
        ("", "“Many lines were let go in fog,” it says.", "draft"),
        ("", "Each harbour draws its own.", "draft"),
        ("", "Some draw none.", "draft"),
    ]
    assert {draft.review for draft in drafts} == {review}
    assert [period.slug for period in drafts[0].periods.all()] == ["2011-2014"]


def test_page_list_belongs_to_all_findings_of_its_group(review, file):
    run_command(file)

    lists = {
        tuple(f"{page.first_page}-{page.last_page}" for page in citation.pages.all()): [
            finding.article_words for finding in citation.findings.order_by("number")
        ]
        for citation in Citation.objects.all()
    }
    assert lists == {
        ("11-11", "179-179"): [
            "Two in three boats had been met before.",
            "“Many lines were let go in fog,” it says.",
        ],
        ("17-18", "200-200"): ["Each harbour draws its own."],
        ("iv-iv",): ["Some draw none."],
    }


def test_words_in_quotation_marks_wait_to_be_checked(review, file):
    run_command(file)

    quotation = Quotation.objects.get()
    assert (quotation.words, quotation.outcome) == ("Many lines were let go in fog,", "not_checked")
    assert quotation.citation.as_given == "11 & 179"


def test_section_without_points_is_listed_as_left_out(review, file):
    out = run_command(file)

    assert "Buoys to be replaced" in out
    left_out = ArticleSection.objects.get(left_out=True)
    assert left_out.title == "Buoys to be replaced"


def test_second_time_changes_nothing_and_says_so(review, file):
    run_command(file)
    before = count_everything()

    out = run_command(file)

    assert "was imported before. Nothing has changed." in out
    assert count_everything() == before


@pytest.mark.parametrize(
    "style",
    [ArticleStyle(line_end="\r\n"), ArticleStyle(encoding="utf-8-sig"), ArticleStyle(encoding="utf-16")],
)
def test_same_article_in_another_file_is_the_same(review, file, tmp_path, style):
    run_command(file)
    before = count_everything()
    other = tmp_path / "other.txt"
    other.write_bytes(article_bytes(PLAN, style))

    run_command(other)

    assert count_everything() == before


def test_failure_in_the_middle_leaves_nothing(review, file, monkeypatch):
    before = count_everything()
    monkeypatch.setattr(saving, "save_comments", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run_command(file)

    assert count_everything() == before


def test_article_and_page_lists_that_are_held_are_joined_not_added_again(review, file):
    article = make_article(review, title=PLAN.title.upper())
    held = make_finding("Lines were let go.", review=review, article=article)
    page_list = make_citation(held, pages=("11", "179"), basis="secondary_source", given_by_article=article)

    out = run_command(file)

    assert Article.objects.count() == 1
    assert "2 new page lists" in out
    assert page_list.findings.count() == 3
    held.refresh_from_db()
    assert held.text == "Lines were let go."


def test_imports_wait_for_each_other(review, file, django_assert_max_num_queries):
    with django_assert_max_num_queries(1000) as captured:
        run_command(file)

    statements = [query["sql"] for query in captured.captured_queries]
    lock = next(at for at, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql)
    assert lock < next(at for at, sql in enumerate(statements) if '"reviews_article"' in sql)


def test_new_text_and_a_date_are_named_as_changes(review, file, tmp_path):
    run_command(file)
    dated = tmp_path / "dated.txt"
    text = file.read_text()
    dated.write_text(text.replace(PLAN.standfirst, f"{PLAN.standfirst}\n\nBy A. Nonymous on 7 July 2016"))

    out = run_command(dated, "--dry-run")

    assert "Would change: the article’s date and imported text. Nothing was kept." in out
    assert Article.objects.get().published is None
    assert "Changed: the article’s date and imported text." in run_command(dated)
    assert Article.objects.get().published == date(2016, 7, 7)
    assert "Nothing has changed." in run_command(dated)


def test_a_date_that_a_curator_gave_is_not_replaced(review, file, tmp_path):
    run_command(file)
    Article.objects.update(published=date(2016, 7, 8))

    out = import_plan(tmp_path, standfirst="By A. Nonymous on 7 July 2016")

    assert "Changed: the article’s imported text." in out
    assert Article.objects.get().published == date(2016, 7, 8)


def test_new_quotations_and_sections_are_counted(review, file, tmp_path):
    run_command(file)
    Quotation.objects.all().delete()

    out = import_plan(tmp_path, closing_section=("Ropes on order", "They are late."))

    assert "Added: 0 draft findings, 0 new page lists, 1 quotation to check, 0 comments" in out
    assert "moderation, 1 section, 0 problems. Changed: the article’s imported text." in out
    report = json.loads(run_command(file, "--format", "json"))
    assert report["added"]["sections"] == 0
    assert report["changed"] == {"article": ["imported text"], "page_list_findings": 0, "comments_moved": 0}


def test_quotations_without_a_page_list_are_kept(review, tmp_path):
    groups = [(["It said “aye”."], "9"), (["It said “nay”."], "9-8"), (["It said “so be it”."], "")]
    out = import_plan(tmp_path, themes=[ThemePlan("Ropes are let go", groups)])

    found = Quotation.objects.order_by("pk").values_list("words", "citation__as_given")
    assert list(found) == [("aye", "9"), ("nay", None), ("so be it", None)]
    assert "3 quotations to check" in out
    assert "Nothing has changed." in import_plan(tmp_path, themes=[ThemePlan("Ropes are let go", groups)])


def test_words_that_an_earlier_release_took_with_their_page_list_are_not_taken_again(review, tmp_path):
    themes = [ThemePlan("Ropes are let go", [(["One point."], "9 n.3")])]
    import_plan(tmp_path, themes=themes)
    assert [citation.as_given for citation in Finding.objects.get().citations.all()] == ["9"]
    Finding.objects.update(article_words="One point. (pg 9 n.3)")

    assert "Nothing has changed." in import_plan(tmp_path, themes=themes)
    assert Finding.objects.count() == 1


def test_findings_joined_to_a_page_list_that_was_held_are_counted(review, file):
    article = make_article(review, title=PLAN.title)
    held = make_finding("Lines were let go.", review=review, article=article)
    make_citation(held, pages=("11", "179"), basis="secondary_source", given_by_article=article)

    assert "2 findings joined to page lists that were held" in run_command(file)
