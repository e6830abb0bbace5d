"""Every text of the database, and where in it somebody is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.utils.text import capfirst

from reviews.history.chronicle import get_event_models
from scr_portal.forgetting.names import REMOVED, REMOVED_FROM_ADDRESS, PersonNames

AROUND = 40  # characters shown on either side of a name

TEXTS = ("text", "varchar", "bpchar", "citext")
LISTS = ("_text", "_varchar")
JSON = ("json", "jsonb")
# Nothing that anybody typed stands in these.
OTHERS = (
    *("bool", "int2", "int4", "int8", "float8", "numeric", "date", "timestamptz", "uuid", "inet", "_int4"),
    *("procrastinate_job_status", "procrastinate_job_event_type"),
)
# What programs are told by; not what people are called.
CODES = {
    "auth_permission": None,
    "django_content_type": None,
    "django_migrations": None,
    "procrastinate_periodic_defers": None,
    "procrastinate_jobs": ("queue_name", "task_name", "lock", "queueing_lock"),
    "django_session": ("session_key",),
    "signing_in_cache": None,
    "auth_user": ("password",),
    "themes_savedfilter": ("screen",),
    "themes_subscription": ("query", "origin"),
    "themes_letter": ("key", "words", "error"),
    "themes_notice": ("reference",),
    "themes_problemreport": ("reference", "collection_version"),
}
EVERY_COLUMN = """
SELECT relation.relname, attribute.attname, type.typname, information.character_maximum_length,
       EXISTS (SELECT FROM pg_index WHERE indrelid = relation.oid AND indisprimary AND attnum = ANY(indkey)),
       EXISTS (SELECT FROM pg_index WHERE indrelid = relation.oid AND indisunique AND attnum = ANY(indkey))
FROM pg_class relation
JOIN pg_attribute attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_type type ON type.oid = atttypid
JOIN information_schema.columns information
  ON table_schema = 'public' AND table_name = relname AND column_name = attname
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attgenerated = ''
ORDER BY relname, attnum
"""


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    type: str
    longest: int | None
    is_key: bool
    is_unique: bool

    @property
    def type_name(self) -> str:
        return f"{self.type.removeprefix('_')}[]" if self.type in LISTS else self.type

    @property
    def is_of_texts(self) -> bool:
        return self.type in (*TEXTS, *LISTS, *JSON) and not self.is_code

    @property
    def is_code(self) -> bool:
        """Whether it holds what the portal itself wrote, word for word: a state, a checksum, the name of a file."""
        of_table = CODES.get(self.table, ())
        if of_table is None or self.name in of_table or self.name == "pgh_label":
            return True
        field = find_field(self.table, self.name)
        return bool(
            field and (field.choices or isinstance(field, models.FileField) or "sha256" in field.name)
        )

    @property
    def is_address(self) -> bool:
        field = find_field(self.table, self.name)
        of_accounts = self.table == get_user_model()._meta.db_table and self.name == "username"
        return of_accounts or isinstance(field, models.SlugField | models.URLField | models.EmailField)

    def read(self, value: Any) -> Any:
        """Text, or lists and mappings of it; of a session, what it holds."""
        if self.type in JSON and value is not None:
            return json.loads(value)
        if self.table == Session._meta.db_table:
            return Session(session_data=value).get_decoded()
        return value

    def clean(self, value: Any, names: PersonNames, key: tuple) -> Any:
        """A value that was read, without the names, as the column takes it."""
        replacement = REMOVED_FROM_ADDRESS if self.is_address else REMOVED
        if self.is_unique:
            replacement += ("-" if self.is_address else " ") + "-".join(map(str, key))
        longest = None if self.type in JSON else self.longest
        cleaned = map_texts(value, lambda text: names.remove(text, replacement)[:longest])
        return json.dumps(cleaned) if self.type in JSON else cleaned


@dataclass(frozen=True)
class NamedPlace:
    """One column of one row."""

    column: Column
    keys: list[str]  # the columns that its row is known by
    key: tuple  # the values of these
    value: Any
    around: list[str]  # each name with the words on either side

    @property
    def words(self) -> str:
        """As a person finds it: "Finding 12 (F007), text"."""
        label, number = describe_table(self.column.table), "-".join(map(str, self.key))
        model, field = find_model(self.column.table), find_field(self.column.table, self.column.name)
        row = model._base_manager.filter(pk=self.key[0]).first() if model else None
        code = getattr(row, "code", "")
        called = field.verbose_name if field else self.column.name
        return f"{label} {number}{f' ({code})' if code else ''}, {called}"


@cache
def _list_models() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


def find_model(table: str) -> type[models.Model] | None:
    return _list_models().get(table)


@cache
def find_field(table: str, column: str) -> Any:
    """The field of a model that the column is of; nothing where no model has it."""
    model = find_model(table)
    return (
        next((field for field in model._meta.local_fields if field.column == column), None) if model else None
    )


@cache
def describe_table(table: str) -> str:
    of_events = {event._meta.db_table: tracked for tracked, event in get_event_models().items()}
    if table in of_events:
        return f"History of {describe_table(of_events[table]).lower()}, entry"
    model = find_model(table)
    return capfirst(str(model._meta.verbose_name)) if model else table


def list_columns() -> list[Column]:
    """Every column there is, of whatever type."""
    with connection.cursor() as cursor:
        cursor.execute(EVERY_COLUMN)
        return [Column(*row) for row in cursor.fetchall()]


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The value with each of its texts changed, however deep they stand; what programs look up in it by stays."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_texts(each, change) for each in value]
    if isinstance(value, dict):
        return {name: map_texts(each, change) for name, each in value.items()}
    return value


def list_texts(value: Any) -> list[str]:
    found: list[str] = []
    map_texts(value, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return found


def find_places(names: PersonNames) -> Iterator[NamedPlace]:
    """Every place where one of them stands, as the transaction sees it; of a session, what it holds."""
    tables: dict[str, list[Column]] = {}
    keys: dict[str, list[str]] = {}
    for column in list_columns():
        if column.is_key:
            keys.setdefault(column.table, []).append(column.name)
        if column.is_of_texts:
            tables.setdefault(column.table, []).append(column)
    for table, columns in tables.items():
        for key, values in _read_rows(table, keys[table], [column.name for column in columns]):
            for column, value in zip(columns, values, strict=True):
                value = column.read(value)
                if around := [words for text in list_texts(value) for words in _list_around(text, names)]:
                    yield NamedPlace(column, keys[table], key, value, around)


def _list_around(text: str, names: PersonNames) -> list[str]:
    return [
        " ".join(found.string[max(0, found.start() - AROUND) : found.end() + AROUND].split())
        for found in names.find(text)
    ]


def _read_rows(table: str, keys: list[str], columns: list[str]) -> Iterator[tuple[tuple, tuple]]:
    """The key of each row, and its values: a few thousand at a time."""
    quote = connection.ops.quote_name
    wanted = ", ".join(quote(name) for name in (*keys, *columns))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {wanted} FROM {quote(table)}")  # noqa: S608 - our own tables
        for row in cursor:
            yield row[: len(keys)], row[len(keys) :]
