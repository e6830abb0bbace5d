from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reviews.collection_version import raise_version
from scr_portal.backups import BackupError, is_empty, restore_backup
from scr_portal.management.commands.backup import describe
from themes.models.catalogue import forget_catalogue_changes


class Command(BaseCommand):
    help = "Put a backup in the place of what is here. Stop the portal before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="FILE")
        parser.add_argument("--yes", action="store_true", help="do not ask before what is here is replaced")

    def handle(self, *args: Any, source: Path, yes: bool, **options: Any) -> None:
        if not yes and not self._may_replace():
            raise CommandError("Nothing was changed.")
        try:
            backup = restore_backup(source, self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        forget_catalogue_changes()  # which count transactions of the server that they came from
        raise_version()  # whatever was kept of the pages before is not shown again
        self.stdout.write(self.style.SUCCESS(f"Put back: {describe(backup)}."))

    def _may_replace(self) -> bool:
        if is_empty():
            return True
        self.stdout.write(
            "This portal holds a collection. Restoring replaces all of it, accounts and comments too."
        )
        return input("Type yes to replace it: ").strip().lower() == "yes"
