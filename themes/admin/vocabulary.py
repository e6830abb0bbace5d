"""Situations, and the words that searches and lists go by: gaps, contested terms, synonyms, fixed lists."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from reviews.workspace.arranging import OrderedAdmin, PlacedFormSet
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.forms import LISTS_BY_LINE
from reviews.workspace.rules import KeptWhileInUse
from reviews.workspace.slugs import AddressedAdmin
from themes.admin.choosing import PlacedFindingInline
from themes.models import (
    AgeGroup,
    Agency,
    ContestedTerm,
    Harm,
    KnownGap,
    Situation,
    SituationFinding,
    Synonym,
    Theme,
)


class SituationFindingFormSet(PlacedFormSet):
    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and len(self.order) > Situation.MOST_FINDINGS:
            raise ValidationError(
                f"A situation shows at most {Situation.MOST_FINDINGS} findings. Delete the one that matters least."
            )


class SituationFindingInline(PlacedFindingInline):
    model = SituationFinding
    formset = SituationFindingFormSet
    max_num = Situation.MOST_FINDINGS
    verbose_name = "finding"
    verbose_name_plural = "findings, in the order readers see them: at most eight"


class SituationForm(forms.ModelForm):
    class Meta:
        model = Situation
        fields: list[str] = []
        help_texts = {
            "title": "In practitioners' words, as they would say it: “Parents keep us at a distance”. Readers see it.",
            "note": "What readers should know before the findings, such as what is not here yet. Readers see it.",
            "content_note": "One sentence under the heading, where the findings may distress. Leave empty elsewhere.",
            "themes": "Readers see links to them under the findings.",
        }


@admin.register(Situation)
class SituationAdmin(AddressedAdmin, OrderedAdmin):
    form = SituationForm
    list_display = ["title", "position", "finding_count"]
    search_fields = ["title", "note"]
    ordering = ["position", "pk"]
    filter_horizontal = ["themes"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SituationFindingInline]
    fieldsets = [(None, {"fields": ["title", "slug", "leading_here", "note", "content_note", "themes"]})]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(finding_count=Count("situationfinding"))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "themes":
            kwargs["queryset"] = Theme.objects.current().in_order()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="findings", ordering="finding_count")
    def finding_count(self, situation: Situation) -> int:
        return situation.finding_count  # type: ignore[attr-defined]


SEARCHED = "One to a line, in any form people type them. Readers never see this list."
SLUG = "Its name in files of the collection, in small letters and hyphens. Readers never see it."


class SearchedAdmin(CuratedAdmin):
    """Words that a search knows: `try_it` leads to the public search for the first few of them."""

    formfield_overrides = LISTS_BY_LINE
    slug_help = SLUG

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "try_it"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "slug":
            kwargs["help_text"] = self.slug_help
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="try it")
    def try_it(self, row) -> str:
        """Links to the search that readers have."""
        if not row.pk:
            return "Save it first, then search for its words here."
        search = reverse("search")
        links = ((f"{search}?{urlencode({'q': word})}", word) for word in row.words[:5])
        return format_html_join(", ", '<a href="{}">Search for “{}”</a>', links) or "No words yet"

    @admin.display(description="words")
    def listed_words(self, row) -> str:
        return ", ".join(row.words)


class KnownGapForm(forms.ModelForm):
    class Meta:
        model = KnownGap
        fields: list[str] = []
        help_texts = {
            "topic": "What the collection lacks. Readers see it: “Nothing has been added yet about …”.",
            "words": "What people type who look for it. They are told of the gap. Readers never see this list.",
            "note": "Why it is missing, or where to look meanwhile. Readers see it.",
        }


@admin.register(KnownGap)
class KnownGapAdmin(SearchedAdmin, OrderedAdmin):
    form = KnownGapForm
    list_display = ["topic", "position", "listed_words", "note"]
    search_fields = ["topic", "words", "note"]
    ordering = ["position", "pk"]
    fields = ["topic", "words", "try_it", "note", "slug"]


class ContestedTermForm(forms.ModelForm):
    class Meta:
        model = ContestedTerm
        fields: list[str] = []
        help_texts = {
            "term": "The term as people use it. It can be searched for, and stands in none of our headings.",
            "words": "Other spellings of it. Readers never see this list.",
            "note": "One line that readers see when they search for it: where it is from, what is disputed, what we "
            "say instead.",
        }


@admin.register(ContestedTerm)
class ContestedTermAdmin(SearchedAdmin):
    form = ContestedTermForm
    list_display = ["term", "listed_words", "note"]
    search_fields = ["term", "words", "note"]
    fields = ["term", "words", "try_it", "note", "slug"]


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields: list[str] = []
        help_texts = {
            "words": "Words and phrases that mean the same everywhere: whoever types one searches for all. Plurals and "
            "American spelling are understood without being listed. Readers never see this list.",
        }


@admin.register(Synonym)
class SynonymAdmin(SearchedAdmin):
    form = SynonymForm
    list_display = ["__str__"]
    search_fields = ["words"]
    fields = ["words", "try_it", "slug"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for warning in describe_words_used_elsewhere(obj):
            messages.warning(request, warning)


def describe_words_used_elsewhere(synonym: Synonym) -> Iterable[str]:
    """In sentences, where words of this set stand already, and why that matters: two queries."""
    mine = {word.casefold(): word for word in synonym.words}
    for other in Synonym.objects.exclude(pk=synonym.pk):
        for shared in sorted(mine.keys() & {word.casefold() for word in other.words}):
            yield (
                f"“{mine[shared]}” also stands in the set “{other}”. Whoever types it searches for the words of both, "
                "which may bring findings that have nothing to do with each other. If both sets mean the same, make "
                "them one."
            )
    for theme in Theme.objects.current():
        names = {name.casefold() for name in [theme.title, *theme.synonyms]}
        for shared in sorted(mine.keys() & names):
            yield (
                f"“{mine[shared]}” is also a name of the theme “{theme}”: a search for any word of this set will bring "
                "all findings of that theme. If that is too much, take the word out of one of the two."
            )


@admin.register(Agency, AgeGroup, Harm)
class TermAdmin(OrderedAdmin, KeptWhileInUse):
    list_display = ["name", "position", "in_use"]
    search_fields = ["name"]
    ordering = ["position", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        match = request.resolver_match  # counting is for the list alone
        is_list = match and match.url_name.endswith("_changelist")
        return rows.annotate(finding_count=Count("findings")) if is_list else rows

    @admin.display(description="findings", ordering="finding_count")
    def in_use(self, term) -> str:
        found = reverse("admin:themes_finding_changelist")
        field = {Agency: "agencies", AgeGroup: "ages", Harm: "harms"}[type(term)]
        return format_html('<a href="{}?{}__id__exact={}">{}</a>', found, field, term.pk, term.finding_count)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.SlugField):
            kwargs["help_text"] = (
                "How addresses of filtered lists name it, in small letters and hyphens. Links that people keep hold "
                "it, so change it only for a reason: the old ones then lead on."
            )
        if db_field.name == "name":
            kwargs["help_text"] = "Readers see it beside findings and among the filters."
        return super().formfield_for_dbfield(db_field, request, **kwargs)
