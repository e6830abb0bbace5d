"""The admin of everything in `themes`, imported here so that Django registers it."""

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
