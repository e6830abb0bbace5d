"""The number printed on each page, found in what a PDF says and shows: pure, no database.

A wrong page number is worse than none: where the signs do not agree, pages stay without one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from reviews.documents.reading import PdfPage
from reviews.models import LabelsFrom
from reviews.page_labels import (
    LAST_ARABIC,
    PageLabelError,
    get_label_at,
    is_label,
    join_set_apart,
    normalise,
    sort_key,
)

# A run is a stretch of pages whose numbers go up by one with each page. Chance agreement of years, tables and
# chapters must not make one, nor lengthen one.
SHORTEST_ARABIC = 4  # pages that show their number
SHORTEST_ROMAN = 3  # front matter is short, and little else at a page's edge is a roman numeral
LEAST_PARTS = 10  # of a line
MOST_SINGLE = 0.8  # of them are one letter where letters are set apart
LONGEST_STEP = 3  # from one page that shows its number to the next; many show it on right-hand pages alone
OUTDONE = 4  # times as many signs for one run as for another on the same pages settle which is right
LARGEST_SAMPLE = 8

_ARABIC = re.compile(
    # What is counted besides pages: "Chapter 1" at the head of PDF page 1 is no page number.
    r"(?P<other>\b(?:annex|appendix|box|case|chapter|figure|part|section|series|table|volume)\s+)?"
    r"(?<![\w.,:/£$€%(])(?P<number>\d{1,5})(?![\w%)/:]|[.,]\d)",
    re.IGNORECASE,
)
# At the start or the end of its line: "iv", "Page iv", "iv | Summary".
_ROMAN = re.compile(r"^\W*(?:page\s+)?([ivxlcdm]{1,15})(?!\w)|(?<!\w)([ivxlcdm]{1,15})\W*$", re.IGNORECASE)

_ALONE = re.compile(r"\W*(?:page\s+)?(?:\d{1,5}|[ivxlcdm]{1,15})\W*\Z", re.IGNORECASE)
_COUNTED = re.compile(r"(?<![\w/.,:])(\d{1,5}) ?/ ?(\d{1,5})(?![\w/]|[.,]\d)")  # "2/5", as browsers print it


@dataclass(frozen=True)
class Labelling:
    """A label for each page, empty where none is known; how they were found; PDF pages to confirm them on."""

    labels: tuple[str, ...]
    found: LabelsFrom
    sample: tuple[int, ...]
    offset: int | None = None


@dataclass(frozen=True)
class _Run:
    """PDF pages of which `pages` bear a number whose sort key is the PDF page plus `distance`.

    The distances of roman and of arabic numbers lie far apart, so a run is of one kind.
    """

    distance: int
    pages: tuple[int, ...]

    @property
    def is_long_enough(self) -> bool:
        is_arabic = self.pages[0] + self.distance > 0
        return len(self.pages) >= (SHORTEST_ARABIC if is_arabic else SHORTEST_ROMAN)

    def overlaps(self, other: _Run) -> bool:
        return self.pages[0] <= other.pages[-1] and other.pages[0] <= self.pages[-1]

    def outweighs(self, other: _Run) -> bool:
        return len(self.pages) >= OUTDONE * len(other.pages)

    def is_in_order_with(self, other: _Run) -> bool:
        """Whether the earlier pages have the lower numbers, all of them."""
        first, second = sorted((self, other), key=lambda run: run.pages)
        return first.pages[-1] + first.distance < second.pages[0] + second.distance


def label_pages(pages: Sequence[PdfPage], offset: int | None = None) -> Labelling:
    """Labels for all pages of a PDF, in the order of the pages.

    A curator's `offset` (2 where PDF page 181 is printed page 179) decides alone: it is how wrong labels are put
    right; pages before printed page 1 keep roman numbers of their own. Else the PDF's own labels count, unless the
    numbers printed on its pages contradict them; else those numbers; else there are none.
    """
    if offset is not None:
        front = _find_front(pages, offset)
        labels = tuple(
            str(page.index - offset) if 1 <= page.index - offset <= LAST_ARABIC else front.get(page.index, "")
            for page in pages
        )
        return Labelling(labels, LabelsFrom.OFFSET, choose_sample(labels), offset)
    own = find_own_labels([page.own_label for page in pages])
    printed = find_printed_labels([page.edges for page in pages])
    if any(own) and not _contradicts(printed, own):
        return Labelling(own, LabelsFrom.PDF, choose_sample(own))
    if any(printed):
        return Labelling(printed, LabelsFrom.PRINTED, choose_sample(printed))
    return Labelling(labels=("",) * len(pages), found=LabelsFrom.NONE, sample=())


def _find_front(pages: Sequence[PdfPage], offset: int) -> dict[int, str]:
    """The roman numbers of the pages before printed page 1, by PDF page: their own labels, or else what they show."""
    front = [page for page in pages if page.index <= offset]
    for labels in (
        find_own_labels([page.own_label for page in front]),
        find_printed_labels([page.edges for page in front]),
    ):
        roman = {
            page.index: label
            for page, label in zip(front, labels, strict=True)
            if label and not label.isdigit()
        }
        if roman:
            return roman
    return {}


def find_own_labels(pdf_labels: Sequence[str]) -> tuple[str, ...]:
    """The labels a PDF itself gives its pages, where they say something; else all are empty.

    Merely 1, 2, 3 from the first page on is what programs write unasked. Labels such as "Cover" or "A-1" are no
    page numbers, nor are the letters of "a, b, c" that happen to be roman numerals.
    """
    nothing = ("",) * len(pdf_labels)
    labels = [_normalise(label) for label in pdf_labels]
    if labels == [str(place) for place in range(1, len(labels) + 1)]:
        return nothing
    in_sequence = _find_in_sequence(labels)
    if sum(in_sequence) * 2 <= sum(bool(label) for label in labels):
        return nothing
    return tuple(
        label if sure or label.isdigit() else "" for label, sure in zip(labels, in_sequence, strict=True)
    )


def _find_in_sequence(labels: Sequence[str]) -> list[bool]:
    """For each label, whether the one before or after it is its neighbour in the order of page numbers."""
    in_sequence = [False] * len(labels)
    for place, (label, following) in enumerate(pairwise(labels)):
        if label and following and sort_key(following) == sort_key(label) + 1:
            in_sequence[place] = in_sequence[place + 1] = True
    return in_sequence


def find_printed_labels(edges: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The numbers found in headers and footers, by agreement across pages; all empty without a real majority.

    A page that shows no number has one where the pages before and after it agree on it. Where a later part counts
    from 1 again, the longer part alone has numbers: "page 3" must not mean two pages.

    Numbers that fill their line count first: years in footnotes can go up with the pages, too. Those that a browser
    printed ("2/5") count last: it counts its sheets.
    """
    edges = [[join_set_apart(line) for line in lines if not _has_letters_apart(line)] for lines in edges]
    alone = [[line for line in lines if _ALONE.match(line)] for lines in edges]
    return (
        _find_labels_in_runs(alone, edges)
        or _find_labels_in_runs(edges, edges)
        or _find_labels_of_sheets(edges)
        or ("",) * len(edges)
    )


