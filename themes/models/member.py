from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models.rules import RuledModel
from themes.enums import CommentState

LONGEST_NAME = 60


class NameReason(models.TextChoices):
    """Why a name is not shown; its owner reads it."""

    IDENTIFIES = "identifies", "It could identify a child, a family or a worker"
    OURS = "ours", "It could be taken for somebody who speaks for this site"
    SOMEBODY = "somebody", "It is, or could be taken for, the name of somebody else"
    OFFENDS = "offends", "It could hurt or insult somebody"
    ADVERTISES = "advertises", "It advertises, or holds an address"
    OTHER = "other", "Another reason"


class MemberQuerySet(models.QuerySet["Member"]):
    def waiting(self) -> MemberQuerySet:
        """Those whose name a person has to look at, whoever has waited longest first."""
        return self.filter(name_state=CommentState.HELD).order_by("asked_at", "pk")


class Member(RuledModel):
    """A reader with an account, as others see them. Goes with the account, and is not tracked by history.

    Nobody but its owner and moderators sees a name before somebody approved it; see `themes.discussion.names`.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member", editable=False
    )
    display_name = models.CharField(
        "name shown", max_length=LONGEST_NAME, help_text="As its owner wishes to be shown."
    )
    name_state = models.CharField(
        "state", max_length=10, choices=CommentState, default=CommentState.HELD, editable=False
    )
    asked_at = models.DateTimeField("asked for", default=timezone.now, editable=False)
    reason = models.CharField(max_length=20, choices=NameReason, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "reader's name"
        default_permissions = ("view", "change")  # readers make and delete their accounts themselves
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["name_state", "asked_at"], name="names_to_decide")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(display_name=""),
                name="member_has_a_name",
                violation_error_message="Type the name that others shall see.",
            ),
            models.CheckConstraint(
                condition=Q(name_state__in=[CommentState.HELD, CommentState.PUBLISHED], reason="")
                | (Q(name_state=CommentState.REJECTED) & ~Q(reason="")),
                name="rejected_name_has_a_reason",
                violation_error_message="Choose a reason. Its owner is told why.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="another_name_waits",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("display_name"),
                condition=pgtrigger.Q(old__display_name__df=pgtrigger.F("new__display_name")),
                func="""
                    NEW.name_state = 'held';
                    NEW.reason = '';
                    NEW.decided_by_id = NULL;
                    NEW.decided_at = NULL;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.display_name
