from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from reviews.workspace.base import CuratedAdmin
from reviews.workspace.forms import LISTS_BY_LINE
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
            return cleaned
        changed = set(self.changed_data)
        new = {name for name in ("telephone", "hours", "link") if name in changed and cleaned.get(name)}
        if new and not any(cleaned.get(day) for day in {"checked", "looked_up"} & changed):
            raise ValidationError(
                {
                    "checked_today": "What readers are told is new. Say that you have tried it, and when; or when "
                    "and where you looked it up."
                }
            )
        if new & {"telephone", "link"} and "checked" not in changed:
            cleaned["checked"] = None  # that was another number
        return cleaned


@admin.register(HelpService)
class HelpServiceAdmin(CuratedAdmin):
    """The lines on every page name these services and no others: none is added or taken away here."""

    form = HelpServiceForm
    formfield_overrides = LISTS_BY_LINE
    list_display = ["name", "telephone", "hours", "link", "looked_up", "checked", "shown"]
    list_filter = [WorkToDo]
    fields = ["name", "telephone", "hours", "link", "checked", "checked_today", "looked_up", "sources"]

    @admin.display(description="shown to readers", boolean=True)
    def shown(self, service: HelpService) -> bool:
        return service.is_shown

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
