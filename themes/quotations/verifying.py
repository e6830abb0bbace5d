"""Quotations compared with the reports they quote: which documents are read, and what is written down.

What an earlier check found is written again only where something differs, so that history holds outcomes and no
routine. `checked_at` therefore says since when the outcome is known. A finding's version is left alone: its words do
not change. A check says what is so; it withdraws nothing, not even where a published finding's words are not found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from reviews.history.tracking import annotate_history
from reviews.models import Document, DocumentState, Review
from themes.citations.locators import Pages, render
from themes.enums import Outcome
from themes.models import Citation, PageCitation, Quotation
from themes.models.catalogue import lock_catalogue
from themes.quotations.checking import Checked, check_on_pages
from themes.quotations.cited import find_cited
from themes.quotations.differences import WordDifference
from themes.quotations.document import DocumentText
from themes.quotations.furniture import PageText
from themes.quotations.shared_lists import READ_TO_SPLIT, find_offers

AT_ONCE = 500  # quotations written in one transaction

Ranges = list[tuple[str, str]]
RangesByReview = Mapping[int, Ranges]  # by the primary key of the review

# The better of two documents' answers. What could not be looked for everywhere is not "not found".
_BEST_FIRST = [
    Outcome.EXACT,
    Outcome.OTHER_PAGE,
    Outcome.NEAR,
    Outcome.BY_MACHINE,
    Outcome.NOT_CHECKED,
    Outcome.UNAVAILABLE,
    Outcome.NOT_FOUND,
]
_WRITTEN = ["outcome", "score", "matched", "document", "found_on", "found_index", "remark", "checked_at"]


@dataclass(frozen=True)
class InexactQuotation:
    code: str
    pages: str
    words: str
    outcome: Outcome
    found_on: str
    remark: str


@dataclass
class Verified:
    """What one run did."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    changed: int = 0
    inexact: list[InexactQuotation] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)  # page lists that could be split
    pages: list[str] = field(default_factory=list)  # cited pages that the documents do not have
    without_pages: int = 0  # quotations that belong to no page list

    def add(self, quotation: Quotation, ranges: RangesByReview) -> None:
        outcome = quotation.full_outcome
        self.outcomes[outcome] += 1
        if outcome in (Outcome.EXACT, Outcome.OVERRULED):
            return
        pages = render([Pages(*pair) for pairs in ranges.values() for pair in pairs])
        code, words = quotation.finding.code, quotation.words
        self.inexact.append(
            InexactQuotation(code, pages, words, outcome, quotation.found_on, quotation.remark)
        )


def verify(review: Review | None = None) -> Verified:
    """Look for every quotation, or for those of one review's pages, and save the outcomes that differ."""
    pages = PageCitation.objects.all()
    without_pages = Quotation.objects.exclude(_build_citation_filter(pages))
    if review is not None:
        pages = pages.filter(review=review)
        without_pages = without_pages.filter(finding__review=review)
    check = _Verification(Quotation.objects.filter(_build_citation_filter(pages)), pages)
    check.read_documents(None if review is None else {review.pk})
    result = Verified(
        changed=check.save(act="quotations_checked"),
        pages=[problem for problems in check.problems.values() for problem in problems],
        without_pages=without_pages.count(),
    )
    for quotation in check.quotations:
        result.add(quotation, check.ranges[quotation.pk])
    exact = [row.citation_id for row in check.quotations if row.citation_id and row.outcome == Outcome.EXACT]
    lists = Citation.objects.filter(pk__in=exact).prefetch_related(*READ_TO_SPLIT, "quotations__document")
    result.offers = [
        str(offer) for offer in sorted(find_offers(lists), key=lambda offer: offer.finding.number)
    ]
    return result


def verify_these(pks: Collection[int], *, act: str = "quotations_checked") -> int:
    """Look for these quotations and save the outcomes that differ; returns how many changed.

    Can be called inside a transaction. `act` is its name in history; pass "" to keep that of an outer block.
    """
    check = _Verification(
        Quotation.objects.filter(_build_citation_filter(PageCitation.objects.all()), pk__in=pks),
        PageCitation.objects.none(),
    )
    check.read_documents(set())
    return check.save(act=act)


