"""The sheet of themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from themes.importers.spreadsheets.cells import (
    ListCell,
    NumberCell,
    ReferenceCell,
    ReferencesCell,
    SlugCell,
    TextCell,
)
from themes.importers.spreadsheets.rows import (
    ADDRESS,
    ReadOnlyColumn,
    SluggedSheetRow,
    sync_parts,
)
from themes.models import (
    Finding,
    StartingPoint,
    Theme,
    ThemeGroup,
)


class ThemeSheetRow(SluggedSheetRow):
    name, heading, singular = "themes", "Themes", "theme"
    read_only = {
        "address": ADDRESS,
        "merged_into": ReadOnlyColumn(
            "Merged into",
            "A sheet cannot change it.",
            lambda row, _: row.merged_into.slug if row.merged_into else "",
            refusal="A sheet cannot merge themes. Take it away here, and merge them in the workspace.",
        ),
    }
    order = ("slug", "address", "title", "merged_into")

    slug = SlugCell(
        "Slug",
        "The end of its address. One that is not held yet adds a theme; change that of a theme in the workspace. "
        "If it is left empty, it is made from the title.",
    )
    title = TextCell("Title", "As readers see it.", required=True)
    group = ReferenceCell("Group", "By slug.", ThemeGroup, required=True)
    position = NumberCell("Place in its group", "Counted from 0.", empty=0)
    tab_title = TextCell("Title in tabs", "When the title could distress or endanger a reader.")
    summary = TextCell("In short", "Its summary.")
    scope_note = TextCell("Scope", "What belongs under it.")
    synonyms = ListCell("Synonyms", "Other names. A search for one brings all its findings.")
    also_typed = ListCell("Also typed", "What people type who need it.")
    questions = ListCell("Questions", "Questions to take with you.")
    content_note = TextCell("Content note", "Shown before the page.")
    related = ReferencesCell("Related themes", "By slug.", Theme)
    start_here = ReferencesCell(
        "Start here",
        "Numbers of the findings that it rests on, in their order.",
        Finding,
        link=False,
        in_order=True,
        get=lambda row: [point.finding for point in row.startingpoint_set.all()],
    )

    class Meta:
        model = Theme
        fields = (
            *("slug", "title", "group", "position", "tab_title", "summary", "scope_note", "synonyms"),
            *("also_typed", "questions", "content_note"),
        )

    @classmethod
    def get_queryset(cls) -> QuerySet:
        points = StartingPoint.objects.select_related("finding").defer("finding__search")
        return (
            Theme.objects.select_related("group", "merged_into")
            .prefetch_related("related", Prefetch("startingpoint_set", points))
            .order_by("pk")
        )

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        wanted = {
            form.instance.pk: [(finding.pk, place) for place, finding in enumerate(form.values["start_here"])]
            for form in forms
            if "start_here" in form.values
        }
        sync_parts(StartingPoint, "theme_id", ["finding_id", "position"], wanted)
