"""Form fields shared by the admins of both apps."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError


class LinesField(SimpleArrayField):
    """A list typed one to a line; sentences keep their commas, empty lines are dropped."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def __init__(self, base_field: forms.Field, *args: Any, **kwargs: Any) -> None:
        super().__init__(base_field, *args, delimiter="\n", **kwargs)
        self.help_text = f"{self.help_text} One to a line.".strip()

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


# For `ModelAdmin.formfield_overrides`.
LISTS_BY_LINE: dict = {ArrayField: {"form_class": LinesField}}


class RefusableForm(forms.ModelForm):
    """Shows why what it asked for was refused once it had been tried; see `reviews.workspace.rules.RefusesInWords`."""

    refused: list[str] = []  # set by the admin, on a class made for one request

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refused:
            raise ValidationError(self.refused)
        return cleaned


class InlineRowForm(forms.ModelForm):
    """A row of an inline. What only all its rows together can tell is left to its formset."""

    checked_by_formset: frozenset[str] = frozenset()

    def validate_constraints(self) -> None:
        try:
            self.instance.validate_constraints(
                exclude=self._get_validation_exclusions() | self.checked_by_formset  # type: ignore[attr-defined]
            )
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class PlacedRowForm(InlineRowForm):
    """Two rows may swap places."""

    checked_by_formset = frozenset({"position"})
