from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from copy import copy
from typing import ClassVar, NamedTuple, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reviews.admin.reviews import KeptWhileInUse, RefusesInWords
from reviews.page_labels import PageLabelError, normalise
from reviews.workspace.base import CuratedAdmin, recorded_from
from reviews.workspace.forms import RefusableForm, RowForm
from themes.admin.exporting import EXPORTS
from themes.admin.lists import WorkToDo
from themes.admin.page_lists import PageListInline
from themes.admin.preview import as_readers_see_it
from themes.admin.publishing import PublishesFromTheList, said_of
from themes.admin.typed import NO_SUCH_NAME, named_select
from themes.enums import FindingState
from themes.findings.fields import CodesField, FindingFields
from themes.findings.published import what_readers_see
from themes.findings.publishing import (
    partners,
    publish_together,
    reasons_in_others,
    reasons_not_to_publish,
    refuse_touching_published,
    return_to_draft,
    send_to_review,
    with_partners,
    withdraw_together,
)
from themes.findings.read_together import delete_draft, reasons_not_to_read_together, set_read_together
from themes.models import (
    ArticleMention,
    ArticleSection,
    Citation,
    ContestedTerm,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
    ReadTogether,
    Theme,
)
from themes.search.similar import similar_findings
from themes.writing.avoided import Contested
from themes.writing.help import help_with

PUBLISHED = FindingState.PUBLISHED
TICK_BOXES = ("periods", "agencies", "ages", "harms")


class FindingForm(RefusableForm, FindingFields):
    together = CodesField(
        label="Read together with",
        help_text="Findings without which this one would mislead, by number: F020, F021.",
    )
    together_because = forms.CharField(
        label="Because",
        required=False,
        max_length=200,
        help_text="What would mislead. Needed for findings that are not read together yet.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    worth_reading_next = CodesField(
        label="Worth reading next", help_text="Other findings, by number: F026, F059."
    )

    only_shown = (
        False  # set by the admin, on a class made for one request: the form is shown, nothing is saved
    )
    may_publish = False  # and whether whoever sent it may change what readers see

    class Meta(FindingFields.Meta):
        fields: list[str] = []  # the admin's fieldsets name them
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            block = self.instance.block
            others = block.findings.exclude(pk=self.instance.pk) if block else []
            self.initial["together"] = list(others)
            self.initial["together_because"] = block.reason if block else ""
            self.initial["worth_reading_next"] = list(self.instance.see_also.all())

    def is_valid(self) -> bool:
        return super().is_valid() and not self.only_shown

    def full_clean(self) -> None:
        """Whoever asks for help with the wording is told about the rest when they save."""
        super().full_clean()
        if self.only_shown:
            for name in self.errors.keys() - {"text"}:
                del self.errors[name]

    def clean(self):
        cleaned = super().clean()
        if "together" in cleaned and self._changed("together", "together_because"):
            reasons = reasons_not_to_read_together(
                finding=self.instance,
                others=cleaned["together"],
                because=cleaned.get("together_because", ""),
                may_publish=self.may_publish,
            )
            if reasons:
                self.add_error("together", reasons)
        if self.instance in cleaned.get("worth_reading_next", []):
            self.add_error("worth_reading_next", "This is the finding itself.")
        return cleaned

    def _changed(self, *names: str) -> bool:
        return bool(set(names) & set(self.changed_data))

    def _save_m2m(self) -> None:
        """What hangs on the numbers of other findings comes with the other lists."""
        super()._save_m2m()  # type: ignore[misc]
        if self._changed("together", "together_because"):
            set_read_together(
                finding=self.instance,
                others=self.cleaned_data["together"],
                because=self.cleaned_data["together_because"],
            )
        if self._changed("worth_reading_next"):
            self.instance.see_also.set(self.cleaned_data["worth_reading_next"])


