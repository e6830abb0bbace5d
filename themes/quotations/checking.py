"""Whether quoted words stand on the pages they are said to stand on. Pure, no database.

**Exact** means: the same words in the same order, each number, sign and hyphen as printed. Left aside are spaces and
line ends, the shape of quotation marks and dashes, and punctuation that is part of no word and no number. A capital
counts as part of its word ("may" is no "May"), except in the first letter of the quotation, of what follows an
ellipsis or a bracket, and in "[T]he". A hyphen at a line's end may belong to the word or not. An ellipsis lets words
be left out, a few sentences at most; square brackets stand for a few words; neither may hide a negation. All else
that resembles the words is *near* at best, with the words that differ, negations and numbers first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import log
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from reviews.page_labels import PageLabelError, label_at, sort_key
from themes.enums import Outcome
from themes.quotations.normalising import (
    ANYHOW,
    BARRIER,
    LINE_END,
    DocumentText,
    Joint,
    Page,
    Piece,
    pieces_of,
)
from themes.quotations.quoting import REACH_OF_INSERTION, Part, parts_of, words_of

FEW_WORDS = 3  # a quotation that stands in many places says little about its page
MANY_PAGES = 3
LEAST_LIKENESS = 0.75  # on a cited page; unrelated prose in one language reaches 0.6
LEAST_LIKENESS_ELSEWHERE = 0.82
LEAST_LIKENESS_OF_FEW = 0.85
LEAST_SHARED_WORDS = 0.4
MOST_PAGES_COMPARED = 5  # besides the cited ones
FEW_LEFT_OUT = 4  # words; a negation among so few is what the sentence says
MOST_WORDS = 2_000  # a longer quotation is a copy of the report
_TRIES = 2_000  # of the places of one quotation's parts

NEGATIONS = frozenset((
    "no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "unless", "cannot",
    "hardly", "scarcely", "barely",
))  # fmt: skip
_PREFIXES = ("un", "in", "im", "dis", "non", "ir", "il", "mis")


class Difference(NamedTuple):
    """Words that are not the same: as quoted and as printed; one of both may be empty."""

    quoted: str
    printed: str
    kind: str  # one of these below


WORST_FIRST = ("negation", "number", "words", "hyphen", "spaces", "capital")


@dataclass(frozen=True)
class Place:
    """Where words were found in one page's text."""

    index: int
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Checked:
    """What came of looking for one quotation in one document."""

    outcome: Outcome
    score: float = 0.0
    matched: str = ""
    places: tuple[Place, ...] = ()  # in order; more than one where the words cross a page
    differences: tuple[Difference, ...] = ()
    on_cited: bool = False
    pages_found: int = 0  # how many pages have the very words
    problems: tuple[str, ...] = ()

    @property
    def ambiguous(self) -> bool:
        return self.pages_found > 1

    @property
    def page(self) -> Place | None:
        """The page on which the words begin."""
        return self.places[0] if self.places else None


@dataclass(frozen=True)
class Cited:
    """The pages a list names, in one document: their places in it, and what is wrong with the list."""

    pages: frozenset[int] = frozenset()
    problems: tuple[str, ...] = ()


def cited_in(document: Sequence[Page], ranges: Sequence[tuple[str, str]]) -> Cited:
    """Where the cited ranges, by printed labels, are among a document's pages, which are in order."""
    by_key: dict[int, list[int]] = {}
    for number, page in enumerate(document):
        if page.label:
            by_key.setdefault(sort_key(page.label), []).append(number)
    if not by_key:
        return Cited(
            problems=("The printed page numbers of this document are not known yet.",) if ranges else ()
        )
    pages: set[int] = set()
    problems = []
    for first, last in ranges:
        try:
            low, high = sort_key(first), sort_key(last)
        except PageLabelError as error:
            problems.append(str(error))
            continue
        if low > high:
            problems.append(f"“{first} to {last}” runs backwards: pages {last} to {first} were looked at.")
            low, high = high, low
        held = [key for key in by_key if low <= key <= high]
        pages.update(number for key in held for number in by_key[key])
        problems += _missing(by_key, low, high, held)
    problems += [
        f"Page {document[number].label} has no text that can be read."
        for number in sorted(pages)
        if not any(map(str.isalnum, document[number].text))
    ]
    return Cited(frozenset(pages), tuple(dict.fromkeys(problems)))


