"""A finding as every list shows it: plain, complete and comparable, read with one query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from themes.citations.provenance import HowKnown, how_we_know
from themes.models import Citation, Finding, FindingTheme, PageCitation
from themes.models.finding import FindingQuerySet

# Pure functions of their arguments: nothing has to be forgotten when the collection changes.
address = lru_cache(maxsize=10_000)(reverse)


@dataclass(frozen=True, slots=True)
class ThemeLink:
    pk: int
    slug: str
    title: str
    title_for_tabs: str
    content_note: str
    is_primary: bool

    @property
    def url(self) -> str:
        return address("theme", args=(self.slug,))


@dataclass(frozen=True, slots=True)
class ReviewLink:
    pk: int
    slug: str
    title: str

    @property
    def url(self) -> str:
        return address("review", args=(self.slug,))


@dataclass(frozen=True, slots=True)
class Span:
    """One period of a finding."""

    slug: str
    name: str
    first_year: int
    last_year: int
    is_core: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A published finding with all that is said of it in a list. Equal cards look alike."""

    pk: int
    number: int
    code: str
    text: str
    kind: str
    review: ReviewLink
    block: int | None
    block_position: int
    block_reason: str
    themes: tuple[ThemeLink, ...]  # the primary one first
    periods: tuple[Span, ...]  # the earliest first
    how_known: tuple[HowKnown, ...]  # at least one

    @property
    def url(self) -> str:
        return address("finding", args=(self.code,))

    @property
    def has_page(self) -> bool:
        return any(known.pages for known in self.how_known)

    @property
    def primary_theme(self) -> ThemeLink | None:
        return next((theme for theme in self.themes if theme.is_primary), None)

    @property
    def years_text(self) -> str:
        """From its first period to its last: "2003 to 2011". Empty when it has none."""
        return f"{self.periods[0].first_year} to {self.periods[-1].last_year}" if self.periods else ""

    @property
    def period_count(self) -> int:
        return len(self.periods)

    @property
    def spans_periods(self) -> bool:
        """Whether it is drawn from several periods at once and cannot be split."""
        return len(self.periods) > 1

    @property
    def is_later(self) -> bool:
        """Whether it is from after 2014 and kept for comparison."""
        return bool(self.periods) and not self.periods[-1].is_core

    @property
    def content_note(self) -> str:
        """The sentence that warns of what its themes are about, its primary theme's first; or nothing."""
        return next((theme.content_note for theme in self.themes if theme.content_note), "")

    @property
    def title_for_tabs(self) -> str:
        theme = self.primary_theme
        return f"Finding {self.code}: {theme.title_for_tabs}" if theme else f"Finding {self.code}"


def read_cards(findings: FindingQuerySet) -> Iterator[Card]:
    """A card for each finding, in the order of the query: one query, whatever hangs on them."""
    themes = FindingTheme.objects.filter(finding=OuterRef("pk")).order_by(
        "-is_primary", "theme__position", "pk"
    )
    periods = Finding.periods.through.objects.filter(finding=OuterRef("pk")).order_by("period__starts")
    pages = PageCitation.objects.filter(citation=OuterRef("pk")).order_by("position", "pk")
    shared = Finding.objects.in_lists().filter(citations=OuterRef("pk")).order_by("number")
    citations = Citation.objects.filter(findings=OuterRef("pk")).order_by("pk")
    rows = findings.annotate(
        theme_rows=ArraySubquery(
            themes.values(
                row=JSONObject(
                    pk="theme__pk",
                    slug="theme__slug",
                    title="theme__title",
                    tab_title="theme__tab_title",
                    content_note="theme__content_note",
                    is_primary="is_primary",
                )
            )
        ),
        period_rows=ArraySubquery(
            periods.values(
                row=JSONObject(
                    slug="period__slug",
                    name="period__name",
                    first_year="period__starts__year",
                    last_year="period__ends__year",
                    is_core="period__is_core",
                )
            )
        ),
        citation_rows=ArraySubquery(
            citations.values(
                row=JSONObject(
                    basis="basis",
                    given_by="given_by",
                    publication="given_by_article__publication",
                    published="given_by_article__published",
                    title="given_by_article__title",
                    shared_by=ArraySubquery(shared.values("number")),
                    pages=ArraySubquery(
                        pages.values(
                            row=JSONObject(
                                first="first_page",
                                last="last_page",
                                review_slug="review__slug",
                                review_title="review__short_title",
                            )
                        )
                    ),
                )
            )
        ),
    ).values(
        *("pk", "number", "text", "kind", "certainty", "composite"),
        *("review_id", "review__slug", "review__short_title"),
        *("block_id", "block_position", "block__reason"),
        *("theme_rows", "period_rows", "citation_rows"),
    )
    return (_card(row) for row in rows)


def _card(row: Mapping[str, Any]) -> Card:
    return Card(
        pk=row["pk"],
        number=row["number"],
        code=Finding(number=row["number"]).code,
        text=row["text"],
        kind=row["kind"],
        review=ReviewLink(row["review_id"], row["review__slug"], row["review__short_title"]),
        block=row["block_id"],
        block_position=row["block_position"],
        block_reason=row["block__reason"] or "",
        themes=tuple(
            ThemeLink(
                theme["pk"],
                theme["slug"],
                theme["title"],
                theme["tab_title"] or theme["title"],
                theme["content_note"],
                theme["is_primary"],
            )
            for theme in row["theme_rows"]
        ),
        periods=tuple(Span(**period) for period in row["period_rows"]),
        how_known=how_we_know(row["citation_rows"], row["certainty"], composite=row["composite"]),
    )


@lru_cache(maxsize=4096)
def card_html(card: Card) -> SafeString:
    """The card as lists show it. Remembered by its content, so it is never out of date."""
    return mark_safe(get_template("components/finding.html").render({"card": card}))  # noqa: S308 - a template's
