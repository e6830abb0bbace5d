"""The fixed lists that findings are sorted by, in the order readers see them."""

from django.db import models
from django.db.models import F, Q

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.rules import RuledModel, refuse_address_of_another


class VocabularyTerm(RuledModel):
    slug = SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_address_of_another(self)  # addresses of filtered lists name it


@track_history()
@shown_to_readers
class Agency(VocabularyTerm):
    """Who a finding speaks to or about."""

    class Meta(VocabularyTerm.Meta):
        verbose_name_plural = "agencies"


@track_history()
@shown_to_readers
class AgeGroup(VocabularyTerm):
    """Ages in whole years, both ends included."""

    from_age = models.PositiveSmallIntegerField()
    to_age = models.PositiveSmallIntegerField()

    class Meta(VocabularyTerm.Meta):
        verbose_name = "age group"
        verbose_name_plural = "ages"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_age__gte=F("from_age")),
                name="age_group_from_before_to",
                violation_error_message="An age group must not end before it starts.",
            )
        ]


@track_history()
@shown_to_readers
class Harm(VocabularyTerm):
    """A kind of harm."""

    class Meta(VocabularyTerm.Meta):
        verbose_name = "kind of harm"
        verbose_name_plural = "kinds of harm"
