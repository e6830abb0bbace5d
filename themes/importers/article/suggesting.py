"""Which findings that we hold may be the same as those of an article, and which are so alike that it can be assumed
until a curator says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from reviews.models import Review
from themes.importers.article.drafts import ArticleDraft
from themes.importers.article.matching import Matches
from themes.models import Finding
from themes.search.similar import similar_to_each

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

    def assumed(self, line: int) -> Suggestion | None:
        """The nearest where it is strong and no other comes near. Several lines may have the same one."""
        found = self.by_line.get(line, ())
        if not found or not found[0].is_strong:
            return None
        first, *others = found
        most = max((one.score or 0 for one in others), default=0)
        is_clear = all(one.fit <= first.fit - CLEARLY for one in others) and (first.score or 0) >= most
        return first if is_clear else None

    def several_fit(self, line: int) -> bool:
        """Whether one is strong, and nothing is assumed because another comes near to it."""
        found = self.by_line.get(line, ())
        return any(one.is_strong for one in found) and self.assumed(line) is None


def suggest(
    draft: ArticleDraft, review: Review, matches: Matches, *, lines: Collection[int] | None = None
) -> Suggestions:
    """For all findings of the article, or for those of these lines."""
    findings = [
        finding
        for theme in draft.themes
        for finding in theme.findings
        if lines is None or finding.line in lines
    ]
    same_pages = {
        theme.findings[index].line: matches.same_pages.get(page_list.pages, ())
        for theme in draft.themes
        for page_list in theme.citations
        for index in page_list.findings
    }
    similar = similar_to_each([finding.text for finding in findings], limit=ASKED)
    found = {one.finding.pk for each in similar for one in each}
    of_review = set(Finding.objects.filter(pk__in=found, review=review).values_list("pk", flat=True))
    by_line = {}
    for finding, alike in zip(findings, similar, strict=True):
        paged = {one.pk: one for one in same_pages.get(finding.line, ())}
        scored = [
            Suggestion(
                one.finding,
                one.score,
                tuple(one.shared),
                one.finding.pk in paged,
                one.finding.pk in of_review,
            )
            for one in alike
            if one.score >= LEAST or one.finding.pk in paged
        ]
        known = {one.finding.pk for one in scored}
        scored += [
            Suggestion(one, None, (), same_pages=True, same_review=True)
            for pk, one in paged.items()
            if pk not in known
        ]
        scored.sort(key=lambda one: one.fit, reverse=True)
        by_line[finding.line] = scored[:SHOWN]
    return Suggestions(by_line)
