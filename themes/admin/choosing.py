"""Choosing one of many rows: by Django's autocomplete, or typed in full where there are no scripts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.db.models import Q

from reviews.models import Article, Review
from reviews.workspace.arranging import PlacedInline
from themes.models import Finding

NO_SUCH_FINDING = "No finding has this number. Write it as readers see it, such as F119."
NO_SUCH_NAME = "Nothing here goes by that name alone. Write it as its own page has it."
KNOWN_BY: dict[type[models.Model], tuple[str, ...]] = {
    Review: ("slug", "short_title", "title"),
    Article: ("slug", "title"),
}


class TypedSelect(AutocompleteSelect):
    """Django's, with a text box for people without scripts, who cannot search."""

    template_name = "admin/themes/typed_select.html"

    def __init__(self, field: Any, admin_site: Any, **kwargs: Any) -> None:
        super().__init__(field, admin_site, **kwargs)
        self.model = field.remote_field.model

    def build_attrs(self, base_attrs, extra_attrs=None):
        """With nothing chosen, the placeholder is the box's only name."""
        plural = self.model._meta.verbose_name_plural
        placeholder = "Number or words" if self.model is Finding else f"Search {plural}"
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": placeholder}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = "" if _is_key(value) else str(value or "").strip("“”")
        is_finding = self.model is Finding
        label = "or type its number, such as F119" if is_finding else "or type its name, to change it"
        return {**context, "typed_name": f"{name}-typed", "typed": typed, "asks": label}

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [chosen for chosen in value if _is_key(chosen)], attr)

    def value_from_datadict(self, data, files, name):
        typed = data.get(f"{name}-typed", "").strip()
        return find_key(self.model, typed) if typed else super().value_from_datadict(data, files, name)


def _is_key(value: Any) -> bool:
    return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


def find_key(model: type[models.Model], typed: str) -> Any:
    """The primary key of the one row with this number or name; else what was typed, as it can be no key."""
    if model is Finding:
        number = Finding.parse_code(typed)
        found = Finding.objects.filter(number=number).values_list("pk", flat=True).first() if number else None
        return found or f"F{typed.lstrip('Ff')[:20]}"
    typed = typed.replace("\0", "")
    is_named = Q(*((f"{name}__iexact", typed) for name in KNOWN_BY[model]), _connector=Q.OR)
    keys = list(model._default_manager.filter(is_named).values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else f"“{typed[:80]}”"


def build_typed_choice(field: Any, admin_site: Any) -> dict[str, Any]:
    """Arguments for the form field of a foreign key to findings, reports or articles."""
    error = NO_SUCH_FINDING if field.remote_field.model is Finding else NO_SUCH_NAME
    return {"widget": TypedSelect(field, admin_site), "error_messages": {"invalid_choice": error}}


class TypedChoice(forms.ModelChoiceField):
    """Of the rows that `field`, a foreign key, can point to."""

    def __init__(self, field: Any, **kwargs: Any) -> None:
        rows = field.remote_field.model._default_manager.all()
        super().__init__(rows, **build_typed_choice(field, admin.site), **kwargs)


class PlacedFindingInline(PlacedInline):
    """Findings in an order, each chosen by number or words."""

    fields = ["position", "finding"]
    autocomplete_fields = ["finding"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "finding":
            kwargs |= build_typed_choice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
