"""Synonyms, and words to correct spelling with."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.rules import RuledModel


@track_history()
@shown_to_readers
class Synonym(RuledModel):
    """Words and phrases that mean the same in a search: whoever types one of them looks for all of them."""

    slug = SlugField(unique=True)
    words = ArrayField(
        models.CharField(max_length=80),
        help_text="Words or phrases. Plurals and American spelling are understood without being listed.",
    )

    class Meta:
        verbose_name = "group of words that mean the same"
        verbose_name_plural = "words that mean the same"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(words__len__gte=2),
                name="synonyms_are_at_least_two",
                violation_error_message="Give at least two words or phrases that mean the same.",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.words)


class FindingWord(models.Model):
    """A word that some published finding has had in its text: a candidate for "Did you mean".

    Filled by triggers on findings, so that drafts and what visitors type never get in. Words stay when a finding is
    withdrawn, so a candidate is offered only if it still finds something.
    """

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GistIndex(fields=["word"], name="finding_word_likeness", opclasses=["gist_trgm_ops"])]

    def __str__(self) -> str:
        return self.word
