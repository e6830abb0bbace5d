"""Figures over time, each value with its unit, denominator, source and page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from reviews.models import Series, SeriesPoint
from reviews.models.period import count_months
from themes.citations.locators import LocatorError, parse, render

# Units, which are typed freely, of what does not grow with the months that it is about.
NO_COUNT = re.compile(
    r"%|\bper\b|percent|average|\bmean\b|median|\brates?\b|\bratios?\b|\bshares?\b|proportion"
    r"|\b(?:a|each|every) (?:year|month|week|day)\b|yearly|annual|\bages?\b|\bwords\b"
)
# Counts of these, as low as one or two, could point at one family.
PER_CENT = re.compile(r"\bper cent\b|%")
OF_PEOPLE = re.compile(
    r"child|person|death|case|incident|famil|young|bab(?:y|ies)|mother|father|parent|sibling"
)
LEAST_SHOWN = 3
TOO_FEW = f"fewer than {LEAST_SHOWN}"
MONTHS_A_YEAR = 12
REVIEWS_NOT_CHILDREN = (
    "These are counts of reviews, not of children: one review can be about several children."
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row ready to print. `source` names the report, or who counted; `pages` is empty when not known.

    `amount` is the number of `value`, which has the source's words where `is_in_words`. `part` of `whole` is what the
    source says that it is of, and `change` how it was counted otherwise than the figure before it.
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
    part: int | None = None
    whole: int | None = None
    change: str = ""
    source_path: str = ""  # of the report's page with us

    @property
    def out_of(self) -> str:
        """ "101 of 645", or "of 645" where the figure itself is the part. A source's own words need no more."""
        if not self.of or self.is_in_words:
            return ""
        return self.of if " of " in self.of else f"of {self.of}"

    @property
    def has_number(self) -> bool:
        return self.amount is not None and not self.is_in_words

    @property
    def months(self) -> int:
        """Of the years that it is about; 0 where they are not plain."""
        return count_months(self.first, self.last) if self.first and self.last else 0

    @property
    def of_a_year(self) -> Decimal | None:
        if self.amount is None or not self.months:
            return None
        return self.amount * MONTHS_A_YEAR / self.months


