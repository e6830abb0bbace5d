"""How long what was typed in a notice is kept, once it is closed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from themes.models import Notice, NoticeStep
from themes.models.notice import NoticeAct

# A claim for defamation has to be brought within a year; the second is for one that was brought on its last days.
NOTICE_DAYS = 730
EMPTIED = {
    **dict.fromkeys(("name", "email", "address", "statement", "words", "meaning", "untrue"), ""),
    **dict.fromkeys(("poster_name", "poster_address", "answer"), ""),
}


def empty_old_notices() -> int:
    """Take out names, addresses and words of notices closed long ago; how many. That there was one stays counted."""
    now = timezone.now()
    old = Notice.objects.filter(closed_at__lt=now - timedelta(days=NOTICE_DAYS), emptied_at=None)
    keys = list(old.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=keys).update(**EMPTIED, emptied_at=now)
    NoticeStep.objects.bulk_create(NoticeStep(notice_id=pk, act=NoticeAct.EMPTIED) for pk in keys)
    return len(keys)
