"""Downloads of a whole sheet, or of the rows ticked in a list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.writing import (
    FILE_KINDS,
    describe_sheet,
    export_rows,
    write_csv,
    write_xlsx,
)

MOST_IN_A_WORKBOOK = 20_000  # rows; a CSV file is sent while it is made, and has no bound


def export(request: HttpRequest, sheet: type[SheetRow], rows: QuerySet, kind: str) -> HttpResponseBase:
    """The answer that downloads these rows; words and a way back where they are too many for a workbook."""
    if kind == "xlsx" and rows.order_by()[: MOST_IN_A_WORKBOOK + 1].count() > MOST_IN_A_WORKBOOK:
        messages.error(
            request,
            f"These are more than {MOST_IN_A_WORKBOOK:,} rows: too many to make an XLSX file of while you wait. "
            "Export them as CSV, which any spreadsheet program opens, or fewer of them.",
        )
        return redirect("admin:themes_sheetimport_export")
    origin = request.build_absolute_uri("/").rstrip("/")
    on = date_format(timezone.localdate(), "j F Y")
    return download(
        export_rows(sheet, rows, origin),
        kind=kind,
        name=sheet.name,
        title=sheet.heading,
        about=describe_sheet(sheet, on=on, origin=origin),
    )


def download(rows: Any, *, kind: str, name: str, title: str, about: Any = ()) -> HttpResponseBase:
    if kind not in FILE_KINDS:
        raise Http404
    file_name = f"scr-portal-{name}-{timezone.localdate().isoformat()}.{kind}"
    if kind == "xlsx":
        file = write_xlsx(rows, title=title, about=about)
        return FileResponse(file, as_attachment=True, filename=file_name, content_type=FILE_KINDS[kind])
    answer = StreamingHttpResponse(write_csv(rows), content_type=FILE_KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _export_selected(kind: str) -> Any:
    @admin.action(description=f"Export {kind.upper()}", permissions=["view"])
    def export_selected(
        model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponseBase:
        sheet = next(sheet for sheet in SHEETS.values() if sheet._meta.model is model_admin.model)
        rows = sheet.get_queryset().filter(pk__in=queryset.order_by().values("pk"))
        return export(request, sheet, rows, kind)

    export_selected.__name__ = f"export_as_{kind}"
    return export_selected


# For the actions of a list whose rows are those of a sheet.
EXPORTS = [_export_selected(kind) for kind in FILE_KINDS]
