"""A choice among many: found while typing, or typed in full where there are no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.db.models import Q

from reviews.models import Article, Review

NO_SUCH_NAME = "Nothing here goes by that name alone. Write it as its own page has it."
KNOWN_BY: dict[type[models.Model], tuple[str, ...]] = {
    Review: ("slug", "short_title", "title"),
    Article: ("slug", "title"),
}


class TypedSelect(AutocompleteSelect):
    """Django's, with a box to type in for people without scripts, who cannot search.

    `read` makes of what is typed the key of the row, or else something that is no row's key and is shown again;
    `asks` names the box, and `searched` the choice itself while nothing is chosen.
    """

    template_name = "admin/themes/typed_select.html"

    def __init__(
        self,
        field: Any,
        admin_site: Any,
        *,
        read: Callable[[str], Any],
        asks: str,
        searched: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(field, admin_site, **kwargs)
        self.read, self.asks, self.searched = read, asks, searched

    def build_attrs(self, base_attrs, extra_attrs=None):
        """With nothing chosen, the words shown are the box's only name."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": self.searched}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = "" if _is_key(value) else str(value or "").strip("“”")
        return {**context, "typed_name": f"{name}-typed", "typed": typed, "asks": self.asks}

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [each for each in value if _is_key(each)], attr)

    def value_from_datadict(self, data, files, name):
        typed = data.get(f"{name}-typed", "").strip()
        return self.read(typed) if typed else super().value_from_datadict(data, files, name)


def _is_key(value: Any) -> bool:
    return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


def named_select(field: models.ForeignKey, admin_site: Any) -> TypedSelect:
    """For rows that are known by a name: reports and articles."""
    model = field.remote_field.model
    return TypedSelect(
        field,
        admin_site,
        read=lambda typed: row_named(model, typed),
        asks="or type its name, to change it",
        searched=f"Search {model._meta.verbose_name_plural}",
    )


def row_named(model: type[models.Model], typed: str) -> Any:
    """The primary key of the one row that goes by this name, else the name in quotation marks: no row's key."""
    typed = typed.replace("\0", "")
    named = Q(*((f"{name}__iexact", typed) for name in KNOWN_BY[model]), _connector=Q.OR)
    found = list(model._default_manager.filter(named).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else f"“{typed[:80]}”"


class TypedChoice(forms.ModelChoiceField):
    """Of the rows that `field`, a foreign key, can point to."""

    def __init__(self, field: models.ForeignKey, **kwargs: Any) -> None:
        super().__init__(
            field.remote_field.model._default_manager.all(), widget=named_select(field, admin.site), **kwargs
        )
        self.error_messages["invalid_choice"] = NO_SUCH_NAME
