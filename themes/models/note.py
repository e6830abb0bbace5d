"""What curators tell each other beside the work. Readers never see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.history.tracking import track_history
from reviews.models import Review
from reviews.models.rules import RuledModel
from themes.models.citation import Quotation
from themes.models.finding import Finding

LONGEST_NOTE = 500
ABOUT = ("finding", "quotation", "review")


class ColleagueNoteQuerySet(models.QuerySet["ColleagueNote"]):
    def about(self, row: Finding | Quotation | Review) -> ColleagueNoteQuerySet:
        """Those about one row, open ones first, the newest on top, with their authors."""
        return (
            self.filter(**{str(row._meta.model_name): row})
            .select_related("author", "done_by")
            .order_by(models.F("done_at").asc(nulls_first=True), "-at", "-pk")
        )

    def open_with(self, findings: Iterable[Finding]) -> ColleagueNoteQuerySet:
        """Open ones about these findings and about quotations of theirs, which go with them."""
        pks = [finding.pk for finding in findings]
        about = Q(finding__in=pks) | Q(quotation__finding__in=pks)
        return self.filter(about, done_at=None).select_related("author", "quotation")


@track_history()
class ColleagueNote(RuledModel):
    """A short note to colleagues about one finding, quotation or report. It is open until somebody says done."""

    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, null=True, blank=True, related_name="colleague_notes"
    )
    quotation = models.ForeignKey(
        Quotation, on_delete=models.CASCADE, null=True, blank=True, related_name="colleague_notes"
    )
    review = models.ForeignKey(
        Review,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="colleague_notes",
        verbose_name="report",
    )
    text = models.CharField("note", max_length=LONGEST_NOTE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField("written", auto_now_add=True)
    done_at = models.DateTimeField("done", null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = ColleagueNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note to colleagues"
        verbose_name_plural = "notes to colleagues"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["done_at", "-at"], name="notes_to_look_at")]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(finding__isnull=False, quotation__isnull=True, review__isnull=True)
                    | Q(finding__isnull=True, quotation__isnull=False, review__isnull=True)
                    | Q(finding__isnull=True, quotation__isnull=True, review__isnull=False)
                ),
                name="note_is_about_one_thing",
                violation_error_message="A note is about one finding, one quotation or one report.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="note_says_something",
                violation_error_message="Write something first: the note is empty.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def subject(self) -> Any:
        return self.finding or self.quotation or self.review
