"""A review's reference as data, in the form that citation styles and reference managers read (CSL-JSON)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from reviews.dates import Precision
from reviews.models import Author, Review
from reviews.models.review import ReviewKind

Item = dict[str, Any]

NO_TEXT = {"Cc", "Zl", "Zp", "Co", "Cs", "Cn"}  # controls, separators of lines, private and unassigned

# Curators write "17(5): 313-330", "23: 235-245" or "104".
VOLUME = re.compile(r"(?P<volume>\d+)\s*(?:\((?P<issue>[^()]+)\))?\s*(?::\s*(?P<page>[\w-]+(?:–[\w-]+)?))?")


def build_csl_item(review: Review) -> Item:
    """What is known of the review and nothing else: no author, date or number that its record does not give.

    Where it names no authors, its publisher stands for them, as in our own references. Needs `authors` fetched.
    """
    item: Item = {
        "id": f"scr-portal-report-{review.slug}",
        "type": "article-journal" if review.kind == ReviewKind.JOURNAL_ARTICLE else "report",
        "title": join_into_line(review.title).rstrip("."),
    }
    authors = [_name(author) for author in review.authors.all()]
    if not authors and review.publisher:
        authors = [{"literal": join_into_line(review.publisher)}]
    if authors:
        item["author"] = authors
    if review.published:
        item["issued"] = {"date-parts": [_date_parts(review.published, review.published_precision)]}
    fields = {
        "publisher": review.publisher,
        "container-title": review.journal,
        "number": review.report_number,
        "ISBN": review.isbn,
    }
    item |= {name: join_into_line(value) for name, value in fields.items() if value}
    return item | _in_journal(join_into_line(review.volume))


def join_into_line(text: str) -> str:
    """The text without line breaks, tabs and characters that are none: files have one line for a field."""
    if text.isprintable():  # most are, and looking at each character takes most of the time of a file
        return " ".join(text.split())
    return " ".join("".join(" " if unicodedata.category(char) in NO_TEXT else char for char in text).split())


def _name(author: Author) -> dict[str, str]:
    """A body has a family name only, and is never turned about or shortened."""
    if not author.given:
        return {"literal": join_into_line(author.family)}
    return {"family": join_into_line(author.family), "given": join_into_line(author.given)}


def _date_parts(published: date, precision: str) -> list[int]:
    parts = [published.year, published.month, published.day]
    return parts[: {Precision.YEAR: 1, Precision.MONTH: 2}.get(Precision(precision), 3)]


def _in_journal(volume: str) -> dict[str, str]:
    """Volume, issue and pages apart; what is written otherwise stays whole, as the volume."""
    found = VOLUME.fullmatch(volume)
    parts = found.groupdict() if found else {"volume": volume}
    return {name: value.replace("–", "-") for name, value in parts.items() if value}