def _missing(by_key: dict[int, list[int]], low: int, high: int, held: list[int]) -> Iterator[str]:
    same = [key for key in by_key if (key < 0) == (high < 0)]
    named = label_at(low) if low == high else f"{label_at(low)} to {label_at(high)}"
    if not same:
        kind = "roman" if high < 0 else "arabic"
        yield f"Page {named}: no page of this document has {kind} numbers."
    elif high > max(same):
        verb = "are" if low != high else "is"
        yield f"Page{'s' if low != high else ''} {named} {verb} beyond the last, {label_at(max(same))}."
    elif not held:
        yield f"No page of this document is numbered {named}."
    elif len(held) < high - low + 1:
        missing = [label_at(key) for key in range(low, high + 1) if key not in by_key][:5]
        yield f"No page of this document is numbered {', '.join(missing)}."


class Run(NamedTuple):
    """Pieces of the document: from `first` up to `last`."""

    first: int
    last: int
    parts: tuple[tuple[int, int], ...]  # pieces too; what an ellipsis leaves out lies between them


def check(words: str, ranges: Sequence[tuple[str, str]], document: DocumentText) -> Checked:
    """Look for the words on the cited pages, then everywhere in the document."""
    return check_on(words, cited_in(document.pages, ranges), document)


def check_on(words: str, cited: Cited, document: DocumentText) -> Checked:
    """The same with the cited pages at hand."""
    parts = parts_of(words)
    count = sum(len(part.words) for part in parts)
    quoted = {word.lower() for part in parts for word in part.words}
    problems = list(cited.problems)
    if not count:
        return Checked(Outcome.NOT_FOUND, problems=(*problems, "There are no words to look for."))
    if count > MOST_WORDS:
        return Checked(
            Outcome.NOT_FOUND,
            problems=(*problems, f"It has {count} words; quotations of up to {MOST_WORDS} are looked for."),
        )
    runs = list(_distinct(document, exact_runs(parts, document)))
    found_on = {number for run in runs for number in _pages(document, run)[:1]}
    on_cited = [run for run in runs if cited.pages.intersection(_pages(document, run))]
    if on_cited:
        run = min(on_cited, key=lambda run: (_pages(document, run)[0] not in cited.pages, run))
        if _pages(document, run)[0] not in cited.pages:
            problems.append(f"The words begin on {_name(document, _pages(document, run)[0])}.")
        if count <= FEW_WORDS and len(found_on) > MANY_PAGES:
            problems.append(_too_common(found_on))
        return _exactly(Outcome.EXACT, document, run, True, found_on, problems, quoted)
    if runs and count <= FEW_WORDS and len(found_on) > MANY_PAGES:
        return Checked(
            Outcome.NOT_FOUND, pages_found=len(found_on), problems=(*problems, _too_common(found_on))
        )
    if runs:
        run = min(runs, key=lambda run: (_distance(_pages(document, run)[0], cited.pages), run))
        if len(found_on) > 1:
            named = ", ".join(_name(document, number) for number in sorted(found_on)[:10])
            problems.append(f"The words stand on {len(found_on)} pages: {named}.")
        return _exactly(Outcome.OTHER_PAGE, document, run, False, found_on, problems, quoted)
    near = _nearest(parts, cited.pages, document)
    if near is not None:
        if not near.on_cited:
            place = near.page
            name = f"page {place.label}" if place.label else f"PDF page {place.index}"  # type: ignore[union-attr]
            problems.append(f"What is nearest stands on {name}, which is not cited.")
        if not near.differences:
            problems.append("What its brackets or ellipses stand for changes what is said.")
        if {one.kind for one in near.differences} == {"spaces"}:
            problems.append("Only spaces between words differ: the PDF may have lost some.")
        return Checked(**{**vars(near), "problems": tuple(problems)})
    if cited.pages and not any(
        map(str.isalnum, "".join(document.pages[number].text for number in cited.pages))
    ):
        return Checked(Outcome.UNAVAILABLE, problems=tuple(problems))
    return Checked(Outcome.NOT_FOUND, problems=tuple(problems))


