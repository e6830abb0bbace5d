"""Rows by the slug of an address, old slugs included."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from reviews.history.tracking import current_for_old_slug

Row = TypeVar("Row", bound=Model)


def find_by_slug(rows: QuerySet[Row], slug: str, *, missing: str) -> tuple[Row, bool]:
    """The row at this address, and whether the slug is its current one. Raises Http404, saying `missing`."""
    if row := rows.filter(slug=slug).first():
        return row, True
    renamed = current_for_old_slug(rows.model, slug)
    row = rows.filter(pk=renamed.pk).first() if renamed else None
    if row is None:
        raise Http404(missing)
    return row, False
