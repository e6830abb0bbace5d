"""Fields that are one choice, set in a list: several rows with one save, why, and whether somebody was quicker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html

from reviews.history.chronicle import Chronicle
from reviews.history.details import name_deleted
from reviews.history.tracking import get_events
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.conflicts import lock, take_rows_out


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
        try:
            self.instance.refresh_from_db()
        except ObjectDoesNotExist:
            raise ValidationError("Somebody deleted this one just now. Save again for the others.") from None
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
    """A list whose `list_editable` are fields of one choice; `list_choices` gives them once for all rows.

    A row that somebody deleted since the list was opened is named; what was chosen in the others is saved.
    """

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "_save" in request.POST and self.has_change_permission(request):
            self._leave_out_deleted(request)
        response = super().changelist_view(request, extra_context)
        changes = getattr(response, "context_data", None) and response.context_data.get("cl")
        if changes and changes.formset and changes.formset.is_bound:
            # Each form beside the row that it is of, whatever was added or deleted meanwhile.
            changes.result_list = [form.instance for form in changes.formset.forms]
        return response

    def _leave_out_deleted(self, request: HttpRequest) -> None:
        prefix, key = "form", self.opts.pk.name
        data: QueryDict = request.POST.copy()
        sent = {pk for pk in self._get_edited_object_pks(request, prefix) if pk.isascii() and pk.isdigit()}
        there = {str(pk) for pk in self.model._base_manager.filter(pk__in=sent).values_list("pk", flat=True)}
        if gone := take_rows_out(data, prefix, key, sent - there):
            request.POST = data  # type: ignore[assignment]
        for pk in gone:
            messages.error(request, self._describe_deleted(pk))

    def _describe_deleted(self, pk: str) -> str:
        events = get_events(self.model).filter(pgh_obj_id=pk, pgh_label="delete").order_by("-pgh_id")
        entry = next(iter(Chronicle(self.model, pk).entries), None)
        if not (event := events.first()) or not entry:
            return f"Nothing was saved for one row: this {self.opts.verbose_name} is not there any more."
        return format_html(
            "Nothing was saved for “{}”: {} deleted it on {}, after you opened this list. "
            '<a href="{}">What it was</a>. What you chose for others is kept.',
            self._name_deleted(event),
            entry.who,
            formats.date_format(timezone.localtime(entry.at), "j F Y, H:i"),
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[pk]),
        )

    def _name_deleted(self, event: Any) -> str:
        """As the list named it, unless what it was about is gone too."""
        fields = [
            field.attname for field in self.model._meta.concrete_fields if hasattr(event, field.attname)
        ]
        try:
            return str(self.model(**{name: getattr(event, name) for name in fields}))
        except ObjectDoesNotExist:
            return name_deleted(event) or f"{self.opts.verbose_name} {event.pgh_obj_id}"

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
