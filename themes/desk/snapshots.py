"""Quotations with their page lists, and what they say in words: for comparing before and after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db.models import Prefetch, QuerySet

from themes.citations.locators import render
from themes.enums import Outcome
from themes.models import Citation, Finding, Quotation


@dataclass(frozen=True)
class QuotationSnapshot:
    """What a quotation says, in the words of the preview."""

    pk: int
    code: str  # of its finding
    words: str
    outcome: str
    pages: str
    known_from: str  # the list as its source gives it, and who gave it
    shared_with: str
    accepted_because: str

    LABELS = {
        "words": "Words",
        "outcome": "Outcome",
        "pages": "Pages",
        "known_from": "Page list",
        "shared_with": "Given for",
        "accepted_because": "Accepted because",
    }

    def compare(self, later: QuotationSnapshot) -> list[tuple[str, str, str]]:
        """What differs: its label, now, later."""
        now, then = asdict(self), asdict(later)
        return [
            (label, now[name], then[name]) for name, label in self.LABELS.items() if now[name] != then[name]
        ]


def take_snapshots(pks: Collection[int]) -> dict[int, QuotationSnapshot]:
    """What these say now, by primary key, in the order of their findings. A constant number of queries."""
    return {quotation.pk: _take_snapshot(quotation) for quotation in _select_with_lists(pks)}


def fetch_quotations(pks: Collection[int]) -> list[Quotation]:
    """Quotations with all that acts look at, in the order of their findings. A constant number of queries."""
    return list(_select_with_lists(pks).prefetch_related("citation__quotations__document"))


def _select_with_lists(pks: Collection[int]) -> QuerySet[Quotation]:
    """Each page list is one object in memory, however many quotations share it."""
    lists = Citation.objects.select_related("given_by_article").defer("given_by_article__source_text")
    return (
        Quotation.objects.filter(pk__in=pks)
        .select_related("finding__review", "document")
        .defer("finding__search")
        .prefetch_related(
            Prefetch("citation", lists),
            "citation__pages__review",
            Prefetch("citation__findings", Finding.objects.defer("search")),
        )
        .order_by("finding__number", "position", "pk")
    )


def _take_snapshot(quotation: Quotation) -> QuotationSnapshot:
    citation = quotation.citation
    is_accepted = quotation.outcome == Outcome.OVERRULED
    found = f", on page {quotation.found_on}" if quotation.found_on and not is_accepted else ""
    return QuotationSnapshot(
        pk=quotation.pk,
        code=quotation.finding.code,
        words=quotation.words,
        outcome=f"{quotation.outcome_label}{found}",
        pages=describe_pages(citation),
        known_from=describe_source(citation) if citation else "No page list",
        shared_with=", ".join(sorted(one.code for one in citation.findings.all())) if citation else "",
        accepted_because=quotation.overruled_because if is_accepted else "",
    )


def describe_pages(citation: Citation | None) -> str:
    """ "page 17 of Pathways to harm (2011 to 2014)"; of several reports one after the other."""
    if citation is None:
        return ""
    of_reviews: dict[str, list] = {}
    for page in citation.pages.all():
        of_reviews.setdefault(page.review.short_title, []).append(page.as_pages)
    return "; ".join(f"{render(pages)} of {title}" for title, pages in of_reviews.items()) or "no pages"


def describe_source(citation: Citation) -> str:
    """ "“15 & 242”, given by another source (An example journal)"."""
    source = f" ({citation.source_name})" if citation.source_name else ""
    return f"“{citation.as_given}”, {citation.get_basis_display().lower()}{source}"
