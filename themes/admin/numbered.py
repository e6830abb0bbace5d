"""A finding chosen while typing words or its number; by its number alone where there are no scripts."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect

from reviews.arranging import PlacedInline
from themes.models import Finding

NO_SUCH_FINDING = "No finding has this number. Write it as readers see it, such as F119."


class NumberedSelect(AutocompleteSelect):
    """Django's, with a box for the number, seen by those without scripts."""

    template_name = "admin/themes/numbered_select.html"

    def build_attrs(self, base_attrs, extra_attrs=None):
        """The placeholder is also the name of the box while nothing is chosen."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": "Number or words"}

    def get_context(self, name, value, attrs):
        typed = "" if _is_key(value) else str(value or "")
        context = super().get_context(name, value, attrs)
        return {**context, "number_name": f"{name}-number", "typed": typed}

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [each for each in value if _is_key(each)], attr)

    def value_from_datadict(self, data, files, name):
        typed = data.get(f"{name}-number", "").strip()
        return finding_numbered(typed) if typed else super().value_from_datadict(data, files, name)


def _is_key(value: Any) -> bool:
    return re.fullmatch("[0-9]{1,18}", str(value), re.ASCII) is not None


def finding_numbered(typed: str) -> Any:
    """The id of the finding with this number, else what was typed in a form that is no id."""
    number = re.fullmatch("[Ff]?([0-9]{1,9})", typed, re.ASCII)
    found = (
        Finding.objects.filter(number=int(number[1])).values_list("pk", flat=True).first() if number else None
    )
    return found or f"F{typed.lstrip('Ff')[:20]}"


class PlacedFindingInline(PlacedInline):
    """Findings in an order, each chosen by number or words."""

    fields = ["position", "finding"]
    autocomplete_fields = ["finding"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "finding":
            kwargs["widget"] = NumberedSelect(db_field, self.admin_site)
            kwargs["error_messages"] = {"invalid_choice": NO_SUCH_FINDING}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
