"""Which findings match what was typed, and how well: expressions for PostgreSQL, which ask nothing by themselves.

**The rank.** A finding scores one for each thing typed that it holds (a word, an exact phrase, or a phrase that
has synonyms, each in any of its forms), and one for each theme that the words name and that it stands under.
Those with the highest score come first; among equals the lowest number does. A finding matches when its score is
not nought and it holds nothing that was to be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Expression, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import In

from themes.models import FindingTheme
from themes.search.words import lexemes


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that was typed, and all the words and phrases that count as it."""

    typed: str
    alternatives: tuple[tuple[str, ...], ...]

    @property
    def tsquery(self) -> str:
        """In PostgreSQL's own notation, every lexeme quoted; empty where no finding could match."""
        return any_of(dict.fromkeys(phrase_query(words) for words in self.alternatives))


def any_of(queries: Iterable[str]) -> str:
    return " | ".join(filter(None, queries))


def phrase_query(words: Iterable[str]) -> str:
    """The words one after the other, each in any of its forms; stop words only keep their place."""
    query, distance = "", 1
    for word in words:
        forms = " | ".join(_quoted(form) for form in lexemes(word))
        if forms:
            query += f" <{distance}> ({forms})" if query else f"({forms})"
        distance = 1 if forms else distance + 1
    return f"({query})" if query else ""


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


class Matches(Func):
    """Whether a finding's words match a query of ours."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, tsquery: str) -> None:
        super().__init__(F("search"), Value(tsquery, SearchQueryField()))


class AmongFindings(Func):
    """Whether a finding is among those of a subquery of ids.

    The subquery is run once, and the index of primary keys can be used beside that of words; neither is so with
    `pk__in`, once it stands after an OR.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, ids: QuerySet) -> None:
        super().__init__(F("pk"), ArraySubquery(ids))


def under(theme_ids: Iterable[int]) -> QuerySet:
    """Ids of the findings that stand under any of these themes."""
    return FindingTheme.objects.order_by().filter(theme__in=list(theme_ids)).values("finding")


def condition(groups: Sequence[Group], named: Iterable[int], excluded: Sequence[Group]) -> Q:
    """Findings that hold any of the groups or stand under a theme that was named, and nothing excluded."""
    wanted = any_of(group.tsquery for group in groups)
    named = list(named)
    matching = Q(Matches(wanted)) if wanted else Q()
    if named:
        matching |= Q(AmongFindings(under(named)))
    if not matching:
        return Q(pk__in=[])
    unwanted = any_of(group.tsquery for group in excluded)
    return matching & ~Q(Matches(unwanted)) if unwanted else matching


def score(groups: Sequence[Group], named: Iterable[int]) -> Expression:
    """The integer described above."""
    held: list[Expression] = [Matches(group.tsquery) for group in groups if group.tsquery]
    standing: list[Expression] = [
        In(F("pk"), under([pk])) for pk in named
    ]  # each asked once, then remembered
    ones = [Cast(each, IntegerField()) for each in (*held, *standing)]
    return reduce(add, ones, Value(0, IntegerField()))
