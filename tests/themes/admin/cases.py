"""What tests of the workspace share: somebody who may do everything, rows to work on, forms sent back."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from reviews.models import Document, Series
from tests.articles import ArticlePlan, ThemePlan, write_article
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.forms import form_data
from themes.findings.publishing import publish_finding
from themes.models import (
    AgeGroup,
    Agency,
    ArticleIntake,
    ArticleSection,
    ColleagueNote,
    Comment,
    ContestedTerm,
    Coverage,
    Finding,
    Harm,
    HelpService,
    KnownGap,
    Member,
    Notice,
    ProblemReport,
    Quotation,
    RestrictedTerm,
    SealedEvidence,
    SheetImport,
    SheetWord,
    Situation,
    Synonym,
    TakenWork,
    Thread,
    WeeklyFinding,
)


@pytest.fixture
def publishable() -> Finding:
    finding = make_finding("Ready.", state="draft", themes=(make_theme(),), periods=(make_period(),))
    make_citation(finding)
    return finding


@pytest.fixture
def published(publishable) -> Finding:
    publish_finding(finding=publishable)
    return publishable


@pytest.fixture
def thread() -> Thread:
    return Thread.objects.create(article=make_article(make_review()))


def comment(thread, position=1, parent=None) -> Comment:
    return Comment.objects.create(
        thread=thread, position=position, parent=parent, author_name=f"Reader {position}", body="Words."
    )


@pytest.fixture
def one_of_each(publishable, thread) -> None:
    """A row of every model that the admin shows."""
    comment(thread)
    review, theme = publishable.review, publishable.themes.get()
    make_block(publishable)
    ArticleSection.objects.create(article=thread.article, position=1, title="A heading", line=1)
    intake = write_article(ArticlePlan(themes=[ThemePlan("Ropes", [(["They go.", "They come."], "3")])]))
    ArticleIntake.objects.create(title="An article", text=intake, sha256="0" * 64, review=review)
    Coverage.objects.create(review=review, theme=theme, state="read")
    Document.objects.create(review=review, sha256="0" * 64, file="documents/a.pdf", size=1)
    Series.objects.create(slug="deaths", title="Deaths", unit="reviews")
    Situation.objects.create(slug="a-visit", title="A visit")
    KnownGap.objects.create(slug="gap", topic="A gap")
    Synonym.objects.create(slug="mother", words=["mother", "mum"])
    ContestedTerm.objects.create(slug="term", term="A term", note="Say something else.")
    Agency.objects.create(slug="police", name="Police")
    AgeGroup.objects.create(slug="babies", name="Babies", from_age=0, to_age=0)
    Harm.objects.create(slug="neglect", name="Neglect")
    HelpService.objects.create(slug="childline", name="Childline")
    Quotation.objects.create(finding=publishable, words="Words.", position=1)
    ColleagueNote.objects.create(finding=publishable, text="Look once more.")
    TakenWork.objects.create(finding=publishable)
    WeeklyFinding.objects.create(week=date(2026, 1, 5), finding=publishable)
    Member.objects.create(user=User.objects.create_user("reader"), display_name="A. Name")
    RestrictedTerm.objects.create(review=review, term="A term", why="An order.")
    ProblemReport.objects.create(reference="BCDF-GHJK-MNPQ", kind="wording", finding=publishable)
    Notice.objects.create(
        reference="CDFG-HJKM-NPQR",
        kind="appeal",
        words="Why?",
        waits_for="answer",
        due_at="2026-01-05T00:00Z",
    )
    withdrawn = Comment.objects.create(
        thread=thread, position=9, author_name="", body="Sealed.", state="withdrawn"
    )
    SealedEvidence.objects.create(
        comment=withdrawn, kind="legal", body="Words.", kept_until="2099-01-05T00:00Z"
    )
    SheetWord.objects.create(
        sheet="findings", subject="heading", given="topic", shown="Topic", meaning="text"
    )
    SheetImport.objects.create(
        sheet="findings",
        file_name="findings.csv",
        headings=["Number"],
        shown={"tally": {"new": 0, "changed": 0, "unchanged": 0, "wrong": 0}, "rows": []},
    )


def save(client, row, **changes):
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, {**form_data(client.get(address)), **changes}, follow=True)


def act_on(client, name, *findings, follow=True, **said):
    """Choose findings in the list and, on the page that asks, say yes."""
    address = reverse("admin:themes_finding_changelist")
    chosen = {"action": name, "_selected_action": [finding.pk for finding in findings]}
    asked = client.post(address, chosen)
    if asked.context is None:
        return asked
    shown = [each.mark for each in asked.context["going"]]
    return client.post(address, {**chosen, "post": "yes", "shown": shown, **said}, follow=follow)


def get_messages(response):
    return [str(message) for message in response.context["messages"]]


def stored_rows(row):
    """A row as it is stored, and the rows that belong to it."""
    model = type(row)
    related = [
        list(getattr(row, relation.get_accessor_name()).order_by("pk").values())
        for relation in model._meta.related_objects
        if relation.one_to_many and relation.get_accessor_name()
    ]
    return model._default_manager.filter(pk=row.pk).values().get(), related
