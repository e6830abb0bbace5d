from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.review import Review
from reviews.models.rules import RuledModel, WrittenModel, refuse_address_of_another


class Certainty(models.TextChoices):
    """How near to the report we stood when we read something. Never shown as "confidence"."""

    HIGH = "high", "The page itself, or its authors, publisher or a professional body"
    MEDIUM = "medium", "The press, a local summary, a composite illustration or part of a source"
    LOW = "low", "The list of contents alone"


@track_history()
@shown_to_readers
class Series(WrittenModel):
    """A figure followed over time. Points are only ever figures read in a source."""

    slug = SlugField(
        unique=True, help_text="Its permanent address. If you change it, the old one redirects for ever."
    )
    title = models.CharField(max_length=200)
    unit = models.CharField(
        max_length=80, help_text='"reviews", "per cent"; "words" where no number is given.'
    )
    note = models.TextField(blank=True)
    gaps = ArrayField(
        models.TextField(), default=list, blank=True, help_text="What was looked for, not found."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "table of figures over time"
        verbose_name_plural = "figures over time"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        refuse_address_of_another(self)

    def get_absolute_url(self) -> str:
        return reverse("figure", args=[self.slug])


@track_history()
@shown_to_readers
class SeriesPoint(RuledModel):
    """One figure, with its own denominator and its own source and page."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    years = models.CharField(max_length=40, help_text='As readers see them: "2009 to 2011".')
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    category = models.CharField(max_length=120, blank=True, help_text="When the series has several kinds.")
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    text = models.CharField(max_length=200, blank=True, help_text="When the source uses words.")
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="series_points"
    )
    counted_by = models.CharField(max_length=200, blank=True, help_text="When not by the review.")
    pages = models.CharField(max_length=60, blank=True, help_text='As a page list: "9 and 23".')
    pages_of = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The review that the pages are of, when it is not the review above.",
    )
    table = models.CharField(max_length=20, blank=True)
    certainty = models.CharField("our source", max_length=6, choices=Certainty)
    source_url = models.URLField("where it was read", max_length=500, blank=True)
    note = models.TextField(blank=True)
    change = models.CharField(
        "counted differently from here",
        max_length=200,
        blank=True,
        help_text="In what, where this figure is counted otherwise than the one before it. The picture breaks here.",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""),
                name="series_point_says_something",
                violation_error_message="Give a number, or the source's words.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator")),
                name="series_point_part_within_whole",
                violation_error_message="The part is larger than the whole.",
            ),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True, covers_to__isnull=True)
                | (
                    Q(covers_from__isnull=False, covers_to__isnull=False) & Q(covers_to__gte=F("covers_from"))
                ),
                name="series_point_from_before_to",
                violation_error_message="Give both ends of the years, the first before the last.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.years}"
