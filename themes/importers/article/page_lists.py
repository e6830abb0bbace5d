"""Gives findings the page lists and quotations of an article where they lack them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from reviews.models import Article, Review
from themes.citations.locators import Locator
from themes.enums import CitationBasis
from themes.importers.article.decisions import ImportReport
from themes.importers.article.drafts import PageListDraft, ThemeDraft
from themes.importers.article.matching import normalise_text
from themes.models import Citation, Finding, PageCitation, Quotation


class ListedFinding(NamedTuple):
    """One of the findings that a page list is given for, with the quotations of its line."""

    finding: Finding
    quotations: Sequence[str]


def list_findings(
    page_list: PageListDraft, theme: ThemeDraft, findings: Mapping[int, Finding]
) -> list[ListedFinding]:
    """`findings` are by their place under the heading; those that are not there are skipped."""
    return [
        ListedFinding(findings[index], theme.findings[index].quotations)
        for index in page_list.findings
        if index in findings
    ]


def save_page_list(draft: PageListDraft, listed: Iterable[ListedFinding], report: ImportReport) -> None:
    """With the quotations of its findings; of one without pages the quotations alone, to be given pages later."""
    # A finding from another review has pages of that one: this list is not about them.
    listed = [line for line in listed if line.finding.review_id == report.review.pk]
    cited = find_citations([line.finding for line in listed], report.review, draft.pages)
    lacking = {line.finding.pk: line.finding for line in listed if line.finding.pk not in cited}
    if lacking and draft.pages:
        citation = _find_page_list(report.article, draft.pages)
        if citation is None:
            citation = _add_page_list(draft, report)
        else:
            report.page_list_findings += len(lacking)
        citation.findings.add(*lacking.values())
        cited |= dict.fromkeys(lacking, citation)
    for finding, quotations in listed:
        _save_quotations(finding, quotations, cited.get(finding.pk), report)


def find_citations(findings: Sequence[Finding], review: Review, pages: Locator) -> dict[int, Citation]:
    """The citation of exactly these pages of the review, whoever gave it, for each finding that has one."""
    if not pages:
        return {}
    links = (
        Citation.findings.through.objects.filter(finding__in=findings, citation__pages__review=review)
        .select_related("citation")
        .prefetch_related("citation__pages")
        .distinct()
    )
    return {link.finding_id: link.citation for link in links if _read_pages(link.citation) == pages}


def find_new_quotations(finding: Finding, quotations: Iterable[str]) -> list[str]:
    """Those that the finding does not have."""
    known = _read_quotations(finding)
    return [words for words in quotations if normalise_text(words) not in known]


def _save_quotations(
    finding: Finding, quotations: Iterable[str], citation: Citation | None, report: ImportReport
) -> None:
    known = _read_quotations(finding)
    for words in quotations:
        if normalise_text(words) not in known:
            position = len(known)
            known.add(normalise_text(words))
            Quotation.objects.create(finding=finding, words=words, citation=citation, position=position)
            report.quotations += 1


def _read_quotations(finding: Finding) -> set[str]:
    return {normalise_text(words) for words in finding.quotations.values_list("words", flat=True)}


def _find_page_list(article: Article, pages: Locator) -> Citation | None:
    citations = article.citations.prefetch_related("pages")
    return next((citation for citation in citations if _read_pages(citation) == pages), None)


def _read_pages(citation: Citation) -> Locator:
    return tuple(page.as_pages for page in citation.pages.all())


def _add_page_list(draft: PageListDraft, report: ImportReport) -> Citation:
    citation = Citation.objects.create(
        as_given=draft.as_given, basis=CitationBasis.SECONDARY_SOURCE, given_by_article=report.article
    )
    PageCitation.objects.bulk_create(
        PageCitation(
            citation=citation,
            review=report.review,
            first_page=pages.first,
            last_page=pages.last,
            position=position,
        )
        for position, pages in enumerate(draft.pages)
    )
    report.page_lists += 1
    return citation
