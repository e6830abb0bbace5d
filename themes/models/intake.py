from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from reviews.history.tracking import track_history
from reviews.models import Article, Review
from reviews.models.rules import RuledModel
from themes.models.article import ArticleSection
from themes.models.finding import Finding


class IntakeState(models.TextChoices):
    IN_HAND = "in_hand", "In hand"
    DONE = "done", "Done"
    ASIDE = "aside", "Put aside"


@track_history(exclude=["text"])  # readers' comments stand in it; history must not keep what was erased
class ArticleIntake(RuledModel):
    """An article's text as a curator gave it, and what was decided about it so far.

    `decisions` are the answers as filled in on its screen, by field, right or wrong. `version` grows with each save,
    so that stale forms are noticed.
    """

    title = models.TextField()
    text = models.TextField(help_text="Under copyright: for curators only.")
    sha256 = models.CharField("SHA-256 of the text", max_length=64, unique=True, editable=False)
    file_name = models.CharField("file", max_length=200, blank=True, help_text="Empty: it was pasted.")
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="article_intakes"
    )
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="intakes"
    )
    decisions = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=IntakeState, default=IntakeState.IN_HAND)
    version = models.PositiveIntegerField(default=1, editable=False)
    added = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-changed", "-pk"]
        verbose_name = "article to work through"
        verbose_name_plural = "articles to work through"
        indexes = [models.Index(fields=["state", "-changed"], name="articles_in_hand")]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) | Q(review__isnull=False),
                name="intake_with_an_article_has_its_review",
                violation_error_message="Say which review the article is about.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@track_history()
class ArticleMention(models.Model):
    """An article's own words for what a finding says, never shown to the public.

    Drafts made from an article carry its words themselves.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="mentions")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="mentions")
    section = models.ForeignKey(ArticleSection, on_delete=models.PROTECT, related_name="mentions")
    words = models.TextField("the article's words", help_text="For curators only.")
    pages_wait = models.BooleanField(
        "its pages wait",
        default=False,
        help_text="The article gives pages or quotations that readers see once a publisher adds them.",
    )

    class Meta:
        ordering = ["article", "pk"]
        constraints = [
            models.UniqueConstraint("finding", "section", MD5("words"), name="mention_once_in_a_section")
        ]

    def __str__(self) -> str:
        return f"{self.finding.code} in “{self.article}”"
