"""Figures over time, each value with its unit, denominator, source and page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from reviews.models import SeriesPoint
from themes.citations.locators import LocatorError, parse, render


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row ready to print. `source` names the report, or who counted; `pages` is empty when not known.

    `amount` is the number of `value`, which has the source's words where `is_in_words`.
    """

    years: str
    category: str
    value: str
    of: str
    source: str
    pages: str
    note: str
    first: date | None = None
    last: date | None = None
    amount: Decimal | None = None
    is_in_words: bool = False

    @property
    def out_of(self) -> str:
        """ "101 of 645", or "of 645" where the figure itself is the part. A source's own words need no more."""
        if not self.of or self.is_in_words:
            return ""
        return self.of if " of " in self.of else f"of {self.of}"


@dataclass(frozen=True, slots=True)
class Figure:
    slug: str
    title: str
    unit: str
    note: str
    gaps: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    is_whole: bool = False  # all points of its series

    @property
    def has_categories(self) -> bool:
        return any(row.category for row in self.rows)

    @property
    def has_parts(self) -> bool:
        return any(row.of for row in self.rows)


SERIES = ("series__slug", "series__title", "series__unit", "series__note", "series__gaps")


def read_figures(points: QuerySet[SeriesPoint], *, whole_series: bool = False) -> list[Figure]:
    """Tables that hold these points, and no others of their series: one query.

    What could not be found is told with a whole series only: elsewhere it would speak of other years.
    """
    in_order = points.order_by("series__position", "series", "position", "pk").values(
        *SERIES,
        *(
            "years",
            "covers_from",
            "covers_to",
            "category",
            "value",
            "text",
            "numerator",
            "denominator",
            "counted_by",
            "pages",
            "note",
        ),
        *("review", "review__short_title", "pages_of", "pages_of__short_title"),
    )
    return [
        Figure(
            slug,
            title,
            unit,
            note,
            tuple(gaps) if whole_series else (),
            tuple(_build_row(point) for point in rows),
            whole_series,
        )
        for (slug, title, unit, note, gaps), rows in groupby(in_order, key=itemgetter(*SERIES))
    ]


@lru_cache(maxsize=1024)
def format_pages(pages: str) -> str:
    """A page list in our own form, or as it was typed when it is none."""
    try:
        return render(parse(f"pages {pages}"))
    except LocatorError:
        return pages


def _build_row(point: dict[str, Any]) -> FigureRow:
    pages = format_pages(point["pages"]) if point["pages"] else ""
    if pages and point["pages_of"] and point["pages_of"] != point["review"]:
        pages = f"{pages} of {point['pages_of__short_title']}"
    return FigureRow(
        years=point["years"],
        category=point["category"],
        value=point["text"] or _format_number(point["value"], point["series__unit"]),
        of=_format_part(point["numerator"], point["denominator"], point["value"]),
        source=point["counted_by"] or point["review__short_title"] or "",
        pages=pages,
        note=point["note"],
        first=point["covers_from"],
        last=point["covers_to"],
        amount=point["value"],
        is_in_words=bool(point["text"]),
    )


def _format_number(value: Decimal, unit: str) -> str:
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if unit.startswith("per cent") else text


def _format_part(numerator: int | None, denominator: int | None, value: Decimal | None) -> str:
    """ "101 of 645"; only the whole where the figure itself is the part."""
    if denominator is None:
        return ""
    return (
        f"{denominator:,}" if numerator is None or numerator == value else f"{numerator:,} of {denominator:,}"
    )
