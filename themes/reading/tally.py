"""What we have read, computed from the collection and never typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from reviews.collection_version import kept_by_version
from reviews.models import Review
from themes.enums import CitationBasis, FindingKind, Outcome
from themes.models import Finding

LISTED = ~Q(kind=FindingKind.SCOPE)  # of those published, as `FindingQuerySet.in_lists`
# Of published findings. What one page says of them another does too, for the whole collection or for one report.
COUNTS = {
    "findings": Count("pk", filter=LISTED, distinct=True),
    "scope_notes": Count("pk", filter=~LISTED, distinct=True),
    "with_page": Count("pk", filter=LISTED & Q(citations__pages__isnull=False), distinct=True),
    "read_on_page": Count("pk", filter=LISTED & Q(citations__basis=CitationBasis.PAGE_READ), distinct=True),
}


@dataclass(frozen=True)
class Tally:
    """Findings as all lists count them. Scope notes, which stand on the pages of their reports, are counted apart."""

    findings: int
    scope_notes: int
    with_page: int
    read_on_page: int
    quotations_checked: int


@kept_by_version
def count_what_was_read() -> Tally:
    """One query."""
    looked_for = Q(
        quotations__outcome__in=[Outcome.EXACT, Outcome.NEAR, Outcome.OTHER_PAGE, Outcome.NOT_FOUND]
    )
    return Tally(
        **Finding.objects.published().aggregate(
            **COUNTS, quotations_checked=Count("quotations", filter=looked_for, distinct=True)
        )
    )


@kept_by_version
def count_of_report(review: Review) -> dict[str, int]:
    """What `COUNTS` counts, of one report: one query."""
    return Finding.objects.published().filter(review=review).aggregate(**COUNTS)
