"""What we have read, computed from the collection and never typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from themes.enums import CitationBasis, FindingKind, Outcome
from themes.models import Finding


@dataclass(frozen=True)
class Tally:
    """Published findings, scope notes included, as the sentence on the home page counts them."""

    findings: int
    scope_notes: int
    with_page: int
    read_on_page: int
    quotations_checked: int


def what_we_have_read() -> Tally:
    """One query."""
    looked_for = Q(
        quotations__outcome__in=[Outcome.EXACT, Outcome.NEAR, Outcome.OTHER_PAGE, Outcome.NOT_FOUND]
    )
    return Tally(
        **Finding.objects.published().aggregate(
            findings=Count("pk", distinct=True),
            scope_notes=Count("pk", filter=Q(kind=FindingKind.SCOPE), distinct=True),
            with_page=Count("pk", filter=Q(citations__pages__isnull=False), distinct=True),
            read_on_page=Count("pk", filter=Q(citations__basis=CitationBasis.PAGE_READ), distinct=True),
            quotations_checked=Count("quotations", filter=looked_for, distinct=True),
        )
    )
