from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def for_list(self, user: Any, screen: str) -> SavedFilterQuerySet:
        """What somebody kept of a list, and what others share: their own first, by name."""
        mine = models.Case(models.When(user=user, then=models.Value(0)), default=models.Value(1))
        return (
            self.filter(Q(user=user) | Q(is_shared=True), screen=screen)
            .select_related("user")
            .order_by(mine, "name", "pk")
        )


class SavedFilter(models.Model):
    """Filters and words of a list of the workspace, kept under a name by one person. Not tracked by history."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    screen = models.CharField(max_length=100)  # the name of the list's address
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)  # what stands behind the question mark
    is_shared = models.BooleanField(default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # nobody is given a right to what somebody else kept
        constraints = [
            models.UniqueConstraint(fields=["user", "screen", "name"], name="one_saved_filter_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
