"""Model fields and validators for printed page numbers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from reviews.pages import PageLabelError, sort_key


def validate_label(label: str) -> None:
    """Refuse what is no printed page number: "179" and "iv" are."""
    try:
        sort_key(label)
    except PageLabelError as error:
        raise ValidationError(str(error), code="page_label") from error


class PageSortField(models.IntegerField):
    """The place of a printed page number in its report, kept in step with the field named `label`.

    Computed whenever the row is written, bulk inserts included; null for an empty label.
    """

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        self.label = label
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs["label"] = self.label
        return name, path, list(args), dict(kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> int | None:
        label = getattr(model_instance, self.label)
        value = sort_key(label) if label else None
        setattr(model_instance, self.attname, value)
        return value
