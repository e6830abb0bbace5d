"""Bulk loading with COPY, without the triggers that would record a history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from reviews.collection_version import raise_version
from themes.models.catalogue import forget_catalogue_changes


class CorpusError(Exception):
    """The synthetic collection was neither made nor taken away; the message says why and what to do."""


@contextmanager
def disable_triggers(tables: Iterable[type[models.Model]]) -> Iterator[None]:
    """Work on these tables without our own triggers; foreign keys are still checked.

    For use inside a transaction. Others can read the tables meanwhile, and wait if they want to write. It needs
    the owner of the tables, not a superuser.
    """
    # In one order for everybody, so that two of these wait for each other instead of getting stuck.
    names = sorted({connection.ops.quote_name(table._meta.db_table) for table in tables})
    with connection.cursor() as cursor:
        # A table with checks still to be made cannot be altered, and a long queue of them is slow.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield  # after a failure the transaction is rolled back, and this with it
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    forget_catalogue_changes()
    raise_version()


def allocate_ids(table: type[models.Model], count: int) -> list[int]:
    """So many new primary keys from the table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


class Rows:
    """Rows of one table, gathered and then copied. Columns that are not named get the default of their field."""

    def __init__(self, table: type[models.Model], *columns: str) -> None:
        self.table = table
        defaults = _read_defaults(table, columns)
        self.columns = [*columns, *defaults]
        self.rest = tuple(defaults.values())
        self.waiting: list[tuple] = []
        self.copied = 0

    def add(self, *values: Any) -> None:
        self.waiting.append(values)

    def copy(self) -> None:
        if not self.waiting:
            return
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        into = f"COPY {connection.ops.quote_name(self.table._meta.db_table)} ({names}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            for row in self.waiting:
                copy.write_row(row + self.rest)
        self.copied += len(self.waiting)
        self.waiting.clear()


def _read_defaults(table: type[models.Model], columns: Iterable[str]) -> dict[str, Any]:
    """The default of every column that is not named. Raises FieldDoesNotExist for a wrong name."""
    fields = {str(field.column): field for field in table._meta.concrete_fields}
    if wrong := set(columns) - fields.keys():
        raise FieldDoesNotExist(f"{table.__name__} has no columns {', '.join(sorted(wrong))}.")
    return {
        name: _unwrap_choice(field.get_default())
        for name, field in fields.items()
        if name not in columns
        and not field.primary_key
        and not field.null
        and not field.generated
        and getattr(field, "db_default", NOT_PROVIDED) is NOT_PROVIDED
    }


def _unwrap_choice(value: Any) -> Any:
    """The value of an enum member: COPY would write its name."""
    return value.value if isinstance(value, Enum) else value


def refresh_statistics(tables: Iterable[type[models.Model]]) -> None:
    """Let the planner know what the tables hold now."""
    names = ", ".join(sorted({connection.ops.quote_name(table._meta.db_table) for table in tables}))
    # Vacuumed too where that is possible, so that no reader pays for it, nor a measurement.
    act = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        cursor.execute(f"{act} {names}")
