from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scr_portal.backups import NAME_BY_HAND, Backup, BackupError, check_backup, make_backup


class Command(BaseCommand):
    help = "Keep the database, the documents and the key in one file. The portal may go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", type=Path, metavar="FILE", help="a new file, or a folder for one named by its day"
        )
        parser.add_argument(
            "--check", action="store_true", help="only read this backup, and compare its checksums"
        )

    def handle(self, *args: Any, target: Path, check: bool, **options: Any) -> None:
        if target.is_dir() and not check:
            target /= timezone.now().strftime(NAME_BY_HAND)
        try:
            backup = check_backup(target) if check else make_backup(target.absolute(), self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{target}: {describe(backup)}."))
        if not check:
            self.stdout.write("It holds accounts, unpublished comments and private PDFs: keep it private.")


def describe(backup: Backup) -> str:
    rows = ", ".join(f"{count:,} {name}s" for name, count in backup.rows.items())
    return (
        f"whole, {backup.size / 1e6:,.1f} MB, made {timezone.localtime(backup.made):%-d %B %Y, %H:%M}; {rows}"
    )
