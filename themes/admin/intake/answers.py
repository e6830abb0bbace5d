"""Answers to an article in hand, validated and made into decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from reviews.workspace.ordering import find_next_position
from themes.admin.intake.forms import LATER, NEW, OTHER, FindingAnswerForm, HeadingForm
from themes.admin.intake.preview import Preview
from themes.admin.intake.rows import ArticleFindingRow, parse_key
from themes.importers.article.decisions import Decisions, FindingDecision
from themes.importers.article.matching import normalise_text
from themes.importers.spreadsheets.text import shorten
from themes.models import Finding, Theme

ARTICLES_WORDS = "These are the article’s words. Write the lesson in ours, or leave this empty."
WORDS_LOST = (
    "These words would be lost, for the article joins a finding that is held. Empty this, or choose “Add it as a "
    "new draft”."
)
NOTHING_CHOSEN = "Choose what becomes of it: a new draft, the same as one we hold, or left for later."
NO_NUMBER = "Type the number of the finding that it is the same as, such as F004."


def make_decisions(preview: Preview) -> Decisions | None:
    """The decisions; None, with errors on the forms, where an answer cannot be accepted.

    New themes are added first, so this belongs in the transaction that saves the rest.
    """
    findings = _decide_findings(preview)
    if preview.errors:
        return None
    themes = _choose_themes(preview)
    if preview.errors:
        return None
    return Decisions(
        findings,
        themes,
        frozenset(section.draft.line for section in preview.sections if section.is_left_out),
        preview.may_change_published,
        **(preview.source_form.cleaned_data if preview.source_form else {}),
    )


def _decide_findings(preview: Preview) -> dict[int, FindingDecision]:
    """Decisions by line, without those that are left for later. Adds errors to the forms."""
    answered = [
        (row, row.form)
        for section in preview.sections
        if not section.is_left_out
        for row in section.findings
        if row.form and not row.form.errors and row.chosen != LATER
    ]
    chosen = _find_chosen(answered)
    decisions = {}
    for row, form in answered:
        same_as = chosen.get(row.draft.line)
        if error := _find_error(row, form, same_as):
            form.add_error(*error)
        else:
            decisions[row.draft.line] = FindingDecision(same_as, form.cleaned_data["words"].strip())
    _refuse_two_answers(preview, decisions)
    return decisions


def _find_chosen(answered: Sequence[tuple[ArticleFindingRow, FindingAnswerForm]]) -> dict[int, Finding]:
    """The findings that were chosen as the same, by line: two queries."""
    keys = {row.draft.line: key for row, _ in answered if (key := parse_key(row.chosen)) is not None}
    numbers = {
        row.draft.line: number
        for row, form in answered
        if row.chosen == OTHER and (number := Finding.parse_code(form.cleaned_data["other"]))
    }
    by_key = Finding.objects.in_bulk(set(keys.values()))
    by_number = Finding.objects.in_bulk(set(numbers.values()), field_name="number")
    return {
        **{line: by_key[key] for line, key in keys.items() if key in by_key},
        **{line: by_number[number] for line, number in numbers.items() if number in by_number},
    }


def _find_error(
    row: ArticleFindingRow, form: FindingAnswerForm, same_as: Finding | None
) -> tuple[str, str] | None:
    """The name of the field, and the error."""
    words, number = form.cleaned_data["words"].strip(), form.cleaned_data["other"]
    if row.chosen == NEW:
        has_articles_words = words and normalise_text(words) == normalise_text(row.draft.text)
        return ("words", ARTICLES_WORDS) if has_articles_words else None
    if same_as:
        return ("words", WORDS_LOST) if words else None
    if row.chosen != OTHER:
        return "same", NOTHING_CHOSEN
    if not number:
        return "other", NO_NUMBER
    return "other", f"There is no finding “{shorten(number, 60)}”. Type its number as shown, such as F004."


def _refuse_two_answers(preview: Preview, decisions: Mapping[int, FindingDecision]) -> None:
    """Add an error where lines with the same words under one heading, which become one finding, differ in answers."""
    for section in preview.sections:
        first: dict[str, int] = {}
        for row in section.findings:
            line = row.draft.line
            if not row.form or line not in decisions:
                continue
            first_line = first.setdefault(normalise_text(row.draft.text), line)
            if decisions[first_line] != decisions[line]:
                row.form.add_error(
                    "same",
                    f"Line {first_line} has the same words under this heading, so both become one "
                    "finding. Choose the same for both, with the same wording, or leave one for later.",
                )


def _choose_themes(preview: Preview) -> dict[int, Theme | None]:
    """The theme of each heading that is not left out; new ones are added."""
    return {
        section.draft.line: _add_theme(section.form) if section.form.is_new else section.form.found
        for section in preview.sections
        if section.form and not section.is_left_out
    }


def _add_theme(form: HeadingForm) -> Theme | None:
    title = form.cleaned_data["theme"]
    same_title = Theme.objects.current().filter(title__iexact=title).first()
    if same_title:
        return same_title
    group = int(form.cleaned_data["group"])
    theme = Theme(
        group_id=group,
        title=title,
        slug=slugify(title)[:50].strip("-"),
        position=find_next_position(Theme.objects.filter(group=group)),
    )
    try:
        with transaction.atomic():
            theme.full_clean()
            theme.save()
    except ValidationError as error:
        form.add_error("theme", f"This theme cannot be added: {' '.join(error.messages)}")
        return None
    return theme
