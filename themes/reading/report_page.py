"""Pages of a report as readers see them: the findings of each, and the page itself where we may show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.http import Http404

from reviews.documents.views import may_see
from reviews.models import DocumentPage, Review
from reviews.page_labels import PageLabelError, normalise, sort_key
from reviews.plurals import count_things
from themes.citations.provenance import HowKnown
from themes.findings.blocks import ListEntry, list_entries
from themes.findings.cards import Card
from themes.models import Finding, PageCitation
from themes.reading.evidence import (
    MarkedPicture,
    MarkedWords,
    Passage,
    draw_page,
    find_neighbour_labels,
    find_page,
    find_quoted_words,
    split_passages,
)

UNKNOWN = "Page not known"


def read_label(review: Review, label: str) -> str:
    """The printed number as we spell it. Raises Http404 where the report can have no such page."""
    try:
        canonical = normalise(label)
        sort_key(canonical)
    except PageLabelError as error:
        raise Http404(str(error)) from error
    if review.page_count and canonical.isdigit() and int(canonical) > review.page_count:
        raise Http404(
            f"This report has {count_things(review.page_count, 'page')}. There is no page {canonical}."
        )
    return canonical


@dataclass(frozen=True)
class PageFindings:
    """Findings that cite a page; `previous` and `next` are the nearest pages that any finding cites."""

    entries: list[ListEntry]
    previous: str | None
    next: str | None


def read_findings(review: Review, label: str) -> PageFindings:
    """Four queries."""
    place = sort_key(label)
    shown = Finding.objects.in_lists()
    cited = PageCitation.objects.filter(review=review, citation__findings__in=shown)
    here = cited.filter(first_sort__lte=place, last_sort__gte=place)
    before = cited.filter(last_sort__lt=place).order_by("-last_sort").values_list("last_page", flat=True)
    after = cited.filter(first_sort__gt=place).order_by("first_sort").values_list("first_page", flat=True)
    return PageFindings(
        list_entries(shown.filter(citations__in=here.values("citation")).distinct().order_by("number")),
        before.first(),
        after.first(),
    )


@dataclass(frozen=True)
class VisiblePage:
    """What somebody may see of a page in the PDF that we hold.

    Curators see all of it. Others see its words and picture (`page` is None otherwise) where the licence allows it and
    somebody has compared its printed page number with the PDF.
    """

    number: int | None  # its place in the PDF
    is_confirmed: bool  # somebody has compared the printed page numbers
    page: DocumentPage | None = None
    quoted: tuple[MarkedWords, ...] = ()
    picture: MarkedPicture | None = None
    passages: tuple[Passage, ...] = ()
    neighbours: dict[str, str] | None = None  # labels before and after it in the PDF, for curators

    @property
    def is_for_curator(self) -> bool:
        return self.neighbours is not None


def read_pdf_page(review: Review, label: str, user: Any) -> VisiblePage | None:
    """None where we hold no PDF with this page."""
    page = find_page(review, label)
    if page is None:
        return None
    is_curator = user.has_perm("reviews.view_document")
    is_confirmed = page.document.labels_confirmed_at is not None
    number = page.index if is_confirmed or is_curator else None
    if number is None or not may_see(user, page.document):
        return VisiblePage(number, is_confirmed)
    quoted = find_quoted_words(page, with_drafts=is_curator)
    return VisiblePage(
        number,
        is_confirmed,
        page,
        tuple(quoted),
        draw_page(page, quoted),
        tuple(split_passages(page, quoted=quoted)),
        find_neighbour_labels(page) if is_curator else None,
    )


@dataclass
class PageGroup:
    """Findings that share a page list, or have none: `title` is "Pages 11 and 179" or "Page not known"."""

    title: str
    sort: tuple[int, ...]
    entries: list[ListEntry]


def group_by_page(found: Sequence[ListEntry], review: Review) -> list[PageGroup]:
    """Entries under the page lists of this review that their findings have; a block under each of its own."""
    groups: dict[str, PageGroup] = {}
    for entry in found:
        lists = [_find_pages_in(card, review) for card in entry.cards if card.review.pk == review.pk]
        for known in dict.fromkeys(lists):
            pages = known.pages if known else ()
            title = f"{known.noun} {''.join(page.before + page.text for page in pages)}" if known else UNKNOWN
            sort = (0, *(sort_key(page.text.split(" to ")[0]) for page in pages)) if known else (1,)
            groups.setdefault(title, PageGroup(title, sort, [])).entries.append(entry)
    return sorted(groups.values(), key=attrgetter("sort"))


def _find_pages_in(card: Card, review: Review) -> HowKnown | None:
    """The card's first page list in this review; None when no page of it is known."""
    in_review = (known for known in card.how_known if known.pages and known.pages_of == review.short_title)
    return next(in_review, None)
