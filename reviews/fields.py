"""Fields of models, and their validators: printed page numbers, and the last part of a page's address."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_slug
from django.db import models

from reviews.page_labels import PageLabelError, normalise, sort_key

validate_small = RegexValidator(
    r"^[a-z0-9-]+\Z", "Small letters, numbers and hyphens only, such as “young-people”."
)


def validate_label(label: str) -> None:
    """Refuse what is no printed page number: "179" and "iv" are."""
    try:
        sort_key(label)
    except PageLabelError as error:
        raise ValidationError(str(error), code="page_label") from error


class PageSortField(models.IntegerField):
    """The place of a printed page number in its report, kept in step with the field named `label`.

    Computed whenever the row is written, bulk inserts included; null for an empty label. The label itself is
    written in its one spelling.
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

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        for field in cls._meta.local_fields:
            if field.name == self.label:
                # The label's column comes first: by the time `pre_save` below is called, its value is taken.
                setattr(field, "pre_save", self._normalise_label)  # noqa: B010

    def _normalise_label(self, model_instance: models.Model, add: bool) -> str:
        label = getattr(model_instance, self.label)
        if label:
            label = normalise(label)
            setattr(model_instance, self.label, label)
        return label

    def pre_save(self, model_instance: models.Model, add: bool) -> int | None:
        label = self._normalise_label(model_instance, add)
        value = sort_key(label) if label else None
        setattr(model_instance, self.attname, value)
        return value


class SlugField(models.SlugField):
    """Django's without capitals and underscores: whoever types a capital in an address is led to the small letter."""

    default_validators = [validate_small]

    def formfield(self, **kwargs: Any) -> Any:
        """A field that leaves the checking to the model's, so that a mistake is told once."""
        field: Any = super().formfield(**kwargs)
        field.validators = [each for each in field.validators if each is not validate_slug]
        return field
