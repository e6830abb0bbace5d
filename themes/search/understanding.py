"""What somebody means by what they typed, in terms of the collection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Expression, Q
from pyroaring import BitMap

from themes.index.contents import CatalogueIndex
from themes.index.points import Points
from themes.search import findings
from themes.search.evidence import Evidence, read_evidence
from themes.search.findings import SearchGroup
from themes.search.phrases import Token
from themes.search.suggestions import Likeness, read_likeness, select_worth_asking
from themes.search.vocabulary import (
    FittingSituation,
    FittingTerm,
    FittingTheme,
    Gap,
    Vocabulary,
    list_keys,
    list_telling_keys,
    read_vocabulary,
)
from themes.search.words import (
    TypedPiece,
    Words,
    is_telling,
    is_weak_word,
    list_weak_keys,
    read_known_words,
    read_words,
)

MOST_THEMES = 4
MOST_SITUATIONS = 2
MOST_NAMED = 8  # themes that a search can name; more would be a list of themes, not a question

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
    evidence: Evidence
    says_nothing: bool  # no finding holds enough of what was typed: the themes are only the nearest

    @property
    def best_score(self) -> int:
        """The highest that a finding can score."""
        return sum(self.weights) + findings.STANDING * len(self.named)

    @property
    def counted(self) -> list[str]:
        """What findings were looked for by and some hold, as typed."""
        return self._list_typed(brings=True, is_held=True)

    @property
    def not_held(self) -> list[str]:
        """What was looked for and no finding holds."""
        return self._list_typed(brings=True, is_held=False)

    @property
    def too_weak(self) -> list[str]:
        """What says too little to bring findings by itself."""
        return self._list_typed(brings=False)

    @property
    def left_out(self) -> list[str]:
        return [group.typed for group in self.excluded]

    def _list_typed(self, *, brings: bool, is_held: bool | None = None) -> list[str]:
        bringing = self.evidence.select_bringing(self.groups)
        return [
            group.typed
            for number, group in enumerate(self.groups, start=1)
            if (group in bringing) == brings
            and (is_held is None or bool(self.evidence.count_holding(number)) == is_held)
        ]

    def build_condition(self) -> Q:
        """For entries of the catalogue `with_words`: see `themes.search.findings`."""
        if self.says_nothing:
            return Q(pk__in=[])
        return findings.build_condition(self.evidence.select_bringing(self.groups), self.named, self.excluded)

    def build_score(self) -> Expression:
        """An integer to order by, highest first, then by number: see `themes.search.findings`."""
        return findings.build_score(self.groups, self.weights, self.named)

    def find(self, index: CatalogueIndex) -> BitMap:
        """What meets the condition, in the index."""
        if self.says_nothing:
            return BitMap()
        bringing = self.evidence.select_bringing(self.groups)
        return findings.find_in_index(index, bringing, self.named, self.excluded)

    def score(self, index: CatalogueIndex) -> Points:
        """The same scores, in the index."""
        return findings.score_in_index(index, self.groups, self.weights, self.named)


@dataclass(frozen=True)
class _Reading:
    """All that follows from the words and the vocabulary alone."""

    words: Words
    keys: tuple[str, ...]  # what is compared with themes and situations
    pairs: frozenset[tuple[str, str]]
    groups: tuple[SearchGroup, ...]
    excluded: tuple[SearchGroup, ...]
    named: tuple[int, ...]
    is_named_whole: bool  # a theme is named, by more than one word, or by one beside what people type for it
    asked: Mapping[int, int]  # themes that were named or that people ask for so, and points for it
    terms: tuple[FittingTerm, ...]
    gaps: tuple[Gap, ...]


def _read_text(typed: Words, vocabulary: Vocabulary) -> _Reading:
    tokens = vocabulary.thesaurus.tokens(typed.plain)
    keys = dict.fromkeys(list_telling_keys(typed.plain, tokens, vocabulary.thesaurus))
    named: dict[int, int] = {}
    is_named_whole = any(name <= keys.keys() for name in vocabulary.names_of_words)  # in any order
    naming: dict[int, set[int]] = defaultdict(set)  # themes by the places of the words that name them
    for phrase, theme in vocabulary.names_of_themes.find_everywhere(tokens):
        named[theme] = max(named.get(theme, 0), _score_phrase(NAMED, phrase))
        is_named_whole = is_named_whole or sum(token.says_something for token in phrase) > 1
        for token in phrase:
            naming[token.start].add(theme)
    best_named = sorted(named, key=lambda pk: -named[pk])[:MOST_NAMED]
    gaps = dict.fromkeys(gap for _, gap in vocabulary.gaps.find_everywhere(tokens))
    return _Reading(
        typed,
        tuple(each for each in keys if each not in list_weak_keys()),
        frozenset(pairwise(list_keys(tokens))),
        _build_groups(typed, tokens, vocabulary, naming),
        tuple(_build_group(piece) for piece in typed.excluded),
        tuple(best_named),
        is_named_whole or (not gaps and _is_named_with_more(naming, tokens, vocabulary)),
        _score_asked_themes(named, tokens, keys, vocabulary),
        tuple(dict.fromkeys(term for _, term in vocabulary.terms.find_everywhere(tokens))),
        tuple(gaps),
    )


def _is_named_with_more(
    naming: Mapping[int, Container[int]], tokens: Sequence[Token], vocabulary: Vocabulary
) -> bool:
    """Whether beside a theme's name stands a phrase that people type who need this theme ("police welfare check")."""
    return any(
        sum(token.says_something for token in phrase) > 1
        and any(theme in naming.get(token.start, ()) for token in tokens)
        and not any(theme in naming.get(token.start, ()) for token in phrase)
        for phrase, theme in vocabulary.typed_for_themes.find_everywhere(tokens)
    )


