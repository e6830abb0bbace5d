"""What a row is held to before it is written, said in words wherever a form is filled in."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from reviews.history.tracking import events_of


class RuledModel(models.Model):
    """A row whose check constraints are all looked at by every form.

    Django leaves out those that name a field outside the form, and the database then answers with an error
    instead of the rule's own message.
    """

    # For one of very many rows, whose constraints are then all looked at together by `broken_rules`.
    checked_together = False

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        if self.checked_together:
            return
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


def broken_rules(rows: Sequence[models.Model]) -> dict[int, list[str]]:
    """By the place of a row among these of one model: what the check constraints that it breaks say. One query.

    The fields must be readable, as they are once `clean_fields` has let them pass.
    """
    if not rows:
        return {}
    model = type(rows[0])
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    if not checks:
        return {}
    used = set().union(*(check.condition.referenced_base_fields for check in checks))  # type: ignore[union-attr]
    fields: list[Any] = [model._meta.get_field(name) for name in sorted(used)]
    # PostgreSQL makes rows of the table of these itself, so each condition can be asked as the table has it.
    given = json.dumps(
        [{field.column: getattr(row, field.attname) for field in fields} for row in rows],
        cls=DjangoJSONEncoder,
    )
    with connection.schema_editor(collect_sql=True, atomic=False) as editor, connection.cursor() as cursor:
        conditions = [check._get_check_sql(model, editor) for check in checks]  # type: ignore[attr-defined]
        asked = ", ".join(f"({condition}) IS FALSE" for condition in conditions).replace("%", "%%")
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(
            f"SELECT ordinality - 1, ARRAY[{asked}] "  # noqa: S608 - our own constraints
            f"FROM json_populate_recordset(NULL::{table}, %s::json) WITH ORDINALITY",
            [given],
        )
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


def refuse_anothers_address(row: models.Model) -> None:
    """Raise ValidationError for a slug that another row ever had: old addresses lead to that one for ever."""
    slug = getattr(row, "slug", "")
    others = events_of(type(row)).filter(slug__iexact=slug)  # readers type addresses in any case
    if row.pk:
        others = others.exclude(pgh_obj_id=row.pk)
    if slug and others.exists():
        raise ValidationError(
            {
                "slug": f"“{slug}” is or was the address of another {row._meta.verbose_name}. "
                "Old addresses are never given away: choose another."
            }
        )
