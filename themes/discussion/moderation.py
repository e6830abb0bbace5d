"""Deciding about comments. Nothing is visible before a person has decided it, and every decision is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import Truncator

from reviews.plurals import count_things
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision
from themes.models.discussion import DecisionKind, ModerationReason

TAKEN_ALONG = "The comment that this replies to was held."

# So many that few comments are cut: its last words may be what decides about one.
WORDS_SHOWN = 150


def describe_place(number: int, answered: str) -> str:
    """ "Comment 3, reply to Ann": its place in its thread, from 1; `answered` wrote the comment that it replies to."""
    return f"Comment {number}, reply to {answered}" if answered else f"Comment {number}"


def shorten_comment(body: str) -> str:
    """The first words of a long comment, and how many more there are."""
    more = len(body.split()) - WORDS_SHOWN
    return f"{Truncator(body).words(WORDS_SHOWN)} ({count_things(more, 'word')} more)" if more > 0 else body


def refuse_decision(*, comment: Comment, decision: str, reason: str = "") -> None:
    """Raise ValidationError, by field, for a decision that cannot be taken."""
    if decision in (CommentState.REJECTED, CommentState.WITHDRAWN) and not reason:
        raise ValidationError({"reason": "Choose a reason. The author can then be told why."})
    if decision == CommentState.PUBLISHED and comment.state == CommentState.WITHDRAWN:
        last = comment.decisions.order_by("-at", "-pk").first()
        if last and last.reason == ModerationReason.AUTHOR:
            raise ValidationError(
                {"decision": "Its author does not want it shown. Hold it first, if that was a mistake."}
            )
    if decision == CommentState.PUBLISHED and comment.parent and comment.parent.state == CommentState.HELD:
        raise ValidationError(
            {
                "decision": f"This replies to a comment by {comment.parent.author_name} that is still held. "
                "Decide that one first."
            }
        )
    if comment.evidence.filter(lifted_at=None).exists():
        raise ValidationError(
            {
                "decision": "It is sealed. Nothing is decided about it unless an administrator takes the seal off."
            }
        )
    if decision == CommentState.PUBLISHED and comment.legal_removals.filter(settled_at=None).exists():
        raise ValidationError(
            {"decision": "Its removal for legal reasons was proposed. Somebody has to settle that first."}
        )


def refuse_deciding_again(*, comment: Comment, seen: int, wording: int | None = None) -> None:
    """Raise ValidationError where somebody has decided about it since the decision with the key `seen`, or 0.

    Also where its author changed it since the `wording` that was read. Lock the comment first: of two who decide at
    the same moment, one is refused.
    """
    if wording is not None and wording != comment.wording:
        raise ValidationError(
            "Its author changed it after you opened this list. Read the new words below, then decide."
        )
    last = comment.decisions.select_related("by").order_by("-at", "-pk").first()
    if last and last.pk != seen:
        raise ValidationError(
            f"{name_decider(last)} decided “{last.label}” after you opened this list. "
            "Look at it once more, and decide again if you see it otherwise."
        )


def describe_states(counted: Mapping[str, int]) -> str:
    """ "3 published, 1 rejected"."""
    return ", ".join(f"{counted[state]} {state.label.lower()}" for state in CommentState if counted[state])


def count_by_state(author: int) -> str:
    """Comments of an account, in words: one query."""
    rows = Comment.objects.filter(author=author).order_by().values_list("state").annotate(count=Count("pk"))
    return describe_states(Counter(dict(rows)))


def name_decider(entry: ModerationDecision) -> str:
    """Who decided, as colleagues know them."""
    return (entry.by.get_full_name() or entry.by.get_username()) if entry.by else "Somebody"


def decide_comment(
    *,
    comment: Comment,
    decision: CommentState,
    by: User | None,
    reason: str = "",
    explanation: str = "",
    kind: str = "",
) -> list[ModerationDecision]:
    """Publish, reject, withdraw or hold a comment, and log who decided it and why.

    Replies that readers see keep their place where it is rejected or withdrawn. Where it is held, as after a report,
    they are held with it until somebody has looked: they may repeat what it said. Each has an entry of its own.
    Returns the entries, the comment's own first. Raises ValidationError when a rejection or withdrawal has no reason,
    or a reply would be shown under a comment that nobody has decided about.
    """
    with transaction.atomic():
        lock_comment(comment)
        refuse_decision(comment=comment, decision=decision, reason=reason)
        if decision == CommentState.PUBLISHED == comment.state and not kind:
            kind = DecisionKind.LOOKED_AT
        entry = ModerationDecision(
            comment=comment, decision=decision, reason=reason, explanation=explanation, by=by, kind=kind
        )
        entry.full_clean(exclude=["by"])
        entry.save()
        comment.state = decision
        if decision == CommentState.PUBLISHED and comment.approved_at is None:
            comment.approved_at = entry.at
        comment.save(update_fields=["state", "approved_at"])
        held = hold_replies(comment=comment, by=by, reason=reason) if decision == CommentState.HELD else []
    return [entry, *held]


def hold_replies(*, comment: Comment, by: User | None, reason: str = "") -> list[ModerationDecision]:
    """Hold all that readers see below a comment, also below a reply that they do not see. Call it in a transaction."""
    entries, above = [], [comment.pk]
    while above:
        # Locked before their states are read: the author of one may be withdrawing it.
        replies = list(Comment.objects.select_for_update().filter(parent__in=above).order_by("pk"))
        shown = [reply for reply in replies if reply.state == CommentState.PUBLISHED]
        for reply in shown:
            entries.append(
                ModerationDecision.objects.create(
                    comment=reply,
                    decision=CommentState.HELD,
                    reason=reason,
                    explanation=TAKEN_ALONG,
                    by=by,
                )
            )
            reply.state = CommentState.HELD
            reply.save(update_fields=["state"])
        above = [reply.pk for reply in replies]
    return entries


def lock_comment(comment: Comment) -> None:
    """Nobody else changes it until the transaction ends; its state is the one of this moment."""
    comment.refresh_from_db(fields=["state"], from_queryset=Comment.objects.select_for_update())


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody wants about one comment, having `seen` its decisions up to the one with this key (0: none)."""

    comment: int  # its primary key
    state: CommentState
    reason: str = ""
    explanation: str = ""
    seen: int = 0
    wording: int | None = None  # that was read


