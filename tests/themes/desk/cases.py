"""A report with four pages, and findings that quote it: rightly, wrongly, and from a list that they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User

from reviews.models import Document, DocumentPage, Review
from tests.factories import make_citation, make_finding, make_period, make_theme
from themes.desk.acts import ACTS, ActInput
from themes.desk.deciding import ActResult, compute_quotation_token, decide
from themes.models import Finding, Quotation
from themes.quotations.verifying import verify

TEXTS = {
    "iv": "The harbour board thanks every pilot who wrote to it.",
    "1": "The pilot was not told that the slipway had been closed in 1987.",
    "2": "Nobody at the quay could say why the lantern had been moved.",
    "3": "The cook counted 45 ropes, and the ferry left without them.",
}
PILOT = "The pilot was not told"
LANTERN = "why the lantern had been moved"
ROPES = "The cook counted 45 ropes"
NEARLY = "the pilot was told that the slipway had been closed in 1978"
LOST = "an orchestra sold all its drums to the bakers"


def make_document(review: Review, texts: dict[str, str] | None = None, **fields) -> Document:
    number = Document.objects.count() + 1
    document = Document.objects.create(
        review=review,
        **{"sha256": f"{number:064}", "file": "documents/a.pdf", "size": 1, "state": "read", **fields},
    )
    DocumentPage.objects.bulk_create(
        DocumentPage(document=document, index=index, label=label, text=text)
        for index, (label, text) in enumerate((TEXTS if texts is None else texts).items(), start=1)
    )
    return document


def make_quotation(
    words: str, *pages: str, review: Review, state: str = "draft", source: str = "", **fields
) -> Quotation:
    """A quotation of a finding of its own, on these pages; from another source where one is named."""
    finding = make_finding(review=review, state=state, themes=(make_theme(),), periods=(make_period(),))
    if not pages:
        return finding.quotations.create(words=words, **fields)
    given: dict[str, Any] = {"basis": "secondary_source", "given_by": source} if source else {}
    citation = make_citation(finding, pages=pages, **given)
    return finding.quotations.create(words=words, citation=citation, **fields)


def share(*words: str, pages: Sequence[str], review: Review, state: str = "draft") -> list[Quotation]:
    """Findings, each with a quotation, that share one page list of another source."""
    findings = [
        make_finding(review=review, state=state, themes=(make_theme(),), periods=(make_period(),))
        for _ in words
    ]
    citation = make_citation(*findings, pages=tuple(pages), basis="secondary_source", given_by="A journal")
    return [
        finding.quotations.create(words=each, citation=citation)
        for finding, each in zip(findings, words, strict=True)
    ]


def checked(quotation: Quotation) -> Quotation:
    """The quotation as a check of everything leaves it."""
    verify()
    quotation.refresh_from_db()
    return quotation


def lists_of(finding: Finding) -> list[tuple]:
    """Its page lists: as given, basis, who gave it, pages with their roles, how many findings it is for."""
    return [
        (
            citation.as_given,
            citation.basis,
            citation.given_by,
            [(page.first_page, page.last_page, page.role) for page in citation.pages.all()],
            citation.findings.count(),
        )
        for citation in finding.citations.order_by("pk")
    ]


def act_on(slug: str, quotation: Quotation, by: User, **fields) -> ActResult:
    """Carry out an act on a quotation as it stands now, and refresh it."""
    why = fields.pop("why", "")
    token = str(compute_quotation_token(quotation.pk))
    result = decide(
        ACTS[slug], quotation.pk, by=by, act_input=ActInput(by=by, **fields), form_token=token, why=why
    )
    if Quotation.objects.filter(pk=quotation.pk).exists():
        quotation.refresh_from_db()
    return result
