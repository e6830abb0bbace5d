"""What a member does with comments of their own: sent, changed, withdrawn. Each waits for a person before it is seen.

Two of these acts, or one and a moderator's decision, may come at the same moment. Whoever changes a comment locks it;
whoever adds one locks its thread, and never a comment too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from reviews.history.tracking import annotate_history
from themes.discussion.names import find_shown_name
from themes.discussion.trust import show_at_once
from themes.enums import CommentState
from themes.models import (
    Comment,
    Finding,
    LegalRemoval,
    Member,
    ModerationDecision,
    SealedEvidence,
    Thread,
)
from themes.models.discussion import ModerationReason

# What is shown can be changed for a day: others may have answered it since. What nobody sees yet, at any time.
MAY_CHANGE_FOR = timedelta(hours=24)


class PostingError(Exception):
    """Nothing was saved. Its message says why and what can be done, to whoever typed."""


class SentBeforeError(PostingError):
    """The same form came with other words: whoever sent it went back and changed them."""

    def __init__(self, comment: Comment) -> None:
        super().__init__("You have sent this form already, with other words.")
        self.comment = comment


class CommentChangedError(PostingError):
    """The author saved other words in another tab."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            "You changed this comment in another tab since you opened this form. Both are below: nothing is lost."
        )
        self.comment = comment


def may_write(user: Any) -> bool:
    """Whether this account may comment: a reader made it, with an address that was confirmed, or it is of the staff."""
    if not settings.DISCUSSION or not user.is_authenticated or not user.is_active:
        return False
    return user.is_staff or Member.objects.filter(user=user).exists()


def post_comment(
    *,
    thread: Thread,
    author: User,
    body: str,
    sent_as: UUID,
    to: Comment | None = None,
    finding_version: int | None = None,
) -> Comment:
    """Take in a comment, held until a person has read it. Of one form that is sent twice, also at once, it is one.

    Where its author is trusted it may be shown before; see `themes.discussion.trust`. Raises SentBeforeError, or
    PostingError where the thread was closed meanwhile. What it answers may have been taken away since: it is taken in
    all the same, and whoever decides about it sees that.
    """
    with transaction.atomic(), annotate_history(act="comment_sent"):
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        sent = Comment.objects.filter(sent_as=sent_as).first()
        if sent:
            if (sent.author_id, sent.thread_id, sent.body) == (author.pk, thread.pk, body):
                return sent
            raise SentBeforeError(sent)
        _refuse_closed(thread)
        last = thread.comments.aggregate(last=Max("position"))["last"] or 0
        # Else the name could be rejected before this is there to be signed anew.
        Member.objects.select_for_update(no_key=True).filter(user=author).first()
        comment = Comment.objects.create(
            thread=thread,
            parent=to,
            position=last + 1,
            author=author,
            author_name=find_shown_name(author),
            posted_at=timezone.now(),
            body=body,
            finding_version=_limit_version(thread, finding_version),
            sent_as=sent_as,
        )
        show_at_once(comment)
        return comment


def may_change(comment: Comment) -> bool:
    """Whether its author may put other words in its place now."""
    if comment.state == CommentState.PUBLISHED:
        return comment.posted_at is not None and timezone.now() - comment.posted_at < MAY_CHANGE_FOR
    return comment.state in (CommentState.HELD, CommentState.REJECTED)


def change_comment(*, comment: Comment, author: User, body: str, wording: int) -> Comment:
    """Put other words in its place, which nobody sees until a person has read them.

    It is taken from view meanwhile: who changes a comment here often does so because it said too much of somebody, and
    then the earlier words must not stand there until somebody has time. `wording` is the one that the author had before
    them. Raises CommentChangedError, or PostingError where it can no longer be changed.
    """
    with transaction.atomic(), annotate_history(act="comment_changed"):
        comment = Comment.objects.select_for_update().get(pk=comment.pk, author=author)
        if comment.body == body:
            return comment
        if comment.wording != wording:
            raise CommentChangedError(comment)
        if Comment.objects.filter(looked_at(), pk=comment.pk).exists():
            raise PostingError(
                "Somebody is looking at this comment, so it cannot be changed now. You can still withdraw it."
            )
        if not may_change(comment):
            raise PostingError(
                "This comment can no longer be changed. You can still withdraw it, and write another."
                if comment.state == CommentState.PUBLISHED
                else "This comment was withdrawn, so it cannot be changed. You can write another."
            )
        _refuse_closed(comment.thread)
        comment.body = body
        comment.wording += 1
        comment.state = CommentState.HELD
        comment.save(update_fields=["body", "wording", "state"])
        return comment


def withdraw_comment(*, comment: Comment, author: User) -> Comment:
    """Take it from view at once, for good, whatever is being decided about it. Twice is the same as once."""
    with transaction.atomic(), annotate_history(act="comment_withdrawn"):
        comment = Comment.objects.select_for_update().get(pk=comment.pk, author=author)
        last = comment.decisions.order_by("-at", "-pk").first()
        if comment.state != CommentState.WITHDRAWN or (last and last.reason != ModerationReason.AUTHOR):
            # Also of what was taken away before, so that it does not come back. Named by its reason: a name in the log
            # would keep the account from being deleted.
            ModerationDecision.objects.create(
                comment=comment, decision=CommentState.WITHDRAWN, reason=ModerationReason.AUTHOR
            )
            comment.state = CommentState.WITHDRAWN
            comment.save(update_fields=["state"])
        return comment


def looked_at() -> Q:
    """Comments whose words have to stay as they are: somebody proposed to remove them by law, or sealed them."""
    of_comment = {"comment": OuterRef("pk")}
    removals = LegalRemoval.objects.filter(settled_at=None, **of_comment)
    return Q(Exists(removals)) | Q(Exists(SealedEvidence.objects.filter(lifted_at=None, **of_comment)))


def _refuse_closed(thread: Thread) -> None:
    if not thread.is_open:
        raise PostingError(
            "This discussion was closed while you were writing, so nothing new is taken in. What you typed is still "
            "here: copy it if you may need it."
        )


def _limit_version(thread: Thread, version: int | None) -> int | None:
    """Of the finding that the author had before them; the one of today where the form says nothing that there is."""
    if thread.finding_id is None:
        return None
    today = Finding.objects.values_list("version", flat=True).get(pk=thread.finding_id)
    return version if version and 0 < version <= today else today
