"""A finding as every list shows it: plain, complete and comparable, read with one query."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from themes.citations.provenance import NUMBER_WORDS, HowKnown, describe_how_known
from themes.citations.wording import Quoted, describe_quotation
from themes.enums import FindingKind, FindingState
from themes.models import Finding

# Depends on nothing but its arguments, so the cache is never stale.
cached_reverse = lru_cache(maxsize=10_000)(reverse)


@dataclass(frozen=True, slots=True)
class ThemeLink:
    pk: int
    slug: str
    title: str
    title_for_tabs: str
    content_note: str
    is_primary: bool
    group: str = ""  # the slug of its group, which has a colour and an icon

    @property
    def url(self) -> str:
        return cached_reverse("theme", args=(self.slug,))


@dataclass(frozen=True, slots=True)
class ReviewLink:
    pk: int
    slug: str
    title: str

    @property
    def url(self) -> str:
        return cached_reverse("review", args=(self.slug,))


# What stands in place of periods where a finding has none, because its wording names its years.
YEARS_IN_WORDS = "Years given in the finding"
MAX_CHIPS = 2  # themes that a card names
INDENT = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class CardPeriod:
    """One period of a finding."""

    slug: str
    name: str
    first_year: int
    last_year: int
    is_core: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A published finding with all that a list shows of it. Equal cards look alike."""

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
    periods: tuple[CardPeriod, ...]  # the earliest first
    how_known: tuple[HowKnown, ...]  # at least one
    quoted: tuple[Quoted, ...] = ()

    @property
    def url(self) -> str:
        return cached_reverse("finding", args=(self.code,))

    @property
    def has_page(self) -> bool:
        return any(known.pages for known in self.how_known)

    @property
    def primary_theme(self) -> ThemeLink | None:
        return next((theme for theme in self.themes if theme.is_primary), None)

    @property
    def years_text(self) -> str:
        """From its first period to its last: "2003 to 2011"; where it has none, what stands in their place."""
        if not self.periods:
            return YEARS_IN_WORDS
        return f"{self.periods[0].first_year} to {self.periods[-1].last_year}"

    @property
    def period_count_text(self) -> str:
        return (
            NUMBER_WORDS[len(self.periods)]
            if len(self.periods) < len(NUMBER_WORDS)
            else str(len(self.periods))
        )

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


# Written by hand: Django takes longer to build this query than PostgreSQL to answer it.
CARDS = """
SELECT finding.id, finding.number, finding.text, finding.kind, finding.certainty, finding.composite,
       review.id, review.slug, review.short_title,
       finding.block_id, finding.block_position, coalesce(block.reason, ''),
       (SELECT jsonb_agg(
                   jsonb_build_array(theme.id, theme.slug, theme.title,
                                     coalesce(nullif(theme.tab_title, ''), theme.title),
                                     theme.content_note, link.is_primary, theme_group.slug)
                   ORDER BY link.is_primary DESC, theme.position, link.id)
        FROM themes_findingtheme link JOIN themes_theme theme ON theme.id = link.theme_id
        JOIN themes_themegroup theme_group ON theme_group.id = theme.group_id
        WHERE link.finding_id = finding.id),
       (SELECT jsonb_agg(
                   jsonb_build_array(period.slug, period.name, extract(year FROM period.starts)::int,
                                     extract(year FROM period.ends)::int, period.is_core)
                   ORDER BY period.starts)
        FROM themes_finding_periods link JOIN reviews_period period ON period.id = link.period_id
        WHERE link.finding_id = finding.id),
       (SELECT jsonb_agg(
                   jsonb_build_object(
                       'basis', citation.basis, 'given_by', citation.given_by,
                       'publication', article.publication, 'published', article.published,
                       'title', article.title,
                       'words_found_on',
                       (SELECT jsonb_agg(DISTINCT CASE WHEN document.labels_confirmed_at IS NULL
                                                       THEN '' ELSE quotation.found_on END)
                        FROM themes_quotation quotation
                        LEFT JOIN reviews_documentpage held
                        ON held.document_id = quotation.document_id AND held.index = quotation.found_index
                        LEFT JOIN reviews_document document ON document.id = quotation.document_id
                        WHERE quotation.finding_id = finding.id AND quotation.outcome = 'exact'
                          AND (quotation.citation_id = citation.id
                               OR EXISTS (SELECT FROM themes_pagecitation page
                                          WHERE page.citation_id = citation.id
                                            AND page.review_id = document.review_id
                                            AND held.label_sort BETWEEN page.first_sort AND page.last_sort))),
                       'shared_by',
                       (SELECT jsonb_agg(other.number ORDER BY other.number)
                        FROM themes_citation_findings also JOIN themes_finding other ON other.id = also.finding_id
                        WHERE also.citation_id = citation.id
                          AND other.state = %(published)s AND other.kind <> %(scope)s),
                       'shared_in_all',
                       (SELECT greatest(count(other.published_at), count(*) - count(other.published_at))
                        FROM themes_citation_findings also JOIN themes_finding other ON other.id = also.finding_id
                        WHERE also.citation_id = citation.id),
                       'pages',
                       (SELECT jsonb_agg(
                                   jsonb_build_object('first', page.first_page, 'last', page.last_page,
                                                      'review_slug', cited.slug, 'review_title', cited.short_title)
                                   ORDER BY page.position, page.id)
                        FROM themes_pagecitation page JOIN reviews_review cited ON cited.id = page.review_id
                        WHERE page.citation_id = citation.id))
                   ORDER BY citation.id)
        FROM themes_citation_findings link JOIN themes_citation citation ON citation.id = link.citation_id
        LEFT JOIN reviews_article article ON article.id = citation.given_by_article_id
        WHERE link.finding_id = finding.id),
       (SELECT jsonb_agg(
                   jsonb_build_object(
                       'words', quotation.words, 'outcome', quotation.outcome,
                       'score', quotation.score, 'matched', quotation.matched,
                       'found_on', quotation.found_on, 'because', quotation.overruled_because,
                       'has_report', quotation.document_id IS NOT NULL,
                       'is_unconfirmed',
                       EXISTS (SELECT FROM reviews_document document
                               WHERE document.id = quotation.document_id AND document.labels_confirmed_at IS NULL),
                       'checked_at', (quotation.checked_at AT TIME ZONE %(zone)s)::date,
                       'pages',
                       (SELECT jsonb_agg(jsonb_build_object('first', page.first_page, 'last', page.last_page)
                                         ORDER BY page.position, page.id)
                        FROM themes_pagecitation page WHERE page.citation_id = quotation.citation_id))
                   ORDER BY quotation.position, quotation.id)
        FROM themes_quotation quotation WHERE quotation.finding_id = finding.id)
FROM themes_finding finding
JOIN reviews_review review ON review.id = finding.review_id
LEFT JOIN themes_readtogether block ON block.id = finding.block_id
WHERE finding.state = %(published)s AND (%(with_scope_notes)s OR finding.kind <> %(scope)s)
  AND (finding.id = ANY(%(findings)s) OR finding.block_id = ANY(%(blocks)s))
ORDER BY finding.block_position, finding.number
"""


