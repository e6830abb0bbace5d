"""The admin of everything in `themes`, imported here so that Django registers it."""

from themes.admin import (
    discussion,
    findings,
    help,
    intake,
    notes,
    problems,
    quotations,
    reading,
    reviews,
    spreadsheets,
    taking,
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
    "problems",
    "quotations",
    "reading",
    "reviews",
    "spreadsheets",
    "taking",
    "themes",
    "vocabulary",
    "weeks",
]
