from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from reviews.history.diffs import build_diff
from reviews.workspace.base import CuratedAdmin
from themes.admin.exporting import download, export
from themes.admin.lists import WorkToDo
from themes.importers.spreadsheets.imports import import_sheet, look_again, put_aside, take_up, with_problems
from themes.importers.spreadsheets.reading import MOST_BYTES, MOST_ROWS, SheetError
from themes.importers.spreadsheets.rows import RowForm
from themes.importers.spreadsheets.sheets import SHEETS
from themes.models import SheetImport, SheetImportState

ROWS_ON_A_PAGE = 25
MISTAKES_SHOWN = 200


def _may(request: HttpRequest, act: str, sheet: type[RowForm]) -> bool:
    model = sheet._meta.model
    return request.user.has_perm(f"{model._meta.app_label}.{act}_{model._meta.model_name}")


class UploadForm(forms.Form):
    sheet = forms.ChoiceField(label="What its rows are")
    file = forms.FileField(
        label="File",
        help_text=f"XLSX, ODS or CSV, with the headings in its first row. At most {MOST_ROWS:,} rows and "
        f"{MOST_BYTES // 1_000_000} MB. The first sheet of a workbook is read.",
        error_messages={"empty": "This file is empty. Choose another.", "required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, sheets: list[type[RowForm]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(sheet.sheet, sheet.heading) for sheet in sheets]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]


@admin.register(SheetImport)
class SheetImportAdmin(CuratedAdmin):
    """Uploaded spreadsheets. The form to add one is the upload, that to change one is what it would do."""

    restorable = False  # what was decided about is not decided about again
    list_display = ["file_name", "sheet", "tally", "state", "by", "added"]
    list_filter = [WorkToDo, "state", "sheet"]
    list_select_related = ["by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("rows", "headings")

    @admin.display(description="rows")
    def tally(self, upload: SheetImport) -> str:
        return upload.tally_text

    def get_urls(self):
        def address(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"themes_sheetimport_{name}")

        return [
            address("export/", require_GET(self.export_view), "export"),
            address("export/<str:sheet>.<str:kind>", require_GET(self.download_view), "download"),
            address("<int:pk>/import/", require_POST(self.import_view), "import"),
            address("<int:pk>/look-again/", require_POST(self.look_again_view), "look_again"),
            address("<int:pk>/put-aside/", require_POST(self.put_aside_view), "put_aside"),
            address("<int:pk>/problems.<str:kind>", require_GET(self.problems_view), "problems"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        sheets = [sheet for sheet in SHEETS.values() if _may(request, "change", sheet)]
        if not sheets:
            raise PermissionDenied
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            sheets=sheets,
            initial={"sheet": request.GET.get("sheet")},
        )
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                if file.size > MOST_BYTES:
                    raise SheetError(
                        f"This file has {file.size // 1_000_000} MB, and {MOST_BYTES // 1_000_000} MB is the most. "
                        "Divide it into several."
                    )
                upload = take_up(
                    sheet=form.cleaned_data["sheet"],
                    file_name=_safe(file.name),
                    content=file.read(),
                    by=request.user,
                )
            except SheetError as error:
                form.add_error("file", str(error))
            else:
                return redirect("admin:themes_sheetimport_change", upload.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Upload a spreadsheet",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/spreadsheets/upload.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        upload = self._upload(request, object_id, "view")
        sheet = SHEETS[upload.sheet]
        rows = upload.shown["rows"]
        wrong = [row for row in rows if row["problems"]]
        mistakes = [(row["number"], row["name"], *problem) for row in wrong for problem in row["problems"]]
        page = Paginator([row for row in rows if not row["problems"]], ROWS_ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": upload.file_name,
            "opts": self.opts,
            "upload": upload,
            "sheet": sheet,
            "tally": upload.shown["tally"],
            "wrong": len(wrong),
            "mistakes": mistakes[:MISTAKES_SHOWN],
            "mistakes_left": max(0, len(mistakes) - MISTAKES_SHOWN),
            "page": page,
            "rows": [
                {
                    **row,
                    "changes": [
                        (heading, build_diff(before, after)) for heading, before, after in row["changes"]
                    ],
                }
                for row in page
            ],
            "in_hand": upload.state == SheetImportState.PREVIEWED,
            "to_import": upload.shown["tally"]["new"] + upload.shown["tally"]["changed"],
            "may_import": self.has_change_permission(request, upload),
        }
        return TemplateResponse(request, "admin/spreadsheets/preview.html", context)

    def import_view(self, request, pk):
        upload = self._upload(request, pk, "change")
        sheet = SHEETS[upload.sheet]
        if not _may(request, "change", sheet):
            raise PermissionDenied
        try:
            done = import_sheet(upload=upload, by=request.user, why=request.POST.get("why", ""))
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            if done:
                self.message_user(request, f"Imported: {upload.tally_text}. Each change is in the history.")
            else:
                self.message_user(
                    request,
                    "Nothing was imported: the collection, or what you may do, was changed since you looked. "
                    "This is what the sheet would do now.",
                    messages.WARNING,
                )
        return redirect("admin:themes_sheetimport_change", upload.pk)

    def look_again_view(self, request, pk):
        upload = self._upload(request, pk, "change")
        if upload.state == SheetImportState.PREVIEWED:
            try:
                look_again(upload=upload, by=request.user)
            except SheetError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, "This is what the sheet would do now.")
        return redirect("admin:themes_sheetimport_change", upload.pk)

    def put_aside_view(self, request, pk):
        upload = self._upload(request, pk, "change")
        try:
            put_aside(upload=upload, by=request.user)
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, f"“{upload.file_name}” was put aside. Nothing of it was imported.")
        return redirect("admin:themes_sheetimport_changelist")

    def problems_view(self, request, pk, kind):
        upload = self._upload(request, pk, "view")
        name = f"{upload.sheet}-with-mistakes"
        return download(with_problems(upload), kind=kind, name=name, title=SHEETS[upload.sheet].heading)

    def export_view(self, request):
        sheets = self._exportable(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Export as a spreadsheet",
            "opts": self.opts,
            "sheets": [(sheet, sheet.meanings().items()) for sheet in sheets],
        }
        return TemplateResponse(request, "admin/spreadsheets/export.html", context)

    def download_view(self, request, sheet, kind):
        if sheet not in SHEETS:
            raise Http404
        if SHEETS[sheet] not in self._exportable(request):
            raise PermissionDenied
        return export(request, SHEETS[sheet], SHEETS[sheet].rows(), kind)

    def _exportable(self, request: HttpRequest) -> list[type[RowForm]]:
        sheets = [
            sheet
            for sheet in SHEETS.values()
            if _may(request, "view", sheet) or _may(request, "change", sheet)
        ]
        if not sheets or not self.has_module_permission(request):
            raise PermissionDenied
        return sheets

    def _upload(self, request: HttpRequest, pk: Any, act: str) -> SheetImport:
        """The upload that this person may see or change; 403 and 404 otherwise."""
        allowed = {"view": self.has_view_permission, "change": self.has_change_permission}[act]
        if not allowed(request):
            raise PermissionDenied
        if not str(pk).isascii() or not str(pk).isdecimal() or int(pk) >= 2**63:
            raise Http404
        upload = get_object_or_404(SheetImport.objects.select_related("by", "decided_by"), pk=pk)
        if not _may(request, "view", SHEETS[upload.sheet]) and not _may(
            request, "change", SHEETS[upload.sheet]
        ):
            raise PermissionDenied
        return upload


def _safe(text: str) -> str:
    """Text as the database can hold it."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
