"""What every form and list asks about a change, and how it gets into the history."""

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models, transaction
from django.http import HttpRequest

from reviews.history.tracking import LONGEST_WHY, annotate_history


class ChangeField(forms.Field):
    """A form field about the change itself. It is no column of the row, so it never counts as changed."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class WhyField(ChangeField, forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Why?",
            required=False,
            max_length=LONGEST_WHY,
            help_text="Kept in the history, not shown to readers.",
            widget=forms.TextInput(attrs={"class": "vTextField"}),
        )


class MinorField(ChangeField, forms.BooleanField):
    def __init__(self) -> None:
        super().__init__(
            label="Only a typing mistake: leave it out of the public list of corrections", required=False
        )


class WhyActionForm(ActionForm):
    why = forms.CharField(
        required=False,
        max_length=LONGEST_WHY,
        label="Why?",
        widget=forms.TextInput(attrs={"placeholder": "For the history"}),
    )


def build_change_fields(model: type[models.Model]) -> dict[str, forms.Field]:
    """What a change form asks beside the columns of the row, by name."""
    fields: dict[str, forms.Field] = {"why": WhyField()}
    if getattr(model, "readers_are_told", False):
        fields["minor"] = MinorField()
    return fields


def record_reason(request: HttpRequest) -> contextlib.AbstractContextManager:
    """Context manager: puts the `why` and `minor` that a POST carries into the history of what it changes."""
    if request.method != "POST":
        return contextlib.nullcontext()
    return annotate_history(why=request.POST.get("why", ""), minor=request.POST.get("minor") == "on")


class AsksWhy(admin.ModelAdmin):
    """Forms and lists ask why; forms of models with `readers_are_told` also whether it is only a typing mistake."""

    action_form: ClassVar[type[ActionForm]] = WhyActionForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        change_fields: dict[str, Any] = dict(build_change_fields(self.model))
        return type(form.__name__, (form,), change_fields)

    def get_fields(self, request, obj=None):
        """Without the fields above: the template shows them by itself."""
        change_fields = build_change_fields(self.model)
        return [name for name in super().get_fields(request, obj) if name not in change_fields]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        in_fieldsets = flatten_fieldsets(self.get_fieldsets(request, obj))
        may_save = self.has_add_permission(request) if add else self.has_change_permission(request, obj)
        context["about_the_change"] = [
            form[name] for name in build_change_fields(self.model) if may_save and name not in in_fieldsets
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(self, request, extra_context=None):
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with record_reason(request), transaction.atomic():
            response: Any = super().changelist_view(request, extra_context)
        # A list that comes back with something to mend has the reason that was typed.
        if form := (getattr(response, "context_data", None) or {}).get("action_form"):
            form.initial["why"] = request.POST.get("why", "")
        return response

    def delete_view(self, request, object_id, extra_context=None):
        with record_reason(request):
            return super().delete_view(request, object_id, extra_context)
