"""What somebody means by what they typed, in terms of the collection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection
from django.db.models import Expression, Q

from themes.search import findings
from themes.search.findings import SearchGroup
from themes.search.phrases import Token
from themes.search.suggestions import Likeness, read_likeness, worth_asking
from themes.search.vocabulary import (
    FittingSituation,
    FittingTerm,
    FittingTheme,
    Gap,
    Vocabulary,
    keys_of,
    read_vocabulary,
    telling_keys,
)
from themes.search.words import TypedPiece, Words, is_telling, read_words, words_of

MOST_THEMES = 4
MOST_SITUATIONS = 2
MOST_NAMED = 8  # themes that a search can name; more would be a list of themes, not a question
BEST_FINDINGS = 12  # those asked where they stand

# Points of a theme, weighed against each other by the sentences in tests/themes/search.
NAMED = 10  # a title or synonym stands in what was typed
TYPED = 8  # or a phrase by which people look for it
TYPED_WORD = 2  # times rarity: or a single such word
FURTHER_WORD = 4  # for each further word of the longest of these
SCATTERED = 6  # all words of such a phrase, though apart
FURTHER_PHRASE = 3
PAIR = 4  # two neighbouring words of a title or synonym were typed together
STRONG = 3  # times rarity: a word of its title or synonyms
WEAK = 1  # times rarity: a word of its summary, scope, questions or what else is typed for it
EVIDENCE = 0.5  # times what one of the best findings under it holds
RELATED = 3  # a theme that fits clearly points on to it
CLEARLY = 8
LEAST = 4  # fewer points than these show no theme
LEAST_FOR_A_SITUATION = 6  # points of its own words


@dataclass(frozen=True)
class Understanding:
    """`words.cut` says that not all of the text was used."""

    words: Words
    groups: tuple[SearchGroup, ...]
    weights: tuple[int, ...]  # of the groups
    excluded: tuple[SearchGroup, ...]
    named: tuple[int, ...]  # primary keys of themes
    themes: tuple[FittingTheme, ...]  # at most four, best first
    situations: tuple[FittingSituation, ...]  # at most two
    terms: tuple[FittingTerm, ...]
    gaps: tuple[Gap, ...]
    unmatched: tuple[str, ...]  # as typed
    suggestion: str  # a whole text to search for instead, or nothing

    @property
    def best_score(self) -> int:
        """The highest that a finding can score."""
        return sum(self.weights) + len(self.named)

    def condition(self) -> Q:
        """For entries of the catalogue `with_words`: see `themes.search.findings`."""
        return findings.condition(self.groups, self.named, self.excluded)

    def score(self) -> Expression:
        """An integer to order by, highest first, then by number: see `themes.search.findings`."""
        return findings.score(self.groups, self.weights, self.named)


@dataclass(frozen=True)
class _Reading:
    """All that follows from the words and the vocabulary alone."""

    words: Words
    keys: tuple[str, ...]  # what is compared with themes and situations
    pairs: frozenset[tuple[str, str]]
    groups: tuple[SearchGroup, ...]
    excluded: tuple[SearchGroup, ...]
    named: tuple[int, ...]
    asked: Mapping[int, int]  # themes that were named or that people ask for so, and points for it
    terms: tuple[FittingTerm, ...]
    gaps: tuple[Gap, ...]


def _read_text(typed: Words, vocabulary: Vocabulary) -> _Reading:
    tokens = vocabulary.thesaurus.tokens(typed.plain)
    keys = dict.fromkeys(telling_keys(typed.plain, tokens, vocabulary.thesaurus))
    named: dict[int, int] = {}
    for phrase, theme in vocabulary.names_of_themes.everywhere(tokens):
        named[theme] = max(named.get(theme, 0), _points_of_phrase(NAMED, phrase))
    best_named = sorted(named, key=lambda pk: -named[pk])[:MOST_NAMED]
    return _Reading(
        typed,
        tuple(keys),
        frozenset(pairwise(keys_of(tokens))),
        _make_groups(typed, tokens, vocabulary),
        tuple(_make_group(piece) for piece in typed.excluded),
        tuple(best_named),
        _count_asked(named, tokens, keys, vocabulary),
        tuple(dict.fromkeys(term for _, term in vocabulary.terms.everywhere(tokens))),
        tuple(dict.fromkeys(gap for _, gap in vocabulary.gaps.everywhere(tokens))),
    )


def _make_groups(typed: Words, tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[SearchGroup, ...]:
    """The words outside exact phrases, each with what counts as it, and then these phrases."""
    in_phrase = [piece.exact for piece in typed.pieces for _ in piece.words]
    groups: dict[tuple, SearchGroup] = {}
    for token in tokens:
        own = typed.plain[token.start : token.end]
        if token.says_something and not all(in_phrase[token.start : token.end]):
            phrases = [own, *map(words_of, vocabulary.thesaurus.alternatives(token))]
            alternatives = dict.fromkeys(words for words in phrases if is_telling(words))
            groups.setdefault((token.key,), SearchGroup(" ".join(own), tuple(alternatives)))
    for piece in typed.pieces:
        if piece.exact:
            groups.setdefault(piece.words, _make_group(piece))
    return tuple(groups.values())


def _make_group(piece: TypedPiece) -> SearchGroup:
    return SearchGroup(" ".join(piece.words), (piece.words,))


def _points_of_phrase(points: int, phrase: Sequence[Token]) -> int:
    return points + FURTHER_WORD * (max(1, sum(token.says_something for token in phrase)) - 1)


def _count_asked(
    named: Mapping[int, int], tokens: Sequence[Token], keys: Container[str], vocabulary: Vocabulary
) -> dict[int, int]:
    """Points of the themes that were named or that people type such words for: most for the best phrase."""
    found: dict[int, dict[frozenset[str], int]] = defaultdict(dict)
    for phrase, theme in vocabulary.typed_for_themes.everywhere(tokens):
        words = frozenset(token.key for token in phrase if token.says_something)
        is_word = len(phrase) == 1
        found[theme][words] = (
            TYPED_WORD * vocabulary.rarity[phrase[0].key] if is_word else _points_of_phrase(TYPED, phrase)
        )
    for pk in vocabulary.themes:
        for words in vocabulary.described["theme", pk].scattered:
            if words not in found[pk] and all(word in keys for word in words):
                found[pk][words] = SCATTERED
    asked = dict(named)
    for pk, phrases in found.items():
        if points := sorted(phrases.values()):
            best = max(points[-1], asked.get(pk, 0))
            asked[pk] = best + FURTHER_PHRASE * (len(points) - (pk not in named))
    return asked


def _points_of_words(reading: _Reading, vocabulary: Vocabulary, kind: str, pk: int) -> int:
    described = vocabulary.described[kind, pk]
    points = sum(
        (STRONG if key in described.strong else WEAK) * vocabulary.rarity[key]
        for key in reading.keys
        if key in described.all
    )
    return points + PAIR * len(reading.pairs & described.pairs)


def _best(points: Mapping[int, float], most: int) -> list[int]:
    """Those with the most points, in their own order where equal."""
    return sorted((pk for pk in points if points[pk] > 0), key=lambda pk: -points[pk])[:most]


def _find_themes(reading: _Reading, vocabulary: Vocabulary, evidence: Mapping[int, float]) -> list[int]:
    own = {
        pk: reading.asked.get(pk, 0)
        + _points_of_words(reading, vocabulary, "theme", pk)
        + EVIDENCE * evidence.get(pk, 0)
        for pk in vocabulary.themes
    }
    clear = _best({pk: points for pk, points in own.items() if points >= CLEARLY}, MOST_THEMES)
    pointed_to = {related for pk in clear for related in vocabulary.themes[pk].related}
    points = {pk: own[pk] + RELATED * (pk in pointed_to) for pk in own}
    return _best({pk: each for pk, each in points.items() if each >= LEAST}, MOST_THEMES)


def _find_situations(reading: _Reading, vocabulary: Vocabulary, themes: list[int]) -> list[int]:
    """Those whose own words were typed; standing by the themes that fit only decides between them."""
    points = {}
    for pk, situation in vocabulary.situations.items():
        own = _points_of_words(reading, vocabulary, "situation", pk)
        if own >= LEAST_FOR_A_SITUATION:
            points[pk] = own + len(set(themes) & set(situation.theme_ids))
    return _best(points, MOST_SITUATIONS)


# A group tells findings apart by the logarithm of how many findings there are to one that holds it.
EVIDENCE_IN_FINDINGS = """
    WITH asked AS (
        SELECT number, query::tsquery FROM unnest(%(queries)s::text[]) WITH ORDINALITY AS typed (query, number)
        WHERE query <> ''
    ),
    told AS (
        SELECT asked.number, query,
               ln((SELECT count(*) FROM themes_catalogueentry WHERE is_listed)::float / count(*)) AS tells
        FROM asked JOIN themes_finding finding ON finding.search @@ query
        JOIN themes_catalogueentry entry ON entry.finding_id = finding.id AND entry.is_listed
        GROUP BY asked.number, query
    ),
    best AS (
        SELECT finding.id, sum(tells) AS held
        FROM told JOIN themes_finding finding ON finding.search @@ query
        JOIN themes_catalogueentry entry ON entry.finding_id = finding.id AND entry.is_listed
        WHERE NOT finding.search @@ %(excluded)s::tsquery
        GROUP BY finding.id ORDER BY held DESC, finding.number LIMIT %(most)s
    )
    SELECT 'theme', theme_id, sum(held * held / nullif((SELECT sum(tells) FROM told), 0))
    FROM best JOIN themes_findingtheme ON finding_id = best.id
    GROUP BY theme_id
    UNION ALL
    SELECT 'group', number, tells FROM told
