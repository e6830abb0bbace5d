from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from themes.enums import FindingState
from themes.models import (
    ArticleSection,
    Citation,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
    ReadTogether,
)
from themes.publishing import publish_finding, withdraw_finding

ACTS = {"publish": publish_finding, "withdraw": withdraw_finding}


class WhyActionForm(ActionForm):
    why = forms.CharField(required=False, label="Why (kept in the history)")


class FindingForm(forms.ModelForm):
    act = forms.ChoiceField(
        label="After saving",
        required=False,
        choices=[("", "Leave it as it is"), ("publish", "Publish it"), ("withdraw", "Withdraw it")],
    )
    why = forms.CharField(label="Why", required=False, help_text="Kept in the history, not shown to readers.")

    class Meta:
        model = Finding
        fields: list[str] = []  # the admin's fieldsets name them


class FindingThemeInline(admin.TabularInline):
    model = FindingTheme
    autocomplete_fields = ["theme"]
    extra = 0


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
class FindingAdmin(admin.ModelAdmin):
    form = FindingForm
    action_form = WhyActionForm
    actions = ["publish", "withdraw"]
    list_display = ["code", "wording", "state", "kind", "review", "article"]
    list_display_links = ["code", "wording"]
    list_filter = ["state", "kind", "certainty", "review", "themes", "article"]
    list_select_related = ["review", "article"]
    list_per_page = 50
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

    def save_related(self, request, form, formsets, change):
        """Themes, periods and pages are saved first: whether it can be published depends on them."""
        super().save_related(request, form, formsets, change)
        if act := form.cleaned_data.get("act"):
            self._act(request, act, [form.instance], form.cleaned_data.get("why", ""))

    @admin.action(description="Publish the selected findings", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._act(request, "publish", queryset, request.POST.get("why", ""))

    @admin.action(description="Withdraw the selected findings", permissions=["change"])
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


class PageCitationInline(admin.TabularInline):
    model = PageCitation
    autocomplete_fields = ["review"]
    extra = 0


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin):
    list_display = ["as_given", "basis", "source_name", "for_findings"]
    list_filter = ["basis", "given_by_article"]
    list_select_related = ["given_by_article"]
    search_fields = ["as_given", "findings__text", "findings__number"]
    autocomplete_fields = ["findings", "given_by_article"]
    inlines = [PageCitationInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    @admin.display(description="findings")
    def for_findings(self, citation: Citation) -> str:
        return ", ".join(finding.code for finding in citation.findings.all())


@admin.register(ReadTogether)
class ReadTogetherAdmin(admin.ModelAdmin):
    list_display = ["reason", "members"]
    search_fields = ["reason", "findings__number"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    @admin.display(description="findings")
    def members(self, block: ReadTogether) -> str:
        return ", ".join(finding.code for finding in block.findings.all())


@admin.register(ArticleSection)
class ArticleSectionAdmin(admin.ModelAdmin):
    list_display = ["title", "article", "left_out", "theme"]
    list_filter = ["article", "left_out"]
    list_select_related = ["article", "theme"]
    readonly_fields = ["article", "position", "title", "line", "left_out"]
    autocomplete_fields = ["theme"]

    def has_add_permission(self, request):
        return False
