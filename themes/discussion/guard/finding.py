"""All marks of a text, and how much they weigh."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from themes.discussion.guard.institutions import find_institutions
from themes.discussion.guard.known import KnownPeople
from themes.discussion.guard.marks import TOGETHER, Kind, Mark, PieceOfText, Severity, split_pieces
from themes.discussion.guard.names import find_names
from themes.discussion.guard.parts import Hint, find_parts, weigh_parts
from themes.discussion.guard.restricted import RestrictedWords
from themes.discussion.guard.shapes import find_shapes
from themes.discussion.guard.tokens import read_tokens

MOST_CHARACTERS = 20_000  # that are read: more than any comment may have
# In longer texts authors are not told that a rule fired: who tries names could find a restricted one among thousands.
MOST_WORDS_TOLD = 300
_WORD = re.compile(r"[^\W_]+")  # between any signs, as restricted terms are found
ENOUGH_TOGETHER = 4.0  # from here on, parts are marked
WEIGHTS = {Severity.BY_ITSELF: 10.0, Severity.RULE: 100.0}
NOBODY = KnownPeople()
NO_WORDS = RestrictedWords()


@dataclass(frozen=True, slots=True)
class Found:
    """What was seen in a text. Empty does not say that nobody can be recognised: a person decides that."""

    text: str
    marks: tuple[Mark, ...]
    weight: float

    def __bool__(self) -> bool:
        return bool(self.marks)

    @property
    def severity(self) -> int:
        """Of the gravest mark; 0 where there is none."""
        return max((mark.severity for mark in self.marks), default=0)

    @property
    def pieces(self) -> tuple[PieceOfText, ...]:
        """The text split at the marks, with their numbers."""
        return split_pieces(self.text, self.marks)

    def for_author(self) -> Found:
        """The same, which tells of a rule about the report at most that one fired, not of what and where."""
        marks = [mark for mark in self.marks if mark.kind is not Kind.RULE]
        if len(marks) < len(self.marks) and len(_WORD.findall(self.text)) <= MOST_WORDS_TOLD:
            marks.append(Mark.of(Kind.RULE, 0, 0, Severity.RULE))
        return replace(self, marks=tuple(marks))


def find_marks(text: str, *, people: KnownPeople = NOBODY, restricted: RestrictedWords = NO_WORDS) -> Found:
    """What in the first 20,000 characters could let somebody be recognised.

    `people` are named in public for their work on reports; `restricted` are the terms of the report that the text
    is about. Whoever shows the result to the author of the text shows `for_author()`.
    """
    read = text[:MOST_CHARACTERS]
    tokens = read_tokens(read)
    certain = _leave_out_inner(
        [*find_shapes(read), *find_institutions(read, tokens), *find_names(read, tokens, people)]
    )
    parts = find_parts(read, tokens)
    together = weigh_parts(read, parts)
    weight = sum(WEIGHTS[mark.severity] for mark in certain)
    if together >= ENOUGH_TOGETHER:
        certain += _mark_parts(parts, certain)
        weight += together
    rules = [Mark.of(Kind.RULE, start, end, Severity.RULE) for start, end in restricted.find(read)]
    weight += sum(WEIGHTS[mark.severity] for mark in rules)
    marks = sorted([*certain, *rules], key=lambda mark: (mark.start, -mark.end, -mark.severity))
    return Found(text, tuple(marks), weight)


def _leave_out_inner(marks: Sequence[Mark]) -> list[Mark]:
    """Of marks that overlap, the one that begins first, and of those the longest."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _mark_parts(parts: Sequence[Hint], certain: Sequence[Mark]) -> list[Mark]:
    """One mark for each kind, where it tells most; the first in the text says what all are seen together with."""
    taken: list[Mark] = []
    for part in sorted(parts, key=lambda part: (-part.weight, part.start)):
        is_free = all(mark.end <= part.start or part.end <= mark.start for mark in [*certain, *taken])
        if is_free and part.kind not in {mark.kind for mark in taken}:
            taken.append(Mark.of(part.kind, part.start, part.end, Severity.TOGETHER))
    taken.sort(key=lambda mark: mark.start)
    together = f"{TOGETHER}{', '.join(mark.kind.value for mark in taken)}."
    return [replace(mark, why=f"{mark.why} {together}") if mark is taken[0] else mark for mark in taken]
