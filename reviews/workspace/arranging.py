"""Rows that curators put in order: by a number in their list, or in the inline of a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpResponseRedirect

from reviews.history.tracking import annotate_history
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.forms import InlineRowForm
from reviews.workspace.ordering import find_next_position, place_in_order, renumber

MOST_ROWS = 1000  # more than anybody puts in order by hand; far more than readers see in one list
CHANGED_MEANWHILE = (
    "Somebody else changed the order since you opened this list, so nothing was saved. This is how it is now."
)


class PlaceField(forms.IntegerField):
    """A position as people count, from 1."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"class": "order-place", "inputmode": "numeric"})
        super().__init__(label="Place", min_value=1, max_value=MOST_ROWS, widget=widget, **kwargs)


class PlaceForm(forms.ModelForm):
    """A row of a list in which only its place can be edited."""

    moved: dict[int, int] = {}  # the places typed in the list, by row; set by the formset
    position = PlaceField(show_hidden_initial=True)  # tells whether somebody else changed the place

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["position"] = self.instance.position + 1
        self.fields["position"].widget.attrs["aria-label"] = f"Place of {self.instance}"

    @property
    def shown_place(self) -> Any:
        return self.data.get(self["position"].html_initial_name)


class StaleOrderError(Exception):
    """Somebody else changed the order since the list was opened."""


class PlaceFormSet(forms.BaseModelFormSet):
    """The places of the rows in a list, saved together."""

    model_admin: Any  # the OrderedAdmin that made the class

    def clean(self) -> None:
        super().clean()
        changed = [form for form in self.forms if form.has_changed() and not form.errors]
        positions = self.model_admin.lock_order() if changed else {}
        for form in self.forms:
            stored = positions.get(form.instance.pk)
            if stored is not None and form.shown_place != str(stored + 1):  # type: ignore[attr-defined]
                raise StaleOrderError
        moved = {form.instance.pk: form.cleaned_data["position"] for form in changed}
        for form in changed:
            form.moved = moved  # type: ignore[attr-defined]


class OrderedAdmin(CuratedAdmin):
    """Rows with a `position`, edited in the list (`list_display` must name it). New ones come last."""

    order_within: str | None = None  # the foreign key among whose rows each has its place
    list_editable = ("position",)

    def get_exclude(self, request, obj=None):
        return [*(super().get_exclude(request, obj) or []), "position"]

    def get_changelist_form(self, request, **kwargs):
        return PlaceForm

    def get_changelist_formset(self, request, **kwargs):
        formset: Any = super().get_changelist_formset(request, formset=PlaceFormSet, **kwargs)
        formset.model_admin = self
        return formset

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except StaleOrderError:
            self.message_user(request, CHANGED_MEANWHILE, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        if isinstance(form, PlaceForm):
            return self._save_order(obj, form)
        if not change or (self.order_within and self.order_within in form.changed_data):
            obj.position = find_next_position(self._get_siblings(obj))
        super().save_model(request, obj, form, change)

    def get_ordered_rows(self) -> models.QuerySet:
        """All rows that have a place, in order."""
        return self.model._default_manager.order_by(
            *([f"{self.order_within}__position"] if self.order_within else []), "position", "pk"
        )

    def lock_order(self) -> dict[int, int]:
        """Lock all rows; returns their positions by primary key. Others who reorder wait."""
        rows = self.get_ordered_rows().select_for_update(of=("self",), no_key=True).order_by("pk")
        return {row.pk: row.position for row in rows}

    def _get_siblings(self, row: models.Model) -> models.QuerySet:
        rows = self.get_ordered_rows()
        if self.order_within:
            rows = rows.filter(**{self.order_within: getattr(row, self.order_within)})
        return rows

    def _save_order(self, row: models.Model, form: PlaceForm) -> None:
        """Save all moved rows among the siblings of this one; for the next of them there is nothing left to do."""
        siblings = {sibling.pk: sibling for sibling in self._get_siblings(row)}
        moved = {pk: form.moved.pop(pk) for pk in siblings if pk in form.moved}
        with annotate_history(act="order"):
            renumber(siblings[pk] for pk in place_in_order(list(siblings), moved))


class PlacedForm(InlineRowForm):
    """A row of an inline with its place among the others, counted from 1; left empty, it comes last."""

    checked_by_formset = frozenset({"position"})
    position = PlaceField(required=False)

    def clean_position(self) -> int:
        """Left as it is: the formset sets the position among all rows."""
        return self.instance.position

    @property
    def typed_place(self) -> int | None:
        return self.fields["position"].clean(self["position"].data)


class PlacedFormSet(forms.BaseInlineFormSet):
    """Rows of an inline, saved in the order of their places; positions given twice are corrected."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.initial["position"] = i + 1 if i < self.initial_form_count() else None
        return form

    def clean(self) -> None:
        if any(self.errors):
            return
        remaining = [form for form in self.forms if not form.cleaned_data.get("DELETE") and _is_filled(form)]
        places = {}
        for number, form in enumerate(remaining):
            typed = form.typed_place  # type: ignore[attr-defined]
            if "position" in form.changed_data or typed is None:
                places[number] = typed or MOST_ROWS
        self.order = [remaining[number] for number in place_in_order(range(len(remaining)), places)]
        for position, form in enumerate(self.order):
            form.instance.position = form.cleaned_data["position"] = position
        super().clean()  # only now: it looks for two rows in one place

    def save(self, commit=True):
        rows = super().save(commit)
        if commit:
            saved = {form.instance.pk: form.instance for form in self.order}
            stored = (
                self.get_queryset().model._default_manager.filter(pk__in=saved).values_list("pk", "position")
            )
            for pk, position in list(stored):
                if saved[pk].position != position:  # it was not edited itself: others moved round it
                    saved[pk].save(update_fields=["position"])
        return rows


def _is_filled(form: forms.ModelForm) -> bool:
    return bool(form.instance.pk) or form.has_changed()


class PlacedInline(admin.TabularInline):
    form = PlacedForm
    formset = PlacedFormSet
    extra = 1  # "Add another" needs scripts
