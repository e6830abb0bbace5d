"""What all screens of the curators' workspace have in common."""

from __future__ import annotations

import contextlib
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest

from reviews.history import recorded

LONGEST_WHY = 500


class Aside(forms.Field):
    """A field of a form that says something about the change, and is no part of the row."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class WhyField(Aside, forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Why?",
            required=False,
            max_length=LONGEST_WHY,
            help_text="Kept in the history, not shown to readers.",
            widget=forms.TextInput(attrs={"class": "vTextField"}),
        )


class MinorField(Aside, forms.BooleanField):
    def __init__(self) -> None:
        super().__init__(
            label="Only a typing mistake: leave it out of the public list of corrections", required=False
        )


class WhyActionForm(ActionForm):
    why = forms.CharField(
        required=False, max_length=LONGEST_WHY, label="Why? (kept in the history, not shown to readers)"
    )


def about_the_change(model: type[models.Model]) -> dict[str, forms.Field]:
    """What every change form asks beside the row itself."""
    asked: dict[str, forms.Field] = {"why": WhyField()}
    if getattr(model, "readers_are_told", False):
        asked["minor"] = MinorField()
    return asked


def recorded_from(request: HttpRequest) -> contextlib.AbstractContextManager:
    """The context of whatever a request changes: what its form said about the change."""
    if request.method != "POST":
        return contextlib.nullcontext()
    why = "".join(character for character in request.POST.get("why", "") if character.isprintable())
    return recorded(why=why.strip()[:LONGEST_WHY], minor=request.POST.get("minor") == "on")


class CuratedAdmin(admin.ModelAdmin):
    """The base of every admin class of ours. Lists stay quick however much they hold.

    Every form and every list asks why something is changed; those of models with `readers_are_told` also whether
    it is only a typing mistake. Both are in pghistory's context while anything is saved, as `why` and `minor`.
    """

    show_full_result_count = False  # else each search counts all rows too
    list_per_page = 50
    action_form: type[ActionForm] = WhyActionForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), dict(about_the_change(self.model)))

    def get_fields(self, request, obj=None):
        """Not among the row's own: the template shows them above the buttons."""
        asked = about_the_change(self.model)
        return [name for name in super().get_fields(request, obj) if name not in asked]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        placed = flatten_fieldsets(self.get_fieldsets(request, obj))
        may_save = self.has_add_permission(request) if add else self.has_change_permission(request, obj)
        context["about_the_change"] = [
            form[name] for name in about_the_change(self.model) if may_save and name not in placed
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with recorded_from(request):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        with recorded_from(request):
            return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with recorded_from(request):
            return super().delete_view(request, object_id, extra_context)
