"""Deciding about comments. Nothing is visible before a person has decided it, and every decision is kept."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from themes.enums import CommentState
from themes.models import Comment, ModerationDecision


def decide(
    *,
    comment: Comment,
    decision: CommentState,
    by: User | None,
    reason: str = "",
    explanation: str = "",
) -> ModerationDecision:
    """Publish, reject, withdraw or hold a comment, and log who decided it and why.

    Raises ValidationError when a rejection or withdrawal has no reason, or a reply would be shown under a
    comment that is not.
    """
    if decision in (CommentState.REJECTED, CommentState.WITHDRAWN) and not reason:
        raise ValidationError("Choose a reason. The author can then be told why.")
    if (
        decision == CommentState.PUBLISHED
        and comment.parent
        and comment.parent.state != CommentState.PUBLISHED
    ):
        raise ValidationError(
            f"This replies to a comment by {comment.parent.author_name} that is not published. "
            "Decide that one first."
        )
    with transaction.atomic():
        entry = ModerationDecision(
            comment=comment, decision=decision, reason=reason, explanation=explanation, by=by
        )
        entry.full_clean(exclude=["by"])
        entry.save()
        comment.state = decision
        comment.save(update_fields=["state"])
    return entry
