"""Databases for tests: quick copies of templates, which are migrated and filled once and kept between runs."""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from scr_portal import database
from themes.importers.collection import STARTER_COLLECTION, load_collection

PREFIX = "test_template"
MAKING = 20_160_707  # the advisory lock that whoever makes or copies a template holds


def empty_template() -> str:
    """The name of a database with every migration and no rows but theirs."""
    folders = [Path(config.path, "migrations") for config in apps.get_app_configs()]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in (".py", ".sql")]
    return _template("empty", files, _migrate, base="template0")


def collection_template() -> str:
    """The name of a database that holds the starter collection, too, and statistics about it."""
    code = [file for app in ("reviews", "themes") for file in _python_files(app)]
    return _template("collection", [*code, *STARTER_COLLECTION.rglob("*.yaml")], _load, base=empty_template())


def site_template(fill: Callable[[], None]) -> str:
    """The name of a database that holds the starter collection, and what `fill` adds to it for browsers to visit."""
    code = [file for folder in ("reviews", "themes", "tests") for file in _python_files(folder)]
    return _template("site", [*code, *STARTER_COLLECTION.rglob("*.yaml")], fill, base=collection_template())


def _python_files(folder: str) -> Iterable[Path]:
    return (settings.BASE_DIR / folder).rglob("*.py")


@contextlib.contextmanager
def copied(template: str, name: str) -> Iterator[str]:
    """A new copy of `template`, which is dropped afterwards."""
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield name
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's connection lead to another database of the same server."""
    before = connection.settings_dict["NAME"]
    _switch_to(name)
    try:
        yield
    finally:
        _switch_to(before)


def url_of(name: str) -> str:
    """What `DATABASE_URL` says for a database of the tests' server."""
    parts = connection.settings_dict
    account = quote(parts["USER"], safe="") + (
        f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else ""
    )
    return f"postgres://{account}@/{name}?{urlencode({'host': parts['HOST'], 'port': parts['PORT'] or 5432})}"


def _template(kind: str, files: Iterable[Path], fill: Callable[[], None], *, base: str) -> str:
    """Make the template of this kind anew if one of these files has changed since."""
    content = hashlib.sha256()
    for file in sorted(files):
        content.update(str(file).encode() + file.read_bytes())
    name, unfinished = f"{PREFIX}_{kind}_{content.hexdigest()[:16]}", f"{PREFIX}_{kind}_unfinished"
    with _server() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{PREFIX}_{kind}_"]
        )
        there = [row[0] for row in cursor.fetchall()]
        if name in there:
            return name
        for stale in there:
            cursor.execute(f'DROP DATABASE "{stale}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE "{base}"')
        with connected_to(unfinished):
            fill()
        cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _migrate() -> None:
    if database.is_embedded():  # what a power cut would destroy can be made again: nothing waits for the disk
        with connection.cursor() as cursor:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"ALTER SYSTEM SET {setting} = off")
            cursor.execute("SELECT pg_reload_conf()")
    call_command("migrate", verbosity=0, interactive=False)


def _load() -> None:
    load_collection(STARTER_COLLECTION)


@contextlib.contextmanager
def _server() -> Iterator[psycopg.Cursor]:
    """A cursor outside all test databases; one process at a time, however many workers there are.

    Not Django's own connection, which is open to tests with the mark `django_db` alone.
    """
    parameters = connection.get_connection_params() | {
        "dbname": "postgres",
        "options": "-c statement_timeout=0",
    }
    with psycopg.connect(**parameters, autocommit=True) as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        yield cursor


def _switch_to(name: str) -> None:
    connection.close()
    connection.close_pool()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
