import time
from argparse import ArgumentParser
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from reviews.models import Availability, Review
from reviews.sources.availability import EVERY, Look, NoAnswer, due, look, tally
from reviews.sources.visiting import visit


class Command(BaseCommand):
    help = (
        "Look whether reports can still be had where the ledger says. Each address is asked once, slowly, and not "
        "again within six days. What changed is added to the ledger."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--review", metavar="SLUG", help="this one only")
        parser.add_argument("--all", action="store_true", dest="again",
                            help="look again where somebody looked within six days, too")  # fmt: skip

    def handle(self, *args: Any, review: str | None, again: bool, **options: Any) -> None:
        places = Availability.objects.all()
        if review:
            if not Review.objects.filter(slug=review).exists():
                raise CommandError(
                    f"There is no review “{review}”. Its slug is the last part of its address."
                )
            places = places.filter(review__slug=review)
        today = localdate()
        asked = due(places, today, every=timedelta(0) if again else EVERY)
        asker = partial(visit, user_agent=settings.VISITS_AS)
        looks = []
        try:
            for found in look(asked, today, visit=asker, pause=time.sleep):
                looks.append(found)
                self.show(found)
        except NoAnswer as error:
            raise CommandError(
                "No site answered. Is this machine on the web? Nothing was written: run this again when it is."
            ) from error
        told = ", ".join(f"{number} {state.lower()}" for state, number in sorted(tally(looks).items()))
        counted = f"{len(looks)} address{'' if len(looks) == 1 else 'es'}: {told}."
        self.stdout.write(self.style.SUCCESS(counted if looks else "Nothing is due."))

    def show(self, found: Look) -> None:
        if found.is_news or found.state is None:
            state = Availability.State(found.state).label if found.state else "Not told"
            self.stdout.write(f"{found.place.review.slug}: {found.place.url}: {state}. {found.visit.said}")
