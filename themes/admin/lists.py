"""Filters of the admin's lists: what "To do" counts is what they show, row for row."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from themes.todo import AFTERWARDS, KINDS, WAITS_SINCE


class OldestFirst(admin.ModelAdmin):
    """What "To do" leads to is shown in the order in which it came, where that is known."""

    def get_ordering(self, request: HttpRequest) -> Any:
        since = WAITS_SINCE.get(self.model)
        return (
            [since, "pk"]
            if since and WorkToDo.parameter_name in request.GET
            else super().get_ordering(request)
        )


class WorkToDo(admin.SimpleListFilter):
    title = "work to do"
    parameter_name = "work"

    def __init__(self, request, params, model, model_admin):
        self.kinds = {kind.slug: kind for kind in KINDS if kind.model is model}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        hidden = set() if settings.TRUSTED_AUTHORS else {AFTERWARDS} - {self.value()}
        return [(slug, kind.name) for slug, kind in self.kinds.items() if slug not in hidden]

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        kind = self.kinds.get(self.value() or "")
        return kind.select(queryset) if kind else queryset
