"""Lists of findings as they stood: of a theme, a situation, a choice of filters, or picked one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.http import QueryDict

from reviews.history.tracking import get_events
from themes.explore.facets import Facet, Option
from themes.explore.filters import FindingFilter
from themes.explore.list_addresses import AddressedList
from themes.explore.listing import build_order, group_by_place
from themes.findings.blocks import ListEntry, ListPlace, group_places, read_entries
from themes.models import CatalogueEntry, Finding, Situation, Theme
from themes.models.catalogue import CatalogueQuerySet, FacetNumber
from themes.past.since import Since, compare_with_today
from themes.past.tables import Past

PLACES = """
SELECT first, place, findings, count(*) OVER (), sum(cardinality(findings)) OVER ()
FROM ({places}) list (place, first, findings) ORDER BY first LIMIT %s OFFSET %s
"""


@dataclass(frozen=True)
class PastPage:
    """One page of a list as it stood. Counts, and what changed `since`, are of the whole list."""

    entries: list[ListEntry]
    place_count: int
    finding_count: int
    since: Since


class PastFilter(FindingFilter):
    """Filters entries as they stood. Themes that were merged since can still be chosen: they had findings then."""

    def __init__(self, data: QueryDict, past: Past) -> None:
        super().__init__(data)
        self.past = past

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """With the themes of then: one query more."""
        merged = tuple(
            Option(FacetNumber.THEME.encode(theme.pk), theme.slug, theme.title, theme.title_for_tabs)
            for theme in find_themes_merged_since(self.past)
        )
        return tuple(
            replace(facet, options=facet.options + merged)
            if merged and facet.number == FacetNumber.THEME
            else facet
            for facet in super().facets
        )


def find_themes_merged_since(past: Past) -> QuerySet:
    """Themes that had a page of their own then and have none today."""
    before = get_events(Theme).filter(pgh_obj_id=OuterRef("pk"), pgh_created_at__lt=past.moment)
    last = before.order_by("-pgh_id")
    return (
        Theme.objects.filter(merged_into__isnull=False)
        .annotate(event=Subquery(last.values("pgh_id")[:1]), led_to=Subquery(last.values("merged_into")[:1]))
        .filter(event__isnull=False, led_to__isnull=True)
    )


def read_theme_then(past: Past, theme: Theme, *, number: int, size: int) -> PastPage:
    """Its findings by number, a page of them: seven queries at most."""
    entries = CatalogueEntry.objects.in_lists().filter(options__overlap=[FacetNumber.THEME.encode(theme.pk)])
    return _read_page(past, entries, F("number"), number=number, size=size)


def read_filtered_then(past: Past, filterset: PastFilter, *, number: int, size: int) -> PastPage:
    """What matched the filters then, in their order."""
    return _read_page(past, filterset.qs, build_order(filterset), number=number, size=size)


def _read_page(
    past: Past, entries: CatalogueQuerySet, order: Combinable, *, number: int, size: int
) -> PastPage:
    try:
        sql, params = group_by_place(entries, order).query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return PastPage([], 0, 0, Since())
    statement = PLACES.format(places=sql)
    rows = past.read(statement, [*params, size, (number - 1) * size])
    places = [ListPlace(tuple(findings), place if place > 0 else None) for _, place, findings, *_ in rows]
    place_count, finding_count = rows[0][3:] if rows else (0, 0)
    return PastPage(
        read_entries(places, read=past.read_cards),
        place_count,
        int(finding_count),
        compare_with_today(past, entries.order_by().values("finding_id")),
    )


def read_situation_then(past: Past, situation: Situation) -> PastPage:
    """Its findings in the order that they had: six queries at most."""
    chosen = Finding.objects.in_lists().filter(situations=situation)
    in_order = chosen.order_by("situationfinding__position", "number").values_list("pk", "block_id")
    places = group_places(past.read_values(in_order))
    return _fill_page(past, places, chosen.order_by().values("pk"))


def read_made_list_then(past: Past, asked: AddressedList) -> PastPage:
    """What was published of a list that somebody made, in its order: six queries at most."""
    return read_numbers_then(past, [int(code[1:]) for code in asked.codes])


def read_numbers_then(past: Past, numbers: Sequence[int]) -> PastPage:
    chosen = Finding.objects.published().filter(number__in=numbers)
    found = {
        number: (pk, block)
        for number, pk, block in past.read_values(chosen.order_by().values_list("number", "pk", "block_id"))
    }
    places = group_places(found[number] for number in numbers if number in found)
    return _fill_page(past, places, chosen.order_by().values("pk"), with_scope_notes=True)


def _fill_page(
    past: Past, places: Sequence[ListPlace], members: QuerySet, *, with_scope_notes: bool = False
) -> PastPage:
    entries = read_entries(places, with_scope_notes=with_scope_notes, read=past.read_cards)
    finding_count = sum(len(entry.cards) for entry in entries)
    return PastPage(entries, len(entries), finding_count, compare_with_today(past, members, is_short=True))
