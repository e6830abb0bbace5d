"""The admin of everything in `themes`, imported here so that Django registers it."""

from themes.admin import (
    discussion,
    findings,
    help,
    intake,
    notes,
    notices,
    problems,
    quotations,
    reading,
    reviews,
    spreadsheets,
    themes,
    vocabulary,
    weeks,
)

__all__ = [
    "discussion",
    "findings",
    "help",
    "intake",
    "notes",
    "notices",
    "problems",
    "quotations",
    "reading",
    "reviews",
    "spreadsheets",
    "themes",
    "vocabulary",
    "weeks",
]
