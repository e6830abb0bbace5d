"""Which findings that we hold may be the same as those of an article, and which are so alike that it can be assumed
until a curator says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviews.models import Review
from themes.importers.article.drafts import ArticleDraft
from themes.importers.article.matching import Matches
from themes.models import Finding
from themes.search.similar import similar_to_each

SHOWN = 5
ASKED = 12  # of those, the ones with the same pages may stand further down
# Lessons that are not the same seldom reach a fifth. Among the two or three with the same pages less will do.
STRONG_WITH_SAME_PAGES = 0.15
STRONG = 0.6


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
    def percent(self) -> int:
        return round(100 * (self.score or 0))


@dataclass(frozen=True, slots=True)
class Suggestions:
    """For each finding of an article, by its line: the nearest first. Queries do not grow with their number."""

    by_line: Mapping[int, Sequence[Suggestion]]

    def assumed(self, line: int) -> Suggestion | None:
        """The nearest strong one. An article may say a lesson twice, so it may be assumed for several."""
        strong = [one for one in self.by_line[line] if one.is_strong]
        return max(strong, key=lambda one: one.score or 0, default=None)


def suggest(draft: ArticleDraft, review: Review, matches: Matches) -> Suggestions:
    findings = [finding for theme in draft.themes for finding in theme.findings]
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
        ]
        known = {one.finding.pk for one in scored}
        scored += [
            Suggestion(one, None, (), same_pages=True, same_review=True)
            for pk, one in paged.items()
            if pk not in known
        ]
        scored.sort(key=lambda one: (one.same_pages, one.score or 0), reverse=True)
        by_line[finding.line] = scored[:SHOWN]
    return Suggestions(by_line)
