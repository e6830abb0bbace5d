"""The comments under an article, in the layouts of many sites."""

from datetime import date, datetime

import pytest

from tests.themes.importers.article.drafts import THEME, list_comments, list_themes
from themes.importers.article.drafts import ArticleProblem
from themes.importers.article.reading import read_article

# Comments


def comments_below(section):
    return read_article(f"{THEME}{section}")


@pytest.mark.parametrize(
    ("header", "posted_at"),
    [
        ("July 7, 2016 at 3:40 pm #", datetime(2016, 7, 7, 15, 40)),
        ("July 7th, 2016 12:05 a.m. Reply", datetime(2016, 7, 7, 0, 5)),
        ("on 8 July 2016 at 14:05", datetime(2016, 7, 8, 14, 5)),
        ("says: 8th July 2016, 2pm", datetime(2016, 7, 8, 14, 0)),
        ("(8 Jul 2016, 14:05)", datetime(2016, 7, 8, 14, 5)),
        ("| Friday, 8 July 2016 | 14.05", datetime(2016, 7, 8, 14, 5)),
        ("– 14:05 on 8 Sept 2016", datetime(2016, 9, 8, 14, 5)),
        ("8/7/2016 14:05", datetime(2016, 7, 8, 14, 5)),
        ("08.07.16, 14:05", datetime(2016, 7, 8, 14, 5)),
        ("2016-07-08T14:05:30", datetime(2016, 7, 8, 14, 5, 30)),
        ("2016-07-08T14:05:30Z", datetime(2016, 7, 8, 15, 5, 30)),
        ("2016-12-08 14:05 +01:00", datetime(2016, 12, 8, 13, 5)),
        ("8 July 2016", None),
        ("2016-07-08", None),
    ],
)
def test_comment_header_is_author_and_moment(header, posted_at):
    draft = comments_below(f"Comments\n\n  1. Ann Example {header}\n\n    We knew.")

    assert list_comments(draft) == [("Ann Example", 1, None, "We knew.")]
    assert draft.comments[0].posted_at == posted_at
    assert draft.comments[0].posted_on.year == 2016
    assert draft.problems == ()


@pytest.mark.parametrize("moment", ["31 June 2016 at 14:05", "8 July 2016 at 25:00", "07/28/2016 14:05"])
def test_date_that_no_calendar_has_is_a_problem(moment):
    draft = comments_below(f"Comments\n\n  1. Ann Example {moment}\n\n    We knew.")

    assert [(c.author, c.posted_on, c.posted_at) for c in draft.comments] == [("Ann Example", None, None)]
    assert draft.problems == (ArticleProblem(13, f"“{moment}” is no date: the comment is left without."),)


def test_bullets_in_bodies_are_no_comments():
    body = (
        "    We need:\n\n    • Ropes 8 July 2016\n    • Knots\n\n"
        "    1. Rest\n    2. Tides July 9, 2016 at 3:40 pm\n    3. Sleep\n\n"
        "    • A long talk about what was said and done by 8 July 2016 at 14:05\n\n"
        "    - Ropes\n\n    - Knots\n\n    2. Rest\n\n      And sleep.\n\n  • Tides\n\n    And more."
    )
    draft = comments_below(f"1 comment\n\n  1. Ann Example July 7, 2016 at 3:40 pm #\n\n{body}")

    assert len(draft.comments) == 1
    assert draft.comments[0].body.count("\n") == body.count("\n")
    assert list_themes(draft) == [("Ropes are cut in haste", ["Ropes were cut."])]
    assert draft.problems == ()


def test_stated_count_is_checked():
    draft = comments_below("3 Responses to Ropes\n\n  1. Ann Example\n\n    We knew.")

    assert len(draft.comments) == 1
    assert draft.problems == (ArticleProblem(11, "The article says it has 3 comments; 1 was found."),)


