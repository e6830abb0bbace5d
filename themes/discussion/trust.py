"""Authors whose comments appear before somebody reads them: only where `TRUSTED_AUTHORS` is on, which it is not.

Only what the guard marks nothing in appears so, and somebody looks at it afterwards. What is changed waits as ever.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from themes.discussion.checking import check_comment
from themes.discussion.moderation import decide_comment
from themes.enums import CommentState
from themes.models import AuthorTrust, Comment, Member, ModerationDecision
from themes.models.discussion import DecisionKind

ENDED_BY_ITSELF = "A comment of theirs was rejected or taken down."

Person = Any


def is_trusted(user: Person) -> bool:
    """Whether comments of this account may appear at once."""
    return settings.TRUSTED_AUTHORS and AuthorTrust.objects.in_force().filter(member__user=user).exists()


def show_at_once(comment: Comment) -> bool:
    """Show what a trusted author has just sent, where the guard marks nothing; whether it is shown.

    Not in answer to what readers do not see. Call it in the transaction in which it was taken in.
    """
    if not is_trusted(comment.author) or check_comment(comment.body, comment.thread).marks:
        return False
    # Locked: who holds it holds the replies that are there, and would not see this one.
    if comment.parent_id:
        parent = Comment.objects.select_for_update().get(pk=comment.parent_id)
        if parent.state != CommentState.PUBLISHED:
            return False
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=None, kind=DecisionKind.AT_ONCE)
    return True


def shown_unread() -> Q:
    """Comments that readers see and that nobody of ours has decided about."""
    decisions = ModerationDecision.objects.filter(comment=OuterRef("pk"))
    return Q(
        Exists(decisions.filter(kind=DecisionKind.AT_ONCE)),
        ~Exists(decisions.filter(by__isnull=False)),
        state=CommentState.PUBLISHED,
    )


def give_trust(*, member: Member, why: str, by: Person) -> AuthorTrust:
    """Trust a member from now on. Raises ValidationError."""
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=member.pk)
        if member.user_id == by.pk:
            raise ValidationError("Somebody else decides whether you are trusted.")
        if member.trusts.in_force().exists():
            raise ValidationError("They are trusted already. Nothing was changed.")
        if not Comment.objects.filter(author=member.user_id, approved_at__isnull=False).exists():
            raise ValidationError(
                "Nothing that they wrote was published yet, so there is nothing to trust them by."
            )
        trust = AuthorTrust(member=member, why=why, given_by=by)
        trust.full_clean(exclude=["given_by", "member"])
        member.trusts.given().update(ended_at=timezone.now(), why_ended=ENDED_BY_ITSELF)
        trust.save()
    return trust


def end_trust(*, member: Member, why: str, by: Person) -> None:
    """Take it back. Raises ValidationError."""
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        trust = member.trusts.given().first()
        if trust is None:
            raise ValidationError("They are not trusted any more. Nothing was changed.")
        if not why.strip():
            raise ValidationError({"why": "Say why."})
        trust.ended_by, trust.ended_at, trust.why_ended = by, timezone.now(), why
        trust.full_clean(exclude=["given_by", "ended_by", "member"])
        trust.save()
