"""What was said about earlier sheets."""

from __future__ import annotations

from typing import Any

from reviews.history.tracking import annotate_history
from themes.importers.spreadsheets.own_columns.likeness import make_key
from themes.importers.spreadsheets.own_columns.translating import LEAVE_OUT
from themes.importers.spreadsheets.reading import SheetTable
from themes.models.spreadsheet import SheetWord

LONGEST = 200  # characters of a word that is worth remembering
Words = dict[tuple[str, str], tuple[str, str]]  # by subject and key: as it was written, what it means


def recall(sheet: str) -> dict[str, dict[str, str]]:
    """By subject: what each heading or word means."""
    found: dict[str, dict[str, str]] = {}
    for subject, given, meaning in SheetWord.objects.filter(sheet=sheet).values_list(
        "subject", "given", "meaning"
    ):
        found.setdefault(subject, {})[given] = meaning
    return found


def remember(sheet: str, words: Words, *, by: Any) -> None:
    """Keep these; a word that was said to mean something else before means this now."""
    rows = [
        SheetWord(sheet=sheet, subject=subject, given=given, shown=shown, meaning=meaning, by=by)
        for (subject, given), (shown, meaning) in words.items()
        if given and len(given) <= LONGEST and len(shown) <= LONGEST and _is_worth_it(subject, meaning)
    ]
    with annotate_history(act="remember_words"):
        SheetWord.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["sheet", "subject", "given"],
            update_fields=["meaning", "shown", "by"],
        )


def list_headings(table: SheetTable, columns: dict[str, str]) -> Words:
    """What was said about the columns, for `remember`."""
    return {
        (SheetWord.HEADING, make_key(heading)): (heading.strip(), columns.get(str(place), ""))
        for place, heading in enumerate(table.headings)
        if heading.strip()
    }


def _is_worth_it(subject: str, meaning: str) -> bool:
    """Not what holds for one sheet alone: whose rows are left out, or are as those above."""
    return subject == SheetWord.HEADING or meaning == LEAVE_OUT or any(sign.isalnum() for sign in meaning)
