"""Django's admin for everything in `themes`. Acts are those of `publishing`, `merging`, `reading` and `moderation`."""

from themes.admin import (
    coverage,
    discussion,
    findings,
    help,
    intake,
    quotations,
    reviews,
    spreadsheets,
    themes,
    vocabulary,
)

__all__ = [
    "coverage",
    "discussion",
    "findings",
    "help",
    "intake",
    "quotations",
    "reviews",
    "spreadsheets",
    "themes",
    "vocabulary",
]
