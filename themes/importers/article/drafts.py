"""What an article turns out to say, before anything is stored. ArticleLine numbers count from 1."""

from dataclasses import dataclass
from datetime import date, datetime

from themes.citations.locators import Locator

MAX_BYTES = 2_000_000  # the longest article with comments that we know has 16 kB
MAX_FILE_BYTES = 10_000_000  # a Word document may hold pictures, which are not read
LONGEST_TITLE, LONGEST_PUBLICATION = 1_000, 200  # characters that somebody may type


class ArticleError(ValueError):
    """Not an article we can read at all; the message says what it seems to be and what to do."""


@dataclass(frozen=True, slots=True)
class ArticleProblem:
    """Something in an article that was not understood; the rest was read all the same."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class FindingDraft:
    text: str  # the article's words, its page list taken off
    raw: str  # the whole bullet on one line, page list included
    line: int
    quotations: tuple[str, ...]  # what stands in double quotes, without them


@dataclass(frozen=True, slots=True)
class PageListDraft:
    """A page list, for all findings of its theme since the list before it."""

    as_given: str  # without brackets and "pg": "17/18 & 200"
    pages: Locator  # empty where they were not understood, or none are given
    line: int
    findings: tuple[int, ...]  # indexes into the theme's findings


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    title: str
    line: int
    lead_in: tuple[str, ...]  # paragraphs between the heading and its bullets
    findings: tuple[FindingDraft, ...]
    citations: tuple[PageListDraft, ...]
    not_understood: tuple[PageListDraft, ...] = ()

    @property
    def page_lists(self) -> tuple[PageListDraft, ...]:
        """Those that were understood, and one without pages for all other findings."""
        listed = {index for page_list in self.citations for index in page_list.findings}
        others = tuple(index for index in range(len(self.findings)) if index not in listed)
        return (*self.citations, PageListDraft("", (), self.line, others))


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """Words that are no theme: under a heading without bullets, or under none (titled by their start)."""

    title: str
    line: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommentDraft:
    author: str
    posted_on: date | None  # the day, where stated
    posted_at: datetime | None  # only where day and time are stated; naive, the clock of the United Kingdom
    depth: int  # 1 for a comment on the article itself
    parent: int | None  # index into the article's comments, which stand in the article's order
    body: str  # paragraphs separated by an empty line; empty where none was found, which is also a problem
    line: int
    number: int | None  # as printed before the author


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    title: str
    standfirst: str  # empty where there is none
    introduction: tuple[str, ...]  # paragraphs before the first theme's heading
    published_on: date | None  # as stated above the text; never inferred
    incident_years: tuple[int, int] | None  # the latest "incidents from 2011 to 2014" in the text
    themes: tuple[ThemeDraft, ...]
    sections_left_out: tuple[SectionDraft, ...]
    comments: tuple[CommentDraft, ...]
    problems: tuple[ArticleProblem, ...]  # in order of line
