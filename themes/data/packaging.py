"""The whole collection as one zip (tables, JSON, their description) and as an SQLite database.

Made by the worker for one version of the collection, kept beside the documents until it is another.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from reviews.collection_version import read_version
from reviews.models import Period, Review
from themes.data.files import list_columns, write_cell
from themes.data.reading import (
    at_origin,
    build_figure_data,
    read_findings_data,
    read_periods_data,
    read_reviews_data,
    read_situations,
    read_themes,
)
from themes.data.shapes import (
    DataShape,
    FigureData,
    FigureRowData,
    FindingData,
    PeriodData,
    QuotationData,
    ReviewData,
    SituationData,
    SourceData,
    ThemeData,
)
from themes.figures.listing import read_cards
from themes.findings.blocks import find_places, read_entries
from themes.importers.spreadsheets.rows import LICENCE
from themes.importers.spreadsheets.writing import write_csv
from themes.models import Finding, Situation, Theme

PACKING_TASK = "scr_portal.jobs.pack_collection"
BATCH = 500  # entries in memory
NAME = "scr-portal"
SUFFIXES = {"zip": "application/zip", "sqlite": "application/vnd.sqlite3"}
Row = dict[str, Any]


class Table(NamedTuple):
    """`key` names a row, or is empty; `parent` is the table that the first column points to."""

    shape: type[DataShape]
    key: str
    title: str
    parent: str = ""


TABLES = {
    "findings": Table(FindingData, "code", "Findings"),
    "sources": Table(SourceData, "", "How each finding is known", "findings"),
    "quotations": Table(QuotationData, "", "Words quoted in findings, with their check", "findings"),
    "themes": Table(ThemeData, "slug", "Themes"),
    "periods": Table(PeriodData, "slug", "Periods of incidents"),
    "reviews": Table(ReviewData, "slug", "Reports and papers"),
    "situations": Table(SituationData, "slug", "Situations"),
    "figures": Table(FigureData, "slug", "Figures over time"),
    "values": Table(FigureRowData, "", "The values of each figure", "figures"),
}
# Fields whose rows have a table of their own.
TABLE_OF_FIELD = {
    ("findings", "sources"): "sources",
    ("findings", "quotations"): "quotations",
    ("figures", "rows"): "values",
}
READ_ME = """\
SCR Portal: what serious case reviews in England found

{licence}

Made on {day} from {origin}, of version {version} of the collection.

datapackage.json says what each table and column is (Frictionless Data). SHA256SUMS has the checksum of every file:
sha256sum -c SHA256SUMS

