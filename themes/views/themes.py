from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reviews.history.tracking import current_for_old_slug
from reviews.models import Review, SeriesPoint
from reviews.models.review import ReviewKind
from themes.discussion.threads import read_thread
from themes.enums import CoverageState, FindingKind
from themes.explore.figures import figures
from themes.findings.blocks import ListEntry, list_entries
from themes.findings.cards import Card, Span
from themes.models import Coverage, Finding, KnownGap, Theme, ThemeGroup
from themes.references.files import file_links
from themes.views.lists import filters_within


def theme_groups() -> list[ThemeGroup]:
    """The groups with their themes and counts, as home and the list of themes show them: two queries."""
    counted = Theme.objects.listed().with_finding_counts().order_by("position", "pk")
    groups = ThemeGroup.objects.prefetch_related(Prefetch("themes", counted, to_attr="current_themes"))
    return [group for group in groups if group.current_themes]


def theme_list(request: HttpRequest) -> HttpResponse:
    """themes/theme_list.html: `groups` (ThemeGroup with `current_themes`, each with `finding_count`)."""
    return render(request, "themes/theme_list.html", {"groups": theme_groups()})


@dataclass(frozen=True)
class Section:
    """Findings of a theme from one period, or from several periods together."""

    title: str
    entries: list[ListEntry]
    several_periods: bool = False


def sections_by_period(found: Sequence[ListEntry], theme: Theme) -> list[Section]:
    """Newest period first, then what spans several periods, each entry once."""
    by_period: dict[Span, list[ListEntry]] = {}
    several: list[ListEntry] = []
    undated: list[ListEntry] = []
    for entry in found:
        periods = leading_card(entry, theme).periods
        if len(periods) == 1:
            by_period.setdefault(periods[0], []).append(entry)
        else:
            (several if periods else undated).append(entry)
    newest_first = sorted(by_period, key=attrgetter("first_year"), reverse=True)
    sections = [Section(period.name, by_period[period]) for period in newest_first]
    if several:
        sections.append(Section("Several periods together", several, several_periods=True))
    if undated:
        sections.append(Section("Years not recorded", undated))
    return sections


def leading_card(entry: ListEntry, theme: Theme) -> Card:
    """The card for which an entry stands on the theme's page; its partners may be about other things."""
    return next((card for card in entry.cards if is_about(card, theme)), entry.cards[0])


def is_about(card: Card, theme: Theme) -> bool:
    return any(link.pk == theme.pk for link in card.themes)


def find_theme(slug: str) -> tuple[Theme, bool]:
    """The theme that this address leads to, and whether the address is its current one. Raises Http404."""
    theme = Theme.objects.select_related("group", "merged_into").filter(slug=slug).first()
    if theme is None:
        theme = current_for_old_slug(Theme, slug)
        if theme is None:
            raise Http404("There is no theme with this address.")
        return theme.merged_into or theme, False
    return (theme.merged_into, False) if theme.merged_into else (theme, True)


def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """themes/theme.html:

    - `theme`, `finding_count`, `page_count` (findings with a page)
    - `starting_points` (cards in the order of "in short"), `start_here` (three entries)
    - `sections` (Section: title, entries, several_periods), `recommendations` (entries)
    - `figures` (Figure), `not_read` (analyses of 2003 to 2014 not read for it yet), `gaps`, `related` (themes)
    - what `themes.views.lists.filters_within` gives
    - `files` (FileLink: its references), `thread` (PublicThread, or None)
    """
    theme, current = find_theme(slug)
    if not current:
        return redirect(theme, permanent=True)

    found = list_entries(Finding.objects.in_lists().filter(themes=theme).order_by("number"))
    holding = {card.pk: (card, entry) for entry in found for card in entry.cards}
    own = [card for card, _ in holding.values() if is_about(card, theme)]
    points = theme.startingpoint_set.values_list("finding_id", flat=True)
    starting = [holding[pk] for pk in points if pk in holding]
    recommended = [entry for entry in found if leading_card(entry, theme).kind == FindingKind.RECOMMENDATION]
    read = Coverage.objects.filter(theme=theme).exclude(state=CoverageState.NOT_YET).values("review")
    analyses = Review.objects.filter(kind=ReviewKind.NATIONAL_ANALYSIS, periods__is_core=True).distinct()
    return render(
        request,
        "themes/theme.html",
        {
            "theme": theme,
            "finding_count": len(own),
            "page_count": sum(card.has_page for card in own),
            "starting_points": [card for card, _ in starting],
            "start_here": list(dict.fromkeys(entry for _, entry in starting))[:3],
            "sections": sections_by_period([entry for entry in found if entry not in recommended], theme),
            "recommendations": recommended,
            "figures": figures(SeriesPoint.objects.filter(series__themes=theme), whole_series=True),
            "not_read": analyses.exclude(pk__in=read).exclude(pk__in={card.review.pk for card in own}),
            "gaps": KnownGap.objects.all(),
            **filters_within("theme", theme.slug),
            "related": theme.related.listed().with_finding_counts().in_order(),
            "files": file_links(theme.get_absolute_url()),
            "thread": read_thread(theme),
        },
    )


def theme_short(request: HttpRequest, pk: int) -> HttpResponse:
    """/t/<id>: leads to the theme, whatever its address is today."""
    return redirect(get_object_or_404(Theme, pk=pk), permanent=False)
