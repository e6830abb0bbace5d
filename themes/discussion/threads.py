"""Comments as readers see them: a thread's published comments as a tree, read with one query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import FilteredRelation, Q

from reviews.models import Article
from themes.enums import CommentState
from themes.models import Finding, Theme, Thread

# Deeper replies are not indented further: a phone is too narrow, and a line says whom they answer.
DEEPEST_INDENT = 3
NAMELESS = "A reader"
BLANK_LINES = re.compile(r"\n\s*\n")


class CommentRow(NamedTuple):
    """A published comment, as the database has it."""

    pk: int
    parent: int | None
    position: int
    author_name: str
    posted_at: datetime | None
    time_known: bool
    body: str
    finding_version: int | None


@dataclass(frozen=True, slots=True)
class PublicComment:
    """A comment that readers see, as plain text.

    `author_name` is the name that it was signed with, whether or not its author has an account, or still has
    one; where that name was taken away it is "A reader".
    """

    pk: int
    depth: int  # 0 where it answers no other comment
    author_name: str
    posted_at: datetime | None
    time_known: bool
    paragraphs: tuple[str, ...]  # a paragraph may hold line breaks
    about_earlier_wording: bool  # of the finding that the thread is about
    parent: int | None = None
    parent_author: str = ""

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def parent_anchor(self) -> str:
        return f"comment-{self.parent}" if self.parent else ""

    @property
    def indent(self) -> int:
        return min(self.depth, DEEPEST_INDENT)

    @property
    def is_flat(self) -> bool:
        """Whether it is indented no further than the comment it answers, so that only words tell which that is."""
        return self.depth > DEEPEST_INDENT


@dataclass(frozen=True, slots=True)
class PublicThread:
    """What readers see under a page: `comments` in reading order, all of them, or none where it is only open."""

    is_open: bool
    comments: tuple[PublicComment, ...]


def read_thread(about: Theme | Finding | Article) -> PublicThread | None:
    """The thread of a page, or None where it has nothing to show: one query, however many comments there are."""
    rows = list(
        Thread.objects.filter(**{str(about._meta.model_name): about})
        .annotate(shown=FilteredRelation("comments", condition=Q(comments__state=CommentState.PUBLISHED)))
        .values_list("is_open", *(f"shown__{field}" for field in CommentRow._fields))
    )
    published = (CommentRow(*comment) for _, *comment in rows if comment[0])
    version = about.version if isinstance(about, Finding) else None
    comments = _build_comments(in_thread_order(published), version)
    is_open = any(is_open for is_open, *_ in rows)
    return PublicThread(is_open, comments) if comments or is_open else None


def in_thread_order(rows: Iterable[CommentRow]) -> list[tuple[CommentRow, int]]:
    """Comments with their depth, each after the one it answers, answers to the same one by their positions.

    A comment that answers one which is not among `rows` is left out, and so is all that answers it in turn.
    """
    answers: dict[int | None, list[CommentRow]] = {}
    for row in sorted(rows, key=lambda row: row.position):
        answers.setdefault(row.parent, []).append(row)
    ordered: list[tuple[CommentRow, int]] = []
    waiting = [(row, 0) for row in reversed(answers.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        ordered.append((row, depth))
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(row.pk, []))]
    return ordered


def _build_comments(
    ordered: Iterable[tuple[CommentRow, int]], current_version: int | None
) -> tuple[PublicComment, ...]:
    names: dict[int | None, str] = {None: ""}
    comments = []
    for row, depth in ordered:
        names[row.pk] = row.author_name.strip() or NAMELESS
        comments.append(
            PublicComment(
                pk=row.pk,
                depth=depth,
                author_name=names[row.pk],
                posted_at=row.posted_at,
                time_known=row.time_known,
                paragraphs=split_paragraphs(row.body),
                about_earlier_wording=None not in (row.finding_version, current_version)
                and row.finding_version != current_version,
                parent=row.parent,
                parent_author=names[row.parent],
            )
        )
    return tuple(comments)


def split_paragraphs(body: str) -> tuple[str, ...]:
    """Plain text split at its blank lines, with "\\n" for every line break."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(part.strip() for part in BLANK_LINES.split(lines) if part.strip())
