"""Reports on their shelves, as lists of reports show them, and how far each has been read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.text import slugify

from reviews.collection_version import kept_by_version
from reviews.models import Review
from reviews.models.review import ReviewKind, ReviewQuerySet
from themes.enums import CoverageState
from themes.models import Coverage, Theme
from themes.reading.tally import Tally, count_by_report

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


MOST_ON_SHELF = 30  # reviews; of a shelf with more, pages of all shelves have the first
FIRST_ON_SHELF = 20
Row = TypeVar("Row")


def choose_first(rows: Sequence[Row]) -> Sequence[Row]:
    return rows if len(rows) <= MOST_ON_SHELF else rows[:FIRST_ON_SHELF]


class TitledShelf:
    title: str

    @property
    def slug(self) -> str:
        """What an address calls it."""
        return slugify(self.title)


@dataclass(frozen=True)
class Shelf(TitledShelf):
    title: str
    reviews: Sequence[Review]

    @property
    def first(self) -> Sequence[Review]:
        return choose_first(self.reviews)


@dataclass(frozen=True)
class Reading:
    """How far a review has been read: findings, and themes."""

    review: Review
    tally: Tally
    read: Sequence[Theme]
    partly_read: Sequence[Theme]


@dataclass(frozen=True)
class ShelfOfReadings(TitledShelf):
    title: str
    readings: Sequence[Reading]

    @property
    def first(self) -> Sequence[Reading]:
        return choose_first(self.readings)


AnyShelf = TypeVar("AnyShelf", bound=TitledShelf)


def find_shelf(shelves: Iterable[AnyShelf], slug: str) -> AnyShelf:
    """Raises Http404 where none is called so, or there is nothing on it."""
    shelf = next((shelf for shelf in shelves if shelf.slug == slug), None)
    if shelf is None:
        raise Http404("Our reports stand in groups, and none is called so. The page “Reviews” has them all.")
    return shelf


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
    """All reviews, with how far each has been read: five queries at most."""
    counts = count_by_report()
    themes: dict[tuple[int, str], list[Theme]] = defaultdict(list)
    covered = Coverage.objects.filter(theme__in=Theme.objects.current()).select_related("theme")
    for row in covered.order_by("theme__group__position", "theme__position", "theme"):
        themes[row.review_id, row.state].append(row.theme)

    def read_all(reviews: Iterable[Review]) -> list[Reading]:
        return [
            Reading(
                review,
                counts.get(review.pk, Tally()),
                read=themes[review.pk, CoverageState.READ],
                partly_read=themes[review.pk, CoverageState.PARTLY_READ],
            )
            for review in reviews
        ]

    return [
        ShelfOfReadings(shelf.title, read_all(shelf.reviews)) for shelf in read_shelves(Review.objects.all())
    ]
