"""What of ours an article speaks of: its review, its headings' themes, findings with the same pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reviews.models import Article, Period, Review
from reviews.models.review import ReviewKind
from themes.citations.locators import Locator
from themes.importers.article.drafts import ArticleDraft, FindingDraft, ThemeDraft
from themes.models import Citation, Finding, FindingTheme, Theme
from themes.search.words import lexemes

FEWEST_WORDS_OF_A_TITLE = 3  # fewer may stand anywhere


def normalise_text(text: str) -> str:
    """For comparing: lower case, words and figures only."""
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()


def propose_review(draft: ArticleDraft) -> Review | None:
    """The one whose title the article names, or else the national analysis of the years it names: if exactly one."""
    if named := _find_named_review(draft):
        return named
    if not draft.incident_years:
        return None
    first, last = draft.incident_years
    periods = Period.objects.filter(starts__year=first, ends__year=last)
    analyses = Review.objects.filter(kind=ReviewKind.NATIONAL_ANALYSIS, periods__in=periods).distinct()[:2]
    return analyses[0] if len(analyses) == 1 else None


def _find_named_review(draft: ArticleDraft) -> Review | None:
    """Of several whose titles stand in the title or introduction, the longest title's: others are part of it."""
    front = f" {normalise_text(' '.join([draft.title, draft.standfirst, *draft.introduction]))} "
    lengths: dict[Review, int] = {}
    for review in Review.objects.only("pk", "title", "short_title"):
        for title in map(normalise_text, (review.title, review.short_title)):
            if len(title.split()) >= FEWEST_WORDS_OF_A_TITLE and f" {title} " in front:
                lengths[review] = max(lengths.get(review, 0), len(title))
    most = max(lengths.values(), default=0)
    longest = [review for review, length in lengths.items() if length == most]
    return longest[0] if len(longest) == 1 else None


def find_accepted_findings(article: Article) -> dict[tuple[str, str], Finding]:
    """What was taken from an article so far, by its normalised heading and words: two queries."""
    drafts = article.findings.exclude(article_words="").select_related("article_section")
    mentions = article.mentions.select_related("section", "finding")
    taken = [
        (finding.article_section.title, finding.article_words, finding)
        for finding in drafts
        if finding.article_section
    ]
    taken += [(mention.section.title, mention.words, mention.finding) for mention in mentions]
    return {(normalise_text(title), normalise_text(words)): finding for title, words, finding in taken}


def list_spellings(finding: FindingDraft) -> tuple[str, str]:
    """Normalised: its words, and as an earlier release took them, with a page list that it could not read."""
    return normalise_text(finding.text), normalise_text(finding.raw)


def find_accepted(
    accepted: Mapping[tuple[str, str], Finding], theme: ThemeDraft, finding: FindingDraft
) -> Finding | None:
    title = normalise_text(theme.title)
    return next(
        (accepted[title, words] for words in list_spellings(finding) if (title, words) in accepted), None
    )


@dataclass(frozen=True, slots=True)
class ArticleMatches:
    """Proposals for one article about one review; however long it is, they take the same few queries."""

    themes: Mapping[int, Theme | None] = field(default_factory=dict)  # by the line of the heading
    same_pages: Mapping[Locator, Sequence[Finding]] = field(default_factory=dict)

    def list_alike(self, theme: ThemeDraft) -> list[Finding]:
        """Findings held with one of the page lists under a heading, by number: perhaps the same lessons."""
        found = {
            finding.pk: finding
            for page_list in theme.citations
            for finding in self.same_pages.get(page_list.pages, ())
        }
        return sorted(found.values(), key=lambda finding: finding.number)


def match_article(draft: ArticleDraft, review: Review) -> ArticleMatches:
    page_lists = [page_list.pages for theme in draft.themes for page_list in theme.citations]
    matches = ArticleMatches(same_pages=_find_same_pages(review, page_lists))
    alike = {theme.line: matches.list_alike(theme) for theme in draft.themes}
    return ArticleMatches(_propose_themes(draft, alike), matches.same_pages)


def _find_same_pages(review: Review, page_lists: Iterable[Locator]) -> dict[Locator, list[Finding]]:
    """For each of these page lists of `review`, the worded findings held with exactly its pages, by number."""
    wanted = set(page_lists)
    first_pages = {pages.first for page_list in wanted for pages in page_list}
    citations = (
        Citation.objects.filter(pages__review=review, pages__first_page__in=first_pages)
        .distinct()
        .prefetch_related("pages", "findings")
    )
    found: dict[Locator, dict[int, Finding]] = {}
    for citation in citations:
        pages = tuple(page.as_pages for page in citation.pages.all())
        if pages in wanted:
            worded = {finding.number: finding for finding in citation.findings.all() if finding.text}
            found.setdefault(pages, {}).update(worded)
    return {pages: [findings[number] for number in sorted(findings)] for pages, findings in found.items()}


class _ThemeName(NamedTuple):
    theme: Theme
    stems: frozenset[str]
    is_title: bool  # else a synonym
    telling: Collection[str]  # of a title: the stems that no other title has

    def fits(self, heading: frozenset[str]) -> bool:
        """A whole name stands in the heading, or half of the heading in it with a word that no other title has."""
        if not self.stems or not heading:
            return False
        shared = heading & self.stems
        has_half = 2 * len(shared) >= len(heading)
        return self.stems <= heading or (has_half and any(stem in self.telling for stem in shared))

    def rank(self, heading: frozenset[str]) -> tuple[float, bool, float]:
        """Most of the heading's words; then a title before a synonym; then the name with the least besides."""
        shared = len(heading & self.stems)
        return shared / len(heading), self.is_title, shared / len(self.stems)


def _propose_themes(draft: ArticleDraft, alike: Mapping[int, Sequence[Finding]]) -> dict[int, Theme | None]:
    """Our theme for each heading: by words of its title, else its synonyms, else findings with the same pages."""
    names = _read_theme_names()
    primary = _read_primary_themes(finding for findings in alike.values() for finding in findings)
    proposed: dict[int, Theme | None] = {}
    for heading in draft.themes:
        stems = _find_stems(heading.title)
        fitting = [name for name in names if name.fits(stems)]
        by_pages = Counter(primary[finding.pk] for finding in alike[heading.line] if finding.pk in primary)
        if fitting:
            proposed[heading.line] = max(fitting, key=lambda name: name.rank(stems)).theme
        else:
            proposed[heading.line] = next((theme for theme, _ in by_pages.most_common(1)), None)
    return proposed


def _read_theme_names() -> list[_ThemeName]:
    titles = [(theme, _find_stems(theme.title)) for theme in Theme.objects.current().in_order()]
    numbers = Counter(stem for _, stems in titles for stem in stems)
    telling = {stem for stem, number in numbers.items() if number == 1}
    names = []
    for theme, stems in titles:
        names.append(_ThemeName(theme, stems, is_title=True, telling=telling))
        names += [_ThemeName(theme, _find_stems(name), is_title=False, telling=()) for name in theme.synonyms]
    return names


def _read_primary_themes(findings: Iterable[Finding]) -> dict[int, Theme]:
    links = FindingTheme.objects.filter(finding__in={finding.pk for finding in findings}, is_primary=True)
    return {link.finding_id: link.theme for link in links.select_related("theme")}


def _find_stems(name: str) -> frozenset[str]:
    return frozenset(stem for word in normalise_text(name).split() for stem in lexemes(word))
