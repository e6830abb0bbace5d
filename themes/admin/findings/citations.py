"""The screen of page lists."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from reviews.page_labels import PageLabelError, normalise
from reviews.workspace.forms import RefusableForm
from themes.admin.exporting import EXPORTS
from themes.admin.findings.base import PublicRowsAdmin
from themes.admin.lists import WorkToDo
from themes.findings.snapshots import read_findings_of_lists
from themes.models import Citation, PageCitation


class PageCitationForm(forms.ModelForm):
    def clean_first_page(self) -> str:
        return self._normalise("first_page")

    def clean_last_page(self) -> str:
        return self._normalise("last_page")

    def _normalise(self, name: str) -> str:
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
class CitationAdmin(PublicRowsAdmin):
    form = RefusableForm
    actions = EXPORTS
    list_display = ["as_given", "basis", "source_name", "for_findings"]
    list_filter = [WorkToDo, "basis", "given_by_article"]
    list_select_related = ["given_by_article"]
    search_fields = ["as_given", "findings__text", "findings__number"]
    autocomplete_fields = ["findings", "given_by_article"]
    inlines = [PageCitationInline]

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request, obj) -> bool:
        """A page list of a published finding is part of what readers see."""
        if obj is None or request.user.has_perm("themes.publish_finding"):
            return True
        return not obj.findings.published().exists()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    def find_affected_findings(self, pks):
        return {finding for _, finding in read_findings_of_lists(pks)}

    @admin.display(description="findings")
    def for_findings(self, citation: Citation) -> str:
        return ", ".join(finding.code for finding in citation.findings.all())
