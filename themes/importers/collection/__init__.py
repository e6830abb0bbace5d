"""A collection of YAML files loaded into the portal, as often as wanted.

Rows are known by their ids, and by the slugs they had here before somebody gave them others. The collection
owns what its files say, and nothing else: whether a finding is published or withdrawn, for instance, is decided
here once it has been loaded. A row whose contents somebody changed here since the last load is left as it is
and reported, unless `overwrite` is given; one that somebody deleted stays deleted in the same way. A row that
is no longer in the files stays: withdrawing is a curator's decision.
"""

from __future__ import annotations

from pathlib import Path

import pghistory
from django.db import connection, transaction

from themes.importers.collection.building import build_wanted_rows
from themes.importers.collection.edits import COMMAND
from themes.importers.collection.files import UnreadableError, read_collection
from themes.importers.collection.report import CollectionError, KeptRow, LoadOutcome, LoadReport
from themes.importers.collection.saving import Saver

__all__ = ["STARTER_COLLECTION", "CollectionError", "KeptRow", "LoadOutcome", "LoadReport", "load_collection"]

STARTER_COLLECTION = Path(__file__).resolve().parent.parent.parent / "collection"
ONE_LOAD_AT_A_TIME = 5_117_002  # an advisory lock; any number that nothing else here uses


def load_collection(folder: Path, *, overwrite: bool = False, dry_run: bool = False) -> LoadReport:
    """Bring the portal to what the collection says, in one transaction.

    Raises CollectionError with everything that is wrong, after which nothing has been saved.
    """
    try:
        rows, problems = read_collection(folder)
    except UnreadableError as error:
        raise CollectionError(error.problems) from error
    wanted = build_wanted_rows(rows, problems)
    with pghistory.context(command=COMMAND), transaction.atomic():
        with connection.cursor() as cursor:
            # First of all: deferred checks make history's triggers slower with every row.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_LOAD_AT_A_TIME])
        report = Saver(overwrite=overwrite, problems=problems).save(wanted)
        if problems:
            raise CollectionError(problems)
        if dry_run:
            transaction.set_rollback(True)
        elif not report.nothing_changed:
            with connection.cursor() as cursor:
                # A vacuum after a load that was rolled back notes that the tables are empty. Until the next one the
                # planner would believe it, and compare every row with every other.
                cursor.execute("ANALYZE")
    return report
