"""Where reports by readers are answered, and what they are about is hidden in one step."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator

from reviews.control_characters import refuse_control_characters
from reviews.workspace.addresses import ReadsAddresses
from themes.admin.lists import WorkToDo
from themes.admin.taking import act_on_taking, build_taking, is_about_taking
from themes.enums import CommentState
from themes.models import ProblemKind, ProblemOutcome, ProblemReport
from themes.problems.answering import answer_report, can_hide, find_kept, hide_what_is_meant
from themes.problems.slips import find_path

HIDE = "_hide"
MAY_HIDE = "themes.hide_finding"
TYPED = ("result", "kept_because", "reply", "was")
PEOPLE_FIRST = Case(When(kind=ProblemKind.RECOGNISED, then=Value(0)), default=Value(1))


class AnswerForm(forms.ModelForm):
    typed: ClassVar[dict[str, str]] = {}  # while something else was done with the form

    result = forms.ChoiceField(
        label="What came of it", required=False, choices=[("", "Nothing yet"), *ProblemOutcome.choices]
    )
    reply = forms.CharField(
        label="Answer",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_control_characters],
        help_text="Whoever sent it reads this at the number of the report, and by mail if they gave an address. Name "
        "nobody, and say nothing of a case.",
    )
    kept_because = forms.CharField(
        label="Why the comment stays",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_control_characters],
        help_text="If you leave a comment that readers see: it is a decision, counted in public. Colleagues, and "
        "whoever looks into an appeal, read this; neither its author nor whoever reported it does.",
    )
    was = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    class Meta:
        model = ProblemReport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {
            "result": self.instance.outcome,
            "reply": self.instance.answer,
            "was": self.instance.outcome,
        }
        self.initial = {**self.initial, **stored, **self.typed}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("result"):
            raise forms.ValidationError({"result": "Choose what came of it."})
        # Locked until it is saved: of two who answer at the same moment, one is told.
        now = ProblemReport.objects.select_for_update().get(pk=self.instance.pk)
        if now.outcome != cleaned.get("was", ""):
            raise forms.ValidationError(
                f"Somebody answered “{now.get_outcome_display() or 'Nothing yet'}” after you opened this: "
                f"“{now.answer}”. Nothing of yours was saved. Copy your answer, open the report again, and see whether "
                "there is more to say."
            )
        try:
            find_kept(report=now, outcome=cleaned["result"], kept_because=cleaned.get("kept_because", ""))
        except forms.ValidationError as error:
            names = {"outcome": "result"}
            said = {names.get(name, name): errors for name, errors in error.error_dict.items()}
            if "kept_because" not in self.fields:  # it was shown again after this was opened
                said = {"result": [errors for each in said.values() for errors in each]}
            raise forms.ValidationError(said) from None
        return cleaned


@admin.register(ProblemReport)
class ProblemReportAdmin(ReadsAddresses):
    """Moderators see reports about people, curators those about the collection, publishers both."""

    nothing_yet = (
        "Nobody has reported anything yet. What readers send from “Is something wrong here?” waits here."
    )

    form = AnswerForm
    actions = None
    list_display = ["kind", "page", "short_words", "at", "outcome"]
    list_display_links = ["kind", "short_words"]
    list_filter = [WorkToDo, "kind", "outcome"]
    list_select_related = ["finding", "comment"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["reference", "words"]
    fields = (
        *("reference", "kind", "at", "page", "seen_version", "comment_words", "words", "wants_mail"),
        *("result", "kept_because", "reply", "was", "answered_at", "answered_by", "mailed_at"),
    )
    readonly_fields = [
        *("reference", "kind", "at", "page", "seen_version", "comment_words", "words", "wants_mail"),
        *("answered_at", "answered_by", "mailed_at"),
    ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Why it stays is asked about a comment that readers see."""
        is_shown = obj is not None and obj.comment is not None and obj.comment.state == CommentState.PUBLISHED
        return [name for name in self.fields if is_shown or name != "kept_because"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProblemReport]:
        rows: Any = super().get_queryset(request)
        people, collection = request.user.has_perm(MAY_HIDE), request.user.has_perm("themes.change_finding")
        if people and collection:
            return rows
        if people:
            return rows.about_people()
        return rows.about_the_collection() if collection else rows.none()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Where somebody could be recognised first, the oldest first."""
        return [PEOPLE_FIRST, "at", "pk"]

    @admin.display(description="page")
    def page(self, report: ProblemReport) -> str:
        if path := find_path(report.address):
            return format_html('<a href="{}">{}</a>', path, Truncator(path).chars(80))
        if report.finding and report.finding.published_at:
            return format_html('<a href="{}">{}</a>', report.finding.get_absolute_url(), report.finding.code)
        return Truncator(report.address).chars(80) or "Not said"

    @admin.display(description="in their words")
    def short_words(self, report: ProblemReport) -> str:
        return Truncator(report.words).words(30) or "No words"

    @admin.display(description="version that they saw")
    def seen_version(self, report: ProblemReport) -> str:
        said = f"Collection {report.collection_version or 'not known'}"
        if not report.finding or report.finding_version is None:
            return said
        changed = report.finding.version != report.finding_version
        since = "its wording was changed since" if changed else "its wording is the same now"
        return f"{report.finding.code}, wording {report.finding_version}: {since}. {said}"

    @admin.display(description="comment")
    def comment_words(self, report: ProblemReport) -> str:
        comment = report.comment
        if not comment:
            return "None"
        return f"{comment.author_name}: {comment.body} ({comment.get_state_display().lower()})"

    @admin.display(description="answer by mail", boolean=True)
    def wants_mail(self, report: ProblemReport) -> bool:
        return bool(report.email)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if typed := getattr(request, "typed_answer", None):
            return type(form.__name__, (form,), {"typed": typed})
        return form

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ):
        if request.method == "POST" and HIDE in request.POST:
            self._hide(request, object_id)
        elif is_about_taking(request):
            self._take(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def _take(self, request: HttpRequest, object_id: str) -> None:
        """Take it or give it back, and show the form again as it was filled in."""
        if report := self.get_object(request, object_id):
            act_on_taking(request, report)
        self._show_again(request)

    def _show_again(self, request: HttpRequest) -> None:
        """As it was filled in: nothing of the form is saved."""
        request.method = "GET"
        request.typed_answer = {name: request.POST.get(name, "") for name in TYPED}  # type: ignore[attr-defined]

    def _hide(self, request: HttpRequest, object_id: str) -> None:
        """Hide what it is about, and show the form again as it was filled in."""
        if not request.user.has_perm(MAY_HIDE):
            raise PermissionDenied
        report = self.get_object(request, object_id)
        self._show_again(request)
        if report is None:
            return
        if hidden := hide_what_is_meant(report=report, by=request.user):
            messages.success(
                request,
                f"Hidden now: {', '.join(hidden)}. Readers no longer see it until somebody has decided.",
            )
        else:
            messages.info(request, "Readers do not see it any more: there was nothing to hide.")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """admin/themes/problemreport/change_form.html: `hide` (the name of its button, or nothing), beside Django's."""
        may_hide = obj is not None and request.user.has_perm(MAY_HIDE) and can_hide(obj)
        context |= {
            "hide": HIDE if may_hide else "",
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            **build_taking(request, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: ProblemReport, form: Any, change: bool) -> None:
        answer_report(
            report=obj,
            outcome=form.cleaned_data["result"],
            answer=form.cleaned_data["reply"],
            kept_because=form.cleaned_data.get("kept_because", ""),
            by=request.user,
            origin=f"{request.scheme}://{request.get_host()}",
        )

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nowhere: who answered stands in the row, which is emptied after a time."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: it is counted, and emptied after a time."""
        return False