Findings that name others under "read_together" mislead without them: show them together, or none of them. Findings can
be withdrawn: take the data anew before you publish from it.
"""


def list_names(table: str) -> list[str]:
    """The columns of a table: the fields that are no table of their own, behind what it belongs to."""
    own = [name for name in list_columns(TABLES[table].shape) if (table, name) not in TABLE_OF_FIELD]
    return [TABLES[table].parent.removesuffix("s"), *own] if TABLES[table].parent else own


def read_collection(origin: str) -> Iterator[tuple[str, DataShape]]:
    """Every row with the name of its table; blocks together."""
    places = find_places(Finding.objects.in_lists().order_by("number"))
    for start in range(0, len(places), BATCH):
        for group in read_findings_data(read_entries(places[start : start + BATCH])):
            yield from (("findings", row) for row in at_origin(origin, group))
    others: list[tuple[str, Iterable[DataShape]]] = [
        ("themes", read_themes(Theme.objects.listed().in_order())),
        ("periods", read_periods_data(Period.objects.all())),
        ("reviews", read_reviews_data(Review.objects.all())),
        ("situations", read_situations(Situation.objects.all())),
        ("figures", map(build_figure_data, read_cards())),
    ]
    for table, rows in others:
        yield from ((table, row) for row in at_origin(origin, rows))


def list_rows_of(table: str, row: DataShape) -> Iterator[tuple[str, Row]]:
    """The row, and those of the tables that belong to it."""
    yield table, {name: getattr(row, name) for name in list_names(table)}
    for (owner, field), below in TABLE_OF_FIELD.items():
        if owner == table:
            name, key = table.removesuffix("s"), getattr(row, TABLES[table].key)
            for part in getattr(row, field):
                yield below, {name: key, **dict(part)}


def find_type(table: str, name: str) -> str:
    """The type of a column, as table schemas call it; lists are in one cell."""
    field = TABLES[table].shape.model_fields.get(name)
    annotation: Any = field.annotation if field else str
    if isinstance(annotation, UnionType) or NoneType in get_args(annotation):
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
    if get_origin(annotation) is list:
        return "string"
    return {bool: "boolean", int: "integer", float: "number", date: "date"}.get(annotation, "string")


def describe_table(table: str) -> Row:
    """Its table schema (Frictionless)."""
    about = TABLES[table]
    fields = []
    for name in list_names(table):
        field = about.shape.model_fields.get(name)
        described = {"name": name, "type": find_type(table, name)}
        if field and field.description:
            described["description"] = field.description
        if name == about.key:
            described["constraints"] = {"required": True, "unique": True}  # type: ignore[assignment]
        fields.append(described)
    schema: Row = {"fields": fields, "missingValues": [""]}
    if about.key:
        schema["primaryKey"] = [about.key]
    if about.parent:
        reference = {"resource": about.parent, "fields": [TABLES[about.parent].key]}
        schema["foreignKeys"] = [{"fields": [about.parent.removesuffix("s")], "reference": reference}]
    return schema


class Writer:
    """Writes the files of one package, row by row, into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts = dict.fromkeys(TABLES, 0)
        self.csv = {name: (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in TABLES}
        self.json = {
            name: (folder / f"{name}.json").open("w", encoding="utf-8") for name in TABLES if TABLES[name].key
        }
        self.database = sqlite3.connect(folder / f"{NAME}.sqlite")
        for name, about in TABLES.items():
            self.csv[name].writelines(write_csv([list_names(name)]))
            self.database.execute(write_create(name, about))

    def add(self, table: str, row: DataShape) -> None:
        out = self.json[table]
        out.write(f"{',' if self.counts[table] else '['}\n{row.model_dump_json()}")
        for name, values in list_rows_of(table, row):
            # Of the lines that it writes, the first would have the mark that stands at the beginning of a file.
            [line] = write_csv([[write_cell(value) for value in values.values()]])
            self.csv[name].write(line.removeprefix("\ufeff"))
            places = ", ".join("?" * len(values))
            self.database.execute(
                f'INSERT INTO "{name}" VALUES ({places})',  # noqa: S608 - names of ours
                [store(value) for value in values.values()],
            )
            self.counts[name] += 1

    def close(self) -> None:
        for name, out in self.json.items():
            out.write("\n]\n" if self.counts[name] else "[]\n")
        for file in (*self.csv.values(), *self.json.values()):
            file.close()
        self.database.commit()
        self.database.close()


SQLITE_TYPES = {"boolean": "INTEGER", "integer": "INTEGER", "number": "REAL"}


def write_create(table: str, about: Table) -> str:
    """Lists are JSON arrays in one column, which Datasette offers to filter by."""
    columns = []
    for name in list_names(table):
        column = f'"{name}" {SQLITE_TYPES.get(find_type(table, name), "TEXT")}'
        if name == about.key:
            column += " PRIMARY KEY"
        if about.parent and name == about.parent.removesuffix("s"):
            column += f' REFERENCES "{about.parent}"'
        columns.append(column)
    return f'CREATE TABLE "{table}" ({", ".join(columns)})'


def store(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(
            [dict(each) if isinstance(each, DataShape) else each for each in value], default=str
        )
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_package(folder: Path, version: str, origin: str) -> Row:
    """datapackage.json (Frictionless Data Package)."""
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": "SCR Portal: what serious case reviews in England found",
        "description": "Findings of serious case reviews, 2003 to 2014, in our own words, with report and page.",
        "homepage": f"{origin}/",
        "version": version,
        "created": timezone.now().replace(microsecond=0).isoformat(),
        "licenses": [{"name": "MIT", "title": LICENCE, "path": "https://opensource.org/license/mit"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "title": about.title,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": (folder / f"{name}.csv").stat().st_size,
                "hash": f"sha256:{hash_file(folder / f'{name}.csv')}",
                "schema": describe_table(name),
            }
            for name, about in TABLES.items()
        ],
    }


MOST_NAMES = 3  # that a portal is asked under: whoever makes up more fills no disk


def queue_packing(origin: str) -> None:
    """Have the worker make the files, once however many ask for them; see `scr_portal.jobs`."""
    task = app.configure_task(
        PACKING_TASK, allow_unknown=False, lock=PACKING_TASK, queueing_lock=PACKING_TASK
    )
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(origin=origin)


def find_folder(version: str, origin: str) -> Path:
    """Where the files for this version and these addresses are, if they were made."""
    mark = hashlib.blake2b(origin.encode(), digest_size=8).hexdigest()
    return Path(settings.MEDIA_ROOT) / "whole" / f"{version}-{mark}"


def make_package(origin: str) -> Path:
    """Make the files of the collection as it is, all of one moment, unless they are there; those of before go."""
    with transaction.atomic(durable=not connection.in_atomic_block):
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        version = read_version()
        folder = find_folder(version, origin)
        if folder.exists():
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=folder.parent, prefix="making-"))
        try:
            _write_files(making, version, origin)
            making.rename(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    # What stands half made there is of a worker that died: no two make files at once.
    made = sorted(folder.parent.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    of_this_version = [each for each in made if each.name.partition("-")[0] == version]
    for other in {*made} - {*of_this_version[:MOST_NAMES]}:
        shutil.rmtree(other, ignore_errors=True)
    return folder


def _write_files(folder: Path, version: str, origin: str) -> None:
    writer = Writer(folder)
    with closing(writer):
        for table, row in read_collection(origin):
            writer.add(table, row)
    about = describe_package(folder, version, origin)
    (folder / "datapackage.json").write_text(
        json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    words = READ_ME.format(
        licence=LICENCE, day=timezone.localdate().isoformat(), origin=origin, version=version
    )
    (folder / "README.txt").write_text(words, encoding="utf-8")
    within = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".json", ".txt"))
    sums = "".join(f"{hash_file(path)}  {path.name}\n" for path in within)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    with zipfile.ZipFile(folder / f"{NAME}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in [*within, folder / "SHA256SUMS"]:
            archive.write(path, f"{NAME}/{path.name}")
    for path in [*within, folder / "SHA256SUMS"]:
        path.unlink()
