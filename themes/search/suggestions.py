"""Words that nothing here knows, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from themes.index.keeping import answer
from themes.search.findings import SearchGroup, build_phrase_query, take_phrase_apart
from themes.search.vocabulary import Vocabulary
from themes.search.words import Words, is_stop_word, key

SHORTEST = 5  # shorter words are like too many others
CANDIDATES = 10
MOST_ASKED = 12  # unknown words of one text; whoever types more of them did not mistype


@dataclass(frozen=True)
class Likeness:
    """Typed words that are not known, and for some of them the nearest one that is."""

    unknown: tuple[str, ...]
    nearest: dict[str, str]

    def suggest_for(self, typed: Words) -> str:
        """The text with its unknown words replaced, or nothing where there is no better one."""
        if not self.nearest:
            return ""
        pieces = []
        for piece in typed.pieces:
            words = " ".join(self.nearest.get(word, word) for word in piece.words)
            pieces.append(f'"{words}"' if piece.exact else words)
        pieces += [
            f'-"{" ".join(piece.words)}"' if len(piece.words) > 1 else f"-{piece.words[0]}"
            for piece in typed.excluded
        ]
        return " ".join(pieces)


def select_worth_asking(groups: Sequence[SearchGroup], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Typed words that the vocabulary does not know, so that only findings can."""
    words = (word for group in groups for word in group.typed.split())
    unknown = (word for word in words if key(word) not in vocabulary.known and not is_stop_word(word))
    return tuple(dict.fromkeys(unknown))[:MOST_ASKED]


# The nearest words by trigrams: an index answers for the words of findings. One whose findings are all withdrawn
# is no help to anybody.
ASK = """
    WITH asked AS MATERIALIZED (
        SELECT word, EXISTS (
            SELECT FROM themes_finding finding
            JOIN themes_catalogueentry entry ON entry.finding_id = finding.id AND entry.is_listed
            WHERE search @@ query::tsquery
        ) AS is_known
        FROM unnest(%(words)s::text[], %(queries)s::text[]) AS typed (word, query)
    )
    SELECT asked.word, asked.is_known, array_remove(array_agg(candidate.word), NULL)
    FROM asked LEFT JOIN LATERAL (
        SELECT word FROM (
            SELECT word FROM themes_findingword ORDER BY word <-> asked.word LIMIT %(most)s
        ) AS nearest
        WHERE EXISTS (
            SELECT FROM themes_finding finding
            JOIN themes_catalogueentry entry ON entry.finding_id = finding.id AND entry.is_listed
            WHERE search @@ plainto_tsquery('english', nearest.word)
        )
        UNION
        SELECT * FROM (
            SELECT word FROM unnest(%(vocabulary)s::text[]) AS own (word)
            ORDER BY word <-> asked.word LIMIT %(most)s
        ) AS named
    ) AS candidate ON NOT asked.is_known AND length(asked.word) >= %(shortest)s
    GROUP BY asked.word, asked.is_known
"""


def read_likeness(words: Sequence[str], vocabulary: Vocabulary) -> Likeness:
    """One query, or none where the index knows all of them."""
    words = answer(
        lambda index: [word for word in words if not index.find_phrases([take_phrase_apart([word])])],
        lambda: words,
    )
    if not words:
        return Likeness((), {})
    with connection.cursor() as cursor:
        cursor.execute(
            ASK,
            {
                "words": list(words),
                "queries": [build_phrase_query([word]) for word in words],
                "vocabulary": vocabulary.to_suggest,
                "shortest": SHORTEST,
                "most": CANDIDATES,
            },
        )
        candidates = {word: likely for word, is_known, likely in cursor.fetchall() if not is_known}
    nearest = {word: _find_nearest(word, likely) for word, likely in candidates.items()}
    return Likeness(
        tuple(word for word in words if word in candidates),
        {word: other for word, other in nearest.items() if other},
    )


def _find_nearest(word: str, candidates: Sequence[str]) -> str:
    """The candidate with the fewest slips of the finger between, if they are few enough to be slips."""
    most = max(1, len(word) // 4)
    # Hardly anybody mistypes the first letter, and another one makes another word ("night", "eight").
    likely = (other for other in candidates if other[0] in word[:2] and abs(len(other) - len(word)) <= most)
    distances = sorted((count_slips(word, other), other) for other in likely)
    return distances[0][1] if distances and distances[0][0] <= most else ""


def count_slips(word: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour to make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        before, last, row = row, before, [i]
        for j, target in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != target)))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == target:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
