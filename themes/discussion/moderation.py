"""Deciding about comments. Nothing is visible before a person has decided it, and every decision is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator

from reviews.plurals import count_things
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision

TAKEN_ALONG = "The comment that this replies to is no longer shown."

# So many that few comments are cut: its last words may be what decides about one.
WORDS_SHOWN = 150


def describe_place(number: int, answered: str) -> str:
    """ "Comment 3, answer to Ann": its place in its thread, from 1; `answered` wrote the comment that it answers."""
    return f"Comment {number}, answer to {answered}" if answered else f"Comment {number}"


def shorten_comment(body: str) -> str:
    """The first words of a long comment, and how many more there are."""
    more = len(body.split()) - WORDS_SHOWN
    return f"{Truncator(body).words(WORDS_SHOWN)} ({count_things(more, 'word')} more)" if more > 0 else body


def refuse_decision(*, comment: Comment, decision: str, reason: str = "") -> None:
    """Raise ValidationError, by field, for a decision that cannot be taken."""
    if decision in (CommentState.REJECTED, CommentState.WITHDRAWN) and not reason:
        raise ValidationError({"reason": "Choose a reason. The author can then be told why."})
    if (
        decision == CommentState.PUBLISHED
        and comment.parent
        and comment.parent.state != CommentState.PUBLISHED
    ):
        raise ValidationError(
            {
                "decision": f"This replies to a comment by {comment.parent.author_name} that is not "
                "published. Decide that one first."
            }
        )


def refuse_deciding_again(*, comment: Comment, since: datetime | None) -> None:
    """Raise ValidationError where somebody has decided about it after `since`, when it was last looked at.

    Locks the comment until the transaction ends: of two who decide at the same moment, one is refused.
    """
    Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    last = comment.decisions.select_related("by").order_by("-at", "-pk").first()
    if since and last and last.at > since:
        who = (last.by.get_full_name() or last.by.get_username()) if last.by else "Somebody"
        raise ValidationError(
            f"{who} decided “{last.get_decision_display()}” after you opened this list. "
            "Nothing was changed. Look at it once more, and decide again if you see it otherwise."
        )


def decide_comment(
    *,
    comment: Comment,
    decision: CommentState,
    by: User | None,
    reason: str = "",
    explanation: str = "",
) -> list[ModerationDecision]:
    """Publish, reject, withdraw or hold a comment, and log who decided it and why.

    A comment that is no longer shown takes its published replies with it, for the same reason: each has an
    entry of its own. Returns the entries, the comment's own first. Raises ValidationError when a rejection or
    withdrawal has no reason, or a reply would be shown under a comment that is not.
    """
    refuse_decision(comment=comment, decision=decision, reason=reason)
    with transaction.atomic():
        entry = ModerationDecision(
            comment=comment, decision=decision, reason=reason, explanation=explanation, by=by
        )
        entry.full_clean(exclude=["by"])
        entry.save()
        comment.state = decision
        comment.save(update_fields=["state"])
        entries = [entry]
        if decision != CommentState.PUBLISHED:
            for reply in comment.replies.filter(state=CommentState.PUBLISHED):
                entries += decide_comment(
                    comment=reply,
                    decision=(CommentState.HELD if decision == CommentState.HELD else CommentState.WITHDRAWN),
                    by=by,
                    reason=reason,
                    explanation=TAKEN_ALONG,
                )
    return entries