def test_skipped_level_hangs_on_the_nearest_comment_and_is_a_problem():
    draft = comments_below(
        "Comments\n\n  1. Ann 7 July 2016\n\n    One.\n\n    • Bo 8 July 2016\n\n      Two.\n\n"
        "  2. Cy 9 July 2016\n\n    Three.\n\n      • Di 9 July 2016\n\n        Four.\n"
    )

    assert list_comments(draft) == [
        ("Ann", 1, None, "One."),
        ("Bo", 2, 0, "Two."),
        ("Cy", 1, None, "Three."),
        ("Di", 2, 2, "Four."),
    ]
    assert draft.problems == (
        ArticleProblem(25, "This reply is indented by more than one level: taken as a reply to Cy."),
    )


@pytest.mark.parametrize(
    "section",
    [
        # Bodies at the margin; no blank lines; a form after the comments; numbers moved left by a digit.
        "Comments\n\n1. Ann Roe 7 July 2016\n\nWe knew.\n\n2. Bo Poe 8 July 2016 at 14:05\n\nQuite.",
        "2 comments\n1. Ann Roe 7 July 2016 at 14:05\nWe knew.\n2. Bo Poe 8 July 2016 at 14:05\nQuite.",
        "2 comments\n\n  1. Ann Roe\n\n     We knew.\n\n  2. Bo Poe\n\n     Quite.\n\nLeave a Reply\n\nName",
        "Leave a comment\n\nName\n\nE-mail\n\n  1. Ann Roe\n\n     We knew.\n\n  2. Bo Poe\n\n     Quite.",
        "2 responses to the\nropes\n\n  1. Ann Roe\n\n    We knew.\n\n  2. Bo Poe\n\n    Quite.",
        "2 thoughts on It\n\n  9. Ann Roe 7 May 2016\n\n    We knew.\n\n 10. Bo Poe 8 May 2016\n\n    Quite.",
    ],
)  # fmt: skip
def test_comments_are_found_in_other_layouts(section):
    draft = comments_below(section)

    assert list_comments(draft) == [("Ann Roe", 1, None, "We knew."), ("Bo Poe", 1, None, "Quite.")]
    assert draft.problems == ()


def test_lines_of_no_comment_and_comments_without_words_are_problems():
    draft = comments_below(
        "Comments\n\nBe kind\n\n  1. Ann 7 July 2016 at 14:05\n\n    One.\n\n"
        "Footer\n\n  2. Bo 7 July 2016 at 14:05"
    )

    assert list_comments(draft) == [("Ann", 1, None, "One."), ("Bo", 1, None, "")]
    assert draft.problems == (
        ArticleProblem(13, "This line belongs to no comment: left out."),
        ArticleProblem(19, "This line belongs to no comment: left out."),
        ArticleProblem(21, "This comment has no words."),
    )


@pytest.mark.parametrize(
    "header",
    [
        "Ada Example July 7, 2016 at 2:18 pm",
        "Ada Example says:\n7 July 2016 at 14:18",
        "Ada Example\nJuly 7, 2016 at 2:18 pm",
    ],
)
def test_comments_without_bullets_are_read(header):
    draft = comments_below(
        f"2 Comments\n\n{header}\n\nWe knew.\nReply\n\nBob Sample said:\n8 July 2016\n\nYes."
    )

    assert [(one.author, one.posted_on, one.body) for one in draft.comments] == [
        ("Ada Example", date(2016, 7, 7), "We knew."),
        ("Bob Sample", date(2016, 7, 8), "Yes."),
    ]


def test_lines_of_no_comment_are_told_of_with_their_numbers():
    draft = comments_below("2 comments\n\nsome words of somebody\nand more")

    assert draft.comments == ()
    assert [problem.message for problem in draft.problems if "belong" in problem.message] == [
        f"Lines {draft.problems[-1].line} to {draft.problems[-1].line + 1} belong to no comment: left out."
    ]


def test_article_without_comments_has_none():
    draft = read_article(THEME.replace("They cover much.", "3 comments"))

    assert draft.comments == ()
    assert draft.problems == ()