def _exactly(
    outcome: Outcome,
    document: DocumentText,
    run: Run,
    on_cited: bool,
    found_on: set[int],
    problems: list[str],
    quoted: Collection[str],
) -> Checked:
    return Checked(
        outcome,
        score=1.0,
        matched=" … ".join(document.as_printed(*part, quoted) for part in run.parts),
        places=tuple(place for part in run.parts for place in _places(document, *part)),
        on_cited=on_cited,
        pages_found=len(found_on),
        problems=tuple(problems),
    )


def _too_common(found_on: set[int]) -> str:
    return f"So few words stand on {len(found_on)} pages, so they say little about this one."


def _name(document: DocumentText, number: int) -> str:
    page = document.pages[number]
    return f"page {page.label}" if page.label else f"PDF page {page.index}"


def _distance(page: int, cited: frozenset[int]) -> int:
    return min((abs(page - one) for one in cited), default=0)


def _pages(document: DocumentText, run: Run) -> list[int]:
    """The pages a run touches, as places in the document, in order."""
    return list(dict.fromkeys(document.page_of[run.first : run.last]))


def _places(document: DocumentText, first: int, last: int) -> tuple[Place, ...]:
    places = []
    for number, pieces in groupby(range(first, last), key=lambda piece: document.page_of[piece]):
        held = [document.pieces[piece] for piece in pieces]
        page = document.pages[number]
        places.append(Place(page.index, page.label, held[0].start, held[-1].end))
    return tuple(places)


def _distinct(document: DocumentText, runs: Iterator[Run]) -> Iterator[Run]:
    """Each place once: what stands beside a footnote is in the run of letters several times."""
    seen = set()
    for run in runs:
        place = (document.page_of[run.first], document.pieces[run.first].start)
        if place not in seen:
            seen.add(place)
            yield run


def exact_runs(parts: Sequence[Part], document: DocumentText) -> Iterator[Run]:
    """Every place where all parts stand, word for word and within reach of each other."""
    longest = max(range(len(parts)), key=lambda number: len(parts[number].plain))
    tries = [_TRIES]
    for at in _occurrences(parts[longest], document, 0, len(document.plain)):
        before = _extend(parts[:longest], at, parts[longest].reach, document, tries, forwards=False)
        if before is None:
            continue
        end = at + len(parts[longest].plain)
        after = _extend(parts[longest + 1 :], end, 0, document, tries, forwards=True)
        if after is None:
            continue
        spans = (*before, (at, end), *after)
        ranges: list[tuple[int, int]] = []
        for part, (low, high) in zip(parts, spans, strict=True):
            first, last = document.piece_at(low + 1) - 1, document.piece_at(high)
            if ranges and part.reach <= REACH_OF_INSERTION:
                ranges[-1] = (ranges[-1][0], last)
            else:
                ranges.append((first, last))
        if all(
            _may_stand_for(document, part, ends, begins)
            for part, (_, ends), (begins, _) in zip(parts[1:], spans, spans[1:], strict=False)
        ):
            yield Run(ranges[0][0], ranges[-1][1], tuple(ranges))


def _may_stand_for(document: DocumentText, part: Part, ends: int, begins: int) -> bool:
    """Whether a bracket or an ellipsis may stand for these words: "[was] safe" is not "was not safe"."""
    printed = [document.piece(number) for number in range(document.piece_at(ends), document.piece_at(begins))]
    if part.reach > REACH_OF_INSERTION and len(printed) > FEW_LEFT_OUT:
        return True
    instead = [piece.plain for piece in pieces_of(part.instead, marks=False)]
    numbers = _digits(instead)
    return _negations(printed) == _negations(instead) and (not numbers or numbers == _digits(printed))


