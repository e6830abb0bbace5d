"""A filtered list of findings, page by page: its order, and the places on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Min, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from pyroaring import BitMap

from themes.explore.filters import FindingFilter
from themes.findings.blocks import ListPlace
from themes.index.contents import LAST_YEAR, NO_FIRST_YEAR, NO_LAST_YEAR, CatalogueIndex
from themes.index.keeping import answer
from themes.index.points import Points
from themes.models.catalogue import CatalogueQuerySet, FacetNumber

# An order is one whole number for each finding, unique because the finding's own number fills its low 31 bits.
# Above them stands how far the finding is from what was asked for, in fields of their own.
LAST_NUMBER = (1 << 31) - 1
NO_LESSON = 31  # 1 bit: a statistic, which helps less before a visit
YEARS_AWAY = 32  # 12 bits
MISSING_WORDS = 32  # 12 bits
MISSING_THEMES = 44  # 8 bits
FOLLOWS = 52  # 1 bit: it is there because it is for every agency
NO_LESSONS = [FacetNumber.KIND.encode(2)]  # statistics


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, each place with what stands over it, if anything: "In 2 of the 3 themes you chose".

    `place_count` is that of the whole list, or 0 when there is no such page.
    """

    places: list[tuple[str, ListPlace]]
    place_count: int


def build_order(filterset: FindingFilter) -> Combinable:
    """An expression on entries: the order of the list, as one unique number.

    Usually those in most of the chosen themes come first, then those that match most words. Findings for every
    agency follow those of the chosen agencies in any order. Of those that match words equally, lessons come first.
    """
    terms: list[Combinable] = [F("number")]
    if agencies := [option.number for option in filterset.chosen("agency")]:
        terms.append(_add_unless(Q(options__overlap=agencies), FOLLOWS))
    if filterset.order == "newest":
        terms.append((Value(LAST_YEAR) - Coalesce(F("last_year"), NO_LAST_YEAR)) * Value(1 << YEARS_AWAY))
    elif filterset.order == "oldest":
        terms.append(Coalesce(F("first_year"), NO_FIRST_YEAR) * Value(1 << YEARS_AWAY))
    elif filterset.order == "":
        if len(themes := filterset.chosen("theme")) > 1:
            terms += [_add_unless(Q(options__contains=[theme.number]), MISSING_THEMES) for theme in themes]
        if words := filterset.words:
            terms.append((Value(words.best_score) - words.build_score()) * Value(1 << MISSING_WORDS))
            terms.append(_add_unless(~Q(options__overlap=NO_LESSONS), NO_LESSON))
    return ExpressionWrapper(reduce(add, terms), output_field=BigIntegerField())


def _add_unless(condition: Q, bit: int) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1 << bit), output_field=BigIntegerField())


def describe_place(key: int, filterset: FindingFilter) -> str:
    """What stands over a place, read from its order; empty where all of a list is alike."""
    follows = bool(key >> FOLLOWS & 1)
    themes = len(filterset.chosen("theme"))
    if themes < 2 or filterset.order:
        return "For every agency" if follows else ""
    matched = themes - (key >> MISSING_THEMES & 255)
    whole = "both themes" if themes == 2 else f"all {themes} themes"
    held = f"{whole if matched == themes else f'{matched} of the {themes} themes'} you chose"
    return f"For every agency, in {held}" if follows else f"In {held}"


def read_page(filterset: FindingFilter, *, number: int, size: int) -> ListPage:
    """Page `number` (from 1) with `size` places: one query at most. A block stands at the place of its first member."""
    start = (number - 1) * size
    rows, place_count = answer(
        lambda index: _read_places_from_index(index, filterset, start, size),
        lambda: _read_places(filterset, start, size),
    )
    places = [
        (describe_place(first, filterset), ListPlace(findings, block)) for first, block, findings in rows
    ]
    return ListPage(places, place_count if places else 0)


def group_by_place(entries: CatalogueQuerySet, order: Combinable) -> QuerySet:
    """A row for each place of a list of entries: block (or minus the finding's id), order, findings that matched."""
    return (
        entries.order_by()
        .annotate(key=order, place=Coalesce("block_id", -F("finding_id")))
        .values("place")
        .annotate(first=Min("key"), findings=ArrayAgg("finding_id"))
        .values_list("place", "first", "findings")
    )


# The order of a place, its block and the findings that matched.
PlaceRow = tuple[int, int | None, tuple[int, ...]]