def _build_citation_filter(pages: QuerySet[PageCitation]) -> Exists:
    return Exists(pages.filter(citation=OuterRef("citation")))


def check_in_document(words: str, ranges: Ranges, document: Document) -> Checked:
    """Look for words in one document that is read, as `verify` does: on these printed pages, then everywhere."""
    pages = _read_pages(document)
    return check_on_pages(words, find_cited(pages, ranges), DocumentText(pages))


def record_check(quotation: Quotation, checked: Checked, document: Document) -> None:
    """Give a quotation that is not saved yet what came of comparing its words just now."""
    for name, value in _Answer(checked, document.pk, quotation.words).build_fields().items():
        setattr(quotation, name, value)
    quotation.checked_at = timezone.now()


@dataclass(frozen=True)
class _Answer:
    checked: Checked
    document: int | None
    words: str  # that were looked for

    @property
    def rank(self) -> tuple[int, bool]:
        """The best answer has the lowest."""
        return _BEST_FIRST.index(self.checked.outcome), not self.checked.on_cited

    def build_fields(self) -> dict[str, object]:
        checked, page = self.checked, self.checked.page
        was_looked_for = checked.outcome not in (Outcome.UNAVAILABLE, Outcome.NOT_CHECKED)
        stored = Outcome.NOT_CHECKED if checked.outcome == Outcome.BY_MACHINE else checked.outcome
        return {
            "outcome": stored.value,  # with a score where a machine found the words
            "score": checked.score if was_looked_for else None,
            "matched": checked.matched,
            "document_id": self.document,
            "found_on": page.label if page else "",
            "found_index": page.index if page else None,
            "remark": " ".join([*_describe_differences(checked.differences), *checked.problems]),
        }


class _Verification:
    """Quotations that are looked for in the documents of their reviews, one document in memory at a time."""

    def __init__(self, quotations: QuerySet[Quotation], cited: QuerySet[PageCitation]) -> None:
        """`cited` are pages to look for besides."""
        self.quotations = list(
            quotations.exclude(words__regex=r"^\s*$")
            .select_related("finding", "citation")
            .prefetch_related("citation__pages")
            .order_by("finding__number", "position", "pk")
        )
        self.ranges = {
            row.pk: _group_by_review(row.citation.pages.all())  # type: ignore[union-attr]
            for row in self.quotations
        }
        self.by_review: dict[int, list[Quotation]] = defaultdict(list)
        # What a curator accepted stays: where its words or pages change, the database ends the acceptance.
        self.looked_for = [row for row in self.quotations if row.outcome != Outcome.OVERRULED]
        for quotation in self.looked_for:
            for review in self.ranges[quotation.pk]:
                self.by_review[review].append(quotation)
        self.cited: dict[int, list[PageCitation]] = defaultdict(list)
        for page in cited.select_related("review").order_by("review", "first_sort", "pk"):
            self.cited[page.review_id].append(page)
        self.problems: dict[int, list[str]] = {}  # of the cited pages
        self.answers: dict[int, _Answer] = {}  # the best for each quotation

    def read_documents(self, reviews: set[int] | None) -> None:
        """Look in the documents of these reviews besides those of the quotations; None stands for all."""
        documents = Document.objects.filter(state=DocumentState.READ, superseded_by__isnull=True)
        if reviews is not None:
            documents = documents.filter(review__in={*reviews, *self.by_review})
        read = set()
        for document in documents.order_by("review", "pk"):
            read.add(document.review_id)
            pages = _read_pages(document)
            self._look_for_pages(document, pages)
            self._look_for_quotations(document, pages)
        for quotation in self.looked_for:
            if not self.ranges[quotation.pk].keys() <= read:
                self._add_answer(quotation, _Answer(Checked(Outcome.UNAVAILABLE), None, quotation.words))

    def _look_for_pages(self, document: Document, pages: Sequence[PageText]) -> None:
        """Note what is wrong with cited pages; one document of several that has them is enough."""
        for page in self.cited.get(document.review_id, ()):
            found = find_cited(pages, [(page.first_page, page.last_page)]).problems
            problems = [f"{page.review.short_title}, {page}: {problem}" for problem in found]
            self.problems[page.pk] = problems if self.problems.get(page.pk, problems) else []

    def _look_for_quotations(self, document: Document, pages: Sequence[PageText]) -> None:
        quotations = self.by_review.get(document.review_id)
        if not quotations:
            return
        text = DocumentText(pages)
        has_labels = any(page.label for page in pages)
        for quotation in quotations:
            cited = find_cited(pages, self.ranges[quotation.pk][document.review_id])
            checked = check_on_pages(quotation.words, cited, text)
            if checked.outcome == Outcome.OTHER_PAGE and not has_labels:
                checked = replace(checked, outcome=Outcome.NOT_CHECKED)
            self._add_answer(quotation, _Answer(checked, document.pk, quotation.words))

    def _add_answer(self, quotation: Quotation, answer: _Answer) -> None:
        best = self.answers.setdefault(quotation.pk, answer)
        if answer.rank < best.rank:
            self.answers[quotation.pk] = answer

    def save(self, *, act: str) -> int:
        """Write what differs from what is stored; the quotations in hand are brought up to date, too."""
        changed = 0
        for start in range(0, len(self.quotations), AT_ONCE):
            changed += self._save_some(self.quotations[start : start + AT_ONCE], act)
        return changed

    def _save_some(self, quotations: Sequence[Quotation], act: str) -> int:
        now = timezone.now()
        with transaction.atomic(), annotate_history(act=act):
            lock_catalogue()
            pks = [quotation.pk for quotation in quotations if quotation.pk in self.answers]
            # Somebody may have been at them since they were read.
            rows = Quotation.objects.select_for_update().filter(pk__in=pks).order_by("pk").in_bulk()
            pages = _read_ranges(row.citation_id for row in rows.values())
            changed = []
            for quotation in quotations:
                row = rows.get(quotation.pk)
                if row is None or not self._is_current(quotation, row, pages):
                    continue
                if _set_fields(row, self.answers[row.pk], now):
                    changed.append(row)
                for name in ("outcome", "score", "found_on", "remark"):
                    setattr(quotation, name, getattr(row, name))
            Quotation.objects.bulk_update(changed, _WRITTEN)
        return len(changed)

    def _is_current(self, quotation: Quotation, row: Quotation, pages: Mapping[int, RangesByReview]) -> bool:
        """Whether the row still has the words, pages and outcome that were there when the documents were read."""
        return (
            row.words == self.answers[row.pk].words
            and (row.citation_id, row.outcome) == (quotation.citation_id, quotation.outcome)
            and row.citation_id is not None
            and pages.get(row.citation_id) == self.ranges[row.pk]
        )


