"""What all screens of the curators' workspace have in common."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten_fieldsets, quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime

from reviews.history.chronicle import (
    ChangedDetail,
    Chronicle,
    HistoryEntry,
    Source,
    event_models,
    name_deleted,
)
from reviews.history.restoring import Version, is_kept, list_obstacles, list_reasons, restore
from reviews.history.tracking import LONGEST_WHY, events_of, recorded
from reviews.workspace.conflicts import (
    Conflict,
    Mark,
    find_clashes,
    lock,
    mark_of,
    put_back_rows,
    take_theirs,
)
from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks

ENTRIES_PER_PAGE = 20
MAXIMUM_KEY = 2**63 - 1  # of a bigint


class Aside(forms.Field):
    """A field of a form that says something about the change, and is no part of the row."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class WhyField(Aside, forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Why?",
            required=False,
            max_length=LONGEST_WHY,
            help_text="Kept in the history, not shown to readers.",
            widget=forms.TextInput(attrs={"class": "vTextField"}),
        )


class MinorField(Aside, forms.BooleanField):
    def __init__(self) -> None:
        super().__init__(
            label="Only a typing mistake: leave it out of the public list of corrections", required=False
        )


class MarkField(Aside, forms.CharField):
    """What the form was opened from; see `reviews.workspace.conflicts`."""

    def __init__(self, mark: str) -> None:
        super().__init__(required=False, initial=mark, widget=forms.HiddenInput)


class Undecided(forms.ModelForm):
    """A form that was sent, and is shown again as it was filled in instead of being saved."""

    def is_valid(self) -> bool:
        super().is_valid()
        return False


class WhyActionForm(ActionForm):
    why = forms.CharField(
        required=False, max_length=LONGEST_WHY, label="Why? (kept in the history, not shown to readers)"
    )


def about_the_change(model: type[models.Model]) -> dict[str, forms.Field]:
    """What every change form asks beside the row itself."""
    asked: dict[str, forms.Field] = {"why": WhyField()}
    if getattr(model, "readers_are_told", False):
        asked["minor"] = MinorField()
    return asked


def recorded_from(request: HttpRequest) -> contextlib.AbstractContextManager:
    """The context of whatever a request changes: what its form said about the change."""
    if request.method != "POST":
        return contextlib.nullcontext()
    return recorded(why=request.POST.get("why", ""), minor=request.POST.get("minor") == "on")


