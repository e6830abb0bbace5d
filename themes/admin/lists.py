"""Filters of the admin's lists: what "To do" counts is what they show, row for row."""

from django.contrib import admin
from django.db.models import QuerySet

from themes.todo import KINDS


class WorkToDo(admin.SimpleListFilter):
    title = "work to do"
    parameter_name = "work"

    def __init__(self, request, params, model, model_admin):
        self.kinds = {kind.slug: kind for kind in KINDS if kind.model is model}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(slug, kind.name) for slug, kind in self.kinds.items()]

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        kind = self.kinds.get(self.value() or "")
        return kind.select(queryset) if kind else queryset