def _extend(
    parts: Sequence[Part],
    at: int,
    reach: int,
    document: DocumentText,
    tries: list[int],
    *,
    forwards: bool,
) -> tuple[tuple[int, int], ...] | None:
    """The places of the parts that follow one that ends at `at`, or that precede one that begins there."""
    if not parts:
        return ()
    part = parts[0] if forwards else parts[-1]
    size = len(part.plain)
    if forwards:
        low, high = at, at + part.reach + size
    else:
        low, high = max(0, at - reach - size), at
    if (barrier := document.plain.find(BARRIER, low, high)) >= 0:
        if forwards:
            high = barrier
        else:
            low = document.plain.rfind(BARRIER, low, high) + 1
    places = list(_occurrences(part, document, low, high))
    for place in places if forwards else places[::-1]:
        tries[0] -= 1
        if tries[0] < 0:
            return None
        if forwards:
            rest = _extend(parts[1:], place + size, 0, document, tries, forwards=True)
            if rest is not None:
                return ((place, place + size), *rest)
        else:
            rest = _extend(parts[:-1], place, part.reach, document, tries, forwards=False)
            if rest is not None:
                return (*rest, (place, place + size))
    return None


def _occurrences(part: Part, document: DocumentText, low: int, high: int) -> Iterator[int]:
    at = document.plain.find(part.plain, low, high)
    while at >= 0:
        if _stands(part, document, at):
            yield at
        at = document.plain.find(part.plain, at + 1, high)


def _stands(part: Part, document: DocumentText, at: int) -> bool:
    """Whether these letters are the part's words: cut at the same places, with the same capitals."""
    end = at + len(part.plain)
    written = document.written[at:end]
    if written != part.written and any(
        ours != theirs and place not in part.any_case
        for place, (ours, theirs) in enumerate(zip(part.written, written, strict=True))
    ):
        return False
    number = document.piece_at(at)
    starts, joints = document.starts, document.joints
    if not part.cut_before and not (starts[number] == at and _may_cut(joints[number])):
        return False
    if starts[number] == at:
        number += 1
    seen = 0
    while starts[number] < end:
        place = starts[number] - at
        if not joints[number] & part.joints.get(place, Joint.ONE) & ANYHOW:
            return False
        seen += place in part.joints
        number += 1
    if seen < len(part.joints) and not _read_as_one(part, document, at, end):
        return False
    return part.cut_after or (starts[number] == end and _may_cut(joints[number]))


def _may_cut(joint: int) -> bool:
    return bool(joint & Joint.APART) and not joint & Joint.BOUND


def _read_as_one(part: Part, document: DocumentText, at: int, end: int) -> bool:
    """Whether the quotation's own joints inside the document's words may be read as one word."""
    first, last = document.piece_at(at), document.piece_at(end)
    cuts = {document.starts[number] - at for number in range(first, last)}
    return all(joint & Joint.ONE for place, joint in part.joints.items() if place not in cuts)


@dataclass
class _Near:
    score: float
    first: int
    last: int
    differences: list[Difference] = field(default_factory=list)


def _nearest(parts: Sequence[Part], cited: frozenset[int], document: DocumentText) -> Checked | None:
    """The likest words: on the cited pages if they are like enough there, else elsewhere."""
    words = [word for part in parts for word in part.words]
    few = len(words) <= FEW_WORDS
    elsewhere = [] if few and cited else _likeliest_pages(words, document)
    best: dict[bool, _Near] = {}
    for number in dict.fromkeys([*sorted(cited), *(page - 1 for page in cited if page), *elsewhere]):
        near = _compare(parts, number, document)
        if near is None:
            continue
        on_cited = any(document.page_of[piece] in cited for piece in (near.first, near.last - 1))
        if on_cited not in best or near.score > best[on_cited].score:
            best[on_cited] = near
    for on_cited, least in ((True, LEAST_LIKENESS), (False, LEAST_LIKENESS_ELSEWHERE)):
        near = best.get(on_cited)
        if near is None or near.score < (max(least, LEAST_LIKENESS_OF_FEW) if few else least):
            continue
        other = best.get(False)
        if on_cited and other and other.score > near.score + 0.1:
            continue
        return Checked(
            Outcome.NEAR,
            score=round(min(near.score, 0.99), 4),
            matched=document.as_printed(near.first, near.last, {word.lower() for word in words}),
            places=_places(document, near.first, near.last),
            differences=tuple(near.differences),
            on_cited=on_cited,
        )
    return None


