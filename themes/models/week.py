from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models

from reviews.collection_version import shown_to_readers
from reviews.history.tracking import track_history
from reviews.models.rules import RuledModel
from themes.enums import FindingState
from themes.models.finding import Finding


def find_monday(day: date) -> date:
    """The first day of the week of this day."""
    return day - timedelta(days=day.weekday())


@track_history()
@shown_to_readers
class WeeklyFinding(RuledModel):
    """A finding that a curator chose for one week, in the place of the one whose turn it is."""

    week = models.DateField(unique=True, help_text="Its Monday; any other day of the week will do.")
    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, related_name="weeks", help_text="A published one."
    )
    question = models.CharField(
        max_length=200, blank=True, help_text="One question for a team. Empty: one of its theme’s."
    )

    class Meta:
        verbose_name = "finding of a week"
        verbose_name_plural = "findings of weeks"
        ordering = ["-week"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(week__iso_week_day=1),
                name="week_begins_on_monday",
                violation_error_message="A week begins on Monday.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.week:%-d %B %Y}: {self.finding.code}"

    def clean(self) -> None:
        if self.week:
            self.week = find_monday(self.week)
        if self.finding_id and self.finding.state != FindingState.PUBLISHED:
            raise ValidationError({"finding": "Choose a published finding: readers would see nothing."})
