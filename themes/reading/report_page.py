"""Pages of a report as readers see them: the findings of each, and the page itself where we may show it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404

from reviews.collection_version import kept_by_version
from reviews.documents.views import may_see
from reviews.models import DocumentPage, Review
from reviews.page_labels import PageLabelError, get_label_at, normalise, sort_key
from reviews.plurals import count_things
from themes.findings.blocks import ListEntry, ListPlace, find_places, read_entries
from themes.findings.cards import ThemeLink
from themes.findings.of_theme import CARDS_IN_SIGHT, IN_SIGHT, deal_room
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

END = 10**9  # after every page
MOST_WHOLE = 40  # entries; of a report with more, its page has the first of each theme
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

    places: list[ListPlace]
    previous: str | None
    next: str | None


def read_findings(review: Review, label: str) -> PageFindings:
    """Three queries."""
    place = sort_key(label)
    shown = Finding.objects.in_lists()
    cited = PageCitation.objects.filter(review=review, citation__findings__in=shown)
    here = cited.filter(first_sort__lte=place, last_sort__gte=place)
    before = cited.filter(last_sort__lt=place).order_by("-last_sort").values_list("last_page", flat=True)
    after = cited.filter(first_sort__gt=place).order_by("first_sort").values_list("first_page", flat=True)
    return PageFindings(
        find_places(shown.filter(citations__in=here.values("citation")).distinct().order_by("number")),
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


@kept_by_version
def list_cited_pages(review: Review) -> list[CitedPage]:
    """Every page of it that findings cite, in the report's order: one query.

    A run of more than LONGEST_RUN pages stands as one: whoever cites a chapter points at none of its pages.
    """
    shown = Finding.objects.in_lists().order_by()
    rows = PageCitation.objects.filter(review=review, citation__findings__in=shown).order_by()
    citing: dict[tuple[int, int], set[int]] = defaultdict(set)  # findings by what stands in the index
    for first, last, finding in rows.values_list("first_sort", "last_sort", "citation__findings"):
        is_run = last - first >= LONGEST_RUN
        for run in [(first, last)] if is_run else [(place, place) for place in range(first, last + 1)]:
            citing[run].add(finding)
    runs = sorted(run for run in citing if run[0] != run[1])
    pages = []
    for first, last in sorted(citing):
        around = [run for run in runs[: bisect_right(runs, (first, END))] if run[1] >= last]
        findings = set[int]().union(*(citing[run] for run in {(first, last), *around}))
        ends = [get_label_at(place) for place in dict.fromkeys((first, last))]
        pages.append(CitedPage(ends[0], " to ".join(ends), len(findings)))
    return pages


@dataclass(frozen=True)
class FindingsOfTheme:
    """Findings of a report whose primary theme is this one, each with those to be read with it: all, or the first."""

    theme: ThemeLink | None
    entries: list[ListEntry]
    finding_count: int  # of all
    shown_count: int  # of them, those among the entries

    @property
    def apart_from(self) -> list[str]:
        """Slugs of themes that its cards need not name."""
        return [self.theme.slug] if self.theme else []


@dataclass(frozen=True)
class FindingsOfReport:
    """By theme, all of them or the first of each where there are many. Counts are of the report's own findings."""

    groups: list[FindingsOfTheme]
    finding_count: int
    is_whole: bool


# The primary theme of each listed finding of a report, in the order of lists.
FINDINGS = """
SELECT entry.finding_id, entry.block_id,
       (SELECT theme_id FROM themes_findingtheme WHERE finding_id = entry.finding_id AND is_primary LIMIT 1)
FROM themes_finding finding JOIN themes_catalogueentry entry ON entry.finding_id = finding.id
WHERE finding.review_id = %s AND entry.is_listed
ORDER BY entry.number
"""


def read_findings_of(review: Review) -> FindingsOfReport:
    """Two queries, however many findings there are. Of many the first of each theme are read."""
    by_theme, finding_counts, is_whole = _find_places_by_theme(review)
    if not is_whole:
        sizes = [[len(place.finding_ids) for place in places] for places in by_theme.values()]
        dealt = deal_room(sizes, CARDS_IN_SIGHT)
        by_theme = {
            theme: places[:in_sight]
            for (theme, places), in_sight in zip(by_theme.items(), dealt, strict=True)
        }
    wanted = {place.key: place for places in by_theme.values() for place in places}
    entries = {entry.key: entry for entry in read_entries(list(wanted.values()))}
    groups = []
    for pk, places in by_theme.items():
        shown = [entries[place.key] for place in places if place.key in entries]
        own = [
            card.primary_theme
            for entry in shown
            for card in entry.cards
            if card.review.pk == review.pk and (card.primary_theme.pk if card.primary_theme else None) == pk
        ]
        groups.append(FindingsOfTheme(own[0] if own else None, shown, finding_counts[pk], len(own)))
    groups.sort(
        key=lambda group: (group.theme is None, -group.finding_count, group.theme and group.theme.title)
    )
    return FindingsOfReport(groups, sum(finding_counts.values()), is_whole)


@kept_by_version
def _find_places_by_theme(
    review: Review,
) -> tuple[dict[int | None, list[ListPlace]], Counter[int | None], bool]:
    """Places under the primary theme of each of their findings, how many findings each has, and whether that is all."""
    with connection.cursor() as cursor:
        cursor.execute(FINDINGS, [review.pk])
        rows = cursor.fetchall()
    ids: dict[tuple[str, int], list[int]] = {}
    of_theme: dict[int | None, dict[tuple[str, int], None]] = {}
    counts: Counter[int | None] = Counter()
    for finding, block, theme in rows:
        key = ("block", block) if block else ("finding", finding)
        ids.setdefault(key, []).append(finding)
        of_theme.setdefault(theme, {})[key] = None
        counts[theme] += 1
    is_whole = len(ids) <= MOST_WHOLE
    places = {
        theme: [
            ListPlace(tuple(ids[key]), key[1] if key[0] == "block" else None)
            for key in list(keys)[: None if is_whole else IN_SIGHT]
        ]
        for theme, keys in of_theme.items()
    }
    return places, counts, is_whole
