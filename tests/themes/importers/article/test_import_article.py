"""`manage.py import_article`: an article in, drafts out; nothing twice and nothing half done."""

import dataclasses
import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reviews.models import Article
from tests.articles import ArticlePlan, ArticleStyle, CommentPlan, ThemePlan, article_bytes, write_page
from tests.factories import make_article, make_citation, make_finding, make_period, make_review, make_theme
from themes.importers.article import saving
from themes.models import ArticleSection, Citation, Comment, Finding, Quotation, Thread

pytestmark = pytest.mark.django_db

AT = datetime(2016, 7, 7, 14, 18)
THEMES = [
    ThemePlan(
        "Ropes are let go too early",
        [
            (
                ["Two in three boats had been met before.", "“Many lines were let go in fog,” it says."],
                "11 & 179",
            )
        ],
    ),
    ThemePlan(
        "Charts differ", [(["Each harbour draws its own."], "17/18 & 200"), (["Some draw none."], "iv")]
    ),
]
COMMENTS = [
    CommentPlan(
        "Ada Example",
        AT,
        ["We knew.", "We said so."],
        [CommentPlan("Ben Example", AT, ["So did we."], [CommentPlan("Ada Example", AT, ["Good."])])],
    ),
    CommentPlan("Cleo Example", None, ["No time given."]),
]
PLAN = ArticlePlan(
    themes=THEMES, comments=COMMENTS, closing_section=("Buoys to be replaced", "New ones are on order.")
)


@pytest.fixture
def review():
    return make_review("the-review", period=make_period(2011, 2014))


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(article_bytes(PLAN))
    return path


def run(*args) -> str:
    out = StringIO()
    call_command("import_article", *map(str, args), stdout=out)
    return out.getvalue()


def everything() -> dict[str, int]:
    models = (Article, ArticleSection, Citation, Comment, Finding, Quotation, Thread)
    return {model.__name__: model.objects.count() for model in models}


def test_findings_become_drafts_that_carry_the_articles_words(review, file):
    run(file)

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
    run(file)

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
    run(file)

    quotation = Quotation.objects.get()
    assert (quotation.words, quotation.outcome) == ("Many lines were let go in fog,", "not_checked")
    assert quotation.citation.as_given == "11 & 179"


def test_comments_keep_their_tree_and_are_held(review, file):
    run(file)

    tree = [
        (
            comment.author_name,
            comment.parent.author_name if comment.parent else None,
            comment.body,
            comment.state,
        )
        for comment in Comment.objects.order_by("position").select_related("parent")
    ]
    assert tree == [
        ("Ada Example", None, "We knew.\n\nWe said so.", "held"),
        ("Ben Example", "Ada Example", "So did we.", "held"),
        ("Ada Example", "Ben Example", "Good.", "held"),
        ("Cleo Example", None, "No time given.", "held"),
    ]
    times = Comment.objects.order_by("position").values_list("posted_at", "time_known")
    summer_time = datetime(2016, 7, 7, 13, 18, tzinfo=UTC)
    assert list(times) == [(summer_time, True)] * 3 + [(None, False)]
    assert not Thread.objects.get().is_open


def test_section_without_points_is_listed_as_left_out(review, file):
    out = run(file)

    assert "Buoys to be replaced" in out
    left_out = ArticleSection.objects.get(left_out=True)
    assert left_out.title == "Buoys to be replaced"


def test_second_time_changes_nothing_and_says_so(review, file):
    run(file)
    before = everything()

    out = run(file)

    assert "was imported before. Nothing has changed." in out
    assert everything() == before


@pytest.mark.parametrize(
    "style",
    [ArticleStyle(line_end="\r\n"), ArticleStyle(encoding="utf-8-sig"), ArticleStyle(encoding="utf-16")],
)
def test_same_article_in_another_file_is_the_same(review, file, tmp_path, style):
    run(file)
    before = everything()
    other = tmp_path / "other.txt"
    other.write_bytes(article_bytes(PLAN, style))

    run(other)

    assert everything() == before


def test_later_copy_with_more_comments_adds_only_those(review, file, tmp_path):
    run(file)
    later = tmp_path / "later.txt"
    added = CommentPlan("Dora Example", AT, ["One more."])
    comments = [COMMENTS[0], COMMENTS[1], added]
    plan = ArticlePlan(themes=THEMES, comments=comments, closing_section=PLAN.closing_section)
    later.write_bytes(article_bytes(plan))

    assert "0 draft findings, 0 new page lists, 0 quotations to check, 1 comment held" in run(later)
    assert (
        list(Comment.objects.order_by("position").values_list("author_name", flat=True))[-1] == "Dora Example"
    )


def test_two_comments_with_the_same_words_at_the_same_time_are_both_kept(review, tmp_path):
    file = tmp_path / "twice.txt"
    twice = CommentPlan("Ada Example", AT, ["Quite."])
    file.write_bytes(article_bytes(ArticlePlan(themes=THEMES, comments=[twice, twice])))

    run(file)
    run(file)

    assert Comment.objects.count() == 2