def without_ways_elsewhere(field: forms.Field) -> None:
    """What is chosen here is kept on screens of its own: no icons to add or change it beside each choice."""
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget = field.widget.widget
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class ChoosingRow(RowForm):
    """A row with choices that are read once for all rows."""

    said: ClassVar[dict[str, str]] = {}
    choices: ClassVar[dict[str, list]] = {}  # set by the inline, on a class made for one request

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self.choices.items():
            if name in self.fields:
                without_ways_elsewhere(self.fields[name])
                self.fields[name].widget.choices = choices
        for name, said in self.said.items():  # rows of a table have no labels of their own
            if name in self.fields:
                self.fields[name].widget.attrs["aria-label"] = said


class FindingThemeForm(ChoosingRow):
    said: ClassVar = {"theme": "Theme", "is_primary": "Primary theme"}
    told_by_all_rows = frozenset({"is_primary"})  # another row may give it up in the same form


class FindingThemeFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Take this theme off"

    def clean(self) -> None:
        super().clean()
        if len(self._primary()) > 1:
            raise ValidationError("A finding has one primary theme.")

    def save(self, commit=True):
        kept = [form.instance.pk for form in self._primary()]
        self.get_queryset().model.objects.filter(finding=self.instance, is_primary=True).exclude(
            pk__in=[pk for pk in kept if pk]
        ).update(is_primary=False)
        return super().save(commit)

    def _primary(self) -> list:
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None)
            and form.cleaned_data.get("is_primary")
            and not form.cleaned_data.get("DELETE")
        ]


class FindingThemeInline(admin.TabularInline):
    model = FindingTheme
    form = FindingThemeForm
    formset = FindingThemeFormSet
    verbose_name = "theme"
    verbose_name_plural = "Themes"
    extra = 2

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("theme", "finding").defer("finding__search")

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None and "theme" in request.GET else self.extra

    def get_formset(self, request, obj=None, **kwargs):
        """The themes are read once for all rows: there are few, so that a plain list of them will do."""
        formset = super().get_formset(request, obj, **kwargs)
        themes = [("", "Choose a theme")]
        themes += [
            (str(pk), f"{group}: {title}")
            for pk, group, title in Theme.objects.filter(merged_into=None)
            .order_by("group__position", "position")
            .values_list("pk", "group__title", "title")
        ]
        formset.form = type(formset.form.__name__, (formset.form,), {"choices": {"theme": themes}})
        return formset


class QuotationInline(admin.StackedInline):
    model = Quotation
    form = ChoosingRow
    fk_name = "finding"
    verbose_name = "quotation"
    verbose_name_plural = "Quotations"
    fields = ["words", "citation", "outcome", "at_the_desk"]  # words are accepted at the desk
    readonly_fields = ["outcome", "at_the_desk"]
    extra = 1

    @admin.display(description="at the desk", empty_value="")
    def at_the_desk(self, quotation: Quotation) -> str:
        if quotation.pk is None:
            return "Once it is saved, it can be seen beside its page."
        address = reverse("admin:themes_quotation_desk_one", args=[quotation.pk])
        return format_html('<a href="{}">See it beside its page, and decide</a>', address)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "words" and field:
            field.widget.attrs["rows"] = 3
            field.help_text = "The report's own words, letter by letter."
        if db_field.name == "citation" and field:
            field.label = "On which page list"
            field.help_text = "One of this finding's. Save a new page list first, then choose it here."
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        lists = [("", "Not stated")]
        lists += [(str(each.pk), each.as_given) for each in obj.citations.all()] if obj else []
        formset.form = type(formset.form.__name__, (formset.form,), {"choices": {"citation": lists}})
        return formset


class Act(NamedTuple):
    """A button that saves: `value` is sent as `act`, with the keys of the other findings that it names."""

    value: str
    label: str
    is_first: bool = False


