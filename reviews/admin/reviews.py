from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models

from reviews.admin.proposing import ProposesFields
from reviews.models import (
    Article,
    Author,
    Availability,
    ContentsEntry,
    Period,
    ReviewNote,
    Series,
    SeriesPoint,
)
from reviews.workspace.forms import LISTS_BY_LINE, PlacedRowForm
from reviews.workspace.rules import KeptWhileInUse
from reviews.workspace.slugs import AddressedAdmin


class PeriodForm(forms.ModelForm):
    class Meta:
        model = Period
        fields: list[str] = []  # the admin's fieldsets name them
        help_texts = {
            "name": "As readers see it: “2011 to 2014”.",
            "starts": "The first day of the window. Its place among the periods follows from it.",
            "read_so_far": "In a sentence: how much of this period's reports has been read here. Readers see it on "
            "the page of the period.",
            "notes": "What makes this window hard to compare. Readers see each line on the page of the period.",
        }


@admin.register(Period)
class PeriodAdmin(AddressedAdmin, KeptWhileInUse):
    """A period that is added becomes a column of the themes by period at once."""

    form = PeriodForm
    formfield_overrides = LISTS_BY_LINE
    list_display = ["name", "starts", "ends", "is_core", "read_so_far"]
    search_fields = ["name", "read_so_far", "notes"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "leading_here", ("starts", "ends"), "is_core"]}),
        ("On its page", {"fields": ["read_so_far", "notes"]}),
    ]


SHORT_TEXTS: Any = {
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}
}


class AuthorInline(admin.TabularInline):
    model = Author
    form = PlacedRowForm
    extra = 0


class AvailabilityInline(admin.StackedInline):
    model = Availability
    formfield_overrides = SHORT_TEXTS
    extra = 0
    fields = [("place", "state", "on"), "url", "note", "position"]


class ContentsInline(admin.TabularInline):
    model = ContentsEntry
    extra = 0


class NoteInline(admin.StackedInline):
    model = ReviewNote
    formfield_overrides = SHORT_TEXTS
    extra = 0


WORDS_OF_REVIEWS = {
    "incidents_from": ("Incidents from", "The first day of the years that it looks at."),
    "incidents_to": ("Incidents to", "The last day."),
    "incidents_precision": ("These days are known", "How exactly."),
    "published": ("Published on", "Where only a month or a year is known, its first day."),
    "published_precision": ("This date is known", "How exactly. Readers see no more of it than this."),
    "series_position": ("Number among the national analyses", "Empty for a paper that is none of them."),
    "draws_on": ("Built on these reports", "Other reports here whose cases or figures it uses."),
    "quoting_basis": ("Why it may be quoted", "The licence or the exception that allows it."),
    "short_title": ("Short title", "As it is called in lists: “Pathways to harm (2011 to 2014)”."),
}


class BaseReviewAdmin(ProposesFields, AddressedAdmin):
    """Registered by `themes`, which adds reading and work to do. Rarely used fields are collapsed."""

    formfield_overrides = LISTS_BY_LINE
    prepopulated_fields: ClassVar = {"slug": ["short_title"]}
    list_display = ["short_title", "kind", "published_text", "incidents_text", "page_count"]
    list_filter = ["kind", "periods"]
    search_fields = ["title", "short_title", "report_number", "authors__family"]
    filter_horizontal = ["draws_on"]
    inlines = [AuthorInline, AvailabilityInline, ContentsInline, NoteInline]
    fieldsets = [
        (None, {"fields": ["kind", "title", "short_title", "slug"]}),
        ("Years and publication", {"fields": [
            ("incidents_from", "incidents_to", "incidents_precision"),
            "periods",
            ("published", "published_precision"),
            "publisher",
        ]}),
        ("Where it stands in a journal or series", {"classes": ["collapse"], "fields": [
            ("journal", "volume"),
            ("report_number", "isbn"),
            ("page_count", "page_count_note"),
            "series_position",
        ]}),
        ("What it covers", {"classes": ["collapse"], "fields": [
            ("case_count", "case_count_note"), "draws_on", "covers", "contents_note",
        ]}),
        ("Rights, and what may be quoted", {"classes": ["collapse"], "fields": [
            "rights_holder", "licence", "quoting_basis",
        ]}),
        ("Former addresses", {"classes": ["collapse"], "fields": ["leading_here"]}),
    ]  # fmt: skip

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in WORDS_OF_REVIEWS:
            label, help_text = WORDS_OF_REVIEWS[db_field.name]
            kwargs |= {"label": label, "help_text": help_text}
        if db_field.name == "periods":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Article)
class ArticleAdmin(AddressedAdmin):
    list_display = ["title", "publication", "published", "review"]
    list_select_related = ["review"]
    search_fields = ["title", "publication"]
    readonly_fields = ["source_text"]


class NamedAutocomplete(AutocompleteSelect):
    """Django's, which asks the database for the name of what is chosen, unless its form has it."""

    known: Mapping[str, str] = {}  # names by key; set by the form

    def optgroups(self, name, value, attr=None):
        chosen = [str(key) for key in value if str(key) in self.known]
        if not chosen:
            return super().optgroups(name, value, attr)
        options = [(key, self.known[key]) for key in chosen]
        if not self.is_required:
            options.insert(0, ("", ""))
        return [(None, [self.create_option(name, key, label, bool(key), 0) for key, label in options], 0)]


class PointForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in PointInline.autocomplete_fields:
            row = getattr(self.instance, name, None)
            widget: Any = self.fields[name].widget
            getattr(widget, "widget", widget).known = {str(row.pk): str(row)} if row else {}


class PointInline(admin.StackedInline):
    model = SeriesPoint
    form = PointForm
    fk_name = "series"
    autocomplete_fields = ["review", "pages_of"]
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
                    ("note", "change"),
                ]
            },
        )
    ]

    def get_queryset(self, request):
        # Each point is headed by its title.
        return super().get_queryset(request).select_related("series", "review", "pages_of")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Series)
class SeriesAdmin(AddressedAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["title", "unit", "position"]
    search_fields = ["title"]
    inlines = [PointInline]
