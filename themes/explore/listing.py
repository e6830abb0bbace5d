"""A filtered list of findings, page by page: its order, and the places on one page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Min, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from themes.explore.filters import FindingFilter
from themes.findings.blocks import ListPlace
from themes.models.catalogue import CatalogueQuerySet

# An order is one whole number for each finding, unique because the finding's own number fills its low 32 bits.
# Above them stands how far the finding is from what was asked for, in fields of their own.
YEARS_AWAY = 32  # 12 bits
MISSING_WORDS = 32  # 12 bits
MISSING_THEMES = 44  # 8 bits
FOLLOWS = 52  # 1 bit: it is there because it is for every agency
LAST_YEAR = 4095


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, each place with what stands over it, if anything: "In 2 of your themes".

    `place_count` is that of the whole list, or 0 when there is no such page.
    """

    places: list[tuple[str, ListPlace]]
    place_count: int


def build_order(filterset: FindingFilter) -> Combinable:
    """An expression on entries: the order of the list, as one unique number.

    Usually those in most of the chosen themes come first, then those that match most words. Findings for every
    agency follow those of the chosen agencies in any order.
    """
    terms: list[Combinable] = [F("number")]
    if agencies := [option.number for option in filterset.chosen("agency")]:
        terms.append(_add_unless(Q(options__overlap=agencies), FOLLOWS))
    if filterset.order == "newest":
        terms.append((Value(LAST_YEAR) - Coalesce(F("last_year"), 0)) * Value(1 << YEARS_AWAY))
    elif filterset.order == "oldest":
        terms.append(Coalesce(F("first_year"), LAST_YEAR) * Value(1 << YEARS_AWAY))
    elif filterset.order == "":
        if len(themes := filterset.chosen("theme")) > 1:
            terms += [_add_unless(Q(options__contains=[theme.number]), MISSING_THEMES) for theme in themes]
        if words := filterset.words:
            terms.append((Value(words.best_score) - words.build_score()) * Value(1 << MISSING_WORDS))
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
    return f"For every agency, in {matched} of your themes" if follows else f"In {matched} of your themes"


def read_page(filterset: FindingFilter, *, number: int, size: int) -> ListPage:
    """Page `number` (from 1) with `size` places: one query. A block stands at the place of its first member."""
    entries: CatalogueQuerySet = filterset.qs
    grouped = (
        entries.order_by()
        .annotate(key=build_order(filterset), place=Coalesce("block_id", -F("finding_id")))
        .values("place")
        .annotate(first=Min("key"), findings=ArrayAgg("finding_id"))
        .values_list("place", "first", "findings")
    )
    try:
        sql, params = grouped.query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return ListPage([], 0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT *, count(*) OVER () FROM ({sql}) list (place, first, findings) "  # noqa: S608 - compiled
            "ORDER BY first LIMIT %s OFFSET %s",
            [*params, size, (number - 1) * size],
        )
        rows = cursor.fetchall()
    return ListPage(
        [
            (describe_place(first, filterset), ListPlace(tuple(findings), place if place > 0 else None))
            for place, first, findings, _ in rows
        ],
        rows[0][-1] if rows else 0,
    )
