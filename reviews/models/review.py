from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.dates import Precision, print_partial_date
from reviews.fields import SlugField, validate_label
from reviews.history.tracking import track_history
from reviews.models.period import Period
from reviews.models.rules import RuledModel, WrittenModel, refuse_address_of_another


class ReviewKind(models.TextChoices):
    NATIONAL_ANALYSIS = "national_analysis", "National analysis"
    SERIOUS_CASE_REVIEW = "serious_case_review", "Serious case review"
    PRACTICE_REVIEW = "practice_review", "Child safeguarding practice review"
    OVERVIEW = "overview", "Overview"
    COMPONENT_STUDY = "component_study", "Component study"
    COMPANION_REPORT = "companion_report", "Companion report"
    JOURNAL_ARTICLE = "journal_article", "Journal article"
    THEMATIC_BRIEFING = "thematic_briefing", "Thematic briefing"
    INSPECTORATE_EVALUATION = "inspectorate_evaluation", "Inspectorate's evaluation"
    STUDY = "study", "Study"
    INQUIRY = "inquiry", "Inquiry"


class ReviewQuerySet(models.QuerySet["Review"]):
    def with_authors(self) -> ReviewQuerySet:
        """Reviews with what a full reference prints: two queries."""
        return self.prefetch_related("authors")


@track_history()
@shown_to_readers
class Review(RuledModel):
    """Anything that can be cited. Its record outlives its link."""

    slug = SlugField(unique=True, max_length=80, help_text="Its permanent address. Old ones redirect.")
    kind = models.CharField(max_length=30, choices=ReviewKind)
    title = models.TextField()
    short_title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    journal = models.CharField(max_length=200, blank=True)
    volume = models.CharField(max_length=60, blank=True, help_text="For an article: volume, issue and pages.")
    published = models.DateField(null=True, blank=True)
    published_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    report_number = models.CharField(max_length=60, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    incidents_from = models.DateField(null=True, blank=True)
    incidents_to = models.DateField(null=True, blank=True)
    incidents_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    periods = models.ManyToManyField(Period, blank=True, related_name="reviews")
    draws_on = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="drawn_on_by",
        help_text="The analyses whose cases it studies again.",
    )
    case_count = models.PositiveIntegerField("number of cases", null=True, blank=True)
    case_count_note = models.TextField(
        blank=True, help_text="What was counted, or why the number is not known."
    )
    page_count = models.PositiveIntegerField(null=True, blank=True)
    page_count_note = models.TextField(blank=True)
    series_position = models.TextField("place in the series", blank=True)
    contents_note = models.TextField(blank=True)
    covers = ArrayField(
        models.TextField(), default=list, blank=True, help_text='Sentences for "What this report covers".'
    )
    rights_holder = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    quoting_basis = models.TextField("basis for quoting", blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "report"
        verbose_name_plural = "reports and papers"
        ordering = ["incidents_from", "published", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published__isnull=True, published_precision="")
                | (Q(published__isnull=False) & ~Q(published_precision="")),
                name="review_published_says_how_exactly",
                violation_error_message="Say how exactly the date of publication is known.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(incidents_from__isnull=True, incidents_to__isnull=True, incidents_precision="")
                    | (
                        # Without these two, one end alone would pass: compared with nothing, it is not false.
                        Q(incidents_from__isnull=False, incidents_to__isnull=False)
                        & Q(incidents_to__gte=F("incidents_from"))
                        & ~Q(incidents_precision="")
                    )
                ),
                name="review_incidents_from_before_to",
                violation_error_message="Give both ends of the incidents, in order, and how exactly known.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def clean(self) -> None:
        refuse_address_of_another(self)

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.slug])

    def page_url(self, label: str) -> str:
        """Address of the page of this review with the printed number `label`."""
        return reverse("review-page", args=[self.slug, label])

    @property
    def published_text(self) -> str:
        """ "May 2016", or nothing when no date is known."""
        return print_partial_date(self.published, self.published_precision) if self.published else ""

    @property
    def incidents_text(self) -> str:
        """ "April 2011 to March 2014", or nothing when not known."""
        if not self.incidents_from or not self.incidents_to:
            return ""
        precision = Precision.MONTH if self.incidents_precision == Precision.DAY else self.incidents_precision
        ends = (self.incidents_from, self.incidents_to)
        return " to ".join(print_partial_date(end, precision) for end in ends)

    @property
    def years_text(self) -> str:
        """ "2011 to 2014", or nothing when not known."""
        if not self.incidents_from or not self.incidents_to:
            return ""
        return f"{self.incidents_from.year} to {self.incidents_to.year}"

    @property
    def plain_name(self) -> str:
        """What it is and whose, without its title: titles of reports can distress in a tab or a link preview."""
        years = f" on {self.years_text}" if self.years_text else ""
        mark = self.report_number or (str(self.published.year) if self.published else "no date")
        authors = [author.family for author in self.authors.all()] or [self.publisher]
        by = " and ".join(authors) if len(authors) < 3 else f"{authors[0]} and others"
        if self.kind == ReviewKind.THEMATIC_BRIEFING:
            by += f", {self.slug}"  # one publisher brings out several in a month
        return f"{self.get_kind_display()}{years} ({mark}){f', {by}' if by else ''}"


