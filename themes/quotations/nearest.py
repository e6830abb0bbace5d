"""The words of a document that are likest to a quotation that stands nowhere as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import inf, log

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from themes.quotations.differences import WORST_FIRST, WordDifference, find_differences, lower_words
from themes.quotations.document import DocumentText
from themes.quotations.pieces import LINE_END, Joint, TextPiece
from themes.quotations.quoting import QuotedPart, join_words

FEW_WORDS = 3  # a quotation that stands in many places says little about its page
LEAST_LIKENESS = 0.75  # on a cited page; unrelated prose in one language reaches 0.6
LEAST_LIKENESS_ELSEWHERE = 0.82
LEAST_LIKENESS_OF_FEW = 0.85
CLEARLY_LIKER = 0.1
LEAST_SHARED_WORDS = 0.4
MOST_PAGES_COMPARED = 5  # besides the cited ones

PieceRange = tuple[int, int]  # of the document: the first, and the one after the last


@dataclass(frozen=True)
class NearMatch:
    """Pieces of a document that resemble a quotation, and how."""

    score: float
    first: int
    last: int
    differences: tuple[WordDifference, ...]

    def is_on(self, pages: Collection[int], document: DocumentText) -> bool:
        return any(document.page_of[piece] in pages for piece in (self.first, self.last - 1))


def find_nearest(
    parts: Sequence[QuotedPart], cited: frozenset[int], document: DocumentText
) -> NearMatch | None:
    """The likest words: on the cited pages if they are like enough there, else elsewhere."""
    few = sum(len(part.words) for part in parts) <= FEW_WORDS
    best: dict[bool, NearMatch] = {}
    for page in _choose_pages(parts, cited, document, few=few):
        near = _compare_page(parts, page, document)
        if near is None:
            continue
        on_cited = near.is_on(cited, document)
        if on_cited not in best or near.score > best[on_cited].score:
            best[on_cited] = near
    on_cited_pages, elsewhere = best.get(True), best.get(False)
    if on_cited_pages and elsewhere and elsewhere.score > on_cited_pages.score + CLEARLY_LIKER:
        on_cited_pages = None
    for near, least in ((on_cited_pages, LEAST_LIKENESS), (elsewhere, LEAST_LIKENESS_ELSEWHERE)):
        if near and near.score >= (max(least, LEAST_LIKENESS_OF_FEW) if few else least):
            return near
    return None


def _choose_pages(
    parts: Sequence[QuotedPart], cited: frozenset[int], document: DocumentText, *, few: bool
) -> list[int]:
    """The pages to compare: those cited, those before them, and others that share rare words."""
    before = [page - 1 for page in cited if page]
    elsewhere = [] if few and cited else _find_likeliest_pages(parts, document)
    return list(dict.fromkeys([*sorted(cited), *before, *elsewhere]))


def _find_likeliest_pages(parts: Sequence[QuotedPart], document: DocumentText) -> list[int]:
    """The pages that share most of the rarer words."""
    count = len(document.pages) or 1
    shared: dict[int, float] = {}
    words = [word.lower() for part in parts for word in part.words]
    at = document.plain.find(max((part.plain for part in parts), key=len))
    if at >= 0:  # its words may have run into one another
        shared[document.page_of[document.find_piece_at(at + 1) - 1]] = inf
    for piece in {piece for word in words for piece in word.split("-")}:
        pages = document.pages_of_word.get(piece, ())
        if not pages or len(pages) > count / 2 > 2:
            continue
        weight = log(1 + count / len(pages))
        for page in pages:
            shared[page] = shared.get(page, 0) + weight
    return sorted(shared, key=lambda page: (-shared[page], page))[:MOST_PAGES_COMPARED]


def _compare_page(parts: Sequence[QuotedPart], page: int, document: DocumentText) -> NearMatch | None:
    """The likest words that begin on this page, past its footnotes too; they may run on to the next."""
    first, last = document.body[page]
    if page + 1 < len(document.body):
        last = document.body[page + 1][1]
    last = min(last, document.body[page][1] + 2 * sum(len(part.words) for part in parts))
    found = [_compare(parts, *pieces, document) for pieces in [(first, last), *document.past[page]]]
    return max(filter(None, found), key=lambda near: near.score, default=None)


def _compare(parts: Sequence[QuotedPart], first: int, last: int, document: DocumentText) -> NearMatch | None:
    """The likest words among these pieces."""
    spans = _place_parts(parts, first, last, document)
    if not spans:
        return None
    differences: list[WordDifference] = []
    total, likeness, shared = 0, 0.0, 0.0
    for part, span in zip(parts, spans, strict=True):
        size = len(part.plain)
        total += size
        printed = _read_as_quoted(document, span, part) if span else []
        ours, theirs = lower_words(part.words), lower_words(printed)
        likeness += size * fuzz.ratio(" ".join(ours), " ".join(theirs)) / 100
        # A page may have lost its spaces.
        is_same = "".join(ours) == "".join(theirs)
        shared += size * (1 if is_same else 1 - Levenshtein.normalized_distance(ours, theirs))
        differences += find_differences(part.words, printed)
    if shared / total < LEAST_SHARED_WORDS:
        return None
    differences.sort(key=lambda difference: WORST_FIRST.index(difference.kind))
    placed = [span for span in spans if span]
    return NearMatch(likeness / total, placed[0][0], placed[-1][1], tuple(differences))


def _place_parts(
    parts: Sequence[QuotedPart], first: int, last: int, document: DocumentText
) -> list[PieceRange | None]:
    """What is likest to each part, in order, starting from the longest; nothing where that has no place."""
    longest = max(range(len(parts)), key=lambda number: len(parts[number].plain))
    found = _align(parts[longest], first, last, document)
    if found is None:
        return []
    spans: list[PieceRange | None] = [found]
    start, end = found
    for part in parts[longest + 1 :]:
        found = _align(part, end, min(last, end + _count_room(part, part)), document)
        spans.append(found)
        end = found[1] if found else end
    for number in reversed(range(longest)):
        room = _count_room(parts[number], parts[number + 1])
        found = _align(parts[number], max(first, start - room), start, document)
        spans.insert(0, found)
        start = found[0] if found else start
    return spans


def _count_room(part: QuotedPart, following: QuotedPart) -> int:
    """In how many pieces a part is looked for; what may be left out stands with the part after that."""
    return following.reach // 3 + len(part.words) + 5


def _align(part: QuotedPart, first: int, last: int, document: DocumentText) -> PieceRange | None:
    """The pieces between `first` and `last` that are likest to the part."""
    if first >= last:
        return None
    low, high = document.starts[first], document.starts[last]
    at = document.plain.find(part.plain, low, high)
    if at >= 0:  # the same letters, other spaces or capitals
        return document.find_pieces_between(at, at + len(part.plain))
    words, numbers = _join_broken(document, first, last)
    target = " ".join(part.words).lower()
    found = fuzz.partial_ratio_alignment(target, " ".join(words), score_cutoff=50)
    if found is None:
        return None
    ends = list(_find_ends(words))
    start = sum(end <= found.dest_start for end in ends)
    end = min(len(words), sum(end <= found.dest_end for end in ends) + 1)
    start, end = _move_edges(target.replace("-", " ").split(), words, start, end)
    return numbers[start], numbers[end]


def _find_ends(words: Sequence[str]) -> Iterator[int]:
    """Where each word ends, with the space after it."""
    at = 0
    for word in words:
        at += len(word) + 1
        yield at


def _move_edges(target: Sequence[str], words: Sequence[str], start: int, end: int) -> PieceRange:
    """The edges near these between which the words are likest to those wanted."""
    room = 6 + len(target) // 3
    for _ in range(2):
        start = min(
            range(max(0, start - room), min(end, start + room + 1)),
            key=lambda number: (*_measure_unlikeness(target, words[number:end]), number),
        )
        end = min(
            range(max(start + 1, end - room), min(len(words), end + room) + 1),
            key=lambda number: (*_measure_unlikeness(target, words[start:number]), -number),
        )
    return start, end


def _measure_unlikeness(target: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    return Levenshtein.distance(target, words), -LCSseq.similarity(target, words)


def _join_broken(document: DocumentText, first: int, last: int) -> tuple[list[str], list[int]]:
    """Words, those broken at a line's end made whole; and where each begins, with the end after the last."""
    words: list[str] = []
    numbers: list[int] = []
    for number in range(first, last):
        joint = document.joints[number]
        if words and joint & Joint.ONE and not joint & Joint.BOUND:
            words[-1] += document.get_piece(number)
        else:
            words.append(document.get_piece(number))
            numbers.append(number)
    return words, [*numbers, last]


def _read_as_quoted(document: DocumentText, span: PieceRange, part: QuotedPart) -> list[str]:
    """The document's words; where it leaves two readings, the one that is quoted.

    Of words that the page runs together only the letters that are quoted.
    """
    quoted = {word.lower() for word in part.words}
    pieces: list[TextPiece] = []
    before = ""
    first, last = span
    low, high = document.starts[first], document.starts[last]
    at = document.plain.find(part.plain, low, high)
    end = at + len(part.plain)
    for number in range(first, last):
        joint, written = document.joints[number], document.get_written(number)
        if joint in (LINE_END, Joint.HYPHEN | Joint.APART):
            otherwise = Joint.ONE if joint == LINE_END else Joint.APART
            joint = Joint.HYPHEN if f"{before}-{written}".lower() in quoted else otherwise
        start = document.starts[number]
        if at >= 0 and any(start < at + place < start + len(written) for place in part.joints):
            written = written[max(0, at - start) : max(0, end - start)]
        pieces.append(TextPiece(document.get_piece(number), written, 0, 0, joint))
        before = written
    return join_words(pieces)
