"""Fields that are one choice, set in a list: several rows with one save, why, and whether somebody was quicker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reviews.workspace.base import CuratedAdmin
from reviews.workspace.conflicts import lock


class ChosenInListForm(forms.ModelForm):
    """A row of a list. What somebody else saved meanwhile stays, unless it is chosen again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:  # the form of no row, which an empty list asks for its styles
            return
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{str(field.label).capitalize()}: {self.instance}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if changed := [name for name in self.changed_data if self.fields[name].show_hidden_initial]:
            self._refuse_stale(changed)
        return cleaned

    def _refuse_stale(self, names: list[str]) -> None:
        """Locked until it is saved: of two who save at the same moment, one is told."""
        lock(type(self.instance), self.instance.pk)
        self.instance.refresh_from_db()
        for name in names:
            bound, field = self[name], self.fields[name]
            stored = self.instance.serializable_value(name)
            shown = field.to_python(self._read_shown(name))
            if not field.has_changed(shown, stored) or not field.has_changed(stored, bound.data):
                continue
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[bound.html_initial_name] = "" if stored is None else str(stored)
            self.data = data  # saved once more, it is saved over what is there now
            said = dict(field.choices).get(stored, stored) if hasattr(field, "choices") else stored
            words = {True: "Yes", False: "No", None: "nothing", "": "nothing"}.get(said, said)
            self.add_error(
                name,
                ValidationError(
                    f"Somebody chose “{words}” since you opened this list. Save again to choose yours over it."
                ),
            )

    def _read_shown(self, name: str) -> Any:
        """What stood in the list when it was opened, as it was sent back."""
        bound = self[name]
        return bound.field.hidden_widget().value_from_datadict(self.data, self.files, bound.html_initial_name)


class EditsInList(CuratedAdmin):
    """A list whose `list_editable` are fields of one choice; `list_choices` gives them once for all rows."""

    def list_choices(self, name: str) -> list[tuple[Any, str]] | None:
        return None

    def get_changelist_formset(self, request, **kwargs):
        formset: Any = super().get_changelist_formset(request, **kwargs)
        for name in self.list_editable:
            field = formset.form.base_fields[name]
            field.show_hidden_initial = True
            if choices := self.list_choices(name):
                field.widget = forms.Select()  # without icons to add a choice
                field.choices = choices
        return formset

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": ChosenInListForm, **kwargs})
