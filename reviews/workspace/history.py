"""The history of a row, and the list of deleted rows."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms.models import _get_foreign_key
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import Truncator, capfirst

from reviews.history.chronicle import Chronicle, get_event_models
from reviews.history.details import Source, name_deleted
from reviews.history.tracking import get_events
from reviews.workspace.addresses import ReadsAddresses

ENTRIES_PER_PAGE = 20
MAXIMUM_KEY = 2**63 - 1  # of a bigint


class ShowsHistory(ReadsAddresses):
    restorable = True  # whether earlier versions can be put back; see `reviews.workspace.restoring`

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        return [
            path("deleted/", self.admin_site.admin_view(self.deleted_view), name=name),
            *super().get_urls(),
        ]

    def parse_key(self, object_id: str) -> Any:
        """The primary key that an address names; 404 where it can be none."""
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404("There is no such row.") from None
        if isinstance(pk, int) and not 0 < pk <= MAXIMUM_KEY:
            raise Http404("There is no such row.")
        return pk

    def get_sources(self, request) -> list[Source]:
        """The tracked tables whose rows belong to a row: of its many-to-many fields and of its inlines."""
        lists: list[Any] = list(self.opts.many_to_many)
        inlines: list[Any] = self.get_inline_instances(request)
        links = [
            Source(
                field.remote_field.through,
                field.m2m_field_name(),
                capfirst(str(field.verbose_name)),
                is_link=True,
            )
            for field in lists
            if field.remote_field.through._meta.auto_created
        ]
        rows = [
            Source(
                inline.model,
                _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name,
                capfirst(str(inline.verbose_name)),
                is_link=bool(inline.model._meta.auto_created),
            )
            for inline in inlines
        ]
        return [source for source in (*links, *rows) if source.model._meta.db_table in get_event_models()]

    def get_chronicle(self, request, object_id: str) -> Chronicle:
        """The history of a row that exists or existed."""
        return Chronicle(self.model, self.parse_key(object_id), self.get_sources(request))

    def changelist_view(self, request, extra_context=None):
        context = {"keeps_deleted": self.opts.db_table in get_event_models(), **(extra_context or {})}
        return super().changelist_view(request, context)

    def history_view(self, request, object_id, extra_context=None):
        """admin/object_history.html: `entries` (chronicle.HistoryEntry) of a `page`, `newest`, `may_restore`."""
        chronicle = self.get_chronicle(request, object_id)
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if row is None and not chronicle.entries:
            raise Http404("There is no such row.")
        page = Paginator(chronicle.entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
        name = str(row) if row is not None else f"{self.opts.verbose_name} {object_id}"
        context = {
            **self.admin_site.each_context(request),
            "title": f"What changed: {Truncator(name).words(12)}",
            "opts": self.opts,
            "object": row,
            "object_id": object_id,
            "entries": chronicle.read(page),
            "newest": chronicle.entries[0] if chronicle.entries else None,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "may_restore": self.restorable and row is not None and self.has_change_permission(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def deleted_view(self, request):
        """admin/deleted_rows.html: `rows` [(event, name)] of a `page`, the last deleted first."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.opts.db_table not in get_event_models():
            raise Http404("Of these no history is kept.")
        deleted = (
            get_events(self.model)
            .filter(pgh_label="delete")
            .exclude(pgh_obj_id__in=self.model._base_manager.values("pk"))
            .order_by("-pgh_id")
        )
        page = Paginator(deleted, self.list_per_page).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "rows": [(event, name_deleted(event)) for event in page],
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
        }
        return TemplateResponse(request, "admin/deleted_rows.html", context)
