"""What somebody means by what they typed, in terms of the collection."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, OuterRef, Q

from themes.models import CatalogueEntry, FindingTheme
from themes.search import findings
from themes.search.findings import Group
from themes.search.suggestions import Likeness, read_likeness, worth_asking
from themes.search.vocabulary import (
    FittingSituation,
    FittingTheme,
    Gap,
    Term,
    Vocabulary,
    read_vocabulary,
    telling_keys,
)
from themes.search.words import Words, lexemes, read_words, words_of

MOST_THEMES = 4
MOST_SITUATIONS = 2
MOST_NAMED = 8  # themes that a search can name; more would be a list of themes, not a question
BEST_FINDINGS = 12  # those asked where they stand

# Points of a theme: these, and one for each of the best findings that stands under it. All are whole numbers,
# weighed against each other by the sentences in tests/themes/search.
NAMED = 10  # a title or synonym stands in what was typed
NAMED_WORD = 4  # for each further word of that title or synonym
PAIR = 4  # two neighbouring words of a title or synonym were typed together
STRONG = 3  # times rarity: a word of its title or synonyms
WEAK = 1  # times rarity: a word of its summary, scope or questions
LEAST_FOR_A_SITUATION = 6  # points of its own words


@dataclass(frozen=True)
class Understanding:
    """`words.cut` says that not all of the text was used."""

    words: Words
    groups: tuple[Group, ...]
    excluded: tuple[Group, ...]
    named: tuple[int, ...]  # primary keys of themes
    themes: tuple[FittingTheme, ...]  # at most four, best first
    situations: tuple[FittingSituation, ...]  # at most two
    terms: tuple[Term, ...]
    gaps: tuple[Gap, ...]
    unmatched: tuple[str, ...]  # as typed
    suggestion: str  # a whole text to search for instead, or nothing

    @property
    def best_score(self) -> int:
        """The highest that a finding can score."""
        return len(self.groups) + len(self.named)

    def condition(self) -> Q:
        """For entries of the catalogue `with_words`: see `themes.search.findings`."""
        return findings.condition(self.groups, self.named, self.excluded)

    def score(self) -> Expression:
        """An integer to order by, highest first, then by number: see `themes.search.findings`."""
        return findings.score(self.groups, self.named)


@dataclass(frozen=True)
class _Reading:
    """All that follows from the words and the vocabulary alone."""

    words: Words
    keys: tuple[str, ...]  # what is compared with themes and situations
    pairs: frozenset[tuple[str, str]]
    groups: tuple[Group, ...]
    excluded: tuple[Group, ...]
    named: tuple[tuple[int, int], ...]  # theme, and telling words of the phrase that names it
    terms: tuple[Term, ...]
    gaps: tuple[Gap, ...]


def _alternatives(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The phrase, unless stop words would leave a single word of it to look for ("looked after")."""
    return (words,) if len(words) == 1 or sum(map(bool, map(lexemes, words))) > 1 else ()


def _read(typed: Words, vocabulary: Vocabulary) -> _Reading:
    plain = typed.plain
    tokens = vocabulary.thesaurus.tokens(plain)
    in_phrase = [piece.exact for piece in typed.pieces for _ in piece.words]
    groups: dict[tuple, Group] = {}
    for token in tokens:
        own = plain[token.start : token.end]
        if not token.says_something or all(in_phrase[token.start : token.end]):
            continue
        same = vocabulary.thesaurus.alternatives(token)
        alternatives = [*_alternatives(own), *(a for text in same for a in _alternatives(words_of(text)))]
        groups.setdefault((token.key,), Group(" ".join(own), tuple(dict.fromkeys(alternatives))))
    for piece in typed.pieces:
        if piece.exact:
            groups.setdefault(piece.words, Group(" ".join(piece.words), (piece.words,)))
    excluded = tuple(Group(" ".join(piece.words), (piece.words,)) for piece in typed.excluded)
    named: dict[int, int] = {}
    for phrase, theme in vocabulary.names_of_themes.everywhere(tokens):
        telling = max(1, sum(token.says_something for token in phrase))
        named[theme] = max(named.get(theme, 0), telling)
    best_named = sorted(named.items(), key=lambda item: -item[1])[:MOST_NAMED]
    return _Reading(
        typed,
        tuple(dict.fromkeys(telling_keys(plain, tokens))),
        frozenset(pairwise(token.key for token in tokens if token.says_something)),
        tuple(groups.values()),
        excluded,
        tuple(best_named),
        tuple(dict.fromkeys(term for _, term in vocabulary.terms.everywhere(tokens))),
        tuple(dict.fromkeys(gap for _, gap in vocabulary.gaps.everywhere(tokens))),
    )


