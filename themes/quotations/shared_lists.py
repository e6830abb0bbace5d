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
class Offer:
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


def offers(citations: Iterable[Citation]) -> list[Offer]:
    """What these lists could be split into; without queries where `READ_TO_SPLIT` was fetched ahead."""
    return [
        offer
        for citation in citations
        for finding in sorted(citation.findings.all(), key=lambda one: one.number)
        if (offer := _offer(citation, finding)) is not None
    ]


def _offer(citation: Citation, finding: Finding) -> Offer | None:
    pages = list(citation.pages.all())
    quotations = [one for one in citation.quotations.all() if one.finding_id == finding.pk]
    if len(citation.findings.all()) < 2 or len(pages) < 2:
        return None
    if not any(one.outcome == Outcome.EXACT for one in quotations):
        return None
    carrying: dict[int, PageCitation] = {}
    for quotation in quotations:
        page = page_in(pages, quotation) if quotation.outcome in (Outcome.EXACT, Outcome.NEAR) else None
        if page is None:  # where these words stand is not known, so the other pages may carry them
            return None
        carrying[page.pk] = page
    if len(carrying) == len(pages):
        return None
    return Offer(citation, finding, tuple(page for page in pages if page.pk in carrying), tuple(quotations))


def page_in(pages: Iterable[PageCitation], quotation: Quotation) -> PageCitation | None:
    """The entry of a page list on which a quotation's words were found; a run of pages counts as one."""
    document = quotation.document
    if document is None or not quotation.found_on:
        return None
    return next(
        (page for page in pages if page.review_id == document.review_id and page.holds(quotation.found_on)),
        None,
    )
