"""How long what was typed is kept. The form, the page about privacy and docs/people.md say the same."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from themes.models import ProblemReport

EMAIL_DAYS = 30  # after the answer
EMAIL_MOST_DAYS = 365  # after it was given, answered or not
WORDS_DAYS = 365  # after the answer


def empty_old_reports() -> None:
    """Take out e-mail addresses and words whose time is over. What was reported, and what came of it, stays counted."""
    now = timezone.now()
    answered_long_ago = Q(answered_at__lt=now - timedelta(days=EMAIL_DAYS))
    sent_long_ago = Q(at__lt=now - timedelta(days=EMAIL_MOST_DAYS))
    ProblemReport.objects.filter(answered_long_ago | sent_long_ago).exclude(email="").update(email="")
    ProblemReport.objects.filter(answered_at__lt=now - timedelta(days=WORDS_DAYS)).exclude(
        words="", answer="", address=""
    ).update(words="", answer="", address="")
