"""The report that an article is about, where we do not hold it yet: what to call it, and a record of it."""

from __future__ import annotations

import re
from datetime import date
from itertools import count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from reviews.dates import Precision
from reviews.duplicates import Clues, find_duplicates
from reviews.history.tracking import annotate_history, find_by_old_slug
from reviews.models import Review
from themes.importers.article.drafts import ArticleDraft
from themes.importers.article.quotations import read_quotations

FEWEST_WORDS = 4  # a quoted passage of fewer is a phrase of somebody's
_KINDS_OF_REPORT = re.compile(
    r"\b(?:analys[ie]s|review|report|study|inquiry|overview|inspection)", re.IGNORECASE
)


def propose_report_title(draft: ArticleDraft) -> str:
    """The title that the article gives in quotation marks, before its first point; empty where none looks like one."""
    front = [draft.title, draft.standfirst, *draft.introduction]
    quoted = [words for paragraph in front for words in read_quotations(paragraph)[0]]
    titles = [words.rstrip(",;") for words in quoted if _looks_like_title(words)]
    return next((title for title in titles if _KINDS_OF_REPORT.search(title)), titles[0] if titles else "")


def _looks_like_title(words: str) -> bool:
    """Not a sentence that somebody said: it begins as titles do, and no full stop ends it."""
    return words[:1].isupper() and words[-1] not in ".!?…" and len(words.split()) >= FEWEST_WORDS


def add_report(*, title: str, kind: str, year: int | None = None) -> Review:
    """A record of a report, of which no more is known yet. Raises ValidationError."""
    if held := find_duplicates(Clues(title=title, year=year)):
        raise ValidationError(
            f"We may hold this report already: “{held[0].review.short_title}” ({held[0].why}). Choose it in the list "
            "above. If it is another report, add it under “Reports”, and then come back to this article."
        )
    with transaction.atomic(), annotate_history(act="add_report"):
        report = Review(
            slug=_find_free_slug(title),
            kind=kind,
            title=title,
            short_title=_shorten(title),
            published=date(year, 1, 1) if year else None,
            published_precision=Precision.YEAR if year else "",
        )
        report.full_clean()
        report.save()
    return report


def _shorten(title: str) -> str:
    """At most as long as a short title may be, whole words."""
    most = Review._meta.get_field("short_title").max_length or len(title)
    return title if len(title) <= most else f"{title[: most - 1].rsplit(None, 1)[0].rstrip(' ,;:')}…"


def _find_free_slug(title: str) -> str:
    """One that no report has, or ever had: old ones redirect for ever."""
    base = slugify(title)[:60].strip("-") or "report"
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in numbered if not _is_taken(slug))


def _is_taken(slug: str) -> bool:
    return Review.objects.filter(slug=slug).exists() or find_by_old_slug(Review, slug) is not None
