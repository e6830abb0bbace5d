"""Where quoted words stand on a page, to mark them there. Pure, no database.

What a check kept of a quotation are its words as printed, put together: across the ends of lines, past footnotes, on
to the next page. Here they are found again in the page's own text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from themes.quotations.characters import CLOSING
from themes.quotations.document import LONGEST_GAP, DocumentText
from themes.quotations.furniture import PageText
from themes.quotations.matching import Run, find_runs
from themes.quotations.quoting import split_quotation

AROUND = 3  # pages before and after: enough to tell a running head of left or right pages from words

Span = tuple[int, int]


def find_neighbours(index: int, count: int) -> tuple[int, int]:
    """The first and last page to look at for words that cross the edge of page `index` of so many."""
    first = max(1, min(index - AROUND, count - 2 * AROUND))
    return first, first + 2 * AROUND


@lru_cache(maxsize=16)  # a page is asked for its words and for its picture, and often again soon
def _make_document(pages: tuple[PageText, ...]) -> DocumentText:
    return DocumentText(pages)


class PageWords:
    """The words of one page. `around` gives it with its neighbours, for what begins or ends on another page."""

    def __init__(self, page: PageText, around: Callable[[], Sequence[PageText]]) -> None:
        self.page = page
        self._read_around = around

    @cached_property
    def _alone(self) -> DocumentText:
        return _make_document((self.page,))

    @cached_property
    def _around(self) -> DocumentText:
        return _make_document(tuple(self._read_around()))

    def find_spans(self, quoted: str, begins: int | None = None) -> list[Span]:
        """The parts of the page's text in which these words stand; none where they do not.

        Where they are known to begin on an earlier page (its index, `begins`), only their end is here.
        """
        if not quoted.strip():
            return []
        if begins in (None, self.page.index):
            at = self.page.text.find(quoted)
            if at >= 0:
                return [(at, at + len(quoted))]
            if found := self._find_in(quoted, self._alone, begins):
                return found
        return self._find_in(quoted, self._around, begins)

    def _find_in(self, quoted: str, document: DocumentText, begins: int | None) -> list[Span]:
        parts = split_quotation(quoted)
        page_number = document.page_by_index.get(self.page.index)
        if not parts or page_number is None:
            return []
        runs = [
            run
            for run in find_runs(parts, document)
            if page_number in document.page_of[run.first : run.last]
            and begins in (None, document.pages[document.page_of[run.first]].index)
        ]
        return _make_spans(min(runs), document, page_number) if runs else []


def _make_spans(run: Run, document: DocumentText, page_number: int) -> list[Span]:
    """The run's parts on page `page_number` of the document, each with the full stop or mark that closes it."""
    spans: list[Span] = []
    for first, last in run.parts:
        goes_on = False
        for number in range(first, last):
            if document.page_of[number] != page_number:
                continue
            piece = document.pieces[number]
            if goes_on and 0 <= piece.start - spans[-1][1] <= LONGEST_GAP:
                spans[-1] = (spans[-1][0], piece.end)
            else:
                spans.append((piece.start, piece.end))
            goes_on = True
    text = document.pages[page_number].text
    return [(start, closed.end() if (closed := CLOSING.match(text, end)) else end) for start, end in spans]
