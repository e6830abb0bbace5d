"""Where notices and complaints are worked through by their clocks, and administrators look at what was sealed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from reviews.control_characters import refuse_control_characters
from reviews.workspace.addresses import ReadsAddresses
from themes.admin.lists import WorkToDo
from themes.discussion.sealing import lift_seal, look_at_evidence
from themes.enums import CommentState
from themes.models import Notice, NoticeKind, NoticeOutcome, SealedEvidence
from themes.models.notice import NextStep, PosterReply
from themes.notices.clock import describe_clock
from themes.notices.steps import (
    MOVED_ON,
    OUTCOMES,
    REPLIES,
    can_be_reached,
    close_notice,
    record_reply,
    write_to_poster,
)
from themes.problems.slips import find_path

WRITE, REPLY, CLOSE = "write", "reply", "close"
OPEN, LIFT = "_open", "_lift"
IS_HELD = "The comment is held: somebody has to decide about it."
STAYS_WITHDRAWN = "Its author withdrew the comment meanwhile: it stays withdrawn."
MAY_LOOK = "themes.view_sealedevidence"
CLOSED_WITH = {
    NoticeOutcome.REMOVED: "Remove it now, and close: you are the second person",
    NoticeOutcome.KEPT: "It stays: say so, and close",
    NoticeOutcome.UPHELD: "We agree: say so, and close",
    NoticeOutcome.NOT_UPHELD: "We do not agree: say so, and close",
    NoticeOutcome.INCOMPLETE: "It lacks what it must say: tell them, and close",
}


def list_steps(notice: Notice) -> list[tuple[str, str]]:
    """What can be done next, as choices."""
    if not notice.waits_for:
        return []
    waits_for = NextStep(notice.waits_for)
    steps = []
    if waits_for == NextStep.CONTACT and can_be_reached(notice):
        steps.append((WRITE, "Send a copy to whoever posted it, by mail"))
    replies = [reply for reply in REPLIES.get(waits_for, ()) if not _is_too_early(reply, notice)]
    steps += [
        (f"{REPLY} {reply}", f"Whoever posted it: {PosterReply(reply).label.lower()}") for reply in replies
    ]
    return steps + [(f"{CLOSE} {outcome}", CLOSED_WITH[outcome]) for outcome in OUTCOMES.get(waits_for, ())]


def _is_too_early(reply: PosterReply, notice: Notice) -> bool:
    return reply == PosterReply.SILENT and notice.due_at is not None and notice.due_at > timezone.now()


class StepForm(forms.ModelForm):
    """The next step. It is taken while the form is looked at: only then is it known whether it can be."""

    by: Any = None
    origin = ""

    step = forms.ChoiceField(label="Next step", widget=forms.RadioSelect)
    full_name = forms.CharField(
        label="Their full name",
        required=False,
        max_length=200,
        validators=[refuse_control_characters],
        help_text="Only where whoever posted it stands by it.",
    )
    postal_address = forms.CharField(
        label="Their postal address",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_control_characters],
    )
    may_pass_on = forms.BooleanField(
        label="They agree that whoever complains is given their name and address", required=False
    )
    reply = forms.CharField(
        label="Answer to whoever complains",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_control_characters],
        help_text="Sent when it is closed, and shown at its number, which others may see. Name nobody, and say nothing "
        "of a case.",
    )
    was = forms.CharField(required=False, label="", widget=forms.HiddenInput)

    class Meta:
        model = Notice
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "step" in self.fields:  # not where it is only read
            self.fields["step"].choices = list_steps(self.instance)  # type: ignore[attr-defined]
            self.fields["step"].error_messages["invalid_choice"] = MOVED_ON
            self.initial["was"] = self.instance.waits_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            with transaction.atomic():
                self._take_step(cleaned)
        except ValidationError as error:
            self.add_error(None, error.messages)
        return cleaned

    def _take_step(self, cleaned: dict[str, Any]) -> None:
        notice, (act, _, which) = self.instance, cleaned["step"].partition(" ")
        if act == WRITE:
            write_to_poster(notice=notice, by=self.by, origin=self.origin)
        elif act == REPLY:
            record_reply(
                notice=notice,
                reply=which,
                by=self.by,
                name=cleaned["full_name"],
                address=cleaned["postal_address"],
                may_pass_on=cleaned["may_pass_on"],
            )
        else:
            close_notice(
                notice=notice, outcome=which, answer=cleaned["reply"], by=self.by, origin=self.origin
            )


@admin.register(Notice)
class NoticeAdmin(ReadsAddresses):
    """The next step first, by the clock. Data protection complaints are for administrators."""

    nothing_yet = (
        "Nobody has sent a notice or a complaint yet. What is sent from “Complaints and notices” waits here."
    )

    form = StepForm
    actions = None
    list_display = ["kind", "clock", "waits_for", "reference", "at", "outcome"]
    list_display_links = ["kind", "reference"]
    list_filter = [WorkToDo, "kind", "waits_for", "outcome"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["reference"]
    SHOWN = (
        *(
            "reference",
            "kind",
            "at",
            "clock",
            "page",
            "comment_words",
            "statement",
            "words",
            "meaning",
            "untrue",
        ),
        *("name", "email", "pass_name", "pass_email", "poster_reply", "taken", "outcome", "answer"),
    )
    readonly_fields = SHOWN

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        rows = super().get_queryset(request).select_related("comment__author")
        return rows if request.user.has_perm(MAY_LOOK) else rows.exclude(kind=NoticeKind.DATA)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What is due first; what is closed has no such time, and stands last."""
        return ["due_at", "-at", "pk"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        typed = ["step", "full_name", "postal_address", "may_pass_on", "reply", "was"]
        if obj is None or not obj.waits_for or not self.has_change_permission(request, obj):
            steps = []
        elif obj.waits_for != NextStep.REPLY:
            steps = ["step", "reply", "was"]
        else:
            steps = typed
        # Somebody may have done the next step meanwhile: what was typed stays on the page.
        steps = [name for name in typed if name in steps or request.POST.get(name)]
        empty = {name for name in self.SHOWN if obj is not None and getattr(obj, name, None) == ""}
        return [name for name in self.SHOWN if name not in empty] + steps

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        origin = f"{request.scheme}://{request.get_host()}"
        return type(form.__name__, (form,), {"by": request.user, "origin": origin})

    @admin.display(description="time", ordering="due_at")
    def clock(self, notice: Notice) -> str:
        if notice.due_at is None:
            return "Closed"
        said = describe_clock(notice, timezone.now())
        template = "<strong>{}</strong> (by {})" if notice.due_at <= timezone.now() else "{} (by {})"
        return format_html(template, f"{said[:1].upper()}{said[1:]}", notice.due)

    @admin.display(description="page")
    def page(self, notice: Notice) -> str:
        path = find_path(notice.address)
        return format_html('<a href="{}">{}</a>', path, path) if path else notice.address or "Not said"

    @admin.display(description="comment")
    def comment_words(self, notice: Notice) -> str:
        comment = notice.comment
        if not comment:
            return "None is known by this address"
        return f"{comment.author_name}: {comment.body} ({comment.get_state_display().lower()})"

    @admin.display(description="what was done")
    def taken(self, notice: Notice) -> str:
        lines = (
            (
                localtime(step.at).strftime("%-d %B %Y, %H:%M"),
                step.get_act_display(),
                f", {step.by}" if step.by else "",
            )
            for step in notice.steps.select_related("by")
        )
        return format_html_join(SafeString("<br>"), "{}: {}{}", lines)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "show_save": obj is not None and bool(obj.waits_for) and self.has_change_permission(request, obj),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        """The form has done it."""
        if form.cleaned_data.get("step") == WRITE:
            messages.info(request, "The letter is on its way. This moves on when it was handed over.")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nowhere: each step is recorded beside the notice."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: it is counted, and emptied after a time."""
        return False


@admin.register(SealedEvidence)
class SealedEvidenceAdmin(ReadsAddresses):
    """What was sealed, when, and until when. What it says is shown for one look at a time, and each is recorded."""

    nothing_yet = (
        "Nothing is sealed. What is taken down and sealed, or removed for legal reasons, is kept for a time."
    )

    actions = None
    list_display = ["kind", "comment_number", "sealed_at", "kept_until", "state"]
    list_display_links = ["kind", "comment_number"]
    list_filter = ["kind"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ["kind", "comment_number", "sealed_at", "sealed_by", "kept_until", "state", "looked"]

    @admin.display(description="comment")
    def comment_number(self, evidence: SealedEvidence) -> str:
        return f"Comment {evidence.comment_id}"

    @admin.display(description="now")
    def state(self, evidence: SealedEvidence) -> str:
        if evidence.purged_at:
            return f"Purged on {localtime(evidence.purged_at):%-d %B %Y}"
        if evidence.lifted_at:
            return f"Seal taken off on {localtime(evidence.lifted_at):%-d %B %Y}"
        return "Sealed"

    @admin.display(description="looked at by")
    def looked(self, evidence: SealedEvidence) -> str:
        looks = evidence.looks.select_related("by")
        lines = ((look.by, localtime(look.at).strftime("%-d %B %Y, %H:%M")) for look in looks)
        return format_html_join(SafeString("<br>"), "{}, {}", lines) or "Nobody"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """admin/themes/sealedevidence/change_form.html: `is_sealed`; `seen` (SealedEvidence) after a look."""
        evidence = self.get_object(request, object_id)
        seen = None
        if evidence and (OPEN in request.POST or LIFT in request.POST):
            if not self.has_view_permission(request, evidence):
                raise PermissionDenied
            if LIFT in request.POST:
                try:
                    comment = lift_seal(evidence=evidence, by=request.user)
                    is_held = comment.state == CommentState.HELD
                    messages.success(request, f"The seal is off. {IS_HELD if is_held else STAYS_WITHDRAWN}")
                except ValidationError as error:
                    messages.error(request, error.messages[0])
                return redirect(request.path)
            seen = look_at_evidence(evidence=evidence, by=request.user)
            request.method = "GET"  # nothing of the form is saved
        is_sealed = bool(evidence and not evidence.purged_at and not evidence.lifted_at)
        context = {**(extra_context or {}), "seen": seen, "is_sealed": is_sealed}
        return super().change_view(request, object_id, form_url, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