def _build_groups(
    typed: Words, tokens: Sequence[Token], vocabulary: Vocabulary, naming: Mapping[int, Collection[int]]
) -> tuple[SearchGroup, ...]:
    """The words outside exact phrases, each with what counts as it, and then these phrases."""
    in_phrase = [piece.exact for piece in typed.pieces for _ in piece.words]
    groups: dict[tuple, SearchGroup] = {}
    for token in tokens:
        own = typed.plain[token.start : token.end]
        if token.says_something and not all(in_phrase[token.start : token.end]):
            phrases = [own, *map(read_known_words, vocabulary.thesaurus.alternatives(token))]
            alternatives = dict.fromkeys(words for words in phrases if is_telling(words))
            is_weak = not phrases[1:] and all(map(is_weak_word, own))
            leads_to = tuple(sorted(naming.get(token.start, ())))
            groups.setdefault(
                (token.key,),
                SearchGroup(
                    " ".join(own), tuple(alternatives), is_weak, leads_to, token.key in vocabulary.of_themes
                ),
            )
    for piece in typed.pieces:
        if piece.exact:
            groups.setdefault(piece.words, _build_group(piece))
    return tuple(groups.values())


def _build_group(piece: TypedPiece) -> SearchGroup:
    return SearchGroup(" ".join(piece.words), (piece.words,))


def _score_phrase(points: int, phrase: Sequence[Token]) -> int:
    return points + FURTHER_WORD * (max(1, sum(token.says_something for token in phrase)) - 1)


def _score_asked_themes(
    named: Mapping[int, int], tokens: Sequence[Token], keys: Container[str], vocabulary: Vocabulary
) -> dict[int, int]:
    """Points of the themes that were named or that people type such words for: most for the best phrase."""
    found: dict[int, dict[frozenset[str], int]] = defaultdict(dict)
    for phrase, theme in vocabulary.typed_for_themes.find_everywhere(tokens):
        words = frozenset(token.key for token in phrase if token.says_something)
        is_word = len(phrase) == 1
        found[theme][words] = (
            TYPED_WORD * vocabulary.rarity[phrase[0].key] if is_word else _score_phrase(TYPED, phrase)
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


def _score_words(reading: _Reading, vocabulary: Vocabulary, kind: str, pk: int) -> int:
    described = vocabulary.described[kind, pk]
    points = sum(
        (STRONG if key in described.strong else WEAK) * vocabulary.rarity[key]
        for key in reading.keys
        if key in described.all
    )
    return points + PAIR * len(reading.pairs & described.pairs)


def _find_best(points: Mapping[int, float], most: int) -> list[int]:
    """Those with the most points, in their own order where equal."""
    return sorted((pk for pk in points if points[pk] > 0), key=lambda pk: -points[pk])[:most]


def _find_themes(reading: _Reading, vocabulary: Vocabulary, evidence: Mapping[int, float]) -> list[int]:
    own = {
        pk: reading.asked.get(pk, 0)
        + _score_words(reading, vocabulary, "theme", pk)
        + EVIDENCE * evidence.get(pk, 0)
        for pk in vocabulary.themes
    }
    clear = _find_best({pk: points for pk, points in own.items() if points >= CLEARLY}, MOST_THEMES)
    pointed_to = {related for pk in clear for related in vocabulary.themes[pk].related}
    points = {pk: own[pk] + RELATED * (pk in pointed_to) for pk in own}
    return _find_best({pk: each for pk, each in points.items() if each >= LEAST}, MOST_THEMES)


def _find_situations(reading: _Reading, vocabulary: Vocabulary, themes: list[int]) -> list[int]:
    """Those whose own words were typed; standing by the themes that fit only decides between them."""
    points = {}
    for pk, situation in vocabulary.situations.items():
        own = _score_words(reading, vocabulary, "situation", pk)
        if own >= LEAST_FOR_A_SITUATION:
            points[pk] = own + len(set(themes) & set(situation.theme_ids))
    return _find_best(points, MOST_SITUATIONS)


def understand(text: str) -> Understanding:
    """Three queries at most, whatever was typed. Raises nothing on any text."""
    vocabulary = read_vocabulary()
    reading = _read_text(read_words(text), vocabulary)
    evidence = read_evidence(reading.groups, reading.excluded)
    themes = _find_themes(reading, vocabulary, evidence.themes)
    situations = _find_situations(reading, vocabulary, themes)
    doubtful = select_worth_asking(reading.groups, vocabulary)
    likeness = read_likeness(doubtful, vocabulary) if doubtful else Likeness((), {})
    return Understanding(
        words=reading.words,
        groups=reading.groups,
        weights=evidence.compute_weights(reading.groups),
        excluded=reading.excluded,
        named=reading.named,
        themes=tuple(vocabulary.themes[pk] for pk in themes),
        situations=tuple(vocabulary.situations[pk] for pk in situations),
        terms=reading.terms,
        gaps=reading.gaps,
        unmatched=likeness.unknown,
        suggestion=likeness.suggest_for(reading.words),
        evidence=evidence,
        says_nothing=not (reading.is_named_whole or evidence.is_enough(reading.groups)),
    )
