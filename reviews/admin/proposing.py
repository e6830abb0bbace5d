"""A report's form with what its PDF, its ISBN or its DOI say about it, and with reports that it may be the same as.

Nothing is asked of any other site. A proposal stands beside its field and says where it comes from; it is in the field
once somebody has pressed its button, and in the database once they have saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from reviews.admin.documents import get_current_document
from reviews.dates import read_partial_date
from reviews.documents.incoming import drop_incoming, find_incoming, keep_incoming
from reviews.documents.opening_pages import read_opening_of, recall_opening
from reviews.documents.proposals import Proposal, Proposed, propose
from reviews.documents.reading import MOST_BYTES, DocumentError
from reviews.documents.storing import add_document
from reviews.documents.uploading import get_problem
from reviews.duplicates import Clues, Duplicate, find_duplicates, read_by_doi, read_by_isbn
from reviews.identifiers import IdentifierError, find_dois, get_doi_address, read_doi, read_isbn
from reviews.models import Availability, AvailabilityPlace, Document, Review
from reviews.workspace.base import LOOK, CuratedAdmin
from reviews.workspace.why import record_reason

TAKE = "take:"  # before the field and the number of a proposal, in the value of its button
EMPTY = "empty"  # all fields in which nothing stands yet
GONE = "The PDF that you chose is not here any more: it is kept for a day. Choose it again."
COMPARED = ("title", "short_title", "published", "isbn", "report_number")


class BeginForm(forms.Form):
    """What somebody has of a report that is not written down yet: its PDF, or a number."""

    file = forms.FileField(
        label="Its PDF",
        required=False,
        help_text=f"At most {MOST_BYTES // 1_000_000} MB. Its first pages and its own fields are read, and what they "
        "say of title, date, publisher and numbers is proposed to you.",
        error_messages={"empty": "This file is empty. Choose another."},
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    number = forms.CharField(
        label="Its ISBN or DOI",
        required=False,
        max_length=200,
        help_text="As printed on it. No other site is asked: the number is checked, looked for among our reports, and "
        "filled in.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    def clean_number(self) -> dict[str, str]:
        typed = self.cleaned_data["number"]
        try:
            if find_dois(typed):
                return {"doi": read_doi(typed)}
            return {"isbn": read_isbn(typed)} if typed else {}
        except IdentifierError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("number"):
            raise ValidationError("Choose its PDF, or type its ISBN or DOI.")
        return cleaned


@dataclass(frozen=True)
class Beginning:
    """What is known of the report whose form is shown, beside what stands in the form."""

    proposed: Proposed = field(default_factory=lambda: Proposed([]))
    duplicates: list[Duplicate] = field(default_factory=list)
    problem: str = ""
    pdf: str = ""  # the SHA-256 of a PDF that waits for this report

    @property
    def is_empty(self) -> bool:
        return not (
            self.proposed.proposals or self.proposed.remarks or self.duplicates or self.problem or self.pdf
        )


class LookedAtForm(forms.ModelForm):
    """Shown again with a proposal in it: nothing was to be saved, so nothing of it is wrong yet."""

    def is_valid(self) -> bool:
        super().is_valid()
        self._errors = ErrorDict()
        return False


class CheckedReviewForm(forms.ModelForm):
    """Refuses an ISBN that is none, and once a report that we may have already."""

    duplicates: list[Duplicate]

    def clean_isbn(self) -> str:
        isbn = self.cleaned_data["isbn"]
        if not isbn or "isbn" not in self.changed_data:
            return isbn
        try:
            return read_isbn(isbn)
        except IdentifierError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.duplicates = []
        if self.data.get("is_another") == "on" or not set(COMPARED) & set(self.changed_data):
            return cleaned
        published = cleaned.get("published")
        texts = {name: cleaned.get(name) or "" for name in COMPARED if name != "published"}
        clues = Clues(**texts, year=published.year if published else None)
        self.duplicates = find_duplicates(clues, self.instance.pk)
        if self.duplicates:
            self.add_error(None, format_html("We may have this report already: {}.", _link(self.duplicates)))
        return cleaned


def _link(duplicates: list[Duplicate]) -> Any:
    return format_html_join(
        "; ",
        '<a href="{}">{}</a> ({})',
        (
            (reverse("admin:reviews_review_change", args=[one.review.pk]), one.review.short_title, one.why)
            for one in duplicates
        ),
    )


class ProposesFields(CuratedAdmin):
    """The form of a report with proposals; and a page on which a report begins with its PDF or a number."""

    form = CheckedReviewForm

    def get_urls(self):
        begin = path("begin/", self.admin_site.admin_view(self.begin_view), name="reviews_review_begin")
        return [begin, *super().get_urls()]

    def begin_view(self, request: HttpRequest) -> HttpResponse:
        """admin/reviews/review/begin.html: `form`, and `held` (Document) where the very file is held."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BeginForm(request.POST or None, request.FILES or None, label_suffix="")
        held = None
        if request.method == "POST":
            if problem := get_problem(request):
                form.add_error("file", problem)
            if form.is_valid():
                query, held = self._keep(form)
                if query:
                    return redirect(f"{reverse('admin:reviews_review_add')}?{urlencode(query)}")
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a report: begin with its PDF or a number",
            "opts": self.opts,
            "form": form,
            "held": held,
        }
        return TemplateResponse(request, "admin/reviews/review/begin.html", context)

    def _keep(self, form: BeginForm) -> tuple[dict[str, str], Document | None]:
        """What the address of the form is to say; nothing where the file is held or refused."""
        query = dict(form.cleaned_data["number"])
        if file := form.cleaned_data["file"]:
            try:
                query["pdf"] = keep_incoming(file)
            except DocumentError as error:
                form.add_error("file", str(error))
                return {}, None
            if held := Document.objects.select_related("review").filter(sha256=query["pdf"]).first():
                drop_incoming(query["pdf"])
                return {}, held
        return query, None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.beginning = self._read_beginning(request, object_id)
        wanted = request.POST.get(LOOK, "") if request.method == "POST" else ""
        if wanted.startswith(TAKE):
            request.POST = _take(request.POST, request.beginning.proposed, wanted.removeprefix(TAKE))
            request.looks_at_proposal = True
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _read_beginning(self, request: HttpRequest, object_id: str | None) -> Beginning:
        """What the PDF and numbers named in the address say."""
        query = request.GET
        pdf, problem, proposed = "", "", Proposed([])
        try:
            if object_id is not None and "from-pdf" in query:
                document = get_current_document(self.parse_key(object_id))
                if document is None:
                    raise DocumentError("We have no PDF of this report.")
                proposed = propose(read_opening_of(document), _list_publishers())
            elif object_id is None and (pdf := query.get("pdf", "")):
                place = find_incoming(pdf)
                if place is None:
                    return Beginning(problem=GONE)
                proposed = propose(recall_opening(pdf, place), _list_publishers())
        except DocumentError as error:
            problem = str(error)
        except OSError as error:
            problem = f"Its file cannot be read: {error.strerror}."
        typed = query if object_id is None else QueryDict()
        proposed = _add_known(proposed, typed)
        clues = _build_clues(proposed, typed)
        duplicates = find_duplicates(clues, None if object_id is None else self.parse_key(object_id))
        return Beginning(proposed, duplicates, problem, pdf)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        beginning = getattr(request, "beginning", Beginning())
        for name, base in form.base_fields.items():
            if proposals := beginning.proposed.of_field(name):
                context = {
                    "name": name,
                    "proposals": proposals,
                    "look": LOOK,
                    "take": TAKE,
                    "help": base.help_text,
                }
                base.help_text = render_to_string("admin/reviews/review/_proposals.html", context)
        if getattr(request, "looks_at_proposal", False):
            return type(form.__name__, (LookedAtForm, form), {})
        return form

    def get_fieldsets(self, request, obj=None):
        """A fieldset is open where something is proposed for a field in it."""
        proposed = {one.field for one in getattr(request, "beginning", Beginning()).proposed.proposals}
        return [
            (title, {**options, "classes": []} if proposed & _list_names(options["fields"]) else options)
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """A DOI that was typed is where the report can be had."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if doi := _get_typed_doi(request, obj, inline):
            kwargs["initial"] = [{"place": AvailabilityPlace.PUBLISHER, "url": get_doi_address(doi)}]
        return kwargs

    def get_inline_instances(self, request, obj=None):
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            if _get_typed_doi(request, obj, inline):
                inline.extra = 1
        return inlines

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Beside Django's: `beginning`, and `take_empty`, the value of the button that fills all empty fields."""
        context |= {
            "beginning": getattr(request, "beginning", Beginning()),
            "look": LOOK,
            "take_empty": f"{TAKE}{EMPTY}",
            "has_pdf": bool(obj and obj.pk and get_current_document(obj.pk)),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        document = self._add_pdf(request, obj)
        if document and "_addanother" not in request.POST and "_popup" not in request.POST:
            return redirect("admin:reviews_document_change", document.pk)
        return super().response_add(request, obj, post_url_continue)

    def _add_pdf(self, request: HttpRequest, review: Review) -> Document | None:
        """The PDF that waited for this report becomes its document; what is in the way is said."""
        sha256 = request.GET.get("pdf", "")
        if not sha256:
            return None
        if not request.user.has_perm("reviews.add_document"):
            self.message_user(
                request, "The report was added without its PDF: you may not add PDFs.", "warning"
            )
            return None
        place = find_incoming(sha256)
        if place is None:
            self.message_user(request, _explain_missing(sha256, review), "warning")
            return None
        try:
            with place.open("rb") as file, record_reason(request):
                document = add_document(review=review, file=file).document
        except (DocumentError, OSError) as error:
            self.message_user(request, f"The report was added, its PDF was not. {error}", "error")
            return None
        drop_incoming(sha256)
        self.message_user(
            request, format_html("“{}” was added, and its PDF with it.", review.short_title), "success"
        )
        return document


def _explain_missing(sha256: str, review: Review) -> Any:
    """Why the PDF that was chosen for a report was not added with it, and what to do."""
    if held := Document.objects.select_related("review").filter(sha256=sha256).first():
        return format_html(
            "The report was added without its PDF: somebody added that very file to <a href='{}'>{}</a> meanwhile. "
            "Look whether the two are one report.",
            reverse("admin:reviews_review_change", args=[held.review.pk]),
            held.review.short_title,
        )
    return format_html(
        "The report was added without its PDF, which is not here any more: it is kept for a day. "
        "<a href='{}?review={}'>Choose it again</a>.",
        reverse("admin:reviews_document_add"),
        review.pk,
    )


def _list_names(fields: Any) -> set[str]:
    return {name for each in fields for name in ([each] if isinstance(each, str) else each)}


def _list_publishers() -> list[str]:
    return list(Review.objects.exclude(publisher="").values_list("publisher", flat=True).distinct())


def _get_typed_doi(request: HttpRequest, obj: Model | None, inline: Any) -> str:
    """The DOI in the address of an empty form, for the rows that say where a report can be had."""
    is_asked_for = (
        inline.model is Availability and request.method == "GET" and (obj is None or obj.pk is None)
    )
    dois = find_dois(request.GET.get("doi", "")) if is_asked_for else []
    return dois[0] if dois else ""


def _add_known(proposed: Proposed, query: QueryDict) -> Proposed:
    """What reports that we have say of the numbers that were typed or found."""
    proposals = list(proposed.proposals)
    isbn = query.get("isbn", "") or proposed.get_first("isbn")
    doi = query.get("doi", "") or proposed.get_first("doi")
    if isbn and (known := read_by_isbn(isbn)).publisher:
        source = f"our reports whose ISBN begins with {known.beginning}"
        proposals.append(Proposal("publisher", known.publisher, source))
    if doi and (known := read_by_doi(doi)).journal:
        source = f"our papers whose DOI begins with {known.beginning}"
        values = {"journal": known.journal, "publisher": known.publisher, "kind": "journal_article"}
        proposals += [
            Proposal(name, value, source, "Journal article" if name == "kind" else "")
            for name, value in values.items()
            if value
        ]
    given = {(one.field, one.value.casefold()): one for one in reversed(proposals)}
    return replace(proposed, proposals=list(reversed(given.values())))


def _build_clues(proposed: Proposed, typed: QueryDict) -> Clues:
    return Clues(
        title=proposed.get_first("title"),
        year=int(proposed.get_first("published")[:4] or 0) or None,
        isbn=typed.get("isbn", "") or proposed.get_first("isbn"),
        report_number=proposed.get_first("report_number"),
        doi=typed.get("doi", "") or proposed.get_first("doi"),
    )


def _take(posted: QueryDict, proposed: Proposed, wanted: str) -> QueryDict:
    """The form as it was sent with one proposal in its field, or with the first for each field that is empty."""
    data = posted.copy()
    if wanted == EMPTY:
        for name in dict.fromkeys(one.field for one in proposed.proposals):
            if not data.get(name, "").strip():
                _fill(data, proposed.of_field(name)[0])
        return data
    name, _, number = wanted.partition(":")
    proposals = proposed.of_field(name)
    if number.isdecimal() and int(number) < len(proposals):
        _fill(data, proposals[int(number)])
    return data


def _fill(data: QueryDict, proposal: Proposal) -> None:
    if proposal.field == "published":
        day, precision = read_partial_date(proposal.value)
        data["published"], data["published_precision"] = day.isoformat(), precision
    elif proposal.field == "doi":
        _fill_address(data, get_doi_address(proposal.value))
    else:
        data[proposal.field] = proposal.value


def _fill_address(data: QueryDict, url: str) -> None:
    """One more row of where the report can be had, unless it is there."""
    count = int(data.get("availability-TOTAL_FORMS") or 0)
    if url in (data.get(f"availability-{number}-url") for number in range(count)):
        return
    row = {"place": AvailabilityPlace.PUBLISHER.value, "url": url, "state": "published", "on": "", "note": ""}
    for name, value in {**row, "position": str(count), "id": "", "review": ""}.items():
        data[f"availability-{count}-{name}"] = value
    data["availability-TOTAL_FORMS"] = str(count + 1)
