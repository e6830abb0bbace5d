"""Django's admin for everything in `themes`. Acts are those of `publishing`, `merging`, `reading` and `moderation`."""

from themes.admin import coverage, discussion, findings, help, intake, quotations, themes, vocabulary

# Last: it adds to what the others have registered.
from themes.admin import spreadsheets  # isort: skip

__all__ = [
    "coverage",
    "discussion",
    "findings",
    "help",
    "intake",
    "quotations",
    "spreadsheets",
    "themes",
    "vocabulary",
]
