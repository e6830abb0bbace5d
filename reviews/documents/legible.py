"""Whether a page's text is words at all. Pure.

PDFs can hold a text that is not what they show: letters of a font that was renamed ("Qeb ebxiqe sfpfqlo" for "The
health visitor"), signs without a meaning, what a machine guessed from a bad scan. People see the page; nobody finds
its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WORDS_AT_ONCE = 40
LEAST_PAIRS = 60  # of letters: fewer say nothing about a language
LEAST_COMMON_PAIRS = (
    0.42  # of prose it is 0.8, of lists of names, references and addresses 0.6, of rubbish 0.2
)
LEAST_COMMON_WORDS = 0.04
MOST_STRANGE = 0.2  # of the signs on a page
LEAST_ALPHANUMERIC = 0.4
MOST_RUBBISH = 0.3  # of the words on a page

# Four in five pairs of neighbouring letters in English are one of these.
_COMMON_PAIRS = frozenset((
    "in", "re", "th", "er", "es", "he", "en", "on", "te", "or", "at", "ge", "nd", "ag", "io", "ed", "ar", "co",
    "se", "ng", "an", "nt", "pa", "ri", "is", "ie", "ti", "al", "as", "it", "ll", "ou", "st", "ul", "ce", "ea",
    "nu", "fi", "me", "le", "de", "no", "ot", "vi", "ev", "om", "ro", "pe", "ur", "di", "ch", "ha", "of", "hi",
    "nc", "id", "li", "to", "ew", "ta", "si", "ne", "rt", "il", "po", "ts", "ca", "ci", "ic", "ws", "od", "ct",
    "ds", "ve", "so", "ns", "ec", "rs", "ep", "ho", "ld", "ra", "na", "pr", "un", "ad", "em", "us", "sh", "bl",
    "tr", "ue", "be", "la", "ac", "ab", "wh", "ba", "sc", "el", "ma", "ss", "rc", "rl", "um", "fr", "fo", "ww",
    "nf", "tt", "ly", "pu", "ht", "ol", "ni", "ee", "ps", "ub", "ow", "cr",
))  # fmt: skip
_COMMON_WORDS = frozenset(("the", "of", "and", "to", "in", "was", "that", "for", "with", "is"))
_LATIN = re.compile(r"[a-z]+")
_LEADERS = re.compile(r"[\s._…·•–—-]+")


def has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


@lru_cache(maxsize=1_000)
def is_legible(text: str) -> bool:
    """Whether what was read of a page can be what the page says: it has words, and they are of some language."""
    return has_words(text) and not _is_strange(text) and _measure_rubbish(text) <= MOST_RUBBISH


def _is_strange(text: str) -> bool:
    """Whether the page is full of signs that no language has."""
    signs = _LEADERS.sub("", text.replace("\ufffe", "").replace("\x02", ""))
    strange = sum(
        sign == "\ufffd" or unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs") for sign in signs
    )
    alphanumeric = sum(map(str.isalnum, signs))
    return strange > MOST_STRANGE * len(signs) or alphanumeric < LEAST_ALPHANUMERIC * len(signs)


def _measure_rubbish(text: str) -> float:
    """The share of words that stand where no language is."""
    stretches = list(_split(text.lower()))
    rubbish = sum(count for words, count in stretches if _is_rubbish(words))
    return rubbish / (sum(count for _, count in stretches) or 1)


def _split(text: str) -> Iterator[tuple[list[str], int]]:
    """Stretches of words, of which letters such as ours are judged; with how many words each has in all."""
    words = text.split()
    for start in range(0, len(words), WORDS_AT_ONCE):
        some = words[start : start + WORDS_AT_ONCE]
        yield [latin for word in some for latin in _LATIN.findall(word)], len(some)


def _is_rubbish(words: list[str]) -> bool:
    pairs = [word[place : place + 2] for word in words for place in range(len(word) - 1)]
    return (
        len(pairs) >= LEAST_PAIRS
        and sum(pair in _COMMON_PAIRS for pair in pairs) < LEAST_COMMON_PAIRS * len(pairs)
        and sum(word in _COMMON_WORDS for word in words) < LEAST_COMMON_WORDS * len(words)
    )
