"""The list of findings, and the form of one: what stands where, who may do what, and its history."""

from __future__ import annotations

from copy import copy
from typing import ClassVar, cast

from django import forms
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.debug import sensitive_post_parameters

from themes.admin.choosing import build_typed_choice
from themes.admin.exporting import EXPORTS
from themes.admin.findings.acts import ActsAdmin, list_buttons
from themes.admin.findings.articles import MentionInline
from themes.admin.findings.base import PublicRowsAdmin, remove_related_links
from themes.admin.findings.bulk import BulkActsAdmin
from themes.admin.findings.columns import FindingColumns
from themes.admin.findings.form import HELP_TEXTS, FindingForm, list_error_links
from themes.admin.findings.page_lists import PageListInline
from themes.admin.findings.preview import PreviewAdmin, is_preview
from themes.admin.findings.rows import FindingThemeInline, QuotationInline, read_first_theme
from themes.admin.findings.setting import SetsFieldsAdmin
from themes.admin.findings.wording import WritingHelpAdmin, build_writing_help
from themes.admin.lists import WorkToDo
from themes.admin.sharing import SharesWork
from themes.admin.taking import TakesSeveral
from themes.enums import FindingState
from themes.findings.block_members import delete_draft, find_own_lists
from themes.findings.publishing import CAN_BE_WITHDRAWN, find_obstacles, find_reasons_against_publishing
from themes.models import Citation, Finding, Quotation, ReadTogether
from themes.roles import list_people_with

PUBLISHED = FindingState.PUBLISHED


