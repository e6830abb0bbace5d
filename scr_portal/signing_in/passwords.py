"""What is asked of a new password beside Django's own rules, and who is told of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from scr_portal.signing_in.jobs import tell_of_change

LONGEST = 128


class NotEndless:
    """For Django's AUTH_PASSWORD_VALIDATORS: a longer one is no safer, and takes longer to look at."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(f"A password has at most {LONGEST} characters.", code="password_too_long")

    def get_help_text(self) -> str:
        return f"Your password can have at most {LONGEST} characters."


class TellsOfNewPassword:
    """Django's AUTH_PASSWORD_VALIDATORS are told of each new password, however it was set. It refuses none."""

    def validate(self, password: str, user: Any = None) -> None:
        return None

    def get_help_text(self) -> str:
        return ""

    def password_changed(self, password: str, user: Any = None) -> None:
        if user and user.pk and user.last_login:  # whoever opens an account for somebody tells them
            tell_of_change.defer(user=user.pk, change="It has a new password.")
