"""The parts of an article as its screen shows them, each with its proposal, its form and its problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.text import get_text_list

from reviews.plurals import count_things
from themes.admin.intake.forms import (
    LATER,
    NEW,
    OTHER,
    FindingAnswerForm,
    HeadingForm,
    TypedPagesForm,
)
from themes.importers.article.drafts import ArticleProblem, FindingDraft, ThemeDraft
from themes.importers.article.suggesting import CLEARLY, Suggestion, Suggestions
from themes.models import Finding, Theme

MAX_KEY = 2**31 - 1
LIKELY = 0.4  # what fits less stands folded: a look at it is worth it only where nothing else is known


@dataclass
class ArticlePart:
    """A part without a question."""

    line: int  # on which it begins
    anchor: str
    title: str = ""
    problems: list[ArticleProblem] = field(default_factory=list)


@dataclass
class ArticleFindingRow:
    draft: FindingDraft
    page_list: str
    accepted: Finding | None
    form: FindingAnswerForm | None = None
    suggestions: Sequence[Suggestion] = ()
    assumed: Suggestion | None = None
    has_rivals: bool = False
    is_compared: bool = False
    problems: list[ArticleProblem] = field(default_factory=list)
    theirs: str = ""  # what somebody else chose meanwhile
    group: Sequence[int] = ()  # lines of the points whose page list can be mended here
    pages_form: TypedPagesForm | None = None

    @property
    def line(self) -> int:
        return self.draft.line

    @property
    def anchor(self) -> str:
        return f"at-{self.line}"

    @property
    def group_name(self) -> str:
        lines = get_text_list([str(line) for line in self.group], "and")
        return f"line {lines}" if len(self.group) == 1 else f"lines {lines}"

    @property
    def source(self) -> str:
        """The pages that the article gives, and how much it quotes, in words."""
        pages = f"Pages as given: {self.page_list}" if self.page_list else "No page list"
        return f"{pages}. {self.quoted}" if self.quoted else pages

    @property
    def quoted(self) -> str:
        count = len(self.draft.quotations)
        return f"{count_things(count, 'quotation')} to check" if count else ""

    def take_suggestions(self, suggestions: Suggestions) -> None:
        self.is_compared = self.line in suggestions.by_line
        self.suggestions = suggestions.by_line.get(self.line, ())
        self.assumed = suggestions.assume(self.line)
        self.has_rivals = suggestions.has_rivals(self.line)

    @property
    def chosen(self) -> str:
        return str(self.form["same"].value() or "") if self.form else ""

    @property
    def is_chosen_for_you(self) -> bool:
        return bool(self.assumed and self.chosen == str(self.assumed.finding.pk))

    @property
    def first_shown(self) -> Sequence[Suggestion]:
        """The one that is chosen, or else the nearest; of several that fit, all that do."""
        if self.has_rivals:
            return [one for one in self.suggestions if one.fit >= self.suggestions[0].fit - CLEARLY]
        chosen = [one for one in self.suggestions if str(one.finding.pk) == self.chosen]
        return chosen or [one for one in self.suggestions[:1] if one.fit >= LIKELY]

    @property
    def others(self) -> Sequence[Suggestion]:
        first = {one.finding.pk for one in self.first_shown}
        return [one for one in self.suggestions if one.finding.pk not in first]

    @property
    def earlier_choice(self) -> str:
        """A finding chosen before that is no longer among the suggestions."""
        offered = {str(one.finding.pk) for one in self.suggestions} | {NEW, OTHER, LATER}
        return self.chosen if self.chosen not in offered else ""

    def show_theirs(self, theirs: Mapping[str, str], findings: Mapping[int, Finding]) -> None:
        value = theirs.get(self.form["same"].html_name) if self.form else None
        if value is None or value == self.chosen:
            return
        finding = findings.get(parse_key(value) or 0)
        labels = {NEW: "A new draft", LATER: "Later"}
        self.theirs = f"Same as {finding.code}" if finding else labels.get(value, "Same as another finding")


@dataclass
class ArticleSectionRow:
    draft: ThemeDraft
    matched: Theme | None
    findings: list[ArticleFindingRow]
    form: HeadingForm | None = None
    problems: list[ArticleProblem] = field(default_factory=list)
    theirs: str = ""

    @property
    def line(self) -> int:
        return self.draft.line

    @property
    def anchor(self) -> str:
        return f"at-{self.line}"

    @property
    def is_accepted(self) -> bool:
        return all(row.accepted for row in self.findings)

    @property
    def is_left_out(self) -> bool:
        """Whether it was answered so."""
        return self.form is not None and self.form.is_left_out

    def show_theirs(self, theirs: Mapping[str, str]) -> None:
        if not self.form:
            return
        if theirs.get(self.form["out"].html_name) and not self.is_left_out:
            self.theirs = "leave this section out"
        value = theirs.get(self.form["theme"].html_name)
        if value is not None and value != str(self.form["theme"].value() or ""):
            self.theirs = f"“{value}”" if value else "no theme yet"


def parse_key(value: str) -> int | None:
    """A primary key as it was sent; None where it cannot be one."""
    return int(value) if value.isdecimal() and int(value) <= MAX_KEY else None