class CuratedAdmin(admin.ModelAdmin):
    """The base of every admin class of ours. Lists stay quick however much they hold.

    Every form and every list asks why something is changed; those of models with `readers_are_told` also whether
    it is only a typing mistake. Both are in pghistory's context while anything is saved, as `why` and `minor`.
    """

    show_full_result_count = False  # else each search counts all rows too
    show_facets = admin.ShowFacets.NEVER  # each option of each filter would be counted
    list_per_page = 50
    action_form: ClassVar[type[ActionForm]] = WhyActionForm
    restorable = True  # whether earlier versions can be put back

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        undecided = getattr(request, "conflict", None) or getattr(request, "was_stopped", False)
        bases = (Undecided, form) if undecided else (form,)
        asked: dict[str, Any] = dict(about_the_change(self.model))
        return type(form.__name__, bases, {**asked, "seen": MarkField(getattr(request, "seen", ""))})

    def get_fields(self, request, obj=None):
        """Not among the row's own: the template shows them above the buttons."""
        asked = {*about_the_change(self.model), "seen"}
        return [name for name in super().get_fields(request, obj) if name not in asked]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        placed = flatten_fieldsets(self.get_fieldsets(request, obj))
        may_save = self.has_add_permission(request) if add else self.has_change_permission(request, obj)
        context["about_the_change"] = [
            form[name] for name in about_the_change(self.model) if may_save and name not in placed
        ]
        if conflict := getattr(request, "conflict", None):
            find_clashes(conflict, form, [inline.formset for inline in context["inline_admin_formsets"]])
            context["conflict"] = conflict
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return self._changeform(request, object_id, form_url, extra_context)
        try:
            with raise_deadlocks(), transaction.atomic():
                return self._changeform(request, object_id, form_url, extra_context)
        except DeadlockError:
            request.was_stopped = True
            self.message_user(request, STOPPED, messages.ERROR)
            return self._changeform(request, object_id, form_url, extra_context)

    def _changeform(self, request, object_id, form_url, extra_context):
        with recorded_from(request):
            if object_id is None or "_saveasnew" in request.POST:
                return super().changeform_view(request, object_id, form_url, extra_context)
            if request.method != "POST":
                # Before anything of it is read: what is saved in between is then noticed when this is sent.
                request.seen = str(self._mark(request, self._key(object_id)))
                return super().changeform_view(request, object_id, form_url, extra_context)
            with transaction.atomic():
                pk = self._key(object_id)
                lock(self.model, pk)
                row = self.get_object(request, unquote(object_id))
                if not self.has_change_permission(request, row):
                    raise PermissionDenied
                if row is None:
                    return self._deleted_meanwhile(request, object_id)
                self._look_for_conflict(request, row)
                return super().changeform_view(request, object_id, form_url, extra_context)

    def _key(self, object_id: str) -> Any:
        """The key that an address names; 404 where it can be none."""
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404("There is no such row.") from None
        if isinstance(pk, int) and not 0 < pk <= MAXIMUM_KEY:
            raise Http404("There is no such row.")
        return pk

    def _mark(self, request, pk: Any) -> Mark:
        inlines: list[Any] = self.get_inline_instances(request)
        lists: list[Any] = list(self.opts.many_to_many)
        belonging = {(held.remote_field.through, held.m2m_field_name()): None for held in lists} | {
            (inline.model, _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name): None
            for inline in inlines
        }
        return mark_of(self.model, pk, belonging, self.belongs_too(pk))

    def belongs_too(self, pk: Any) -> list[models.QuerySet]:
        """What else the form of a row shows, and would save: values of other rows, in an order."""
        return []

    def _look_for_conflict(self, request, row) -> None:
        """Set `request.conflict` where the form is to be shown again instead of being saved."""
        seen, now = Mark.read(request.POST.get("seen", "")), self._mark(request, row.pk)
        if seen.state == now.state and not {"_take", "_compare"} & set(request.POST):
            return
        entries = self.chronicle(request, str(row.pk)).entries
        since = [entry for entry in entries if seen.state != now.state and seen.at and entry.at > seen.at]
        if not since and seen.state != now.state:
            since = self._since_in_others(row.pk, seen)
        conflict = Conflict(Chronicle.read(since or entries[:1]))
        data = request.POST.copy()
        data["seen"] = str(now)
        for prefix, formset, inline in self._formsets(request, row):
            rows = inline.get_queryset(request).filter(**{formset.fk.name: row})
            there = {str(each.pk): str(each) for each in rows}
            sent = {data.get(name) for name in data if name.startswith(f"{prefix}-") and name.endswith("-id")}
            conflict.added += [name for key, name in there.items() if key not in sent]
            if gone := put_back_rows(data, prefix, inline.opts.pk.name, set(there)):
                conflict.taken_away.append(f"{inline.verbose_name_plural} ({gone})")
            if take := request.POST.get("_take", ""):
                for form in formset(data, instance=row, prefix=prefix, queryset=rows).initial_forms:
                    take_theirs(data, form, take)
        if take := request.POST.get("_take", ""):
            take_theirs(data, self.get_form(request, row, change=True)(data, instance=row), take)
        request.POST = data
        request.conflict = conflict

    def _since_in_others(self, pk: Any, seen: Mark) -> list[HistoryEntry]:
        """What was saved of rows that the form shows too, where the row itself is as it was."""
        since = []
        for rows in self.belongs_too(pk):
            for other in rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")):
                for entry in Chronicle(rows.model, other.pk).entries:
                    if seen.at and entry.at > seen.at:
                        entry.of = str(other)
                        since.append(entry)
        return since

    def _formsets(self, request, row):
        """Inlines with the prefixes that their forms have, as Django counts them."""
        seen: dict[str, int] = {}
        for formset, inline in self.get_formsets_with_inlines(request, row):
            prefix = formset.get_default_prefix()
            seen[prefix] = seen.get(prefix, 0) + 1
            yield (prefix if seen[prefix] == 1 and prefix else f"{prefix}-{seen[prefix]}"), formset, inline

    def _deleted_meanwhile(self, request, object_id: str):
        """admin/deleted_meanwhile.html: `entry` (who deleted it and when), `typed` [(label, words)]."""
        chronicle = self.chronicle(request, object_id)
        if not chronicle.entries:
            raise Http404("There is no such row.")
        labels = {name: asked.label for name, asked in self.get_form(request).base_fields.items()}
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
            "entry": chronicle.entries[0],
            "typed": typed,
        }
        return TemplateResponse(request, "admin/deleted_meanwhile.html", context, status=409)

    def changelist_view(self, request, extra_context=None):
        context = {"keeps_deleted": self.opts.db_table in event_models(), **(extra_context or {})}
        if request.method != "POST":
            return super().changelist_view(request, context)
        with recorded_from(request), transaction.atomic():
            return super().changelist_view(request, context)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        restore_view = self.admin_site.admin_view(self.restore_view)
        deleted_view = self.admin_site.admin_view(self.deleted_view)
        return [
            path("deleted/", deleted_view, name=f"{self.opts.app_label}_{self.opts.model_name}_deleted"),
            path("<path:object_id>/history/<int:moment>/", restore_view, name=name),
            *super().get_urls(),
        ]

    def deleted_view(self, request):
        """admin/deleted_rows.html: `rows` [(event, what it was called)] of a `page`, the last deleted first."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.opts.db_table not in event_models():
            raise Http404("Of these no history is kept.")
        gone = (
            events_of(self.model)
            .filter(pgh_label="delete")
            .exclude(pgh_obj_id__in=self.model._base_manager.values("pk"))
            .order_by("-pgh_id")
        )
        page = Paginator(gone, self.list_per_page).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "rows": [(event, name_deleted(event)) for event in page],
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
        }
        return TemplateResponse(request, "admin/deleted_rows.html", context)

    def sources(self, request) -> list[Source]:
        """Tables whose rows belong to a row: its lists of others, and what stands in its form line by line."""
        lists: list[Any] = list(self.opts.many_to_many)
        inlines: list[Any] = self.get_inline_instances(request)
        links = [
            Source(
                held.remote_field.through,
                held.m2m_field_name(),
                capfirst(str(held.verbose_name)),
                is_link=True,
            )
            for held in lists
            if held.remote_field.through._meta.auto_created
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
        return [source for source in (*links, *rows) if source.model._meta.db_table in event_models()]

    def chronicle(self, request, object_id: str) -> Chronicle:
        """The history of a row that is there or was."""
        return Chronicle(self.model, self._key(object_id), self.sources(request))

    def history_view(self, request, object_id, extra_context=None):
        """admin/object_history.html: `entries` (chronicle.HistoryEntry) of a `page`, `newest`, `may_restore`."""
        chronicle = self.chronicle(request, object_id)
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

    def look_before(self, request: HttpRequest, pks: Collection[Any]) -> Any:
        """Whatever `check_after` needs to know of the time before these rows are changed, put back or deleted."""

    def check_after(self, request: HttpRequest, pks: Collection[Any], before: Any) -> None:
        """Raise ValidationError where a change of these rows, all that belongs to them included, breaks a rule."""

    def restore_view(self, request, object_id, moment):
        """admin/restore.html: `entry`, `details` of what would change, `reasons` why it can't, `about_the_change`,
        `tried` (whether it was tried).
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        if not self.restorable:
            raise Http404("Earlier versions of these are not put back.")
        with recorded_from(request), transaction.atomic():
            if request.method == "POST":
                lock(self.model, self._key(object_id))
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404("There is no such row.")
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            now = self._mark(request, row.pk)
            chronicle = self.chronicle(request, object_id)
            entry = chronicle.entry_at(moment)
            if entry is None:
                raise Http404("There is no such version.")
            version = self._version(request, row, chronicle, entry)
            if not version.exists:
                raise Http404("It was not there then.")
            return self._restore(request, row, version, now)

    def _version(self, request, row, chronicle: Chronicle, entry: HistoryEntry) -> Version:
        """What can be put back is what can be changed: fields of the form, lists, and rows of lists."""
        form_fields = self.get_form(request, row, change=True).base_fields
        of_lists = {held.remote_field.through: held.name for held in self.opts.many_to_many}
        inlines = {
            inline.model
            for inline in self.get_inline_instances(request, row)
            if inline.has_change_permission(request, row)
        }
        return Version(
            chronicle,
            entry,
            [
                held.name
                for held in self.opts.concrete_fields
                if held.name in form_fields and is_kept(self.model, held)
            ],
            [
                source
                for source in chronicle.sources
                if source.model in of_lists
                and (of_lists[source.model] in form_fields or source.model in inlines)
            ],
        )

    def reasons_not_to_restore(self, row: Any, version: Version) -> list[str]:
        """Why it cannot be put back, as far as can be told without trying."""
        return list_obstacles(row=row, version=version)

    def readers_would_be_told(self, row: Any, details: list[ChangedDetail]) -> bool:
        return True

    def _restore(self, request, row, version: Version, now: Mark):
        details = version.list_changes()
        why_not: list[str] = []
        if request.method != "POST":
            why_not = self.reasons_not_to_restore(row, version)
        elif Mark.read(request.POST.get("seen", "")).state != now.state:
            why_not = ["Somebody changed it since you opened this page. Look at what would change now."]
        else:
            try:
                with transaction.atomic():
                    before = self.look_before(request, [row.pk])
                    restore(
                        row=row,
                        version=version,
                        check=lambda row: self.check_after(request, [row.pk], before),
                    )
            except ValidationError as error:
                why_not = list_reasons(error, row)
            except IntegrityError:
                why_not = ["Other rows have taken its place since, so the database refuses it."]
            else:
                moment = date_format(localtime(version.entry.at), "j F Y, H:i")
                self.message_user(request, f"The version of {moment} was put back.", messages.SUCCESS)
                return HttpResponseRedirect(
                    reverse(
                        f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[quote(row.pk)]
                    )
                )
            row = self.get_object(request, str(row.pk))
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
            "seen": str(now),
            "about_the_change": [
                form[name]
                for name in about_the_change(self.model)
                if name != "minor" or self.readers_would_be_told(row, details)
            ],
        }
        return TemplateResponse(request, "admin/restore.html", context)

    def delete_view(self, request, object_id, extra_context=None):
        with recorded_from(request):
            return super().delete_view(request, object_id, extra_context)
