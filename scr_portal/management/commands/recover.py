import signal
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reviews.collection_version import raise_version
from scr_portal.database import build_server, is_embedded, keep_running, lift_time_limit
from scr_portal.recovery import RecoveryError, list_copies, recover
from scr_portal.supervisor import exit_on_signal
from themes.models.catalogue import forget_catalogue_changes

END = "end"


class Command(BaseCommand):
    help = (
        "Bring the database of our own back to a moment, with WAL_ARCHIVE_DIR. Stop the portal before. Documents stay: "
        "each has the name of what it holds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "moment",
            nargs="?",
            help=f"such as “2026-11-30 14:05” ({settings.TIME_ZONE}), or “{END}” for all there is, where the disk was "
            "lost; without it, says which moments can be had",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask before")

    def handle(self, *args: Any, moment: str | None, yes: bool, **options: Any) -> None:
        if not (settings.WAL_ARCHIVE_DIR and is_embedded()):
            raise CommandError(
                "This is for the database of our own, with WAL_ARCHIVE_DIR set. Nothing was changed."
            )
        if not moment:
            self._list()
            return
        wanted = None if moment == END else self._read(moment)
        said = (
            f"as it was on {timezone.localtime(wanted):%-d %B %Y, %H:%M:%S}"
            if wanted
            else "to the end of its log"
        )
        if not yes and not self._may_replace(said):
            raise CommandError("Nothing was changed.")
        exit_on_signal(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # what was begun is put back
        try:
            before = recover(build_server(), wanted)
        except (RecoveryError, OSError) as error:
            raise CommandError(str(error)) from error
        with keep_running():
            lift_time_limit()
            call_command("migrate", interactive=False, verbosity=0)
            forget_catalogue_changes()  # as after a restore
            raise_version()
        self.stdout.write(self.style.SUCCESS(f"The database is {said}."))
        if before.exists():
            self.stdout.write(
                f"What was there until now is kept in {before}: delete it when nobody misses anything."
            )

    def _list(self) -> None:
        for made, path in list_copies(Path(settings.WAL_ARCHIVE_DIR)).items():
            self.stdout.write(f"{path}: any moment after {timezone.localtime(made):%-d %B %Y, %H:%M:%S}")

    def _read(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text.strip())
        except ValueError as error:
            raise CommandError(f"“{text}” is no moment: {error}. Nothing was changed.") from error
        if not moment:
            raise CommandError(
                f"“{text}” is no moment. Write “2026-11-30 14:05”, or “{END}”. Nothing was changed."
            )
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def _may_replace(self, said: str) -> bool:
        self.stdout.write(f"The database will be {said}. All that was saved later is gone, for everybody.")
        try:
            return input("Type yes to go on: ").strip().lower() == "yes"
        except EOFError:  # nobody is there to be asked
            return False