def _set_fields(row: Quotation, answer: _Answer, now: datetime) -> bool:
    """Whether any field differed."""
    fields = {name: value for name, value in answer.build_fields().items() if getattr(row, name) != value}
    for name, value in fields.items():
        setattr(row, name, value)
    if fields:
        row.checked_at = now
    return bool(fields)


def _read_pages(document: Document) -> list[PageText]:
    fields = ("index", "label", "text", "is_picture", "is_machine_read")
    rows = document.pages.order_by("index").values_list(*fields)
    return [PageText(*values) for values in rows]


def _group_by_review(pages: Iterable[PageCitation]) -> RangesByReview:
    found: dict[int, Ranges] = defaultdict(list)
    for page in pages:
        found[page.review_id].append((page.first_page, page.last_page))
    return found


def _read_ranges(citations: Iterable[int | None]) -> dict[int, RangesByReview]:
    """The ranges of page lists as they are now, by the primary key of the list."""
    pages: dict[int, list[PageCitation]] = defaultdict(list)
    for page in PageCitation.objects.filter(citation__in={*citations}):
        pages[page.citation_id].append(page)
    return {citation: _group_by_review(rows) for citation, rows in pages.items()}


def _describe_differences(differences: Sequence[WordDifference]) -> list[str]:
    if not differences:
        return []
    sentences = [_describe_difference(difference) for difference in differences[:5]]
    more = len(differences) - len(sentences)
    return ["; ".join(sentences) + (f"; and {more} more." if more else ".")]


def _describe_difference(difference: WordDifference) -> str:
    if not difference.quoted:
        return f"“{difference.printed}” is left out"
    if not difference.printed:
        return f"“{difference.quoted}” is not printed"
    return f"“{difference.quoted}” is printed “{difference.printed}”"
