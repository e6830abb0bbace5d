"""What may not be said about one report. Only moderators and administrators ever see it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models import Review
from reviews.models.rules import RuledModel


class RestrictedTermQuerySet(models.QuerySet["RestrictedTerm"]):
    def in_force(self) -> RestrictedTermQuerySet:
        """Those whose last day has not gone by."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))


class RestrictedTerm(RuledModel):
    """A name, place or detail that a court or a family asked not to be told with this report.

    No history is kept, and its name in lists and logs does not say it: the term stands in this row and nowhere else.
    """

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="restricted_terms", verbose_name="report"
    )
    term = models.CharField(
        max_length=200,
        help_text="Found however it is written: in capitals, with other spaces, without accents, with signs that look "
        "like its letters. Authors are told that a rule fired, never this.",
    )
    why = models.CharField(
        max_length=500,
        help_text="An order of a court with its date, or who asked for it. Do not say more than you need.",
    )
    until = models.DateField(
        "in force until", null=True, blank=True, help_text="The last day. Empty where no end is known."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField("added", auto_now_add=True)

    objects = RestrictedTermQuerySet.as_manager()

    class Meta:
        verbose_name = "restricted term"
        verbose_name_plural = "restricted terms"
        ordering = ["review", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(term="") & ~Q(why=""),
                name="restricted_term_with_reason",
                violation_error_message="Give the term, and why it is restricted.",
            )
        ]

    def __str__(self) -> str:
        return f"Restricted term {self.pk or '(new)'}"
