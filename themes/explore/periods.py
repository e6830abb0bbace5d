"""How many listed findings are of which periods: of one alone, of several together, or of none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection
from pyroaring import BitMap

from reviews.collection_version import kept_by_version
from themes.index.contents import CatalogueIndex
from themes.index.keeping import answer
from themes.models import CatalogueEntry, Theme
from themes.models.catalogue import SHIFT, CatalogueCondition, CatalogueQuerySet, FacetNumber

# By the ids of all periods that a finding is of, in order: () for those of none.
CountByPeriods: TypeAlias = "Counter[tuple[int, ...]]"

PERIODS = f"""ARRAY(SELECT option - {FacetNumber.PERIOD.encode(0)} FROM unnest(options) option
    WHERE option >> {SHIFT} = {FacetNumber.PERIOD:d} AND option <> {FacetNumber.PERIOD.encode(0)} ORDER BY 1)"""  # noqa: S608
ENTRIES = (
    f"SELECT periods, count(*) FROM (SELECT {PERIODS} periods FROM ({{entries}}) entries) filed GROUP BY 1"  # noqa: S608
)
THEMES = f"""
SELECT theme - {FacetNumber.THEME.encode(0)}, {PERIODS} periods, count(*)
FROM themes_catalogueentry, unnest(options) theme
WHERE is_listed AND theme >> {SHIFT} = {FacetNumber.THEME:d}
GROUP BY 1, 2
"""  # noqa: S608 - nothing but our own constants is put in


@kept_by_version
def count_by_periods(conditions: tuple[CatalogueCondition, ...] = ()) -> CountByPeriods:
    """Of all that meet these conditions: one query at most."""
    return answer(
        lambda index: count_by_periods_in_index(index, conditions, index.listed),
        lambda: count_entries_by_periods(conditions, CatalogueEntry.objects.in_lists()),
    )


def count_by_periods_in_index(
    index: CatalogueIndex, conditions: Iterable[CatalogueCondition], among: BitMap
) -> CountByPeriods:
    return _split(index, BitMap.intersection(among, *map(index.find, conditions)))


def _split(index: CatalogueIndex, found: BitMap) -> CountByPeriods:
    none = FacetNumber.PERIOD.encode(0)
    counts = Counter(
        {
            tuple(option - none for option in periods if option != none): found.intersection_cardinality(
                filed
            )
            for periods, filed in index.periods.items()
        }
    )
    return +counts


def count_entries_by_periods(
    conditions: Iterable[CatalogueCondition], entries: CatalogueQuerySet
) -> CountByPeriods:
    """Of those among `entries` that meet the conditions: one query."""
    entries = entries.order_by()
    for condition in conditions:
        entries = entries.filter(condition.build_q())
    try:
        compiled, params = entries.values("options").query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return Counter()
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES.format(entries=compiled), params)
        return Counter({tuple(periods): count for periods, count in cursor.fetchall()})


@kept_by_version
def count_themes_by_periods() -> Mapping[int, CountByPeriods]:
    """By the id of each theme that has any: one query at most."""
    return answer(_count_themes_in_index, _count_themes)


def _count_themes_in_index(index: CatalogueIndex) -> Mapping[int, CountByPeriods]:
    return {
        option % (1 << SHIFT): _split(index, filed)
        for option, filed in index.options.items()
        if option >> SHIFT == FacetNumber.THEME and filed
    }


def _count_themes() -> Mapping[int, CountByPeriods]:
    counts: dict[int, CountByPeriods] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(THEMES)
        for theme, periods, count in cursor.fetchall():
            counts[theme][tuple(periods)] = count
    return dict(counts)


def add_finding_counts(themes: Iterable[Theme]) -> list[Theme]:
    """The themes, each with `finding_count`, of findings that lists show: two queries at most."""
    counts = count_themes_by_periods()
    counted = list(themes)
    for theme in counted:
        theme.finding_count = counts.get(theme.pk, Counter()).total()  # type: ignore[attr-defined]
    return counted
