from django.contrib import admin

from reviews.forms import LISTS_BY_LINE
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
    Theme,
    ThemeGroup,
)


@admin.register(ThemeGroup)
class ThemeGroupAdmin(admin.ModelAdmin):
    list_display = ["title", "position"]
    list_editable = ["position"]


class StartingPointInline(admin.TabularInline):
    model = StartingPoint
    autocomplete_fields = ["finding"]
    extra = 0


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
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
        ("Words", {"fields": ["summary", "scope_note", "questions", "synonyms"]}),
        ("Beside it", {"fields": ["related", "series", "merged_into"]}),
    ]


class SituationFindingInline(admin.TabularInline):
    model = SituationFinding
    autocomplete_fields = ["finding"]
    extra = 0
    max_num = Situation.MOST_FINDINGS


@admin.register(Situation)
class SituationAdmin(admin.ModelAdmin):
    list_display = ["title", "position"]
    filter_horizontal = ["themes"]
    inlines = [SituationFindingInline]


@admin.register(Coverage)
class CoverageAdmin(admin.ModelAdmin):
    list_display = ["review", "theme", "state", "by", "on"]
    list_filter = ["state", "review", "theme"]
    list_select_related = ["review", "theme", "by"]
    autocomplete_fields = ["theme", "review"]


@admin.register(KnownGap)
class KnownGapAdmin(admin.ModelAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["topic", "position"]


@admin.register(ContestedTerm)
class ContestedTermAdmin(admin.ModelAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["term", "note"]


@admin.register(Agency, AgeGroup, Harm)
class TermAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
