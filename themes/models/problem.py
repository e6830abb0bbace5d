"""What readers say is wrong. No history is kept of it: what somebody typed here goes again after a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reviews.models.rules import RuledModel
from themes.models.discussion import Comment
from themes.models.finding import Finding


class ProblemKind(models.TextChoices):
    """The first goes before all others; which of them a form offers is in OF_PAGES and OF_COMMENTS, in that order."""

    RECOGNISED = "recognised", "Somebody could be recognised"
    WORDING = "wording", "What it says is wrong or unfair"
    PAGE = "page", "The page number it gives"
    SOURCE = "source", "The report or source it gives"
    LINK = "link", "A link leads nowhere, or to the wrong place"
    SITE = "site", "The page cannot be read or used"
    # Of comments alone, as is the first.
    ATTACKS = "attacks", "It attacks somebody"
    OWN_CASE = "own_case", "It tells of a case that its author is part of"
    UNLAWFUL = "unlawful", "It may be against the law"
    OTHER = "other", "Something else"


OF_COMMENTS = [
    ProblemKind.RECOGNISED,
    ProblemKind.ATTACKS,
    ProblemKind.OWN_CASE,
    ProblemKind.UNLAWFUL,
    ProblemKind.OTHER,
]
OF_PAGES = [kind for kind in ProblemKind if kind == ProblemKind.RECOGNISED or kind not in OF_COMMENTS]


class ProblemOutcome(models.TextChoices):
    CHANGED = "changed", "Changed"
    TAKEN_DOWN = "taken_down", "Taken down"
    LEFT = "left", "Left as it is"
    UNCLEAR = "unclear", "Too little to go on"
    NOT_OURS = "not_ours", "Not about this site"


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def open(self) -> ProblemReportQuerySet:
        """Those that nobody has answered."""
        return self.filter(outcome="")

    def about_people(self) -> ProblemReportQuerySet:
        """What moderators look at: somebody could be recognised, or a comment is meant."""
        return self.filter(Q(kind__in=OF_COMMENTS) | Q(comment__isnull=False))

    def about_the_collection(self) -> ProblemReportQuerySet:
        """All others, for curators."""
        return self.filter(comment=None).exclude(kind__in=OF_COMMENTS)


class ProblemReport(RuledModel):
    """Somebody said that something is wrong. `reference` is what they know it by, and nobody can guess it.

    What they typed and the answer are emptied after a time (`themes.problems.keeping`). The row stays, to be counted.
    """

    reference = models.CharField(max_length=14, unique=True)
    at = models.DateTimeField("sent", default=timezone.now)
    kind = models.CharField("what is wrong", max_length=12, choices=ProblemKind)
    address = models.CharField("page", max_length=500, blank=True)
    words = models.TextField("in their words", blank=True)
    email = models.EmailField("e-mail address", max_length=320, blank=True)
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="problem_reports"
    )
    finding_version = models.PositiveIntegerField("version of the finding", null=True, blank=True)
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="problem_reports"
    )
    collection_version = models.CharField("version of the collection", max_length=40, blank=True)
    outcome = models.CharField("what came of it", max_length=12, choices=ProblemOutcome, blank=True)
    answer = models.TextField("answer", blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mailed_at = models.DateTimeField("answer sent by mail", null=True, blank=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = "report by a reader"
        verbose_name_plural = "reports by readers"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["outcome", "kind", "at"], name="problem_reports_to_answer")]
        constraints = [
            models.CheckConstraint(
                name="problem_report_answered_has_a_date",
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                violation_error_message="An answered report needs the date of its answer.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_kind_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("problem-report", args=[self.reference])