def acts_for(finding: Finding | None, *, may_publish: bool) -> list[Act]:
    """The buttons of the form, the most usual one first; what they do is done after the finding is saved."""
    state = finding.state if finding else FindingState.DRAFT
    publish = []
    if may_publish and state != PUBLISHED:
        again = " again" if state == FindingState.WITHDRAWN else ""
        publish.append(Act("publish", f"Save and publish{again}"))
        waiting = list(partners(finding)) if finding and finding.block_id else []
        if waiting:
            codes, keys = (
                " and ".join(each.code for each in waiting),
                ",".join(str(each.pk) for each in waiting),
            )
            publish = [Act(f"publish_together:{keys}", f"Save and publish{again} with {codes}")]
    if state == FindingState.DRAFT:
        return [
            Act("draft", "Save as a draft", is_first=True),
            Act("review", "Save and send to review"),
            *publish,
        ]
    if state == FindingState.IN_REVIEW:
        return [
            Act("keep", "Save, still in review", is_first=True),
            Act("draft", "Save and take back to drafts"),
            *publish,
        ]
    if state == PUBLISHED:
        return [Act("keep", "Save and show to readers", is_first=True)]
    return [Act("keep", "Save, still withdrawn", is_first=True), *publish]


class MentionInline(admin.TabularInline):
    """Articles that say the same: they are joined when an article is accepted, not here."""

    model = ArticleMention
    verbose_name_plural = "articles that say it too"
    fields = ["article", "section", "words", "pages_wait"]
    readonly_fields = ["article", "section", "words", "pages_wait"]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article", "section", "finding")

    def has_add_permission(self, request, obj=None):
        return False


class KeepsPublished(RefusesInWords):
    """However its rows are changed: what readers see of findings is only changed by those who may, and stays whole."""

    def findings_of(self, pks: Collection[int]) -> Iterable[int]:
        """Primary keys of the findings that these rows are part of."""
        raise NotImplementedError

    def look_before(self, request, pks):
        return what_readers_see(self.findings_of(pks))

    def check_after(self, request, pks, before):
        refuse_touching_published(before, self.findings_of(pks), by=request.user)


