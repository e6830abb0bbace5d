"""The form of a finding's own fields, with its block and the findings worth reading next."""

from __future__ import annotations

from django import forms

from reviews.control_characters import refuse_control_characters
from reviews.workspace.forms import RefusableForm
from themes.findings.block_members import find_reasons_against_block, set_block
from themes.findings.fields import CodesField, FindingFields

HELP_TEXTS = {
    "text": "One lesson in our own words, at most 35, that can stand alone.",
    "kind": "A scope note says what a report covers; lists leave it out.",
    "review": "The report that the lesson was read in.",
    "periods": "All that it is drawn from. None: its wording says which years its reviews are of.",
    "agencies": "None: it is not about one agency.",
    "for_every_agency": "The source addresses all of them.",
    "ages": "None: it is not about one age.",
    "harms": "None: it is not about one kind of harm.",
    "basis": "Only for a finding without a page list.",
    "certainty": "What was read. Readers are told so in a sentence.",
    "source_note": "What you had before you. Readers see it.",
    "article_words": "For curators only: readers never see them.",
}


class FindingForm(RefusableForm, FindingFields):
    block_members = CodesField(
        label="Read together with",
        help_text="Findings without which this one would mislead, by number: F020, F021.",
    )
    block_reason = forms.CharField(
        label="Because",
        required=False,
        validators=[refuse_control_characters],
        max_length=200,
        help_text="What would mislead. Needed for findings that are not read together yet.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    worth_reading_next = CodesField(
        label="Worth reading next", help_text="Other findings, by number: F026, F059."
    )

    # Set by the admin, on a class made for one request.
    is_check = False  # the wording is checked and the form shown again: nothing is saved
    may_publish = False

    class Meta(FindingFields.Meta):
        fields: list[str] = []  # the admin's fieldsets name them
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            block = self.instance.block
            others = block.findings.exclude(pk=self.instance.pk) if block else []
            self.initial["block_members"] = list(others)
            self.initial["block_reason"] = block.reason if block else ""
            self.initial["worth_reading_next"] = list(self.instance.see_also.all())

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_check

    def full_clean(self) -> None:
        """Whoever asks for help with the wording is told about the rest when they save."""
        super().full_clean()
        if self.is_check:
            for name in self.errors.keys() - {"text"}:
                del self.errors[name]

    def clean(self):
        cleaned = super().clean()
        if "block_members" in cleaned and self._has_changed("block_members", "block_reason"):
            reasons = find_reasons_against_block(
                finding=self.instance,
                others=cleaned["block_members"],
                because=cleaned.get("block_reason", ""),
                may_publish=self.may_publish,
            )
            if reasons:
                self.add_error("block_members", reasons)
        if self.instance in cleaned.get("worth_reading_next", []):
            self.add_error("worth_reading_next", "This is the finding itself.")
        return cleaned

    def _has_changed(self, *names: str) -> bool:
        return not set(names).isdisjoint(self.changed_data)

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if self._has_changed("block_members", "block_reason"):
            set_block(
                finding=self.instance,
                others=self.cleaned_data["block_members"],
                because=self.cleaned_data["block_reason"],
            )
        if self._has_changed("worth_reading_next"):
            self.instance.see_also.set(self.cleaned_data["worth_reading_next"])


def list_error_links(form: forms.ModelForm, formsets: list) -> list[tuple[str, str]]:
    """Every error of the form and its rows, with the id of the field it is about; "" where it is about none."""
    links = [("", str(message)) for message in form.non_field_errors()]
    links += [link for field in form for link in _list_links(field)]
    for formset in formsets:
        links += [("", str(message)) for message in formset.non_form_errors()]
        for row in formset.forms:
            links += [(_find_first_id(row), str(message)) for message in row.non_field_errors()]
            links += [link for field in row for link in _list_links(field)]
    return links


def _list_links(field: forms.BoundField) -> list[tuple[str, str]]:
    widget = getattr(field.field.widget, "widget", field.field.widget)
    is_group = isinstance(widget, forms.CheckboxSelectMultiple)
    target = f"{field.auto_id}_0" if is_group else field.id_for_label or field.auto_id
    return [(target, f"{str(field.label).capitalize()}: {error}") for error in field.errors]


def _find_first_id(row: forms.ModelForm) -> str:
    return next((field.id_for_label for field in row if not field.is_hidden), "")
