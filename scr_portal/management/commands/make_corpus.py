"""`manage.py make_corpus`: a synthetic collection for work under load, and its removal."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from scr_portal.corpus import CorpusError, make_corpus, remove_corpus
from scr_portal.corpus.marks import FIRST_NUMBER
from themes.models import Finding

FINDINGS = 20_000
MOST_ROWS = 1_000_000
HIGHEST_SEED = 999_999_999
REMOVE = ".venv/bin/python manage.py make_corpus --remove"


class Command(BaseCommand):
    help = (
        "Adds a synthetic collection for work under load: published findings, and pages of documents, that all "
        "say that they are synthetic. Curators' changes wait until it is done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--findings", type=int, metavar="N", help=f"how many; {FINDINGS:,} if not given")
        parser.add_argument(
            "--pages", type=int, metavar="M", help="how many pages of documents; none if not given"
        )
        parser.add_argument(
            "--seed", type=int, metavar="S", help="the same seed gives the same rows; 1 if not given"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask first")
        parser.add_argument("--remove", action="store_true", help="take everything synthetic away again")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: options[name] for name in ("findings", "pages", "seed") if options[name] is not None}
        began = time.monotonic()
        try:
            if options["remove"]:
                if given:
                    raise CommandError("--remove takes everything synthetic away, so give it alone.")
                tally = remove_corpus()
            else:
                wanted = {"findings": FINDINGS, "pages": 0, "seed": 1} | given
                refuse_unlikely(**wanted)
                if not options["yes"]:
                    self.ask(wanted["findings"])
                tally = make_corpus(**wanted, say=self.say)
        except CorpusError as error:
            raise CommandError(f"{error}") from error
        except DatabaseError as error:
            reason = str(error).splitlines()[0]
            raise CommandError(f"The database refused, and nothing was changed: {reason}") from error
        self.report(tally, time.monotonic() - began, removed=options["remove"])

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def ask(self, findings: int) -> None:
        """Raises CommandError unless the answer is yes."""
        real = Finding.objects.published().filter(number__lt=FIRST_NUMBER).count()
        self.say(
            f"This adds {findings:,} synthetic findings, which everybody who reads this portal will see, "
            f"beside {real:,} real ones. Take them away again with: {REMOVE}"
        )
        try:
            answer = input("Type yes to go on: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was added. To go on without being asked, add --yes")

    def report(self, tally: dict[str, int], seconds: float, *, removed: bool) -> None:
        if not tally:
            self.say("There is nothing synthetic here.")
            return
        for name, count in tally.items():
            self.say(f"{name}: {count:,}")
        done = "taken away" if removed else "added"
        self.say(self.style.SUCCESS(f"{sum(tally.values()):,} rows {done} in {seconds:.1f} seconds."))
        if not removed:
            self.say(f"To take them away again: {REMOVE}")


def refuse_unlikely(*, findings: int, pages: int, seed: int) -> None:
    limits = {
        "--findings": (findings, 1, MOST_ROWS),
        "--pages": (pages, 0, MOST_ROWS),
        "--seed": (seed, 0, HIGHEST_SEED),
    }
    for option, (value, least, most) in limits.items():
        if not least <= value <= most:
            raise CommandError(f"{option} must be a number from {least:,} to {most:,}, and {value:,} is not.")
