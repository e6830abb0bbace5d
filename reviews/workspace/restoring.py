"""The screen that puts an earlier version of a row back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime

from reviews.history.chronicle import Chronicle, HistoryEntry
from reviews.history.details import ChangedDetail
from reviews.history.restoring import Version, is_kept, list_obstacles, list_reasons, restore
from reviews.workspace.conflicts import StateToken, lock
from reviews.workspace.stale_forms import RefusesStaleForms
from reviews.workspace.why import build_change_fields, record_reason


class RestoresVersions(RefusesStaleForms):
    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/history/<int:moment>/", view, name=name), *super().get_urls()]

    def read_state(self, request: HttpRequest, pks: Collection[Any]) -> Any:
        """Whatever `check_state` needs to know of the time before these rows are changed, restored or deleted."""

    def check_state(self, request: HttpRequest, pks: Collection[Any], before: Any) -> None:
        """Raise ValidationError where a change of these rows, all that belongs to them included, breaks a rule."""

    def find_reasons_against_restoring(self, row: Any, version: Version) -> list[str]:
        """Why it cannot be put back, as far as can be told without trying."""
        return list_obstacles(row=row, version=version)

    def are_readers_told(self, row: Any, details: list[ChangedDetail]) -> bool:
        """Whether putting these details back would stand in the public list of corrections."""
        return True

    def restore_view(self, request, object_id, moment):
        """admin/restore.html: `entry`, `details` of what would change, `reasons` why it can't, `about_the_change`,
        `tried` (whether it was tried), `token`.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        if not self.restorable:
            raise Http404("Earlier versions of these are not put back.")
        with record_reason(request), transaction.atomic():
            if request.method == "POST":
                lock(self.model, self.parse_key(object_id))
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404("There is no such row.")
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            now = self.get_token(request, row.pk)
            version = self._find_version(request, row, moment)
            details = version.list_changes()
            if request.method != "POST":
                why_not = self.find_reasons_against_restoring(row, version)
            elif StateToken.parse(request.POST.get("seen", "")).state != now.state:
                why_not = ["Somebody changed it since you opened this page. Look at what would change now."]
            else:
                why_not = self._try_to_restore(request, row, version)
                if not why_not:
                    return self._redirect_to_history(request, row, version)
                row = self.get_object(request, str(row.pk))
            return self._show_version(request, row, version, details, why_not, now)

    def _find_version(self, request: HttpRequest, row: models.Model, moment: int) -> Version:
        """404 where there is none. It holds what the form can change: fields, lists, and rows of inlines."""
        chronicle = self.get_chronicle(request, str(row.pk))
        entry = chronicle.find_entry(moment)
        if entry is None:
            raise Http404("There is no such version.")
        version = self._build_version(request, row, chronicle, entry)
        if not version.exists:
            raise Http404("It was not there then.")
        return version

    def _build_version(
        self, request: HttpRequest, row: models.Model, chronicle: Chronicle, entry: HistoryEntry
    ) -> Version:
        form_fields = self.get_form(request, row, change=True).base_fields
        lists: Any = {field.remote_field.through: field.name for field in self.opts.many_to_many}
        inlines = {
            inline.model
            for inline in self.get_inline_instances(request, row)
            if inline.has_change_permission(request, row)
        }
        return Version(
            chronicle,
            entry,
            fields=[
                field.name
                for field in self.opts.concrete_fields
                if field.name in form_fields and is_kept(self.model, field)
            ],
            sources=[
                source
                for source in chronicle.sources
                if source.model in lists and (lists[source.model] in form_fields or source.model in inlines)
            ],
        )

    def _try_to_restore(self, request: HttpRequest, row: models.Model, version: Version) -> list[str]:
        """Why it cannot be restored; empty when it was. Runs in a savepoint."""
        before = self.read_state(request, [row.pk])
        try:
            with transaction.atomic():
                restore(
                    row=row,
                    version=version,
                    check=lambda row: self.check_state(request, [row.pk], before),
                )
        except ValidationError as error:
            return list_reasons(error, row)
        except IntegrityError:
            return ["Other rows have taken its place since, so the database refuses it."]
        return []

    def _redirect_to_history(self, request: HttpRequest, row: models.Model, version: Version):
        moment = date_format(localtime(version.entry.at), "j F Y, H:i")
        self.message_user(request, f"The version of {moment} was put back.", messages.SUCCESS)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return HttpResponseRedirect(reverse(name, args=[quote(row.pk)]))

    def _show_version(
        self,
        request: HttpRequest,
        row: Any,
        version: Version,
        details: list[ChangedDetail],
        why_not: list[str],
        now: StateToken,
    ) -> TemplateResponse:
        form = self.get_form(request, row, change=True)(
            initial={"why": request.POST.get("why", ""), "minor": request.POST.get("minor")}
        )
        context = {
            **self.admin_site.each_context(request),
            "title": f"Put back an earlier version of {Truncator(str(row)).words(12)}",
            "opts": self.opts,
            "object": row,
            "entry": version.entry,
            "details": details,
            "reasons": why_not,
            "tried": request.method == "POST",
            "token": str(now),
            "about_the_change": [
                form[name]
                for name in build_change_fields(self.model)
                if name != "minor" or self.are_readers_told(row, details)
            ],
        }
        return TemplateResponse(request, "admin/restore.html", context)
