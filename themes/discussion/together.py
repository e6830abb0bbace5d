"""Several comments decided together: what would happen to each, then all of it or nothing.

A comment in which the guard marks anything is decided by itself, whatever the decision: published with others it could
let a child be recognised, and rejected with others nobody may have seen that it asks for help.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, QuerySet, Subquery

from reviews.history.tracking import annotate_history
from themes.discussion.checking import Guard
from themes.discussion.guard import Found
from themes.discussion.moderation import Decision, decide_comments, lock_with_parents, name_decider
from themes.discussion.trust import shown_unread
from themes.enums import CommentState
from themes.models import (
    AuthorTrust,
    Comment,
    LegalRemoval,
    Member,
    ModerationDecision,
    ProblemReport,
    SealedEvidence,
)

MOST_TOGETHER = 100  # more than anybody reads before saying yes
TOGETHER = (CommentState.PUBLISHED, CommentState.REJECTED)
LARGEST = 10**18
MARKED = "Somebody could be recognised in it."


class Look(NamedTuple):
    """What somebody had before them: a comment, its wording, and the last decision about it (0: none)."""

    comment: int
    wording: int
    seen: int

    @classmethod
    def of(cls, comment: Comment, last: ModerationDecision | None) -> Self:
        return cls(comment.pk, comment.wording, last.pk if last else 0)

    @classmethod
    def read(cls, token: str) -> Self | None:
        """None for what is not one of ours."""
        numbers = token.split("-")
        if len(numbers) != len(cls._fields) or not all(part.isascii() and part.isdigit() for part in numbers):
            return None
        look = cls(*map(int, numbers))
        return look if max(look) < LARGEST else None

    def __str__(self) -> str:
        return "-".join(map(str, self))


@dataclass(frozen=True, slots=True)
class WeighedComment:
    """One of several: what the guard saw in it, and why it is not decided with the others, where it is not."""

    comment: Any
    found: Found
    last: ModerationDecision | None
    against: str = ""

    @property
    def look(self) -> Look:
        return Look.of(self.comment, self.last)

    @property
    def is_marked(self) -> bool:
        return self.against == MARKED


class LeftOutError(Exception):
    """Nothing was decided: some of what was chosen cannot be decided with the rest. `why` by primary keys."""

    def __init__(self, why: dict[int, str]) -> None:
        super().__init__(f"{len(why)} comments cannot be decided with the others.")
        self.why = why


def select_to_decide(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """With all that a decision rests on: two queries however many there are."""
    of_comment = {"comment": OuterRef("pk")}
    shown = Comment.objects.filter(parent=OuterRef("pk"), state=CommentState.PUBLISHED)
    sealed = SealedEvidence.objects.filter(lifted_at=None, **of_comment)
    reports = ProblemReport.objects.open().filter(**of_comment)
    decisions = ModerationDecision.objects.select_related("by").order_by("-at", "-pk")
    trust = {}
    if settings.TRUSTED_AUTHORS:
        of_author = AuthorTrust.objects.in_force().filter(member__user=OuterRef("author"))
        member = Member.objects.filter(user=OuterRef("author"))
        trust = {"member_as": Subquery(member.values("pk")[:1]), "author_is_trusted": Exists(of_author)}
    return (
        comments.select_related("parent", "thread__theme", "thread__finding", "thread__article")
        .defer("thread__finding__search", "thread__article__source_text")
        .prefetch_related(Prefetch("decisions", decisions))
        .annotate(
            takes_along=Exists(shown),
            removal_proposed=Exists(LegalRemoval.objects.filter(settled_at=None, **of_comment)),
            sealed_as=Subquery(sealed.values("pk")[:1]),
            **trust,
            is_unread=ExpressionWrapper(shown_unread(), BooleanField()),
            reported_as=Subquery(reports.order_by("at").values("pk")[:1]),
        )
        .order_by("thread", "position")
    )


def find_last_decision(comment: Any) -> ModerationDecision | None:
    """Of a comment read by `select_to_decide`: no query."""
    return next(iter(comment.decisions.all()), None)


def look_at_held(thread: int) -> tuple[list[Look], int]:
    """The first comments of a thread that wait, as they are now, and how many wait in all."""
    held = Comment.objects.filter(thread=thread, state=CommentState.HELD)
    rows = select_to_decide(held)[:MOST_TOGETHER]
    return [Look.of(row, find_last_decision(row)) for row in rows], held.count()


def weigh_together(looks: Iterable[Look], decision: str) -> list[WeighedComment]:
    """What would happen to each if all were decided so, in reading order; what was deleted is left out."""
    by_pk = {look.comment: look for look in looks}
    guard, going = Guard(), set[int]()
    weighed = []
    for comment in select_to_decide(Comment.objects.filter(pk__in=by_pk)):
        last, found = find_last_decision(comment), guard.check(comment.body, comment.thread)
        against = _find_change(comment, last, by_pk[comment.pk]) or (MARKED if found.marks else "")
        parent = comment.parent
        hangs = parent is not None and parent.state == CommentState.HELD and parent.pk not in going
        if not against and decision == CommentState.PUBLISHED and hangs:
            against = "It replies to a comment that is still held. Decide that one first."
        if not against:
            going.add(comment.pk)
        weighed.append(WeighedComment(comment, found, last, against))
    return weighed


def decide_together(
    *,
    looks: Collection[Look],
    decision: CommentState,
    by: User | None,
    reason: str = "",
    explanation: str = "",
) -> list[ModerationDecision]:
    """Publish or reject all of these, in one go. Raises LeftOutError where one is not as it was looked at.

    Nothing is decided then: whoever confirms has seen what becomes of each.
    """
    if decision not in TOGETHER:
        raise ValueError(f"Nothing is {decision} together.")
    with transaction.atomic(), annotate_history(act="decide_together"):
        lock_with_parents({look.comment for look in looks})
        weighed = weigh_together(looks, decision)
        why = {look.comment: "It was deleted." for look in looks}
        for each in weighed:
            del why[each.comment.pk]
        why |= {each.comment.pk: each.against for each in weighed if each.against}
        if why:
            raise LeftOutError(why)
        return decide_comments(
            decisions=[
                Decision(look.comment, decision, reason, explanation, seen=look.seen, wording=look.wording)
                for look in looks
            ],
            by=by,
        )


def _find_change(comment: Any, last: ModerationDecision | None, look: Look) -> str:
    """What happened to it since somebody looked, or keeps it from being decided at all."""
    if comment.sealed_as:
        return "It was taken down and sealed, or removed for legal reasons. What it said is sealed."
    if comment.removal_proposed:
        return "Its removal for legal reasons was proposed. A second person settles that first."
    if last and last.pk != look.seen:
        return f"{name_decider(last)} decided “{last.label}” after you looked at it."
    if comment.state != CommentState.HELD:
        return f"It is {comment.get_state_display().lower()}: it waits for no decision."
    if comment.wording != look.wording:
        return "Its author changed it after you looked at it. Read the new words."
    return ""
