"""Figures over time as tables, each value with its unit, denominator, source and page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet

from reviews.models import Review, Series, SeriesPoint
from themes.citations.locators import LocatorError, parse, render


@dataclass(frozen=True)
class FigureRow:
    """A row ready to print. `source` names the report, or who counted; `pages` is empty when not known."""

    years: str
    category: str
    value: str
    of: str
    source: str
    review: Review | None
    pages: str
    note: str


@dataclass(frozen=True)
class Figure:
    series: Series
    rows: list[FigureRow]

    @property
    def has_categories(self) -> bool:
        return any(row.category for row in self.rows)

    @property
    def has_parts(self) -> bool:
        return any(row.of for row in self.rows)


def figures(points: QuerySet[SeriesPoint]) -> list[Figure]:
    """Tables that hold these points, and no others of their series: one query."""
    in_order = points.select_related("series", "review", "pages_of").order_by(
        "series__position", "series", "position", "pk"
    )
    return [
        Figure(series, [_row(point, series.unit) for point in of_series])
        for series, of_series in groupby(in_order, key=attrgetter("series"))
    ]


def _row(point: SeriesPoint, unit: str) -> FigureRow:
    source = point.counted_by or (point.review.short_title if point.review else "")
    page_source = point.pages_of or point.review
    pages = ""
    if point.pages:
        try:
            pages = render(parse(f"pages {point.pages}"))
        except LocatorError:
            pages = point.pages
        if point.pages_of and point.pages_of != point.review:
            pages = f"{pages} of {page_source}"
    return FigureRow(
        years=point.years,
        category=point.category,
        value=point.text or _number(point, unit),
        of=_part(point),
        source=source,
        review=point.review,
        pages=pages,
        note=point.note,
    )


def _number(point: SeriesPoint, unit: str) -> str:
    assert point.value is not None  # noqa: S101 - a constraint of the table
    text = f"{point.value:,f}".rstrip("0").rstrip(".") if "." in f"{point.value:f}" else f"{point.value:,f}"
    return f"{text}%" if unit.startswith("per cent") else text


def _part(point: SeriesPoint) -> str:
    if point.numerator is not None and point.denominator is not None:
        return f"{point.numerator:,} of {point.denominator:,}"
    if point.denominator is not None:
        return f"of {point.denominator:,}"
    return ""
