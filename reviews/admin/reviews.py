from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest

from reviews.admin.documents import DocumentAdmin  # noqa: F401 (here the admin finds it)
from reviews.models import (
    Article,
    Author,
    Availability,
    ContentsEntry,
    Period,
    Review,
    ReviewNote,
    Series,
    SeriesPoint,
)
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.forms import LISTS_BY_LINE, PlacedRowForm
from reviews.workspace.slugs import AddressedAdmin

MOST_NAMED = 20  # of the places where a row is in use


class RefusesInWords(CuratedAdmin):
    """Rules about a row and all that belongs to it can be checked only once everything is written.

    `check_state` raises ValidationError then, whether the row was saved, put back or deleted: nothing is kept, and
    the form comes back as it was filled in, with the reasons. Its form is a `RefusableForm`.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.refused = error.messages
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"refused": getattr(request, "refused", [])})

    def save_model(self, request, obj, form, change):
        request.before = self.read_state(request, [obj.pk] if change else [])
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.check_state(request, [form.instance.pk], request.before)

    def remove(self, row: models.Model) -> None:
        """Delete one row, with whatever else that means."""
        row.delete()

    def delete_model(self, request, obj):
        self.remove(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            self.remove(row)

    def get_deleted_objects(self, objs, request: HttpRequest) -> Any:
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        for message in [] if protected else self._refused_deletion(request, [row.pk for row in objs]):
            protected = [*protected, message]
            self.message_user(request, message, messages.ERROR)
        return to_delete, counts, perms_needed, protected

    def _refused_deletion(self, request: HttpRequest, pks: list[Any]) -> list[str]:
        """Why these cannot be deleted: tried, and taken back."""
        with transaction.atomic():
            try:
                before = self.read_state(request, pks)
                for row in self.model._default_manager.filter(pk__in=pks):
                    self.remove(row)
                self.check_state(request, pks, before)
            except ValidationError as error:
                return error.messages
            finally:
                transaction.set_rollback(True)
        return []


class KeptWhileInUse(CuratedAdmin):
    """Rows whose deletion would silently strip others of them: refused, with a list of where they stand."""

    def get_deleted_objects(self, objs, request: HttpRequest) -> Any:
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        for row in objs:
            users = [_users(row, relation) for relation in row._meta.related_objects]
            number = sum(some.count() for some in users)
            if number:
                named = [str(user) for some in users for user in some[:MOST_NAMED]]
                protected = [
                    *protected,
                    *named[:MOST_NAMED],
                    *(["and others"] if number > MOST_NAMED else []),
                ]
                self.message_user(
                    request,
                    f"“{row}” is in use in {number:,} {'place' if number == 1 else 'places'} "
                    "and cannot be deleted. Take it away there first.",
                    messages.ERROR,
                )
        return to_delete, counts, perms_needed, protected


def _users(row: models.Model, relation: Any) -> models.QuerySet:
    accessor = relation.get_accessor_name()  # none where the relation is of one direction
    if accessor and (relation.many_to_many or getattr(relation, "on_delete", None) is models.SET_NULL):
        return getattr(row, accessor).all()
    return relation.related_model._default_manager.none()


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


@admin.register(Review)
class ReviewAdmin(AddressedAdmin):
    """What every report has comes first; the rest is asked only of whoever opens it."""

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


class PointInline(admin.StackedInline):
    model = SeriesPoint
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
                    "note",
                ]
            },
        )
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("series")  # each point is headed by its title


@admin.register(Series)
class SeriesAdmin(CuratedAdmin):
    formfield_overrides = LISTS_BY_LINE
    list_display = ["title", "unit", "position"]
    search_fields = ["title"]
    inlines = [PointInline]
