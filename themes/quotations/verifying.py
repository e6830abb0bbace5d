"""Quotations compared with the reports they quote: which documents are read, and what is written down.

What an earlier check found is written again only where something differs, so that history holds outcomes and no
routine. `checked_at` therefore says since when the outcome is known. A finding's version is left alone: its words do
not change. A check says what is so; it withdraws nothing, not even where a published finding's words are not found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from reviews.history.tracking import recorded
from reviews.models import Document, DocumentPage, DocumentState, Review
from themes.citations.locators import Pages, render
from themes.enums import Outcome
from themes.models import Citation, PageCitation, Quotation
from themes.models.catalogue import wait_for_writers
from themes.quotations.checking import Checked, check_on, cited_in
from themes.quotations.normalising import DocumentText, Page
from themes.quotations.shared_lists import READ_TO_SPLIT, offers

AT_ONCE = 500  # quotations written in one transaction

Ranges = list[tuple[str, str]]

# The better of two documents' answers. What could not be looked for everywhere is not "not found".
_BEST_FIRST = [
    Outcome.EXACT,
    Outcome.OTHER_PAGE,
    Outcome.NEAR,
    Outcome.NOT_CHECKED,
    Outcome.UNAVAILABLE,
    Outcome.NOT_FOUND,
]
_WRITTEN = ["outcome", "score", "matched", "document", "found_on", "found_index", "remark", "checked_at"]


@dataclass(frozen=True)
class Line:
    """One quotation as the tally lists it."""

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
    lines: list[Line] = field(default_factory=list)  # of what is not exact
    offers: list[str] = field(default_factory=list)  # page lists that could be split
    pages: list[str] = field(default_factory=list)  # cited pages that the documents do not have
    without_pages: int = 0  # quotations that belong to no page list


def verify(review: Review | None = None) -> Verified:
    """Look for every quotation, or for those of one review's pages, and write down what is new."""
    result = Verified(without_pages=_without_pages(review))
    pages = PageCitation.objects.filter(citation=OuterRef("citation"))
    if review is not None:
        pages = pages.filter(review=review)
    quotations = _quotations(Quotation.objects.filter(Exists(pages)))
    ranges = {quotation.pk: _ranges(quotation) for quotation in quotations}
    lists = _page_lists(review)
    wanted = None if review is None else {review.pk}
    _look(quotations, ranges, wanted, lists, result)
    for quotation in quotations:
        _tell(quotation, ranges[quotation.pk], result)
    exact = [one.citation_id for one in quotations if one.citation_id and one.outcome == Outcome.EXACT]
    shared = Citation.objects.filter(pk__in=exact)
    found = offers(shared.prefetch_related(*READ_TO_SPLIT, "quotations__document"))
    result.offers = [str(offer) for offer in sorted(found, key=lambda one: one.finding.number)]
    return result


def verify_these(pks: Collection[int], *, act: str = "quotations_checked") -> int:
    """Look for these quotations only, and write down what is new; returns how many changed.

    For use inside a transaction too: `act` is what history calls it, nothing leaves what was said outside.
    """
    quotations = _quotations(
        Quotation.objects.filter(
            Exists(PageCitation.objects.filter(citation=OuterRef("citation"))), pk__in=pks
        )
    )
    ranges = {quotation.pk: _ranges(quotation) for quotation in quotations}
    result = Verified()
    _look(quotations, ranges, set(), {}, result, act=act)
    return result.changed


def _look(
    quotations: Sequence[Quotation],
    ranges: dict[int, dict[int, Ranges]],
    wanted: set[int] | None,
    lists: dict[int, list[PageCitation]],
    result: Verified,
    *,
    act: str = "quotations_checked",
) -> None:
    # What a curator accepted stays: where its words or pages change, the database ends the acceptance.
    looked_for = [one for one in quotations if one.outcome != Outcome.OVERRULED]
    answers = _answers(looked_for, ranges, wanted, lists, result)
    for start in range(0, len(quotations), AT_ONCE):
        result.changed += _write(quotations[start : start + AT_ONCE], answers, ranges, act)


