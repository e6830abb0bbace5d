"""A mark: a piece of a text by which somebody could be recognised, why, and how to put it differently."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Severity(enum.IntEnum):
    """How grave, which moderators sort by."""

    TOGETHER = 2
    BY_ITSELF = 3
    RULE = 4

    @property
    def in_words(self) -> str:
        return {
            Severity.TOGETHER: "together with the rest",
            Severity.BY_ITSELF: "by itself",
            Severity.RULE: "a rule about this report",
        }[self]


class Kind(enum.Enum):
    """What was seen, and how much it weighs by itself."""

    NAME = "name"
    INITIALS = "initials"
    SCHOOL = "school or hospital"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone number"
    EMAIL = "e-mail address"
    ACCOUNT = "account name"
    NHS_NUMBER = "NHS number"
    COURT = "court or case reference"
    LINK = "press report or social media"
    DATE = "full date"
    RULE = "rule about this report"
    # Only where several come together.
    AGE = "age"
    PLACE = "place"
    TIME = "time"
    FAMILY = "family"
    EVENT = "what happened"
    PRESS = "press"
    PERSON = "one person"
    OWN_CASE = "your part in it"


# What each says, and how to put it differently.
WORDS: dict[Kind, tuple[str, str]] = {
    Kind.NAME: (
        "This looks like a person’s name. No child, relative or member of staff is named here, not by a first name "
        "or a nickname either.",
        "say who they are: “the child”, “her grandmother”, “the health visitor”",
    ),
    Kind.INITIALS: (
        "This looks like somebody’s initials or the letter a child goes by. People who know the family can read it.",
        "say “the child”, “the older brother” or “the mother”",
    ),
    Kind.SCHOOL: (
        "This looks like one school, hospital or other place where people know each other.",
        "say what kind of place it was: “a primary school”, “the hospital”",
    ),
    Kind.ADDRESS: (
        "This looks like a street or an address.",
        "leave it out: “at home”, “near where they lived”",
    ),
    Kind.POSTCODE: ("This looks like a postcode: often no more than fifteen homes.", "leave it out"),
    Kind.PHONE: ("This looks like a phone number.", "leave it out"),
    Kind.EMAIL: ("This looks like an e-mail address.", "leave it out"),
    Kind.ACCOUNT: ("This looks like the name of somebody’s account.", "leave it out"),
    Kind.NHS_NUMBER: ("This looks like an NHS number.", "leave it out"),
    Kind.COURT: (
        "This looks like the reference of one case, by which a family can be looked up.",
        "leave it out, or say what kind of decision it was: “a care order”",
    ),
    Kind.LINK: (
        "News and social media name people, and this leads to them.",
        "leave it out, and say what there is to learn from it",
    ),
    Kind.DATE: (
        "A full date leads to one event, and so to one family.",
        "give the year alone, or say how long before or after",
    ),
    Kind.RULE: (
        "A rule about this report fired. We do not say what it is about.",
        "tell less of who, where and when, or speak about what can be learnt",
    ),
    Kind.AGE: ("This is a child’s exact age.", "give an age group: “a baby”, “under five”, “a teenager”"),
    Kind.PLACE: ("This names a place.", "leave it out, or say “a town”, “a rural area”"),
    Kind.TIME: ("This is a time that can be looked up.", "leave it out, or give the year alone"),
    Kind.FAMILY: ("This is a detail that few families share.", "leave it out if the lesson does not need it"),
    Kind.EVENT: ("This says what happened to one child.", "say what kind of harm it was in general words"),
    Kind.PRESS: ("This hints at news about it.", "leave it out"),
    Kind.PERSON: ("This is about one child or family.", "speak of children or families in general"),
    Kind.OWN_CASE: ("This says that you were involved.", "speak of practice in general"),
}
TOGETHER = "Each could be said by itself; together they may lead to one child or family. Here: "


@dataclass(frozen=True, slots=True)
class Mark:
    """About the words from `start` to `end`; about the whole text where both are 0."""

    start: int
    end: int
    kind: Kind
    severity: Severity
    why: str
    better: str

    @classmethod
    def of(cls, kind: Kind, start: int, end: int, severity: Severity = Severity.BY_ITSELF) -> Mark:
        why, better = WORDS[kind]
        return cls(start, end, kind, severity, why, better)


class Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class PieceOfText(NamedTuple):
    """A part of the text, with the number (from 1) of what is said about it, or 0."""

    text: str
    number: int


def split_pieces(text: str, marks: Iterable[Placed]) -> tuple[PieceOfText, ...]:
    """The text split at the words that marks are about; of two that overlap, the first is marked."""
    pieces, place = [], 0
    for number, mark in sorted(enumerate(marks, start=1), key=lambda pair: pair[1].start):
        if mark.end > mark.start >= place:
            pieces += [
                PieceOfText(text[place : mark.start], 0),
                PieceOfText(text[mark.start : mark.end], number),
            ]
            place = mark.end
    return tuple(piece for piece in [*pieces, PieceOfText(text[place:], 0)] if piece.text)
