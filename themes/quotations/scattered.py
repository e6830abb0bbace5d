"""Words that stand on a page in their order, but line by line with those of another column. Pure."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_WORDS = 6
LEAST_TOGETHER = 2  # words of one line, before those of the other column
MOST_BETWEEN = 25  # words of other columns
MOST_TRIES = 500


def stand_scattered(words: Sequence[str], page: Sequence[str]) -> bool:
    """Whether a page has all the words, in small stretches that follow each other."""
    wanted = [piece for word in words for piece in word.lower().split("-")]
    if len(wanted) < LEAST_WORDS:
        return False
    tries = 0
    waiting = [(place, 0) for place, word in enumerate(page) if word == wanted[0]]
    seen = set()
    while waiting and tries < MOST_TRIES:
        tries += 1
        at, done = waiting.pop()
        if (at, done) in seen:
            continue
        seen.add((at, done))
        together = 0
        while done + together < len(wanted) and page[at + together : at + together + 1] == [
            wanted[done + together]
        ]:
            together += 1
        if done + together == len(wanted):
            return True
        # The line may end earlier than the words agree.
        for ended in range(LEAST_TOGETHER, together + 1):
            following = done + ended
            reach = page[at + ended + 1 : at + ended + 1 + MOST_BETWEEN]
            waiting += [
                (at + ended + 1 + place, following)
                for place, word in enumerate(reach)
                if word == wanted[following]
            ]
    return False
