"""How far reviews were read for themes, as cells to fill in: each with what was recorded when the page was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from reviews.control_characters import refuse_control_characters
from themes.enums import CoverageState, FindingState
from themes.models import Coverage, FindingTheme
from themes.reading.coverage import Answer, Place, find_answer, join_lines, read_coverage, record_reading

SHORT = {CoverageState.READ: "Read", CoverageState.PARTLY_READ: "Partly", CoverageState.NOT_YET: "Not yet"}


class ReadingForm(forms.Form):
    """One cell of the grid. `seen` and `seen_note` are what it said when the page was made."""

    state = forms.ChoiceField(
        label="How far",
        choices=[(state.value, SHORT[state]) for state in CoverageState],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        label="Remark",
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"class": "reading-note"}),
    )
    seen = forms.ChoiceField(
        choices=CoverageState.choices,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            "This row was not sent whole. Open the page again and set it there.",
        ),
    )
    seen_note = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


@dataclass
class CoverageCell:
    """A review for a theme: its form, what is recorded, and how many findings are held."""

    place: Place
    row: Any  # the review or theme that the screen does not name in its heading
    form: ReadingForm
    recorded: Coverage | None
    findings: int = 0
    drafts: int = 0
    refused: bool = False  # somebody else said otherwise meanwhile

    @property
    def found_url(self) -> str:
        review, theme = self.place
        found = reverse("admin:themes_finding_changelist")
        return f"{found}?review__id__exact={review}&themes__id__exact={theme}"

    @property
    def add_url(self) -> str:
        review, theme = self.place
        return f"{reverse('admin:themes_finding_add')}?review={review}&theme={theme}"


def read_cells(places: Sequence[tuple[Place, Any]], only: Q, data: Any = None) -> list[CoverageCell]:
    """A cell for each place, with what was sent for it: two queries. `only` narrows rows to those of the places."""
    stored, counts = read_coverage(only), _count_findings(only)
    cells = []
    for place, row in places:
        now = find_answer(stored, place)
        initial = {"state": now.state, "note": now.note, "seen": now.state, "seen_note": now.note}
        prefix = f"{place[0]}-{place[1]}"
        # A row that was not on the page that was sent is left alone.
        sent = data if data and f"{prefix}-seen" in data else None
        form = ReadingForm(sent, initial=initial, prefix=prefix)
        cells.append(CoverageCell(place, row, form, stored.get(place), *counts.get(place, (0, 0))))
    return cells


def save_cells(cells: Sequence[CoverageCell], *, by: Any, why: str = "") -> tuple[list[Place], list[Place]]:
    """Record what these say, all of them sent and valid: the places written, and those refused."""
    answers, shown = {}, {}
    for cell in cells:
        cleaned = cell.form.cleaned_data
        answers[cell.place] = Answer(cleaned["state"], join_lines(cleaned["note"]))
        shown[cell.place] = Answer(cleaned["seen"], join_lines(cleaned["seen_note"]))
    return record_reading(answers=answers, shown=shown, by=by, on=timezone.localdate(), why=why)


def show_both_answers(
    cells: Sequence[CoverageCell], refused: Sequence[Place], rows: dict[Place, Coverage]
) -> None:
    """Keep what was typed in the fields; the forms count from here on as made with what is recorded now."""
    for cell in cells:
        now = find_answer(rows, cell.place)
        cell.recorded = rows.get(cell.place)
        cell.refused = cell.place in refused
        if cell.form.is_bound:
            data: Any = dict(cell.form.data.items())
            data[f"{cell.form.prefix}-seen"], data[f"{cell.form.prefix}-seen_note"] = now.state, now.note
            cell.form = ReadingForm(data, prefix=cell.form.prefix)


def describe_refused(refused: Sequence[Place]) -> str:
    return (
        f"{len(refused)} not saved: somebody else answered since you opened this page. Both answers are shown. "
        "Save again if yours should stand."
    )


def _count_findings(only: Q) -> dict[Place, tuple[int, int]]:
    """Published findings and drafts by review and theme: one query."""
    rows = (
        FindingTheme.objects.order_by()
        .filter(_name_for_findings(only))
        .values_list("finding__review", "theme")
    )
    counted = rows.annotate(
        published=Count("pk", filter=Q(finding__state=FindingState.PUBLISHED)),
        drafts=Count("pk", filter=Q(finding__state__in=[FindingState.DRAFT, FindingState.IN_REVIEW])),
    )
    return {(review, theme): (published, drafts) for review, theme, published, drafts in counted}


def _name_for_findings(only: Q) -> Q:
    """The same condition on findings filed under themes as on what was read."""
    names = {"review": "finding__review", "review__in": "finding__review__in"}
    return Q(*((names.get(name, name), value) for name, value in only.children))  # type: ignore[misc]
