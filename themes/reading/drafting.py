"""What comes of a page that is being read: a draft with the page and its words, or both added to a finding we hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from reviews.history.tracking import annotate_history
from reviews.models import DocumentPage, Period, Review
from reviews.models.series import Certainty
from reviews.page_labels import sort_key
from themes.citations.locators import Pages, render
from themes.enums import CitationBasis, FindingState
from themes.findings.fields import clean_line
from themes.findings.snapshots import refuse_changing_published, take_public_snapshots
from themes.models import Citation, Finding, FindingTheme, PageCitation, Quotation, Theme
from themes.quotations.characters import BROKEN, INVISIBLE
from themes.quotations.checking import Checked
from themes.quotations.verifying import check_in_document, record_check

# A word broken at a line's end: as PDFium writes the hyphen, or as copied text has it.
_BROKEN_WORD = re.compile(rf"[ \t]*[{BROKEN}]\s*|(?<=[a-z])[-‐‑][ \t]*[\r\n]\s*(?=[a-z])")
_UNSEEN = re.compile(f"[{INVISIBLE}]")

NO_LABEL = "The number printed on this page is not known here, and a page is cited by its printed number."


@dataclass(frozen=True)
class PagesRead:
    """Pages that somebody has before them: one, or one and the next, by their printed numbers."""

    page: DocumentPage
    last: str

    @property
    def first(self) -> str:
        return self.page.label

    @property
    def review(self) -> Review:
        return self.page.document.review

    @property
    def as_given(self) -> str:
        return self.first if self.first == self.last else f"{self.first}-{self.last}"

    def __str__(self) -> str:
        return render([Pages(self.first, self.last)])


def cite_pages(page: DocumentPage, *, to: DocumentPage | None = None) -> PagesRead:
    """This page, or up to the next one. Raises ValidationError where their printed numbers are not known."""
    if not page.label:
        raise ValidationError(NO_LABEL)
    if to is None:
        return PagesRead(page, page.label)
    if not follows(page, to):
        raise ValidationError(
            f"The next page of the PDF is not numbered as the one after {page.label}. Name one page alone."
        )
    return PagesRead(page, to.label)


def follows(page: DocumentPage, following: DocumentPage | None) -> bool:
    """Whether the printed numbers of two pages follow each other, so that they can be cited as a range."""
    return (
        following is not None
        and bool(page.label and following.label)
        and sort_key(following.label) == sort_key(page.label) + 1
    )


def clean_quotation(typed: str) -> str:
    """Selected or typed words on one line: broken words put together, nothing that cannot be seen."""
    return clean_line(_UNSEEN.sub("", _BROKEN_WORD.sub("", typed)))


@dataclass(frozen=True)
class ComparedWords:
    """Words, and what came of looking for them on the pages that are read, then in the whole document."""

    words: str
    checked: Checked


def compare_words(words: str, pages: PagesRead) -> ComparedWords:
    checked = check_in_document(words, [(pages.first, pages.last)], pages.page.document)
    return ComparedWords(words, checked)


def create_draft_from_page(
    *,
    pages: PagesRead,
    text: str,
    kind: str,
    theme: Theme,
    other_themes: Iterable[Theme] = (),
    periods: Iterable[Period] = (),
    quoted: ComparedWords | None = None,
) -> tuple[Finding, bool]:
    """A draft that cites the pages and quotes the words, if any; and whether it is new.

    Sent twice, it is made once: the same wording with the same pages of the same review is that draft. Other words
    of the report are added to it.
    """
    with transaction.atomic(), annotate_history(act="create_draft_from_page"):
        # The review is locked, since the draft has no row yet to lock.
        Review.objects.select_for_update(no_key=True).get(pk=pages.review.pk)
        alike = Finding.objects.filter(
            review=pages.review,
            text=text,
            state__in=[FindingState.DRAFT, FindingState.IN_REVIEW],
            citations__in=_find_lists(pages),
        )
        existing = alike.first()
        if existing is not None:
            _quote_once(existing, _find_lists(pages).filter(findings=existing)[0], quoted, pages)
            return existing, False
        finding = Finding.objects.create(text=text, kind=kind, review=pages.review, certainty=Certainty.HIGH)
        others = [other for other in dict.fromkeys(other_themes) if other != theme]
        FindingTheme.objects.create(finding=finding, theme=theme, is_primary=True)
        for other in others:
            FindingTheme.objects.create(finding=finding, theme=other)
        finding.periods.set(periods)
        citation = _create_list(finding, pages)
        _quote_once(finding, citation, quoted, pages)
    return finding, True


@dataclass(frozen=True)
class AddedParts:
    """What a finding lacked and has now."""

    page: bool
    words: bool
    text: bool  # its own wording, which it had none of


def add_to_finding(
    *, finding: Finding, pages: PagesRead, quoted: ComparedWords | None = None, text: str = "", by: Any = None
) -> AddedParts:
    """Cite the pages and quote the words for a finding that says the same; what it has already stays as it is.

    `text` becomes its wording only where it has none.

    Raises ValidationError where that is not `by`'s to do, or would leave a published finding unfit.
    """
    if finding.review_id != pages.review.pk:
        raise ValidationError(f"{finding.code} is from another report, so pages of this one are not its own.")
    with transaction.atomic(), annotate_history(act="add_page_read"):
        finding = Finding.objects.select_for_update().get(pk=finding.pk)
        before = take_public_snapshots([finding.pk])
        citation = _find_lists(pages).filter(findings=finding).order_by("pk").first()
        is_new_page = citation is None
        citation = citation or _create_list(finding, pages)
        is_new_quotation = _quote_once(finding, citation, quoted, pages)
        if is_new_text := bool(text and not finding.text):
            finding.text = text
            finding.save(update_fields=["text"])
        refuse_changing_published(before, [finding.pk], by=by)
    return AddedParts(is_new_page, is_new_quotation, is_new_text)


def _find_lists(pages: PagesRead) -> QuerySet[Citation]:
    """Page lists of somebody who read these very pages."""
    of_pages = PageCitation.objects.filter(review=pages.review, first_page=pages.first, last_page=pages.last)
    return Citation.objects.filter(basis=CitationBasis.PAGE_READ, pk__in=of_pages.values("citation"))


def _create_list(finding: Finding, pages: PagesRead) -> Citation:
    citation = Citation.objects.create(as_given=pages.as_given, basis=CitationBasis.PAGE_READ)
    citation.findings.add(finding)
    PageCitation.objects.create(
        citation=citation, review=pages.review, first_page=pages.first, last_page=pages.last
    )
    return citation


def _quote_once(finding: Finding, citation: Citation, quoted: ComparedWords | None, pages: PagesRead) -> bool:
    """Quote the words unless the finding does already. Returns whether they were added."""
    present = {clean_quotation(words) for words in finding.quotations.values_list("words", flat=True)}
    if quoted is None or quoted.words in present:
        return False
    quotation = Quotation(
        finding=finding, citation=citation, words=quoted.words, position=finding.quotations.count()
    )
    record_check(quotation, quoted.checked, pages.page.document)
    quotation.save()
    return True
