"""What of ours an article speaks of: its review, its headings' themes, findings with the same pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reviews.models import Period, Review
from reviews.models.review import ReviewKind
from themes.citations.locators import Locator
from themes.importers.article.drafts import ArticleDraft, ThemeDraft
from themes.models import Citation, Finding, FindingTheme, Theme
from themes.search.words import lexemes

FEWEST_WORDS_OF_A_TITLE = 3  # fewer may stand anywhere
SMALL_WORDS = {"a", "and", "for", "in", "is", "of", "on", "or", "s", "the", "to", "with"}


def propose_review(draft: ArticleDraft) -> Review | None:
    """The one whose title the article names, or else the national analysis of the years it names: if exactly one."""
    if named := _review_named(draft):
        return named
    if not draft.incident_years:
        return None
    first, last = draft.incident_years
    periods = Period.objects.filter(starts__year=first, ends__year=last)
    analyses = Review.objects.filter(kind=ReviewKind.NATIONAL_ANALYSIS, periods__in=periods).distinct()[:2]
    return analyses[0] if len(analyses) == 1 else None


def _review_named(draft: ArticleDraft) -> Review | None:
    """Of several whose titles stand in the title or introduction, the longest title's: others are part of it."""
    said = f" {plain(' '.join([draft.title, draft.standfirst, *draft.introduction]))} "
    named: dict[int, tuple[int, Review]] = {}
    for review in Review.objects.only("pk", "title", "short_title"):
        for title in map(plain, (review.title, review.short_title)):
            if len(title.split()) >= FEWEST_WORDS_OF_A_TITLE and f" {title} " in said:
                named[review.pk] = max(named.get(review.pk, (0, review)), (len(title), review), key=_length)
    most = max((length for length, _ in named.values()), default=0)
    longest = [review for length, review in named.values() if length == most]
    return longest[0] if len(longest) == 1 else None


def _length(found: tuple[int, Review]) -> int:
    return found[0]


@dataclass(frozen=True, slots=True)
class Matches:
    """Proposals for one article about one review; however long it is, they take the same few queries."""

    themes: Mapping[int, Theme | None] = field(default_factory=dict)  # by the line of the heading
    same_pages: Mapping[Locator, Sequence[Finding]] = field(default_factory=dict)

    def alike(self, theme: ThemeDraft) -> list[Finding]:
        """Findings held with one of the page lists under a heading, by number: perhaps the same lessons."""
        found = {
            finding.pk: finding
            for page_list in theme.citations
            for finding in self.same_pages.get(page_list.pages, ())
        }
        return sorted(found.values(), key=lambda finding: finding.number)


def match(draft: ArticleDraft, review: Review) -> Matches:
    page_lists = [page_list.pages for theme in draft.themes for page_list in theme.citations]
    same_pages = Matches(same_pages=findings_with_pages(review, page_lists))
    alike = {theme.line: same_pages.alike(theme) for theme in draft.themes}
    return Matches(_fitting_themes(draft, alike), same_pages.same_pages)


def findings_with_pages(review: Review, page_lists: Iterable[Locator]) -> dict[Locator, list[Finding]]:
    """For each of these page lists of `review`, the worded findings held with exactly its pages."""
    wanted = set(page_lists)
    citations = (
        Citation.objects.filter(
            pages__review=review, pages__first_page__in={pages.first for one in wanted for pages in one}
        )
        .distinct()
        .prefetch_related("pages", "findings")
    )
    found: dict[Locator, dict[int, Finding]] = defaultdict(dict)
    for citation in citations:
        pages = tuple(page.as_pages for page in citation.pages.all())
        if pages in wanted:
            found[pages] |= {finding.number: finding for finding in citation.findings.all() if finding.text}
    return {pages: [findings[number] for number in sorted(findings)] for pages, findings in found.items()}


def _fitting_themes(draft: ArticleDraft, alike: Mapping[int, Sequence[Finding]]) -> dict[int, Theme | None]:
    """Our theme for each heading: by words of its title, else its synonyms, else findings with the same pages."""
    themes = list(Theme.objects.current().in_order())
    named = [
        (_stems(name), is_title, theme)
        for theme in themes
        for is_title, name in [(True, theme.title), *((False, synonym) for synonym in theme.synonyms)]
    ]
    titles = Counter(stem for words, is_title, _ in named if is_title for stem in words)
    telling = {stem for stem, number in titles.items() if number == 1}
    links = FindingTheme.objects.filter(
        finding__in={finding.pk for findings in alike.values() for finding in findings}, is_primary=True
    )
    primary = {link.finding_id: link.theme for link in links.select_related("theme")}
    fitting: dict[int, Theme | None] = {}
    for heading in draft.themes:
        said = _stems(heading.title)
        by_name = [
            (_nearness(said, words, is_title=is_title), theme)
            for words, is_title, theme in named
            if words and said and _is_named(said, words, telling if is_title else ())
        ]
        by_pages = Counter(primary[one.pk] for one in alike[heading.line] if one.pk in primary)
        if by_name:
            fitting[heading.line] = max(by_name, key=lambda pair: pair[0])[1]
        else:
            fitting[heading.line] = by_pages.most_common(1)[0][0] if by_pages else None
    return fitting


def _is_named(said: frozenset[str], words: frozenset[str], telling: Collection[str]) -> bool:
    """A whole name stands in the heading, or half of the heading in it with a word that no other title has."""
    shared = said & words
    return words <= said or (2 * len(shared) >= len(said) and any(stem in telling for stem in shared))


def _nearness(said: frozenset[str], words: frozenset[str], *, is_title: bool) -> tuple[float, bool, float]:
    """Most of the heading's words; then a title before a synonym; then the name with the least besides."""
    return len(said & words) / len(said), is_title, len(said & words) / len(words)


def _stems(name: str) -> frozenset[str]:
    return frozenset(stem for word in plain(name).split() for stem in lexemes(word))


def plain(text: str) -> str:
    """For comparing: lower case, words and figures only."""
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()
