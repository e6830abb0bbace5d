"""What a curator decided about an article's findings and headings, and what an import then did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reviews.models import Article, Review
from themes.models import Finding, Theme


@dataclass(frozen=True, slots=True)
class FindingDecision:
    """What becomes of one finding of an article: a draft, or one more source of a finding that we hold."""

    same_as: Finding | None = None
    words: str = ""  # our own, for the draft to start with


@dataclass(frozen=True, slots=True)
class Decisions:
    """A curator's, by the lines that they are about. Findings that are not named are left for later.

    Without `may_change_published` a published finding keeps the pages and quotations that readers see.
    """

    findings: Mapping[int, FindingDecision]
    themes: Mapping[int, Theme | None]
    sections_left_out: frozenset[int] = frozenset()
    may_change_published: bool = True
    title: str = ""  # empty: the one that was read
    publication: str = ""
    published: date | None = None


@dataclass
class ImportReport:
    """What an import did. Numbers count what was added or moved; all are nought the second time."""

    article: Article
    review: Review
    article_changes: tuple[str, ...] = ()  # what an article held before got: "date", "imported text"
    article_is_new: bool = False
    sections: int = 0
    findings: list[Finding] = field(default_factory=list)
    joined: list[Finding] = field(default_factory=list)  # held before; the article's words joined them
    publishable: list[Finding] = field(default_factory=list)  # of those, what kept all rules before
    page_lists: int = 0
    page_list_findings: int = 0  # times a finding was added to a page list that was held already
    quotations: int = 0
    pending: set[int] = field(default_factory=set)  # published findings whose pages wait for a publisher
    comments: int = 0
    comments_moved: int = 0  # held before, and now at another place in the reading order
    themes: dict[str, Theme | None] = field(default_factory=dict)  # by the article's heading
    alike: dict[str, list[Finding]] = field(default_factory=dict)  # by heading: held with its pages

    @property
    def nothing_changed(self) -> bool:
        return not any(
            (
                self.article_is_new,
                self.article_changes,
                self.sections,
                self.findings,
                self.joined,
                self.page_lists,
                self.page_list_findings,
                self.quotations,
                self.comments,
                self.comments_moved,
            )
        )
