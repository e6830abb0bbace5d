"""Which theme a heading is about, and when two articles are the same."""

import pytest
from django.core.management import CommandError

from reviews.models import Article
from tests.articles import ArticlePlan, ThemePlan, article_bytes
from tests.factories import make_article, make_citation, make_finding, make_review, make_theme
from tests.themes.importers.article.importing import PLAN, count_everything, run_command
from themes.models import ArticleSection

pytestmark = pytest.mark.django_db


def test_heading_is_matched_to_a_theme_by_synonym_then_by_pages(review, file):
    by_name = make_theme("Sea charts", synonyms=["charts differ"])
    by_pages = make_theme("Mooring")
    article = make_article(review, title=PLAN.title)
    held = make_finding("Lines were let go.", review=review, themes=(by_pages,), article=article)
    make_citation(held, pages=("11", "179"), basis="secondary_source", given_by_article=article)

    out = run_command(file)

    matched = dict(ArticleSection.objects.filter(left_out=False).values_list("title", "theme__title"))
    assert matched == {"Ropes are let go too early": by_pages.title, "Charts differ": by_name.title}
    assert f"Perhaps held already: {held.code} (same pages)" in out


def test_heading_says_the_words_of_a_theme_in_any_order(review, tmp_path):
    ours = make_theme("Sharing the harbour")
    plan = ArticlePlan(themes=[ThemePlan("The HARBOUR: sharing it", [(["One point."], "9")])])
    file = tmp_path / "order.txt"
    file.write_bytes(article_bytes(plan))

    run_command(file)

    assert ArticleSection.objects.get().theme == ours


def test_same_text_about_another_review_is_refused_in_words(review, file):
    run_command(file)
    make_review("another")
    before = count_everything()

    with pytest.raises(
        CommandError, match="^This text is held already, about .*Nothing was imported.$"
    ) as no:
        run_command(file, "--review", "another")

    assert review.short_title in str(no.value)
    assert count_everything() == before


def test_same_text_is_the_same_article_whatever_a_curator_called_it(review, file):
    run_command(file)
    Article.objects.update(title="A curator's title")

    assert "Nothing has changed." in run_command(file)
    assert Article.objects.get().title == "A curator's title"
