"""How long the words of comments are kept that nobody sees any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from reviews.history.tracking import annotate_history, get_events
from themes.discussion.emptying import take_words_out
from themes.enums import CommentState
from themes.models import Comment, LegalRemoval, ModerationDecision, Notice, SealedEvidence

REJECTED_DAYS = 180  # after the decision: as long as somebody may appeal with good reason
WITHDRAWN_DAYS = 365
EMPTIED = "Its words were deleted after a time."  # where they stood
DAYS = {CommentState.REJECTED: REJECTED_DAYS, CommentState.WITHDRAWN: WITHDRAWN_DAYS}


def empty_old_comments() -> int:
    """Take out words and names of comments rejected or withdrawn long ago, in the history too; how many.

    The comment itself stays, so that its thread keeps its shape, and so do the decisions about it, without their words.
    Where other words stand in the place of those that were rejected, the earlier ones go; such a comment counts too.
    What is sealed has a time of its own, and what a notice or a removal is open about stays until that is closed.
    """
    now = timezone.now()
    with transaction.atomic(), annotate_history(act="keeping_time_over"):
        emptied = sum(_empty_comments(state, now - timedelta(days=days)) for state, days in DAYS.items())
        emptied += _empty_earlier_wordings(now - timedelta(days=REJECTED_DAYS))
    return emptied


def empty_explanations(decisions: QuerySet[ModerationDecision]) -> None:
    """Decisions stay as they were taken; only what was written about them goes."""
    with pgtrigger.ignore("themes.ModerationDecision:decisions_stay"):
        decisions.exclude(explanation="").update(explanation="")


def _select_settled() -> QuerySet[Comment]:
    """Comments that nothing is open about, and that are not sealed."""
    of_comment = {"comment": OuterRef("pk")}
    return Comment.objects.filter(
        ~Exists(SealedEvidence.objects.filter(lifted_at=None, **of_comment)),
        ~Exists(Notice.objects.filter(outcome="", **of_comment)),
        ~Exists(LegalRemoval.objects.filter(settled_at=None, **of_comment)),
    ).order_by("pk")


def _empty_comments(state: CommentState, before: datetime) -> int:
    decided = ModerationDecision.objects.filter(comment=OuterRef("pk"))
    old = (
        _select_settled()
        .filter(Exists(decided), ~Exists(decided.filter(at__gte=before)), state=state)
        .exclude(body=EMPTIED)
    )
    keys = _lock(old)
    take_words_out(keys, EMPTIED)
    get_events(Comment).filter(pgh_obj_id__in=keys).update(body=EMPTIED, author_name="")
    empty_explanations(ModerationDecision.objects.filter(comment__in=keys))
    return len(keys)


def _empty_earlier_wordings(before: datetime) -> int:
    """Each event goes by its own time: the last one with rejected words is that of the decision."""
    events = get_events(Comment).filter(pgh_created_at__lt=before).exclude(body=EMPTIED)
    replaced = events.filter(pgh_obj_id=OuterRef("pk"), wording__lt=OuterRef("wording"))
    keys = _lock(_select_settled().filter(Exists(replaced)))
    for pk, wording in Comment.objects.filter(pk__in=keys).values_list("pk", "wording"):
        events.filter(pgh_obj_id=pk, wording__lt=wording).update(body=EMPTIED)
    rejections = ModerationDecision.objects.filter(decision=CommentState.REJECTED, at__lt=before)
    empty_explanations(rejections.filter(comment__in=_select_settled()))
    return len(keys)


def _lock(comments: QuerySet[Comment]) -> list[int]:
    """Those that are still so once they are locked: a notice may come, or somebody decide, at the same moment."""
    locked = list(comments.select_for_update(of=("self",)).values_list("pk", flat=True))
    return list(comments.filter(pk__in=locked).values_list("pk", flat=True))
