"""Pages of a report as readers see them: the findings of each, and the page itself where we may show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from reviews.documents.views import may_see
from reviews.models import DocumentPage, Review
from reviews.page_labels import PageLabelError, get_label_at, normalise, sort_key
from reviews.plurals import count_things
from themes.findings.blocks import ListEntry, list_entries
from themes.findings.cards import ThemeLink
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

LONGEST_RUN = 10  # pages of a run that an index lists one by one


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


@dataclass(frozen=True)
class CitedPage:
    """A page that findings cite, or a long run of them that is cited as one."""

    first: str
    text: str  # "37", or "50 to 120"
    finding_count: int  # those that cite all of it


def list_cited_pages(review: Review) -> list[CitedPage]:
    """Every page of it that findings cite, in the report's order: one query.

    A run of more than LONGEST_RUN pages stands as one: whoever cites a chapter points at none of its pages.
    """
    shown = Finding.objects.in_lists().order_by()
    rows = PageCitation.objects.filter(review=review, citation__findings__in=shown).order_by()
    cited = set(rows.values_list("first_sort", "last_sort", "citation__findings"))
    runs = {
        run
        for first, last, _ in cited
        for run in (
            [(first, last)]
            if last - first >= LONGEST_RUN
            else [(place, place) for place in range(first, last + 1)]
        )
    }
    pages = []
    for first, last in sorted(runs):
        ends = [get_label_at(place) for place in dict.fromkeys((first, last))]
        citing = {finding for start, end, finding in cited if start <= first and last <= end}
        pages.append(CitedPage(ends[0], " to ".join(ends), len(citing)))
    return pages


@dataclass(frozen=True)
class FindingsOfTheme:
    """Findings of a report whose primary theme is this one, each with those to be read with it."""

    theme: ThemeLink | None
    entries: list[ListEntry]
    finding_count: int

    @property
    def apart_from(self) -> list[str]:
        """Slugs of themes that its cards need not name."""
        return [self.theme.slug] if self.theme else []


def group_by_theme(found: Sequence[ListEntry], review: Review) -> list[FindingsOfTheme]:
    """Entries under the primary theme of each of their findings that is of this review; most findings first."""
    entries: dict[ThemeLink | None, list[ListEntry]] = {}
    for entry in found:
        own = [card.primary_theme for card in entry.cards if card.review.pk == review.pk]
        for theme in dict.fromkeys(own):
            entries.setdefault(theme, []).append(entry)
    groups = [
        FindingsOfTheme(
            theme,
            listed,
            sum(
                card.review.pk == review.pk and card.primary_theme == theme
                for entry in listed
                for card in entry.cards
            ),
        )
        for theme, listed in entries.items()
    ]
    return sorted(
        groups,
        key=lambda group: (group.theme is None, -group.finding_count, group.theme and group.theme.title),
    )
