"""Words that run on to a page which cannot be read, or from one: what stands on the page before or after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from themes.quotations.cited import CitedPages
from themes.quotations.document import DocumentText
from themes.quotations.quoting import QuotedPart

LEAST_ON_CITED = 3  # words of the quotation at the edge of its page
LEAST_ELSEWHERE = 5
MOST_LEFT_OUT = 150  # words at the edge; an ellipsis may leave out a few sentences


@dataclass(frozen=True)
class RunningOn:
    """Some of the words stand at the edge of the page `readable`; the rest would be on `unreadable`."""

    readable: int  # both as places in the document
    unreadable: int
    words: int
    begins: bool  # whether it is the first words that can be read

    def describe(self, document: DocumentText) -> str:
        readable, unreadable = document.name_page(self.readable), document.name_page(self.unreadable)
        if self.begins:
            return f"The words begin on {readable} and run on to {unreadable}, which has no text that can be read."
        return f"The words end on {readable} and begin on {unreadable}, which has no text that can be read."


def find_running_on(
    parts: Sequence[QuotedPart], cited: CitedPages, document: DocumentText
) -> RunningOn | None:
    """The place with most of the words; only where words of it remain for the page that cannot be read."""
    words = [part.words for part in parts]
    return max(_find_edges(words, cited, document), key=lambda found: found.words, default=None)


def _find_edges(
    parts: Sequence[Sequence[str]], cited: CitedPages, document: DocumentText
) -> Iterator[RunningOn]:
    for unreadable in sorted(document.unreadable):
        for readable, begins in ((unreadable - 1, True), (unreadable + 1, False)):
            if not 0 <= readable < len(document.pages) or readable in document.unreadable:
                continue
            if cited.pages and not cited.pages & {readable, unreadable}:
                continue
            least = LEAST_ON_CITED if cited.pages else LEAST_ELSEWHERE
            edges = document.get_ends_of_page(readable) if begins else [document.get_words_of_page(readable)]
            count = max((_count_at_edge(parts, edge, begins) for edge in edges), default=0)
            if count >= least:
                yield RunningOn(readable, unreadable, count, begins)


def _count_at_edge(parts: Sequence[Sequence[str]], edge: Sequence[str], begins: bool) -> int:
    """How many words of a part stand there, be it that an ellipsis follows; never all of the quotation."""
    if not begins:  # the same from the other side
        parts, edge = [[*reversed(part)] for part in reversed(parts)], [*reversed(edge)]
    near = [*edge[-MOST_LEFT_OUT:]]
    return max(
        _count_shared([*part], near, may_be_whole=number < len(parts) - 1)
        for number, part in enumerate(parts)
    )


def _count_shared(words: Sequence[str], edge: Sequence[str], *, may_be_whole: bool) -> int:
    """How many of the first words end the page: all of them only where more of the quotation follows."""
    if may_be_whole and any(
        edge[start : start + len(words)] == words for start in range(len(edge) - len(words) + 1)
    ):
        return len(words)
    most = min(len(words) - 1, len(edge))
    return next((count for count in range(most, 0, -1) if edge[-count:] == words[:count]), 0)
