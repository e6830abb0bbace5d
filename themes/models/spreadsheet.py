from __future__ import annotations

import hashlib
import json

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
    UNDONE = "undone", "Imported, and undone"
    PUT_ASIDE = "put_aside", "Put aside"


# The rows that a sheet changes have a history of their own.
@track_history(exclude=["headings", "rows", "shown", "above", "answers", "span"])
class SheetImport(models.Model):
    """An uploaded spreadsheet: its rows, and the preview that a curator saw of what they would change."""

    sheet = models.CharField("rows of", max_length=10, choices=SheetName)
    file_name = models.CharField("file", max_length=200)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list, help_text="Each with its number in the sheet and its cells.")
    above = models.JSONField(
        null=True, blank=True, help_text="Rows above these, titles and last the headings, as `rows`."
    )
    answers = models.JSONField(
        null=True,
        blank=True,
        help_text="What somebody said about its columns and words, where they are not ours.",
    )
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
    context = models.UUIDField(null=True, blank=True, editable=False)
    span = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="For each model: its last event before the import, and its last event of it.",
    )

    class Meta:
        ordering = ["-added", "-pk"]
        verbose_name = "spreadsheet"

    def __str__(self) -> str:
        return self.file_name

    @property
    def preview_token(self) -> str:
        """Stands for what is shown of it and what was said about its columns: another one when either changes."""
        seen = json.dumps([self.shown, self.answers], sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()[:20]

    @property
    def row_count(self) -> int:
        return sum(self.shown.get("tally", {}).values())

    @property
    def tally_text(self) -> str:
        """ "3 new, 1 changed, 96 as they are"."""
        if not self.shown:
            is_waiting = self.state == SheetImportState.PREVIEWED
            return "waits for what its columns mean" if is_waiting else "never compared with the collection"
        words = {"new": "new", "changed": "changed", "unchanged": "as they are", "wrong": "with mistakes"}
        counted = self.shown.get("tally", {})
        return (
            ", ".join(f"{counted[deed]} {word}" for deed, word in words.items() if counted.get(deed))
            or "no rows"
        )


@track_history()
class SheetWord(models.Model):
    """What a heading or a word of somebody's spreadsheets means, as a curator said: asked once, used for the next one.

    `meaning` is a column, a slug or a choice of ours; "" for a column that is left out, "-" for a word that is.
    """

    HEADING = "heading"  # the subject of headings; of words it is a model or a column

    sheet = models.CharField("in spreadsheets of", max_length=10, choices=SheetName)
    subject = models.CharField(max_length=40)
    given = models.CharField(max_length=200, help_text="In lower case, without signs.")
    shown = models.CharField("heading or word", max_length=200, help_text="As it was written first.")
    meaning = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sheet", "subject", "given"]
        verbose_name = "remembered word of spreadsheets"
        verbose_name_plural = "remembered words of spreadsheets"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "subject", "given"],
                name="word_of_spreadsheets_means_one_thing",
                violation_error_message="This word is remembered already.",
            )
        ]

    def __str__(self) -> str:
        return self.shown
