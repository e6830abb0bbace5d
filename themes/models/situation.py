from __future__ import annotations

from django.db import models
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.rules import RuledModel, WrittenModel, refuse_address_of_another
from themes.models.finding import Finding
from themes.models.theme import Theme


@track_history()
@shown_to_readers
class Situation(WrittenModel):
    """A page in practitioners' words, with at most eight findings in a chosen order."""

    MOST_FINDINGS = 8

    slug = SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=150)
    note = models.TextField(blank=True)
    content_note = models.CharField(max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="situations")
    findings = models.ManyToManyField(Finding, through="SituationFinding", related_name="situations")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("situation", args=[self.slug])

    def clean(self) -> None:
        refuse_address_of_another(self)


@track_history()
@shown_to_readers
class SituationFinding(RuledModel):
    situation = models.ForeignKey(Situation, on_delete=models.CASCADE)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["situation", "finding"], name="finding_once_in_a_situation"),
            models.CheckConstraint(
                condition=models.Q(position__lt=Situation.MOST_FINDINGS),
                name="situation_has_at_most_eight_findings",
                violation_error_message="A situation shows at most eight findings.",
            ),
            models.UniqueConstraint(
                fields=["situation", "position"],
                name="one_finding_in_each_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.situation}: {self.finding}"


@track_history(obj_field=None)
@shown_to_readers
class SituationTheme(Situation.themes.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
