"""Documents in the workspace: added, watched while they are read, their printed page numbers compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from reviews.documents.labels import choose_sample
from reviews.documents.machine_words import (
    MachineError,
    begin_machine_reading,
    find_pictures,
    find_program,
)
from reviews.documents.reading import MOST_BYTES, MOST_PAGES, DocumentError
from reviews.documents.storing import (
    EditionExistsError,
    add_document,
    confirm_labels,
    relabel_front,
    relabel_pages,
    retry_reading,
)
from reviews.documents.uploading import get_problem
from reviews.jobs import is_work_stuck
from reviews.models import Document, DocumentPage, DocumentReading, DocumentState, Review
from reviews.page_labels import PageLabelError, normalise
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.why import record_reason

LINES_SHOWN = 2  # of the top and of the foot of a page, where its number stands


class ReportChoice(forms.ModelChoiceField):
    def label_from_instance(self, review: Any) -> str:
        return f"{review.short_title} (we have a PDF of it)" if review.has_pdf else review.short_title


class TwoNumbersForm(forms.Form):
    """How far the PDF's own count runs ahead of the printed numbers, told by one page."""

    pdf_page = forms.IntegerField(min_value=1, max_value=MOST_PAGES, label="PDF page")
    printed_page = forms.CharField(max_length=12, label="is printed page")

    def clean_printed_page(self) -> str:
        typed = self.cleaned_data["printed_page"]
        try:
            return normalise(typed) if typed else ""
        except PageLabelError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        numbers = [cleaned.get(name) for name in ("pdf_page", "printed_page")]
        typed = [number for number in numbers if number]
        if len(typed) == 1 and not self.errors:
            missing = "pdf_page" if not numbers[0] else "printed_page"
            self.add_error(missing, "Give both numbers, or neither.")
        return cleaned

    @property
    def is_roman(self) -> bool:
        return self.cleaned_data["printed_page"].isalpha()

    @property
    def offset(self) -> int | None:
        if self.cleaned_data.get("pdf_page") is None:
            return None
        return self.cleaned_data["pdf_page"] - int(self.cleaned_data["printed_page"])