class ReviewPart(WrittenModel):
    """A row that belongs to one review and has a place in a list."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


@track_history()
@shown_to_readers
class Author(ReviewPart):
    """An author as the title page names them, in its order. A body has a family name only."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="authors")
    family = models.CharField("family name", max_length=120)
    given = models.CharField("given names", max_length=120, blank=True)

    class Meta(ReviewPart.Meta):
        constraints = [
            # Deferred, so that two can swap places.
            models.UniqueConstraint(
                fields=["review", "position"],
                name="one_author_in_each_place",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Two authors cannot stand in the same place.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@track_history()
@shown_to_readers
class ContentsEntry(ReviewPart):
    """A heading from the report's list of contents."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="contents")
    heading = models.TextField()
    page = models.CharField("printed page", max_length=12, blank=True, validators=[validate_label])

    class Meta(ReviewPart.Meta):
        verbose_name_plural = "contents"

    def __str__(self) -> str:
        return self.heading


class ReviewNoteKind(models.TextChoices):
    DISAGREEMENT = "disagreement", "Sources disagree"
    UNVERIFIED = "unverified", "Not verified"
    NOTE = "note", "Note"


@track_history()
@shown_to_readers
class ReviewNote(ReviewPart):
    """Where sources disagree about a review, what could not be verified, and other remarks."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=ReviewNoteKind)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def current(self) -> AvailabilityQuerySet:
        """The last entry for each address of a review; an entry without a day is the oldest."""
        latest = (
            Availability.objects.filter(review=OuterRef("review"), url=OuterRef("url"))
            .order_by(F("on").desc(nulls_last=True), "-pk")
            .values("pk")
        )
        return self.filter(pk=Subquery(latest[:1]))

    def unreachable(self) -> AvailabilityQuerySet:
        """Addresses that could not be reached when somebody last looked."""
        return self.current().filter(state=AvailabilityState.UNREACHABLE)


class AvailabilityPlace(models.TextChoices):
    PUBLISHER = "publisher", "Publisher"
    LIBRARY = "library", "Open library of the reports"
    CATALOGUE = "catalogue", "Library, university or charity page"
    COPY_READ = "copy_read", "Copy we read (not shown to readers)"


# In the order in which readers are led to them.
PLACES_FOR_READERS = (
    AvailabilityPlace.PUBLISHER,
    AvailabilityPlace.LIBRARY,
    AvailabilityPlace.CATALOGUE,
)


class AvailabilityState(models.TextChoices):
    PUBLISHED = "published", "Published"
    MOVED = "moved", "Moved"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNREACHABLE = "unreachable", "Unreachable"


@track_history()
@shown_to_readers
class Availability(ReviewPart):
    """An entry in the ledger of where a review could be had. Entries are added, not overwritten."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="availability")
    place = models.CharField(max_length=20, choices=AvailabilityPlace)
    url = models.URLField("address", max_length=500)
    state = models.CharField(max_length=20, choices=AvailabilityState, default=AvailabilityState.PUBLISHED)
    on = models.DateField(
        "checked on", null=True, blank=True, help_text="Leave empty if nobody has checked it."
    )
    note = models.TextField(blank=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta(ReviewPart.Meta):
        verbose_name_plural = "availability"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "url", "place", "state", "on"],
                nulls_distinct=False,
                name="one_ledger_entry_for_each_look",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()}: {self.url}"

    @property
    def is_pdf(self) -> bool:
        """Whether the address is of a PDF itself, so that it can be opened at a page."""
        return urlsplit(self.url).path.lower().endswith(".pdf")


@track_history(obj_field=None)
@shown_to_readers
class ReviewPeriod(Review.periods.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True


@track_history(obj_field=None)
@shown_to_readers
class ReviewDrawnOn(Review.draws_on.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = "report drawn on"
        verbose_name_plural = "reports drawn on"
