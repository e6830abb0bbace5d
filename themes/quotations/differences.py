"""How quoted words differ from printed ones, and which differences change what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

NEGATIONS = frozenset((
    "no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "unless", "cannot",
    "hardly", "scarcely", "barely",
))  # fmt: skip
_PREFIXES = ("un", "in", "im", "dis", "non", "ir", "il", "mis")
_NUMBER_WORDS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "half",
    "third", "quarter", "first", "second", "once", "twice",
))  # fmt: skip

# Written as two words these say that something is not.
_LIKE_NEGATIONS = frozenset((
    "notable", "notice", "notion", "nonetheless", "nevertheless", "notwithstanding", "nevermore",
))  # fmt: skip

WORST_FIRST = ("negation", "number", "words", "hyphen", "spaces", "capital")


class WordDifference(NamedTuple):
    """Words that are not the same: as quoted and as printed; one of both may be empty."""

    quoted: str
    printed: str
    kind: str  # one of those above


def find_differences(quoted: Sequence[str], printed: Sequence[str]) -> list[WordDifference]:
    ours, theirs = list(quoted), list(printed)
    if ours and theirs and ours[0][:1].lower() == theirs[0][:1].lower():
        theirs[0] = ours[0][:1] + theirs[0][1:]  # the first letter's case is no difference
    found = []
    for equal, group in groupby(Levenshtein.opcodes(ours, theirs), key=lambda step: step.tag == "equal"):
        if equal:
            continue
        steps = list(group)
        before = ours[steps[0].src_start : steps[-1].src_end]
        after = theirs[steps[0].dest_start : steps[-1].dest_end]
        if len(before) == len(after):
            found += [_describe([ours], [theirs]) for ours, theirs in zip(before, after, strict=True)]
        else:
            found.append(_describe(before, after))
    return found


def _describe(quoted: Sequence[str], printed: Sequence[str]) -> WordDifference:
    return WordDifference(" ".join(quoted), " ".join(printed), _find_kind(quoted, printed))


def _find_kind(quoted: Sequence[str], printed: Sequence[str]) -> str:
    ours, theirs = lower_words(quoted), lower_words(printed)
    our_letters, their_letters = "".join(ours), "".join(theirs)
    if _has_lost_spaces(ours, theirs):
        return "spaces"
    if count_negations(ours) != count_negations(theirs) or _are_opposed(our_letters, their_letters):
        return "negation"
    if _find_numbers(ours) != _find_numbers(theirs):
        return "number"
    if ours == theirs:
        return "capital"
    if our_letters.replace("-", "") == their_letters.replace("-", ""):
        return "hyphen"
    return "words"


def _has_lost_spaces(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether both are the same letters, and what runs together is no word of its own: "nowhere" is not "now here"."""
    if words == others or "".join(words) != "".join(others):
        return False
    if find_numerals(words) != find_numerals(others):
        return False
    joined, parted = sorted((words, others), key=len)
    is_spelled_out = any(len(word) == 1 and word.isalpha() and word not in "aio" for word in parted)
    return is_spelled_out or not any(word in NEGATIONS or word in _LIKE_NEGATIONS for word in joined)


def lower_words(words: Sequence[str]) -> list[str]:
    return [word.lower() for word in words]


def count_negations(words: Sequence[str]) -> int:
    return sum(word in NEGATIONS or word.endswith("n't") for word in words)


def find_numerals(words: Sequence[str]) -> list[str]:
    return re.findall(r"[\d.,]+", " ".join(words))


def _find_numbers(words: Sequence[str]) -> list[str]:
    """Numerals, numbers in words, and the signs that belong to a number, in words of small letters."""
    pieces = [piece for word in words for piece in (word, *word.split("-"))]
    return [
        piece
        for piece in pieces
        if any(map(str.isdigit, piece)) or piece in _NUMBER_WORDS or piece in ("%", "£", "-", ".")
    ]


def _are_opposed(word: str, other: str) -> bool:
    """Whether one is the other with a prefix: "safe", "unsafe"."""
    return bool(word and other) and any(
        word == prefix + other or other == prefix + word for prefix in _PREFIXES
    )
