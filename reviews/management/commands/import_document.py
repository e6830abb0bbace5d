from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.timezone import localtime

from reviews.documents.reading import DocumentError
from reviews.documents.storing import NO_TEXT, ImportedDocument, import_document
from reviews.history.tracking import find_by_old_slug
from reviews.models import LabelsFrom, Review
from reviews.plurals import count_things

MOST_NAMED = 20  # pages without text


class Command(BaseCommand):
    help = (
        "Keep a review's PDF, with the text and the printed number of each page. Running it again with the same "
        "file changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("review", metavar="REVIEW", help="The last part of the review's address.")
        parser.add_argument("file", type=Path, help="Its PDF.")
        parser.add_argument(
            "--offset",
            type=int,
            metavar="N",
            help="How far the PDF's own count runs ahead of the printed numbers: 2 if PDF page 181 is printed page "
            "179. It decides alone; without it the numbers are looked for.",
        )
        parser.add_argument(
            "--new-edition", action="store_true", help="This PDF replaces the one held for the review."
        )
        parser.add_argument("--dry-run", action="store_true", help="Read and report; keep nothing.")

    def handle(
        self,
        *,
        review: str,
        file: Path,
        offset: int | None,
        new_edition: bool,
        dry_run: bool,
        **options: Any,
    ) -> None:
        about = self.find_review(review)
        try:
            imported = import_document(
                review=about, path=file, offset=offset, new_edition=new_edition, dry_run=dry_run
            )
        except DocumentError as error:
            raise CommandError(f"{file}: {error}") from error
        except DatabaseError as error:
            raise CommandError(f"{file}: the database cannot keep it: {error}. Nothing was kept.") from error
        self.print(about, imported)

    def find_review(self, slug: str) -> Review:
        found = Review.objects.filter(slug=slug).first() or find_by_old_slug(Review, slug)
        if found:
            return found
        slugs = list(Review.objects.values_list("slug", flat=True))
        hint = f"Held: {', '.join(slugs)}." if slugs else "No review is held yet: run load_collection first."
        raise CommandError(f"There is no review {slug}. {hint}")

    def print(self, review: Review, imported: ImportedDocument) -> None:
        write = self.stdout.write
        write(f"{review.short_title} ({review.slug})")
        self.print_pages(review, imported)
        self.print_labels(imported)
        if imported.document is None:
            write("This was a dry run: nothing was kept.")
        elif imported.existed:
            by = imported.document.superseded_by
            write(
                f"This file is held already, as document {imported.document.pk}, added on "
                f"{localtime(imported.document.added):%-d %B %Y}. Nothing has changed."
            )
            if by:
                write(self.style.WARNING(f"It was replaced by document {by.pk}."))
        else:
            write(self.style.SUCCESS(f"Kept as document {imported.document.pk}."))
        if old := imported.superseded:
            write(f"It {'would replace' if imported.document is None else 'replaces'} document {old.pk}.")

    def print_pages(self, review: Review, imported: ImportedDocument) -> None:
        pages = imported.pages
        silent = [page.index for page in pages if not page.text.strip()]
        self.stdout.write(f"{count_things(len(pages), 'page')}, {len(pages) - len(silent):,} with text.")
        if len(silent) == len(pages):
            self.stdout.write(self.style.WARNING(NO_TEXT))
        elif silent:
            more = f" and {len(silent) - MOST_NAMED:,} more" if len(silent) > MOST_NAMED else ""
            pages_named = ", ".join(map(str, silent[:MOST_NAMED]))
            self.stdout.write(f"Without text, pictures perhaps: PDF page {pages_named}{more}.")
        if review.page_count and len(pages) < review.page_count:
            self.stdout.write(
                self.style.WARNING(
                    f"The report has {review.page_count:,} pages by its record here: is this PDF all of it?"
                )
            )

    def print_labels(self, imported: ImportedDocument) -> None:
        write, labelling = self.stdout.write, imported.labelling
        if labelling.found == LabelsFrom.NONE or not any(labelling.labels):
            write(self.style.WARNING("No printed page numbers are known."))
            write(
                "Look up the number printed on one page. Run this again with --offset and the difference: "
                "2 if PDF page 181 is printed page 179."
            )
            return
        write(f"Printed page numbers: {labelling.found.label}.")
        for place in labelling.sample:
            write(f"  PDF page {place} is printed page {labelling.labels[place - 1]}")
        unknown = [place for place, label in enumerate(labelling.labels, start=1) if not label]
        if unknown:
            write(f"  No printed number is known for PDF page {_write_ranges(unknown)}.")
        write("Compare these pages with the PDF. If a number is wrong, run this again with --offset.")
        write(
            "If they are right, confirm them in the workspace, under Documents: readers see them from then on."
        )


def _write_ranges(places: Sequence[int]) -> str:
    """ "1 to 4, 9, 300 to 302"."""
    ranges: list[list[int]] = []
    for place in places:
        if ranges and ranges[-1][-1] == place - 1:
            ranges[-1][1:] = [place]
        else:
            ranges.append([place])
    ranges_named = [" to ".join(map(str, ends)) for ends in ranges]
    return ", ".join(ranges_named[:MOST_NAMED]) + (" and more" if len(ranges_named) > MOST_NAMED else "")