def _likeliest_pages(words: Sequence[str], document: DocumentText) -> list[int]:
    """The pages that share most of the rarer words."""
    pages = len(document.pages) or 1
    shared: dict[int, float] = {}
    for word in {piece for one in words for piece in one.lower().split("-")}:
        held = document.pages_of_word.get(word, ())
        if not held or len(held) > pages / 2 > 2:
            continue
        weight = log(1 + pages / len(held))
        for number in held:
            shared[number] = shared.get(number, 0) + weight
    return sorted(shared, key=lambda number: (-shared[number], number))[:MOST_PAGES_COMPARED]


def _compare(parts: Sequence[Part], number: int, document: DocumentText) -> _Near | None:
    """The likest words that begin on this page; they may run on to the next."""
    first, last = document.body[number]
    if first == last:
        return None
    longest = max(parts, key=lambda part: len(part.plain))
    place = parts.index(longest)
    following = document.body[number + 1][1] if number + 1 < len(document.body) else last
    last = min(following, last + 2 * sum(len(part.words) for part in parts))
    found = _align(longest, first, last, document)
    if found is None:
        return None
    placed: list[tuple[Part, tuple[int, int] | None]] = [(longest, found)]
    start, end = found
    for part in parts[place + 1 :]:
        found = _align(part, end, min(last, end + part.reach // 3 + len(part.words) + 5), document)
        placed.append((part, found))
        end = found[1] if found else end
    for before, part in zip(parts[:place][::-1], parts[1 : place + 1][::-1], strict=True):
        found = _align(before, max(first, start - part.reach // 3 - len(before.words) - 5), start, document)
        placed.insert(0, (before, found))
        start = found[0] if found else start
    differences, total, likeness, shared = [], 0, 0.0, 0.0
    for part, span in placed:
        size = len(part.plain)
        total += size
        printed = _words(document, *span, part.words) if span else []
        likeness += size * fuzz.ratio(" ".join(part.words).lower(), " ".join(printed).lower()) / 100
        shared += size * (1 - Levenshtein.normalized_distance(_low(part.words), _low(printed)))
        differences += _differences(part.words, printed)
    if shared / total < LEAST_SHARED_WORDS:
        return None
    differences.sort(key=lambda one: WORST_FIRST.index(one.kind))
    return _Near(likeness / total, start, end, differences)


def _align(part: Part, first: int, last: int, document: DocumentText) -> tuple[int, int] | None:
    """The pieces between `first` and `last` that are likest to the part."""
    if first >= last:
        return None
    low, high = document.starts[first], document.starts[last]
    if (at := document.plain.find(part.plain, low, high)) >= 0:  # the same letters, other spaces or capitals
        return document.piece_at(at + 1) - 1, document.piece_at(at + len(part.plain))
    pieces, numbers = _put_together(document, first, last)
    text = " ".join(pieces)
    wanted = " ".join(part.words).lower()
    found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=50)
    if found is None:
        return None
    ends, at = [], 0
    for piece in pieces:
        at += len(piece) + 1
        ends.append(at)
    start = sum(end <= found.dest_start for end in ends)
    end = min(len(pieces), sum(end <= found.dest_end for end in ends) + 1)
    wanted_pieces = wanted.replace("-", " ").split()
    room = 6 + len(wanted_pieces) // 3
    for _ in range(2):
        start = min(
            range(max(0, start - room), min(end, start + room + 1)),
            key=lambda one: (*_unlikeness(wanted_pieces, pieces[one:end]), one),
        )
        end = min(
            range(max(start + 1, end - room), min(len(pieces), end + room) + 1),
            key=lambda one: (*_unlikeness(wanted_pieces, pieces[start:one]), -one),
        )
    return numbers[start], numbers[end]


def _put_together(document: DocumentText, first: int, last: int) -> tuple[list[str], list[int]]:
    """Words, those broken at a line's end made whole; and where each begins, with the end after the last."""
    words: list[str] = []
    numbers: list[int] = []
    for number in range(first, last):
        if words and document.joints[number] & Joint.ONE and not document.joints[number] & Joint.BOUND:
            words[-1] += document.piece(number)
        else:
            words.append(document.piece(number))
            numbers.append(number)
    return words, [*numbers, last]


def _unlikeness(wanted: Sequence[str], pieces: Sequence[str]) -> tuple[int, int]:
    return Levenshtein.distance(wanted, pieces), -LCSseq.similarity(wanted, pieces)


def _low(words: Sequence[str]) -> list[str]:
    return [word.lower() for word in words]


def _words(document: DocumentText, first: int, last: int, quoted: Sequence[str]) -> list[str]:
    """The document's words; where it leaves two readings, the one that is quoted."""
    held = {word.lower() for word in quoted}
    pieces: list[Piece] = []
    for number in range(first, last):
        joint = document.joints[number]
        before = document.as_written(number - 1) if number > first else ""
        written = document.as_written(number)
        if joint == LINE_END:
            joint = Joint.HYPHEN if f"{before}-{written}".lower() in held else Joint.ONE
        elif joint == Joint.HYPHEN | Joint.APART:
            joint = Joint.HYPHEN if f"{before}-{written}".lower() in held else Joint.APART
        pieces.append(Piece(document.piece(number), written, 0, 0, joint))
    return words_of(pieces)


def _differences(quoted: Sequence[str], printed: Sequence[str]) -> list[Difference]:
    ours, theirs = list(quoted), list(printed)
    if ours and theirs and ours[0][:1].lower() == theirs[0][:1].lower():
        theirs[0] = ours[0][:1] + theirs[0][1:]  # the first letter's case is no difference
    found = []
    steps = groupby(Levenshtein.opcodes(ours, theirs), key=lambda step: step.tag == "equal")
    for equal, together in steps:
        if equal:
            continue
        first, *_, last = [*(held := list(together)), held[-1]]
        before = ours[first.src_start : last.src_end]
        after = theirs[first.dest_start : last.dest_end]
        if len(before) == len(after):
            found += [_difference([one], [other]) for one, other in zip(before, after, strict=True)]
        else:
            found.append(_difference(before, after))
    return found


def _difference(quoted: list[str], printed: list[str]) -> Difference:
    kind = "words"
    ours, theirs = _low(quoted), _low(printed)
    if _negations(ours) != _negations(theirs) or _opposed("".join(ours), "".join(theirs)):
        kind = "negation"
    elif "".join(ours) == "".join(theirs) and ours != theirs and _digits(ours) == _digits(theirs):
        kind = "spaces"
    elif _numbers(quoted) != _numbers(printed):
        kind = "number"
    elif ours == theirs:
        kind = "capital"
    elif "".join(ours).replace("-", "") == "".join(theirs).replace("-", ""):
        kind = "hyphen"
    return Difference(" ".join(quoted), " ".join(printed), kind)


def _digits(words: Sequence[str]) -> list[str]:
    return re.findall(r"[\d.,]+", " ".join(words))


def _negations(words: Sequence[str]) -> int:
    return sum(word in NEGATIONS or word.endswith("n't") for word in words)


def _opposed(one: str, other: str) -> bool:
    return any(one == prefix + other or other == prefix + one for prefix in _PREFIXES if one and other)


_NUMBER_WORDS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "half",
    "third", "quarter", "first", "second", "once", "twice",
))  # fmt: skip


def _numbers(words: Sequence[str]) -> list[str]:
    pieces = [piece for word in words for piece in (word, *word.lower().split("-"))]
    return [
        piece
        for piece in pieces
        if any(map(str.isdigit, piece)) or piece.lower() in _NUMBER_WORDS or piece in ("%", "£", "-", ".")
    ]
