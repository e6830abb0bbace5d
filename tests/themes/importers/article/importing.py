"""An article that the command imports, and what is there afterwards."""

import dataclasses
from datetime import datetime
from io import StringIO

from django.core.management import call_command

from reviews.models import Article
from tests.articles import ArticlePlan, CommentPlan, ThemePlan, article_bytes
from themes.models import ArticleSection, Citation, Comment, Finding, Quotation, Thread

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


def run_command(*args) -> str:
    out = StringIO()
    call_command("import_article", *map(str, args), stdout=out)
    return out.getvalue()


def count_everything() -> dict[str, int]:
    models = (Article, ArticleSection, Citation, Comment, Finding, Quotation, Thread)
    return {model.__name__: model.objects.count() for model in models}


def import_plan(tmp_path, **changes) -> str:
    """Import the article again as a later copy of it; what is given differs."""
    later = tmp_path / "later.txt"
    later.write_bytes(article_bytes(dataclasses.replace(PLAN, **changes)))
    return run_command(later)


def list_comments() -> list[str]:
    return [comment.body for comment in Comment.objects.order_by("position")]
