from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reviews.workspace.base import CuratedAdmin
from themes.admin.lists import WorkToDo
from themes.models import HelpService


class HelpServiceForm(forms.ModelForm):
    checked_today = forms.BooleanField(
        required=False, label="Checked today: I have rung the number and opened the link"
    )

    class Meta:
        model = HelpService
        fields: list[str] = []  # the admin's own fields

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("checked_today"):
            cleaned["checked"] = timezone.localdate()
        elif {"telephone", "link"} & set(self.changed_data) and "checked" not in self.changed_data:
            given = [name for name in ("telephone", "link") if cleaned.get(name)]
            if given:
                raise ValidationError(
                    {"checked_today": "The number or the link is new. Say that you have tried it, and when."}
                )
        return cleaned


@admin.register(HelpService)
class HelpServiceAdmin(CuratedAdmin):
    """The lines on every page name these services and no others: none is added or taken away here."""

    form = HelpServiceForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "telephone", "link", "checked", "shown"]
    list_filter = [WorkToDo]
    fields = ["name", "telephone", "link", "checked", "checked_today"]

    @admin.display(description="shown to readers", boolean=True)
    def shown(self, service: HelpService) -> bool:
        return service.is_shown

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
