"""Which findings match what was typed, and how well: expressions for PostgreSQL, which ask nothing by themselves.

They are for entries of the catalogue, `CatalogueEntry.objects.with_words()`. Beside each stands the same for the index.

**The rank.** A finding scores for each thing typed that it holds (a word, an exact phrase, or a phrase that has
synonyms, each in any of its forms): 1, and 1 more for each time that the findings holding it are 2.7 times fewer than
all findings, so that "father" weighs more than "child". It scores 4 for each theme that the words name and that it
stands under, so that no chance word of one finding ("check" beside "police") comes before what the theme is about.
Those with the highest score come first; among equals the lowest number does. A finding matches when its score is not
nought and it holds nothing that was to be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Case, Expression, F, Func, IntegerField, Q, Value, When
from pyroaring import BitMap

from themes.index.contents import CatalogueIndex, Phrase
from themes.index.points import Points
from themes.models import CatalogueEntry, Finding
from themes.models.catalogue import FacetNumber
from themes.search.words import lexemes

STANDING = 4  # points for each theme that was named


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """One thing that was typed, and all the words and phrases that count as it."""

    typed: str
    alternatives: tuple[tuple[str, ...], ...]
    is_weak: bool = False  # it brings no finding alone
    naming: tuple[int, ...] = ()  # themes that it names, alone or with its neighbours
    is_of_themes: bool = False  # themes speak of it, or people type it who need one; and it is no known gap

    @property
    def tsquery(self) -> str:
        """In PostgreSQL's own notation, every lexeme quoted; empty where no finding could match."""
        return join_any(dict.fromkeys(build_phrase_query(words) for words in self.alternatives))

    def find(self, index: CatalogueIndex) -> BitMap:
        return index.find_phrases(filter(None, map(take_phrase_apart, self.alternatives)))


def join_any(queries: Iterable[str]) -> str:
    return " | ".join(filter(None, queries))


def take_phrase_apart(words: Iterable[str]) -> Phrase:
    """The words one after the other, each in any of its forms; stop words only keep their place."""
    phrase: list[tuple[int, tuple[str, ...]]] = []
    distance = 0
    for word in words:
        if forms := lexemes(word):
            phrase.append((distance, forms))
            distance = 1
        elif phrase:
            distance += 1
    return tuple(phrase)


def build_phrase_query(words: Iterable[str]) -> str:
    query = ""
    for distance, forms in take_phrase_apart(words):
        query += f" <{distance}> " if query else ""
        query += f"({' | '.join(map(_quote, forms))})"
    return f"({query})" if query else ""


def _quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


class MatchesWords(Func):
    """Whether the words of a finding, or of an entry `with_words`, match a query of ours."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, tsquery: str) -> None:
        super().__init__(F("search"), Value(tsquery, SearchQueryField()))


def list_options(theme_ids: Iterable[int]) -> list[int]:
    return [FacetNumber.THEME.encode(pk) for pk in theme_ids]


def build_condition(
    groups: Sequence[SearchGroup], named: Iterable[int], excluded: Sequence[SearchGroup]
) -> Q:
    """Entries that hold any of the groups or stand under a theme that was named, and nothing excluded."""
    sought = join_any(group.tsquery for group in groups)
    themes = list_options(named)
    # Each part by its own index: an OR over two tables would read them both from end to end.
    holding = Finding.objects.order_by().filter(MatchesWords(sought)).values("pk")
    standing = CatalogueEntry.objects.order_by().filter(options__overlap=themes).values("pk")
    if sought and themes:
        matching = Q(pk__in=holding.union(standing, all=True))
    elif sought or themes:
        matching = Q(pk__in=holding if sought else standing)
    else:
        return Q(pk__in=[])
    unwanted = join_any(group.tsquery for group in excluded)
    return matching & ~Q(MatchesWords(unwanted)) if unwanted else matching


def build_score(groups: Sequence[SearchGroup], weights: Sequence[int], named: Iterable[int]) -> Expression:
    """The integer described above; `weights` are those of the groups."""
    by_words = [
        (Q(MatchesWords(group.tsquery)), weight)
        for group, weight in zip(groups, weights, strict=True)
        if group.tsquery
    ]
    standing = [(Q(options__contains=[option]), STANDING) for option in list_options(named)]
    points = [
        Case(When(condition, then=weight), default=0, output_field=IntegerField())
        for condition, weight in (*by_words, *standing)
    ]
    return reduce(add, points, Value(0, IntegerField()))


def find_in_index(
    index: CatalogueIndex,
    groups: Sequence[SearchGroup],
    named: Iterable[int],
    excluded: Sequence[SearchGroup],
) -> BitMap:
    """Those that meet `build_condition`."""
    found = index.find_options(list_options(named))
    for group in groups:
        found |= group.find(index)
    for group in excluded:
        found -= group.find(index)
    return found


def score_in_index(
    index: CatalogueIndex, groups: Sequence[SearchGroup], weights: Sequence[int], named: Iterable[int]
) -> Points:
    """What `build_score` says of each."""
    score = Points()
    for group, weight in zip(groups, weights, strict=True):
        score.add(group.find(index), weight)
    for option in list_options(named):
        score.add(index.find_options([option]), STANDING)
    return score
