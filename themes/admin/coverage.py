"""What was read: a grid of reviews and themes, set review by review or theme by theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from reviews.models import Review
from reviews.workspace.base import CuratedAdmin
from themes.enums import CoverageState, FindingState
from themes.models import Coverage, FindingTheme, Theme
from themes.reading.coverage import Answer, Place, answers, on_one_line, record_reading, recorded
from themes.todo import KINDS as WORK

REVIEWS_ON_A_PAGE = 25
LONGEST_NOTE = 10_000
SHORT = {CoverageState.READ: "Read", CoverageState.PARTLY_READ: "Partly", CoverageState.NOT_YET: "Not yet"}
KEYS = {CoverageState.READ: "r", CoverageState.PARTLY_READ: "p", CoverageState.NOT_YET: "n"}


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
class Cell:
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


@dataclass
class GridRow:
    review: Review
    cells: list[tuple[Theme, CoverageState]]


@admin.register(Coverage)
class CoverageAdmin(CuratedAdmin):
    """Single rows can be looked at in the list; they are set on the screens for a review or a theme."""

    opens = "admin:themes_coverage_grid"
    change_list_template = "admin/themes/coverage/change_list.html"
    list_display = ["review", "theme", "state", "by", "on"]
    list_filter = ["state", "review", "theme"]
    list_select_related = ["review", "theme", "by"]
    autocomplete_fields = ["theme", "review"]
    readonly_fields = ["by", "on"]

    def save_model(self, request, obj, form, change):
        if form.has_changed():
            obj.by, obj.on = request.user, timezone.localdate()
        super().save_model(request, obj, form, change)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("grid/", wrap(self.grid_view), name="themes_coverage_grid"),
            path("review/<int:pk>/", wrap(self.review_view), name="themes_coverage_review"),
            path("theme/<int:pk>/", wrap(self.theme_view), name="themes_coverage_theme"),
            *super().get_urls(),
        ]

    def grid_view(self, request: HttpRequest) -> HttpResponse:
        """admin/themes/coverage/grid.html: `themes`, `rows` (GridRow), `page`, `work` (WorkKind or None)."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        reviews: QuerySet = Review.objects.order_by("incidents_from", "published", "pk")
        if words:
            reviews = reviews.filter(Q(title__icontains=words) | Q(short_title__icontains=words))
        work = next(
            (kind for kind in WORK if kind.slug == request.GET.get("work") and kind.model is Review), None
        )
        if work:
            reviews = work.select(reviews)
        page = Paginator(reviews, REVIEWS_ON_A_PAGE).get_page(request.GET.get("p"))
        themes = list(Theme.objects.current().in_order())
        rows = recorded(Q(review__in=[review.pk for review in page]))
        grid = [
            GridRow(
                review,
                [(theme, CoverageState(answers(rows, (review.pk, theme.pk)).state)) for theme in themes],
            )
            for review in page
        ]
        context = {"themes": themes, "rows": grid, "page": page, "words": words, "work": work}
        return self._page(request, "admin/themes/coverage/grid.html", "What has been read", **context)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/coverage/cells.html with a row for each theme; see `_cells_view`."""
        review = self._found(request, Review, pk)
        themes = list(Theme.objects.current().in_order())
        places = [((review.pk, theme.pk), theme) for theme in themes]
        return self._cells_view(request, review, places, Q(review=review))

    def theme_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same with a row for each review, page by page."""
        theme = self._found(request, Theme, pk)
        reviews = Review.objects.order_by("incidents_from", "published", "pk")
        page = Paginator(reviews, REVIEWS_ON_A_PAGE).get_page(request.GET.get("p"))
        places = [((review.pk, theme.pk), review) for review in page]
        only = Q(theme=theme, review__in=[review.pk for review in page])
        return self._cells_view(request, theme, places, only, page=page)

    def _found(self, request: HttpRequest, model: Any, pk: int) -> Any:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = model.objects.filter(pk=pk).first() if pk < 2**63 else None
        if row is None:
            raise Http404(f"There is no such {model._meta.verbose_name}.")
        return row

    def _cells_view(
        self, request: HttpRequest, about: Any, places: Sequence[tuple[Place, Any]], only: Q, **context: Any
    ) -> HttpResponse:
        """admin/themes/coverage/cells.html: `about` (review or theme), `cells` (Cell), `may_change`."""
        may_change = self.has_change_permission(request) and self.has_add_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        data = request.POST or None
        cells = read_cells(places, only, data)
        if data:
            bound = [cell for cell in cells if cell.form.is_bound]
            if all(cell.form.is_valid() for cell in bound):
                written, refused = save_cells(bound, by=request.user, why=request.POST.get("why", ""))
                if not refused:
                    said = f"Saved: {len(written)} changed." if written else "Nothing was changed."
                    messages.success(request, said)
                    return redirect(request.get_full_path())
                show_both(cells, refused, recorded(only))
                messages.error(request, f"{len(written)} saved. {said_of_refused(refused)}")
            else:
                messages.error(request, "Nothing was saved. Please mend what is marked below.")
        title = f"What has been read: {about}"
        return self._page(
            request,
            "admin/themes/coverage/cells.html",
            title,
            about=about,
            is_review=isinstance(about, Review),
            cells=cells,
            may_change=may_change,
            **context,
        )

    def _page(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, template, {**everywhere, **context})


