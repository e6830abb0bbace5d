"""A quotation taken apart: the words that must be found, and what its brackets and ellipses leave open.

Pure, no database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from themes.quotations.normalising import Joint, Piece, pieces_of

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
class Part:
    """Words that stand together. `reach` is how far after the part before it they may begin."""

    plain: str
    written: str
    joints: dict[int, int]  # by place in the part
    words: list[str]
    reach: int = 0
    instead: str = ""  # what the square brackets before it say
    cut_before: bool = False  # its first word may be the end of a longer one
    cut_after: bool = False
    any_case: set[int] = field(default_factory=set)  # places where a capital is no difference


def parts_of(words: str) -> list[Part]:
    """The parts of a quotation in order; an empty list where nothing is left to look for."""
    text = words.strip().strip(_MARKS).strip()
    parts: list[Part] = []
    capitals = {match.start() for match in _ONE_LETTER.finditer(text)}
    # "[T]he" is "The" with a capital that may not be there. The signs stay as long as the text was.
    text = _ONE_LETTER.sub(lambda match: f"\u2060{match[1]}\u2060", text)
    reach, before, cut, instead = 0, 0, False, ""
    for match in [*_OPEN.finditer(text), None]:
        end = match.start() if match else len(text)
        pieces = pieces_of(text, before, end, marks=False)
        bracketed = match is not None and match[0].startswith("[") and any(map(str.isalnum, match[0]))
        cut_after = bracketed and end > before and text[end - 1].isalpha()
        if pieces:
            part = _part(pieces, capitals)
            part.reach, part.cut_before, part.cut_after, part.instead = reach, cut, cut_after, instead
            parts.append(part)
            reach, instead = 0, ""
        if match:
            cut = bracketed and text[match.end() : match.end() + 1].isalpha()
            within = cut_after or cut
            reach += REACH_WITHIN_WORD if within else REACH_OF_INSERTION if bracketed else REACH_OF_ELLIPSIS
            instead += match[0] if bracketed else ""
            before = match.end()
    return parts


def _part(pieces: list[Piece], capitals: set[int]) -> Part:
    joints, any_case, at = {}, {0}, 0
    for number, piece in enumerate(pieces):
        if number:
            joints[at] = piece.joint
        if piece.start - 1 in capitals:
            any_case.add(at)
        at += len(piece.plain)
    return Part(
        plain="".join(piece.plain for piece in pieces),
        written="".join(piece.written for piece in pieces),
        joints=joints,
        words=words_of(pieces),
        any_case=any_case,
    )


def words_of(pieces: list[Piece]) -> list[str]:
    """The pieces put together to words, as people read them."""
    words: list[str] = []
    for piece in pieces:
        if not words or piece.joint & Joint.APART or piece.joint & Joint.SUSPENDED:
            if words and piece.joint & Joint.BOUND and words[-1] in ("-", "."):
                words[-1] += piece.written
            else:
                words.append(piece.written)
        elif piece.joint & Joint.HYPHEN and not piece.joint & Joint.ONE:
            words[-1] += f"-{piece.written}"
        else:
            words[-1] += piece.written
    return words
