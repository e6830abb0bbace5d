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
from themes.admin.lists import OldestFirst, WorkToDo
from themes.admin.sheet_questions import QuestionsForm
from themes.importers.spreadsheets.own_columns.questions import group_mistakes
from themes.importers.spreadsheets.own_columns.translating import LEAVE_OUT
from themes.importers.spreadsheets.reading import MOST_BYTES, MOST_ROWS, SheetError, check_size
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.text import shorten
from themes.importers.spreadsheets.undoing import undo_import
from themes.importers.spreadsheets.uploads import (
    Inquiry,
    answer_questions,
    import_sheet,
    inquire,
    list_rows_with_problems,
    move_headings,
    put_aside,
    refresh_preview,
    upload_sheet,
)
from themes.models.spreadsheet import SheetImport, SheetImportState, SheetWord

ROWS_ON_A_PAGE = 25
GROUPS_SHOWN = 12  # of mistakes; all of them are in the download
FIRST_ROWS = 12  # of a file, among which the headings are chosen


def _has_permission(request: HttpRequest, sheet: type[SheetRow], *acts: str) -> bool:
    """Whether this person may do one of these acts with the rows of a sheet."""
    opts = sheet._meta.model._meta
    return any(request.user.has_perm(f"{opts.app_label}.{act}_{opts.model_name}") for act in acts)


