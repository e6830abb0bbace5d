"""The admin of everything in `themes`, imported here so that Django registers it."""

from themes.admin import (
    discussion,
    findings,
    help,
    intake,
    members,
    notes,
    notices,
    problems,
    quotations,
    reading,
    restricted,
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
    "members",
    "notes",
    "notices",
    "problems",
    "quotations",
    "reading",
    "restricted",
    "reviews",
    "spreadsheets",
    "themes",
    "vocabulary",
    "weeks",
]
