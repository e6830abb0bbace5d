"""Letters about notices, sent by the worker and tried again where that fails; each that was handed over is a step.

What whoever complained did not agree to pass on is taken out before a template of the letter to the other side sees it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reviews.letters import send_letter
from themes.models import Notice, NoticeStep
from themes.models.notice import NextStep, NoticeAct
from themes.notices.clock import REPLY_DAYS, TIMES, find_due

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(retry=AGAIN)
def send_acknowledgement(notice: int, origin: str) -> None:
    """Say that it was received, unless that was said."""
    _send_once(notice, NoticeAct.ACKNOWLEDGED, "We have your {kind}, {number}", "acknowledgement", origin)


@app.task(retry=AGAIN)
def send_told(notice: int, origin: str) -> None:
    """Tell whoever complained that whoever posted it was written to."""
    _send_once(
        notice, NoticeAct.COMPLAINANT_TOLD, "Your {kind}, {number}: what we did", "poster_told", origin
    )


@app.task(retry=AGAIN)
def send_outcome(notice: int, origin: str) -> None:
    """Say what came of it, unless that was said."""
    _send_once(notice, NoticeAct.OUTCOME_SENT, "What came of your {kind}, {number}", "outcome", origin)


@app.task(retry=AGAIN)
def send_to_poster(notice: int, by: int, origin: str) -> None:
    """Write to whoever posted what is complained of. Their time to answer begins when the letter is handed over."""
    with transaction.atomic():
        row = _lock(notice)
        author = row.comment.author if row and row.comment else None
        if row is None or row.waits_for != NextStep.CONTACT or not author or not author.email:
            return
        now = timezone.now()
        row.waits_for, row.due_at = NextStep.REPLY, find_due(NextStep.REPLY, now, row.kind)
        row.save(update_fields=["waits_for", "due_at"])
        NoticeStep.objects.create(notice=row, act=NoticeAct.POSTER_TOLD, at=now, by_id=by)
        send_told.defer(notice=row.pk, origin=origin)
        words = {**describe_to_poster(row, origin), **_describe_site(origin)}
        # Within the transaction: what was not handed over counts as not sent.
        send_letter(
            f"About your comment at SCR Portal, {row.reference}", "notices/to_poster.txt", words, author.email
        )


def describe_to_poster(notice: Notice, origin: str) -> dict[str, Any]:
    """All that whoever posted it may learn of a notice."""
    return {
        "reference": notice.reference,
        "page": f"{origin}{reverse('comment', args=[notice.comment_id])}",
        "statement": notice.statement,
        "words": notice.words,
        "meaning": notice.meaning,
        "untrue": notice.untrue,
        "complainant": notice.name if notice.pass_name else "",
        "complainant_email": notice.email if notice.pass_email else "",
        "due": notice.due,
        "days": REPLY_DAYS,
    }


def _send_once(pk: int, act: NoticeAct, subject: str, template: str, origin: str) -> None:
    with transaction.atomic():
        row = _lock(pk)
        if row is None or not row.email or row.steps.filter(act=act).exists():
            return
        NoticeStep.objects.create(notice=row, act=act)
        kind = row.get_kind_display()
        address = f"{origin}{row.get_absolute_url()}"
        words = {"notice": row, "times": TIMES, "address": address, **_describe_site(origin)}
        subject = subject.format(kind=f"{kind[:1].lower()}{kind[1:]}", number=row.reference)
        send_letter(subject, f"notices/{template}.txt", words, row.email)


def _lock(pk: int) -> Notice | None:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("comment__author")
    return rows.filter(pk=pk).first()


def _describe_site(origin: str) -> dict[str, str]:
    return {"operator": settings.OPERATOR_NAME, "contact": settings.OPERATOR_CONTACT, "origin": origin}
