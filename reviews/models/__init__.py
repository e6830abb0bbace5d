"""The evidence: periods, reviews and what is known of them. Knows nothing of themes."""

from reviews.models.article import Article
from reviews.models.document import Document, DocumentPage, DocumentReading
from reviews.models.period import Period
from reviews.models.review import Author, Availability, ContentsEntry, Review, ReviewNote
from reviews.models.series import Series, SeriesPoint

__all__ = [
    "Article",
    "Author",
    "Availability",
    "ContentsEntry",
    "Document",
    "DocumentPage",
    "DocumentReading",
    "Period",
    "Review",
    "ReviewNote",
    "Series",
    "SeriesPoint",
]
