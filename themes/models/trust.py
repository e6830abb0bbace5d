from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reviews.models.rules import RuledModel
from themes.enums import CommentState
from themes.models.discussion import ModerationDecision, ModerationReason
from themes.models.member import Member


class AuthorTrustQuerySet(models.QuerySet["AuthorTrust"]):
    def given(self) -> AuthorTrustQuerySet:
        """Those that nobody took back; a rejection may have ended what they do."""
        return self.filter(ended_at=None)

    def in_force(self) -> AuthorTrustQuerySet:
        """Those of whose authors nothing was rejected or taken down since they were trusted."""
        taken = ModerationDecision.objects.filter(
            comment__author=OuterRef("member__user"),
            decision__in=(CommentState.REJECTED, CommentState.WITHDRAWN),
            at__gte=OuterRef("given_at"),
        ).exclude(reason=ModerationReason.AUTHOR)
        return self.given().filter(~Exists(taken))


class AuthorTrust(RuledModel):
    """A member whose comments may appear before somebody reads them, where `TRUSTED_AUTHORS` is on.

    A row for each time, with who gave and took it, and why: its own history. Goes with the account.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="trusts")
    why = models.TextField("why they are trusted")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    why_ended = models.TextField("why they are trusted no longer", blank=True)

    objects = AuthorTrustQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # given and taken back by whoever decides about names
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="an_author_is_trusted_once"
            ),
            models.CheckConstraint(
                condition=~Q(why="")
                & (Q(ended_at=None, why_ended="") | Q(ended_at__isnull=False) & ~Q(why_ended="")),
                name="trust_is_given_and_ended_with_a_reason",
                violation_error_message="Say why.",
            ),
        ]

    def __str__(self) -> str:
        return f"Trust in {self.member}"
