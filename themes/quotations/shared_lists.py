"""Page lists given for several findings together, and which of their pages carries which finding.

Where all that a finding quotes from such a list was found on some of its pages only, a list of its own can be offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from themes.citations.locators import render
from themes.enums import Outcome
from themes.models import Citation, Finding, PageCitation, Quotation

# What has to be fetched ahead with page lists, for those who ask about many.
READ_TO_SPLIT = ("pages", "findings", "quotations")


@dataclass(frozen=True)
class SplitOffer:
    """A finding whose quoted words stand on some pages of a shared list."""

    citation: Citation
    finding: Finding
    pages: tuple[PageCitation, ...]  # of the list, in its order
    quotations: tuple[Quotation, ...]  # all that the finding quotes from it

    @property
    def found_on(self) -> str:
        """ "242", "15 and 17 to 18"."""
        return render([page.as_pages for page in self.pages]).partition(" ")[2]

    def __str__(self) -> str:
        whole = render([page.as_pages for page in self.citation.pages.all()])
        return (
            f"{self.finding.code} is on {self.found_on}, one of {whole} given for "
            f"{len(self.citation.findings.all())} findings together: split the list?"
        )


def find_offers(citations: Iterable[Citation]) -> list[SplitOffer]:
    """What these lists could be split into; without queries where `READ_TO_SPLIT` was fetched ahead."""
    return [
        offer
        for citation in citations
        for finding in sorted(citation.findings.all(), key=lambda finding: finding.number)
        if (offer := _make_offer(citation, finding)) is not None
    ]


def _make_offer(citation: Citation, finding: Finding) -> SplitOffer | None:
    pages = list(citation.pages.all())
    quotations = [row for row in citation.quotations.all() if row.finding_id == finding.pk]
    outcomes = {row.outcome for row in quotations}
    if len(citation.findings.all()) < 2 or len(pages) < 2 or Outcome.EXACT not in outcomes:
        return None
    # Where it is not known where some words stand, the other pages may carry them.
    if not outcomes <= {Outcome.EXACT, Outcome.NEAR}:
        return None
    found = [find_page_of(row, pages) for row in quotations]
    if None in found:
        return None
    carrying = [page for page in pages if page in found]
    return SplitOffer(citation, finding, tuple(carrying), tuple(quotations)) if carrying != pages else None


def find_page_of(quotation: Quotation, pages: Iterable[PageCitation]) -> PageCitation | None:
    """The entry of a page list on which a quotation's words were found; a run of pages counts as one."""
    document = quotation.document
    if document is None or not quotation.found_on:
        return None
    return next(
        (page for page in pages if page.review_id == document.review_id and page.holds(quotation.found_on)),
        None,
    )
