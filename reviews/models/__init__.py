"""The evidence: periods, reviews and what is known of them. Knows nothing of themes."""

from reviews.models.article import Article
from reviews.models.document import Document, DocumentPage, DocumentReading, DocumentState, LabelsFrom
from reviews.models.period import Period
from reviews.models.review import (
    PLACES_FOR_READERS,
    Author,
    Availability,
    AvailabilityPlace,
    AvailabilityState,
    ContentsEntry,
    Review,
    ReviewNote,
    ReviewNoteKind,
)
from reviews.models.series import Series, SeriesPoint
from reviews.models.version import VersionStep

__all__ = [
    "PLACES_FOR_READERS",
    "Article",
    "Author",
    "Availability",
    "AvailabilityPlace",
    "AvailabilityState",
    "ContentsEntry",
    "Document",
    "DocumentPage",
    "DocumentReading",
    "DocumentState",
    "LabelsFrom",
    "Period",
    "Review",
    "ReviewNote",
    "ReviewNoteKind",
    "Series",
    "SeriesPoint",
    "VersionStep",
]