def _has_letters_apart(line: str) -> bool:
    """Whether words are taken apart: "I n 1 9 7 9 t h e". Their figures are no page numbers."""
    parts = line.split()
    return len(parts) > LEAST_PARTS and sum(len(part) == 1 for part in parts) >= MOST_SINGLE * len(parts)


def _find_labels_of_sheets(edges: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The numbers of a browser, which says on every page how many there are."""
    labels = [
        next(
            (found[1] for line in lines for found in _COUNTED.finditer(line) if int(found[2]) == len(edges)),
            "",
        )
        for lines in edges
    ]
    return tuple(labels) if labels == [str(place) for place in range(1, len(edges) + 1)] else ()


def _find_labels_in_runs(
    edges: Sequence[Sequence[str]], everything: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """The numbers in these lines; none at all where less than half of the pages with any line would have one."""
    labels = [""] * len(edges)
    runs = sorted(_find_runs(edges), key=lambda run: run.pages)
    for run in runs:
        for page in range(run.pages[0], run.pages[-1] + 1):
            labels[page - 1] = get_label_at(page + run.distance)
    for run, following in pairwise(runs):
        if run.distance == following.distance:
            for page in range(run.pages[-1] + 1, following.pages[0]):
                labels[page - 1] = get_label_at(page + run.distance)
    with_words = sum(bool(lines) for lines in everything)
    return tuple(labels) if sum(bool(label) for label in labels) * 2 > with_words else ()


def choose_sample(labels: Sequence[str]) -> tuple[int, ...]:
    """PDF pages on which labels are best confirmed: the first, middle and last of each run, longest runs first."""
    runs: list[list[int]] = []
    for place, label in enumerate(labels, start=1):
        if not label:
            continue
        follows = runs and runs[-1][-1] == place - 1 and sort_key(label) == sort_key(labels[place - 2]) + 1
        if follows:
            runs[-1].append(place)
        else:
            runs.append([place])
    chosen: list[int] = []
    for run in sorted(runs, key=len, reverse=True):
        chosen += [page for page in (run[0], run[len(run) // 2], run[-1]) if page not in chosen]
    return tuple(sorted(chosen[:LARGEST_SAMPLE]))


def _find_runs(edges: Sequence[Sequence[str]]) -> list[_Run]:
    """The runs of a document, longest first, apart and in order; none where two contend for the same pages."""
    by_distance: dict[int, list[int]] = defaultdict(list)  # PDF pages
    for page, lines in enumerate(edges, start=1):
        for distance in {key - page for key in _find_numbers(lines)}:
            by_distance[distance].append(page)
    runs = [run for distance, pages in by_distance.items() for run in _split_runs(distance, pages)]
    return _choose_runs(sorted(runs, key=lambda run: len(run.pages), reverse=True))


def _choose_runs(longest_first: Sequence[_Run]) -> list[_Run]:
    chosen: list[_Run] = []
    for run in longest_first:
        rivals = [other for other in chosen if other.overlaps(run)]
        if any(not other.outweighs(run) for other in rivals):
            return []
        if not rivals and all(other.is_in_order_with(run) for other in chosen):
            chosen.append(run)
    return chosen


def _split_runs(distance: int, pages: Sequence[int]) -> list[_Run]:
    """Pages that agree on a distance, split where they are silent for long; without what may be chance."""
    groups: list[list[int]] = []
    for page in pages:
        if groups and page - groups[-1][-1] <= LONGEST_STEP:
            groups[-1].append(page)
        else:
            groups.append([page])
    runs = [_Run(distance, tuple(_trim_loose_ends(group))) for group in groups]
    return [run for run in runs if run.is_long_enough]


def _trim_loose_ends(pages: list[int]) -> list[int]:
    """Drop first and last pages that lie farther off than the pages of the run lie from each other."""
    usual = median_low([after - before for before, after in pairwise(pages)] or [1])
    while len(pages) > 1 and pages[1] - pages[0] > usual:
        pages = pages[1:]
    while len(pages) > 1 and pages[-1] - pages[-2] > usual:
        pages = pages[:-1]
    return pages


def _find_numbers(lines: Sequence[str]) -> set[int]:
    """The sort keys of all that may be a page number in these lines."""
    labels = {found["number"] for line in lines for found in _ARABIC.finditer(line) if not found["other"]}
    labels |= {found[1] or found[2] for line in lines for found in _ROMAN.finditer(line)}
    return {sort_key(label) for label in labels if is_label(label)}


def _contradicts(printed: Sequence[str], own: Sequence[str]) -> bool:
    both = [pair for pair in zip(printed, own, strict=True) if all(pair)]
    return sum(shown != given for shown, given in both) * 10 > len(both)


def _normalise(label: str) -> str:
    try:
        return normalise(label)
    except PageLabelError:
        return ""
