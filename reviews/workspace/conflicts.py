"""Two people at one form: whether it is stale, and both versions beside each other.

A form carries a token of the state it was made from: the row, its many-to-many lists and the rows of its inlines.
Saving locks the row and compares; when the token differs, nothing is saved and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.http import QueryDict
from django.utils import formats
from django.utils.text import capfirst

from reviews.history.chronicle import HistoryEntry
from reviews.history.diffs import TextDiff, build_diff

MOST_ROWS = 1_000  # of one inline, as Django itself


@dataclass(frozen=True)
class StateToken:
    """A hash of the state that a form was made from, and when that was."""

    state: str
    at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.state}.{round(self.at.timestamp() * 1_000_000)}" if self.at else self.state

    @classmethod
    def parse(cls, posted: str) -> StateToken:
        state, _, at = posted.partition(".")
        millionths = int(at) if at.isascii() and at.isdigit() and len(at) < 18 else 0
        return cls(state, datetime.fromtimestamp(millionths / 1_000_000, UTC) if millionths else None)


def compute_token(
    model: type[models.Model],
    pk: Any,
    related: Iterable[tuple[type[models.Model], str]],
    other_values: Iterable[models.QuerySet] = (),
) -> StateToken:
    """The token of a row with all that belongs to it: one query. `other_values` are of other rows that its form shows.

    It hashes the values and not the ids of history events: those are given out before they can be seen, so the newest
    one that a form was made with may hide an older one that is committed later.
    """
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    tables: list[tuple[Any, str]] = [(model, key.column)]
    for other, name in related:
        column_field: Any = other._meta.get_field(name)
        tables.append((other, column_field.column))
    selects = []
    for other, column in tables:
        columns = ", ".join(
            quote(column_field.column)
            for column_field in other._meta.concrete_fields
            if not isinstance(column_field, models.GeneratedField)
        )
        rows = f"string_agg(ROW({columns})::text, ',' ORDER BY {quote(other._meta.pk.column)})"
        where = f"{quote(other._meta.db_table)} WHERE {quote(column)} = %s"
        selects.append(f"coalesce((SELECT {rows} FROM {where}), '')")  # noqa: S608 - the models' own names
    params = [pk] * len(selects)
    for rows_shown in other_values:
        sql, sql_params = rows_shown.query.sql_with_params()
        selects.append(f"coalesce((SELECT string_agg(shown::text, ',') FROM ({sql}) shown), '')")  # noqa: S608
        params += sql_params
    with connection.cursor() as cursor:
        sql = f"SELECT md5(concat_ws('|', {', '.join(selects)})), clock_timestamp()"
        cursor.execute(sql, params)
        state, at = cursor.fetchone()
    return StateToken(state, at)


def lock(model: type[models.Model], pk: Any) -> None:
    """Lock the row. Saving a foreign key to it does not wait for that."""
    list(model._base_manager.filter(pk=pk).order_by().select_for_update(no_key=True).values_list("pk"))


@dataclass(frozen=True)
class Clash:
    """A field that is saved otherwise than it was filled in. `take` names it for the button that takes theirs."""

    label: str
    difference: TextDiff
    take: str


@dataclass
class Conflict:
    """What somebody saved meanwhile, and what of the form differs from it now."""

    entries: list[HistoryEntry]
    take: str = ""  # the field for which what is saved is to be taken
    clashes: list[Clash] = field(default_factory=list)
    added: list[str] = field(default_factory=list)  # rows that others added, which stay
    deleted: list[str] = field(default_factory=list)  # rows that others took away, which saving puts back


def find_clashes(conflict: Conflict, form: Any, formsets: Iterable[Any]) -> None:
    """Add to the conflict what differs in the form and in the rows of its inlines."""
    # Fields that are no values of the row, such as the act to choose, have no initial value and no clash.
    conflict.clashes = [_build_clash(form, name, "") for name in form.changed_data if name in form.initial]
    for formset in formsets:
        row_name = capfirst(str(formset.model._meta.verbose_name))
        for number, row in enumerate(formset.initial_forms, 1):
            for name in row.changed_data:
                conflict.clashes.append(_build_clash(row, name, f"{row_name} {number}: "))


def _build_clash(form: Any, name: str, row: str) -> Clash:
    bound = form[name]
    saved = _describe_value(bound.field, _format_as_posted(bound.field, bound.initial))
    yours = _describe_value(bound.field, bound.data)
    label = "Delete" if name == "DELETE" else str(bound.label)
    return Clash(f"{row}{label}", build_diff(saved, yours), bound.html_name)


def _format_as_posted(form_field: Any, value: Any) -> Any:
    """A value as a browser would send it back."""
    value = form_field.prepare_value(value)
    if isinstance(form_field.widget, forms.MultiWidget):
        parts: Any = form_field.widget.decompress(value)
        return [part if part is None else str(part) for part in parts]
    if isinstance(form_field.widget, forms.CheckboxInput):
        return bool(value)
    if value is None:
        return [] if isinstance(form_field.widget, forms.SelectMultiple) else ""
    if isinstance(value, list | tuple | models.QuerySet):
        return [str(getattr(item, "pk", item)) for item in value]
    if isinstance(form_field.widget, forms.Select):
        return str(value)
    return form_field.widget.format_value(value)


def _describe_value(form_field: Any, posted: Any) -> str:
    """A value as readers know it; as it was typed where it is not valid."""
    try:
        value = form_field.clean(posted)
    except ValidationError:
        value = posted
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, models.QuerySet | list | tuple):
        return "\n".join(str(item) for item in value)
    if isinstance(form_field, forms.ChoiceField) and not isinstance(form_field, forms.ModelChoiceField):
        return str(dict(_flatten_choices(form_field.choices)).get(value, value))
    return str(value if isinstance(value, str | models.Model) else formats.localize(value))


def _flatten_choices(choices: Any) -> Iterable[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flatten_choices(label)
        else:
            yield str(value), label


def take_theirs(data: QueryDict, form: Any, html_name: str) -> None:
    """Replace one field in `data` with the value that is saved now."""
    for bound in form:
        if bound.html_name != html_name:
            continue
        value = _format_as_posted(bound.field, bound.initial)
        form_field: Any = bound.field
        if isinstance(form_field.widget, forms.MultiWidget):
            names = [f"{html_name}{suffix}" for suffix in getattr(form_field.widget, "widgets_names", ())]
            for name, part in zip(names, value, strict=True):
                data[name] = part or ""
        elif value is False:
            data.pop(html_name, None)
        elif isinstance(value, list):
            data.setlist(html_name, value)
        else:
            data[html_name] = "on" if value is True else value


def put_back_rows(data: QueryDict, prefix: str, pk_name: str, present: set[str]) -> int:
    """Turn rows of an inline that others deleted meanwhile into new ones, at the end. Returns how many."""
    rows, initial = _pop_rows(data, prefix)
    if not rows:
        return 0
    remaining = [row for row in rows[:initial] if row.get(pk_name, [""])[-1] in present]
    deleted = [row for row in rows[:initial] if row.get(pk_name, [""])[-1] not in present]
    # Rows that both deleted stay deleted.
    deleted = [{**row, pk_name: [""]} for row in deleted if "DELETE" not in row]
    _put_rows(data, prefix, [*remaining, *rows[initial:], *deleted], len(remaining))
    return len(deleted)


def take_rows_out(data: QueryDict, prefix: str, pk_name: str, gone: set[str]) -> list[str]:
    """Take the rows with these keys out of what was sent of a list. Returns the keys that were in it."""
    if not gone:
        return []
    rows, _ = _pop_rows(data, prefix)
    left = [row for row in rows if row.get(pk_name, [""])[-1] not in gone]
    _put_rows(data, prefix, left, len(left))
    return [row[pk_name][-1] for row in rows if row not in left]


Rows = list[dict[str, list[str]]]


def _pop_rows(data: QueryDict, prefix: str) -> tuple[Rows, int]:
    """The rows that were sent of a formset, by the names of their fields, and how many of them were there before."""
    try:
        total = min(int(str(data[f"{prefix}-TOTAL_FORMS"])), MOST_ROWS)
        initial = min(int(str(data[f"{prefix}-INITIAL_FORMS"])), total)
    except (KeyError, ValueError):
        return [], 0
    rows: Rows = []
    for number in range(max(total, 0)):
        start = f"{prefix}-{number}-"
        rows.append(
            {name.removeprefix(start): data.pop(name) for name in list(data) if name.startswith(start)}
        )
    return rows, initial


def _put_rows(data: QueryDict, prefix: str, rows: Rows, initial: int) -> None:
    for number, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{prefix}-INITIAL_FORMS"] = str(initial)
