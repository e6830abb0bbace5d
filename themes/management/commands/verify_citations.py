from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.models import Review
from themes.enums import Outcome
from themes.findings.publishing import shorten
from themes.quotations.verifying import Verified, verify


class Command(BaseCommand):
    help = (
        "Look for all quotations in the reports they quote, and for the pages that are cited. Words that are not found "
        "are listed; they are no failure of the command. Checking again writes only what is new."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--review", metavar="SLUG", help="only what cites this review")

    def handle(self, *args: Any, review: str | None, **options: Any) -> None:
        self.show_outcomes(verify(None if review is None else self.find_review(review)))

    def find_review(self, slug: str) -> Review:
        try:
            return Review.objects.get(slug=slug)
        except Review.DoesNotExist as error:
            slugs = ", ".join(Review.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no review {slug}. Held: {slugs}. Nothing was checked.") from error

    def show_outcomes(self, verified: Verified) -> None:
        write = self.stdout.write
        for line in verified.inexact:
            found = f" Found on page {line.found_on}." if line.found_on else ""
            remark = f" {line.remark}" if line.remark else ""
            write(f"{line.code}, {line.pages}: {line.outcome.label}.{found} “{shorten(line.words)}”{remark}")
        for sentence in [*verified.offers, *verified.pages]:
            write(sentence)
        if verified.without_pages:
            write(f"Not looked for, since they belong to no page list: {verified.without_pages}.")
        tally = ", ".join(
            f"{outcome.label.lower()} {verified.outcomes[outcome]}"
            for outcome in Outcome
            if verified.outcomes[outcome]
        )
        count = sum(verified.outcomes.values())
        total = f"{count} quotation{'' if count == 1 else 's'}"
        write(self.style.SUCCESS(f"{total}: {tally or 'nothing to look for'}. {verified.changed} changed."))
