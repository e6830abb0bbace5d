from __future__ import annotations

from django.db import models
from django.db.models import Q

from reviews.history.tracking import track_history
from reviews.models import Article
from reviews.models.rules import RuledModel
from themes.models.theme import Theme


@track_history()
class ArticleSection(RuledModel):
    """A heading of an imported article, with the theme of ours that it speaks of, if one was found.

    A heading without points under it is no theme: it is kept so that a curator sees what was left out.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.TextField()
    line = models.PositiveIntegerField(help_text="Where it stands in the imported text.")
    left_out = models.BooleanField(default=False)
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="article_sections"
    )

    class Meta:
        verbose_name = "heading of an article"
        verbose_name_plural = "headings of articles"
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="one_section_in_each_place"),
            models.CheckConstraint(
                condition=Q(left_out=False) | Q(theme__isnull=True),
                name="section_left_out_has_no_theme",
                violation_error_message="A heading that was left out has no theme.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
