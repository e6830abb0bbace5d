"""Articles in hand: taken in, decided about bit by bit, accepted, put aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import localtime

from reviews.history.tracking import annotate_history
from reviews.models import Review
from themes.importers.article.decisions import Decisions, ImportReport
from themes.importers.article.drafts import ArticleDraft, ArticleError
from themes.importers.article.reading import read_article
from themes.importers.article.saving import compute_fingerprint, save_article
from themes.models import ArticleIntake, IntakeState

# What one screen can hold, and one person read; the longest article that we know has 126 lines and 16 findings.
MAX_CHARACTERS = 300_000
MAX_LINES = 5_000
MAX_FINDINGS = 100
MAX_THEMES = 40


class ChangedMeanwhile(Exception):
    """Somebody else saved the article in hand since this screen was opened; the message says who and when."""


def read_for_screen(text: str) -> ArticleDraft:
    """An article that a screen can show whole. Raises ArticleError."""
    shorter = "Leave out what does not belong to the article, or paste it in parts."
    lines = text.count("\n") + 1
    if len(text) > MAX_CHARACTERS or lines > MAX_LINES:
        raise ArticleError(
            f"This text has {len(text):,} characters in {lines:,} lines; here an article may have "
            f"{MAX_CHARACTERS:,} in {MAX_LINES:,}. {shorter}"
        )
    draft = read_article(text)
    findings = sum(len(theme.findings) for theme in draft.themes)
    if findings > MAX_FINDINGS or len(draft.themes) > MAX_THEMES:
        raise ArticleError(
            f"This text has {findings:,} findings under {len(draft.themes):,} headings; here an article may have "
            f"{MAX_FINDINGS} under {MAX_THEMES}. {shorter}"
        )
    return draft


def take_in(*, text: str, file_name: str = "", by: User) -> tuple[ArticleIntake, bool]:
    """Keep an article to decide about: a new row, or the one that has this text. Raises ArticleError."""
    draft = read_for_screen(text)
    with transaction.atomic(), annotate_history(act="take_in_article"):
        return ArticleIntake.objects.get_or_create(
            sha256=compute_fingerprint(text),
            defaults={
                "title": draft.title or "Without a title",
                "text": text,
                "file_name": file_name[:200],
                "added_by": by,
                "changed_by": by,
            },
        )


def keep_decisions(
    *,
    intake: ArticleIntake,
    version: int,
    by: User,
    answers: Mapping[str, Any],
    review: Review | None = None,
) -> None:
    """Keep answers as they were filled in, to go on later. Raises ChangedMeanwhile."""
    with transaction.atomic(), annotate_history(act="keep_decisions"):
        _lock(intake, version)
        intake.decisions = dict(answers)
        # What was taken from it says which review it is about.
        intake.review = intake.review if intake.article_id else review
        _save(intake, by)


def accept_article(
    *,
    intake: ArticleIntake,
    version: int,
    by: User,
    draft: ArticleDraft,
    decisions: Decisions,
    answers: Mapping[str, Any],
) -> ImportReport:
    """Turn what was decided into drafts and further sources, in one transaction.

    Raises ChangedMeanwhile, ArticleError and ValidationError.
    """
    with transaction.atomic(), annotate_history(act="accept_article"):
        _lock(intake, version)
        if intake.review is None:
            raise ArticleError("Say first which review the article is about.")
        report = save_article(draft=draft, text=intake.text, review=intake.review, decisions=decisions)
        intake.article, intake.title = report.article, report.article.title
        intake.decisions = dict(answers)
        _save(intake, by)
    return report


def set_state(
    *,
    intake: ArticleIntake,
    version: int,
    by: User,
    state: IntakeState,
    answers: Mapping[str, Any] | None = None,
) -> None:
    """Put it aside, say that it is done, or take it up again; answers are kept. Raises ChangedMeanwhile."""
    with transaction.atomic(), annotate_history(act=f"article_{state}"):
        _lock(intake, version)
        intake.state = state
        if answers is not None:
            intake.decisions = dict(answers)
        _save(intake, by)


def _lock(intake: ArticleIntake, version: int) -> None:
    saved = (
        ArticleIntake.objects.select_for_update(of=["self"]).select_related("changed_by").get(pk=intake.pk)
    )
    if saved.version != version:
        who = saved.changed_by.get_username() if saved.changed_by else "Somebody"
        raise ChangedMeanwhile(f"{who} saved this article at {localtime(saved.changed):%H:%M on %-d %B %Y}")


def _save(intake: ArticleIntake, by: User) -> None:
    intake.version += 1
    intake.changed_by = by
    intake.save(
        update_fields=["title", "decisions", "review", "article", "state", "version", "changed", "changed_by"]
    )
