from django.contrib import admin

from reviews.admin import KeptWhileInUse
from reviews.forms import LISTS_BY_LINE, PlacedRowForm
from reviews.workspace import CuratedAdmin
from themes.models import (
    AgeGroup,
    Agency,
    ContestedTerm,
    Coverage,
    Harm,
    KnownGap,
    Situation,
    SituationFinding,
    StartingPoint,
    Synonym,
    Theme,
    ThemeGroup,
)
from themes.publishing import merge_themes


@admin.register(ThemeGroup)
class ThemeGroupAdmin(CuratedAdmin):
    list_display = ["title", "position"]
    list_editable = ["position"]


class StartingPointInline(admin.TabularInline):
    model = StartingPoint
    autocomplete_fields = ["finding"]
    extra = 0


@admin.register(Theme)
class ThemeAdmin(CuratedAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["title", "group", "position", "merged_into"]
    list_filter = ["group"]
    list_select_related = ["group", "merged_into"]
    search_fields = ["title", "synonyms"]
    filter_horizontal = ["related", "series"]
    autocomplete_fields = ["merged_into"]
    inlines = [StartingPointInline]
    fieldsets = [
        (None, {"fields": [("group", "position"), "title", "tab_title", "slug", "content_note"]}),
        ("Words", {"fields": ["summary", "scope_note", "questions", "synonyms", "also_typed"]}),
        ("Beside it", {"fields": ["related", "series"]}),
        (
            "Merged",
            {
                "fields": ["merged_into"],
                "description": "Its findings, starting points, figures, situations and what was read for it "
                "move to the other theme.",
            },
        ),
    ]

    def save_related(self, request, form, formsets, change):
        """What the form says of the theme is saved first, so that it moves too."""
        super().save_related(request, form, formsets, change)
        theme = form.instance
        if theme.merged_into and "merged_into" in form.changed_data:
            merge_themes(theme=theme, into=theme.merged_into, why=form.cleaned_data["why"])


class SituationFindingInline(admin.TabularInline):
    model = SituationFinding
    form = PlacedRowForm
    autocomplete_fields = ["finding"]
    extra = 0
    max_num = Situation.MOST_FINDINGS


@admin.register(Situation)
class SituationAdmin(CuratedAdmin):
    list_display = ["title", "position"]
    filter_horizontal = ["themes"]
    inlines = [SituationFindingInline]


@admin.register(Coverage)
class CoverageAdmin(CuratedAdmin):
    list_display = ["review", "theme", "state", "by", "on"]
    list_filter = ["state", "review", "theme"]
    list_select_related = ["review", "theme", "by"]
    autocomplete_fields = ["theme", "review"]


@admin.register(KnownGap)
class KnownGapAdmin(CuratedAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["topic", "position"]


@admin.register(ContestedTerm)
class ContestedTermAdmin(CuratedAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["term", "note"]


@admin.register(Synonym)
class SynonymAdmin(CuratedAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["__str__"]
    search_fields = ["words"]


@admin.register(Agency, AgeGroup, Harm)
class TermAdmin(KeptWhileInUse):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