def read_cells(places: Sequence[tuple[Place, Any]], only: Q, data: Any = None) -> list[Cell]:
    """A cell for each place, with what was sent for it: two queries. `only` narrows rows to those of the places."""
    stored, counts = recorded(only), _held(only)
    cells = []
    for place, row in places:
        now = answers(stored, place)
        initial = {"state": now.state, "note": now.note, "seen": now.state, "seen_note": now.note}
        prefix = f"{place[0]}-{place[1]}"
        # A row that was not on the page that was sent is left alone.
        sent = data if data and f"{prefix}-seen" in data else None
        form = ReadingForm(sent, initial=initial, prefix=prefix)
        cells.append(Cell(place, row, form, stored.get(place), *counts.get(place, (0, 0))))
    return cells


def save_cells(cells: Sequence[Cell], *, by: Any, why: str = "") -> tuple[list[Place], list[Place]]:
    """Record what these say, all of them sent and valid: the places written, and those refused."""
    wanted, seen = {}, {}
    for cell in cells:
        said = cell.form.cleaned_data
        wanted[cell.place] = Answer(said["state"], on_one_line(said["note"]))
        seen[cell.place] = Answer(said["seen"], on_one_line(said["seen_note"]))
    return record_reading(wanted=wanted, seen=seen, by=by, on=timezone.localdate(), why=why)


def show_both(cells: Sequence[Cell], refused: Sequence[Place], rows: dict[Place, Coverage]) -> None:
    """What was typed stays in the fields; what is recorded now counts as seen from here on."""
    for cell in cells:
        now = answers(rows, cell.place)
        cell.recorded = rows.get(cell.place)
        cell.refused = cell.place in refused
        if cell.form.is_bound:
            data: Any = dict(cell.form.data.items())
            data[f"{cell.form.prefix}-seen"], data[f"{cell.form.prefix}-seen_note"] = now.state, now.note
            cell.form = ReadingForm(data, prefix=cell.form.prefix)


def said_of_refused(refused: Sequence[Place]) -> str:
    return (
        f"{len(refused)} not saved: somebody else answered since you opened this page. Both answers are shown. "
        "Save again if yours should stand."
    )


def _held(only: Q) -> dict[Place, tuple[int, int]]:
    """Published findings and drafts by review and theme: one query."""
    rows = FindingTheme.objects.order_by().filter(_on_findings(only)).values_list("finding__review", "theme")
    counted = rows.annotate(
        published=Count("pk", filter=Q(finding__state=FindingState.PUBLISHED)),
        drafts=Count("pk", filter=Q(finding__state__in=[FindingState.DRAFT, FindingState.IN_REVIEW])),
    )
    return {(review, theme): (published, drafts) for review, theme, published, drafts in counted}


def _on_findings(only: Q) -> Q:
    """The same condition on findings filed under themes as on what was read."""
    names = {"review": "finding__review", "review__in": "finding__review__in"}
    return Q(*((names.get(name, name), value) for name, value in only.children))  # type: ignore[misc]
