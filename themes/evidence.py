"""A page of a report as evidence: its place in the PDF, its words, and those of them that findings quote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from reviews.models import Document, DocumentPage, Review
from themes.enums import FindingState
from themes.models import Finding, Quotation


@dataclass(frozen=True)
class Passage:
    """A run of a page's words, with the codes of the findings that quote all of it."""

    text: str
    codes: tuple[str, ...] = ()


def page_of(review: Review, label: str) -> DocumentPage | None:
    """The page with this printed label in the PDF of a review that is in use; None where there is none."""
    return (
        DocumentPage.objects.filter(
            document__review=review,
            document__state=Document.State.READ,
            document__superseded_by__isnull=True,
            label=label,
        )
        .select_related("document")
        .order_by("-document__added", "-document__pk", "index")
        .first()
    )


def passages(page: DocumentPage, *, with_drafts: bool = False) -> list[Passage]:
    """The words of a page, those apart that were found to be quoted: one query."""
    quoted = Quotation.objects.filter(document=page.document_id, found_index=page.index).exclude(matched="")
    if not with_drafts:
        quoted = quoted.filter(finding__state=FindingState.PUBLISHED)
    rows = quoted.order_by("finding__number").values_list("matched", "finding__number")
    return divide(page.text, [(matched, Finding(number=number).code) for matched, number in rows])


def divide(text: str, quoted: Iterable[tuple[str, str]]) -> list[Passage]:
    """`text` in passages that make it up; `quoted` are pairs of words in it and the code of a finding."""
    spans = [(text.find(words), len(words), code) for words, code in quoted if words]
    edges = {0, len(text)}
    for start, length, _ in spans:
        if start >= 0:
            edges |= {start, start + length}
    places = sorted(edges)
    return [
        Passage(
            text[start:end],
            tuple(
                dict.fromkeys(
                    c for begins, length, c in spans if 0 <= begins <= start and end <= begins + length
                )
            ),
        )
        for start, end in pairwise(places)
    ]
