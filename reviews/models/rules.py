"""What a row is held to before it is written, said in words wherever a form is filled in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from reviews.history import events_of


class RuledModel(models.Model):
    """A row whose check constraints are all looked at by every form.

    Django leaves out those that name a field outside the form, and the database then answers with an error
    instead of the rule's own message.
    """

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        super().validate_constraints(exclude=exclude)
        names = {field.name for field in self._meta.fields}
        errors: dict = {}
        for constraint in self._meta.constraints:
            if not isinstance(constraint, models.CheckConstraint):
                continue
            used = constraint.condition.referenced_base_fields  # type: ignore[union-attr]
            if used & set(exclude or ()) and all(self._is_readable(name) for name in used & names):
                try:
                    constraint.validate(type(self), self, exclude=names - used)
                except ValidationError as error:
                    errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _is_readable(self, name: str) -> bool:
        field: Any = self._meta.get_field(name)
        try:
            field.to_python(getattr(self, field.attname))
        except ValidationError:
            return False
        return True


def refuse_anothers_address(row: models.Model) -> None:
    """Raise ValidationError for a slug that another row ever had: old addresses lead to that one for ever."""
    slug = getattr(row, "slug", "")
    others = events_of(type(row)).filter(slug=slug)
    if row.pk:
        others = others.exclude(pgh_obj_id=row.pk)
    if slug and others.exists():
        raise ValidationError(
            {
                "slug": f"“{slug}” is or was the address of another {row._meta.verbose_name}. "
                "Old addresses are never given away: choose another."
            }
        )
