from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scr_portal.database import build_server, is_embedded
from scr_portal.recovery import RecoveryError, make_copy


class Command(BaseCommand):
    help = (
        "Copy the database of our own into WAL_ARCHIVE_DIR now. `recover` leads back to any moment after it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.WAL_ARCHIVE_DIR and is_embedded()):
            raise CommandError(
                "This is for the database of our own, with WAL_ARCHIVE_DIR set. No copy was made."
            )
        try:
            target = make_copy(build_server())
        except (RecoveryError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{target} was made."))
        self.stdout.write("It holds accounts, unpublished comments and private texts: keep it private.")
