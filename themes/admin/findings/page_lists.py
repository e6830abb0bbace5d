"""Page lists on the form of a finding: typed there, or shared with another finding."""

from __future__ import annotations

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction

from reviews.control_characters import refuse_control_characters
from themes.admin.choosing import TypedChoice
from themes.citations.locators import LocatorError, parse, strip_marker
from themes.enums import CitationBasis
from themes.findings.fields import clean_line, find_by_codes
from themes.models import Citation, PageCitation


class PageListForm(forms.ModelForm):
    """One row: a new page list, or the one of another finding."""

    same_as = forms.CharField(
        label="The same list as",
        required=False,
        max_length=200,
        help_text="The number of a finding that has it already, like F010. Of several lists, write its pages too: "
        "F010: 14 & 68.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pages = forms.CharField(
        label="Or pages, as the source prints them",
        required=False,
        max_length=500,
        help_text="For example pp. 12-14, 20. Leave them as given.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    pages_of = TypedChoice(
        PageCitation._meta.get_field("review"),
        label="Of which report",
        required=False,
        help_text="The finding's own, if left empty.",
    )
    basis = forms.ChoiceField(
        label="Where the pages are from", required=False, choices=[("", "Choose one"), *CitationBasis.choices]
    )
    given_by_article = TypedChoice(
        Citation._meta.get_field("given_by_article"), label="The article that gives them", required=False
    )
    given_by = forms.CharField(
        label="Or who gives them",
        required=False,
        validators=[refuse_control_characters],
        max_length=300,
        help_text="Only when another source gives the pages.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Citation.findings.through
        fields: list[str] = []

    typed = ("same_as", "pages", "pages_of", "basis", "given_by_article", "given_by")

    def clean(self):
        cleaned = super().clean() or {}
        if self.instance.pk or not self.has_changed() or self.errors:
            return cleaned
        if cleaned.get("same_as"):
            if cleaned.get("pages"):
                raise ValidationError({"same_as": "Either name a finding or type the pages, not both."})
            self.instance.citation = self._find_list(cleaned["same_as"])
        elif cleaned.get("pages"):
            self._check_pages(cleaned)
        else:
            raise ValidationError(
                {"pages": "Type the pages, or the number of a finding that has the same list."}
            )
        return cleaned

    def _find_list(self, typed: str) -> Citation:
        code, _, as_given = clean_line(typed).partition(":")
        try:
            [finding] = find_by_codes(re.split(r"[\s,]+", code.strip()))
        except ValidationError as error:
            raise ValidationError({"same_as": error.messages}) from error
        except ValueError as error:
            raise ValidationError({"same_as": "Name one finding."}) from error
        lists = list(finding.citations.all())
        if as_given := as_given.strip():
            lists = [each for each in lists if each.as_given.casefold() == as_given.casefold()]
        if not lists:
            raise ValidationError({"same_as": f"{finding.code} has no such page list."})
        if len(lists) > 1:
            choices = "; ".join(f"{finding.code}: {each.as_given}" for each in lists)
            raise ValidationError(
                {"same_as": f"{finding.code} has {len(lists)} page lists. Write one of: {choices}."}
            )
        if self.instance.finding_id and lists[0].findings.filter(pk=self.instance.finding_id).exists():
            raise ValidationError({"same_as": "This finding has that page list already."})
        return lists[0]

    def _check_pages(self, cleaned: dict) -> None:
        errors = {}
        try:
            self.locator = parse(cleaned["pages"])
        except LocatorError as error:
            errors["pages"] = str(error)
        if not cleaned.get("basis"):
            errors["basis"] = "Say where the pages are from."
        elif cleaned["basis"] == CitationBasis.SECONDARY_SOURCE and not (
            cleaned.get("given_by_article") or cleaned.get("given_by")
        ):
            errors["given_by"] = "Name the source that gives these pages, or choose its article."
        if errors:
            raise ValidationError(errors)

    def save(self, commit=True):
        if self.instance.pk is None and self.instance.citation_id is None:
            self.instance.citation = self._create_list()
        return super().save(commit)

    def _create_list(self) -> Citation:
        with transaction.atomic():
            cleaned = self.cleaned_data
            citation = Citation.objects.create(
                as_given=strip_marker(clean_line(cleaned["pages"])),
                basis=cleaned["basis"],
                given_by_article=cleaned["given_by_article"],
                given_by=clean_line(cleaned["given_by"]),
            )
            review = cleaned["pages_of"] or self.instance.finding.review
            for position, pages in enumerate(dict.fromkeys(self.locator)):
                PageCitation.objects.create(
                    citation=citation,
                    review=review,
                    first_page=pages.first,
                    last_page=pages.last,
                    position=position,
                )
        return citation


class PageListInline(admin.StackedInline):
    model = Citation.findings.through
    form = PageListForm
    template = "admin/themes/finding/page_lists.html"
    verbose_name = "page list"
    verbose_name_plural = "Page lists"
    extra = 1

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("citation__given_by_article")
        rows = rows.defer("citation__given_by_article__source_text")
        return rows.prefetch_related("citation__findings", "citation__pages__review").order_by("pk")
