"""How alike two names are as people write them: "Info sharing" and "Sharing information"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

# Words that tell nothing apart.
_COMMON = frozenset(
    """a an and any at by et al for from if in is it of on or other our s the their to what which who with
    scr report review reviews""".split()  # noqa: SIM905 - a list of forty is not read
)
FEWEST_LETTERS = 3  # of a word that may stand for a longer one: "info"
# How much the words of the one count that is asked about; the rest is for those of the other.
WEIGHT = 0.85
SHORTENED = 0.9  # what a shortened word is worth
LEAST = 0.7  # words that are less alike are others


def normalise(text: str) -> str:
    """Lower case, words and figures only: "Fathers / men" and "fathers-men" are the same."""
    text = re.sub(r"\(s\)|['’]", "", unicodedata.normalize("NFKC", text).casefold())
    return re.sub(r"[\W_]+", " ", text).strip()


@lru_cache(maxsize=20_000)
def split_words(text: str) -> tuple[str, ...]:
    """The telling words of a name, or all where it has no other."""
    words = normalise(text).split()
    return tuple(word for word in words if word not in _COMMON) or tuple(words)


def measure(given: str, name: str) -> float:
    """From 0 to 1: how many of the words that are given stand in the name, in any order, shortened or misspelt."""
    words, others = split_words(given), split_words(name)
    if not words or not others:
        return 0.0
    if normalise(given) == normalise(name):
        return 1.0
    ours = sum(max(_compare(word, other) for other in others) for word in words) / len(words)
    theirs = sum(max(_compare(word, other) for word in words) for other in others) / len(others)
    return min(0.99, WEIGHT * ours + (1 - WEIGHT) * theirs)


@lru_cache(maxsize=100_000)
def _compare(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if word.isdigit() or other.isdigit():
        return 0.0
    short, long = sorted((word, other), key=len)
    if len(short) >= FEWEST_LETTERS and long.startswith(short):
        return SHORTENED
    ratio = fuzz.ratio(word, other) / 100
    return ratio if ratio >= LEAST else 0.0


def make_key(text: str) -> str:
    """By which a word is remembered: never empty for a cell with something in it."""
    return normalise(text) or text.strip().casefold()
