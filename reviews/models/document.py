from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.formats import date_format
from django.utils.timezone import localdate

from reviews.collection_version import shown_to_readers
from reviews.fields import PageSortField, validate_label
from reviews.history.tracking import track_history
from reviews.models.review import Review
from reviews.models.rules import RuledModel
from reviews.plurals import count_things


class DocumentState(models.TextChoices):
    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    READ = "read", "Read"
    FAILED = "failed", "Could not be read"


class LabelsFrom(models.TextChoices):
    NONE = "", "No printed page numbers are known"
    PDF = "pdf", "The PDF’s own page labels"
    PRINTED = "printed", "Numbers at the top or bottom of the pages"
    OFFSET = "offset", "Counted from an offset that a curator gave"


@track_history()
@shown_to_readers
class Document(RuledModel):
    """A PDF of a review, known by its SHA-256. Private unless its licence allows more."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="documents")
    sha256 = models.CharField(
        "SHA-256", max_length=64, unique=True, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")]
    )
    file = models.FileField(upload_to="documents/")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    page_count = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.WAITING)
    message = models.TextField(blank=True, help_text="Why it could not be read, or what it lacks.")
    labels_from = models.CharField(
        "printed pages from", max_length=10, choices=LabelsFrom, blank=True, db_default=LabelsFrom.NONE
    )
    label_offset = models.IntegerField(
        "offset", null=True, blank=True, help_text="2 where PDF page 181 is printed page 179."
    )
    labels_confirmed_at = models.DateTimeField(
        "printed pages confirmed",
        null=True,
        blank=True,
        help_text="When a person compared them with the pages. History knows who.",
    )
    is_public = models.BooleanField(
        default=False,
        help_text="Only where the licence allows it. All may then read its pages and open the PDF.",
    )
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_sha256_is_one"
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
                name="document_does_not_supersede_itself",
                violation_error_message="A document cannot supersede itself.",
            ),
            models.CheckConstraint(
                condition=Q(labels_from="offset", label_offset__isnull=False)
                | (~Q(labels_from="offset") & Q(label_offset__isnull=True)),
                name="document_offset_belongs_to_its_labels",
                violation_error_message="An offset belongs to printed pages counted from an offset, and to no others.",
            ),
        ]

    def __str__(self) -> str:
        pages = f" of {count_things(self.page_count, 'page')}" if self.page_count else ""
        added = f" added {date_format(localdate(self.added), 'j F Y')}" if self.added else ""
        return f"{self.review}: PDF{pages}{added}"


class DocumentReading(models.Model):
    """How far a document that waits or is being read has come, and what its reading is to bring.

    Not tracked by history, which holds what happened and no progress; gone once the document was read.
    """

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    is_new_edition = models.BooleanField(
        default=False, help_text="It replaces the edition that is held, once it was read."
    )
    pages_read = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(null=True, help_text="Known once the file was opened.")
    by_machine = models.BooleanField(
        default=False,
        db_default=False,
        help_text="It was read; now a program reads its pages that are pictures.",
    )

    def __str__(self) -> str:
        return f"{self.pages_read} of {self.page_count}"


# One more whenever pages are read in another way: then the documents that are held are read anew.
READING_EDITION = 2


def get_reading_edition() -> int:
    return READING_EDITION


class DocumentPageManager(models.Manager["DocumentPage"]):
    def get_queryset(self) -> models.QuerySet[DocumentPage]:
        """Every page; the search vector is deferred, because only the database reads it."""
        return super().get_queryset().defer("search")


# Words that the end of a line breaks, put together: these signs stand where the hyphen was.
UNBROKEN = models.Func(
    "text",
    models.Value("[\x02\u00ad\ufffe]\\s*"),
    models.Value(""),
    models.Value("g"),
    function="regexp_replace",
    output_field=models.TextField(),
)
MOST_SEARCHED = 200_000  # characters of a page: a search vector has less than 1 MB of words


@shown_to_readers
class DocumentPage(models.Model):
    """One page's text. Always both numbers: its place in the PDF and the number printed on it.

    Not tracked by history: a document never changes, and its pages can be read again from it.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    index = models.PositiveIntegerField("PDF page", help_text="Counted from 1.")
    label = models.CharField("printed page", max_length=12, blank=True, validators=[validate_label])
    label_sort = PageSortField(label="label", null=True)
    text = models.TextField(blank=True)
    is_picture = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Its text is not what it shows: a scan, a drawing, letters under other names.",
    )
    is_machine_read = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Its text was read off its picture by a program, which can misread.",
    )
    edition = models.PositiveSmallIntegerField(
        default=get_reading_edition, db_default=1, help_text="Of the way in which it was read."
    )
    search = models.GeneratedField(
        expression=SearchVector(Left(UNBROKEN, MOST_SEARCHED), config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects = DocumentPageManager()

    class Meta:
        ordering = ["document", "index"]
        constraints = [
            models.UniqueConstraint(fields=["document", "index"], name="one_page_at_each_index"),
            models.CheckConstraint(condition=Q(index__gte=1), name="page_index_counts_from_one"),
        ]
        indexes = [
            models.Index(fields=["document", "label_sort"], name="page_by_label"),
            GinIndex(fields=["search"], name="page_search"),
        ]

    def __str__(self) -> str:
        return f"p. {self.label} (PDF page {self.index})" if self.label else f"PDF page {self.index}"
