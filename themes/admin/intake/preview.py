from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from django.forms import BooleanField

from reviews.plurals import count_things
from themes.admin.intake.building import FormBuilder, read_typed_lists
from themes.admin.intake.forms import ProposingForm
from themes.admin.intake.rows import ArticleFindingRow, ArticlePart, ArticleSectionRow, parse_key
from themes.discussion.moderation import describe_place, shorten_comment
from themes.importers.article.comments import find_comments
from themes.importers.article.decisions import Decisions
from themes.importers.article.drafts import ArticleDraft, ArticleProblem, CommentDraft, ThemeDraft
from themes.importers.article.intake import read_for_screen
from themes.importers.article.lines import split_lines, unify_line_ends
from themes.importers.article.matching import (
    ArticleMatches,
    find_accepted,
    find_accepted_findings,
    match_article,
    propose_review,
)
from themes.importers.article.suggesting import AT_ONCE, suggest_findings
from themes.importers.article.typed import add_typed_lists
from themes.models import ArticleIntake, Finding

LONGEST_ANSWER = 2_000  # characters that are kept of one


class Preview:
    """One article in hand as its screen shows it: what was read, what is proposed, what was answered.

    Answers that were sent (`data`) are judged without looking for suggestions again; a screen needs `compare` first.
    """

    def __init__(
        self,
        intake: ArticleIntake,
        *,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        may_add_theme: bool = True,
        may_add_document: bool = True,
        may_change_published: bool = True,
        compare_all: bool = False,
    ) -> None:
        self.intake = intake
        self.data = data
        self.may_change_published = may_change_published
        self.compare_all = compare_all
        self.draft = read_for_screen(intake.text)
        self.answered = add_typed_lists(self.draft, read_typed_lists(intake.decisions))
        self.review = intake.review
        self.proposed = propose_review(self.draft)
        self.matches = match_article(self.answered, self.review) if self.review else ArticleMatches()
        self.top = ArticlePart(0, "at-top")
        self.left_out = [
            ArticlePart(section.line, f"at-{section.line}", section.title)
            for section in self.draft.sections_left_out
        ]
        thread_start = find_comments(split_lines("\n".join(self.lines))) if self.draft.comments else None
        self.thread = ArticlePart((thread_start or 0) + 1, "at-comments")
        self.sections = self._build_sections()
        if data is None:
            self.compare()
        forms = FormBuilder(
            intake, data, files, may_add_theme=may_add_theme, may_add_document=may_add_document
        )
        self.themes = forms.themes if self.review else []
        self.review_form = forms.build_review_form(self.proposed)
        self.report_form = forms.build_report_form(self.draft)
        self.source_form = forms.build_source_form(self.draft) if self.review and not intake.article else None
        self._add_forms(forms)
        self._place_problems()

    def compare(self) -> None:
        """Look for findings that we hold and that may be the same as those that are still open."""
        if self.review:
            lines = [row.draft.line for row in self.open]
            chosen = lines if self.compare_all else lines[:AT_ONCE]
            suggestions = suggest_findings(self.answered, self.review, self.matches, lines=set(chosen))
            for row in self.open:
                row.take_suggestions(suggestions)

    @property
    def not_compared(self) -> int:
        return sum(not row.is_compared for row in self.open) if self.review else 0

    @property
    def lines(self) -> list[str]:
        return unify_line_ends(self.intake.text).split("\n")

    @property
    def comments(self) -> tuple[CommentDraft, ...]:
        return self.draft.comments

    @property
    def placed_comments(self) -> list[tuple[str, CommentDraft, str]]:
        """Each with its place in the thread and its first words."""
        return [
            (
                describe_place(
                    number, "" if comment.parent is None else self.comments[comment.parent].author
                ),
                comment,
                shorten_comment(comment.body),
            )
            for number, comment in enumerate(self.comments, start=1)
        ]

    @property
    def deepest(self) -> int:
        return max((comment.depth for comment in self.draft.comments), default=0)

    @property
    def contents(self) -> str:
        """What was read, counted in words."""
        parts = [
            f"{count_things(len(self.sections), 'heading')} with {count_things(len(self.rows), 'finding')}",
            f"{count_things(len(self.left_out), 'section')} without points" if self.left_out else "",
            count_things(len(self.comments), "comment") if self.comments else "",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def proposal(self) -> str:
        """Which review we propose, and why."""
        years = " to ".join(map(str, self.draft.incident_years or ()))
        if self.proposed:
            reason = f"speaks of {years}" if years else "names its title"
            return f"The article {reason}, so we propose {self.proposed.short_title}. You decide."
        reason = (
            f"no single analysis of {years} is held"
            if years
            else "the article does not say which years it is about"
        )
        return f"We have no proposal: {reason}."

    @property
    def problems(self) -> list[tuple[str, ArticleProblem]]:
        """Each with the anchor of the part that it stands in."""
        return [(part.anchor, problem) for part in self._list_parts() for problem in part.problems]

    @property
    def rows(self) -> list[ArticleFindingRow]:
        return [row for section in self.sections for row in section.findings]

    @property
    def accepted(self) -> list[ArticleFindingRow]:
        return [row for row in self.rows if row.accepted]

    @property
    def open(self) -> list[ArticleFindingRow]:
        return [row for row in self.rows if not row.accepted]

    @property
    def assumed(self) -> list[ArticleFindingRow]:
        return [row for row in self.open if row.is_chosen_for_you]

    @property
    def forms(self) -> list[ProposingForm]:
        """All that can still be answered, in the article's order."""
        forms: list[ProposingForm | None] = [self.source_form]
        for section in self.sections:
            forms.append(section.form)
            for row in section.findings:
                forms += [row.form, row.pages_form]
        return [form for form in forms if form]

    @property
    def adds_report(self) -> bool:
        """Whether its button was pressed; until then nothing about a new report is right or wrong."""
        return (self.data or {}).get("act") == "report"

    @property
    def shows_report_form(self) -> bool:
        """Whether it stands open: where something was filled in, or we have no report to propose."""
        is_filled = any(self.report_form[name].value() for name in ("kind", "year"))
        return self.adds_report or is_filled or (self.review is None and self.proposed is None)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every answer that cannot be accepted: the id of its field, and why."""
        errors = []
        for form in [*([self.report_form] if self.adds_report else []), *self.forms]:
            line = str(form.prefix).rpartition("-")[2]
            place = f"Line {line}: " if line.isdecimal() else ""
            for name, messages in form.errors.items():
                label = form[name].id_for_label if name in form.fields else ""
                errors += [(label, f"{place}{message}") for message in messages]
        return errors

    def complete_draft(self) -> ArticleDraft:
        """The article with the page lists that were typed."""
        return add_typed_lists(self.draft, read_typed_lists(self.read_answers()))

    def is_all_decided(self, decisions: Decisions) -> bool:
        """Whether all is decided once these decisions are carried out."""
        return all(
            row.accepted
            or row.draft.line in decisions.findings
            or section.draft.line in decisions.sections_left_out
            for section in self.sections
            for row in section.findings
        )

    def read_answers(self) -> dict[str, str]:
        """Every answer that differs from the proposal, valid or not, by field name: for filling the form in again.

        Answers that follow a proposal are left out, since proposals change with the review.
        """
        data = self.data or {}
        answers = dict(self.intake.decisions)
        for form in [self.report_form, *self.forms]:
            is_sent = any(bound.html_name in data for bound in form)
            for bound in form:
                is_box = isinstance(bound.field, BooleanField)  # not sent at all unless it is ticked
                if not (bound.html_name in data or (is_box and is_sent)) or bound.name == "follows":
                    continue
                answer = str(data.get(bound.html_name, "")).replace("\x00", "")[:LONGEST_ANSWER]
                if answer != form.proposed.get(bound.name, ""):
                    answers[bound.html_name] = answer
                else:
                    answers.pop(bound.html_name, None)
        return answers

    def show_theirs(self, theirs: Mapping[str, str]) -> None:
        """Mark the answers that differ from those of somebody else."""
        keys = {key for value in theirs.values() if (key := parse_key(value))}
        findings = Finding.objects.in_bulk(keys)
        for section in self.sections:
            section.show_theirs(theirs)
        for row in self.open:
            row.show_theirs(theirs, findings)

    def _build_sections(self) -> list[ArticleSectionRow]:
        accepted = find_accepted_findings(self.intake.article) if self.intake.article else {}
        return [
            ArticleSectionRow(
                theme,
                self.matches.themes.get(theme.line),
                [
                    ArticleFindingRow(
                        finding,
                        page_list,
                        find_accepted(accepted, theme, finding),
                    )
                    for finding, page_list in zip(theme.findings, _list_pages(theme), strict=True)
                ],
            )
            for theme in self.answered.themes
        ]

    def _add_forms(self, forms: FormBuilder) -> None:
        for section in self.sections if self.review else []:
            if not section.is_accepted:
                section.form = forms.build_heading_form(section.draft, section.matched)
            for row in section.findings:
                if not row.accepted:
                    row.form = forms.build_finding_form(row.draft.line, row.assumed)
        for theme, section in zip(self.draft.themes, self.sections, strict=True):
            for page_list in [*theme.citations, *theme.not_understood]:
                group = [section.findings[index] for index in page_list.findings]
                if any(row.form for row in group):
                    group[-1].group = [row.line for row in group]
                    understood = page_list.as_given if page_list.pages else ""
                    group[-1].pages_form = forms.build_pages_form(page_list.line, understood)

    def _place_problems(self) -> None:
        """Give each problem to the last part that begins on its line or above it."""
        parts = sorted(self._list_parts(), key=lambda part: part.line)
        starts = [part.line for part in parts]
        for problem in self.draft.problems:
            parts[bisect_right(starts, problem.line) - 1].problems.append(problem)

    def _list_parts(self) -> list[ArticlePart | ArticleSectionRow | ArticleFindingRow]:
        """In the order of the screen."""
        parts: list[ArticlePart | ArticleSectionRow | ArticleFindingRow] = [self.top]
        for section in self.sections:
            parts += [section, *section.findings]
        return [*parts, *self.left_out, *([self.thread] if self.comments else [])]


def _list_pages(theme: ThemeDraft) -> list[str]:
    """The page list of each finding as given; empty where it has none."""
    pages = {index: page_list.as_given for page_list in theme.citations for index in page_list.findings}
    return [pages.get(index, "") for index in range(len(theme.findings))]
