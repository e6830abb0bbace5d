"""What an address chooses to compare: two periods (of a theme, or of all), two themes, or two reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse

from reviews.history.tracking import find_by_old_slugs
from reviews.models import Period, Review
from themes.explore.choice import build_address
from themes.explore.filters import LONGEST_VALUE, split_values
from themes.models import Theme

Row = TypeVar("Row", bound=Model)
NAMES = ("theme", "period", "review")  # in the order of an address
MOST_NAMED = 4  # of one kind: more are no pair anyway


@dataclass(frozen=True, slots=True)
class PairChoice:
    """The rows that an address names, each once and in their own order, so that a pair has one address."""

    themes: tuple[Theme, ...] = ()
    periods: tuple[Period, ...] = ()
    reviews: tuple[Review, ...] = ()
    unknown: tuple[str, ...] = ()  # words that are the address of nothing

    @property
    def kind(self) -> str:
        """ "themes", "periods" or "reviews" of which two are chosen; "open" where there could be; else ""."""
        counts = (len(self.themes), len(self.periods), len(self.reviews))
        if counts in ((0, 2, 0), (1, 2, 0)):
            return "periods"
        if counts in ((2, 0, 0), (0, 0, 2)):
            return "themes" if self.themes else "reviews"
        return "open" if counts in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)) else ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        rows = zip(NAMES, (self.themes, self.periods, self.reviews), strict=True)
        return [(name, row.slug) for name, of_kind in rows for row in of_kind]  # type: ignore[attr-defined]

    @property
    def address(self) -> str:
        return build_address(reverse("compare"), self.pairs)


@dataclass(frozen=True, slots=True)
class PairField:
    """A box to choose one in. `groups` of rows, each with its title or ""; `chosen` is a slug, or ""."""

    id: str
    name: str
    label: str
    empty: str  # words for none
    groups: Sequence[tuple[str, Iterable[Model]]]
    chosen: str


def build_fields(
    choice: PairChoice,
    themes: Iterable[Theme],
    periods: Iterable[Period],
    shelves: Iterable[tuple[str, Iterable[Review]]],
) -> dict[str, tuple[PairField, ...]]:
    """The boxes of each kind of comparison, by its name, with what is chosen. Reads none of the rows."""

    def pair(name: str, noun: str, groups: Sequence[tuple[str, Iterable[Model]]]) -> tuple[PairField, ...]:
        empty = f"Choose a {noun}"
        chosen = [slug for kind, slug in choice.pairs if kind == name]
        return tuple(
            PairField(f"{name}-{place + 1}", name, label, empty, groups, "".join(chosen[place : place + 1]))
            for place, label in enumerate([noun.capitalize(), "and"])
        )

    of_themes = pair("theme", "theme", [("", themes)])
    of_theme = replace(of_themes[0], id="of-theme", empty="All themes")
    return {
        "periods": (of_theme, *pair("period", "period", [("", periods)])),
        "themes": of_themes,
        "reviews": pair("review", "report", list(shelves)),
    }


def build_pair_address(**rows: tuple[str, ...]) -> str:
    """The address of a comparison, by slugs: `build_pair_address(theme=("neglect",), period=("a", "b"))`."""
    return build_address(
        reverse("compare"), [(name, slug) for name in NAMES for slug in rows.get(name, ()) if slug]
    )


def read_pair_choice(data: QueryDict) -> PairChoice:
    """By any slug that a row ever had. One query for each kind that is named, two more where a name is not today's."""
    unknown: list[str] = []

    def find(name: str, rows: QuerySet[Row]) -> list[Row]:
        slugs = list(dict.fromkeys(filter(None, map(str.strip, split_values(data.getlist(name))))))
        usable = [slug for slug in slugs if "\x00" not in slug and len(slug) <= LONGEST_VALUE][:MOST_NAMED]
        found: Mapping[str, Row] = {row.slug: row for row in rows.filter(slug__in=usable)} if usable else {}  # type: ignore[attr-defined]
        if missing := [slug for slug in usable if slug not in found]:
            former = find_by_old_slugs(rows.model, missing)
            pks = {slug: getattr(row, "merged_into_id", None) or row.pk for slug, row in former.items()}
            today = rows.in_bulk(pks.values())
            found = {**found, **{slug: today[pk] for slug, pk in pks.items() if pk in today}}
        unknown.extend(slug[:LONGEST_VALUE] for slug in slugs[:MOST_NAMED] if slug not in found)
        return list({row.pk: row for row in found.values()}.values())

    named = find("theme", Theme.objects.select_related("group", "merged_into__group"))
    themes = {theme.pk: theme for theme in (each.merged_into or each for each in named)}.values()
    periods = find("period", Period.objects.all())
    reviews = find("review", Review.objects.with_authors())
    return PairChoice(
        tuple(sorted(themes, key=lambda theme: (theme.group.position, theme.position, theme.pk))),
        tuple(sorted(periods, key=lambda period: period.starts)),
        tuple(sorted(reviews, key=_order_review)),
        tuple(unknown),
    )


def _order_review(review: Review) -> tuple[date, date, int]:
    return (review.incidents_from or date.max, review.published or date.max, review.pk)