def read_places_after(
    filterset: FindingFilter, *, after: int, size: int
) -> tuple[list[tuple[int, ListPlace]], int]:
    """The next places behind that of the order `after` (0: the first), each with its order: one query at most.

    And how many the whole list has, or 0 where there are no more. What comes into the list or leaves it between two
    readings makes no other place come twice or be left out.
    """
    rows, place_count = answer(
        lambda index: _read_places_from_index(index, filterset, 0, size, after),
        lambda: _read_places(filterset, 0, size, after),
    )
    return [
        (first, ListPlace(findings, block)) for first, block, findings in rows
    ], place_count if rows else 0


def _read_places(
    filterset: FindingFilter, start: int, size: int, after: int = 0
) -> tuple[list[PlaceRow], int]:
    """Places from `start` on of those behind the order `after`, and how many there are in all."""
    try:
        sql, params = group_by_place(filterset.qs, build_order(filterset)).query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return [], 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM (SELECT *, count(*) OVER () FROM ({sql}) list (place, first, findings)) list "  # noqa: S608
            "WHERE first > %s ORDER BY first LIMIT %s OFFSET %s",
            [*params, after, size, start],
        )
        rows = cursor.fetchall()
    return (
        [(first, place if place > 0 else None, tuple(findings)) for place, first, findings, _ in rows],
        rows[0][-1] if rows else 0,
    )


Ranked = Iterator[tuple[int, BitMap]]  # findings in the order of a list, with the bits above their numbers


def _read_places_from_index(
    index: CatalogueIndex, filterset: FindingFilter, start: int, size: int, after: int = 0
) -> tuple[list[PlaceRow], int]:
    matching = filterset.find(index)
    steps = _build_steps(index, filterset)
    standing = matching - _find_later(index, matching, steps)
    rows: list[PlaceRow] = []
    for bits, ranked in _rank(standing, steps):
        if bits <= after:
            ranked = ranked[ranked.rank(min(after - bits, LAST_NUMBER)) :]
        for number in ranked[start : start + size - len(rows)]:
            found_block = index.block_of.get(number)
            members = [number] if found_block is None else index.blocks[found_block] & matching
            rows.append((bits + number, found_block, index.get_pks(members)))
        start = max(0, start - len(ranked))
        if len(rows) == size:
            break
    return rows, len(standing)


def _find_later(
    index: CatalogueIndex, matching: BitMap, steps: Sequence[Callable[[BitMap], Ranked]]
) -> BitMap:
    """Members of blocks for which an earlier one stands in the list."""
    members = matching & index.in_blocks
    if not steps and members == index.in_blocks:
        return index.later
    later = BitMap()
    seen: set[int] = set()
    for _, ranked in _rank(members, steps):
        for number in ranked:
            block = index.block_of[number]
            if block in seen:
                later.add(number)
            seen.add(block)
    return later


def _rank(among: BitMap, steps: Sequence[Callable[[BitMap], Ranked]]) -> Ranked:
    """Findings in their order: each step divides what the one before left together."""
    if not steps:
        yield 0, among
        return
    for bits, part in steps[0](among):
        for more, ranked in _rank(part, steps[1:]):
            yield bits + more, ranked


def _build_steps(index: CatalogueIndex, filterset: FindingFilter) -> list[Callable[[BitMap], Ranked]]:
    """The order of `build_order`, for the index."""
    steps: list[Callable[[BitMap], Ranked]] = []
    if agencies := [option.number for option in filterset.chosen("agency")]:
        about = index.find_options(agencies)
        steps.append(lambda among: iter([(0, among & about), (1 << FOLLOWS, among - about)]))
    if filterset.order == "newest":
        steps.append(lambda among: _divide_by_years(among, index.last_years, lambda year: LAST_YEAR - year))
    elif filterset.order == "oldest":
        steps.append(lambda among: _divide_by_years(among, index.first_years, lambda year: year))
    elif filterset.order == "":
        if len(themes := filterset.chosen("theme")) > 1:
            matched = Points()
            for theme in themes:
                matched.add(index.find_options([theme.number]), 1)
            steps.append(lambda among: _divide_by_points(among, matched, len(themes), MISSING_THEMES))
        if words := filterset.words:
            score = words.score(index)
            steps.append(lambda among: _divide_by_points(among, score, words.best_score, MISSING_WORDS))
            others = index.find_options(NO_LESSONS)
            steps.append(lambda among: iter([(0, among - others), (1 << NO_LESSON, among & others)]))
    return steps


def _divide_by_years(
    among: BitMap, by_year: Mapping[int, BitMap], count_away: Callable[[int], int]
) -> Ranked:
    for away, year in sorted((count_away(year), year) for year in by_year):
        yield away << YEARS_AWAY, among & by_year[year]


def _divide_by_points(among: BitMap, points: Points, best: int, bit: int) -> Ranked:
    for reached, part in points.descend(among):
        yield (best - reached) << bit, part
