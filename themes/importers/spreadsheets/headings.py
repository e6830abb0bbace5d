"""Which column of an uploaded sheet is which."""

from __future__ import annotations

import re
from collections import Counter
from typing import NoReturn

from themes.importers.spreadsheets.reading import SheetError, get_column_letter
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.text import shorten

# "Problem" is what a sheet with its mistakes has when it comes back.
IGNORED = {"problem", "address", "licence of this sheet", "sheet licence"}


def match_headings(sheet: type[SheetRow], headings: list[str]) -> list[str]:
    """For each heading the name of its column, or "" for one to be ignored. Raises SheetError."""
    known = get_known(sheet)
    normalised = [_normalise(heading) for heading in headings]
    names = ["" if heading in IGNORED else known.get(heading, "") for heading in normalised]
    unknown = [place for place, heading in enumerate(normalised) if heading not in IGNORED | known.keys()]
    if unknown:
        _refuse_unknown(sheet, [_describe_column(place, headings[place]) for place in unknown])
    check_columns(sheet, names)
    return names


def get_known(sheet: type[SheetRow]) -> dict[str, str]:
    """By heading, as `match_headings` compares them: the name of the column."""
    headings = sheet.get_known_headings()
    return {_normalise(heading): name for name, heading in headings.items()} | {
        _normalise(name): name for name in headings
    }


def are_ours(sheet: type[SheetRow], headings: list[str]) -> bool:
    """Whether each heading is one of ours, or one to be ignored."""
    return all(_normalise(heading) in IGNORED | get_known(sheet).keys() for heading in headings)


def check_columns(sheet: type[SheetRow], names: list[str]) -> None:
    """Raises SheetError for a column that is there twice, and where the key is missing."""
    twice = [
        sheet.get_known_headings()[name] for name, count in Counter(filter(None, names)).items() if count > 1
    ]
    if twice:
        quoted = ", ".join(f"“{heading}”" for heading in twice)
        raise SheetError(f"The column {quoted} is there twice. Delete one of them.")
    if sheet.key_is_needed and sheet.key not in names:
        raise SheetError(
            f"The column “{sheet.get_headings()[sheet.key]}” is missing. It says which {sheet.singular} a row is "
            "about; add it, and leave its cell empty in rows that are to be added."
        )


def _refuse_unknown(sheet: type[SheetRow], unknown: list[str]) -> NoReturn:
    raise SheetError(
        f"These columns are not known in a sheet of {sheet.heading.lower()}: {', '.join(unknown[:10])}"
        f"{' and more' if len(unknown) > 10 else ''}. Correct their headings, or delete them. "
        f"Known are: {', '.join(sheet.get_headings().values())}."
    )


def _describe_column(place: int, heading: str) -> str:
    letter = get_column_letter(place)
    return f"“{shorten(heading, 40)}” ({letter})" if heading.strip() else letter


def _normalise(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()
