"""Publishing, withdrawing and deleting several findings from their list: asked first, done all in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reviews.history.tracking import LONGEST_WHY, get_events
from reviews.workspace.base import CuratedAdmin
from themes.admin.findings.base import MOST_CODES_NAMED, describe_result
from themes.enums import FindingState
from themes.findings.block_members import NEVER_PUBLIC, delete_draft
from themes.findings.publishing import (
    CAN_BE_WITHDRAWN,
    expand_to_blocks,
    find_obstacles,
    publish_findings,
    withdraw_findings,
)
from themes.models import ColleagueNote, Finding

PUBLISHED = FindingState.PUBLISHED
MOST_AT_ONCE = 200  # more than anybody reads before saying yes


@dataclass
class BulkRow:
    """One finding of the page that asks."""

    finding: Finding
    chosen: bool  # else it comes along, because it is read together with one that is
    reasons: Sequence[str] = field(default_factory=list)  # why nothing happens to it
    unread: bool = False  # a draft that was never in review
    notes: Sequence[ColleagueNote] = ()  # open ones to colleagues, which are deleted with it

    @property
    def mark(self) -> str:
        """A token of what was shown of it."""
        return f"{self.finding.pk}:{self.finding.version}:{self.finding.state}"


def list_to_publish(chosen: Sequence[Finding], by: Any) -> list[BulkRow]:
    """What would be published, and what not and why. A constant number of queries."""
    chosen_pks = {finding.pk for finding in chosen}
    findings = list(expand_to_blocks(chosen).exclude(state=PUBLISHED))
    reasons = find_obstacles(findings, by=by)
    _hold_back_blocks(findings, reasons)
    events = get_events(Finding).filter(pgh_obj__in=reasons, state=FindingState.IN_REVIEW)
    reviewed = set(events.values_list("pgh_obj_id", flat=True))
    rows = [
        BulkRow(
            finding,
            chosen=finding.pk in chosen_pks,
            reasons=reasons[finding.pk],
            unread=finding.state == FindingState.DRAFT and finding.pk not in reviewed,
        )
        for finding in findings
    ]
    public = [finding for finding in chosen if finding.state == PUBLISHED]
    return [*rows, *(BulkRow(finding, True, ["Readers see it already."]) for finding in public)]


def _hold_back_blocks(findings: Sequence[Finding], reasons: Mapping[int, list[str]]) -> None:
    """Add a reason to findings whose block has a member that cannot be published."""
    culprits: dict[int | None, Finding] = {}
    for finding in findings:
        if finding.block_id and reasons[finding.pk]:
            culprits.setdefault(finding.block_id, finding)
    for finding in findings:
        if not reasons[finding.pk] and (culprit := culprits.get(finding.block_id)):
            reasons[finding.pk].append(
                f"It has to be read together with {culprit.code}, which cannot be published."
            )


def list_to_withdraw(chosen: Sequence[Finding], by: Any) -> list[BulkRow]:
    """What would be withdrawn, and what not and why. A constant number of queries."""
    chosen_pks = {finding.pk for finding in chosen}
    findings = expand_to_blocks(chosen).filter(state__in=CAN_BE_WITHDRAWN)
    rows = [BulkRow(finding, finding.pk in chosen_pks) for finding in findings]
    return rows + [
        BulkRow(finding, True, [f"It is {finding.get_state_display().lower()}: readers do not see it."])
        for finding in chosen
        if finding.state not in CAN_BE_WITHDRAWN
    ]


def _publish(findings: Sequence[Finding], by: Any) -> Sequence[Finding]:
    publish_findings(findings=findings, by=by)
    return findings


def _withdraw(findings: Sequence[Finding], by: Any) -> Sequence[Finding]:
    return withdraw_findings(findings=findings)


def list_to_delete(chosen: Sequence[Finding], by: Any) -> list[BulkRow]:
    """Drafts that were never public, each by itself: what one is read together with stays. Two queries at most."""
    notes: dict[int | None, list[ColleagueNote]] = defaultdict(list)
    for note in ColleagueNote.objects.open_with(chosen):
        notes[note.quotation.finding_id if note.quotation else note.finding_id].append(note)
    partners: dict[int | None, str] = {}
    if not by.has_perm("themes.publish_finding"):
        blocks = {finding.block_id for finding in chosen} - {None}
        partners = {row.block_id: row.code for row in Finding.objects.published().filter(block__in=blocks)}
    rows = []
    for finding in chosen:
        reasons = []
        if finding.published_at is not None or finding.state not in NEVER_PUBLIC:
            reasons.append("Readers have seen it: it can be withdrawn, not deleted.")
        elif partner := partners.get(finding.block_id):
            reasons.append(
                f"It is read together with {partner}, which readers see: only somebody who may publish can delete it."
            )
        rows.append(BulkRow(finding, chosen=True, reasons=reasons, notes=notes[finding.pk]))
    return rows


def _delete(findings: Sequence[Finding], by: Any) -> Sequence[Finding]:
    with transaction.atomic():  # all of them or none
        for finding in findings:
            delete_draft(finding=finding, by=by)
    return findings


@dataclass(frozen=True)
class BulkAct:
    name: str
    done: str  # "published": what the findings are afterwards
    effect: str  # the beginning of a sentence that names them
    list_rows: Callable[[Sequence[Finding], Any], list[BulkRow]]
    perform: Callable[[Sequence[Finding], Any], Sequence[Finding]]  # returns those it was done to


PUBLISH = BulkAct("publish", "published", "Readers will see", list_to_publish, _publish)
WITHDRAW = BulkAct("withdraw", "withdrawn", "Readers will no longer see", list_to_withdraw, _withdraw)


DELETE = BulkAct(
    "delete", "deleted", "This deletes, with their pages, quotations and notes,", list_to_delete, _delete
)


class BulkActsAdmin(CuratedAdmin):
    """The actions of the list of findings. Each shows what would happen, and asks."""

    @admin.action(description="Publish …", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._ask_or_perform(request, queryset, PUBLISH)

    @admin.action(description="Withdraw …", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._ask_or_perform(request, queryset, WITHDRAW)

    @admin.action(description="Delete drafts …", permissions=["delete"])
    def delete_drafts(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._ask_or_perform(request, queryset, DELETE)

    def _ask_or_perform(self, request, queryset, act: BulkAct) -> HttpResponse | None:
        chosen = list(queryset.order_by("number")[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            messages.error(
                request,
                f"At most {MOST_AT_ONCE} findings can be {act.done} at once, so that somebody can read what they "
                f"are. You chose {queryset.count():,}: nothing was {act.done}. Choose fewer.",
            )
            return None
        is_confirmed = request.POST.get("post") == "yes"
        if is_confirmed:
            chosen = _lock(chosen)
        rows = act.list_rows(chosen, request.user)
        going = [row for row in rows if not row.reasons]
        left_out = [row for row in rows if row.reasons]
        is_stale = is_confirmed and set(request.POST.getlist("shown")) != {row.mark for row in going}
        if not is_confirmed or is_stale or not going:
            return self._ask(request, act, chosen, going, left_out, is_stale=is_stale)
        _perform(request, act, [row.finding for row in going], len(left_out))
        return None

    def _ask(self, request, act: BulkAct, chosen, going, left_out, *, is_stale=False) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{act.name.capitalize()} these findings?",
            "opts": self.opts,
            "act": act,
            "action": request.POST.get("action", act.name),
            "going": going,
            "going_named": "this finding" if len(going) == 1 else f"these {len(going)} findings",
            "left_out": left_out,
            "chosen": chosen,
            "is_stale": is_stale,
            "why": request.POST.get("why", "")[:LONGEST_WHY],
            "longest_why": LONGEST_WHY,
        }
        return TemplateResponse(request, "admin/themes/finding/several.html", context)


def _lock(findings: Sequence[Finding]) -> list[Finding]:
    """Lock the findings until the end of the transaction, with what they are read together with.

    Returns them as they are now: somebody may have been quicker. What is gone is left out.
    """
    rows = Finding.objects.filter(pk__in=expand_to_blocks(findings).order_by().values("pk"))
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return list(Finding.objects.filter(pk__in=[finding.pk for finding in findings]).order_by("number"))


def _perform(request: HttpRequest, act: BulkAct, findings: Sequence[Finding], left_out: int) -> None:
    try:
        findings = act.perform(findings, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages[:MOST_CODES_NAMED]))
        return
    message = describe_result(findings, f"{act.done} now")
    if left_out:
        message += " One was left as it was." if left_out == 1 else f" {left_out} were left as they were."
    messages.success(request, message)
