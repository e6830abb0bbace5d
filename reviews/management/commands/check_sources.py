import time
from argparse import ArgumentParser
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from reviews.models import Availability, AvailabilityState, Review
from reviews.sources.availability import (
    EVERY,
    AvailabilityCheck,
    NoAnswer,
    check_places,
    count_states,
    find_due,
)
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
        due = find_due(places, today, every=timedelta(0) if again else EVERY)
        visit_as = partial(visit, user_agent=settings.VISITS_AS)
        checks = []
        try:
            for check in check_places(due, today, visit=visit_as, pause=time.sleep):
                checks.append(check)
                self.show(check)
        except NoAnswer as error:
            raise CommandError(
                "No site answered. Is this machine on the web? Nothing was written: run this again when it is."
            ) from error
        states = ", ".join(
            f"{number} {state.lower()}" for state, number in sorted(count_states(checks).items())
        )
        summary = f"{len(checks)} address{'' if len(checks) == 1 else 'es'}: {states}."
        self.stdout.write(self.style.SUCCESS(summary if checks else "Nothing is due."))

    def show(self, check: AvailabilityCheck) -> None:
        if check.is_news or check.state is None:
            state = AvailabilityState(check.state).label if check.state else "Not told"
            self.stdout.write(f"{check.place.review.slug}: {check.place.url}: {state}. {check.visit.message}")