class DocumentUploadForm(TwoNumbersForm):
    review = ReportChoice(
        Review.objects.none(),
        label="Report",
        empty_label="Choose a report",
        error_messages={"required": "Choose the report that this is the PDF of."},
    )
    file = forms.FileField(
        label="Its PDF",
        help_text=f"At most {MOST_BYTES // 1_000_000} MB and {MOST_PAGES:,} pages. Only curators see it, unless its "
        "licence allows more.",
        error_messages={
            "empty": "This file is empty. Choose another.",
            "required": "Choose the report’s PDF.",
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    new_edition = forms.BooleanField(
        required=False,
        label="It replaces the PDF we have",
        help_text="Only for a report that we have a PDF of. The old one is kept, and counts until this one was read.",
    )
    field_order = ["review", "file", "new_edition", "pdf_page", "printed_page"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pdf = Document.objects.filter(review=OuterRef("pk")).exclude(state=DocumentState.FAILED)
        reports = Review.objects.annotate(has_pdf=Exists(pdf)).order_by("short_title", "pk")
        self.fields["review"].queryset = reports  # type: ignore[attr-defined]
        self.fields["review"].help_text = format_html(
            'Not among them? <a href="{}">Add the report with its PDF</a>: what its first pages say is proposed.',
            reverse("admin:reviews_review_begin"),
        )
        for name in ("pdf_page", "printed_page"):
            self.fields[name].required = False

    def clean_printed_page(self) -> str:
        label = super().clean_printed_page()
        if label.isalpha():
            raise forms.ValidationError(
                "Roman pages are counted once the PDF was read. Give a number such as 179."
            )
        return label


@dataclass(frozen=True)
class ReadingStatus:
    """How far a document was read, in words; `goes_on` says that this will change by itself."""

    sentence: str
    goes_on: bool = False
    notes: Sequence[str] = ()
    may_be_read_by_machine: bool = False


def get_current_document(review: int) -> Document | None:
    """The PDF of a report that is in use, whether it was read or not; None where there is none."""
    return Document.objects.filter(review=review, superseded_by=None).order_by("-added", "-pk").first()


def build_reading_status(document: Document) -> ReadingStatus:
    if document.state == DocumentState.FAILED:
        return ReadingStatus(f"Could not be read. {document.message}")
    if document.state == DocumentState.READ:
        pages = document.page_count or 0
        notes = [document.message] if document.message else list(_name_pictures(document))
        if document.superseded_by_id:
            notes.append("It was replaced by another PDF of this report.")
        sentence = f"Read: {pages:,} page{'' if pages == 1 else 's'}."
        if reading := DocumentReading.objects.filter(document=document, by_machine=True).first():
            sentence += (
                f" A machine is reading the words of those that are pictures: {reading.pages_read:,} of "
                f"{reading.page_count or 0:,}."
            )
            return ReadingStatus(sentence, goes_on=True, notes=_list_notes(reading))
        return ReadingStatus(sentence, notes=notes, may_be_read_by_machine=_may_be_read_by_machine(document))
    reading = DocumentReading.objects.filter(document=document).first()
    return ReadingStatus(_describe_progress(document, reading), goes_on=True, notes=_list_notes(reading))


def _name_pictures(document: Document) -> Iterator[str]:
    """The pages that no quotation can be compared with."""
    pictures = document.pages.filter(is_picture=True).order_by("index")
    by_machine = list(pictures.filter(is_machine_read=True).exclude(text="").values_list("index", flat=True))
    if by_machine:
        yield (
            f"{_list_pages(by_machine)} read by machine, from "
            f"{'its picture. Its' if len(by_machine) == 1 else 'their pictures. Their'} words can be wrong: "
            "a quotation found in them waits for a person’s look."
        )
    without_words = pictures.filter(Q(is_machine_read=False) | Q(text=""))
    if places := list(without_words.values_list("index", flat=True)):
        yield (
            f"{_list_pages(places, 'has', 'have')} no text that can be read: a picture, a blank page, or letters "
            "that are not what is shown. Quotations cannot be checked there."
        )


def _list_pages(places: Sequence[int], one: str = "was", several: str = "were") -> str:
    """ "PDF pages 3 to 5, 9 were"."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    ranges = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs)
    return f"PDF page {ranges} {one}" if len(places) == 1 else f"PDF pages {ranges} {several}"


def _may_be_read_by_machine(document: Document) -> bool:
    return bool(find_program()) and document.superseded_by_id is None and find_pictures(document).exists()


def _describe_progress(document: Document, reading: DocumentReading | None) -> str:
    if document.state == DocumentState.WAITING:
        return "Waiting to be read."
    if reading and reading.page_count:
        return f"Being read: {reading.pages_read:,} of {reading.page_count:,} pages."
    return "Being read."


def _list_notes(reading: DocumentReading | None) -> list[str]:
    notes = [
        "Nothing reads PDFs at the moment: the portal’s worker does not run. Tell whoever runs the portal. This "
        "PDF is read as soon as it does."
        if is_work_stuck()
        else "You can leave this page: reading goes on without it."
    ]
    if reading and reading.is_new_edition:
        notes.append("The PDF we have counts until this one was read.")
    return notes


@dataclass(frozen=True)
class Sample:
    """A page to compare with the PDF."""

    page: DocumentPage
    top: Sequence[str]
    foot: Sequence[str]


def list_samples(document: Document) -> list[Sample]:
    """Pages best looked at to see whether the printed numbers are right; some all the same where none are known."""
    labels = list(document.pages.order_by("index").values_list("label", flat=True))
    last = len(labels)
    chosen = choose_sample(labels) or {1, last // 4 + 1, last // 2 + 1, last}
    found = []
    for page in document.pages.filter(index__in=chosen).order_by("index"):
        lines = [line.strip() for line in page.text.splitlines() if line.strip()]
        foot = lines[max(LINES_SHOWN, len(lines) - LINES_SHOWN) :]
        found.append(Sample(page, lines[:LINES_SHOWN], foot))
    return found


def compute_label_token(document: Document) -> str:
    """What a form about the numbers was opened from; every decision about them changes it."""
    roman = document.pages.filter(label_sort__lt=0).order_by("index").values_list("index", "label").first()
    return f"{document.labels_from} {document.label_offset} {document.labels_confirmed_at} {roman}"


class BaseDocumentAdmin(CuratedAdmin):
    """Registered by `themes`. The add form is the upload; the change form says how far the PDF was read."""

    list_display = [
        "review",
        "state",
        "page_count",
        "labels_from",
        "labels_confirmed_at",
        "is_public",
        "added",
    ]
    list_select_related = ["review"]
    list_filter = ["state"]
    search_fields = ["review__short_title", "sha256"]
    autocomplete_fields = ["superseded_by"]
    exclude = ["file", "sha256", "size"]
    readonly_fields = [
        *["review", "stored_as", "file_size", "page_count", "state", "message"],
        *["labels_from", "label_offset", "labels_confirmed_at", "added"],
    ]
    change_form_template = "admin/reviews/document/change_form.html"

    def get_fields(self, request, obj=None):
        """What reading finds out is left out while it goes on: it would stay as it was when the page was opened."""
        goes_on = obj is not None and obj.state in (DocumentState.WAITING, DocumentState.READING)
        found = ("page_count", "state", "message", "labels_from", "label_offset", "labels_confirmed_at")
        fields = super().get_fields(request, obj)
        return [name for name in fields if name not in found] if goes_on else fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("review")  # each is known by its report

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "superseded_by":
            field.label = "Replaced by"
            field.help_text = (
                "A newer edition of this PDF. Readers and whoever reads the report are led to that one."
            )
        return field

    @admin.display(description="size")
    def file_size(self, document: Document) -> str:
        return filesizeformat(document.size)

    @admin.display(description="the PDF")
    def stored_as(self, document: Document) -> str:
        """A link to our own address of the file, which asks who may see it."""
        return format_html('<a href="{}">Open it</a>', reverse("document-file", args=[document.pk]))

    def get_urls(self):
        def address(route: str, view: Any, name: str) -> Any:
            return path(
                f"<int:pk>/{route}/", self.admin_site.admin_view(view), name=f"reviews_document_{name}"
            )

        return [
            address("standing", require_GET(self.standing_view), "standing"),
            address("page-numbers", self.page_numbers_view, "page_numbers"),
            address("read-by-machine", require_POST(self.read_by_machine_view), "read_by_machine"),
            address("read-again", require_POST(self.read_again_view), "read_again"),
            *super().get_urls(),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if replaced := form.base_fields.get("superseded_by"):
            replaced.widget.can_add_related = False  # the upload is no form for a small window
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "standing": build_reading_status(obj),
            "may_change": self.has_change_permission(request, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def add_view(self, request, form_url="", extra_context=None):
        """admin/reviews/document/add.html: `form`."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"review": request.GET.get("review")}
        form = DocumentUploadForm(request.POST or None, request.FILES or None, initial=initial)
        if request.method == "POST":
            problem = get_problem(request)
            form.fields["file"].required = not problem
            if form.is_valid() and not problem and (document := self._add(request, form)):
                return redirect("admin:reviews_document_change", document.pk)
            if problem:
                form.add_error("file", problem)
        context = {
            **self.admin_site.each_context(request),
            "title": "Add the PDF of a report",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/reviews/document/add.html", context)

    def _add(self, request: HttpRequest, form: DocumentUploadForm) -> Document | None:
        """The document that the form adds, or the one that was held; None where the form says what is wrong."""
        data = form.cleaned_data
        try:
            with record_reason(request):
                added_document = add_document(
                    review=data["review"],
                    file=data["file"],
                    offset=form.offset,
                    new_edition=data["new_edition"],
                )
        except EditionExistsError:
            form.add_error(
                "new_edition",
                "We have a PDF of this report already. If this one replaces it, tick this and choose the file again.",
            )
            return None
        except DocumentError as error:
            form.add_error("file", str(error))
            return None
        if added_document.existed and added_document.is_read_now:
            message = "We had this very file already, and could not read it. It is tried once more."
            self.message_user(request, message)
        elif added_document.existed:
            added = f"{localtime(added_document.document.added):%-d %B %Y}"
            message = f"We have this very file already, since {added}: this is its page. Nothing was added."
            self.message_user(request, message, messages.WARNING)
        return added_document.document

    def standing_view(self, request, pk):
        """admin/reviews/document/_standing.html alone, for the script that looks again."""
        document = self._get_document(request, pk, self.has_view_permission)
        context = {
            "document": document,
            "standing": build_reading_status(document),
            "may_change": self.has_change_permission(request, document),
        }
        response = TemplateResponse(request, "admin/reviews/document/_standing.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def read_again_view(self, request, pk):
        document = self._get_document(request, pk, self.has_change_permission)
        with record_reason(request):
            retry_reading(document)
        return redirect("admin:reviews_document_change", pk)

    def read_by_machine_view(self, request, pk):
        document = self._get_document(request, pk, self.has_change_permission)
        try:
            with record_reason(request):
                begin_machine_reading(document)
        except MachineError as error:
            self.message_user(request, str(error), messages.ERROR)
        return redirect("admin:reviews_document_change", pk)

    def page_numbers_view(self, request, pk):
        """admin/reviews/document/page_numbers.html: `document`, `samples`, `form`, `token`."""
        document = self._get_document(request, pk, self.has_change_permission)
        if document.state != DocumentState.READ:
            return redirect("admin:reviews_document_change", pk)
        form = TwoNumbersForm(request.POST if "anew" in request.POST else None)
        if request.method == "POST" and (response := self._decide_page_numbers(request, document, form)):
            return response
        context = {
            **self.admin_site.each_context(request),
            "title": "Are the page numbers right?",
            "opts": self.opts,
            "document": document,
            "samples": list_samples(document),
            "form": form,
            "token": compute_label_token(document),
        }
        return TemplateResponse(request, "admin/reviews/document/page_numbers.html", context)

    def _decide_page_numbers(self, request: HttpRequest, document: Document, form: TwoNumbersForm):
        """Confirm or relabel the pages; None where the form says what is wrong."""
        back = redirect("admin:reviews_document_page_numbers", document.pk)
        if request.POST.get("seen") != compute_label_token(document):
            self.message_user(
                request,
                "Somebody decided about these numbers since you opened this page. This is how they stand now.",
                messages.WARNING,
            )
            return back
        if "right" in request.POST:
            return self._confirm_page_numbers(request, document)
        if not form.is_valid():
            return None
        if form.cleaned_data["pdf_page"] > (document.page_count or 0):
            form.add_error("pdf_page", f"This PDF has {document.page_count:,} pages.")
            return None
        try:
            with record_reason(request):
                if form.is_roman:
                    place, label = form.cleaned_data["pdf_page"], form.cleaned_data["printed_page"]
                    relabel_front(document, pdf_page=place, label=label)
                else:
                    relabel_pages(document, offset=form.offset or 0)
        except DocumentError as error:
            form.add_error("pdf_page", str(error))
            return None
        self.message_user(request, "The pages were counted anew. Are the numbers right now?")
        return back

    def _confirm_page_numbers(self, request: HttpRequest, document: Document):
        try:
            with record_reason(request):
                confirm_labels(document)
        except DocumentError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:reviews_document_page_numbers", document.pk)
        self.message_user(
            request, "The page numbers are confirmed. Readers see the place of a page in the PDF now."
        )
        return redirect("admin:reviews_document_change", document.pk)

    def _get_document(self, request: HttpRequest, pk: int, may: Any) -> Document:
        """A document that this person may see or change; 403 and 404 otherwise."""
        if not may(request):
            raise PermissionDenied
        document = self.get_object(request, str(self.parse_key(str(pk))))
        if document is None:
            raise Http404("There is no such document.")
        return document
