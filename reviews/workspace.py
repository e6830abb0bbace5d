"""What all screens of the curators' workspace have in common."""

from __future__ import annotations

import contextlib
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

from reviews.chronicle import Chronicle, Entry, Source, event_models
from reviews.history import recorded
from reviews.restoring import Version, reasons, restore

LONGEST_WHY = 500
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
    why = "".join(character for character in request.POST.get("why", "") if character.isprintable())
    return recorded(why=why.strip()[:LONGEST_WHY], minor=request.POST.get("minor") == "on")


class NamedCells(forms.ModelForm):
    """A row of a list that can be changed there: each cell is named by its column and its row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {self.instance}"


class CuratedAdmin(admin.ModelAdmin):
    """The base of every admin class of ours. Lists stay quick however much they hold.

    Every form and every list asks why something is changed; those of models with `readers_are_told` also whether
    it is only a typing mistake. Both are in pghistory's context while anything is saved, as `why` and `minor`.
    """

    show_full_result_count = False  # else each search counts all rows too
    list_per_page = 50
    action_form: ClassVar[type[ActionForm]] = WhyActionForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), dict(about_the_change(self.model)))

    def get_fields(self, request, obj=None):
        """Not among the row's own: the template shows them above the buttons."""
        asked = about_the_change(self.model)
        return [name for name in super().get_fields(request, obj) if name not in asked]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        placed = flatten_fieldsets(self.get_fieldsets(request, obj))
        may_save = self.has_add_permission(request) if add else self.has_change_permission(request, obj)
        context["about_the_change"] = [
            form[name] for name in about_the_change(self.model) if may_save and name not in placed
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with recorded_from(request):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        with recorded_from(request):
            return super().changelist_view(request, extra_context)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/history/<int:moment>/", view, name=name), *super().get_urls()]

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
        """The history of a row that is there or was; 404 where there never was one."""
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404("There is no such row.") from None
        if isinstance(pk, int) and not 0 < pk <= MAXIMUM_KEY:
            raise Http404("There is no such row.")
        return Chronicle(self.model, pk, self.sources(request))

    def history_view(self, request, object_id, extra_context=None):
        """admin/object_history.html: `entries` (reviews.chronicle.Entry) of a `page`, `newest`, `may_restore`."""
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
            "may_restore": row is not None and self.has_change_permission(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def check_restored(self, row: Any) -> None:
        """Raise ValidationError where a row that was put back, with all that belongs to it, breaks a rule."""

    def restore_view(self, request, object_id, moment):
        """admin/restore.html: `entry`, `details` of what would change, `reasons` why it can't, `form` (why, minor)."""
        with recorded_from(request), transaction.atomic():
            rows = self.get_queryset(request).select_for_update(of=("self",))
            if request.method == "POST":
                list(rows.filter(pk=self.chronicle(request, object_id).pk).values_list("pk"))
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404("There is no such row.")
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            chronicle = self.chronicle(request, object_id)
            entry = chronicle.entry_at(moment)
            if entry is None:
                raise Http404("There is no such version.")
            version = self._version(request, row, chronicle, entry)
            if not version.exists:
                raise Http404("It was not there then.")
            return self._restore(request, row, version)

    def _version(self, request, row, chronicle: Chronicle, entry: Entry) -> Version:
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
            [held.name for held in self.opts.concrete_fields if held.name in form_fields],
            [
                source
                for source in chronicle.sources
                if source.model in of_lists
                and (of_lists[source.model] in form_fields or source.model in inlines)
            ],
        )

    def _restore(self, request, row, version: Version):
        details = version.what_would_change()
        why_not: list[str] = []
        state = version.chronicle.entries[0].address
        seen = request.POST.get("seen", "")
        if request.method == "POST" and seen != str(state):
            why_not = ["Somebody changed it since you opened this page. Look at what would change now."]
        elif request.method == "POST":
            try:
                with transaction.atomic():
                    restore(row=row, version=version, check=self.check_restored)
            except ValidationError as error:
                why_not = reasons(error, row)
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
            "seen": state,
            "about_the_change": [form[name] for name in about_the_change(self.model)],
        }
        return TemplateResponse(request, "admin/restore.html", context)

    def delete_view(self, request, object_id, extra_context=None):
        with recorded_from(request):
            return super().delete_view(request, object_id, extra_context)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": NamedCells, **kwargs})
