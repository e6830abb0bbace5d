"""Findings near another: of the same pages, linked by a curator, or of the same themes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Abs
from pyroaring import BitMap

from reviews.collection_version import kept_by_version
from themes.findings.blocks import ListEntry, ListPlace, find_places, read_entries
from themes.findings.cards import Card
from themes.index.contents import CatalogueIndex
from themes.index.keeping import answer
from themes.models import Finding, FindingTheme, PageCitation
from themes.models.catalogue import FacetNumber
from themes.models.finding import FindingQuerySet

MOST = 4  # of each kind, on the page of a finding


def read_nearby(finding: Finding, card: Card, entry: ListEntry) -> tuple[list[ListEntry], list[ListEntry]]:
    """Entries that cite a page of this finding, and other related entries: four queries at most.

    None stands in both lists, and the finding's own entry in neither.
    """
    own = frozenset(other.pk for other in entry.cards)
    same_page, related = find_nearby(finding, card, own)
    found = read_entries([*same_page, *related])
    return found[: len(same_page)], found[len(same_page) :]


@kept_by_version
def find_nearby(finding: Finding, card: Card, own: frozenset[int]) -> tuple[list[ListPlace], list[ListPlace]]:
    same_page = find_places(find_on_same_pages(finding).exclude(pk__in=own)[:MOST])
    shown = own | {pk for place in same_page for pk in place.finding_ids}
    blocks = frozenset(place.block for place in same_page if place.block)
    linked = list(finding.see_also.in_lists().values_list("number", flat=True))
    return same_page, answer(
        lambda index: _find_related_in_index(index, finding, card, linked, shown, blocks),
        lambda: find_places(
            find_related_findings(finding, card).exclude(Q(pk__in=shown) | Q(block__in=blocks))[:MOST]
        ),
    )


def _find_related_in_index(
    index: CatalogueIndex,
    finding: Finding,
    card: Card,
    linked: Iterable[int],
    shown: Container[int],
    blocks: Container[int | None],
) -> list[ListPlace]:
    """What `find_related_findings` finds, in its order, but what is `shown` and what is of these blocks."""
    about = [FacetNumber.THEME.encode(theme.pk) for theme in card.themes]
    primary = [FacetNumber.THEME.encode(card.primary_theme.pk)] if card.primary_theme else []
    passed = BitMap()
    places: dict[tuple[str, int], ListPlace] = {}
    room = MOST
    for near in (index.listed & BitMap(linked), index.find_options(primary), index.find_options(about)):
        for number in _walk_outward(near - passed, finding.number):
            [pk], block = index.get_pks([number]), index.block_of.get(number)
            if pk in shown or (block and block in blocks):
                continue
            if not room:
                return list(places.values())
            room -= 1
            place = ListPlace((pk,), block)
            before = places.get(place.key, ListPlace((), block))
            places[place.key] = ListPlace((*before.finding_ids, pk), block)
        passed |= near
    return list(places.values())


def _walk_outward(numbers: BitMap, start: int) -> Iterator[int]:
    """The nearest first, and of two as near the lower one."""
    after = numbers.rank(start)
    before = after - 1
    while before >= 0 or after < len(numbers):
        lower = numbers[before] if before >= 0 else None
        higher = numbers[after] if after < len(numbers) else None
        if higher is None or (lower is not None and start - lower <= higher - start):
            yield numbers[before]
            before -= 1
        else:
            yield higher
            after += 1


def find_on_same_pages(finding: Finding) -> FindingQuerySet:
    """Other published findings that cite a page which this one cites too."""
    mine = PageCitation.objects.filter(citation__findings=finding)
    touching = PageCitation.objects.filter(
        Exists(
            mine.filter(
                review=OuterRef("review"),
                first_sort__lte=OuterRef("last_sort"),
                last_sort__gte=OuterRef("first_sort"),
            )
        )
    )
    return (
        Finding.objects.in_lists()
        .filter(citations__in=touching.values("citation"))
        .distinct()
        .order_by("number")
    )


def find_related_findings(finding: Finding, card: Card) -> FindingQuerySet:
    """Published findings that a curator linked to it, then others of its primary theme, then of its other themes."""
    linked = finding.see_also.values("pk")
    of_themes = FindingTheme.objects.filter(
        finding=OuterRef("pk"), theme__in=[theme.pk for theme in card.themes]
    )
    of_primary = of_themes.filter(theme=card.primary_theme.pk if card.primary_theme else None)
    return (
        Finding.objects.in_lists()
        .filter(Q(pk__in=linked) | Exists(of_themes))
        .annotate(
            nearness=Case(
                When(pk__in=linked, then=Value(0)),
                When(Exists(of_primary), then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            distance=Abs(F("number") - Value(finding.number)),
        )
        .order_by("nearness", "distance", "number")
    )
