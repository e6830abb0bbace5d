"""Saves the comments under an article, in its order, among those that are held already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F

from themes.discussion.emptying import digest_comment
from themes.importers.article.drafts import CommentDraft
from themes.models import Comment, Thread

UNITED_KINGDOM = ZoneInfo("Europe/London")
NO_WORDS = "(The source has no words here.)"


def save_comments(thread: Thread, drafts: Sequence[CommentDraft]) -> tuple[int, int]:
    """Add comments that are not held yet, and put all in the article's order.

    One whose words were taken out here is known by what it came as, and stays without them.
    Returns how many are new, and how many of the others moved.
    """
    Thread.objects.select_for_update().get(pk=thread.pk)
    before = list(thread.comments.order_by("position"))
    unclaimed: dict[str, list[Comment]] = defaultdict(list)
    for stored in before:
        came_as = stored.came_as or digest_comment(stored.author_name, stored.posted_at, stored.body)
        unclaimed[came_as].append(stored)
    keys = [digest_comment(draft.author, _read_moment(draft), draft.body or NO_WORDS) for draft in drafts]
    to_come = Counter(keys)
    next_position = max((comment.position for comment in before), default=0) + 1
    saved: list[Comment] = []
    new: set[int] = set()
    for draft, key in zip(drafts, keys, strict=True):
        parent = saved[draft.parent] if draft.parent is not None else None
        comment = _take_stored_comment(
            unclaimed[key], parent, may_be_elsewhere=len(unclaimed[key]) >= to_come[key]
        )
        to_come[key] -= 1
        if comment is None:
            comment = Comment.objects.create(
                thread=thread,
                parent=parent,
                position=next_position + len(new),
                author_name=draft.author,
                posted_at=_read_moment(draft),
                time_known=draft.posted_at is not None,
                body=draft.body or NO_WORDS,
                is_imported=True,
            )
            new.add(comment.pk)
        saved.append(comment)
    moved = _reorder_comments(list(_walk_thread(saved, before)), next_position + len(new))
    return len(new), len(moved - new)


def _take_stored_comment(
    alike: list[Comment], parent: Comment | None, *, may_be_elsewhere: bool
) -> Comment | None:
    """Take the one that answers the same comment; another only where none of its own kind is waiting for it."""
    parent_pk = parent.pk if parent else None
    fitting = [comment for comment in alike if comment.parent_id == parent_pk]
    if not fitting and may_be_elsewhere:
        fitting = alike
    if not fitting:
        return None
    comment = fitting[0]
    alike.remove(comment)
    return comment


def _walk_thread(in_article: Sequence[Comment], before: Sequence[Comment]) -> Iterator[Comment]:
    """Every comment after the one it answers, in the article's order.

    One that is not in the article stays behind the comment that it followed, among replies to the same one.
    """
    replies: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in in_article:
        replies[comment.parent_id].append(comment)
    known = {comment.pk for comment in in_article}
    last: dict[int | None, Comment] = {}
    for comment in before:
        if comment.pk not in known:
            siblings = replies[comment.parent_id]
            above = last.get(comment.parent_id)
            siblings.insert(siblings.index(above) + 1 if above else 0, comment)
        last[comment.parent_id] = comment
    stack = replies[None][::-1]
    while stack:
        comment = stack.pop()
        yield comment
        stack += replies[comment.pk][::-1]


def _reorder_comments(order: Sequence[Comment], offset: int) -> set[int]:
    """Share the positions of these comments out again in this order; returns the keys of those that moved.

    `offset` is above every position. Two comments must never be in one position, not even for a moment.
    """
    positions = sorted(comment.position for comment in order)
    moved = []
    for comment, position in zip(order, positions, strict=True):
        if comment.position != position:
            comment.position = position
            moved.append(comment)
    pks = {comment.pk for comment in moved}
    Comment.objects.filter(pk__in=pks).update(position=F("position") + offset)
    Comment.objects.bulk_update(moved, ["position"])
    return pks


def _read_moment(draft: CommentDraft) -> datetime | None:
    if draft.posted_at:
        return draft.posted_at.replace(tzinfo=UNITED_KINGDOM)
    return datetime.combine(draft.posted_on, time(), UNITED_KINGDOM) if draft.posted_on else None
