from django.contrib import admin

from reviews.forms import LISTS_BY_LINE
from reviews.models import (
    Article,
    Author,
    Availability,
    ContentsEntry,
    Document,
    Period,
    Review,
    ReviewNote,
    Series,
    SeriesPoint,
)

admin.site.site_header = "SCR Portal: curators"
admin.site.site_title = "SCR Portal"
admin.site.index_title = "Everything in the collection"


@admin.register(Period)
class PeriodAdmin(admin.ModelAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["name", "slug", "starts", "ends", "is_core"]


class AuthorInline(admin.TabularInline):
    model = Author
    extra = 0


class AvailabilityInline(admin.TabularInline):
    model = Availability
    extra = 0


class ContentsInline(admin.TabularInline):
    model = ContentsEntry
    extra = 0


class NoteInline(admin.TabularInline):
    model = ReviewNote
    extra = 0


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["short_title", "kind", "published_text", "incidents_text", "page_count"]
    list_filter = ["kind", "periods"]
    search_fields = ["title", "short_title", "report_number", "authors__family"]
    filter_horizontal = ["periods", "draws_on"]
    inlines = [AuthorInline, AvailabilityInline, ContentsInline, NoteInline]
    fieldsets = [
        (None, {"fields": ["kind", "title", "short_title", "slug"]}),
        (
            "Publication",
            {
                "fields": [
                    ("published", "published_precision"),
                    "publisher",
                    ("journal", "volume"),
                    ("report_number", "isbn"),
                    ("page_count", "page_count_note"),
                    "series_position",
                ]
            },
        ),
        (
            "What it is about",
            {
                "fields": [
                    ("incidents_from", "incidents_to", "incidents_precision"),
                    "periods",
                    ("case_count", "case_count_note"),
                    "draws_on",
                    "covers",
                    "contents_note",
                ]
            },
        ),
        ("Rights", {"fields": ["rights_holder", "licence", "quoting_basis"]}),
    ]


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    list_display = ["title", "publication", "published", "review"]
    list_select_related = ["review"]
    search_fields = ["title", "publication"]
    readonly_fields = ["source_text"]


class PointInline(admin.StackedInline):
    model = SeriesPoint
    fk_name = "series"
    extra = 0
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("position", "years", "covers_from", "covers_to"),
                    ("category", "value", "text", "numerator", "denominator"),
                    ("review", "counted_by"),
                    ("pages", "pages_of", "table"),
                    ("certainty", "source_url"),
                    "note",
                ]
            },
        )
    ]


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["title", "unit", "position"]
    search_fields = ["title"]
    inlines = [PointInline]


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    """Documents are added by the importer, which reads them; here they can be seen and opened or closed."""

    list_display = ["review", "state", "page_count", "is_public", "added"]
    list_select_related = ["review"]
    readonly_fields = ["review", "sha256", "file", "size", "page_count", "state", "message", "added"]

    def has_add_permission(self, request, obj=None):
        return False
