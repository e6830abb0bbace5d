"""Words taken out of comments, which are known all the same when they come with their article once more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.crypto import salted_hmac

from themes.models import Comment


def take_words_out(keys: Collection[int], in_place: str) -> None:
    """Put `in_place` of the words of these comments, and no name. Their history is the caller's."""
    comments = list(Comment.objects.select_for_update().filter(pk__in=keys))
    for comment in comments:
        if comment.is_imported and not comment.came_as:
            comment.came_as = digest_comment(comment.author_name, comment.posted_at, comment.body)
        comment.body, comment.author_name = in_place, ""
    Comment.objects.bulk_update(comments, ["body", "author_name", "came_as"])


def digest_comment(author_name: str, posted_at: datetime | None, body: str) -> str:
    """Tells whether a comment is the same, and nothing of what it says to whoever has not our key."""
    moment = str(int(posted_at.timestamp())) if posted_at else ""
    return salted_hmac(
        "themes.discussion.emptying", "\0".join((author_name, moment, body)), algorithm="sha256"
    ).hexdigest()