"""


def _read_evidence(reading: _Reading) -> tuple[Mapping[int, float], tuple[int, ...]]:
    """What the findings say of the words: one query.

    First, for each theme, how much the best findings under it hold of what was typed; what a finding holds counts by
    how much it tells apart, and by its share in all that was typed. Then the weight of each group.
    """
    queries = [group.tsquery for group in reading.groups]
    if not any(queries):
        return {}, (1,) * len(queries)
    excluded = findings.any_of(group.tsquery for group in reading.excluded)
    with connection.cursor() as cursor:
        cursor.execute(
            EVIDENCE_IN_FINDINGS, {"queries": queries, "excluded": excluded, "most": BEST_FINDINGS}
        )
        rows = cursor.fetchall()
    tells = {number: value for kind, number, value in rows if kind == "group"}
    weights = tuple(1 + int(tells.get(number, 0)) for number in range(1, len(queries) + 1))
    return {pk: value or 0 for kind, pk, value in rows if kind == "theme"}, weights


def understand(text: str) -> Understanding:
    """Three queries at most, whatever was typed. Raises nothing on any text."""
    vocabulary = read_vocabulary()
    reading = _read_text(read_words(text), vocabulary)
    evidence, weights = _read_evidence(reading)
    themes = _find_themes(reading, vocabulary, evidence)
    situations = _find_situations(reading, vocabulary, themes)
    asked = worth_asking(reading.groups, vocabulary)
    likeness = read_likeness(asked, vocabulary) if asked else Likeness((), {})
    return Understanding(
        words=reading.words,
        groups=reading.groups,
        weights=weights,
        excluded=reading.excluded,
        named=reading.named,
        themes=tuple(vocabulary.themes[pk] for pk in themes),
        situations=tuple(vocabulary.situations[pk] for pk in situations),
        terms=reading.terms,
        gaps=reading.gaps,
        unmatched=likeness.unknown,
        suggestion=likeness.instead_of(reading.words),
    )
