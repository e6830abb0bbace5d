"""Form fields shared by the admins of both apps."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField


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
