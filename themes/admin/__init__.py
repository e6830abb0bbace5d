"""Django's admin for everything in `themes`. Acts are those of `publishing`, `merging`, `reading` and `moderation`."""

from themes.admin import (
    discussion,
    findings,
    help,
    intake,
    quotations,
    reading,
    reviews,
    spreadsheets,
    themes,
    vocabulary,
)

__all__ = [
    "discussion",
    "findings",
    "help",
    "intake",
    "quotations",
    "reading",
    "reviews",
    "spreadsheets",
    "themes",
    "vocabulary",
]
