import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from reviews.admin import KeptWhileInUse, RefusesInWords
from reviews.forms import RefusableForm, RowForm
from reviews.pages import PageLabelError, normalise
from reviews.workspace import CuratedAdmin
from themes.enums import FindingState
from themes.models import (
    ArticleSection,
    Citation,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
    ReadTogether,
    Theme,
)
from themes.publishing import publish_finding, refuse_breaking_published, withdraw_finding

ACTS = {"publish": publish_finding, "withdraw": withdraw_finding}


class WhyActionForm(ActionForm):
    why = forms.CharField(required=False, label="Why (kept in the history)")


class FindingForm(RefusableForm):
    act = forms.ChoiceField(
        label="After saving",
        required=False,
        choices=[("", "Leave it as it is"), ("publish", "Publish it"), ("withdraw", "Withdraw it")],
    )
    why = forms.CharField(label="Why", required=False, help_text="Kept in the history, not shown to readers.")

    class Meta:
        model = Finding
        fields: list[str] = []  # the admin's fieldsets name them


class FindingFormWithoutActs(FindingForm):
    act = None  # type: ignore[assignment]
    why = None  # type: ignore[assignment]


class FindingThemeForm(RowForm):
    told_by_all_rows = frozenset({"is_primary"})  # another row may give it up in the same form


class FindingThemeFormSet(forms.BaseInlineFormSet):
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
    autocomplete_fields = ["theme"]
    extra = 0

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None and "theme" in request.GET else self.extra


class FindingCitationInline(admin.TabularInline):
    model = Citation.findings.through
    verbose_name = "page list"
    verbose_name_plural = "page lists"
    autocomplete_fields = ["citation"]
    extra = 0


class QuotationInline(admin.StackedInline):
    model = Quotation
    fk_name = "finding"
    fields = ["words", "citation", "outcome", "overruled_because"]
    readonly_fields = ["outcome"]
    autocomplete_fields = ["citation"]
    extra = 0


@admin.register(Finding)
class FindingAdmin(RefusesInWords):
    form = FindingForm
    action_form = WhyActionForm
    actions = ["publish", "withdraw"]
    list_display = ["code", "wording", "state", "kind", "review", "article"]
    list_display_links = ["code", "wording"]
    list_filter = ["state", "kind", "certainty", "review", "themes", "article"]
    list_select_related = ["review", "article"]
    search_fields = ["number", "text", "article_words"]
    search_help_text = "A number (119), or words of the finding or of its article."
    readonly_fields = ["code", "state", "version", "published_at", "withdrawn_at", "article_section"]
    autocomplete_fields = ["review", "article", "block", "see_also"]
    filter_horizontal = ["periods", "agencies", "ages", "harms"]
    inlines = [FindingThemeInline, FindingCitationInline, QuotationInline]
    fieldsets = [
        (None, {"fields": ["code", ("state", "act", "why"), "text", "kind", "review", "periods"]}),
        (
            "Who and what it is about",
            {"fields": ["agencies", "for_every_agency", "ages", "harms"]},
        ),
        ("Read together", {"fields": [("block", "block_position"), "see_also"]}),
        (
            "How we know",
            {
                "fields": [
                    ("basis", "certainty", "composite"),
                    "source_note",
                    "source_url",
                    ("article", "article_section"),
                    "article_words",
                ]
            },
        ),
        ("Dates", {"fields": [("version", "published_at", "withdrawn_at")]}),
    ]

    @admin.display(description="wording", ordering="text")
    def wording(self, finding: Finding) -> str:
        return finding.text or f"Not worded yet. The article: {finding.article_words}"

    @admin.display(description="number", ordering="number")
    def code(self, finding: Finding) -> str:
        return finding.code

    def get_search_results(self, request, queryset, search_term):
        """ "F119" finds the finding with that number."""
        term = search_term.strip()
        if term[:1] in "Ff" and term[1:].isdigit():
            return queryset.filter(number=int(term[1:])), False
        return super().get_search_results(request, queryset, search_term)

    def has_publish_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("themes.publish_finding")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not self.has_publish_permission(request):
            kwargs["form"] = FindingFormWithoutActs
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_publish_permission(request):
            return fieldsets
        (name, options), *others = fieldsets
        fields = [field if isinstance(field, str) else field[0] for field in options["fields"]]
        return [(name, {**options, "fields": fields}), *others]

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

    def save_related(self, request, form, formsets, change):
        """Themes, periods and pages are saved first: whether it can be published depends on them."""
        super().save_related(request, form, formsets, change)
        act = form.cleaned_data.get("act") if self.has_publish_permission(request) else ""
        if act != "withdraw":
            refuse_breaking_published([form.instance])
        if act:
            self._act(request, act, [form.instance], form.cleaned_data.get("why", ""))

    @admin.action(description="Publish the selected findings", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._act(request, "publish", queryset, request.POST.get("why", ""))

    @admin.action(description="Withdraw the selected findings", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._act(request, "withdraw", queryset, request.POST.get("why", ""))

    def _act(self, request, act: str, findings, why: str) -> None:
        """Each finding by itself: one that cannot be published does not hold up the others."""
        for finding in findings:
            try:
                ACTS[act](finding=finding, why=why)
            except ValidationError as error:
                for message in error.messages:
                    self.message_user(request, message, messages.ERROR)
            else:
                self.message_user(request, f"{finding.code}: {finding.get_state_display().lower()}.")

    def get_actions(self, request):
        """Deleting in bulk is left out: what was public is withdrawn, so that its address can say so."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        never_public = obj is None or (
            obj.published_at is None and obj.state in (FindingState.DRAFT, FindingState.IN_REVIEW)
        )
        return never_public and super().has_delete_permission(request, obj)


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
class CitationAdmin(RefusesInWords):
    form = RefusableForm
    list_display = ["as_given", "basis", "source_name", "for_findings"]
    list_filter = ["basis", "given_by_article"]
    list_select_related = ["given_by_article"]
    search_fields = ["as_given", "findings__text", "findings__number"]
    autocomplete_fields = ["findings", "given_by_article"]
    inlines = [PageCitationInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    def save_related(self, request, form, formsets, change):
        """Published findings that had the list, or get it, must still keep the rules afterwards."""
        concerned = set(Finding.objects.filter(citations=form.instance))
        super().save_related(request, form, formsets, change)
        refuse_breaking_published(concerned | set(Finding.objects.filter(citations=form.instance)))

    def get_deleted_objects(self, objs, request):
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        for message in self._refused_deletion([row.pk for row in objs]):
            protected = [*protected, message]
            self.message_user(request, message, messages.ERROR)
        return to_delete, counts, perms_needed, protected

    def _refused_deletion(self, pks: list[int]) -> list[str]:
        """What published findings would lack without these lists: tried, and taken back."""
        concerned = list(Finding.objects.published().filter(citations__in=pks).distinct())
        with transaction.atomic():
            Citation.findings.through.objects.filter(citation__in=pks).delete()
            try:
                refuse_breaking_published(concerned)
            except ValidationError as error:
                return error.messages
            finally:
                transaction.set_rollback(True)
        return []

    @admin.display(description="findings")
    def for_findings(self, citation: Citation) -> str:
        return ", ".join(finding.code for finding in citation.findings.all())


@admin.register(ReadTogether)
class ReadTogetherAdmin(KeptWhileInUse):
    list_display = ["reason", "members"]
    search_fields = ["reason", "findings__number"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

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
