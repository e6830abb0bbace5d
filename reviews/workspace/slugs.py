"""Addresses in the admin: what changing one does, and which older ones lead to a row."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import models
from django.utils.html import format_html_join

from reviews.history.tracking import get_events
from reviews.workspace.base import CuratedAdmin

CHANGED = (
    "The end of its address on the site. If you change it, the old address leads to the new one for ever: links that "
    "people keep still work. An address that another page ever had is refused."
)


def list_former_slugs(row: models.Model) -> list[str]:
    """Every other slug that the row had, the last one first."""
    slugs = get_events(type(row)).filter(pgh_obj_id=row.pk).order_by("-pgh_id").values_list("slug", flat=True)
    return [slug for slug in dict.fromkeys(slugs) if slug != row.slug]  # type: ignore[attr-defined]


class AddressedAdmin(CuratedAdmin):
    """Rows with a public page. Their form shows `leading_here`, the addresses that they had before."""

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "leading_here"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slug":
            kwargs["help_text"] = CHANGED
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="former addresses")
    def leading_here(self, row) -> str:
        """Links to what leads here for ever."""
        if not row.pk:
            return "None"
        slugs = list_former_slugs(row)
        return format_html_join(", ", "{}", ((slug,) for slug in slugs)) or "None"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            messages.info(
                request,
                f"The address is now {obj.get_absolute_url()}. The old one, which ended in "
                f"“{form.initial['slug']}”, leads there for ever.",
            )