@admin.register(Finding)
class FindingAdmin(PublishesFromTheList, KeepsPublished):
    form = FindingForm
    actions = ["publish", "withdraw", *EXPORTS]
    list_display = ["code", "wording", "state", "kind", "review"]
    list_display_links = ["code", "wording"]
    list_filter = [WorkToDo, "state", "kind", "certainty", "review", "themes", "article"]
    list_select_related = ["review"]
    search_fields = ["number", "text", "article_words"]
    search_help_text = "A number (119), or words of the finding or of its article."
    readonly_fields = ["code", "state", "version", "published_at", "withdrawn_at", "article_section"]
    inlines = [FindingThemeInline, PageListInline, QuotationInline, MentionInline]
    fieldsets = [
        ("The lesson", {"fields": ["code", "state", "text", "kind", "review", "periods"]}),
        ("Who and what it is about", {"fields": ["agencies", "for_every_agency", "ages", "harms"]}),
        ("How we know", {"fields": ["basis", "certainty", "composite", "source_note", "source_url"]}),
        ("The article it came through", {"fields": ["article", "article_section", "article_words"]}),
        ("Read together", {"fields": ["together", "together_because", "worth_reading_next"]}),
        ("Dates", {"fields": ["version", "published_at", "withdrawn_at"]}),
    ]
    # What a curator does first comes first: fieldsets by their headings, inlines by their class.
    ORDER: ClassVar = [
        "The lesson", FindingThemeInline, PageListInline, "How we know", QuotationInline,
        "Who and what it is about", "Read together", "The article it came through", MentionInline, "Dates",
    ]  # fmt: skip

    @admin.display(description="wording", ordering="text")
    def wording(self, finding: Finding) -> str:
        return finding.text or f"Not worded yet. The article: {finding.article_words}"

    @admin.display(description="number", ordering="number")
    def code(self, finding: Finding) -> str:
        return finding.code

    # What the form's own fields say where nothing can be changed.
    def together(self, finding: Finding) -> str:
        members = finding.block.findings.exclude(pk=finding.pk) if finding.block else []
        return ", ".join(each.code for each in members)

    def together_because(self, finding: Finding) -> str:
        return finding.block.reason if finding.block else ""

    def worth_reading_next(self, finding: Finding) -> str:
        return ", ".join(each.code for each in finding.see_also.all())

    def get_search_results(self, request, queryset, search_term):
        """ "F119" finds the finding with that number."""
        term = search_term.strip()
        if term[:1] in "Ff" and (number := Finding.number_of(term)):
            return queryset.filter(number=number), False
        return super().get_search_results(request, queryset, search_term)

    def has_publish_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("themes.publish_finding")

    def has_change_permission(self, request, obj=None) -> bool:
        """To save a published finding is to publish: nobody else's change may reach readers."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.state != PUBLISHED or self.has_publish_permission(request))

    def get_view_on_site_url(self, obj=None):
        """What was never public has no page that readers could open."""
        return super().get_view_on_site_url(obj) if obj is not None and obj.published_at else None

    def has_delete_permission(self, request, obj=None):
        never_public = obj is None or (
            obj.published_at is None and obj.state in (FindingState.DRAFT, FindingState.IN_REVIEW)
        )
        return never_public and super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("review", "article"):
            kwargs["widget"] = named_select(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name in ("review", "article"):
            field.error_messages["invalid_choice"] = NO_SUCH_NAME
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in TICK_BOXES:
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        only_shown = request.method == "POST" and "_check" in request.POST
        of_request = {"only_shown": only_shown, "may_publish": self.has_publish_permission(request)}
        form = cast(type[FindingForm], type(form.__name__, (form,), of_request))
        # Only now: each new class makes its fields anew.
        for name, help_text in HELP_TEXTS.items():
            if name in form.base_fields:
                form.base_fields[name].help_text = help_text
        for field in form.base_fields.values():
            without_ways_elsewhere(field)
        for name in ("source_note", "article_words"):
            if name in form.base_fields:
                form.base_fields[name].widget.attrs["rows"] = 3
        return form

    @method_decorator(sensitive_post_parameters())
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        text = form["text"].value() if "text" in form.fields else obj.text
        fieldsets, inlines = list(context["adminform"]), context["inline_admin_formsets"]
        parts = {fieldset.name: fieldset for fieldset in fieldsets}
        parts |= {type(inline.opts): inline for inline in inlines}
        may_publish = self.has_publish_permission(request)
        may_save = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        context |= {
            "sections": [
                ("fieldset" if isinstance(part, str) else "inline", parts[part])
                for part in self.ORDER
                if part in parts
            ],
            "error_links": error_links(form, [inline.formset for inline in inlines]) if may_save else [],
            "was_checked": request.method == "POST" and "_check" in request.POST,
            "acts": acts_for(obj, may_publish=may_publish) if may_save else [],
            "may_withdraw": obj is not None and obj.state == PUBLISHED and may_publish,
            "may_publish": may_publish,
            "only_publishers": obj is not None and obj.state == PUBLISHED and not may_publish,
            "in_the_way": in_the_way(obj, request.user) if obj else [],
            **self._writing_help(text or "", obj),
        }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        add_never_cache_headers(response)
        return response

    def _writing_help(self, text: str, finding: Finding | None) -> dict:
        quotations = list(finding.quotations.values_list("words", flat=True)) if finding else []
        contested = [
            Contested(term, tuple(words), note)
            for term, words, note in ContestedTerm.objects.values_list("term", "words", "note")
        ]
        about = text.strip() or (finding.article_words if finding else "")
        return {
            "help": help_with(text, quotations=quotations, contested=contested),
            "similar": similar_findings(about, exclude=[finding.pk] if finding else []),
        }

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("writing-help/", wrap(self.writing_help_view), name="themes_finding_writing_help"),
            path("<path:object_id>/preview/", wrap(self.preview_view), name="themes_finding_preview"),
            path("<path:object_id>/preview/page/", wrap(self.page_view), name="themes_finding_preview_page"),
            path("<path:object_id>/withdraw/", wrap(self.withdraw_view), name="themes_finding_withdraw"),
            *super().get_urls(),
        ]

    @method_decorator([require_POST, sensitive_post_parameters()])
    def writing_help_view(self, request: HttpRequest) -> HttpResponse:
        """The help for a wording that is being typed: nothing of it is kept."""
        if not self.has_add_permission(request) and not self.has_change_permission(request):
            raise PermissionDenied
        pk = request.POST.get("finding", "")
        finding = (
            Finding.objects.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
        )
        context = self._writing_help(request.POST.get("text", "")[:10_000], finding)
        response = TemplateResponse(request, "admin/themes/finding/writing_help.html", context)
        add_never_cache_headers(response)
        return response

    def _shown(self, request: HttpRequest, object_id: str) -> Finding:
        """The finding of an address of ours. Raises Http404 or PermissionDenied."""
        finding = self.get_object(request, unquote(object_id))
        if finding is None:
            raise Http404("There is no finding with this key.")
        if not self.has_view_or_change_permission(request, finding):
            raise PermissionDenied
        return finding

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._preview(request, self._shown(request, object_id))

    def page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return as_readers_see_it(request, self._shown(request, object_id))

    def _preview(self, request: HttpRequest, finding: Finding, typed: list | None = None) -> HttpResponse:
        page = as_readers_see_it(request, finding)
        if typed is not None and request.POST.get("_preview") == "page":
            return page
        context = {
            **self.admin_site.each_context(request),
            "title": f"Preview of {finding.code}" if finding.published_at or typed is None else "Preview",
            "opts": self.opts,
            "original": finding,
            "page": page.content.decode(),
            "typed": typed,
        }
        response = TemplateResponse(request, "admin/themes/finding/preview.html", context)
        add_never_cache_headers(response)
        return response.render()

    def _previewed(self, request: HttpRequest, finding: Finding) -> HttpResponse:
        """What was just saved, shown and taken back."""
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("_preview", "csrfmiddlewaretoken")
        ]
        response = self._preview(request, finding, typed)
        transaction.set_rollback(True)
        return response

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """A link may name the theme of a finding to add, as it names the review."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        theme = request.GET.get("theme", "")
        if request.method == "GET" and not obj.pk and isinstance(inline, FindingThemeInline) and theme:
            known = (
                Theme.objects.current().filter(pk=theme)
                if re.fullmatch("[0-9]{1,18}", theme, re.ASCII)
                else ()
            )
            kwargs["initial"] = [{"theme": each.pk, "is_primary": True} for each in known]
        return kwargs

    def findings_of(self, pks):
        return pks

    def check_after(self, request, pks, before):
        if "_preview" not in request.POST:
            super().check_after(request, pks, before)

    def save_related(self, request, form, formsets, change):
        """Themes, periods and pages are saved first: whether it can be published depends on them."""
        super().save_related(request, form, formsets, change)
        if "_preview" not in request.POST:
            self._act(request, request.POST.get("act", ""), form.instance)

    def remove(self, row):
        delete_draft(finding=row)

    def get_deleted_objects(self, objs, request):
        """Quotations are kept on the form of their finding, and go with it."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        if request.user.has_perm("themes.delete_quotation"):
            perms_needed = perms_needed - {str(Quotation._meta.verbose_name)}
        return to_delete, counts, perms_needed, protected

    def _act(self, request: HttpRequest, act: str, finding: Finding) -> None:
        """What the button said. What hinders it is told, and the finding stays saved."""
        why = request.POST.get("why", "")
        act, _, named = act.partition(":")
        finding.refresh_from_db(fields=["block", "state", "version"])
        try:
            if act == "review":
                send_to_review(finding=finding, why=why)
                self.message_user(request, f"{finding.code} is in review now.", messages.SUCCESS)
            elif act == "draft" and finding.state == FindingState.IN_REVIEW:
                return_to_draft(finding=finding, why=why)
                self.message_user(request, f"{finding.code} is a draft again.", messages.SUCCESS)
            elif act in ("publish", "publish_together"):
                if not self.has_publish_permission(request):
                    raise PermissionDenied
                shown = set(named.split(",")) if act == "publish_together" else set()
                others = [each for each in partners(finding) if str(each.pk) in shown]
                publish_together(findings=[finding, *others], why=why, by=request.user)
                self.message_user(request, said_of([finding, *others], "published now"), messages.SUCCESS)
        except ValidationError as error:
            for message in error.messages:
                self.message_user(request, message, messages.ERROR)

    def response_add(self, request, obj, post_url_continue=None):
        if "_preview" in request.POST:
            return self._previewed(request, obj)
        return super().response_add(staying(request), obj, post_url_continue)

    def response_change(self, request, obj):
        if "_preview" in request.POST:
            return self._previewed(request, obj)
        return super().response_change(staying(request), obj)

    @method_decorator(sensitive_post_parameters())
    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        finding = self._shown(request, object_id)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            try:
                with recorded_from(request):
                    withdrawn = withdraw_together(findings=[finding])
            except ValidationError as error:
                for message in error.messages:
                    self.message_user(request, message, messages.ERROR)
            else:
                if withdrawn:
                    self.message_user(request, said_of(withdrawn, "withdrawn now"), messages.SUCCESS)
            return redirect("admin:themes_finding_change", finding.pk)
        others = [each for each in with_partners([finding]) if each.state == PUBLISHED and each != finding]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Withdraw {finding.code}",
            "opts": self.opts,
            "original": finding,
            "others": others,
        }
        return TemplateResponse(request, "admin/themes/finding/withdraw.html", context)

    def reasons_not_to_restore(self, row, version):
        as_it_was = copy(row)
        version.give_values_to(as_it_was)
        as_it_was.pk = None  # what belongs to it is looked at once it is tried
        unfit = reasons_not_to_publish(as_it_was) if row.state == PUBLISHED else []
        return [
            *super().reasons_not_to_restore(row, version),
            *(f"{row.code} is published, and would not be fit for it: {reason}" for reason in unfit),
        ]

    def readers_would_be_told(self, row, details):
        return row.state == PUBLISHED and any(each.name == "text" for each in details)

    def belongs_too(self, pk):
        """The findings that are read together with it, and why: saving the form would set them anew."""
        blocks = ReadTogether.objects.filter(findings=pk)
        members = Finding.objects.filter(block__in=blocks).exclude(pk=pk)
        return [members.order_by("pk").values("pk"), blocks.order_by("pk").values("pk", "reason")]

    def get_actions(self, request):
        """Deleting in bulk is left out: what was public is withdrawn, so that its address can say so."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def staying(request: HttpRequest) -> HttpRequest:
    """Our buttons come back to the form: what could not be published is told there, and how to mend it."""
    if "act" in request.POST:
        sent = request.POST.copy()
        sent["_continue"] = "1"
        request.POST = sent  # type: ignore[assignment]
    return request


