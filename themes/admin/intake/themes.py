"""A theme found by what somebody typed: its title, another name of it, or words of its title."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from themes.importers.article.matching import normalise_text
from themes.importers.spreadsheets.own_columns.likeness import measure
from themes.importers.spreadsheets.text import shorten
from themes.models import Theme

MOST_NAMED = 4  # themes in a message
FEWEST_LETTERS = 3  # that words of a title are found by
NEAR = 0.5  # from here on a title is named as one that may be meant


def find_theme(typed: str, themes: Sequence[Theme]) -> Theme:
    """Raises ValidationError where none, or more than one, is meant; it names those that may be."""
    wanted = normalise_text(typed)
    for found in (
        [theme for theme in themes if normalise_text(theme.title) == wanted],
        [theme for theme in themes if wanted in map(normalise_text, [*theme.synonyms, *theme.also_typed])],
        [
            theme
            for theme in themes
            if len(wanted) >= FEWEST_LETTERS and _begins_words_of(wanted, theme.title)
        ],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            names = _name(found)
            raise ValidationError(
                f"“{shorten(typed, 60)}” fits more than one theme: {names}. Type more of the title."
            )
    raise ValidationError(f"No theme of ours is called “{shorten(typed, 60)}”. {_suggest(wanted, themes)}")


def _begins_words_of(wanted: str, title: str) -> bool:
    words = normalise_text(title).split()
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def _suggest(wanted: str, themes: Sequence[Theme]) -> str:
    alike = sorted(
        ((measure(wanted, theme.title), -place) for place, theme in enumerate(themes)), reverse=True
    )
    near = [themes[-place] for likeness, place in alike[:MOST_NAMED] if likeness >= NEAR]
    said = f"Near to it: {_name(near)}." if near else "Choose one that the field offers, or leave it empty."
    return f"{said} If it is new, open “It is a new theme” and choose its group."


def _name(themes: Sequence[Theme]) -> str:
    named = "; ".join(f"“{theme.title}”" for theme in themes[:MOST_NAMED])
    more = len(themes) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
