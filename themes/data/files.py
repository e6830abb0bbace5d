"""Data as files, by the suffix of an address: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse

from themes.data.shapes import DataShape
from themes.importers.spreadsheets.writing import FILE_KINDS, write_csv

JSON_TYPE = "application/json; charset=utf-8"
BETWEEN = "; "  # several slugs or codes in one cell
SENTENCES = " | "  # several values that are sentences, or hold a semicolon


class DataConverter:
    """The end of an address: which file it is."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PackageConverter(DataConverter):
    """The end of the address of the whole collection."""

    regex = "zip|sqlite"


def describe_columns(shape: type[DataShape]) -> list[tuple[str, str]]:
    """Each field by its name, and what it means where the name does not say it."""
    return [(name, field.description or "") for name, field in shape.model_fields.items()]


def list_columns(shape: type[DataShape]) -> list[str]:
    """The names that its fields have everywhere."""
    return list(shape.model_fields)


def write_cell(value: Any) -> str:
    """ISO dates, true and false, nothing for what is not known; lists in one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list | tuple):
        cells = [each.cell if isinstance(each, DataShape) else str(each) for each in value]
        between = SENTENCES if any(" " in cell for cell in cells) else BETWEEN
        return between.join(cells)
    return str(value)


def list_cells(row: DataShape) -> list[str]:
    return [write_cell(getattr(row, name)) for name in type(row).model_fields]


def write_table(shape: type[DataShape], rows: Iterable[DataShape]) -> Iterator[str]:
    """Lines of a CSV file: the names of the fields, then a line for each row."""
    return write_csv([list_columns(shape), *map(list_cells, rows)])


def build_csv_response(shape: type[DataShape], rows: Iterable[DataShape], name: str) -> HttpResponse:
    return _answer("".join(write_table(shape, rows)), FILE_KINDS["csv"], f"{name}.csv")


def build_json_response(data: DataShape, name: str) -> HttpResponse:
    return _answer(data.model_dump_json(indent=1), JSON_TYPE, f"{name}.json")


def build_data_response(
    suffix: str, data: DataShape, shape: type[DataShape], rows: Sequence[DataShape], name: str
) -> HttpResponse:
    """JSON has all of `data`; CSV, which holds one table, its `rows`."""
    if suffix == "json":
        return build_json_response(data, name)
    return build_csv_response(shape, rows, name)


def _answer(content: str, content_type: str, name: str) -> HttpResponse:
    is_json = content_type == JSON_TYPE  # is shown where a browser can
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'{"inline" if is_json else "attachment"}; filename="{name}"',
            "X-Robots-Tag": "noindex",
        },
    )
