"""An article in hand, and what a browser sends about it."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.forms import BooleanField
from django.urls import reverse

from reviews.models import Article
from tests.articles import ArticlePlan, CommentPlan, ThemePlan, write_article
from tests.factories import make_member
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
    user = make_member(role, f"{role.lower()}-member")
    client.force_login(user)
    return user


def post_article(client, text=TEXT, **data):
    return client.post(ADD, {"pasted": text, **data})


def get_address(intake, name="change") -> str:
    return reverse(f"admin:themes_articleintake_{name}", args=[intake.pk])


def find_line(words: str) -> int:
    return next(number for number, one in enumerate(TEXT.split("\n"), start=1) if words in one)


def read_answers(client, intake) -> dict:
    """What a browser would send for the preview as it stands."""
    page = client.get(get_address(intake)).context["preview"]
    data = {"version": ArticleIntake.objects.get(pk=intake.pk).version, "act": "accept"}
    for form in page.forms:
        boxes = {bound.name for bound in form if isinstance(bound.field, BooleanField) and not bound.value()}
        data |= {bound.html_name: bound.value() or "" for bound in form if bound.name not in boxes}
    if not intake.article_id:
        data["review"] = intake.review_id or ""
    return data


def finding_field(words: str, name: str = "same") -> str:
    return f"finding-{find_line(words)}-{name}"


def count_everything() -> dict[str, int]:
    models = (Article, ArticleSection, ArticleMention, Citation, Comment, Finding, Quotation, Theme)
    return {model.__name__: model.objects.count() for model in models}
