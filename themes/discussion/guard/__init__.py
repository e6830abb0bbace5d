"""What in a text could let somebody be recognised, found by rules and lists: explained, never refused. No database."""

from themes.discussion.guard.finding import MOST_CHARACTERS, Found, find_marks
from themes.discussion.guard.known import KnownPeople
from themes.discussion.guard.marks import Kind, Mark, PieceOfText, Severity, split_pieces
from themes.discussion.guard.restricted import RestrictedWords

__all__ = [
    "MOST_CHARACTERS",
    "Found",
    "Kind",
    "KnownPeople",
    "Mark",
    "PieceOfText",
    "RestrictedWords",
    "Severity",
    "find_marks",
    "split_pieces",
]
