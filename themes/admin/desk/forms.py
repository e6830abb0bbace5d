"""The forms of the acts that ask for something."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from themes.citations.locators import LocatorError, parse, strip_marker
from themes.desk.acts import ACTS, ActInput, DeskAct
from themes.enums import Outcome
from themes.findings.fields import clean_line
from themes.models import Quotation

LONGEST_WORDS = 20_000  # characters; the check looks for 2,000 words at most
LONGEST_REASON = 300


class ActForm(forms.Form):
    """A form of one act. `title` and `notes` stand above its fields."""

    act: ClassVar[DeskAct]
    title = ""
    notes: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def build_input(self, by: Any) -> ActInput:
        """What was filled in. Only after validation."""
        raise NotImplementedError


class WordsForm(ActForm):
    act = ACTS["reword"]
    title = "Change the words"

    words = forms.CharField(
        label="The words",
        max_length=LONGEST_WORDS,
        validators=[refuse_control_characters],
        help_text="The report's own, letter by letter.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": "Write the words, or mark them as our own below."},
    )

    def __init__(self, data: Any, quotation: Quotation, typed: Any) -> None:
        super().__init__(data, initial={"words": quotation.words, **typed}, auto_id="words_%s")

    def clean_words(self) -> str:
        return clean_line(self.cleaned_data["words"])

    def build_input(self, by: Any) -> ActInput:
        return ActInput(by=by, words=self.cleaned_data["words"])


class PagesForm(ActForm):
    act = ACTS["set_pages"]
    title = "Give other pages"

    citation = forms.TypedChoiceField(
        label="A page list that the finding has", required=False, coerce=int, empty_value=None
    )
    pages = forms.CharField(
        label="The pages",
        required=False,
        max_length=500,
        help_text="For example 12, or pp. 12-14, 20.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    known = forms.ChoiceField(
        label="How they are known",
        required=False,
        choices=[
            ("read", "I have read the words there. Readers are told so."),
            ("source", "The source gives these pages. They were noted down wrongly."),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, quotation: Quotation, typed: Any) -> None:
        citation, finding = quotation.citation, quotation.finding
        given = {"pages": citation.as_given if citation else ""}
        super().__init__(data, initial={**given, **typed}, auto_id="pages_%s")
        lists = [
            (str(other.pk), other.as_given)
            for other in finding.citations.exclude(pk=quotation.citation_id or 0).order_by("pk")
        ]
        if lists:
            choices = [("", "None of them: the pages below"), *lists]
            self.fields["citation"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["citation"]
        if citation is None:
            del self.fields["known"]
            self.notes = ("Readers are told that these pages were read: look at them first.",)
        elif len(citation.findings.all()) > 1:
            self.notes = (
                f"Only the pages of {finding.code} change: the other findings keep “{citation.as_given}”.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("citation") or self.errors:
            return cleaned
        try:
            self.locator = tuple(dict.fromkeys(parse(cleaned.get("pages", ""))))
        except LocatorError as error:
            self.add_error("pages", str(error))
        if "known" in self.fields and not cleaned.get("known"):
            self.add_error("known", "Say how these pages are known.")
        return cleaned

    def build_input(self, by: Any) -> ActInput:
        cleaned = self.cleaned_data
        if cleaned.get("citation"):
            return ActInput(by=by, citation=cleaned["citation"])
        as_given = strip_marker(clean_line(cleaned["pages"]))
        was_read = cleaned.get("known") != "source"
        return ActInput(by=by, pages=self.locator, as_given=as_given, was_read=was_read)


class ReasonForm(ActForm):
    act = ACTS["overrule"]
    title = "Accept all the same, with a reason"

    reason = forms.CharField(
        label="Because",
        max_length=LONGEST_REASON,
        validators=[refuse_control_characters],
        help_text="Readers see it: “Accepted by a curator: …”.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        error_messages={"required": "Say why these words are accepted all the same. Readers see it."},
    )

    def __init__(self, data: Any, quotation: Quotation | None = None, typed: Any = ()) -> None:
        if quotation is None:
            super().__init__(data)
            return
        given = {"reason": quotation.overruled_because}
        super().__init__(data, initial={**given, **dict(typed)}, auto_id="overrule_%s")
        if quotation.outcome == Outcome.OVERRULED:
            self.title = "Accept with another reason"

    def clean_reason(self) -> str:
        reason = clean_line(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError("Say why these words are accepted all the same. Readers see it.")
        return reason

    def build_input(self, by: Any) -> ActInput:
        return ActInput(by=by, reason=self.cleaned_data["reason"])


def build_forms(quotation: Quotation, data: Any = None, act: DeskAct | None = None) -> list[ActForm]:
    """The forms that fit a quotation, sent together: that of the act is bound, the others keep what was typed."""
    classes: list[Any] = [WordsForm, PagesForm]
    if quotation.outcome != Outcome.EXACT:
        classes.append(ReasonForm)
    typed = dict(data.items()) if data else {}
    return [form(data if form.act is act else None, quotation, typed) for form in classes]