class RefusedDecisionsError(Exception):
    """Nothing was decided. `refused` says why, by the primary keys of comments."""

    def __init__(self, refused: dict[int, ValidationError]) -> None:
        super().__init__(f"{len(refused)} decisions were refused.")
        self.refused = refused


def decide_comments(*, decisions: Sequence[Decision], by: User | None) -> list[ModerationDecision]:
    """Decide about several comments in one go, all or none, in an order in which they allow each other.

    What is not shown any more goes first, the last replies before what they answer, so that each keeps its own
    reason; then what is shown, in reading order. Raises RefusedDecisionsError with every reason.
    """
    wanted = {decision.comment: decision for decision in decisions}
    entries: list[ModerationDecision] = []
    refused: dict[int, ValidationError] = {}
    with transaction.atomic():
        comments = lock_with_parents(wanted)
        for pk in wanted.keys() - comments.keys():
            refused[pk] = ValidationError("This comment was deleted after you opened this list.")
        in_order = sorted(
            (comments[pk] for pk in wanted.keys() & comments.keys()),
            key=lambda comment: (comment.thread_id, comment.position),
        )
        shown = [each for each in in_order if wanted[each.pk].state == CommentState.PUBLISHED]
        hidden = [each for each in reversed(in_order) if each not in shown]
        for comment in (*hidden, *shown):
            decision = wanted[comment.pk]
            if comment.parent:
                comment.parent.refresh_from_db(fields=["state"])
            try:
                refuse_deciding_again(comment=comment, seen=decision.seen, wording=decision.wording)
                entries += decide_comment(
                    comment=comment,
                    decision=decision.state,
                    by=by,
                    reason=decision.reason,
                    explanation=decision.explanation,
                )
            except ValidationError as error:
                refused[comment.pk] = error
        if refused:
            raise RefusedDecisionsError(refused)
    return entries


def lock_with_parents(pks: Collection[int]) -> dict[int, Comment]:
    """These comments and those that they answer, locked until the transaction ends, by primary key."""
    parents = Comment.objects.filter(replies__in=pks).values("pk")
    rows = Comment.objects.filter(Q(pk__in=pks) | Q(pk__in=parents)).select_related("parent")
    return {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
