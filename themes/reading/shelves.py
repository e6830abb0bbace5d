"""Reports on their shelves, as lists of reports show them, and how far each has been read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from reviews.collection_version import kept_by_version
from reviews.models import Review
from reviews.models.review import ReviewKind, ReviewQuerySet
from themes.enums import CoverageState
from themes.models import Coverage, Finding, Theme
from themes.reading.tally import COUNTS

CORE = "The national analyses of 2003 to 2014"
AGAIN = "Studies of the same reviews"
INSPECTED = "Inspectorates’ evaluations of reviews"
BRIEFINGS = "Briefings on one subject"
STUDIES = "Other studies of reviews"
LATER = "Later analyses, for comparison"
OTHER = "Other reports"
SHELVES = (CORE, AGAIN, INSPECTED, BRIEFINGS, STUDIES, LATER, OTHER)  # in the order of the pages
SHELF_OF_A_KIND: dict[str, str] = {
    ReviewKind.INSPECTORATE_EVALUATION: INSPECTED,
    ReviewKind.THEMATIC_BRIEFING: BRIEFINGS,
}
STUDY_KINDS = (
    ReviewKind.STUDY,
    ReviewKind.JOURNAL_ARTICLE,
    ReviewKind.COMPONENT_STUDY,
    ReviewKind.COMPANION_REPORT,
)


@dataclass(frozen=True)
class Shelf:
    title: str
    reviews: Sequence[Review]


@dataclass(frozen=True)
class Reading:
    """How far a review has been read: findings as all lists count them, scope notes apart, and themes."""

    review: Review
    findings: int
    scope_notes: int
    with_page: int
    read_on_page: int
    read: Sequence[Theme]
    partly_read: Sequence[Theme]


@dataclass(frozen=True)
class ShelfOfReadings:
    title: str
    readings: Sequence[Reading]


def read_shelves(reviews: ReviewQuerySet) -> list[Shelf]:
    """Shelves that hold any of these reviews, the earliest incidents first on each: two queries."""
    draws_on = Review.draws_on.through.objects.filter(from_review=OuterRef("pk"))
    shelves: dict[str, list[Review]] = {title: [] for title in SHELVES}
    for review in (
        reviews.annotate(studies_again=Exists(draws_on))
        .prefetch_related("periods")
        .order_by("incidents_from", "published", "pk")
    ):
        shelves[_find_shelf(review, studies_again=review.studies_again)].append(review)
    return [Shelf(title, found) for title, found in shelves.items() if found]


def _find_shelf(review: Review, *, studies_again: bool) -> str:
    if review.kind == ReviewKind.NATIONAL_ANALYSIS:
        return CORE if any(period.is_core for period in review.periods.all()) else LATER
    if shelf := SHELF_OF_A_KIND.get(review.kind):
        return shelf
    if studies_again:
        return AGAIN
    return STUDIES if review.kind in STUDY_KINDS else OTHER


@kept_by_version
def read_shelves_of_readings() -> list[ShelfOfReadings]:
    """All reviews, with how far each has been read: four queries."""
    counts = _count_findings()
    themes: dict[tuple[int, str], list[Theme]] = defaultdict(list)
    covered = Coverage.objects.filter(theme__in=Theme.objects.current()).select_related("theme")
    for row in covered.order_by("theme__group__position", "theme__position", "theme"):
        themes[row.review_id, row.state].append(row.theme)

    def read_all(reviews: Iterable[Review]) -> list[Reading]:
        return [
            Reading(
                review,
                *counts.get(review.pk, (0, 0, 0, 0)),
                read=themes[review.pk, CoverageState.READ],
                partly_read=themes[review.pk, CoverageState.PARTLY_READ],
            )
            for review in reviews
        ]

    return [
        ShelfOfReadings(shelf.title, read_all(shelf.reviews)) for shelf in read_shelves(Review.objects.all())
    ]


def _count_findings() -> dict[int, tuple[int, int, int, int]]:
    """Of each review: findings, scope notes, findings with a page, and those read on the page. One query."""
    counted = Finding.objects.published().order_by().values("review").annotate(**COUNTS)
    return {
        row["review"]: (row["findings"], row["scope_notes"], row["with_page"], row["read_on_page"])
        for row in counted
    }
