from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.rules import RuledModel, refuse_address_of_another


def count_months(first: date, last: date) -> int:
    """Whole months from one day's to the other's, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


class PeriodQuerySet(models.QuerySet["Period"]):
    def core(self) -> PeriodQuerySet:
        """The windows of the five national analyses of 2003 to 2014, without those kept for comparison."""
        return self.filter(is_core=True)


@track_history()
@shown_to_readers
class Period(RuledModel):
    """A window of incidents that one national analysis reported on. Windows differ in length."""

    slug = SlugField(unique=True)
    name = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField(help_text="The last day of the window.")
    is_core = models.BooleanField(
        "within 2003 to 2014", default=True, help_text="Untick for a later window kept for comparison."
    )
    read_so_far = models.TextField(
        blank=True, help_text="In a sentence: how much of this period's reports has been read here."
    )
    notes = ArrayField(
        models.TextField(), default=list, blank=True, help_text="What makes this window hard to compare."
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="period_ends_after_it_starts",
                violation_error_message="A period must end after it starts.",
            ),
            ExclusionConstraint(
                name="periods_do_not_overlap",
                expressions=[
                    (
                        Func(
                            F("starts"),
                            F("ends"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message="This period overlaps another one.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("period", args=[self.slug])

    def clean(self) -> None:
        refuse_address_of_another(self)
        # Said here first: asked whether a span that ends before it starts overlaps another, PostgreSQL fails.
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": "A period must end after it starts."})

    @property
    def months(self) -> int:
        """Length of the window in whole months, both ends included."""
        return count_months(self.starts, self.ends)
