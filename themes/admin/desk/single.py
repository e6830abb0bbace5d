"""One quotation beside its pages, and what can be decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters

from reviews.history.chronicle import Chronicle
from reviews.history.diffs import build_diff
from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from reviews.workspace.history import MAXIMUM_KEY
from themes.admin.desk.forms import build_forms
from themes.admin.desk.screens import DeskScreen, build_url
from themes.admin.desk.sides import build_sides
from themes.admin.notes import act_on_notes, add_typed_note, build_notes, explain_note, is_about_notes
from themes.admin.taking import act_on_taking, build_taking, is_about_taking
from themes.desk.acts import ACTS, ActInput, DeskAct
from themes.desk.deciding import (
    ChangedMeanwhileError,
    RefusedError,
    compute_quotation_token,
    decide,
    explain_read_only,
    may_decide,
    may_decide_anything,
)
from themes.desk.queue import Queue, find_standing
from themes.desk.snapshots import describe_source, fetch_quotations, take_snapshots
from themes.enums import FindingState, Outcome
from themes.models import Quotation
from themes.quotations.shared_lists import find_offers

LABELS = {
    "words": "The words",
    "pages": "The pages",
    "reason": "Because",
    "why": "Why?",
    "_note_text": "The note",
}


@dataclass(frozen=True)
class ActButton:
    """An act that needs nothing filled in; `about` says what it does here."""

    act: DeskAct
    label: str
    about: str


class SingleScreen(DeskScreen):
    def quotation_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.require_view_permission(request)
        queue = Queue.read(request.GET)
        quotation = _fetch_quotation(pk) if pk <= MAXIMUM_KEY else None
        if quotation is None:
            return self._render_gone(request, pk, queue)
        if request.method != "POST":
            return self._render_quotation(request, quotation, queue)
        if is_about_notes(request):
            act_on_notes(request, quotation)
            return self._render_quotation(request, quotation, queue)
        if is_about_taking(request):
            act_on_taking(request, quotation)
            return self._render_quotation(request, quotation, queue)
        act = ACTS.get(request.POST.get("act", ""))
        if not (may_decide(request.user, act) if act else may_decide_anything(request.user)):
            raise PermissionDenied
        if act is None:
            return self._render_quotation(
                request, quotation, queue, refused=["Use one of the buttons."], status=400
            )
        return self._decide(request, quotation, queue, act)

    @method_decorator(sensitive_post_parameters())
    def _decide(self, request: HttpRequest, quotation: Quotation, queue: Queue, act: DeskAct) -> HttpResponse:
        act_input = ActInput(by=request.user)
        form = next((form for form in build_forms(quotation, request.POST, act) if form.act is act), None)
        if form is not None:
            if not form.is_valid():
                refused = [str(error) for errors in form.errors.values() for error in errors]
                return self._render_quotation(request, quotation, queue, act=act, refused=refused)
            act_input = form.build_input(request.user)
        if reason := explain_note(request):
            return self._render_quotation(request, quotation, queue, act=act, refused=[reason])
        standing = find_standing(quotation)
        refusal: dict[str, Any]
        try:
            with raise_deadlocks():
                decide(
                    act,
                    quotation.pk,
                    by=request.user,
                    act_input=act_input,
                    form_token=request.POST.get("seen", ""),
                    why=act_input.reason or request.POST.get("why", ""),
                    minor=request.POST.get("minor") == "on",
                )
        except RefusedError as error:
            refusal = {"refused": error.reasons}
        except ChangedMeanwhileError as error:
            refusal = {"changed": error.entries or [None], "status": 409}
        except DeadlockError:
            refusal = {"refused": [STOPPED], "status": 409}
        else:
            add_typed_note(request, Quotation.objects.filter(pk=quotation.pk).first() or quotation.finding)
            return self._redirect_to_next(request, quotation, queue, act, standing)
        now = _fetch_quotation(quotation.pk)
        if now is None:
            return self._render_gone(request, quotation.pk, queue)
        return self._render_quotation(request, now, queue, act=act, **refusal)

    def _redirect_to_next(
        self, request: HttpRequest, quotation: Quotation, queue: Queue, act: DeskAct, standing: int
    ) -> HttpResponse:
        """Say what was done, and show the next of the queue; `standing` is where the quotation stood before."""
        code = quotation.finding.code
        snapshot = take_snapshots([quotation.pk]).get(quotation.pk)
        if snapshot is None:
            address = reverse("admin:themes_finding_history", args=[quotation.finding_id])
            message = format_html(
                '{}: {} <a href="{}">History keeps the words</a>.', code, act.done_messages[0], address
            )
        else:
            now = f" Now: {snapshot.outcome}." if act.slug != "overrule" else ""
            address = build_url("desk_one", queue, quotation.pk)
            message = format_html(
                '{}: {}{} <a href="{}">Back to it</a>.', code, act.done_messages[0], now, address
            )
        messages.success(request, message)
        following = queue.find_next(standing, quotation.pk)
        if following is None:
            messages.info(request, "That was the last of this list.")
            return redirect(build_url("desk", queue))
        return redirect(build_url("desk_one", queue, following))

    def _render_quotation(
        self,
        request: HttpRequest,
        quotation: Quotation,
        queue: Queue,
        *,
        act: DeskAct | None = None,
        refused: Sequence[str] = (),
        changed: Sequence[Any] = (),
        status: int = 200,
    ) -> HttpResponse:
        """admin/themes/quotation/decide.html: the `quotation`, its `difference` from what is printed, `sides`
        (PageSide), the `buttons` (ActButton) and `forms` (ActForm) that fit it, why it is `read_only`, its list
        (`known_from`, `listed` pages, `others` that share it, `split_all`: the offers to split it), and its `token`.
        `refused` and `changed` (HistoryEntry) say why nothing was done.
        """
        token = str(compute_quotation_token(quotation.pk))  # before anything of it is read
        read_only = explain_read_only(request.user, quotation.finding)
        if not read_only and not may_decide_anything(request.user):
            read_only = "Your account may look at quotations, and decides nothing about them."
        is_near = quotation.outcome == Outcome.NEAR and quotation.matched
        following = queue.find_next(find_standing(quotation), quotation.pk)
        context = {
            "title": f"A quotation of {quotation.finding.code}",
            "quotation": quotation,
            "finding": quotation.finding,
            "is_published": quotation.finding.state == FindingState.PUBLISHED,
            "snapshot": take_snapshots([quotation.pk])[quotation.pk],
            "difference": build_diff(quotation.words, quotation.matched) if is_near else None,
            "sides": build_sides(request.user, quotation, request.GET.get("cited", "")),
            "read_only": read_only,
            "refused": refused,
            "changed": changed,
            "token": token,
            "following": build_url("desk_one", queue, following) if following else "",
            **_describe_list(request.user, quotation),
            **build_notes(request, quotation),
            **build_taking(request, quotation),
        }
        if not read_only:
            context["buttons"] = _build_buttons(request.user, quotation)
            forms = build_forms(quotation, request.POST, act)
            context["forms"] = [form for form in forms if may_decide(request.user, form.act)]
        return self.render_desk(request, "decide", queue, context, status=status)

    def _render_gone(self, request: HttpRequest, pk: int, queue: Queue) -> HttpResponse:
        """admin/themes/quotation/gone.html: the `entry` that says who took it out, what was `typed` about it [(label,
        words)], and the address of its `history`. 404 where there never was one.
        """
        chronicle = Chronicle(Quotation, pk) if pk <= MAXIMUM_KEY else None
        if chronicle is None or not chronicle.entries:
            raise Http404("There is no such quotation.")
        context = {
            "title": "This quotation was taken out",
            "entry": chronicle.read(chronicle.entries[:1])[0],
            "typed": [
                (label, request.POST[name]) for name, label in LABELS.items() if request.POST.get(name)
            ],
            "history": reverse("admin:themes_quotation_history", args=[pk]),
        }
        return self.render_desk(request, "gone", queue, context, 409 if request.method == "POST" else 410)


def _fetch_quotation(pk: int) -> Quotation | None:
    return next(iter(fetch_quotations([pk])), None)


def _describe_list(user: Any, quotation: Quotation) -> dict[str, Any]:
    citation = quotation.citation
    if citation is None:
        return {}
    split = find_offers([citation])
    may_split = len(split) > 1 and may_decide(user, ACTS["split_list"])
    return {
        "known_from": describe_source(citation),
        "others": [finding for finding in citation.findings.all() if finding != quotation.finding],
        "listed": list(citation.pages.all()),
        "split_all": split if may_split else [],
    }


def _build_buttons(user: Any, quotation: Quotation) -> list[ActButton]:
    """Those of the acts that need no input and fit this quotation."""
    act_input = ActInput(by=user)
    return [
        ActButton(act, act.label_for(quotation), act.explain(quotation))
        for act in ACTS.values()
        if not act.needs_input and may_decide(user, act) and not act.find_obstacle(quotation, act_input)
    ]
