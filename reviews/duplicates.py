"""Reports that are perhaps one: by their numbers, or by a title that is nearly the same in the same year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from rapidfuzz import fuzz

from reviews.identifiers import find_dois, find_registrant, get_doi_address, reduce_isbn
from reviews.models import Availability, Review

LEAST_LIKENESS = 88  # of titles, of 100
YEARS_APART = 1  # title pages and web pages give the year before or after
MOST_NAMED = 5

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Duplicate:
    review: Review
    why: str  # as a clause: "the same ISBN"


@dataclass(frozen=True)
class Clues:
    """What is known of a report that may be held already."""

    title: str = ""
    short_title: str = ""
    year: int | None = None
    isbn: str = ""
    report_number: str = ""
    doi: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.title, self.short_title, self.isbn, self.report_number, self.doi))


def find_duplicates(clues: Clues, apart_from: int | None = None) -> list[Duplicate]:
    """Those that share a number with it or are called alike, surest first: two queries at most."""
    if clues.is_empty:
        return []
    by_doi = set(_find_by_doi(clues.doi).values_list("review", flat=True)) if clues.doi else set()
    fields = ("slug", "title", "short_title", "isbn", "report_number", "published", "kind")
    found: list[tuple[int, Duplicate]] = []
    for review in Review.objects.only(*fields):
        if review.pk == apart_from:
            continue
        if review.pk in by_doi:
            found.append((0, Duplicate(review, "the same DOI")))
        elif clues.isbn and reduce_isbn(clues.isbn) and reduce_isbn(clues.isbn) == reduce_isbn(review.isbn):
            found.append((0, Duplicate(review, "the same ISBN")))
        elif _are_one_number(clues.report_number, review.report_number):
            found.append((1, Duplicate(review, "the same report number")))
        elif _is_called_alike(clues, review):
            found.append((2, Duplicate(review, "nearly the same title")))
    return [duplicate for _, duplicate in sorted(found, key=lambda pair: pair[0])][:MOST_NAMED]


def _find_by_doi(doi: str) -> QuerySet[Availability]:
    return Availability.objects.filter(url__iendswith=get_doi_address(doi).removeprefix("https:"))


def _are_one_number(one: str, other: str) -> bool:
    first, second = (re.sub(r"[\W_]|0+(?=\d{2})", "", number).casefold() for number in (one, other))
    return bool(first) and first == second


def _is_called_alike(clues: Clues, review: Review) -> bool:
    year = review.published.year if review.published else None
    if clues.year and year and abs(clues.year - year) > YEARS_APART:
        return False
    return any(
        _are_alike(ours, theirs)
        for ours in {clues.title, clues.short_title} - {""}
        for theirs in {review.title, review.short_title}
    )


def _are_alike(one: str, other: str) -> bool:
    """Nearly the same words; years, figures and single letters must all be the same ("Child A" is no "Child B")."""
    first, second = _WORDS.findall(one.casefold()), _WORDS.findall(other.casefold())
    if {word for word in first if _is_telling(word)} != {word for word in second if _is_telling(word)}:
        return False
    return fuzz.token_sort_ratio(" ".join(first), " ".join(second)) >= LEAST_LIKENESS


def _is_telling(word: str) -> bool:
    return word.isdigit() or (len(word) == 1 and word != "a") or any(map(str.isdigit, word))


@dataclass(frozen=True)
class KnownBy:
    """What reports that are held say of a number: their publisher and journal, and how the number begins."""

    publisher: str = ""
    journal: str = ""
    beginning: str = ""


def read_by_isbn(isbn: str) -> KnownBy:
    """Who publishes under the registrant of this ISBN: one query."""
    registrant = find_registrant(isbn)
    if not registrant:
        return KnownBy()
    rows = Review.objects.exclude(isbn="").exclude(publisher="").order_by("-published", "pk")
    for other, publisher in rows.values_list("isbn", "publisher"):
        if find_registrant(other) == registrant:
            return KnownBy(publisher, "", registrant)
    return KnownBy()


def read_by_doi(doi: str) -> KnownBy:
    """Journal and publisher of another paper whose DOI begins alike: "10.1002/car" of 10.1002/car.2462. One query."""
    if not (beginning := _find_beginning(doi)):
        return KnownBy()
    rows = Availability.objects.filter(url__icontains=f"doi.org/{beginning}").exclude(review__journal="")
    for url, journal, publisher in rows.values_list("url", "review__journal", "review__publisher"):
        if any(_find_beginning(other) == beginning for other in find_dois(url)):
            return KnownBy(publisher, journal, beginning)
    return KnownBy()


def _find_beginning(doi: str) -> str:
    match = re.match(r"10\.\d+/(?:s(?=\d{4}-)\d{4}-\d{3}[\dx]|j\.[a-z]+|[a-z]+)", doi.lower())
    return match[0] if match else ""