HELP_TEXTS = {
    "text": "One lesson in our own words, at most 35, that can stand alone.",
    "kind": "A scope note says what a report covers; lists leave it out.",
    "review": "The report that the lesson was read in.",
    "periods": "All that it is drawn from.",
    "agencies": "None: it is not about one agency.",
    "for_every_agency": "The source addresses all of them.",
    "ages": "None: it is not about one age.",
    "harms": "None: it is not about one kind of harm.",
    "basis": "Only for a finding without a page list.",
    "certainty": "What was read. Readers are told so in a sentence.",
    "source_note": "What you had before you. Readers see it.",
    "article_words": "For curators only: readers never see them.",
}


def in_the_way(finding: Finding, user) -> list[str]:
    """Why a saved finding cannot be published as it is; nothing where readers see it already."""
    if finding.state == PUBLISHED:
        return []
    return [*reasons_not_to_publish(finding), *reasons_in_others(finding, by=user)]


def error_links(form: forms.ModelForm, formsets: list) -> list[tuple[str, str]]:
    """Every error of the form and its rows, with the id of the field it is about, or nothing."""
    links = [("", str(message)) for message in form.non_field_errors()]
    links += [link for field in form for link in _links_of(field)]
    for formset in formsets:
        links += [("", str(message)) for message in formset.non_form_errors()]
        for row in formset.forms:
            links += [(_first_id(row), str(message)) for message in row.non_field_errors()]
            links += [link for field in row for link in _links_of(field)]
    return links


