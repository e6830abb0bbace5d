"""What a finding's form does beside saving: its buttons, each with an act, and the page that withdraws it."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from reviews.workspace.base import CuratedAdmin
from reviews.workspace.why import record_reason
from themes.admin.findings.base import describe_result, get_finding, list_codes, show_errors
from themes.enums import FindingState
from themes.findings.publishing import (
    CAN_BE_WITHDRAWN,
    expand_to_blocks,
    find_hidden_members,
    hide_findings,
    publish_findings,
    return_to_draft,
    send_to_review,
    withdraw_findings,
)
from themes.models import Finding


class SaveButton(NamedTuple):
    """`value` is sent as `act`, with the keys of the other findings that it names."""

    value: str
    label: str
    is_first: bool = False


def list_buttons(finding: Finding | None, *, may_publish: bool) -> list[SaveButton]:
    """The buttons of the form, the most usual one first; what they do is done after the finding is saved."""
    state = finding.state if finding else FindingState.DRAFT
    publish = [make_publish_button(finding)] if may_publish and state != FindingState.PUBLISHED else []
    if state == FindingState.DRAFT:
        return [
            SaveButton("draft", "Save as a draft", is_first=True),
            SaveButton("review", "Save and send to review"),
            *publish,
        ]
    if state == FindingState.IN_REVIEW:
        return [
            SaveButton("keep", "Save, still in review", is_first=True),
            SaveButton("draft", "Save and take back to drafts"),
            *publish,
        ]
    if state == FindingState.PUBLISHED:
        return [SaveButton("keep", "Save and show to readers", is_first=True)]
    still = "hidden" if state == FindingState.HIDDEN else "withdrawn"
    return [SaveButton("keep", f"Save, still {still}", is_first=True), *publish]


def make_publish_button(finding: Finding | None) -> SaveButton:
    label = "Save and publish"
    if finding and finding.state == FindingState.WITHDRAWN:
        label += " again"
    elif finding and finding.state == FindingState.HIDDEN:
        label = "Save and show again"
    others = list(find_hidden_members(finding)) if finding else []
    if not others:
        return SaveButton("publish", label)
    keys = ",".join(str(other.pk) for other in others)
    codes = " and ".join(other.code for other in others)
    return SaveButton(f"publish_together:{keys}", f"{label} with {codes}")


def perform_act(value: str, finding: Finding, *, why: str, by) -> str:
    """Do what a button says, and return what to tell of it. Raises ValidationError or PermissionDenied."""
    act, _, keys = value.partition(":")
    if act == "review":
        send_to_review(finding=finding, why=why)
        return f"{finding.code} is in review now."
    if act == "draft" and finding.state == FindingState.IN_REVIEW:
        return_to_draft(finding=finding, why=why)
        return f"{finding.code} is a draft again."
    if act in ("publish", "publish_together"):
        if not by.has_perm("themes.publish_finding"):
            raise PermissionDenied
        shown_keys = set(keys.split(",")) if act == "publish_together" else set()
        others = [other for other in find_hidden_members(finding) if str(other.pk) in shown_keys]
        publish_findings(findings=[finding, *others], why=why, by=by)
        return describe_result([finding, *others], "published now")
    return ""


class ActsAdmin(CuratedAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.withdraw_view)
        return [
            path("<path:object_id>/withdraw/", view, name="themes_finding_withdraw"),
            *super().get_urls(),
        ]

    def perform_act(self, request: HttpRequest, finding: Finding) -> None:
        """Do what the button says. Raises ValidationError where it cannot be done: then nothing is saved either."""
        finding.refresh_from_db(fields=["block", "state", "version"])
        why = request.POST.get("why", "")
        if message := perform_act(request.POST.get("act", ""), finding, why=why, by=request.user):
            messages.success(request, message)

    def response_add(self, request, obj, post_url_continue=None):
        return super().response_add(_ask_to_continue(request), obj, post_url_continue)

    def response_change(self, request, obj):
        return super().response_change(_ask_to_continue(request), obj)

    @method_decorator(sensitive_post_parameters())
    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        finding = get_finding(self, request, object_id)
        if not request.user.has_perm("themes.publish_finding"):
            raise PermissionDenied
        if request.method == "POST":
            if "hide" in request.POST:
                self._hide(request, finding)
            else:
                self._withdraw(request, finding)
            return redirect("admin:themes_finding_change", finding.pk)
        others = list(expand_to_blocks([finding]).filter(state__in=CAN_BE_WITHDRAWN).exclude(pk=finding.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Withdraw {finding.code}",
            "opts": self.opts,
            "original": finding,
            "others": others,
            "codes": list_codes([finding, *others]),
        }
        return TemplateResponse(request, "admin/themes/finding/withdraw.html", context)

    def _hide(self, request: HttpRequest, finding: Finding) -> None:
        with record_reason(request):
            hidden = hide_findings(findings=[finding])
        if hidden:
            messages.success(request, describe_result(hidden, "hidden now"))

    def _withdraw(self, request: HttpRequest, finding: Finding) -> None:
        try:
            with record_reason(request):
                withdrawn = withdraw_findings(findings=[finding])
        except ValidationError as error:
            show_errors(request, error)
            return
        if withdrawn:
            messages.success(request, describe_result(withdrawn, "withdrawn now"))


def _ask_to_continue(request: HttpRequest) -> HttpRequest:
    """Our buttons come back to the form."""
    if "act" in request.POST:
        data = request.POST.copy()
        data["_continue"] = "1"
        request.POST = data  # type: ignore[assignment]
    return request
