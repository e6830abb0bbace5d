"""The sheet of reviews."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from reviews.models import Author, Period, Review
from reviews.models.review import ReviewKind
from themes.importers.spreadsheets.cells import (
    ChoiceCell,
    DateCell,
    ListCell,
    NumberCell,
    ReferencesCell,
    SheetCell,
    SignsCell,
    SlugCell,
    TextCell,
)
from themes.importers.spreadsheets.rows import (
    ADDRESS,
    SluggedSheetRow,
    sync_parts,
)
from themes.importers.spreadsheets.text import join_items, shorten, split_items


class AuthorsCell(SheetCell):
    """ "Brandon, Marian; Department for Education": a comma before the given names."""

    def format(self, value: Sequence[tuple[str, str]]) -> str:
        return join_items(join_items(filter(None, pair), ",") for pair in value)

    def to_python(self, value: Any) -> list[tuple[str, str]]:
        pairs = [split_items(author, ",") for author in split_items(value)]
        for pair in pairs:
            if len(pair) > 2:
                raise ValidationError(
                    f"“{shorten(', '.join(pair), 60)}” has too many commas. Write “Family name, Given names”."
                )
            for part in pair:
                if len(part) > 120:
                    raise ValidationError(f"“{shorten(part, 40)}” is longer than 120 characters. Shorten it.")
        return [(pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs]


class IsbnCell(SignsCell):
    """Digits are counted, and the last is computed from the others: programs take away noughts at both ends."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        digits = re.sub(r"[\s‐-―-]", "", text).upper().removeprefix("ISBN").removeprefix(":")
        if re.fullmatch(r"[0-9]+X?", digits) and not _is_isbn(digits):
            raise ValidationError(
                f"“{text}” is no ISBN: it has 10 or 13 digits, and the last must fit the others. Format the cell as "
                "text, and type it again as printed."
            )
        return text


def _is_isbn(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if len(values) == 10:
        return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
    return (
        len(values) == 13
        and sum(value * (3 if place % 2 else 1) for place, value in enumerate(values)) % 10 == 0
    )


class ReviewSheetRow(SluggedSheetRow):
    name, heading, singular = "reviews", "Reviews", "review"
    read_only = {"address": ADDRESS}
    order = ("slug", "address")
    part_models = (Author,)

    slug = SlugCell(
        "Slug",
        "The end of its address. One that is not held yet adds a review; change that of a review in the workspace. "
        "If it is left empty, it is made from the short title.",
    )
    kind = ChoiceCell("Kind", "What it is.", ReviewKind, required=True)
    title = TextCell("Title", "In full, as on its title page.", required=True)
    short_title = TextCell("Short title", "As lists show it.", required=True)
    authors = AuthorsCell(
        "Authors",
        "In the title page's order, as “Family name, Given names”. A body has a family name only.",
        get=lambda row: [(author.family, author.given) for author in row.authors.all()],
    )
    publisher = TextCell("Publisher", "Who published it.")
    journal = TextCell("Journal", "For an article.")
    volume = SignsCell("Volume", "For an article: volume, issue and pages.", day_numbers=True)
    published = DateCell(
        "Published",
        "When, as exactly as it is known.",
        get=lambda row: (row.published, row.published_precision) if row.published else None,
    )
    report_number = SignsCell("Report number", "As printed on it.")
    isbn = IsbnCell("ISBN", "As printed on it.")
    incidents_from = DateCell(
        "Incidents from",
        "The first incidents it reports on.",
        get=lambda row: (row.incidents_from, row.incidents_precision) if row.incidents_from else None,
    )
    incidents_to = DateCell(
        "Incidents to",
        "The last, equally exactly.",
        last=True,
        get=lambda row: (row.incidents_to, row.incidents_precision) if row.incidents_to else None,
    )
    periods = ReferencesCell("Periods", "By slug.", Period)
    draws_on = ReferencesCell("Draws on", "The analyses whose cases it studies again, by slug.", Review)
    case_count = NumberCell("Number of cases", "Empty: not known.")
    case_count_note = TextCell("Note on cases", "What was counted, or why it is not known.")
    page_count = NumberCell("Number of pages", "Empty: not known.")
    page_count_note = TextCell("Note on pages", "What was counted.")
    series_position = TextCell("Place in the series", "In words.")
    contents_note = TextCell("Note on contents", "What its list of contents lacks.")
    covers = ListCell("What it covers", "Sentences.")
    rights_holder = TextCell("Rights holder", "Whose the report is.")
    licence = TextCell("Licence of the report", "As it states it.")
    quoting_basis = TextCell("Basis for quoting", "Why we may quote from it.")

    class Meta:
        model = Review
        fields = (
            *("slug", "kind", "title", "short_title", "publisher", "journal", "volume"),
            *("published", "published_precision", "report_number", "isbn"),
            *("incidents_from", "incidents_to", "incidents_precision", "case_count", "case_count_note"),
            *("page_count", "page_count_note", "series_position", "contents_note", "covers"),
            *("rights_holder", "licence", "quoting_basis"),
        )

    @classmethod
    def get_queryset(cls) -> QuerySet:
        return Review.objects.prefetch_related("authors", "periods", "draws_on").order_by("pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "published" in self.values:
            cleaned["published"], cleaned["published_precision"] = self.values["published"] or (None, "")
        if self.values.keys() & {"incidents_from", "incidents_to"} and not self.errors:
            cleaned |= self._clean_incidents()
        return cleaned

    def _clean_incidents(self) -> dict[str, Any]:
        begin, end = self.get_value("incidents_from"), self.get_value("incidents_to")
        if bool(begin) != bool(end):
            raise ValidationError("Give both “Incidents from” and “Incidents to”, or neither.")
        if not begin:
            return {"incidents_from": None, "incidents_to": None, "incidents_precision": ""}
        if begin[1] != end[1]:
            raise ValidationError("Give “Incidents from” and “Incidents to” equally exactly.")
        return {"incidents_from": begin[0], "incidents_to": end[0], "incidents_precision": begin[1]}

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        wanted = {
            form.instance.pk: [(place, *author) for place, author in enumerate(form.values["authors"])]
            for form in forms
            if "authors" in form.values
        }
        sync_parts(Author, "review_id", ["position", "family", "given"], wanted)
