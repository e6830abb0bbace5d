"""Rules that a row is checked against before it is saved, with their messages in every form."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from reviews.control_characters import explain_control_character
from reviews.history.tracking import get_events


class WrittenModel(models.Model):
    """A row whose texts hold no control characters: they come with what is pasted, and break files made of it."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields(exclude=exclude)
        errors = {}
        for field in self._meta.fields:
            # Deferred columns were not changed.
            value = None if field.name in (exclude or ()) else self.__dict__.get(field.attname)
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and (message := explain_control_character(text)):
                    errors[field.name] = message
        if errors:
            raise ValidationError(errors)


class RuledModel(WrittenModel):
    """A row whose check constraints are all looked at by every form.

    Django leaves out those that name a field outside the form, and the database then answers with an error
    instead of the rule's own message.
    """

    # For one of very many rows, whose constraints are then all looked at together by `find_broken_rules`.
    checked_together = False

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        if self.checked_together:
            return
        super().validate_constraints(exclude=exclude)
        names = {field.name for field in self._meta.fields}
        errors: dict = {}
        for constraint in _check_constraints(type(self)):
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


def find_broken_rules(rows: Sequence[models.Model]) -> dict[int, list[str]]:
    """The messages of the check constraints that rows of one model break, by the row's place among them. One query.

    The fields must be readable, as they are once `clean_fields` has let them pass.
    """
    checks = _check_constraints(type(rows[0])) if rows else []
    if not checks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_build_query(type(rows[0]), checks), [_dump_used_values(rows, checks)])
        answers = cursor.fetchall()
    return {
        place: [
            str(check.get_violation_error_message())
            for check, is_broken in zip(checks, broken, strict=True)
            if is_broken
        ]
        for place, broken in answers
        if any(broken)
    }


def _check_constraints(model: type[models.Model]) -> list[models.CheckConstraint]:
    return [check for check in model._meta.constraints if isinstance(check, models.CheckConstraint)]


def _dump_used_values(rows: Sequence[models.Model], checks: Sequence[models.CheckConstraint]) -> str:
    """The values that the constraints need, as JSON by column."""
    used = set().union(*(check.condition.referenced_base_fields for check in checks))  # type: ignore[union-attr]
    fields: list[Any] = [rows[0]._meta.get_field(name) for name in sorted(used)]
    values = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    return json.dumps(values, cls=DjangoJSONEncoder)


def _build_query(model: type[models.Model], checks: Sequence[models.CheckConstraint]) -> str:
    """PostgreSQL makes rows of the table from JSON itself, so each condition can be asked as the table has it."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        conditions = [check._get_check_sql(model, editor) for check in checks]  # type: ignore[attr-defined]
    broken = ", ".join(f"({condition}) IS FALSE" for condition in conditions).replace("%", "%%")
    table = connection.ops.quote_name(model._meta.db_table)
    return (
        f"SELECT ordinality - 1, ARRAY[{broken}] "  # noqa: S608 - our own constraints
        f"FROM json_populate_recordset(NULL::{table}, %s::json) WITH ORDINALITY"
    )


def refuse_address_of_another(row: models.Model) -> None:
    """Raise ValidationError for a slug that another row ever had: old addresses lead to that one for ever."""
    slug = getattr(row, "slug", "")
    others = get_events(type(row)).filter(slug__iexact=slug)  # readers type addresses in any case
    if row.pk:
        others = others.exclude(pgh_obj_id=row.pk)
    if slug and others.exists():
        raise ValidationError(
            {
                "slug": f"“{slug}” is or was the address of another {row._meta.verbose_name}. "
                "Old addresses are never given away: choose another."
            }
        )
