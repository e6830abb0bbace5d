"""The whole collection in one file: it says what it holds, its sums are right, and it is of one version."""

import csv
import hashlib
import io
import json
import re
import sqlite3
import zipfile

import jsonschema
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import make_block, make_citation, make_finding
from tests.themes.views.test_every_page import collection  # noqa: F401
from themes.data.packaging import TABLES, describe_table, find_folder, find_type, list_names, make_package
from themes.data.shapes import FindingData
from themes.findings.publishing import withdraw_finding
from themes.models import Finding, Quotation

pytestmark = pytest.mark.django_db
ORIGIN = "https://testserver"
PATTERNS = {
    "string": re.compile(".*", re.DOTALL),
    "integer": re.compile("[0-9]+"),
    "number": re.compile(r"[0-9]+(\.[0-9]+)?"),
    "boolean": re.compile("true|false"),
    "date": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
ZIP = "/data/scr-portal.zip"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def quoted(collection):  # noqa: F811
    Quotation.objects.create(finding=collection["finding"], words="words; and more words")


def open_zip(folder) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / "scr-portal.zip") as archive:
        assert archive.testzip() is None
        return {name.removeprefix("scr-portal/"): archive.read(name) for name in archive.namelist()}


def read_table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"), newline="")))


def test_its_sums_and_its_description_are_right(quoted):
    files = open_zip(make_package(ORIGIN))
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())

    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    about = json.loads(files["datapackage.json"])
    assert "MIT" in about["licenses"][0]["name"]
    assert b"MIT licence" in files["README.txt"]
    assert {each["name"] for each in about["resources"]} == set(TABLES)
    for resource in about["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        rows = read_table(files, resource["name"])
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
        if key := resource["schema"].get("primaryKey"):
            assert len({row[key[0]] for row in rows}) == len(rows)
        for field in resource["schema"]["fields"]:
            values = {row[field["name"]] for row in rows if row[field["name"]]}
            assert all(PATTERNS[field["type"]].fullmatch(value) for value in values), field


def test_csv_json_and_sqlite_say_the_same(quoted):
    folder = make_package(ORIGIN)
    files = open_zip(folder)
    database = sqlite3.connect(folder / "scr-portal.sqlite")

    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for name, table in TABLES.items():
        rows = read_table(files, name)
        stored = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
        assert len(rows) == len(stored) > 0, name
        if table.key:
            said = json.loads(files[f"{name}.json"])
            place = list_names(name).index(table.key)
            assert [row[table.key] for row in rows] == [row[table.key] for row in said]
            assert [row[place] for row in stored] == [row[table.key] for row in said]
    jsonschema.validate(
        json.loads(files["findings.json"]),
        {
            "type": "array",
            "items": {"$ref": "#/$defs/f"},
            "$defs": {"f": FindingData.model_json_schema(ref_template="#/$defs/f/$defs/{model}")},
        },
    )
    [first, *_] = database.execute("SELECT themes FROM findings").fetchone()
    assert json.loads(first) == ["neglect", "babies"]


def test_what_is_not_public_is_not_in_it():
    shown = make_finding()
    gone, draft = make_finding("Words that were withdrawn."), make_finding("A draft.", state="draft")
    make_block(shown, draft)
    make_citation(shown, gone, draft)
    withdraw_finding(finding=gone, why="It was wrong.")
    folder = make_package(ORIGIN)

    said = b"".join([*open_zip(folder).values(), (folder / "scr-portal.sqlite").read_bytes()])
    assert shown.code.encode() in said
    assert b"Words that were" not in said
    assert b"A draft." not in said


def test_types_are_told_apart():
    assert [find_type("findings", name) for name in ("code", "themes", "for_every_agency", "published")] == [
        "string",
        "string",
        "boolean",
        "date",
    ]
    assert [find_type("values", name) for name in ("figure", "number", "part", "starts")] == [
        "string",
        "number",
        "integer",
        "date",
    ]
    assert describe_table("values")["foreignKeys"][0]["reference"] == {
        "resource": "figures",
        "fields": ["slug"],
    }


def test_who_asks_first_waits_for_the_worker_and_is_given_no_other_version(client):
    finding = make_finding()
    waiting = client.get(ZIP)
    assert (waiting.status_code, waiting["Retry-After"]) == (202, "60")
    client.get(ZIP)
    assert ProcrastinateJob.objects.filter(task_name="scr_portal.jobs.pack_collection").count() == 1

    first = make_package(ORIGIN)
    answer = client.get(ZIP)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == (first / "scr-portal.zip").read_bytes()
    assert b"".join(client.get("/data/scr-portal.sqlite").streaming_content).startswith(b"SQLite format 3")

    withdraw_finding(finding=Finding.objects.get(pk=finding.pk), why="It was wrong.")
    assert client.get(ZIP).status_code == 202
    second = make_package(ORIGIN)
    assert second.exists()
    assert not first.exists()
    assert not any(path.name.startswith("making") for path in second.parent.iterdir())


def test_addresses_of_another_host_are_in_another_file():
    assert find_folder("7", "http://a.example") != find_folder("7", "http://b.example")
