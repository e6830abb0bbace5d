"""A quotation taken apart: the words that must be found, and what its brackets and ellipses leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from themes.quotations.pieces import Joint, TextPiece, split_pieces

# How far the next words may be, in letters of the run: an ellipsis may leave out a few sentences, square brackets
# stand for a few words.
REACH_OF_ELLIPSIS = 900
REACH_OF_INSERTION = 60
REACH_WITHIN_WORD = 5

_OPEN = re.compile(
    r"""\[\s*(?:…|\.\s?\.\s?\.(?:\s?\.)?)\s*\]   # [...]
    |\((?:…|\.\.\.)\)
    |…+|\.\s?\.\s?\.(?:\s?\.)?                   # ... also with spaces or four points
    |\[[^\[\]]*\]                                # an insertion""",
    re.VERBOSE,
)
_ONE_LETTER = re.compile(r"\[([^\W\d_])\](?=[^\W\d_])")
_MARKS = "“”\"„‟«»‘’'"


@dataclass
class QuotedPart:
    """Words that stand together. `reach` is how far after the part before it they may begin."""

    plain: str
    written: str
    joints: dict[int, int]  # by place in the part
    words: list[str]
    any_case: set[int]  # places where a capital is no difference
    reach: int = 0
    inserted: str = ""  # what the square brackets before it say
    cut_before: bool = False  # its first word may be the end of a longer one
    cut_after: bool = False


class _Opening(NamedTuple):
    """A bracket or an ellipsis."""

    start: int
    end: int
    inserted: str  # what a bracket says; empty for an ellipsis
    cuts_before: bool  # a word ends at it: "keeper[s]"
    cuts_after: bool

    @property
    def reach(self) -> int:
        if self.cuts_before or self.cuts_after:
            return REACH_WITHIN_WORD
        return REACH_OF_INSERTION if self.inserted else REACH_OF_ELLIPSIS


def split_quotation(words: str) -> list[QuotedPart]:
    """The parts of a quotation in order; an empty list where nothing is left to look for."""
    text = words.strip().strip(_MARKS).strip()
    parts: list[QuotedPart] = []
    capitals = {match.start() for match in _ONE_LETTER.finditer(text)}
    # "[T]he" is "The" with a capital that may not be there. The signs stay as long as the text was.
    text = _ONE_LETTER.sub(lambda match: f"\u2060{match[1]}\u2060", text)
    reach, inserted, start, cut = 0, "", 0, False
    for opening in _find_openings(text):
        if pieces := split_pieces(text, start, opening.start):
            part = _make_part(pieces, capitals)
            part.reach, part.inserted, part.cut_before, part.cut_after = (
                reach,
                inserted,
                cut,
                opening.cuts_before,
            )
            parts.append(part)
            reach, inserted = 0, ""
        reach += opening.reach
        inserted += opening.inserted
        start, cut = opening.end, opening.cuts_after
    return parts


def _find_openings(text: str) -> Iterator[_Opening]:
    """The brackets and ellipses of a quotation, and its end."""
    before = 0
    for match in _OPEN.finditer(text):
        start, end = match.span()
        is_insertion = match[0].startswith("[") and any(map(str.isalnum, match[0]))
        yield _Opening(
            start,
            end,
            match[0] if is_insertion else "",
            is_insertion and start > before and text[start - 1].isalpha(),
            is_insertion and text[end : end + 1].isalpha(),
        )
        before = end
    yield _Opening(len(text), len(text), "", cuts_before=False, cuts_after=False)


def _make_part(pieces: Sequence[TextPiece], capitals: set[int]) -> QuotedPart:
    joints, any_case, at = {}, {0}, 0
    for number, piece in enumerate(pieces):
        if number:
            joints[at] = piece.joint
        if piece.start - 1 in capitals:
            any_case.add(at)
        at += len(piece.plain)
    return QuotedPart(
        plain="".join(piece.plain for piece in pieces),
        written="".join(piece.written for piece in pieces),
        joints=joints,
        words=join_words(pieces),
        any_case=any_case,
    )


def join_words(pieces: Sequence[TextPiece]) -> list[str]:
    """The pieces put together to words, as people read them."""
    words: list[str] = []
    for piece in pieces:
        stands_apart = not words or piece.joint & (Joint.APART | Joint.SUSPENDED)
        if words and stands_apart and piece.joint & Joint.BOUND and words[-1] in ("-", "."):
            words[-1] += piece.written
        elif stands_apart:
            words.append(piece.written)
        elif piece.joint & Joint.HYPHEN and not piece.joint & Joint.ONE:
            words[-1] += f"-{piece.written}"
        else:
            words[-1] += piece.written
    return words