def test_dry_run_keeps_nothing(review, file):
    before = everything()

    out = run(file, "--dry-run")

    assert "Would add: 4 draft findings, 3 new page lists" in out
    assert everything() == before


def test_json_has_the_keys_that_others_rely_on(review, file):
    report = json.loads(run(file, "--format", "json"))

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
    report = json.loads(run(file, "--dry-run", "--format", "json"))

    assert report["review"] is None
    assert len(report["themes"]) == 2


def test_article_about_years_that_are_not_held_is_refused_whole(file):
    before = everything()

    with pytest.raises(CommandError, match="Nothing was imported. Name the review with --review"):
        run(file)

    assert everything() == before


def test_review_can_be_named(file):
    make_review("another")

    run(file, "--review", "another")

    assert Article.objects.get().review.slug == "another"


def test_title_and_day_can_be_given(review, file):
    out = run(file, "--title", " Boats and  fog ", "--date", "2016-07-07")

    article = Article.objects.get()
    assert (article.title, article.published, article.slug) == (
        "Boats and fog",
        date(2016, 7, 7),
        "boats-and-fog",
    )
    assert "“Boats and fog”" in out


@pytest.mark.parametrize(
    "given", [("--title", " "), ("--title", "a" * 1001), ("--date", "7 July"), ("--date", "")]
)
def test_title_and_day_that_are_none_are_refused(review, file, given):
    with pytest.raises(CommandError):
        run(file, *given)

    assert not Article.objects.exists()


def test_review_that_is_not_held_is_told_with_those_that_are(review, file):
    with pytest.raises(CommandError, match="There is no review nope. Held: the-review"):
        run(file, "--review", "nope")


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
    before = everything()

    with pytest.raises(CommandError) as refused:
        run(file)

    assert "file.txt" in str(refused.value)
    assert everything() == before


def test_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "missing.txt")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path)


