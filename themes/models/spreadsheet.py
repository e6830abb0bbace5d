from __future__ import annotations

from django.conf import settings
from django.db import models

from reviews.history.tracking import track_history


class SheetName(models.TextChoices):
    FINDINGS = "findings", "Findings"
    CITATIONS = "citations", "Page lists"
    THEMES = "themes", "Themes"
    REVIEWS = "reviews", "Reviews"


class SheetImportState(models.TextChoices):
    PREVIEWED = "previewed", "Looked at, not imported"
    IMPORTED = "imported", "Imported"
    PUT_ASIDE = "put_aside", "Put aside"


# The rows that a sheet changes have a history of their own.
@track_history(exclude=["headings", "rows", "shown"])
class SheetImport(models.Model):
    """An uploaded spreadsheet: its rows, and the preview that a curator saw of what they would change."""

    sheet = models.CharField("rows of", max_length=10, choices=SheetName)
    file_name = models.CharField("file", max_length=200)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list, help_text="Each with its number in the sheet and its cells.")
    shown = models.JSONField(default=dict, help_text="What a curator saw that it would change.")
    state = models.CharField(max_length=10, choices=SheetImportState, default=SheetImportState.PREVIEWED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added = models.DateTimeField("uploaded", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added", "-pk"]
        verbose_name = "spreadsheet"

    def __str__(self) -> str:
        return self.file_name

    @property
    def row_count(self) -> int:
        return sum(self.shown.get("tally", {}).values())

    @property
    def tally_text(self) -> str:
        """ "3 new, 1 changed, 96 as they are"."""
        words = {"new": "new", "changed": "changed", "unchanged": "as they are", "wrong": "with mistakes"}
        counted = self.shown.get("tally", {})
        return (
            ", ".join(f"{counted[deed]} {word}" for deed, word in words.items() if counted.get(deed))
            or "no rows"
        )
