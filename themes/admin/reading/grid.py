"""What was read: a grid of reviews and themes, set review by review or theme by theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from reviews.models import Review
from reviews.workspace.editing_lists import EditsInList
from themes.admin.reading.cells import (
    CoverageCell,
    describe_refused,
    read_cells,
    save_cells,
    show_both_answers,
)
from themes.enums import CoverageState
from themes.models import Coverage, Theme
from themes.reading.coverage import Place, find_answer, read_coverage
from themes.todo import KINDS as WORK

REVIEWS_ON_A_PAGE = 25


@dataclass
class GridRow:
    review: Review
    cells: list[tuple[Theme, CoverageState]]


@admin.register(Coverage)
class CoverageAdmin(EditsInList):
    """Single rows can be looked at and set in the list; they are made on the screens for a review or a theme."""

    opens = "admin:themes_coverage_grid"
    change_list_template = "admin/themes/coverage/change_list.html"
    list_display = ["review", "theme", "state", "by", "on"]
    list_editable = ["state"]
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
        rows = read_coverage(Q(review__in=[review.pk for review in page]))
        grid = [
            GridRow(
                review,
                [(theme, CoverageState(find_answer(rows, (review.pk, theme.pk)).state)) for theme in themes],
            )
            for review in page
        ]
        context = {"themes": themes, "rows": grid, "page": page, "words": words, "work": work}
        return self._render(request, "admin/themes/coverage/grid.html", "What has been read", **context)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/coverage/cells.html with a row for each theme; see `_show_cells`."""
        review = self._get_row(request, Review, pk)
        themes = list(Theme.objects.current().in_order())
        places = [((review.pk, theme.pk), theme) for theme in themes]
        return self._show_cells(request, review, places, Q(review=review))

    def theme_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same with a row for each review, page by page."""
        theme = self._get_row(request, Theme, pk)
        reviews = Review.objects.order_by("incidents_from", "published", "pk")
        page = Paginator(reviews, REVIEWS_ON_A_PAGE).get_page(request.GET.get("p"))
        places = [((review.pk, theme.pk), review) for review in page]
        only = Q(theme=theme, review__in=[review.pk for review in page])
        return self._show_cells(request, theme, places, only, page=page)

    def _get_row(self, request: HttpRequest, model: Any, pk: int) -> Any:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = model.objects.filter(pk=pk).first() if pk < 2**63 else None
        if row is None:
            raise Http404(f"There is no such {model._meta.verbose_name}.")
        return row

    def _show_cells(
        self, request: HttpRequest, about: Any, places: Sequence[tuple[Place, Any]], only: Q, **context: Any
    ) -> HttpResponse:
        """admin/themes/coverage/cells.html: `about` (review or theme), `cells` (CoverageCell), `may_change`."""
        may_change = self.has_change_permission(request) and self.has_add_permission(request)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        data = request.POST or None
        cells = read_cells(places, only, data)
        if data and self._save(request, cells, only):
            return redirect(request.get_full_path())
        title = f"What has been read: {about}"
        return self._render(
            request,
            "admin/themes/coverage/cells.html",
            title,
            about=about,
            is_review=isinstance(about, Review),
            cells=cells,
            may_change=may_change,
            **context,
        )

    def _save(self, request: HttpRequest, cells: Sequence[CoverageCell], only: Q) -> bool:
        """Whether all that was sent is saved; says what came of it."""
        sent = [cell for cell in cells if cell.form.is_bound]
        if not all(cell.form.is_valid() for cell in sent):
            messages.error(request, "Nothing was saved. Please mend what is marked below.")
            return False
        written, refused = save_cells(sent, by=request.user, why=request.POST.get("why", ""))
        if refused:
            show_both_answers(cells, refused, read_coverage(only))
            messages.error(request, f"{len(written)} saved. {describe_refused(refused)}")
            return False
        messages.success(request, f"Saved: {len(written)} changed." if written else "Nothing was changed.")
        return True

    def _render(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, template, {**everywhere, **context})
