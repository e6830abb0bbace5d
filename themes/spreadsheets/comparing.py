"""What stands in a cell and what shall, side by side, with the words that differ marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

MOST_WORDS = 400  # comparing takes the longer the more there are: longer texts are shown unmarked

Part = tuple[str, bool]  # some text, and whether it is in this one only


def compared(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts, with what only one of them has told apart."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return [(before, False)], [(after, False)]
    left: list[Part] = []
    right: list[Part] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b]:
            left.append(("".join(old[a:b]), what != "equal"))
        if new[c:d]:
            right.append(("".join(new[c:d]), what != "equal"))
    return left, right
