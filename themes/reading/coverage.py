"""How far reviews were read for themes, by whom and when; and where readers stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reviews.history import tracking as history
from reviews.models import DocumentPage, Review
from themes.enums import CoverageState
from themes.models import Coverage, ReadingPlace

Place = tuple[int, int]  # ids of a review and of a theme


class Answer(NamedTuple):
    """How far a review was read for a theme, with a remark."""

    state: str = CoverageState.NOT_YET
    note: str = ""


def find_answer(rows: Mapping[Place, Coverage], place: Place) -> Answer:
    """What is recorded there; without a row it was not read yet."""
    row = rows.get(place)
    return Answer(row.state, join_lines(row.note)) if row else Answer()


def join_lines(note: str) -> str:
    """As a field of one line shows it and sends it back: else lines would look like a change."""
    return " ".join(note.split())


def record_reading(
    *, answers: Mapping[Place, Answer], shown: Mapping[Place, Answer], by: Any, on: date, why: str = ""
) -> tuple[list[Place], list[Place]]:
    """Write the answers that differ from those `shown` by the form. Returns the places written, and those refused.

    A place is refused when somebody else has saved another answer for it since. "Not yet" is the absence of a row, so
    that it has one meaning; only a remark keeps a row of it.
    """
    changed = {place: answer for place, answer in answers.items() if answer != shown[place]}
    written: list[Place] = []
    refused: list[Place] = []
    if not changed:
        return written, refused
    with transaction.atomic(), history.annotate_history(act="read", why=why):
        # Their reviews are locked, since what was not read yet has no row to lock.
        reviews = {review for review, _ in changed}
        list(Review.objects.select_for_update(no_key=True).filter(pk__in=reviews).order_by("pk").values("pk"))
        rows = read_coverage(Q(review__in=reviews, theme__in={theme for _, theme in changed}))
        for place, answer in changed.items():
            now = find_answer(rows, place)
            if now == answer:
                continue
            if now != shown[place]:
                refused.append(place)
                continue
            _write(rows.get(place), place, answer, by, on)
            written.append(place)
    return written, refused


def read_coverage(which: Q) -> dict[Place, Coverage]:
    """Rows by their place, with who said so: one query."""
    return {(row.review_id, row.theme_id): row for row in Coverage.objects.filter(which).select_related("by")}


def _write(row: Coverage | None, place: Place, answer: Answer, by: Any, on: date) -> None:
    if answer == Answer():
        if row:
            row.delete()
        return
    row = row or Coverage(review_id=place[0], theme_id=place[1])
    row.state, row.note, row.by, row.on = answer.state, answer.note, by, on
    row.save()


def keep_place(user: Any, page: DocumentPage) -> None:
    """Note that somebody is on this page now: one query, however many of their windows are open."""
    ReadingPlace.objects.bulk_create(
        [ReadingPlace(user=user, document_id=page.document_id, index=page.index, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["user", "document"],
        update_fields=["index", "at"],
    )
