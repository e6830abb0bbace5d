"""Words that stand on a page, but line by line with those of another column, or letter by letter. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from themes.quotations.quoting import QuotedPart

LEAST_WORDS = 6
LEAST_TOGETHER = 2  # words of one line, before those of the other column
MOST_BETWEEN = 25  # words of other columns
MOST_TRIES = 500
LEAST_LETTERS = 30  # of words that are found by their letters alone
MOST_LETTERS = 0.35  # of a page's words; of prose a twentieth, of tables with initials more


def is_scattered(words: Sequence[str], page: Sequence[str]) -> bool:
    """Whether a page has all the words, in small stretches that follow each other with others between them."""
    sought = [piece for word in words for piece in word.lower().split("-")]
    if len(sought) < LEAST_WORDS:
        return False
    tries = 0
    waiting = [(place, 0) for place, word in enumerate(page) if word == sought[0]]
    visited = set()
    while waiting and tries < MOST_TRIES:
        tries += 1
        at, matched = waiting.pop()
        if (at, matched) in visited:
            continue
        visited.add((at, matched))
        together = 0
        while matched + together < len(sought) and page[at + together : at + together + 1] == [
            sought[matched + together]
        ]:
            together += 1
        if matched + together == len(sought):
            return matched > 0
        # The line may end earlier than the words agree.
        for ended in range(LEAST_TOGETHER, together + 1):
            following = matched + ended
            reach = page[at + ended + 1 : at + ended + 1 + MOST_BETWEEN]
            waiting += [
                (at + ended + 1 + place, following)
                for place, word in enumerate(reach)
                if word == sought[following]
            ]
    return False


def is_spelled_out(parts: Sequence[QuotedPart], page: Sequence[str]) -> bool:
    """Whether a page has the letters of these words in their order, parted elsewhere: "th e te a m".

    An ellipsis leaves out no more of them than it may of words; words that stand there as quoted are parted nowhere.
    """
    sought, letters = [_join_letters(part.words) for part in parts], _join_letters(page)
    words = f" {' '.join(page)} ".lower()
    if sum(map(len, sought)) < LEAST_LETTERS or all(
        f" {' '.join(part.words)} ".lower() in words for part in parts
    ):
        return False
    begin = letters.find(sought[0])
    reaches = [part.reach for part in parts[1:]]
    for _ in range(MOST_TRIES):
        if begin < 0:
            return False
        if _goes_on(letters, begin + len(sought[0]), sought[1:], reaches):
            return True
        begin = letters.find(sought[0], begin + 1)
    return False


def _goes_on(letters: str, at: int, sought: Sequence[str], reaches: Sequence[int]) -> bool:
    """Whether these follow each other, each within its reach."""
    for following, reach in zip(sought, reaches, strict=True):
        found = letters.find(following, at, at + reach + len(following))
        if found < 0:
            return False
        at = found + len(following)
    return True


def has_letters_apart(page: Sequence[str]) -> bool:
    """Whether so many of a page's words are one letter that they are the letters of words: "N e g l e c t"."""
    letters = sum(len(word) == 1 and word.isalpha() and word not in "ai" for word in page)
    return len(page) >= LEAST_LETTERS and letters >= MOST_LETTERS * len(page)


def _join_letters(words: Sequence[str]) -> str:
    return "".join(filter(str.isalnum, "".join(words))).lower()