class FindingAdmin(
    SharesWork,
    FindingColumns,
    WritingHelpAdmin,
    SetsFieldsAdmin,
    TakesSeveral,
    BulkActsAdmin,
    PreviewAdmin,
    ActsAdmin,
    PublicRowsAdmin,
):
    form = FindingForm
    actions = ["take", "give_back", "set_fields", "publish", "withdraw", *EXPORTS, "delete_drafts"]
    deletes_several = False  # only drafts: what was public is withdrawn, so that its address can say so
    list_filter = [WorkToDo, "state", "kind", "certainty", "review", "themes", "article"]
    search_fields = ["number", "text", "article_words"]
    search_help_text = "A number (119), or words of the finding or of its article."
    readonly_fields = ["code", "state", "version", "published_at", "withdrawn_at", "article_section"]
    inlines = [FindingThemeInline, PageListInline, QuotationInline, MentionInline]
    fieldsets = [
        ("The lesson", {"fields": ["code", "state", "text", "kind", "review", "periods"]}),
        ("Who and what it is about", {"fields": ["agencies", "for_every_agency", "ages", "harms"]}),
        ("How we know", {"fields": ["basis", "certainty", "composite", "source_note", "source_url"]}),
        ("The article it came through", {"fields": ["article", "article_section", "article_words"]}),
        ("Read together", {"fields": ["block_members", "block_reason", "worth_reading_next", "figures"]}),
        ("Dates", {"fields": ["version", "published_at", "withdrawn_at"]}),
    ]
    # What a curator does first comes first: fieldsets by their headings, inlines by their class.
    ORDER: ClassVar = [
        "The lesson", FindingThemeInline, PageListInline, "How we know", QuotationInline,
        "Who and what it is about", "Read together", "The article it came through", MentionInline, "Dates",
    ]  # fmt: skip
    autocomplete_fields = ["figures"]
    tick_boxes = ("periods", "agencies", "ages", "harms")
    named_rows = ("review", "article")

    # The list.

    def get_search_results(self, request, queryset, search_term):
        """ "F119" finds the finding with that number."""
        term = search_term.strip()
        if term[:1] in "Ff" and (number := Finding.parse_code(term)):
            return queryset.filter(number=number), False
        return super().get_search_results(request, queryset, search_term)

    # Who may do what.

    def has_publish_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("themes.publish_finding")

    def has_change_permission(self, request, obj=None) -> bool:
        """To save a published finding is to publish: nobody else's change may reach readers."""
        is_public = obj is not None and obj.state == PUBLISHED
        return super().has_change_permission(request, obj) and (
            not is_public or self.has_publish_permission(request)
        )

    def has_delete_permission(self, request, obj=None):
        never_public = obj is None or (
            obj.published_at is None and obj.state in (FindingState.DRAFT, FindingState.IN_REVIEW)
        )
        return never_public and super().has_delete_permission(request, obj)

    # The form. Where nothing can be changed, its own fields are read-only.

    def block_members(self, finding: Finding) -> str:
        members = finding.block.findings.exclude(pk=finding.pk) if finding.block else []
        return ", ".join(member.code for member in members)

    def block_reason(self, finding: Finding) -> str:
        return finding.block.reason if finding.block else ""

    def worth_reading_next(self, finding: Finding) -> str:
        return ", ".join(other.code for other in finding.see_also.all())

    def get_view_on_site_url(self, obj=None):
        """What was never public has no page that readers could open."""
        return super().get_view_on_site_url(obj) if obj is not None and obj.published_at else None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.named_rows:
            kwargs |= build_typed_choice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.tick_boxes:
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        of_request = {"is_check": _is_check(request), "may_publish": self.has_publish_permission(request)}
        form = cast(type[FindingForm], type(form.__name__, (form,), of_request))
        for name, field in form.base_fields.items():  # only now: each new class makes its fields anew
            field.help_text = HELP_TEXTS.get(name, field.help_text)
            remove_related_links(field)
            if name in ("source_note", "article_words"):
                field.widget.attrs["rows"] = 3
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET" and not obj.pk and isinstance(inline, FindingThemeInline):
            kwargs["initial"] = read_first_theme(request)
        return kwargs

    @method_decorator(sensitive_post_parameters())
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        text = form["text"].value() if "text" in form.fields else obj.text
        may_save = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        context |= {
            "sections": self._order_sections(context),
            "was_checked": _is_check(request),
            **self._describe_state(request, obj, may_save=may_save),
            **build_writing_help(text or "", obj),
        }
        if may_save:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["error_links"] = list_error_links(form, formsets)
        response = super().render_change_form(request, context, add, change, form_url, obj)
        add_never_cache_headers(response)
        return response

    def _order_sections(self, context: dict) -> list[tuple[str, object]]:
        sections: dict = {fieldset.name: ("fieldset", fieldset) for fieldset in context["adminform"]}
        sections |= {type(inline.opts): ("inline", inline) for inline in context["inline_admin_formsets"]}
        return [sections[key] for key in self.ORDER if key in sections]

    def _describe_state(self, request, finding: Finding | None, *, may_save: bool) -> dict:
        """What can be done with a finding as it is, and what cannot be and why."""
        is_public = finding is not None and finding.state == PUBLISHED
        may_publish = self.has_publish_permission(request)
        obstacles = find_obstacles([finding], by=request.user).get(finding.pk, []) if finding else []
        return {
            "acts": list_buttons(finding, may_publish=may_publish) if may_save else [],
            "may_publish": may_publish,
            "may_withdraw": may_publish and finding is not None and finding.state in CAN_BE_WITHDRAWN,
            "only_publishers": is_public and not may_publish,
            "publishers": [] if may_publish else list_people_with("themes.publish_finding"),
            "in_the_way": obstacles,
        }

    # Saving and deleting.

    def find_affected_findings(self, pks):
        return pks

    def check_state(self, request, pks, before):
        if not is_preview(request):
            super().check_state(request, pks, before)

    def save_related(self, request, form, formsets, change):
        """Themes, periods and pages are saved first: whether it can be published depends on them."""
        super().save_related(request, form, formsets, change)
        if not is_preview(request):
            self.perform_act(request, form.instance)

    def remove(self, request, row):
        delete_draft(finding=row, by=request.user)

    def get_deleted_objects(self, objs, request):
        """Quotations are kept on the form of their finding, and go with it, as do page lists that no other has."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        if request.user.has_perm("themes.delete_quotation"):
            perms_needed = perms_needed - {str(Quotation._meta.verbose_name)}
        lists = list(find_own_lists([row.pk for row in objs]))
        if lists:
            to_delete = [*to_delete, *(f"{capfirst(Citation._meta.verbose_name)}: {row}" for row in lists)]
            counts = {**counts, Citation._meta.verbose_name_plural: len(lists)}
        return to_delete, counts, perms_needed, protected

    # History.

    def find_reasons_against_restoring(self, row, version):
        reasons = super().find_reasons_against_restoring(row, version)
        if row.state != PUBLISHED:
            return reasons
        as_it_was = copy(row)
        version.copy_values_to(as_it_was)
        as_it_was.pk = None  # what belongs to it is looked at once it is tried
        return [
            *reasons,
            *(
                f"{row.code} is published, and would not be fit for it: {reason}"
                for reason in find_reasons_against_publishing(as_it_was)
            ),
        ]

    def are_readers_told(self, row, details):
        return row.state == PUBLISHED and any(detail.name == "text" for detail in details)

    def get_other_values(self, pk):
        """The findings that are read together with it, and why: saving the form would set them anew."""
        blocks = ReadTogether.objects.filter(findings=pk)
        members = Finding.objects.filter(block__in=blocks).exclude(pk=pk)
        return [members.order_by("pk").values("pk"), blocks.order_by("pk").values("pk", "reason")]


def _is_check(request) -> bool:
    """Whether the form was sent for help with the wording."""
    return request.method == "POST" and "_check" in request.POST
