"""Themes and their groups; merging and splitting are screens of their own, in `rearranging`."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html_join

from reviews.workspace.arranging import OrderedAdmin
from reviews.workspace.forms import LISTS_BY_LINE
from reviews.workspace.rules import KeptWhileInUse
from reviews.workspace.slugs import AddressedAdmin
from themes.admin.choosing import PlacedFindingInline
from themes.admin.exporting import EXPORTS
from themes.admin.themes.rearranging import RearrangingAdmin
from themes.enums import FindingState
from themes.models import StartingPoint, Theme, ThemeGroup


@admin.register(ThemeGroup)
class ThemeGroupAdmin(OrderedAdmin):
    """A group with themes is not deleted: the database refuses, and Django names them."""

    prepopulated_fields = {"slug": ["title"]}
    list_display = ["title", "position", "theme_count"]
    ordering = ["position", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(theme_count=Count("themes"))

    @admin.display(description="themes", ordering="theme_count")
    def theme_count(self, group: ThemeGroup) -> int:
        return group.theme_count  # type: ignore[attr-defined]


class StartingPointInline(PlacedFindingInline):
    model = StartingPoint
    verbose_name = "starting point"
    verbose_name_plural = "starting points: what “In short” rests on; the first three are its key lessons"


class ThemeForm(forms.ModelForm):
    class Meta:
        model = Theme
        fields: list[str] = []  # the admin's fieldsets name them
        help_texts = {
            "summary": "The first paragraph of its page. The starting points below are the findings it rests on: "
            "readers see their numbers after it, as links.",
            "scope_note": "What belongs here and what stands elsewhere. Readers see it under “What is not here”.",
            "questions": "Readers see them under “Questions to take with you”, in this order, as our own questions "
            "and not the reviews' words. To move one, move its line.",
            "content_note": "One sentence under the heading, for pages that may distress: “This page is about the "
            "deaths of babies.” Leave empty elsewhere.",
            "related": "Readers see links to them under “Related themes”.",
            "series": "Figures over time that stand on its page.",
        }


@admin.register(Theme)
class ThemeAdmin(RearrangingAdmin, AddressedAdmin, OrderedAdmin, KeptWhileInUse):
    form = ThemeForm
    actions = EXPORTS
    formfield_overrides = LISTS_BY_LINE
    order_within = "group"
    list_display = ["title", "group", "position", "published", "unpublished", "leads_to"]
    list_filter = ["group", ("merged_into", admin.EmptyFieldListFilter)]
    list_select_related = ["group", "merged_into"]
    search_fields = ["title", "synonyms", "also_typed"]
    ordering = ["group__position", "position", "pk"]
    filter_horizontal = ["related", "series"]
    readonly_fields = ["findings_by_state"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [StartingPointInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "findings_by_state",
                    "group",
                    "title",
                    "tab_title",
                    "slug",
                    "leading_here",
                    "content_note",
                ]
            },
        ),
        ("Words", {"fields": ["summary", "scope_note", "questions", "synonyms", "also_typed"]}),
        ("Beside it", {"fields": ["related", "series"]}),
    ]

    def get_queryset(self, request):
        rows = Theme.objects.in_order()
        match = request.resolver_match  # counting all findings is for the list alone
        return rows.with_state_counts() if match and match.url_name == "themes_theme_changelist" else rows

    def get_search_results(self, request, queryset, search_term):
        """Forms offer themes that readers find; one that was merged into another is none."""
        if request.path == reverse("admin:autocomplete"):
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, search_term)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "related":
            kwargs["queryset"] = Theme.objects.current().in_order()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_ordered_rows(self):
        return Theme.objects.current().in_order()

    @admin.display(description="published", ordering="published_count")
    def published(self, theme: Theme) -> int:
        return theme.published_count  # type: ignore[attr-defined]

    @admin.display(description="not published", ordering="unpublished_count")
    def unpublished(self, theme: Theme) -> int:
        return theme.unpublished_count  # type: ignore[attr-defined]

    @admin.display(description="merged into", ordering="merged_into__title")
    def leads_to(self, theme: Theme) -> str:
        return str(theme.merged_into or "")

    @admin.display(description="findings")
    def findings_by_state(self, theme: Theme) -> str:
        """Counts by state, each leading to the list."""
        if not theme.pk:
            return "None yet"
        found = reverse("admin:themes_finding_changelist")
        counts = dict(theme.findings.order_by().values_list("state").annotate(number=Count("pk")))
        links = [
            (found, theme.pk, state, counts[state], state.label.lower())
            for state in FindingState
            if state in counts
        ]
        return (
            format_html_join(", ", '<a href="{}?themes__id__exact={}&amp;state__exact={}">{} {}</a>', links)
            or "None yet"
        )
