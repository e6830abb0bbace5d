from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from themes.importers.collection import (
    STARTER_COLLECTION,
    CollectionError,
    LoadOutcome,
    LoadReport,
    load_collection,
)


class Command(BaseCommand):
    help = "Load a collection of YAML files. Loading it again changes only what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=STARTER_COLLECTION, metavar="DIR",
                            help="the collection; the portal's own if not given")  # fmt: skip
        parser.add_argument("--overwrite", action="store_true",
                            help="replace what was changed or deleted here since the last load, too")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and save nothing")

    def handle(self, *args: Any, folder: Path, overwrite: bool, dry_run: bool, **options: Any) -> None:
        try:
            report = load_collection(folder, overwrite=overwrite, dry_run=dry_run)
        except CollectionError as error:
            count = len(error.problems)
            problems = "1 problem" if count == 1 else f"{count} problems"
            raise CommandError(f"{error}\n{problems}. Nothing was saved.") from error
        self.show_report(report)
        if dry_run:
            self.stdout.write("This was a dry run: nothing was saved.")

    def show_report(self, report: LoadReport) -> None:
        for row in report.kept:
            on = f"{localtime(row.changed_on):%-d %B %Y}"
            remedy = "--overwrite brings it back." if row.deleted else "--overwrite replaces it."
            self.stdout.write(f"{row.file}, {row.id}: kept, because {row.why} on {on}. {remedy}")
        for kind, counts in report.outcomes.items():
            done = ", ".join(
                f"{counts[outcome]} {outcome.value}" for outcome in LoadOutcome if counts[outcome]
            )
            self.stdout.write(f"{kind}: {done}")
        if report.nothing_changed:
            self.stdout.write(self.style.SUCCESS(f"Nothing to change in {report.count_rows()} rows."))
        else:
            tally = ", ".join(f"{report.count_rows(outcome)} {outcome.value}" for outcome in LoadOutcome)
            self.stdout.write(self.style.SUCCESS(f"{report.count_rows()} rows: {tally}."))
