"""The pages of the report that stand beside a quotation, or beside a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from reviews.documents.views import may_see
from reviews.models import Document, DocumentPage, DocumentState
from themes.enums import Outcome
from themes.models import Finding, PageCitation, Quotation
from themes.quotations.shared_lists import find_page_of
from themes.reading.evidence import MarkedPicture, MarkedWords, Passage, draw_page, find_page, split_passages

NOT_YOURS = "This page can be seen by those who may see the PDFs of reports."


@dataclass(frozen=True)
class PageSide:
    """A page of the report beside what is decided or worded."""

    title: str
    page: DocumentPage | None
    missing: str = ""  # why there is none
    url: str = ""  # of the page as readers of the workspace know it
    passages: Sequence[Passage] = ()
    picture: MarkedPicture | None = None


def build_sides(user: Any, quotation: Quotation, listed_pk: str = "") -> list[PageSide]:
    """The page that is given, and the page on which the words were found; one where they are the same.

    Of several pages that are given, `listed_pk` names the one to show.
    """
    remark = "what is nearest stands here" if quotation.outcome == Outcome.NEAR else "the words stand here"
    found = _find_page_of_words(quotation)
    sides = []
    listed = _choose_listed_page(quotation, listed_pk)
    if listed is not None:
        label = quotation.found_on if find_page_of(quotation, [listed]) else listed.first_page
        page = find_page(listed.review, label)
        title = f"Page {label}, as given"
        if page is not None and page == found:
            return [_build_side(user, f"{title}: {remark}", page, [quotation])]
        sides.append(_build_listed_side(user, title, listed, label, page, [quotation]))
    if found is not None:
        name = f"Page {found.label}" if found.label else f"PDF page {found.index}"
        sides.append(_build_side(user, f"{name}: {remark}", found, [quotation]))
    return sides


def build_side_of_finding(
    user: Any, finding: Finding, listed: Sequence[PageCitation], listed_pk: str = ""
) -> PageSide | None:
    """One of the pages `listed` for a finding: that named by `listed_pk`, else one that it quotes, else the first."""
    if not listed:
        return None
    quotations = list(finding.quotations.all())
    quoted = next((page for row in quotations if (page := find_page_of(row, listed))), listed[0])
    chosen = next((page for page in listed if str(page.pk) == listed_pk), quoted)
    found_on = next((row.found_on for row in quotations if find_page_of(row, [chosen])), "")
    label = found_on or chosen.first_page
    for row in quotations:
        row.finding = finding  # whose code stands beside the words
    found = find_page(chosen.review, label)
    return _build_listed_side(user, f"Page {label}, as given", chosen, label, found, quotations)


def _build_listed_side(
    user: Any,
    title: str,
    listed: PageCitation,
    label: str,
    page: DocumentPage | None,
    quotations: Sequence[Quotation],
) -> PageSide:
    if page is None:
        return PageSide(title, None, _explain_missing(listed, label))
    return _build_side(user, title, page, quotations)


def _find_page_of_words(quotation: Quotation) -> DocumentPage | None:
    if not quotation.document_id or not quotation.found_index:
        return None
    pages = DocumentPage.objects.filter(document=quotation.document_id, index=quotation.found_index)
    return pages.select_related("document__review").first()


def _choose_listed_page(quotation: Quotation, pk: str) -> PageCitation | None:
    """The one that was asked for, else that on which the words were found, else the first."""
    pages = list(quotation.citation.pages.all()) if quotation.citation else []
    requested = next((page for page in pages if str(page.pk) == pk), None)
    return requested or find_page_of(quotation, pages) or next(iter(pages), None)


def _explain_missing(listed: PageCitation, label: str) -> str:
    documents = Document.objects.filter(review=listed.review, superseded_by__isnull=True)
    if documents.filter(state=DocumentState.READ).exists():
        return f"The PDF that we hold has no page with the printed number {label}."
    return (
        f"We hold no PDF of {listed.review.short_title}, so nothing can be compared. “Add a report’s PDF” on the first "
        "page takes one."
    )


def _build_side(user: Any, title: str, page: DocumentPage, quotations: Sequence[Quotation]) -> PageSide:
    if not may_see(user, page.document):
        return PageSide(title, None, NOT_YOURS)
    quoted = [
        MarkedWords(quotation.matched, quotation.finding.code, quotation.found_index)
        for quotation in quotations
        if quotation.matched
    ]
    url = reverse("review-page", args=[page.document.review.slug, page.label]) if page.label else ""
    return PageSide(title, page, "", url, split_passages(page, quoted=quoted), draw_page(page, quoted))
