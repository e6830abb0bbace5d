"""A stale form is shown again with both versions, instead of being saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, QueryDict
from django.template.response import TemplateResponse

from reviews.history.chronicle import Chronicle, HistoryEntry
from reviews.workspace.conflicts import (
    Conflict,
    StateToken,
    compute_token,
    find_clashes,
    lock,
    put_back_rows,
    take_theirs,
)
from reviews.workspace.history import ShowsHistory
from reviews.workspace.why import ChangeField, record_reason


class TokenField(ChangeField, forms.CharField):
    """The state that the form was opened from; see `reviews.workspace.conflicts`."""

    def __init__(self, token: str) -> None:
        super().__init__(required=False, initial=token, widget=forms.HiddenInput)


class UnsavedForm(forms.ModelForm):
    """A form that was sent, and is shown again as it was filled in instead of being saved."""

    def is_valid(self) -> bool:
        super().is_valid()
        return False


class RefusesStaleForms(ShowsHistory):
    """Each form carries a token of what it shows. Saving locks the row and compares."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        is_unsaved = getattr(request, "conflict", None) or getattr(request, "was_stopped", False)
        bases = (UnsavedForm, form) if is_unsaved else (form,)
        fields: dict[str, Any] = {"seen": TokenField(getattr(request, "form_token", ""))}
        return type(form.__name__, bases, fields)

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name != "seen"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if conflict := getattr(request, "conflict", None):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            find_clashes(conflict, context["adminform"].form, formsets)
            context["conflict"] = conflict
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with record_reason(request):
            if object_id is None or "_saveasnew" in request.POST:
                return super().changeform_view(request, object_id, form_url, extra_context)
            if request.method != "POST":
                # Computed before the row is read: what is saved in between is then noticed when the form is posted.
                request.form_token = str(self.get_token(request, self.parse_key(object_id)))
                return super().changeform_view(request, object_id, form_url, extra_context)
            with transaction.atomic():
                lock(self.model, self.parse_key(object_id))
                row = self.get_object(request, unquote(object_id))
                if not self.has_change_permission(request, row):
                    raise PermissionDenied
                if row is None:
                    return self._show_deleted_meanwhile(request, object_id)
                self._look_for_conflict(request, row)
                return super().changeform_view(request, object_id, form_url, extra_context)

    def get_token(self, request: HttpRequest, pk: Any) -> StateToken:
        inlines: list[Any] = self.get_inline_instances(request)
        lists: list[Any] = list(self.opts.many_to_many)
        related = {(field.remote_field.through, field.m2m_field_name()): None for field in lists} | {
            (inline.model, _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name): None
            for inline in inlines
        }
        return compute_token(self.model, pk, related, self.get_other_values(pk))

    def get_other_values(self, pk: Any) -> list[models.QuerySet]:
        """What else the form of a row shows, and would save: values of other rows, in an order."""
        return []

    def _look_for_conflict(self, request: Any, row: models.Model) -> None:
        """Set `request.conflict` where the form is stale, or both versions were asked for."""
        token, now = StateToken.parse(request.POST.get("seen", "")), self.get_token(request, row.pk)
        if token.state == now.state and not {"_take", "_compare"} & set(request.POST):
            return
        conflict = Conflict(self._read_entries_since(request, row, token, is_stale=token.state != now.state))
        data = request.POST.copy()
        data["seen"] = str(now)
        take = data.get("_take", "")
        for prefix, formset, inline in self._get_prefixed_formsets(request, row):
            rows = inline.get_queryset(request).filter(**{formset.fk.name: row})
            self._merge_rows(conflict, data, prefix, inline, {str(other.pk): str(other) for other in rows})
            if take:
                for form in formset(data, instance=row, prefix=prefix, queryset=rows).initial_forms:
                    take_theirs(data, form, take)
        if take:
            take_theirs(data, self.get_form(request, row, change=True)(data, instance=row), take)
        request.POST = data
        request.conflict = conflict

    def _merge_rows(
        self, conflict: Conflict, data: QueryDict, prefix: str, inline: Any, stored: dict[str, str]
    ) -> None:
        """Name the rows that others added; make those that they deleted new ones in `data`."""
        posted_keys = {
            data.get(name) for name in data if name.startswith(f"{prefix}-") and name.endswith("-id")
        }
        conflict.added += [name for key, name in stored.items() if key not in posted_keys]
        if deleted := put_back_rows(data, prefix, inline.opts.pk.name, set(stored)):
            conflict.deleted.append(f"{inline.verbose_name_plural} ({deleted})")

    def _read_entries_since(
        self, request: HttpRequest, row: models.Model, token: StateToken, *, is_stale: bool
    ) -> list[HistoryEntry]:
        """What was saved since the form was opened; the last entry where nothing was."""
        entries = self.get_chronicle(request, str(row.pk)).entries
        since = [entry for entry in entries if is_stale and token.at and entry.at > token.at]
        if is_stale and not since:
            since = self._find_entries_of_others(row.pk, token)
        return Chronicle.read(since or entries[:1])

    def _find_entries_of_others(self, pk: Any, token: StateToken) -> list[HistoryEntry]:
        """What was saved of other rows that the form shows."""
        since = []
        for rows in self.get_other_values(pk):
            for other in rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")):
                for entry in Chronicle(rows.model, other.pk).entries:
                    if token.at and entry.at > token.at:
                        entry.of = str(other)
                        since.append(entry)
        return since

    def _get_prefixed_formsets(self, request: HttpRequest, row: models.Model) -> Iterator[tuple]:
        """(prefix, formset class, inline), with prefixes as Django counts them."""
        counts: dict[str, int] = {}
        for formset, inline in self.get_formsets_with_inlines(request, row):
            prefix = formset.get_default_prefix()
            counts[prefix] = counts.get(prefix, 0) + 1
            yield (
                (prefix if counts[prefix] == 1 and prefix else f"{prefix}-{counts[prefix]}"),
                formset,
                inline,
            )

    def _show_deleted_meanwhile(self, request: HttpRequest, object_id: str) -> TemplateResponse:
        """admin/deleted_meanwhile.html: `entry` (who deleted it and when), `typed` [(label, words)]."""
        entries = self.get_chronicle(request, object_id).entries
        if not entries:
            raise Http404("There is no such row.")
        labels = {name: field.label for name, field in self.get_form(request).base_fields.items()}
        typed = [
            (labels.get(name) or name, "\n".join(values))
            for name, values in request.POST.lists()
            if any(values)
            and not name.startswith("_")
            and name not in ("csrfmiddlewaretoken", "seen")
            and not name.endswith("_FORMS")
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {self.opts.verbose_name} was deleted meanwhile",
            "opts": self.opts,
            "object_id": object_id,
            "entry": entries[0],
            "typed": typed,
        }
        return TemplateResponse(request, "admin/deleted_meanwhile.html", context, status=409)