def _quotations(held: QuerySet[Quotation]) -> list[Quotation]:
    return list(
        held.exclude(words__regex=r"^\s*$")
        .select_related("finding", "citation")
        .prefetch_related("citation__pages")
        .order_by("finding__number", "position", "pk")
    )


def _without_pages(review: Review | None) -> int:
    held = Quotation.objects.exclude(Exists(PageCitation.objects.filter(citation=OuterRef("citation"))))
    return (held if review is None else held.filter(finding__review=review)).count()


def _ranges(quotation: Quotation) -> dict[int, Ranges]:
    """The pages of its list, by the primary key of the review they belong to."""
    return _by_review(quotation.citation.pages.all())  # type: ignore[union-attr]


def _by_review(pages: Iterable[PageCitation]) -> dict[int, Ranges]:
    found: dict[int, Ranges] = defaultdict(list)
    for page in pages:
        found[page.review_id].append((page.first_page, page.last_page))
    return found


def _ranges_now(citations: Iterable[int | None]) -> dict[int, dict[int, Ranges]]:
    """The same, read anew, by the primary key of the page list."""
    pages: dict[int, list[PageCitation]] = defaultdict(list)
    for page in PageCitation.objects.filter(citation__in={*citations}):
        pages[page.citation_id].append(page)
    return {citation: _by_review(held) for citation, held in pages.items()}


def _documents(reviews: Iterable[int] | None) -> Iterator[tuple[Document, list[Page]]]:
    """The documents to look in and their pages, one document in memory at a time."""
    documents = Document.objects.filter(state=DocumentState.READ, superseded_by__isnull=True)
    if reviews is not None:
        documents = documents.filter(review__in=reviews)
    for document in documents.order_by("review", "pk"):
        rows = DocumentPage.objects.filter(document=document).order_by("index")
        yield document, [Page(*values) for values in rows.values_list("index", "label", "text")]


def compare(words: str, ranges: Ranges, document: Document) -> Checked:
    """Look for words in one document that is read, as `verify` does: on these printed pages, then everywhere."""
    rows = DocumentPage.objects.filter(document=document).order_by("index")
    pages = [Page(*values) for values in rows.values_list("index", "label", "text")]
    return check_on(words, cited_in(pages, ranges), DocumentText(pages))


def write_down(quotation: Quotation, checked: Checked, document: Document) -> None:
    """Give a quotation that is not saved yet what came of comparing its words just now."""
    for name, value in _as_fields(_Answer(checked, document.pk, quotation.words)).items():
        setattr(quotation, name, value)
    quotation.checked_at = timezone.now()


@dataclass(frozen=True)
class _Answer:
    checked: Checked
    document: int | None
    words: str  # that were looked for


def _answers(
    quotations: Sequence[Quotation],
    ranges: dict[int, dict[int, Ranges]],
    reviews: set[int] | None,
    lists: dict[int, list[PageCitation]],
    result: Verified,
) -> dict[int, _Answer]:
    """The best answer for each quotation, by its primary key.

    `reviews` are those whose documents are read besides those of the quotations; None stands for all. `lists` are
    page lists to look at, by review.
    """
    by_review: dict[int, list[Quotation]] = defaultdict(list)
    for quotation in quotations:
        for pk in ranges[quotation.pk]:
            by_review[pk].append(quotation)
    wanted = None if reviews is None else {*reviews, *by_review}
    held: dict[int, list[_Answer]] = defaultdict(list)
    wrong: dict[int, list[str]] = {}
    read = set()
    for document, pages in _documents(wanted):
        read.add(document.review_id)
        _look_at_lists(lists.get(document.review_id, []), pages, wrong)
        text = DocumentText(pages) if by_review[document.review_id] else None
        for quotation in by_review[document.review_id]:
            assert text is not None  # noqa: S101
            cited = cited_in(pages, ranges[quotation.pk][document.review_id])
            checked = check_on(quotation.words, cited, text)
            if checked.outcome == Outcome.OTHER_PAGE and not any(page.label for page in pages):
                checked = Checked(**{**vars(checked), "outcome": Outcome.NOT_CHECKED})
            held[quotation.pk].append(_Answer(checked, document.pk, quotation.words))
    result.pages = [said for problems in wrong.values() for said in problems]
    nothing = Checked(Outcome.UNAVAILABLE)
    for quotation in quotations:
        if not ranges[quotation.pk].keys() <= read:
            held[quotation.pk].append(_Answer(nothing, None, quotation.words))
    return {
        pk: min(answers, key=lambda one: (_BEST_FIRST.index(one.checked.outcome), not one.checked.on_cited))
        for pk, answers in held.items()
    }