# Answers a SELECT with these parameters: today, or as it would have been answered (`themes.past`).
Parameters = Sequence[Any] | Mapping[str, Any]
ReadRows = Callable[[str, Parameters], Sequence[tuple]]


def read_rows(sql: str, params: Parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def read_cards(
    findings: Iterable[int],
    blocks: Iterable[int] = (),
    *,
    with_scope_notes: bool = False,
    read: ReadRows = read_rows,
) -> list[Card]:
    """Cards of these findings and of all members of these blocks, by ids, where they are public: one query.

    In the order in which members of a block stand.
    """
    params = {
        "published": FindingState.PUBLISHED.value,
        "scope": FindingKind.SCOPE.value,
        "with_scope_notes": with_scope_notes,
        "findings": list(findings),
        "blocks": list(blocks),
        "zone": settings.TIME_ZONE,
    }
    return [_make_card(*row) for row in read(CARDS, params)]


@lru_cache(maxsize=4096)  # by content, as the HTML is
def _make_card(
    pk: int,
    number: int,
    text: str,
    kind: str,
    certainty: str,
    composite: bool,
    review_pk: int,
    review_slug: str,
    review_title: str,
    block: int | None,
    block_position: int,
    block_reason: str,
    themes: str | None,
    periods: str | None,
    citations: str | None,
    quotations: str | None,
) -> Card:
    return Card(
        pk=pk,
        number=number,
        code=Finding(number=number).code,
        text=text,
        kind=kind,
        review=ReviewLink(review_pk, review_slug, review_title),
        block=block,
        block_position=block_position,
        block_reason=block_reason,
        themes=tuple(ThemeLink(*theme) for theme in _parse_rows(themes)),
        periods=tuple(CardPeriod(*period) for period in _parse_rows(periods)),
        how_known=describe_how_known(_parse_rows(citations), certainty, composite=composite),
        quoted=tuple(describe_quotation(quotation) for quotation in _parse_rows(quotations)),
    )


def _parse_rows(rows: str | None) -> list:
    """An aggregate as a list: Django leaves JSON as text, and there is none where there are no rows."""
    return json.loads(rows) if rows else []


@lru_cache(maxsize=4096)
def render_card(card: Card, level: str = "h3", apart_from: tuple[str, ...] = ()) -> SafeString:
    """The card as lists show it, its lesson a heading at `level`, with two of its themes at most.

    `apart_from` are slugs of themes that the page is about, which every card would repeat. Cached by its content, so it
    is never stale.
    """
    chips = [theme for theme in card.themes if theme.slug not in apart_from][:MAX_CHIPS]
    context = {"card": card, "level": level, "chips": chips}
    return drop_indents(get_template("components/finding.html").render(context))


def drop_indents(html: str) -> SafeString:
    """What a template made of a card, without its empty lines and indents: lists hold it dozens of times."""
    return mark_safe(INDENT.sub("\n", html))  # noqa: S308 - a template's
