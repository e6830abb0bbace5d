"""The columns of the list of findings: what each is about, where it stands, and what came of checking it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch

from themes.citations.locators import render_short
from themes.models import Finding, Quotation
from themes.models.citation import Standing
from themes.models.taken import is_waiting
from themes.taking import name_person


class FindingList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        return rows.prefetch_related(
            "themes", "citations__pages", Prefetch("quotations", Quotation.objects.worst_first())
        )


class FindingColumns(admin.ModelAdmin):
    list_display = ["code", "wording", "theme_titles", "review", "pages", "outcome", "standing"]
    list_display_links = ["code", "wording"]
    list_select_related = ["review", "taken__by"]
    list_per_page = 50

    def get_changelist(self, request, **kwargs):
        return FindingList

    @admin.display(description="number", ordering="number")
    def code(self, finding: Finding) -> str:
        return finding.code

    @admin.display(description="wording", ordering="text")
    def wording(self, finding: Finding) -> str:
        return finding.text or f"Not worded yet. The article: {finding.article_words}"

    @admin.display(description="themes")
    def theme_titles(self, finding: Finding) -> str:
        return ", ".join(theme.title for theme in finding.themes.all()) or "None"

    @admin.display(description="state", ordering="state")
    def standing(self, finding: Finding) -> str:
        """Where it stands, and who has taken it."""
        taken = getattr(finding, "taken", None)
        by = taken.by if taken and is_waiting(finding) else None
        return f"{finding.get_state_display()}{f', {name_person(by)}' if by else ''}"

    @admin.display(description="pages")
    def pages(self, finding: Finding) -> str:
        pages = [page.as_pages for citation in finding.citations.all() for page in citation.pages.all()]
        return render_short(pages) if pages else "Not known"

    @admin.display(description="quotations")
    def outcome(self, finding: Finding) -> str:
        """The worst outcome of its quotations, and how many have it where there are several."""
        quotations: Iterable[Any] = finding.quotations.all()
        standings = [quotation.standing for quotation in quotations]
        if not standings:
            return "None"
        of_all = f" ({standings.count(standings[0])} of {len(standings)})" if len(standings) > 1 else ""
        return f"{Standing(standings[0]).label}{of_all}"