def _page_lists(review: Review | None) -> dict[int, list[PageCitation]]:
    cited = PageCitation.objects.select_related("review").order_by("review", "first_sort", "pk")
    lists: dict[int, list[PageCitation]] = defaultdict(list)
    for page in cited if review is None else cited.filter(review=review):
        lists[page.review_id].append(page)
    return lists


def _look_at_lists(cited: Sequence[PageCitation], pages: Sequence[Page], wrong: dict[int, list[str]]) -> None:
    """Note what is wrong with cited pages; one document of several that has them is enough."""
    for page in cited:
        problems = cited_in(pages, [(page.first_page, page.last_page)]).problems
        said = [f"{page.review.short_title}, {page}: {problem}" for problem in problems]
        wrong[page.pk] = said if wrong.get(page.pk, said) else []


def _write(
    quotations: Sequence[Quotation],
    answers: dict[int, _Answer],
    ranges: dict[int, dict[int, Ranges]],
    act: str,
) -> int:
    """Write what differs from what is held; the quotations in hand are brought up to date, too."""
    now = timezone.now()
    with transaction.atomic(), recorded(act=act):
        wait_for_writers()
        pks = [one.pk for one in quotations if one.pk in answers]
        # Somebody may have been at them since they were read.
        rows = Quotation.objects.select_for_update().filter(pk__in=pks).order_by("pk").in_bulk()
        pages = _ranges_now(row.citation_id for row in rows.values())
        changed = []
        for quotation in quotations:
            row, answer = rows.get(quotation.pk), answers.get(quotation.pk)
            if row is None or answer is None or row.words != answer.words:
                continue
            if (row.citation_id, row.outcome) != (quotation.citation_id, quotation.outcome):
                continue
            if row.citation_id is None or pages.get(row.citation_id) != ranges[row.pk]:
                continue
            for name, value in _as_fields(answer).items():
                if getattr(row, name) != value:
                    setattr(row, name, value)
                    row.checked_at = now
            if row.checked_at == now:
                changed.append(row)
            for name in ("outcome", "found_on", "remark"):
                setattr(quotation, name, getattr(row, name))
        Quotation.objects.bulk_update(changed, _WRITTEN)
    return len(changed)


def _as_fields(answer: _Answer) -> dict[str, object]:
    checked = answer.checked
    page = checked.page
    looked = checked.outcome not in (Outcome.UNAVAILABLE, Outcome.NOT_CHECKED)
    return {
        "outcome": checked.outcome.value,
        "score": checked.score if looked else None,
        "matched": checked.matched,
        "document_id": answer.document,
        "found_on": page.label if page else "",
        "found_index": page.index if page else None,
        "remark": " ".join([*_in_words(checked), *checked.problems]),
    }


def _in_words(checked: Checked) -> list[str]:
    if not checked.differences:
        return []
    said = [
        f"“{one.quoted}” is printed “{one.printed}”"
        if one.quoted and one.printed
        else f"“{one.printed}” is left out"
        if one.printed
        else f"“{one.quoted}” is not printed"
        for one in checked.differences[:5]
    ]
    more = len(checked.differences) - len(said)
    return ["; ".join(said) + (f"; and {more} more." if more else ".")]


def _tell(quotation: Quotation, ranges: dict[int, Ranges], result: Verified) -> None:
    outcome = Outcome(quotation.outcome)
    result.outcomes[outcome] += 1
    pages = [Pages(*one) for each in ranges.values() for one in each]
    code = quotation.finding.code
    if outcome not in (Outcome.EXACT, Outcome.OVERRULED):
        result.lines.append(
            Line(code, render(pages), quotation.words, outcome, quotation.found_on, quotation.remark)
        )
