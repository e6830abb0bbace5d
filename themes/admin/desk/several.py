"""Several quotations: every change is shown before it is made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from themes.admin.desk.forms import ReasonForm
from themes.admin.desk.queue import MOST_CHOSEN
from themes.admin.desk.screens import DeskScreen, build_url
from themes.desk.acts import ACTS, FOR_SEVERAL, ActInput, DeskAct
from themes.desk.deciding import (
    ActResult,
    ChangedMeanwhileError,
    decide_for_several,
    may_decide,
    may_decide_anything,
    preview_act,
)
from themes.desk.queue import Queue
from themes.models import Quotation

CHANGED = (
    "Something changed since you looked, so nothing was done. This is what would happen now: read it, and decide "
    "again."
)


class SeveralScreen(DeskScreen):
    def several_view(self, request: HttpRequest) -> HttpResponse:
        self.require_view_permission(request)
        queue = Queue.read(request.POST)
        if request.method != "POST":
            return redirect("admin:themes_quotation_desk")
        act = ACTS.get(request.POST.get("act", ""))
        if not (may_decide(request.user, act) if act else may_decide_anything(request.user)):
            raise PermissionDenied
        pks = _read_choice(request, queue)
        if act is None or act.slug not in FOR_SEVERAL:
            return self._refuse(request, queue, "Nothing was done. Choose what to do with the quotations.")
        if not pks:
            return self._refuse(request, queue, "Nothing was done. Tick some quotations first.")
        if len(pks) > act.most:
            return self._refuse(
                request,
                queue,
                f"Nothing was done. At most {act.most} can be chosen for this at once. Hold the list to one report "
                "or one kind.",
            )
        return self._preview(request, queue, act, pks)

    @staticmethod
    def _refuse(request: HttpRequest, queue: Queue, message: str) -> HttpResponse:
        messages.error(request, message)
        return redirect(build_url("desk", queue))

    def _preview(self, request: HttpRequest, queue: Queue, act: DeskAct, pks: list[int]) -> HttpResponse:
        """admin/themes/quotation/several.html: the `act`, its `result` as it would be now, `form` where it asks for
        a reason, the chosen keys (`pks`) and their `count`; where the preview was confirmed and nothing was done,
        `changed` (why) or `not_read`.
        """
        context: dict[str, Any] = {
            "title": act.label,
            "act": act,
            "pks": ",".join(map(str, pks)),
            "count": len(pks),
        }
        act_input = ActInput(by=request.user)
        if act.needs_input:
            form = ReasonForm(request.POST if "reason" in request.POST else None)
            context["form"] = form
            if not form.is_valid():
                return self.render_desk(request, "several", queue, context)
            act_input = form.build_input(request.user)
        if request.POST.get("confirm"):
            if act.slug == "move" and request.POST.get("read") != "on":
                context["not_read"] = True
            elif changed := _carry_out(request, act, pks, act_input):
                context["changed"] = changed
            else:
                return redirect(build_url("desk", queue))
        try:
            with raise_deadlocks():
                context["result"] = preview_act(act, pks, by=request.user, act_input=act_input)
        except DeadlockError:
            return self._refuse(request, queue, STOPPED)
        return self.render_desk(request, "several", queue, context, 409 if "changed" in context else 200)


def _read_choice(request: HttpRequest, queue: Queue) -> list[int]:
    """The keys of the quotations that were chosen and are there."""
    if request.POST.get("which") == "all":
        return list(queue.get_quotations().values_list("pk", flat=True)[: MOST_CHOSEN + 1])
    keys_sent = [*request.POST.getlist("row"), *request.POST.get("pks", "").split(",")[: MOST_CHOSEN + 1]]
    keys = {int(pk) for pk in keys_sent if pk.isascii() and pk.isdigit() and len(pk) < 19}
    return sorted(Quotation.objects.filter(pk__in=keys).values_list("pk", flat=True))


def _carry_out(request: HttpRequest, act: DeskAct, pks: list[int], act_input: ActInput) -> str:
    """Do what the preview showed, and say so in a message; returns why nothing was done, empty where it was."""
    try:
        with raise_deadlocks():
            result = decide_for_several(
                act,
                pks,
                by=request.user,
                act_input=act_input,
                digest=request.POST.get("digest", ""),
                why=act_input.reason or request.POST.get("why", ""),
                minor=request.POST.get("minor") == "on",
            )
    except ChangedMeanwhileError:
        return CHANGED
    except DeadlockError:
        return STOPPED
    messages.success(request, describe_result(act, result))
    return ""


def describe_result(act: DeskAct, result: ActResult) -> str:
    """What was done, and how many were left alone."""
    count, skipped = result.count, len(result.skipped)
    sentence = "Nothing was done."
    if count:
        sentence = act.done_messages[0] if count == 1 else act.done_messages[1].format(f"{count:,}")
    if skipped:
        sentence += " One was left as it was." if skipped == 1 else f" {skipped:,} were left as they were."
    return sentence