@dataclass(frozen=True, slots=True)
class Figure:
    slug: str
    title: str
    unit: str
    note: str
    gaps: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    is_whole: bool = False  # all points of its series
    number: int = 0  # tells it from all others, in words that could distress nobody

    @property
    def has_categories(self) -> bool:
        return any(row.category for row in self.rows)

    @property
    def has_parts(self) -> bool:
        return any(row.of for row in self.rows)

    @property
    def is_percent(self) -> bool:
        return self.unit.lower().startswith(("per cent", "percent", "%"))

    @property
    def is_for_a_year(self) -> bool:
        """Whether its numbers are counts about spans of different length, and can be compared for a year only."""
        months = {row.months for row in self.rows if row.has_number and row.months}
        return not NO_COUNT.search(self.unit.lower()) and not self.has_categories and len(months) > 1

    @property
    def counts_reviews(self) -> bool:
        """Whether it is about reviews, so that it could be taken for a figure about children."""
        return "review" in self.unit.lower() or (self.is_percent and "of reviews" in self.title.lower())

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before one reads it."""
        return tuple(filter(None, [REVIEWS_NOT_CHILDREN if self.counts_reviews else "", self.note]))

    @property
    def span(self) -> str:
        """ "2003 to 2019"; empty where no years are plain."""
        firsts = [row.first.year for row in self.rows if row.first]
        lasts = [row.last.year for row in self.rows if row.last]
        if not firsts or not lasts:
            return ""
        first, last = min(firsts), max(lasts)
        return str(first) if first == last else f"{first} to {last}"

    @property
    def unit_in_words(self) -> str:
        return "" if self.unit == "words" else self.unit

    def format_year(self, row: FigureRow) -> str:
        """The number that a year of its span has, divided by us: "81". Empty where all are of the same length."""
        if not self.is_for_a_year or not row.has_number or (number := row.of_a_year) is None:
            return ""
        return f"{number.quantize(Decimal(1) if number >= 10 else Decimal('0.1'), ROUND_HALF_UP):,f}"

    def say_beside(self, row: FigureRow) -> list[str]:
        """What is said beside its number: of what it is, and how many a year."""
        of_a_year = self.format_year(row)
        return [*filter(None, [row.out_of]), *([f"about {of_a_year} a year"] if of_a_year else [])]

    def get_absolute_url(self) -> str:
        return reverse("figure", args=[self.slug])


SERIES = ("series", "series__slug", "series__title", "series__unit", "series__note", "series__gaps")


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
            "change",
        ),
        *("review", "review__slug", "review__short_title", "pages_of", "pages_of__short_title"),
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
            number,
        )
        for (number, slug, title, unit, note, gaps), rows in groupby(in_order, key=itemgetter(*SERIES))
    ]


def build_unsaved_figure(series: Series, points: Iterable[SeriesPoint]) -> Figure:
    """A series as it would be read if these were its points, saved or not."""
    rows = []
    for point in points:
        report, other = point.review, point.pages_of
        names = {"review__slug": report and report.slug, "review__short_title": report and report.short_title}
        names |= {"pages_of__short_title": other and other.short_title, "series__unit": series.unit}
        own = {
            field.attname.removesuffix("_id"): getattr(point, field.attname) for field in point._meta.fields
        }
        rows.append(_build_row(own | names))
    return Figure(
        series.slug, series.title, series.unit, series.note, tuple(series.gaps), tuple(rows), is_whole=True
    )


@lru_cache(maxsize=1024)
def format_pages(pages: str) -> str:
    """A page list in our own form, or as it was typed when it is none."""
    try:
        return render(parse(f"pages {pages}"))
    except LocatorError:
        return pages


def could_point_at_a_family(
    *, unit: str, category: str, value: Decimal | None, part: int | None, whole: int | None
) -> bool:
    """Whether a number is so small that readers who know a child could find that child in it."""
    unit = unit.lower()
    if part is not None:
        count: Decimal | None = Decimal(part)
    elif PER_CENT.search(unit) and value is not None and whole:
        count = Decimal(round(value * whole / 100))  # whoever is told the whole can work it out
    else:
        count = None if NO_COUNT.search(unit) else value
    is_about_people = bool(category) or bool(OF_PEOPLE.search(unit)) or bool(NO_COUNT.search(unit))
    return is_about_people and count is not None and 0 < count < LEAST_SHOWN


def _build_row(point: dict[str, Any]) -> FigureRow:
    pages = format_pages(point["pages"]) if point["pages"] else ""
    if pages and point["pages_of"] and point["pages_of"] != point["review"]:
        pages = f"{pages} of {point['pages_of__short_title']}"
    unit, amount, text, part = point["series__unit"], point["value"], point["text"], point["numerator"]
    of, note = _format_part(part, point["denominator"], amount), point["note"]
    whole = point["denominator"]
    if could_point_at_a_family(unit=unit, category=point["category"], value=amount, part=part, whole=whole):
        amount, text, part = None, TOO_FEW, None
        of = f"{whole:,}" if whole is not None else ""
    number = "" if amount is None else _format_number(amount, unit)
    if number and text and not _holds_number(text, amount):
        number, text = f"{number} ({text})", ""  # its words only explain the number
    is_own = bool(point["review__slug"]) and not point["counted_by"]
    return FigureRow(
        years=point["years"],
        category=point["category"],
        value=text or number,
        of=of,
        source=point["counted_by"] or point["review__short_title"] or "",
        pages=pages,
        note=note,
        first=point["covers_from"],
        last=point["covers_to"],
        amount=amount,
        is_in_words=bool(text),
        part=part,
        whole=point["denominator"],
        change=point["change"],
        source_path=reverse("review", args=[point["review__slug"]]) if is_own else "",
    )


def _holds_number(text: str, value: Decimal | None) -> bool:
    plain = f"{value.normalize():,f}" if value is not None else ""
    return bool(re.search(rf"(?<![\d.,]){re.escape(plain)}(?![\d]|[.,]\d)", text))


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
