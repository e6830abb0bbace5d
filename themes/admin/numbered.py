"""A finding chosen while typing words or its number; by its number alone where there are no scripts."""

from __future__ import annotations

from typing import Any

from reviews.workspace.arranging import PlacedInline
from themes.admin.typed import TypedSelect
from themes.models import Finding

NO_SUCH_FINDING = "No finding has this number. Write it as readers see it, such as F119."


def finding_numbered(typed: str) -> Any:
    """The id of the finding with this number, else what was typed in a form that is no id."""
    number = Finding.number_of(typed)
    found = Finding.objects.filter(number=number).values_list("pk", flat=True).first() if number else None
    return found or f"F{typed.lstrip('Ff')[:20]}"


class PlacedFindingInline(PlacedInline):
    """Findings in an order, each chosen by number or words."""

    fields = ["position", "finding"]
    autocomplete_fields = ["finding"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "finding":
            kwargs["widget"] = TypedSelect(
                db_field,
                self.admin_site,
                read=finding_numbered,
                asks="or type its number, such as F119",
                searched="Number or words",
            )
            kwargs["error_messages"] = {"invalid_choice": NO_SUCH_FINDING}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
