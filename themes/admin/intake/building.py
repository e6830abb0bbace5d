from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from reviews.models import Review
from themes.admin.intake.forms import (
    NEW,
    FindingAnswerForm,
    HeadingForm,
    NewReportForm,
    ReviewForm,
    SourceForm,
    TypedPagesForm,
)
from themes.importers.article.drafts import ArticleDraft, ThemeDraft
from themes.importers.article.reports import propose_report_title
from themes.importers.article.suggesting import Suggestion
from themes.models import ArticleIntake, Theme, ThemeGroup

PAGES, REPORT = (
    "pages",
    "report",
)  # what the names of fields for page lists, and of the new report, begin with


def read_typed_lists(answers: Mapping[str, Any]) -> dict[int, str]:
    """The page lists that were mended or typed, by their lines."""
    found = {re.fullmatch(rf"{PAGES}-(\d{{1,9}})-pages", name): str(text) for name, text in answers.items()}
    return {int(match[1]): text for match, text in found.items() if match}


class FormBuilder:
    """Builds the forms of an article in hand: with what was sent, else with what was kept, else as proposed."""

    def __init__(
        self,
        intake: ArticleIntake,
        data: Mapping[str, Any] | None,
        files: Mapping[str, Any] | None = None,
        *,
        may_add_theme: bool,
        may_add_document: bool,
    ) -> None:
        self.intake = intake
        self.data = data
        self.files = files
        self.may_add_theme = may_add_theme
        self.may_add_document = may_add_document

    def build_review_form(self, proposed: Review | None) -> ReviewForm:
        review = self.intake.review_id
        return ReviewForm(self.data, proposed=proposed, initial={"review": str(review) if review else ""})

    def build_report_form(self, draft: ArticleDraft) -> NewReportForm:
        proposed = {"title": propose_report_title(draft), "kind": "", "year": ""}
        initial = proposed | self._read_kept(REPORT)
        form = NewReportForm(
            self.data, self.files, prefix=REPORT, initial=initial, may_add_document=self.may_add_document
        )
        form.proposed = proposed
        return form

    def build_source_form(self, draft: ArticleDraft) -> SourceForm:
        day = draft.published_on
        proposed = {"title": draft.title, "publication": "", "published": day.isoformat() if day else ""}
        form = SourceForm(self.data, prefix="source", initial=proposed | self._read_kept("source"))
        form.proposed = proposed
        return form

    def build_heading_form(self, theme: ThemeDraft, matched: Theme | None) -> HeadingForm:
        prefix = f"heading-{theme.line}"
        proposed = {"theme": matched.title if matched else "", "out": "", "group": ""}
        form = HeadingForm(
            self.data,
            prefix=prefix,
            themes=self.themes,
            groups=self.group_choices,
            may_add_theme=self.may_add_theme,
            initial=proposed | self._translate(self._read_kept(prefix)),
        )
        form.proposed = proposed
        return form

    def build_finding_form(self, line: int, assumed: Suggestion | None) -> FindingAnswerForm:
        prefix = f"finding-{line}"
        proposed = str(assumed.finding.pk) if assumed else NEW
        initial = {"same": proposed} | self._read_kept(prefix) | {"follows": proposed}
        form = FindingAnswerForm(self.data, prefix=prefix, initial=initial)
        form.proposed = {"same": str(form["follows"].value() or NEW)}
        return form

    def build_pages_form(self, line: int, as_given: str) -> TypedPagesForm:
        """`as_given` is what was understood, if anything was."""
        prefix = f"{PAGES}-{line}"
        proposed = {"pages": as_given}
        form = TypedPagesForm(self.data, prefix=prefix, initial=proposed | self._read_kept(prefix))
        form.proposed = proposed
        return form

    @cached_property
    def themes(self) -> Sequence[Theme]:
        return list(Theme.objects.current().in_order())

    @cached_property
    def group_choices(self) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in ThemeGroup.objects.values_list("pk", "title")]

    def _translate(self, kept: dict[str, Any]) -> dict[str, Any]:
        """Answers that an earlier release kept: the key of a theme, "new" with a title beside it, or "out"."""
        answer = kept.get("theme", "")
        if answer == "out":
            return {"out": "on"}
        if answer == "new":
            return kept | {"theme": kept.get("title", "")}
        if answer.isdecimal():
            return kept | {"theme": next((one.title for one in self.themes if str(one.pk) == answer), "")}
        return kept

    def _read_kept(self, prefix: str) -> dict[str, Any]:
        start = f"{prefix}-"
        return {
            name.removeprefix(start): value
            for name, value in self.intake.decisions.items()
            if name.startswith(start)
        }