def _points_of_words(reading: _Reading, vocabulary: Vocabulary, kind: str, pk: int) -> int:
    described = vocabulary.described[kind, pk]
    points = sum(
        (STRONG if key in described.strong else WEAK) * vocabulary.rarity[key]
        for key in reading.keys
        if key in described.all
    )
    return points + PAIR * len(reading.pairs & described.pairs)


def _best(points: dict[int, int], most: int) -> list[int]:
    """Those with the most points, in their own order where equal."""
    return sorted((pk for pk in points if points[pk] > 0), key=lambda pk: -points[pk])[:most]


def _fitting_themes(reading: _Reading, vocabulary: Vocabulary, evidence: Counter[int]) -> list[int]:
    points = {
        pk: _points_of_words(reading, vocabulary, "theme", pk) + evidence[pk] for pk in vocabulary.themes
    }
    for pk, telling in reading.named:
        points[pk] += NAMED + NAMED_WORD * (telling - 1)
    return _best(points, MOST_THEMES)


def _fitting_situations(reading: _Reading, vocabulary: Vocabulary, themes: list[int]) -> list[int]:
    """Those whose own words were typed; standing by the themes that fit only decides between them."""
    points = {}
    for pk, situation in vocabulary.situations.items():
        own = _points_of_words(reading, vocabulary, "situation", pk)
        if own >= LEAST_FOR_A_SITUATION:
            points[pk] = own + len(set(themes) & set(situation.theme_ids))
    return _best(points, MOST_SITUATIONS)


def _read_evidence(reading: _Reading) -> Counter[int]:
    """How many of the best findings stand under each theme: one query."""
    if not reading.groups:
        return Counter()
    themes = FindingTheme.objects.filter(finding=OuterRef("pk")).order_by("pk").values("theme")
    rows = (
        CatalogueEntry.objects.in_lists()
        .with_words()
        .filter(findings.condition(reading.groups, (), reading.excluded))
        .annotate(score=findings.score(reading.groups, ()))
        .order_by("-score", "number")
        .values_list(ArraySubquery(themes), flat=True)[:BEST_FINDINGS]
    )
    return Counter(theme for theme_ids in rows for theme in theme_ids)


def understand(text: str) -> Understanding:
    """Three queries at most, whatever was typed. Raises nothing on any text."""
    vocabulary = read_vocabulary()
    reading = _read(read_words(text), vocabulary)
    evidence = _read_evidence(reading)
    themes = _fitting_themes(reading, vocabulary, evidence)
    situations = _fitting_situations(reading, vocabulary, themes)
    asked = worth_asking(reading.groups, vocabulary)
    likeness = read_likeness(asked, vocabulary) if asked else Likeness((), {})
    return Understanding(
        words=reading.words,
        groups=reading.groups,
        excluded=reading.excluded,
        named=tuple(pk for pk, _ in reading.named),
        themes=tuple(vocabulary.themes[pk] for pk in themes),
        situations=tuple(vocabulary.situations[pk] for pk in situations),
        terms=reading.terms,
        gaps=reading.gaps,
        unmatched=likeness.unknown,
        suggestion=likeness.instead_of(reading.words),
    )
