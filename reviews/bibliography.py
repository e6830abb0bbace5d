"""A review's full reference as plain text."""

from __future__ import annotations

from reviews.models import Review


def write_reference(review: Review) -> str:
    """As in "Bailey, S. and Belderson, P. (2010) Title. Publisher. DFE-RR040." Needs `authors` fetched."""
    authors = [
        f"{author.family}, {' '.join(f'{name[0]}.' for name in author.given.split())}"
        if author.given
        else author.family
        for author in review.authors.all()
    ]
    who = " and ".join(filter(None, [", ".join(authors[:-1]), authors[-1]])) if authors else review.publisher
    year = str(review.published.year) if review.published else "no date"
    title = review.title.rstrip(".")
    parts = [f"{who} ({year}) {title}." if who else f"{title} ({year})."]
    if review.journal:
        parts.append(f"{', '.join(filter(None, [review.journal, review.volume]))}.")
    elif authors and review.publisher:
        parts.append(f"{review.publisher}.")
    if review.report_number:
        parts.append(f"{review.report_number}.")
    if review.isbn:
        parts.append(f"ISBN {review.isbn}.")
    return " ".join(parts)
