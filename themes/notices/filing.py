"""A notice taken in: once, however often it is sent."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from themes.models import Notice, NoticeStep
from themes.models.notice import NextStep, NoticeAct, NoticeKind
from themes.notices.clock import find_due
from themes.notices.letters import send_acknowledgement
from themes.problems.slips import find_comment


class NoticeSentError(Exception):
    """The same slip came with other words: whoever sent it went back and changed them."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.reference)
        self.notice = notice


def find_notice(reference: str, kind: str, typed: dict[str, Any]) -> Notice | None:
    """What was sent with this slip before. Raises NoticeSentError where it said something else."""
    notice = Notice.objects.filter(reference=reference).first()
    if notice and (notice.kind != kind or any(getattr(notice, name) != typed[name] for name in typed)):
        raise NoticeSentError(notice)
    return notice


def file_notice(reference: str, kind: str, typed: dict[str, Any], *, origin: str) -> Notice:
    """Take a notice in and start its clock. Of two that come at once with one slip, one is; raises as above."""
    now = timezone.now()
    waits_for = NextStep.CONTACT if kind == NoticeKind.DEFAMATION else NextStep.ANSWER
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(
            reference=reference,
            defaults=typed
            | {
                "kind": kind,
                "at": now,
                "comment": find_comment(typed.get("address", "")),
                "waits_for": waits_for,
                "due_at": find_due(waits_for, now, kind),
            },
        )
        if is_new:
            NoticeStep.objects.create(notice=notice, act=NoticeAct.RECEIVED, at=now)
            if notice.email:
                send_acknowledgement.defer(notice=notice.pk, origin=origin)
    return notice if is_new else find_notice(reference, kind, typed) or notice
