"""The findings that curators choose for a week."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from reviews.workspace.base import CuratedAdmin
from themes.models import WeeklyFinding


class WeeklyFindingForm(forms.ModelForm):
    class Meta:
        model = WeeklyFinding
        fields: list[str] = []
        help_texts = {
            "week": "Any day of it. Readers see the finding from Monday to Sunday.",
            "question": "One question for a team, which readers see. Leave empty for one of its theme’s.",
        }


@admin.register(WeeklyFinding)
class WeeklyFindingAdmin(CuratedAdmin):
    form = WeeklyFindingForm
    list_display = ["week", "finding", "question"]
    list_select_related = ["finding"]
    search_fields = ["question"]
    ordering = ["-week"]
    autocomplete_fields = ["finding"]
    fieldsets = [(None, {"fields": ["week", "finding", "question"]})]
