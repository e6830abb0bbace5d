"""Which findings that we hold may be the same as those of an article, and which are so alike that it can be assumed
until a curator says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from reviews.models import Review
from themes.importers.article.drafts import ArticleDraft
from themes.importers.article.matching import ArticleMatches
from themes.models import Finding
from themes.search.similar import Similar, find_similar_to_each

SHOWN = 5
ASKED = 12  # of those, the ones with the same pages may stand further down
AT_ONCE = 40  # findings of an article that are compared while somebody waits for the screen
# What is less alike is chance, unless it has the same pages.
LEAST = 0.2
# Many lessons share a page list: it counts for a little, and words decide.
FOR_SAME_PAGES = 0.1
STRONG_WITH_SAME_PAGES = 0.25
STRONG = 0.6
CLEARLY = 0.1  # by how much the nearest must lead


@dataclass(frozen=True, slots=True)
class Suggestion:
    finding: Finding
    score: float | None  # None: only its pages are the same
    shared: tuple[str, ...]
    same_pages: bool
    same_review: bool  # else its pages are those of another review, and stay as they are

    @property
    def is_strong(self) -> bool:
        least = STRONG_WITH_SAME_PAGES if self.same_pages else STRONG
        return self.same_review and (self.score or 0) >= least

    @property
    def fit(self) -> float:
        """How near it is, all told."""
        return (self.score or 0) + FOR_SAME_PAGES * self.same_pages

    @property
    def percent(self) -> int:
        return round(100 * (self.score or 0))


@dataclass(frozen=True, slots=True)
class Suggestions:
    """For each line that was compared: the nearest first. Queries do not grow with their number."""

    by_line: Mapping[int, Sequence[Suggestion]]

    def assume(self, line: int) -> Suggestion | None:
        """The nearest where it is strong and no other comes near. Several lines may have the same one."""
        found = self.by_line.get(line, ())
        if not found or not found[0].is_strong:
            return None
        first, *others = found
        most = max((other.score or 0 for other in others), default=0)
        is_clear = all(other.fit <= first.fit - CLEARLY for other in others) and (first.score or 0) >= most
        return first if is_clear else None

    def has_rivals(self, line: int) -> bool:
        """Whether one is strong, and nothing is assumed because another comes near to it."""
        found = self.by_line.get(line, ())
        return any(suggestion.is_strong for suggestion in found) and self.assume(line) is None


def suggest_findings(
    draft: ArticleDraft, review: Review, matches: ArticleMatches, *, lines: Collection[int]
) -> Suggestions:
    """For the findings of the article on these lines."""
    findings = [finding for theme in draft.themes for finding in theme.findings if finding.line in lines]
    similar = find_similar_to_each([finding.text for finding in findings], limit=ASKED)
    found = {match.finding.pk for matched in similar for match in matched}
    of_review = set(Finding.objects.filter(pk__in=found, review=review).values_list("pk", flat=True))
    same_pages = _find_same_pages(draft, matches)
    return Suggestions(
        {
            finding.line: _rank_suggestions(alike, same_pages.get(finding.line, ()), of_review)
            for finding, alike in zip(findings, similar, strict=True)
        }
    )


def _find_same_pages(draft: ArticleDraft, matches: ArticleMatches) -> dict[int, Sequence[Finding]]:
    """By line, the findings that we hold with the page list of that line."""
    return {
        theme.findings[index].line: matches.same_pages.get(page_list.pages, ())
        for theme in draft.themes
        for page_list in theme.citations
        for index in page_list.findings
    }


def _rank_suggestions(
    alike: Sequence[Similar], same_pages: Sequence[Finding], of_review: Collection[int]
) -> list[Suggestion]:
    paged = {finding.pk for finding in same_pages}
    suggestions = [
        Suggestion(
            match.finding,
            match.score,
            tuple(match.shared),
            same_pages=match.finding.pk in paged,
            same_review=match.finding.pk in of_review,
        )
        for match in alike
        if match.score >= LEAST or match.finding.pk in paged
    ]
    known = {suggestion.finding.pk for suggestion in suggestions}
    suggestions += [
        Suggestion(finding, None, (), same_pages=True, same_review=True)
        for finding in same_pages
        if finding.pk not in known
    ]
    suggestions.sort(key=lambda suggestion: suggestion.fit, reverse=True)
    return suggestions[:SHOWN]