def test_failure_in_the_middle_leaves_nothing(review, file, monkeypatch):
    before = everything()
    monkeypatch.setattr(saving, "save_comments", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run(file)

    assert everything() == before


def test_heading_is_matched_to_a_theme_by_synonym_then_by_pages(review, file):
    by_name = make_theme("Sea charts", synonyms=["charts differ"])
    by_pages = make_theme("Mooring")
    article = make_article(review, title=PLAN.title)
    held = make_finding("Lines were let go.", review=review, themes=(by_pages,), article=article)
    make_citation(held, pages=("11", "179"), basis="secondary_source", given_by_article=article)

    out = run(file)

    matched = dict(ArticleSection.objects.filter(left_out=False).values_list("title", "theme__title"))
    assert matched == {"Ropes are let go too early": by_pages.title, "Charts differ": by_name.title}
    assert f"Perhaps held already: {held.code} (same pages)" in out


def test_heading_says_the_words_of_a_theme_in_any_order(review, tmp_path):
    ours = make_theme("Sharing the harbour")
    plan = ArticlePlan(themes=[ThemePlan("The HARBOUR: sharing it", [(["One point."], "9")])])
    file = tmp_path / "order.txt"
    file.write_bytes(article_bytes(plan))

    run(file)

    assert ArticleSection.objects.get().theme == ours


def test_article_and_page_lists_that_are_held_are_joined_not_added_again(review, file):
    article = make_article(review, title=PLAN.title.upper())
    held = make_finding("Lines were let go.", review=review, article=article)
    page_list = make_citation(held, pages=("11", "179"), basis="secondary_source", given_by_article=article)

    out = run(file)

    assert Article.objects.count() == 1
    assert "2 new page lists" in out
    assert page_list.findings.count() == 3
    held.refresh_from_db()
    assert held.text == "Lines were let go."


def test_web_page_is_imported_as_its_text_would_be(review, file, tmp_path):
    page = tmp_path / "article.html"
    page.write_text(write_page(PLAN))

    run(page)
    from_page = [*Finding.objects.order_by("number").values_list("article_words", "article_section__title")]
    run(file)

    assert [words for words, _ in from_page] == [
        words for theme in THEMES for findings, _ in theme.groups for words in findings
    ]
    assert Finding.objects.count() == len(from_page)
    assert order_of_comments() == ["We knew.\n\nWe said so.", "So did we.", "Good.", "No time given."]


def import_plan(tmp_path, **changes) -> str:
    """Import the article again as a later copy of it; what is given differs."""
    later = tmp_path / "later.txt"
    later.write_bytes(article_bytes(dataclasses.replace(PLAN, **changes)))
    return run(later)


def test_same_text_about_another_review_is_refused_in_words(review, file):
    run(file)
    make_review("another")
    before = everything()

    with pytest.raises(
        CommandError, match="^This text is held already, about .*Nothing was imported.$"
    ) as no:
        run(file, "--review", "another")

    assert review.short_title in str(no.value)
    assert everything() == before


def test_same_text_is_the_same_article_whatever_a_curator_called_it(review, file):
    run(file)
    Article.objects.update(title="A curator's title")

    assert "Nothing has changed." in run(file)
    assert Article.objects.get().title == "A curator's title"


def test_imports_wait_for_each_other(review, file, django_assert_max_num_queries):
    with django_assert_max_num_queries(1000) as captured:
        run(file)

    statements = [query["sql"] for query in captured.captured_queries]
    lock = next(at for at, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql)
    assert lock < next(at for at, sql in enumerate(statements) if '"reviews_article"' in sql)


def test_new_text_and_a_date_are_named_as_changes(review, file, tmp_path):
    run(file)
    dated = tmp_path / "dated.txt"
    text = file.read_text()
    dated.write_text(text.replace(PLAN.standfirst, f"{PLAN.standfirst}\n\nBy A. Nonymous on 7 July 2016"))

    out = run(dated, "--dry-run")

    assert "Would change: the article’s date and imported text. Nothing was kept." in out
    assert Article.objects.get().published is None
    assert "Changed: the article’s date and imported text." in run(dated)
    assert Article.objects.get().published == date(2016, 7, 7)
    assert "Nothing has changed." in run(dated)


def test_a_date_that_a_curator_gave_is_not_replaced(review, file, tmp_path):
    run(file)
    Article.objects.update(published=date(2016, 7, 8))

    out = import_plan(tmp_path, standfirst="By A. Nonymous on 7 July 2016")

    assert "Changed: the article’s imported text." in out
    assert Article.objects.get().published == date(2016, 7, 8)


def test_new_quotations_and_sections_are_counted(review, file, tmp_path):
    run(file)
    Quotation.objects.all().delete()

    out = import_plan(tmp_path, closing_section=("Ropes on order", "They are late."))

    assert "Added: 0 draft findings, 0 new page lists, 1 quotation to check, 0 comments" in out
    assert "moderation, 1 section, 0 problems. Changed: the article’s imported text." in out
    report = json.loads(run(file, "--format", "json"))
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

    assert "2 findings joined to page lists that were held" in run(file)


def order_of_comments() -> list[str]:
    return [comment.body for comment in Comment.objects.order_by("position")]


def test_a_later_reply_to_the_first_comment_stands_under_it(review, file, tmp_path):
    run(file)
    first = COMMENTS[0]
    late = CommentPlan("Dora Example", AT, ["Late."], [CommentPlan("Ben Example", AT, ["Later."])])
    comments = [dataclasses.replace(first, replies=[*first.replies, late]), COMMENTS[1]]

    out = import_plan(tmp_path, comments=comments)

    assert "2 comments held for moderation" in out
    assert "1 comment moved to the article’s order" in out
    assert order_of_comments() == [
        "We knew.\n\nWe said so.",
        "So did we.",
        "Good.",
        "Late.",
        "Later.",
        "No time given.",
    ]
    assert list(Comment.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_whole_order_may_change_and_others_comments_keep_their_place(review, file, tmp_path):
    run(file)
    thread = Thread.objects.get()
    good = Comment.objects.get(body="Good.")
    Comment.objects.create(thread=thread, position=5, author_name="Eve", body="A root of ours.")
    Comment.objects.create(thread=thread, position=6, author_name="Eve", body="A reply of ours.", parent=good)
    new = CommentPlan("Dora Example", AT, ["First."])

    import_plan(tmp_path, comments=[COMMENTS[1], new, COMMENTS[0]])

    assert order_of_comments() == [
        "No time given.",
        "A root of ours.",
        "First.",
        "We knew.\n\nWe said so.",
        "So did we.",
        "Good.",
        "A reply of ours.",
    ]
    replies = Comment.objects.filter(parent__isnull=False).select_related("parent")
    assert replies
    assert [reply.body for reply in replies if reply.parent.position >= reply.position] == []
    before = order_of_comments()
    import_plan(tmp_path, comments=[COMMENTS[1], new, COMMENTS[0]])
    assert order_of_comments() == before


def test_the_same_words_under_two_comments_stay_where_they_were_said(review, tmp_path):
    def roots(*agreed):
        agree = CommentPlan("Cleo Example", AT, ["Agreed."])
        names = ("Ada Example", "Ben Example")
        return [CommentPlan(name, AT, [name], [agree] if name in agreed else []) for name in names]

    import_plan(tmp_path, comments=roots("Ben Example"))
    import_plan(tmp_path, comments=roots("Ada Example", "Ben Example"))

    assert order_of_comments() == ["Ada Example", "Agreed.", "Ben Example", "Agreed."]
    parents = (
        Comment.objects.filter(body="Agreed.").order_by("position").values_list("parent__body", flat=True)
    )
    assert list(parents) == ["Ada Example", "Ben Example"]


def test_a_file_without_end_is_not_read_to_the_end():
    with pytest.raises(CommandError, match="more than the 2,000,000 bytes"):
        run("/dev/zero")
