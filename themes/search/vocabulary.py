"""What the collection itself calls things: read with one query, prepared once for each content."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.db import connection
from django.urls import reverse

from themes.search.phrases import Meaning, Phrases, Thesaurus, Token
from themes.search.words import is_stop_word, key, read_known_words

address = lru_cache(maxsize=1_000)(reverse)  # a pure function of its arguments


@dataclass(frozen=True, slots=True)
class FittingTheme:
    """A theme as the search shows it."""

    pk: int
    slug: str
    title: str
    title_for_tabs: str
    scope: str
    content_note: str
    related: tuple[int, ...]

    @property
    def url(self) -> str:
        return address("theme", args=(self.slug,))


@dataclass(frozen=True, slots=True)
class FittingSituation:
    pk: int
    slug: str
    title: str
    note: str
    content_note: str
    theme_ids: tuple[int, ...]

    @property
    def url(self) -> str:
        return address("situation", args=(self.slug,))


@dataclass(frozen=True, slots=True)
class FittingTerm:
    """A contested term, with the one line that it brings."""

    pk: int
    term: str
    note: str


@dataclass(frozen=True, slots=True)
class Gap:
    """To stand after "Nothing has been added yet about"."""

    pk: int
    slug: str
    topic: str
    note: str


class VocabularyRow(NamedTuple):
    """Something that the collection has a name for: hashable, so that what is made of equal rows is made once."""

    kind: str  # "gap", "situation", "synonym", "term" or "theme"
    pk: int
    slug: str
    title: str
    tab_title: str
    content_note: str
    note: str
    names: tuple[str, ...]  # beside the title
    texts: tuple[str, ...]  # beside the note
    typed: tuple[str, ...]  # what people type who need it
    theme_ids: tuple[int, ...]


VOCABULARY = """
    SELECT 'theme', theme.id, theme.slug, theme.title, theme.tab_title, theme.content_note, theme.summary,
        theme.synonyms::text[], theme.scope_note || theme.questions, theme.also_typed::text[],
        array(SELECT to_theme_id FROM themes_theme_related WHERE from_theme_id = theme.id ORDER BY to_theme_id),
        array[family.position, theme.position] AS place
    FROM themes_theme theme JOIN themes_themegroup family ON family.id = theme.group_id
    WHERE theme.merged_into_id IS NULL AND EXISTS (
        -- As `Theme.objects.listed()` has it: readers are led to none before a finding of it has been published.
        SELECT FROM themes_findingtheme link JOIN themes_finding finding ON finding.id = link.finding_id
        WHERE link.theme_id = theme.id AND finding.published_at IS NOT NULL
    )
    UNION ALL
    SELECT 'situation', id, slug, title, '', content_note, note, '{}', '{}', '{}',
        array(SELECT theme_id FROM themes_situation_themes WHERE situation_id = situation.id ORDER BY theme_id),
        array[position]
    FROM themes_situation situation
    UNION ALL
    SELECT 'gap', id, slug, topic, '', '', note, words, '{}', '{}', '{}', array[position] FROM themes_knowngap
    UNION ALL
    SELECT 'term', id, slug, term, '', '', note, term || words, '{}', '{}', '{}', '{}' FROM themes_contestedterm
    UNION ALL
    SELECT 'synonym', id, slug, '', '', '', '', words, '{}', '{}', '{}', '{}' FROM themes_synonym
    ORDER BY 1, place, 2
