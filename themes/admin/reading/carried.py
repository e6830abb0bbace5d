"""What somebody typed beside a page and did not save yet: it goes along with them, in their session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from themes.admin.reading.screen import PageScreen

SESSION = "typed_while_reading"  # by report
MOST_REPORTS = 10  # of which something is kept for one person: the last ones
FIELDS = ("words", "text", "theme", "other_themes", "kind", "periods")
SEVERAL = ("other_themes", "periods")


@dataclass(frozen=True)
class CarriedAnswers:
    """What was typed: of a finding, and about what was read; and the page beside which it was."""

    index: int
    page: str
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    cells: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def initial(self) -> dict[str, Any]:
        """For the form of a finding."""
        return {
            name: values if name in SEVERAL else "".join(values[:1])
            for name, values in self.fields.items()
            if name in FIELDS
        }

    @property
    def cell_data(self) -> MultiValueDict:
        """As a browser sends it."""
        return MultiValueDict(self.cells)


def read_typed(request: HttpRequest, review: int) -> CarriedAnswers | None:
    kept = request.session.get(SESSION, {}).get(str(review))
    return CarriedAnswers(**kept) if kept else None


def keep_typed(screen: PageScreen) -> None:
    """Keep what differs from a form that nobody touched; nothing is kept of one that nobody did."""
    request, form, data = screen.request, screen.form, screen.request.POST
    fields = {name: data.getlist(name) for name in form.changed_data if name in FIELDS}
    cells = {
        name: data.getlist(name)
        for cell in screen.cells
        if cell.form.is_bound and _is_answered(cell.form)
        for name in (bound.html_name for bound in cell.form)
    }
    if not fields and not cells:
        drop_typed(request, screen.review.pk)
        return
    before = read_typed(request, screen.review.pk)
    is_same = before is not None and all(
        before.fields.get(name) == fields.get(name) for name in ("words", "text")
    )
    place = (before.index, before.page) if before and is_same else (screen.page.index, str(screen.page))
    kept = request.session.get(SESSION, {})
    kept.pop(str(screen.review.pk), None)
    kept[str(screen.review.pk)] = {"index": place[0], "page": place[1], "fields": fields, "cells": cells}
    request.session[SESSION] = dict(list(kept.items())[-MOST_REPORTS:])


def drop_typed(request: HttpRequest, review: int) -> None:
    kept = request.session.get(SESSION, {})
    if kept.pop(str(review), None) is not None:
        request.session[SESSION] = kept


def _is_answered(form: Any) -> bool:
    """Whether it says something else than it did when the page was made."""
    said = [form[name].value() or "" for name in ("state", "note", "seen", "seen_note")]
    return said[:2] != said[2:]