def _links_of(field: forms.BoundField) -> list[tuple[str, str]]:
    of_group = isinstance(
        getattr(field.field.widget, "widget", field.field.widget), forms.CheckboxSelectMultiple
    )
    target = f"{field.auto_id}_0" if of_group else field.id_for_label or field.auto_id
    return [(target, f"{str(field.label).capitalize()}: {error}") for error in field.errors]


def _first_id(row: forms.ModelForm) -> str:
    return next((field.id_for_label for field in row if not field.is_hidden), "")


class PageCitationForm(forms.ModelForm):
    def clean_first_page(self) -> str:
        return self._spelled("first_page")

    def clean_last_page(self) -> str:
        return self._spelled("last_page")

    def _spelled(self, name: str) -> str:
        """Rows of a list are compared as typed: "007" and "7" have to look the same by then."""
        try:
            return normalise(self.cleaned_data[name])
        except PageLabelError as error:
            raise ValidationError(str(error)) from error


class PageCitationInline(admin.TabularInline):
    model = PageCitation
    form = PageCitationForm
    autocomplete_fields = ["review"]
    extra = 0


@admin.register(Citation)
class CitationAdmin(KeepsPublished):
    form = RefusableForm
    actions = EXPORTS
    list_display = ["as_given", "basis", "source_name", "for_findings"]
    list_filter = [WorkToDo, "basis", "given_by_article"]
    list_select_related = ["given_by_article"]
    search_fields = ["as_given", "findings__text", "findings__number"]
    autocomplete_fields = ["findings", "given_by_article"]
    inlines = [PageCitationInline]

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self._is_theirs(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_theirs(request, obj)

    def _is_theirs(self, request, obj) -> bool:
        """A page list of a published finding is part of what readers see."""
        if obj is None or request.user.has_perm("themes.publish_finding"):
            return True
        return not obj.findings.filter(state=PUBLISHED).exists()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    def findings_of(self, pks):
        return Citation.findings.through.objects.filter(citation__in=pks).values_list("finding", flat=True)

    @admin.display(description="findings")
    def for_findings(self, citation: Citation) -> str:
        return ", ".join(finding.code for finding in citation.findings.all())


@admin.register(ReadTogether)
class ReadTogetherAdmin(KeepsPublished, KeptWhileInUse):
    form = RefusableForm
    list_display = ["reason", "members"]
    search_fields = ["reason", "findings__number"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    def findings_of(self, pks):
        return Finding.objects.filter(block__in=pks).values_list("pk", flat=True)

    @admin.display(description="findings")
    def members(self, block: ReadTogether) -> str:
        return ", ".join(finding.code for finding in block.findings.all())


@admin.register(ArticleSection)
class ArticleSectionAdmin(CuratedAdmin):
    list_display = ["title", "article", "left_out", "theme"]
    list_filter = ["article", "left_out"]
    list_select_related = ["article", "theme"]
    readonly_fields = ["article", "position", "title", "line", "left_out"]
    autocomplete_fields = ["theme"]

    def has_add_permission(self, request):
        return False
