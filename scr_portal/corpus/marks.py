"""How synthetic rows are told from real ones: by their words and slugs, and findings by their number too."""

from __future__ import annotations

from django.db.models import QuerySet

from reviews.models import Document, Review
from themes.models import Citation, Finding, ReadTogether

# Real numbers come from the collection's files and from a sequence that starts at 1001; they never get here.
FIRST_NUMBER = 100_000_001
LAST_NUMBER = 999_999_999  # addresses of findings have nine digits at most

FINDING = "Synthetic example:"
REVIEW = "Synthetic review"
BLOCK = "Synthetic block:"
DOCUMENT = "Synthetic document:"
SOURCE = "Synthetic source"


def make_slug(seed: int, number: int | str, letter: str = "") -> str:
    """ "synthetic-1-20"; `letter` tells what is not a review: "b" for a block, "c" for a citation."""
    return f"synthetic-{seed}-{letter}{number}"


def _build_slug_pattern(letter: str = "") -> str:
    return rf"^synthetic-[0-9]+-{letter}[0-9]+$"


def list_synthetic_rows() -> list[QuerySet]:
    """All that is marked as synthetic, those that point to others first. Their parts are not among them."""
    reviews = Review.objects.filter(slug__regex=_build_slug_pattern(), title__startswith=REVIEW)
    return [
        Finding.objects.filter(number__gte=FIRST_NUMBER, text__startswith=FINDING),
        Citation.objects.filter(slug__regex=_build_slug_pattern("c"), note__startswith=SOURCE),
        ReadTogether.objects.filter(slug__regex=_build_slug_pattern("b"), reason__startswith=BLOCK),
        Document.objects.filter(review__in=reviews, message__startswith=DOCUMENT),
        reviews,
    ]
