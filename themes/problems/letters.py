"""The answer by mail, to whoever gave an address. Sent by the worker, and tried again where it fails."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reviews.letters import send_letter
from themes.models import ProblemReport
from themes.problems.keeping import EMAIL_DAYS

SUBJECT = "Your report to SCR Portal, {}"


@app.task(retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send_answer(report: int, origin: str) -> None:
    """Send what came of a report, unless that was sent, or its address is gone."""
    with transaction.atomic():
        row = ProblemReport.objects.select_for_update().filter(pk=report).first()
        if row is None or not row.email or not row.outcome or row.mailed_at:
            return
        row.mailed_at = timezone.now()
        row.save(update_fields=["mailed_at"])
        words = {
            "report": row,
            "days": EMAIL_DAYS,
            "operator": settings.OPERATOR_NAME,
            "address": f"{origin}{row.get_absolute_url()}",
        }
        # Within the transaction: what was not handed over counts as not sent.
        send_letter(SUBJECT.format(row.reference), "problems/answer.txt", words, row.email)
