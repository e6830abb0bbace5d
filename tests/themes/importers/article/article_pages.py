"""An article, and what is read from it whether it comes as a web page, as a Word document or as text."""

from datetime import datetime

from tests.articles import ArticlePlan, CommentPlan, ThemePlan

AT = datetime(2016, 7, 7, 14, 18)
PLAN = ArticlePlan(
    themes=[
        ThemePlan(
            "Ropes are let go", [(["Two in three boats had been met.", "“Many,” it says."], "11 & 179")]
        ),
        ThemePlan("Charts differ", [(["Each harbour & pier draws its own."], "17/18 & 200")]),
    ],
    closing_section=("Buoys to be replaced", "New ones are on order."),
    comments=[
        CommentPlan(
            "Ada Example", AT, ["We knew.", "We said so."], [CommentPlan("Ben Example", AT, ["So did we."])]
        ),
        CommentPlan("Cleo Example", AT, ["And I."]),
    ],
)


def summarise(draft) -> tuple:
    return (
        draft.title,
        [
            (
                theme.title,
                [finding.text for finding in theme.findings],
                [one.as_given for one in theme.citations],
            )
            for theme in draft.themes
        ],
        [section.title for section in draft.sections_left_out],
        [(comment.author, comment.depth, comment.body) for comment in draft.comments],
        [problem.message for problem in draft.problems],
    )


EXPECTED = (
    PLAN.title,
    [
        ("Ropes are let go", ["Two in three boats had been met.", "“Many,” it says."], ["11 & 179"]),
        ("Charts differ", ["Each harbour & pier draws its own."], ["17/18 & 200"]),
    ],
    ["Buoys to be replaced"],
    [
        ("Ada Example", 1, "We knew.\n\nWe said so."),
        ("Ben Example", 2, "So did we."),
        ("Cleo Example", 1, "And I."),
    ],
    [],
)
