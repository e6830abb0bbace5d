"""Findings near another: of the same pages, linked by a curator, or of the same themes."""

from __future__ import annotations

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Abs

from reviews.collection_version import kept_by_version
from themes.findings.blocks import ListEntry, ListPlace, find_places, read_entries
from themes.findings.cards import Card
from themes.models import Finding, FindingTheme, PageCitation
from themes.models.finding import FindingQuerySet

MOST = 4  # of each kind, on the page of a finding


def read_nearby(finding: Finding, card: Card, entry: ListEntry) -> tuple[list[ListEntry], list[ListEntry]]:
    """Entries that cite a page of this finding, and other related entries: three queries.

    None stands in both lists, and the finding's own entry in neither.
    """
    own = frozenset(other.pk for other in entry.cards)
    same_page, related = _find_nearby(finding, card, own)
    found = read_entries([*same_page, *related])
    return found[: len(same_page)], found[len(same_page) :]


@kept_by_version
def _find_nearby(
    finding: Finding, card: Card, own: frozenset[int]
) -> tuple[list[ListPlace], list[ListPlace]]:
    same_page = find_places(find_on_same_pages(finding).exclude(pk__in=own)[:MOST])
    shown = Q(pk__in=own | {pk for place in same_page for pk in place.finding_ids})
    shown |= Q(block__in=[place.block for place in same_page if place.block])
    return same_page, find_places(find_related_findings(finding, card).exclude(shown)[:MOST])


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
