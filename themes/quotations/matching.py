"""The places of a document where quoted words stand as they are, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from themes.quotations.differences import count_negations, find_numerals
from themes.quotations.document import BARRIER, DocumentText
from themes.quotations.pieces import ANYHOW, Joint, split_pieces
from themes.quotations.quoting import REACH_OF_INSERTION, QuotedPart

FEW_LEFT_OUT = 4  # words; a negation among so few is what the sentence says
MOST_TRIES = 2_000  # of the places of one quotation's parts

Letters = tuple[int, int]  # of the run: the first, and the one after the last


class Run(NamedTuple):
    """Pieces of the document: from `first` up to `last`."""

    first: int
    last: int
    parts: tuple[tuple[int, int], ...]  # pieces too; what an ellipsis leaves out lies between them

    def find_pages(self, document: DocumentText) -> list[int]:
        """The pages it touches, as places in the document, in order."""
        return list(dict.fromkeys(document.page_of[self.first : self.last]))


def find_runs(parts: Sequence[QuotedPart], document: DocumentText) -> Iterator[Run]:
    """Every place where all parts stand, word for word and within reach of each other.

    What stands beside a footnote is in the run of letters several times, and so may the place be.
    """
    longest = max(range(len(parts)), key=lambda number: len(parts[number].plain))
    search = _Search(document)
    for at in search.find_part(parts[longest], 0, len(document.plain)):
        end = at + len(parts[longest].plain)
        before = search.find_before(parts[: longest + 1], at)
        after = None if before is None else search.find_after(parts[longest + 1 :], end)
        if before is None or after is None:
            continue
        spans = [*before, (at, end), *after]
        gaps = zip(parts[1:], spans, spans[1:], strict=False)
        if all(_may_stand_for(document, part, last[1], following[0]) for part, last, following in gaps):
            yield _make_run(parts, spans, document)


def find_places(parts: Sequence[QuotedPart], document: DocumentText) -> list[Run]:
    """As `find_runs`, with each place once."""
    found: dict[tuple[int, int], Run] = {}
    for run in find_runs(parts, document):
        found.setdefault((document.page_of[run.first], document.pieces[run.first].start), run)
    return list(found.values())


def _make_run(parts: Sequence[QuotedPart], spans: Sequence[Letters], document: DocumentText) -> Run:
    ranges: list[tuple[int, int]] = []
    for part, span in zip(parts, spans, strict=True):
        first, last = document.find_pieces_between(*span)
        if ranges and part.reach <= REACH_OF_INSERTION:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return Run(ranges[0][0], ranges[-1][1], tuple(ranges))


def _may_stand_for(document: DocumentText, part: QuotedPart, start: int, end: int) -> bool:
    """Whether what precedes the part may stand for these letters: "[was] safe" is not "was not safe"."""
    pieces_between = [
        document.get_piece(number)
        for number in range(document.find_piece_at(start), document.find_piece_at(end))
    ]
    if part.reach > REACH_OF_INSERTION and len(pieces_between) > FEW_LEFT_OUT:
        return True
    inserted = [piece.plain for piece in split_pieces(part.inserted)]
    numerals = find_numerals(inserted)
    return count_negations(pieces_between) == count_negations(inserted) and (
        not numerals or numerals == find_numerals(pieces_between)
    )


class _Search:
    """Looks for the parts of one quotation, and gives up after so many tries."""

    def __init__(self, document: DocumentText) -> None:
        self.document = document
        self.tries = 0

    def find_after(self, parts: Sequence[QuotedPart], at: int) -> list[Letters] | None:
        """The places of parts that follow letters which end at `at`."""
        if not parts:
            return []
        part, size = parts[0], len(parts[0].plain)
        high = at + part.reach + size
        barrier = self.document.plain.find(BARRIER, at, high)
        for place in self.find_part(part, at, barrier if barrier >= 0 else high):
            self.tries += 1
            if self.tries > MOST_TRIES:
                return None
            rest = self.find_after(parts[1:], place + size)
            if rest is not None:
                return [(place, place + size), *rest]
        return None

    def find_before(self, parts: Sequence[QuotedPart], at: int) -> list[Letters] | None:
        """The places of all but the last of these parts, where that begins at `at`."""
        if len(parts) == 1:
            return []
        part, size = parts[-2], len(parts[-2].plain)
        low = max(0, at - parts[-1].reach - size)
        low = max(low, self.document.plain.rfind(BARRIER, low, at) + 1)
        for place in reversed([*self.find_part(part, low, at)]):
            self.tries += 1
            if self.tries > MOST_TRIES:
                return None
            rest = self.find_before(parts[:-1], place)
            if rest is not None:
                return [*rest, (place, place + size)]
        return None

    def find_part(self, part: QuotedPart, low: int, high: int) -> Iterator[int]:
        at = self.document.plain.find(part.plain, low, high)
        while at >= 0:
            if _is_at(part, self.document, at):
                yield at
            at = self.document.plain.find(part.plain, at + 1, high)


def _is_at(part: QuotedPart, document: DocumentText, at: int) -> bool:
    """Whether these letters are the part's words: cut at the same places, with the same capitals."""
    return (
        _has_same_capitals(part, document.written[at : at + len(part.plain)])
        and _is_cut_at_ends(part, document, at)
        and _is_cut_alike(part, document, at)
    )


def _has_same_capitals(part: QuotedPart, text: str) -> bool:
    return text == part.written or all(
        ours == theirs or place in part.any_case
        for place, (ours, theirs) in enumerate(zip(part.written, text, strict=True))
    )


def _is_cut_at_ends(part: QuotedPart, document: DocumentText, at: int) -> bool:
    return (part.cut_before or _may_cut(document, at)) and (
        part.cut_after or _may_cut(document, at + len(part.plain))
    )


def _may_cut(document: DocumentText, at: int) -> bool:
    """Whether a word may begin at this place of the run."""
    number = document.find_piece_at(at)
    joint = document.joints[number]
    return document.starts[number] == at and bool(joint & Joint.APART) and not joint & Joint.BOUND


def _is_cut_alike(part: QuotedPart, document: DocumentText, at: int) -> bool:
    """Whether the pieces within can be read alike in the quotation and in the document."""
    joints = {
        document.starts[number] - at: document.joints[number]
        for number in range(document.find_piece_at(at + 1), document.find_piece_at(at + len(part.plain)))
    }
    return all(joint & part.joints.get(place, Joint.ONE) & ANYHOW for place, joint in joints.items()) and all(
        joint & Joint.ONE for place, joint in part.joints.items() if place not in joints
    )
