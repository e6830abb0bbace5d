"""All figures by subject, as their page shows them; those of a theme and of a period; and the one of the home page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from reviews.collection_version import kept_by_version
from reviews.models import Period, SeriesPoint
from themes.figures.charts import Chart, find_chart
from themes.figures.reading import Figure, read_figures
from themes.models import Theme

WITHOUT_THEME = "Other figures"
SEVERAL = 2  # rows
LAST = (True, 0)  # rank of a figure that no list has


@dataclass(frozen=True, slots=True)
class FigureTheme:
    slug: str
    title: str
    content_note: str
    tab_title: str = ""

    @property
    def title_for_tabs(self) -> str:
        return self.tab_title or self.title


@dataclass(frozen=True, slots=True)
class FigureCard:
    """A figure with its picture, and the themes that it stands under, in their order."""

    figure: Figure
    chart: Chart
    themes: tuple[FigureTheme, ...]

    @property
    def rank(self) -> tuple[bool, int]:
        """Its place among those of a theme: first what has several rows, and of these what is the theme's own.

        The fewer other themes it is filed under, the more it is about this one.
        """
        return len(self.figure.rows) < SEVERAL, len(self.themes)

    @property
    def content_note(self) -> str:
        """The sentence that warns of what its themes are about; or nothing."""
        return next((theme.content_note for theme in self.themes if theme.content_note), "")

    def touches(self, period: Period) -> bool:
        """Whether any number of it is about months of the period."""
        return any(
            row.first <= period.ends and period.starts <= row.last
            for row in self.figure.rows
            if row.first and row.last
        )


@dataclass(frozen=True, slots=True)
class FigureSubject:
    title: str
    slug: str  # empty for those of no theme
    cards: tuple[FigureCard, ...]


@kept_by_version
def read_cards() -> tuple[FigureCard, ...]:
    """Every figure that has a number, in the order that curators gave them: two queries."""
    of_series: dict[str, list[FigureTheme]] = defaultdict(list)
    links = Theme.objects.listed().filter(series__isnull=False).in_order()
    for series, *theme in links.values_list("series__slug", "slug", "title", "content_note", "tab_title"):
        of_series[series].append(FigureTheme(*theme))
    figures = read_figures(SeriesPoint.objects.all(), whole_series=True)
    return tuple(
        FigureCard(figure, chart, tuple(of_series[figure.slug]))
        for figure in figures
        if (chart := find_chart(figure))
    )


@kept_by_version
def read_periods() -> tuple[Period, ...]:
    return tuple(Period.objects.all())


def select_cards(cards: Iterable[FigureCard], theme: str, period: Period | None) -> list[FigureCard]:
    """Those of this theme (its slug, or empty) that say something about this period, if one is given.

    Those of a theme are ranked: see `FigureCard.rank`.
    """
    found = [
        card
        for card in cards
        if (not theme or any(each.slug == theme for each in card.themes))
        and (period is None or card.touches(period))
    ]
    return sorted(found, key=attrgetter("rank")) if theme else found


def put_own_first(figures: Iterable[Figure]) -> list[Figure]:
    """Figures of one theme, ranked: see `FigureCard.rank`."""
    ranks = {card.figure.slug: card.rank for card in read_cards()}
    return sorted(figures, key=lambda figure: ranks.get(figure.slug, LAST))


def group_by_subject(cards: Iterable[FigureCard], order: Sequence[str], own: str = "") -> list[FigureSubject]:
    """Each figure once, under the first of its themes: `own` (a slug, or empty) first, those of no theme last."""
    groups: dict[tuple[str, str], list[FigureCard]] = defaultdict(list)
    for card in cards:
        first = card.themes[0] if card.themes else FigureTheme("", WITHOUT_THEME, "")
        groups[first.slug, first.title].append(card)
    place = {slug: number for number, slug in enumerate(order)}
    return [
        FigureSubject(title, slug, tuple(found))
        for (slug, title), found in sorted(
            groups.items(), key=lambda each: (each[0][0] != own, place.get(each[0][0], len(place)))
        )
    ]


def find_card(slug: str) -> FigureCard | None:
    return next((card for card in read_cards() if card.figure.slug == slug), None)


def list_themes(cards: Iterable[FigureCard], order: Sequence[str]) -> list[FigureTheme]:
    """Themes that have a figure."""
    having = {theme.slug: theme for card in cards for theme in card.themes}
    return sorted(having.values(), key=lambda theme: order.index(theme.slug))


@kept_by_version
def read_theme_order() -> tuple[str, ...]:
    return tuple(Theme.objects.listed().in_order().values_list("slug", flat=True))


def choose_first(cards: Iterable[FigureCard], numbers: int = 3) -> FigureCard | None:
    """The one for the home page: the first, in the curators' order, with a picture over time of at least three numbers.

    It changes only when the collection does. Figures of themes with a content note stand on pages that carry it.
    """
    return next(
        (
            card
            for card in cards
            if card.chart.kind == "time"
            and sum(row.has_number for row in card.figure.rows) >= numbers
            and not any(theme.content_note for theme in card.themes)
        ),
        None,
    )
