from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from reviews.models import Document, DocumentPage, DocumentState


class ReadingPlaceQuerySet(models.QuerySet["ReadingPlace"]):
    def for_user(self, user: Any) -> ReadingPlaceQuerySet:
        """A user's places, the latest first, with each page's printed number as `label`: one query."""
        page = DocumentPage.objects.filter(document=OuterRef("document"), index=OuterRef("index"))
        return (
            self.filter(user=user)
            .select_related("document__review")
            .annotate(label=Subquery(page.values("label")[:1]))
            .order_by("-at", "-pk")
        )

    def in_use(self) -> ReadingPlaceQuerySet:
        """Places in documents that can be read and that no newer edition replaces."""
        return self.filter(document__state=DocumentState.READ, document__superseded_by__isnull=True)


class ReadingPlace(models.Model):
    """The page of a document that somebody last looked at; only they see it. Not tracked by history."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    index = models.PositiveIntegerField("PDF page")
    at = models.DateTimeField()

    objects = ReadingPlaceQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # nobody is given a right to somebody's place
        constraints = [
            models.UniqueConstraint(fields=["user", "document"], name="one_place_in_a_document"),
            models.CheckConstraint(condition=Q(index__gte=1), name="place_counts_from_one"),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="places_of_a_reader")]

    def __str__(self) -> str:
        return f"PDF page {self.index}"

    @property
    def page(self) -> str:
        """Its printed number, where `for_user` read it and it has one: "p. 53"; else its place in the PDF."""
        label = getattr(self, "label", "")
        return f"p. {label}" if label else str(self)

    @property
    def address(self) -> str:
        return reverse("admin:reviews_review_read_page", args=[self.document_id, self.index])