"""


def read_vocabulary() -> Vocabulary:
    """As it is stored now: one query, however much there is."""
    with connection.cursor() as cursor:
        cursor.execute(VOCABULARY)
        rows = tuple(
            VocabularyRow._make([*row[:7], *map(tuple, row[7:11])])  # without the place, which only orders
            for row in cursor.fetchall()
        )
    return prepare(rows)


class Described:
    """The words by which one theme or situation is known; `names` count more than the rest."""

    def __init__(
        self, thesaurus: Thesaurus, names: Sequence[str], typed: Sequence[str], rest: Iterable[str]
    ) -> None:
        self.names = [thesaurus.tokens(read_known_words(name)) for name in names]
        self.strong = _collect_keys(names, thesaurus)
        self.pairs = {pair for tokens in self.names for pair in pairwise(list_keys(tokens))}
        self.typed = [thesaurus.tokens(read_known_words(phrase)) for phrase in typed]
        phrases = [frozenset(list_keys(tokens)) for tokens in self.typed]
        self.scattered = [keys for keys in phrases if len(keys) > 1]
        self.weak = _collect_keys([*rest, *typed], thesaurus)
        self.all = self.strong | self.weak


def list_keys(tokens: Iterable[Token]) -> list[str]:
    """Of those that say something."""
    return [token.key for token in tokens if token.says_something]


def _collect_keys(texts: Iterable[str], thesaurus: Thesaurus) -> set[str]:
    read = map(read_known_words, texts)
    return {key for words in read for key in list_telling_keys(words, thesaurus.tokens(words), thesaurus)}


def list_telling_keys(words: Sequence[str], tokens: Iterable[Token], thesaurus: Thesaurus) -> list[str]:
    """What the tokens compare by: phrases with synonyms as a whole, and word by word too."""
    keys = []
    for token in tokens:
        if token.says_something:
            keys.append(token.key)
        if token.end - token.start > 1:
            for word in words[token.start : token.end]:
                if not is_stop_word(word):
                    keys += [key(word), *(inner.key for inner in thesaurus.tokens([word]))]
    return keys


class Rarity:
    """How much a word tells apart, from 4 for one that a single row uses down to 0 for one that most use."""

    def __init__(self, rows: Iterable[Described]) -> None:
        self.uses = Counter(key for row in rows for key in row.all)

    def __getitem__(self, key: str) -> int:
        return max(0, 5 - self.uses[key].bit_length())


class Vocabulary:
    """The rows prepared for comparing. Holds no models and is never changed."""

    def __init__(self, rows: tuple[VocabularyRow, ...]) -> None:
        of_kind: dict[str, list[VocabularyRow]] = defaultdict(list)
        for row in rows:
            of_kind[row.kind].append(row)
        self.thesaurus = Thesaurus((row.slug, row.names) for row in of_kind["synonym"])
        self.themes = {row.pk: _make_theme(row) for row in of_kind["theme"]}
        self.situations = {row.pk: _make_situation(row) for row in of_kind["situation"]}
        self.described = {
            (row.kind, row.pk): self._describe(row) for row in of_kind["theme"] + of_kind["situation"]
        }
        self.rarity = Rarity(self.described.values())
        self._make_books(of_kind)
        self.of_themes = self._find_words_of_themes(of_kind["gap"])
        words = _collect_words(text for row in rows for text in _list_texts(row))
        typed = _collect_words(text for row in rows for text in row.typed)
        self.known = frozenset(map(key, words | typed))
        self.to_suggest = sorted(word for word in words if len(word) > 2 and word.isalpha())

    def _describe(self, row: VocabularyRow) -> Described:
        return Described(self.thesaurus, [row.title, *row.names], row.typed, [row.note, *row.texts])

    def _make_books(self, of_kind: Mapping[str, Sequence[VocabularyRow]]) -> None:
        themes = [(self.described["theme", pk], pk) for pk in self.themes]
        self.names_of_themes = _make_book((theme.names, pk) for theme, pk in themes)
        names = (frozenset(list_keys(name)) for theme, _ in themes for name in theme.names)
        self.names_of_words = frozenset(name for name in names if len(name) > 1)  # each as its words
        self.typed_for_themes = _make_book((theme.typed, pk) for theme, pk in themes)
        self.gaps = _make_book(
            (self._read(row.names), Gap(row.pk, row.slug, row.title, row.note)) for row in of_kind["gap"]
        )
        self.terms = _make_book(
            (self._read(row.names), FittingTerm(row.pk, row.title, row.note)) for row in of_kind["term"]
        )

    def _find_words_of_themes(self, gaps: Iterable[VocabularyRow]) -> frozenset[str]:
        """What themes and situations speak of or are looked for by, short of the words of known gaps."""
        lacking = {key for gap in gaps for tokens in self._read(gap.names) for key in list_keys(tokens)}
        return frozenset().union(*(each.all for each in self.described.values())) - lacking

    def _read(self, phrases: Iterable[str]) -> list[Sequence[Token]]:
        return [self.thesaurus.tokens(read_known_words(phrase)) for phrase in phrases]


def _collect_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in read_known_words(text)}


def _make_theme(row: VocabularyRow) -> FittingTheme:
    tab_title = row.tab_title or row.title
    scope = row.texts[0]  # before the questions
    return FittingTheme(row.pk, row.slug, row.title, tab_title, scope, row.content_note, row.theme_ids)


def _make_situation(row: VocabularyRow) -> FittingSituation:
    return FittingSituation(row.pk, row.slug, row.title, row.note, row.content_note, row.theme_ids)


def _make_book(rows: Iterable[tuple[Iterable[Sequence[Token]], Meaning]]) -> Phrases[Meaning]:
    book: Phrases[Meaning] = Phrases()
    for phrases, meaning in rows:
        for phrase in phrases:
            book.add(phrase, meaning)
    return book


def _list_texts(row: VocabularyRow) -> list[str]:
    """Words of notes on gaps and terms say what is not here, so they are neither known nor offered."""
    notes = [row.note] if row.kind in ("theme", "situation") else []
    return [row.title, *row.names, *row.texts, *notes]


@lru_cache(maxsize=4)
def prepare(rows: tuple[VocabularyRow, ...]) -> Vocabulary:
    """A pure function of the rows, so a curator's edit is seen at once."""
    return Vocabulary(rows)
