"""How long the words of comments are kept that nobody sees any more."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from reviews.history.tracking import annotate_history, get_events
from themes.discussion.emptying import take_words_out
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision

REJECTED_DAYS = 180  # after the decision: as long as somebody may appeal with good reason
WITHDRAWN_DAYS = 365
EMPTIED = "Its words were deleted after a time."  # where they stood
DAYS = {CommentState.REJECTED: REJECTED_DAYS, CommentState.WITHDRAWN: WITHDRAWN_DAYS}


def empty_old_comments() -> int:
    """Take out words and names of comments rejected or withdrawn long ago, in the history too; how many.

    The comment itself stays, so that its thread keeps its shape, and so do the decisions about it, without their words.
    What is sealed has a time of its own.
    """
    now, emptied = timezone.now(), 0
    for state, days in DAYS.items():
        with transaction.atomic(), annotate_history(act="keeping_time_over"):
            old = (
                Comment.objects.filter(state=state, evidence=None)
                .exclude(body=EMPTIED)
                .annotate(decided=Max("decisions__at"))
                .filter(decided__lt=now - timedelta(days=days))
            )
            keys = list(old.values_list("pk", flat=True))
            take_words_out(keys, EMPTIED)
            get_events(Comment).filter(pgh_obj_id__in=keys).update(body=EMPTIED, author_name="")
            with pgtrigger.ignore("themes.ModerationDecision:decisions_stay"):
                ModerationDecision.objects.filter(comment__in=keys).exclude(explanation="").update(
                    explanation=""
                )
            emptied += len(keys)
    return emptied
