"""Letters: one mail with words of a template, whose errors name nobody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string


class LetterError(Exception):
    """A letter that was not taken. Errors of mail name whom it is to, and errors are logged."""


def send_letter(subject: str, template: str, words: dict[str, Any], to: str) -> None:
    """Raises LetterError."""
    try:
        send_mail(subject, render_to_string(template, words), settings.DEFAULT_FROM_EMAIL, [to])
    except OSError as error:  # smtplib's, too
        code = getattr(error, "smtp_code", "")
        raise LetterError(f"{type(error).__name__} {code}".strip()) from None
