"""Two wordings compared word by word: pure, no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Words with the space after them, so that whatever is joined again is the text itself.
WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
MOST_COMPARED = 3_000  # words of both together: the comparison grows with their product


@dataclass(frozen=True)
class DiffPiece:
    words: str
    changed: bool = False


@dataclass(frozen=True)
class TextDiff:
    """Each side in full, in pieces; those that the other side lacks are marked as changed."""

    before: tuple[DiffPiece, ...]
    after: tuple[DiffPiece, ...]


def build_diff(before: str, after: str) -> TextDiff:
    """Very long texts are compared by line instead."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_COMPARED:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) + len(new) > MOST_COMPARED:
        old, new = [before] if before else [], [after] if after else []
    sides: tuple[list[DiffPiece], list[DiffPiece]] = ([], [])
    # Compared without their spaces: a line broken elsewhere is no other word.
    matcher = SequenceMatcher(
        None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False
    )
    for tag, *places in matcher.get_opcodes():
        for side, words, (first, last) in zip(sides, (old, new), (places[:2], places[2:]), strict=True):
            text = "".join(words[first:last])
            end = len(text.rstrip()) if tag != "equal" else 0
            # The space after changed words is not marked with them.
            side.extend(
                piece for piece in (DiffPiece(text[:end], changed=True), DiffPiece(text[end:])) if piece.words
            )
    return TextDiff(tuple(sides[0]), tuple(sides[1]))
