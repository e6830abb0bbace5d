"""The words by which a search found something, marked where they stand in words of ours.

Found as PostgreSQL finds them: by the same stems, and phrases word after word. So "dad" marks "father" where the two
are synonyms, and neither word of "missed appointments" is marked where it stands alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from themes.search.findings import SearchGroup
from themes.search.words import INDEX_STOP_WORDS, lexemes, stem

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s\-‐‑]*")  # what may stand between words that are marked in one piece


class _WrittenWord(NamedTuple):
    start: int
    end: int
    stem: str  # empty for a stop word, which only keeps its place


class _SoughtWord(NamedTuple):
    distance: int  # from the first word of its phrase
    stems: tuple[str, ...]


class Marker:
    """Marks the words and phrases of these groups. Its texts are the collection's own, whose stems are remembered."""

    def __init__(self, groups: Iterable[SearchGroup]) -> None:
        self._phrases: dict[str, list[Sequence[_SoughtWord]]] = defaultdict(list)
        for words in dict.fromkeys(words for group in groups for words in group.alternatives):
            phrase = _build_phrase(words)
            for first in phrase[0].stems if phrase else ():
                self._phrases[first].append(phrase)

    def find(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each piece to mark, in their order: whole words, none of them a stop word."""
        words = [
            _WrittenWord(*match.span(), _stem_of_ours(match[0].lower())) for match in _WORD.finditer(text)
        ]
        found = sorted(
            {
                place + sought.distance
                for place, word in enumerate(words)
                for phrase in self._phrases.get(word.stem, ())
                if _stands_at(phrase, words, place)
                for sought in phrase
            }
        )
        pieces: list[tuple[int, int]] = []
        for place in found:
            start, end, _ = words[place]
            if pieces and _BETWEEN.fullmatch(text, pieces[-1][1], start):
                start = pieces.pop()[0]
            pieces.append((start, end))
        return pieces

    def mark(self, text: str) -> SafeString:
        """The text as HTML: escaped, and then marked."""
        html, done = [], 0
        for start, end in self.find(text):
            html += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
            done = end
        html.append(escape(text[done:]))
        return mark_safe("".join(html))  # noqa: S308 - every piece of the text is escaped


def _build_phrase(words: Sequence[str]) -> Sequence[_SoughtWord]:
    """As `themes.search.findings.build_phrase_query` says it to PostgreSQL."""
    telling = [(place, forms) for place, word in enumerate(words) if (forms := lexemes(word))]
    return [_SoughtWord(place - telling[0][0], forms) for place, forms in telling]


def _stands_at(phrase: Sequence[_SoughtWord], words: Sequence[_WrittenWord], place: int) -> bool:
    return place + phrase[-1].distance < len(words) and all(
        words[place + sought.distance].stem in sought.stems for sought in phrase
    )


@lru_cache(maxsize=30_000)
def _stem_of_ours(word: str) -> str:
    return "" if word in INDEX_STOP_WORDS else stem(word)
