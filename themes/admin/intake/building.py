from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from reviews.models import Review
from themes.admin.intake.forms import (
    LEAVE_OUT,
    NEW,
    NEW_THEME,
    FindingAnswerForm,
    HeadingForm,
    ReviewForm,
    SourceForm,
    TypedPagesForm,
)
from themes.importers.article.drafts import ArticleDraft, ThemeDraft
from themes.importers.article.suggesting import Suggestion
from themes.models import ArticleIntake, Theme, ThemeGroup

PAGES = "pages"  # what the names of fields for typed page lists begin with


def read_typed_lists(answers: Mapping[str, Any]) -> dict[int, str]:
    """The page lists that were typed, by the lines of those that were not understood."""
    found = {re.fullmatch(rf"{PAGES}-(\d{{1,9}})-pages", name): str(text) for name, text in answers.items()}
    return {int(match[1]): text for match, text in found.items() if match}


class FormBuilder:
    """Builds the forms of an article in hand: with what was sent, else with what was kept, else as proposed."""

    def __init__(self, intake: ArticleIntake, data: Mapping[str, Any] | None, *, may_add_theme: bool) -> None:
        self.intake = intake
        self.data = data
        self.may_add_theme = may_add_theme

    def build_review_form(self, proposed: Review | None) -> ReviewForm:
        review = self.intake.review_id
        return ReviewForm(self.data, proposed=proposed, initial={"review": str(review) if review else ""})

    def build_source_form(self, draft: ArticleDraft) -> SourceForm:
        day = draft.published_on
        proposed = {"title": draft.title, "publication": "", "published": day.isoformat() if day else ""}
        form = SourceForm(self.data, prefix="source", initial=proposed | self._read_kept("source"))
        form.proposed = proposed
        return form

    def build_heading_form(self, theme: ThemeDraft, matched: Theme | None) -> HeadingForm:
        prefix = f"heading-{theme.line}"
        proposed = {"theme": str(matched.pk) if matched else "", "title": theme.title[:120]}
        form = HeadingForm(
            self.data,
            prefix=prefix,
            themes=self.theme_choices,
            groups=self.group_choices,
            initial=proposed | self._read_kept(prefix),
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

    def build_pages_form(self, line: int) -> TypedPagesForm:
        prefix = f"{PAGES}-{line}"
        form = TypedPagesForm(self.data, prefix=prefix, initial={"pages": ""} | self._read_kept(prefix))
        form.proposed = {"pages": ""}
        return form

    @cached_property
    def theme_choices(self) -> list[tuple[str, Any]]:
        by_group: dict[str, list[tuple[str, str]]] = {}
        for theme in Theme.objects.current().in_order():
            by_group.setdefault(theme.group.title, []).append((str(theme.pk), theme.title))
        others = [("", "No theme yet"), (LEAVE_OUT, "Leave this section out")]
        if self.may_add_theme:
            others.insert(1, (NEW_THEME, "A new theme, as named below"))
        return [*others, *by_group.items()]

    @cached_property
    def group_choices(self) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in ThemeGroup.objects.values_list("pk", "title")]

    def _read_kept(self, prefix: str) -> dict[str, Any]:
        start = f"{prefix}-"
        return {
            name.removeprefix(start): value
            for name, value in self.intake.decisions.items()
            if name.startswith(start)
        }
