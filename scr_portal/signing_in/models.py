"""The log of sign-ins. What somebody typed for a name is kept only where an account has it: it may be a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignInOutcome(models.TextChoices):
    SIGNED_IN = "signed-in", "Signed in"
    PASSWORD_RIGHT = "password-right", "Right password, second step not given"
    WRONG_PASSWORD = "wrong-password", "Wrong password"
    WRONG_CODE = "wrong-code", "Wrong code for the second step"
    NEW_PASSWORD = "new-password", "New password set by e-mail"
    SECOND_STEP_REMOVED = "second-step-removed", "Second step taken away"


class SignIn(models.Model):
    """Somebody signed in or tried to. Rows are cleared after a time (`signing_in.jobs`)."""

    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="account",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sign_ins",
    )
    unknown_name = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Of a name that no account has: 15 bits of a keyed digest, for a day.",
    )
    network = models.CharField("from", max_length=50, blank=True, help_text="The address, truncated.")
    outcome = models.CharField(max_length=20, choices=SignInOutcome)
    way = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "sign-in"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "network", "at"], name="sign_ins_of_an_account"),
            models.Index(fields=["unknown_name", "network", "at"], name="sign_ins_of_no_account"),
        ]
        constraints = [
            models.CheckConstraint(
                name="sign_in_is_of_one_name",
                condition=models.Q(user=None) | models.Q(unknown_name=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {timezone.localtime(self.at):%-d %B %Y, %H:%M}"

    @property
    def who(self) -> Any:
        return self.user or "A name that no account has"
