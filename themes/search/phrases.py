"""Phrases of ours found among words that were typed, compared by stems.

A phrase of two or more words that say something is found with or without stop words between them ("father not
engaging" in "father who won't engage"). One that lives by its stop words is found only as it stands ("was not
brought").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from themes.search.words import is_stop_word, key, read_known_words

Meaning = TypeVar("Meaning")


class Token(NamedTuple):
    """A word, or a phrase with synonyms, as something to compare. `start` and `end` are places of typed words."""

    key: str
    says_something: bool
    start: int
    end: int


def build_tokens(words: Sequence[str]) -> tuple[Token, ...]:
    return tuple(
        Token(key(word), not is_stop_word(word), place, place + 1) for place, word in enumerate(words)
    )


@dataclass
class Phrases(Generic[Meaning]):
    """A book of phrases. Made once for each content of the collection, and then only read."""

    telling: dict[tuple[str, ...], list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    literal: dict[tuple[str, ...], list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 0

    def add(self, tokens: Sequence[Token], meaning: Meaning) -> None:
        telling = tuple(token.key for token in tokens if token.says_something)
        book, keys = (
            (self.telling, telling)
            if len(telling) > 1
            else (self.literal, tuple(token.key for token in tokens))
        )
        if keys and meaning not in book[keys]:
            book[keys].append(meaning)
            self.longest = max(self.longest, len(keys))

    def find_starting_at(self, tokens: Sequence[Token], start: int) -> Iterator[tuple[int, list[Meaning]]]:
        """All phrases that begin with this token: the place of the token after the last, and what they mean."""
        keys: tuple[str, ...] = ()
        for end in range(start, min(start + self.longest, len(tokens))):
            keys += (tokens[end].key,)
            if keys in self.literal:
                yield end + 1, self.literal[keys]
        if not tokens[start].says_something:
            return
        keys = ()
        for end in range(start, len(tokens)):
            if tokens[end].says_something:
                keys += (tokens[end].key,)
                if len(keys) > self.longest:
                    return
                if keys in self.telling:
                    yield end + 1, self.telling[keys]

    def find_everywhere(self, tokens: Sequence[Token]) -> Iterator[tuple[tuple[Token, ...], Meaning]]:
        """All phrases found anywhere, overlapping or not."""
        for start in range(len(tokens)):
            for end, meanings in self.find_starting_at(tokens, start):
                for meaning in meanings:
                    yield tuple(tokens[start:end]), meaning


class Thesaurus:
    """Words and phrases that mean the same in a search, as `rows` of (id, words)."""

    def __init__(self, rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self.rows = dict(rows)
        self.book: Phrases[str] = Phrases()
        for id, phrases in self.rows.items():
            for phrase in phrases:
                self.book.add(build_tokens(read_known_words(phrase)), id)

    def tokens(self, words: Sequence[str]) -> tuple[Token, ...]:
        """The words with the longest phrases that have synonyms each made one token, from left to right."""
        plain = build_tokens(words)
        read: list[Token] = []
        start = 0
        while start < len(plain):
            end, ids = max(
                self.book.find_starting_at(plain, start), key=lambda found: found[0], default=(start + 1, [])
            )
            read.append(Token(f"={ids[0]}", True, start, end) if ids else plain[start])
            start = end
        return tuple(read)

    def alternatives(self, token: Token) -> tuple[str, ...]:
        """The words and phrases that a token of `tokens` stands for, if it has synonyms."""
        return self.rows.get(token.key[1:], ()) if token.key.startswith("=") else ()
