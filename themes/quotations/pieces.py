"""A text split into words, numbers and signs, and how neighbouring ones may be read."""

from __future__ import annotations

import re
from typing import NamedTuple

from reviews.documents.letters import is_power
from themes.quotations.characters import (
    APOSTROPHES,
    BROKEN,
    INVISIBLE,
    MARK,
    RAISED,
    SUPERSCRIPT,
    clean,
    lower,
)
from themes.quotations.footnotes import NO_FOOTNOTES, Footnotes


class Joint:
    """How two neighbouring pieces may be read: as one word, with a hyphen, apart, or apart after a hyphen.

    Plain numbers to be added up; flags of the enum module take most of the time that a document needs.
    """

    ONE = 1
    HYPHEN = 2
    APART = 4
    SUSPENDED = 8  # "pre- and post-war"
    BOUND = 16  # a sign that belongs to its number, such as a currency: cutting it off changes what is said


ANYHOW = Joint.ONE | Joint.HYPHEN | Joint.APART | Joint.SUSPENDED
LINE_END = Joint.ONE | Joint.HYPHEN | Joint.SUSPENDED

_PIECE = re.compile(
    rf"""(?P<mark>{MARK.pattern.replace(" ", "[ ]")})
    |(?P<word>(?:(?![{RAISED}])[^\W\d_])
        (?:(?![{RAISED}])[^\W\d_]|[\u0300-\u036f{INVISIBLE}]|[{APOSTROPHES}](?=[^\W\d_]))*)
    |(?P<number>\d+(?:[.,:·]\d+)*)
    |(?P<unit>[%‰°])
    |(?P<money>[£$€¢¥])
    |(?P<sign>[&+=<>@\#§×÷±/~])""",
    re.VERBOSE,
)
_SIGNS = frozenset(("unit", "money", "sign"))
_RANGE = re.compile(r"\s*[-‐‑‒–—―−]\s*")
_MINUS = re.compile(r"(?:[\s(\[“‘\"'/])[-‐‑‒–−]\Z")
_TIMES_TEN = re.compile(r"[×x*]\s?10\Z")
# A raised figure behind a small whole number: a power ("10⁶"), or the mark of a note. Years have no powers, nor do
# shares; marks come in lists; and no note is numbered "⁻³".
POWER_OR_MARK = re.compile(
    r"(?<=\d)(?:⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]|(?<![.,·]\d)(?<![.,·]\d\d)(?<!\d{4})"
    rf"(?P<figure>[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})(?![{RAISED}%]|[,–-] ?[{RAISED}]))"
)
_POINT = re.compile(r"(?:[\s(\[“‘\"'])[.·]\Z")
# What may stand between two pieces, and how it is read between words, and where one of them is a number.
_GAPS = (
    (re.compile(r"\u00ad\s*"), Joint.ONE, Joint.ONE),
    (re.compile(rf"\s*[{BROKEN}]\s*|[-‐‑]\s*[\r\n]\s*"), LINE_END, Joint.HYPHEN),
    (re.compile(r"[-‐‑]"), Joint.HYPHEN, Joint.HYPHEN),
    (re.compile(r"[-‐‑]\s+"), Joint.SUSPENDED, Joint.SUSPENDED),
    (re.compile(r"[‒–−]\s*"), Joint.HYPHEN | Joint.APART, Joint.HYPHEN),
)


class TextPiece(NamedTuple):
    """A word, number or sign: in small letters, as written, where it stands, and how it joins what precedes it."""

    plain: str
    written: str
    start: int
    end: int
    joint: int


def split_pieces(
    text: str, start: int = 0, end: int | None = None, *, notes: Footnotes = NO_FOOTNOTES
) -> list[TextPiece]:
    """The pieces of a text in order, without the numbers that only point at one of the `notes`."""
    found: list[TextPiece] = []
    before, kind_before, passed = start, "", ""
    for match in _PIECE.finditer(text, start, len(text) if end is None else end):
        raw, at, kind = match[0], match.start(), str(match.lastgroup)
        gap = text[before:at]
        if kind == kind_before == "word" and not passed and gap.isspace() and raw.isascii():
            before = match.end()  # most pieces are plain words
            written = raw.replace("`", "'")
            found.append(TextPiece(written.lower(), written, at, before, Joint.APART))
            continue
        if kind == "mark":
            if not found or not _belongs_to_number(text, at, match.end(), notes):
                before, passed = match.end(), gap + _stand_in(text, match.end())
                continue
            kind = "number"
        if notes:
            if kind_before == "word" and notes.is_mark(raw, at, gap, found[-1].written):
                before, passed = match.end(), gap + " "
                continue
            raw = notes.cut_mark(raw, at)
        gap = passed + gap
        joint = read_gap(gap, kind_before, kind) if found and before not in notes.ends else Joint.APART
        if sign := _find_sign(gap, kind_before, kind):
            found.append(TextPiece(sign, sign, at - 1, at, Joint.APART))
            joint = ANYHOW | Joint.BOUND
        # "m2" and "m²" are the same; 10⁶ is no 106.
        written = raw.translate(SUPERSCRIPT) if is_power(text, at, at + len(raw)) else clean(raw)
        found.append(TextPiece(lower(written), written, at, at + len(raw), joint))
        # Where the text goes on: invisible signs at a word's end tell whether it is broken there.
        before, kind_before, passed = at + len(raw.rstrip(INVISIBLE)), kind, ""
    return found


def _belongs_to_number(text: str, start: int, end: int, notes: Footnotes) -> bool:
    """Whether raised signs point at no note, as far as can be told: "200 m²", "3 × 10⁶", "10⁶"."""
    if is_power(text, start, end) or _TIMES_TEN.search(text, max(0, start - 8), start):
        return True
    doubtful = POWER_OR_MARK.match(text, start)
    return doubtful is not None and (not doubtful["figure"] or not notes.explains(doubtful["figure"], start))


def _stand_in(text: str, end: int) -> str:
    """What takes a mark's place between two pieces: nothing, unless they would become one."""
    return " " if text[end : end + 1].isalnum() else ""


def _find_sign(gap: str, before: str, after: str) -> str:
    """The minus or decimal point that a number begins with."""
    if after != "number" or not gap:
        return ""
    if before == "number" and _RANGE.fullmatch(gap):  # between two numbers a dash is a range
        return ""
    opens = gap if before else f" {gap}"
    return "-" if _MINUS.search(opens) else "." if _POINT.search(opens) else ""


def read_gap(gap: str, before: str, after: str) -> int:
    """How two pieces of these kinds may be read with `gap` between them."""
    if before in _SIGNS or after in _SIGNS:
        return _read_gap_at_sign(gap, before, after)
    if not gap:
        return Joint.ONE
    if gap.isspace():
        return Joint.APART
    if before == after == "number" and _RANGE.fullmatch(gap):
        return Joint.HYPHEN
    for pattern, between_words, beside_number in _GAPS:
        if pattern.fullmatch(gap):
            return beside_number if "number" in (before, after) else between_words
    return Joint.APART


def _read_gap_at_sign(gap: str, before: str, after: str) -> int:
    is_bound = not gap or (gap.isspace() and (after == "unit" or before == "money"))
    return ANYHOW | Joint.BOUND if is_bound or _RANGE.fullmatch(gap) else ANYHOW
