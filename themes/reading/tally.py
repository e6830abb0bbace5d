"""What we have read, computed from the collection and never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q

from reviews.collection_version import kept_by_version
from reviews.models import Review
from themes.enums import FindingKind, FindingState, Outcome
from themes.index.contents import CatalogueIndex
from themes.index.keeping import answer
from themes.models import Finding, Quotation
from themes.models.catalogue import SHIFT, FacetNumber
from themes.models.citation import FOUND_BY_MACHINE

LOOKED_FOR = FOUND_BY_MACHINE | Q(
    outcome__in=[Outcome.EXACT, Outcome.NEAR, Outcome.OTHER_PAGE, Outcome.NOT_FOUND]
)
PAGE_KNOWN, READ = FacetNumber.PAGE_KNOWN.encode(1), FacetNumber.HOW.encode(1)
FINDINGS = f"""
SELECT review - {FacetNumber.REVIEW.encode(0)}, count(*), count(*) FILTER (WHERE options @> ARRAY[{PAGE_KNOWN}]),
       count(*) FILTER (WHERE options @> ARRAY[{READ}])
FROM themes_catalogueentry, unnest(options) review
WHERE is_listed AND review >> {SHIFT} = {FacetNumber.REVIEW:d}
GROUP BY 1
"""  # noqa: S608 - nothing but our own constants is put in


class Tally(NamedTuple):
    """Findings as all lists count them. Scope notes, which stand on the pages of their reports, are counted apart."""

    findings: int = 0
    with_page: int = 0
    read_on_page: int = 0
    scope_notes: int = 0


@kept_by_version
def count_by_report() -> Mapping[int, Tally]:
    """By the id of each review that has findings or scope notes: two queries at most."""
    found = answer(_count_in_index, _count_in_database)
    notes = Finding.objects.published().filter(kind=FindingKind.SCOPE).order_by().values_list("review")
    scope_notes = Counter(dict(notes.annotate(Count("pk"))))
    return {
        review: found.get(review, Tally())._replace(scope_notes=scope_notes[review])
        for review in found.keys() | scope_notes
    }


def _count_in_index(index: CatalogueIndex) -> dict[int, Tally]:
    with_page, read = index.find_options([PAGE_KNOWN]), index.find_options([READ])
    return {
        option % (1 << SHIFT): Tally(
            len(filed), filed.intersection_cardinality(with_page), filed.intersection_cardinality(read)
        )
        for option, filed in index.options.items()
        if option >> SHIFT == FacetNumber.REVIEW
    }


def _count_in_database() -> dict[int, Tally]:
    with connection.cursor() as cursor:
        cursor.execute(FINDINGS)
        return {review: Tally(*counts) for review, *counts in cursor.fetchall()}


def count_of_report(review: Review) -> Tally:
    return count_by_report().get(review.pk, Tally())


def count_what_was_read() -> Tally:
    """Of the whole collection."""
    return add_up(count_by_report().values())


def add_up(tallies: Iterable[Tally]) -> Tally:
    return Tally(*map(sum, zip(Tally(), *tallies, strict=True)))


@kept_by_version
def count_quotations_checked() -> int:
    """Those that were looked for in their reports, whatever came of it: one query."""
    return Quotation.objects.filter(LOOKED_FOR, finding__state=FindingState.PUBLISHED).count()
