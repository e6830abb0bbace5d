"""Which migrations the database has, and which this release needs or does not know."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OUR_APPS = ("reviews", "themes", "signing_in")


def list_applied() -> list[str]:
    """ "app.name" of each: one query."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def find_missing() -> list[str]:
    """Of the last ones of each app, which need all others, those that are not applied yet: one query."""
    applied = set(list_applied())
    return [name for name in _read_files()[0] if name not in applied]


def find_newer(applied: Iterable[str]) -> list[str]:
    """Those of ours that no file of this release is about: a later one made them."""
    known = _read_files()[1]
    return [name for name in applied if name.split(".")[0] in OUR_APPS and name not in known]


def refuse_newer_data() -> None:
    """Raises CommandError."""
    if newer := find_newer(list_applied()):
        raise CommandError(
            f"A newer portal has used this database (it has {newer[0]}). This one would harm what it holds: "
            "start the newer one, or restore a backup that was made before it."
        )


@cache
def _read_files() -> tuple[tuple[str, ...], frozenset[str]]:
    """The last of each app, and all: of squashed ones also those that they replace."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    known |= {
        (app, name) for migration in loader.disk_migrations.values() for app, name in migration.replaces
    }
    return tuple(map(".".join, loader.graph.leaf_nodes())), frozenset(map(".".join, known))
