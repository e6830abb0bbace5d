import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from reviews.plurals import count_things
from scr_portal.backups import find_last_days, list_backups
from scr_portal.forgetting.acts import (
    ForgettingError,
    Forgotten,
    find_account,
    forget,
    list_forgotten,
    list_names_of_account,
    list_pages,
)
from scr_portal.forgetting.names import REMOVED, PersonNames
from scr_portal.forgetting.places import NamedPlace, find_places

NOT_REACHED = (
    "PDFs themselves, and pictures of their pages",
    "files that the collection, articles and spreadsheets were read from: read again, they bring it back",
    "letters in VAR_DIR/mail, where no mail is sent",
    "lists that readers keep in their browsers or in addresses they saved",
    "copies that search engines, feed readers and other sites have made",
    "logs of the proxy and of the system, and files that were downloaded from here",
    "what the disk still holds of rows that were replaced, until PostgreSQL and the disk write over it",
)


class Command(BaseCommand):
    help = (
        "Take a person out of everything: texts, history, held comments, articles, jobs, sessions, accounts. Shows "
        "where the name stands, and asks before anything is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--name",
            action="append",
            default=[],
            dest="names",
            help="as it is written; give each other way (initials, a nickname, another surname) as one more --name. "
            "Capitals, accents, hyphens and broken lines are understood.",
        )
        parser.add_argument(
            "--account",
            action="append",
            default=[],
            dest="accounts",
            metavar="NAME",
            help="the account that signs in by this name: nobody can any more, and it names nobody. Its full name and "
            "e-mail address are taken out as well.",
        )
        parser.add_argument("--dry-run", action="store_true", help="only show where it stands")
        parser.add_argument("--yes", action="store_true", help="do not ask before it is taken out")
        parser.add_argument(
            "--by", default="", help="who does it, for the record (else the account of this machine)"
        )
        parser.add_argument(
            "--list", action="store_true", help="what was taken out so far: when, by whom, how much"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(list_forgotten()) or "Nobody was taken out so far.")
            return
        try:
            accounts = [find_account(name) for name in options["accounts"]]
            words = [*options["names"], *(name for each in accounts for name in list_names_of_account(each))]
            names = PersonNames(words) if words else None
        except (ForgettingError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not names and not accounts:
            raise CommandError("Say whom: --name or --account. Nothing was changed.")
        count = self._show(names, accounts)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
        elif not count:
            self.stdout.write("It stands nowhere. Nothing was changed.")
        elif not options["yes"] and not self._may_change():
            raise CommandError("Nothing was changed.")
        else:
            self._forget(names, accounts, options["by"] or getpass.getuser())
        self._tell_of_copies()

    def _show(self, names: PersonNames | None, accounts: list[Any]) -> int:
        count = len(accounts)
        for account in accounts:
            self.stdout.write(
                f"Account {account.pk}, {account.get_username()}: emptied, and signed out everywhere"
            )
        with transaction.atomic():
            places: list[NamedPlace] = []
            for place in find_places(names) if names else ():
                self.stdout.write(f"{place.words}: " + " … ".join(place.around))
                places.append(place)
                count += len(place.around)
            pages = list_pages(places)
        self.stdout.write(f"{count_things(count, 'place')}.")
        self._tell_of_pages(pages)
        return count

    def _tell_of_pages(self, pages: dict[Any, list[str]]) -> None:
        for document, named in pages.items():
            self.stdout.write(
                f"The PDF of {document.review} names this on {', '.join(named)}, and cannot be changed. Withdraw the "
                "file, or replace it: when it is read again, its words are here again."
            )

    def _may_change(self) -> bool:
        self.stdout.write(f"In each of these places {REMOVED} will stand. This cannot be undone.")
        try:
            return input("Type yes to take it out: ").strip().lower() == "yes"
        except EOFError:  # nobody is there to be asked
            return False

    def _forget(self, names: PersonNames | None, accounts: list[Any], by: str) -> None:
        try:
            done: Forgotten = forget(names=names, accounts=accounts, by=by)
        except ForgettingError as error:
            raise CommandError(str(error)) from error
        rows = ", ".join(f"{table}: {number}" for table, number in sorted(done.by_table.items()))
        self.stdout.write(self.style.SUCCESS(f"Taken out of {count_things(done.places, 'place')} ({rows})."))

    def _tell_of_copies(self) -> None:
        if settings.BACKUP_DIR:
            folder = Path(settings.BACKUP_DIR)
            last = find_last_days(list(list_backups(folder)))
            self.stdout.write(f"Backups in {folder} were made before, and still hold it:")
            for moment, until in sorted(last.items()):
                made = timezone.localtime(moment)
                self.stdout.write(f"  {made:%-d %B %Y, %H:%M}: goes on {timezone.localtime(until):%-d %B %Y}")
            for path in sorted(folder.glob("by-hand-*.tar")):
                self.stdout.write(f"  {path.name}: stays until somebody deletes it")
            if not last:
                self.stdout.write("  none of the nightly ones")
        else:
            self.stdout.write(
                "Backups: BACKUP_DIR is not set, so the portal knows of none. Think of those made by hand."
            )
        if settings.WAL_ARCHIVE_DIR:
            self.stdout.write(
                f"{settings.WAL_ARCHIVE_DIR} still holds it for two weeks at most, while the worker runs. Twice "
                "`copy_database` takes it away now, and with it the way back to any moment before."
            )
        self.stdout.write("Whoever puts one of them back runs this command again.")
        self.stdout.write("Not reached from here: " + "; ".join(NOT_REACHED) + ".")