class SheetUploadForm(forms.Form):
    sheet = forms.ChoiceField(label="What its rows are")
    file = forms.FileField(
        label="File",
        help_text=f"XLSX, ODS or CSV. At most {MOST_ROWS:,} rows and {MOST_BYTES // 1_000_000} MB. The first sheet of "
        "a workbook is read.",
        error_messages={"empty": "This file is empty. Choose another.", "required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, sheets: list[type[SheetRow]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(sheet.name, sheet.heading) for sheet in sheets]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]


@admin.register(SheetImport)
class SheetImportAdmin(OldestFirst, CuratedAdmin):
    """Uploaded spreadsheets. The form to add one is the upload, that to change one is its preview."""

    restorable = False  # an upload is decided about once
    deletes_several = False
    list_display = ["file_name", "sheet", "tally", "state", "by", "added"]
    list_filter = [WorkToDo, "state", "sheet"]
    list_select_related = ["by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("rows", "headings", "above", "answers")

    @admin.display(description="rows")
    def tally(self, upload: SheetImport) -> str:
        return upload.tally_text

    def get_urls(self):
        def make_path(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"themes_sheetimport_{name}")

        return [
            make_path("export/", require_GET(self.export_view), "export"),
            make_path("export/<str:sheet>.<str:kind>", require_GET(self.download_view), "download"),
            make_path("<int:pk>/questions/", self.questions_view, "questions"),
            make_path("<int:pk>/headings/", require_POST(self.headings_view), "headings"),
            make_path("<int:pk>/import/", require_POST(self.import_view), "import"),
            make_path("<int:pk>/undo/", require_POST(self.undo_view), "undo"),
            make_path("<int:pk>/look-again/", require_POST(self.look_again_view), "look_again"),
            make_path("<int:pk>/put-aside/", require_POST(self.put_aside_view), "put_aside"),
            make_path("<int:pk>/problems.<str:kind>", require_GET(self.problems_view), "problems"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        sheets = [sheet for sheet in SHEETS.values() if _has_permission(request, sheet, "change")]
        if not sheets:
            raise PermissionDenied
        form = SheetUploadForm(
            request.POST or None,
            request.FILES or None,
            sheets=sheets,
            initial={"sheet": request.GET.get("sheet")},
        )
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                check_size(file.size)
                upload = upload_sheet(
                    sheet=form.cleaned_data["sheet"],
                    file_name=_make_storable(file.name),
                    content=file.read(),
                    by=request.user,
                )
            except SheetError as error:
                form.add_error("file", str(error))
            else:
                return redirect("admin:themes_sheetimport_change", upload.pk)
        return self._render(request, "upload", "Upload a spreadsheet", form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        upload = self._get_upload(request, object_id, "view")
        in_hand = upload.state == SheetImportState.PREVIEWED
        if in_hand and not upload.shown:
            return redirect("admin:themes_sheetimport_questions", upload.pk)
        tally = upload.shown.get("tally", {"new": 0, "changed": 0})
        inquiry = inquire(upload) if in_hand else None
        groups = group_mistakes(upload.shown.get("rows", []), inquiry.questions if inquiry else ())
        right = [row for row in upload.shown.get("rows", []) if not row["problems"]]
        page = Paginator(right, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
        return self._render(
            request,
            "preview",
            upload.file_name,
            upload=upload,
            sheet=SHEETS[upload.sheet],
            of=SHEETS[upload.sheet]._meta.model._meta,
            tally=tally,
            form=self._make_form(inquiry, groups[:GROUPS_SHOWN]) if inquiry else None,
            groups_left=groups[GROUPS_SHOWN:],
            left_out=upload.shown.get("left_out", []),
            page=page,
            rows=[
                {**row, "changes": [(heading, build_diff(*texts)) for heading, *texts in row["changes"]]}
                for row in page
            ],
            in_hand=in_hand,
            to_import=tally["new"] + tally["changed"],
            may_import=self.has_change_permission(request, upload),
        )

    def _make_form(self, inquiry: Inquiry, groups: list, data: Any = None, **options: Any) -> QuestionsForm:
        return QuestionsForm(
            data,
            inquiry=inquiry,
            sheet=SHEETS[inquiry.upload.sheet],
            groups=groups,
            **{"with_columns": False, **options},
        )

    def questions_view(self, request, pk):
        """Asks what columns and words mean, and takes the answers, also those given beside the preview."""
        upload = self._get_upload(request, pk, "view" if request.method == "GET" else "change")
        if upload.state != SheetImportState.PREVIEWED:
            return redirect("admin:themes_sheetimport_change", upload.pk)
        beside = request.POST.get("beside") == "preview"
        inquiry = inquire(upload)
        mistakes = group_mistakes(upload.shown.get("rows", []), inquiry.questions)
        groups = mistakes[:GROUPS_SHOWN] if beside else []
        form = self._make_form(inquiry, groups, request.POST or None, with_columns=not beside)
        if request.method == "POST" and form.is_valid():
            try:
                more = answer_questions(upload=upload, by=request.user, **form.get_answers())
            except SheetError as error:
                form.add_error(None, str(error))
            else:
                if more:
                    self.message_user(
                        request, "With these columns there is more to say. Then the preview follows."
                    )
                    return redirect("admin:themes_sheetimport_questions", upload.pk)
                return redirect("admin:themes_sheetimport_change", upload.pk)
        return self._render(
            request,
            "questions",
            upload.file_name,
            upload=upload,
            sheet=SHEETS[upload.sheet],
            form=form,
            heading_row=upload.above[-1][0] if upload.above else 1,
            first_rows=[
                (number, shorten(" | ".join(cell.strip() for cell in cells if cell.strip()), 70))
                for number, cells in [*(upload.above or []), *upload.rows[:FIRST_ROWS]][:FIRST_ROWS]
            ],
            may_import=self.has_change_permission(request, upload),
        )

    def headings_view(self, request, pk):
        upload = self._get_upload(request, pk, "change")
        row = request.POST.get("row", "")
        try:
            move_headings(
                upload=upload, row=int(row) if row.isascii() and row.isdecimal() else 0, by=request.user
            )
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        return redirect("admin:themes_sheetimport_questions", upload.pk)

    def import_view(self, request, pk):
        upload = self._get_upload(request, pk, "change")
        if not _has_permission(request, SHEETS[upload.sheet], "change"):
            raise PermissionDenied
        try:
            is_imported = import_sheet(
                upload=upload,
                by=request.user,
                why=request.POST.get("why", ""),
                seen=request.POST.get("seen", ""),
            )
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            if is_imported:
                self.message_user(request, f"Imported: {upload.tally_text}. Each change is in the history.")
            else:
                self.message_user(
                    request,
                    "Nothing was imported: the collection, what was said of the sheet’s columns, or what you may "
                    "do, was changed since you looked. This is what the sheet would do now.",
                    messages.WARNING,
                )
        return redirect("admin:themes_sheetimport_change", upload.pk)

    def undo_view(self, request, pk):
        upload = self._get_upload(request, pk, "change")
        if not _has_permission(request, SHEETS[upload.sheet], "change"):
            raise PermissionDenied
        try:
            undo_import(upload=upload, by=request.user, why=request.POST.get("why", ""))
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "The import was undone. Everything is as it was before it.")
        return redirect("admin:themes_sheetimport_change", upload.pk)

    def look_again_view(self, request, pk):
        upload = self._get_upload(request, pk, "change")
        try:
            refresh_preview(upload=upload, by=request.user)
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "This is what the sheet would do now.")
        return redirect("admin:themes_sheetimport_change", upload.pk)

    def put_aside_view(self, request, pk):
        upload = self._get_upload(request, pk, "change")
        try:
            put_aside(upload=upload, by=request.user)
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, f"“{upload.file_name}” was put aside. Nothing of it was imported.")
        return redirect("admin:themes_sheetimport_changelist")

    def problems_view(self, request, pk, kind):
        upload = self._get_upload(request, pk, "view")
        name = f"{upload.sheet}-with-mistakes"
        return download(
            list_rows_with_problems(upload), kind=kind, name=name, title=SHEETS[upload.sheet].heading
        )

    def export_view(self, request):
        sheets = [(sheet, sheet.get_meanings().items()) for sheet in self._list_exportable(request)]
        return self._render(request, "export", "Export as a spreadsheet", sheets=sheets)

    def download_view(self, request, sheet, kind):
        if sheet not in SHEETS:
            raise Http404
        if SHEETS[sheet] not in self._list_exportable(request):
            raise PermissionDenied
        return export(request, SHEETS[sheet], SHEETS[sheet].get_queryset(), kind)

    def _list_exportable(self, request: HttpRequest) -> list[type[SheetRow]]:
        sheets = [sheet for sheet in SHEETS.values() if _has_permission(request, sheet, "view", "change")]
        if not sheets or not self.has_module_permission(request):
            raise PermissionDenied
        return sheets

    def _get_upload(self, request: HttpRequest, pk: Any, act: str) -> SheetImport:
        """The upload that this person may see or change; 403 and 404 otherwise."""
        allowed = {"view": self.has_view_permission, "change": self.has_change_permission}[act]
        if not allowed(request):
            raise PermissionDenied
        if not str(pk).isascii() or not str(pk).isdecimal() or int(pk) >= 2**63:
            raise Http404
        upload = get_object_or_404(SheetImport.objects.select_related("by", "decided_by"), pk=pk)
        if not _has_permission(request, SHEETS[upload.sheet], "view", "change"):
            raise PermissionDenied
        return upload

    def _render(self, request: HttpRequest, screen: str, title: str, **context: Any) -> TemplateResponse:
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/spreadsheets/{screen}.html", context)


def _make_storable(text: str) -> str:
    """Text as the database can hold it."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


# What words of spreadsheets stand for, where the name in the code is not what people say.
IN_WORDS = {
    "review": "a report",
    "agegroup": "an age",
    "harm": "a harm",
    "readtogether": "what is read together",
}


@admin.register(SheetWord)
class SheetWordAdmin(CuratedAdmin):
    """What headings and words of spreadsheets were said to mean. To forget one is to be asked again."""

    restorable = False  # one that is forgotten is asked for again
    list_display = ["shown", "what_it_is", "meaning_label", "sheet", "by", "added"]
    list_filter = ["sheet"]
    list_select_related = ["by"]
    search_fields = ["shown", "given", "meaning"]

    @admin.display(description="what it is")
    def what_it_is(self, word: SheetWord) -> str:
        if word.subject == SheetWord.HEADING:
            return "Heading"
        return f"Word for {IN_WORDS.get(word.subject, word.subject)}"

    @admin.display(description="means")
    def meaning_label(self, word: SheetWord) -> str:
        if word.meaning in ("", LEAVE_OUT):
            return "Nothing: it is left out"
        if word.subject == SheetWord.HEADING:
            return SHEETS[word.sheet].get_known_headings().get(word.meaning, word.meaning)
        return word.meaning

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
