"""The rows on the form of a finding: its themes and quotations."""

from __future__ import annotations

import re
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from reviews.workspace.forms import InlineRowForm
from themes.admin.findings.base import remove_related_links
from themes.models import FindingTheme, Quotation, Theme


class ChoiceRowForm(InlineRowForm):
    """A row with choices that are read once for all rows."""

    aria_labels: ClassVar[dict[str, str]] = {}  # rows of a table have no labels of their own
    choices: ClassVar[dict[str, list]] = {}  # set by the inline, on a class made for one request

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self.choices.items():
            if name in self.fields:
                remove_related_links(self.fields[name])
                self.fields[name].widget.choices = choices
        for name, label in self.aria_labels.items():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-label"] = label


def give_choices(formset, **choices: list):
    """The formset's class, with these choices for the fields of all its rows."""
    formset.form = type(formset.form.__name__, (formset.form,), {"choices": choices})
    return formset


class FindingThemeForm(ChoiceRowForm):
    aria_labels: ClassVar = {"theme": "Theme", "is_primary": "Primary theme"}
    checked_by_formset = frozenset({"is_primary"})  # another row may give it up in the same form


class FindingThemeFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Take this theme off"

    def clean(self) -> None:
        super().clean()
        if len(self._list_primary()) > 1:
            raise ValidationError("A finding has one primary theme.")

    def save(self, commit=True):
        primary = [form.instance.pk for form in self._list_primary() if form.instance.pk]
        was_primary = self.get_queryset().model.objects.filter(finding=self.instance, is_primary=True)
        was_primary.exclude(pk__in=primary).update(is_primary=False)
        return super().save(commit)

    def _list_primary(self) -> list:
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None)
            and form.cleaned_data.get("is_primary")
            and not form.cleaned_data.get("DELETE")
        ]


class FindingThemeInline(admin.TabularInline):
    model = FindingTheme
    form = FindingThemeForm
    formset = FindingThemeFormSet
    verbose_name = "theme"
    verbose_name_plural = "Themes"
    extra = 2

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("theme", "finding").defer("finding__search")

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None and "theme" in request.GET else self.extra

    def get_formset(self, request, obj=None, **kwargs):
        themes = Theme.objects.filter(merged_into=None).order_by("group__position", "position")
        choices = [("", "Choose a theme")]
        choices += [
            (str(pk), f"{group}: {title}")
            for pk, group, title in themes.values_list("pk", "group__title", "title")
        ]
        return give_choices(super().get_formset(request, obj, **kwargs), theme=choices)


def read_first_theme(request: HttpRequest) -> list[dict]:
    """Initial rows of the form to add a finding: a link may name its theme, as it names its review."""
    key = request.GET.get("theme", "")
    if not re.fullmatch("[0-9]{1,18}", key, re.ASCII):
        return []
    return [{"theme": theme.pk, "is_primary": True} for theme in Theme.objects.current().filter(pk=key)]


class QuotationInline(admin.StackedInline):
    model = Quotation
    form = ChoiceRowForm
    fk_name = "finding"
    verbose_name = "quotation"
    verbose_name_plural = "Quotations"
    fields = ["words", "citation", "outcome_label", "at_the_desk"]  # words are accepted at the desk
    readonly_fields = ["outcome_label", "at_the_desk"]
    extra = 1

    @admin.display(description="at the desk", empty_value="")
    def at_the_desk(self, quotation: Quotation) -> str:
        if quotation.pk is None:
            return "Once it is saved, it can be seen beside its page."
        address = reverse("admin:themes_quotation_desk_one", args=[quotation.pk])
        return format_html('<a href="{}">See it beside its page, and decide</a>', address)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "words" and field:
            field.widget.attrs["rows"] = 3
            field.help_text = "The report's own words, letter by letter."
        if db_field.name == "citation" and field:
            field.label = "On which page list"
            field.help_text = "One of this finding's. Save a new page list first, then choose it here."
        return field

    def get_formset(self, request, obj=None, **kwargs):
        choices = [("", "Not stated")]
        if obj:
            choices += [(str(citation.pk), citation.as_given) for citation in obj.citations.all()]
        return give_choices(super().get_formset(request, obj, **kwargs), citation=choices)
