"""The form in which somebody says what the columns and words of a spreadsheet mean."""

from __future__ import annotations

from typing import Any

from django import forms

from themes.enums import CitationBasis
from themes.importers.spreadsheets.own_columns.columns import list_columns_to_choose
from themes.importers.spreadsheets.own_columns.questions import MistakeGroup, SheetQuestion
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.text import shorten
from themes.importers.spreadsheets.uploads import Inquiry

LEFT_OUT = "Leave it out"
# Of findings, those that most sheets have; all others stand below them.
FIRST = (
    "text",
    "review",
    "pages",
    "quotation",
    "primary_theme",
    "other_themes",
    "periods",
    "agencies",
    "source_note",
)
BASES = [
    (
        CitationBasis.SECONDARY_SOURCE.value,
        "From a colleague’s notes: nobody here has looked at the pages yet",
    ),
    (CitationBasis.PAGE_READ.value, "Whoever filled in the sheet had each page before them"),
]


def list_column_choices(sheet: type[SheetRow]) -> list[Any]:
    """Our columns, for one of theirs."""
    headings = list_columns_to_choose(sheet)
    first = [(name, headings[name]) for name in FIRST if name in headings and sheet.name == "findings"]
    rest = [(name, heading) for name, heading in headings.items() if (name, heading) not in first]
    groups = [("Most used", first), ("Others", rest)] if first else rest
    return [("", LEFT_OUT), *groups]


class QuestionsForm(forms.Form):
    """A field for each column, each word and each group of mistakes; what is not answered stays open."""

    def __init__(
        self,
        data: Any = None,
        *,
        inquiry: Inquiry,
        sheet: type[SheetRow],
        groups: list[MistakeGroup] | None = None,
        with_columns: bool = True,
    ) -> None:
        super().__init__(data, auto_id="id_%s")
        self.inquiry = inquiry
        self.questions: dict[str, SheetQuestion] = {}
        self.groups = {group.field: group for group in groups or ()}
        self.columns = inquiry.list_columns() if with_columns and inquiry.answers.columns is not None else []
        choices = list_column_choices(sheet)
        for column in self.columns:
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=(inquiry.answers.columns or {}).get(str(column.place), ""),
                label=shorten(column.heading, 60) or f"Column {column.place + 1}, which has no heading",
            )
        if self.columns and sheet.name == "findings":
            self.fields["basis"] = forms.ChoiceField(
                choices=BASES,
                initial=inquiry.answers.basis,
                label="If there are pages: how are they known?",
                widget=forms.RadioSelect,
                required=False,
            )
        for question in inquiry.questions:
            self.questions[question.field] = question
            self.fields[question.field] = forms.ChoiceField(
                choices=question.choices, required=False, initial=question.proposed, label=question.sentence
            )
        for name, group in self.groups.items():
            number = len(group.rows)
            label = "Leave this row out" if number == 1 else f"Leave these {number} rows out"
            self.fields[name] = forms.BooleanField(required=False, label=label)

    def list_columns(self) -> list[tuple[Any, Any]]:
        return [(self[f"column-{column.place}"], column) for column in self.columns]

    def list_words(self) -> list[tuple[Any, SheetQuestion]]:
        return [(self[name], question) for name, question in self.questions.items()]

    def list_groups(self) -> list[tuple[Any, MistakeGroup]]:
        return [(self[name], group) for name, group in self.groups.items()]

    def get_answers(self) -> dict[str, Any]:
        """As `uploads.answer_questions` takes them."""
        given = self.cleaned_data
        answers: dict[str, Any] = {
            "words": {
                (question.subject, question.given): given[name]
                for name, question in self.questions.items()
                if given[name]
            },
            "basis": given.get("basis", ""),
            "left_out": [
                number for name, group in self.groups.items() if given[name] for number in group.rows
            ],
        }
        if self.columns:
            answers["columns"] = {
                str(column.place): given[f"column-{column.place}"] for column in self.columns
            }
        return answers
