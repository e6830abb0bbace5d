"""Publishing and withdrawing several findings from their list: asked first, done all in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reviews.history.tracking import events_of
from reviews.workspace.base import LONGEST_WHY
from themes.enums import FindingState
from themes.findings.publishing import hindrances, publish_together, with_partners, withdraw_together
from themes.models import Finding

PUBLISHED = FindingState.PUBLISHED
AT_ONCE = 200  # more than anybody reads before saying yes
NAMED = 20  # codes in one message


@dataclass
class Listed:
    """One finding of the page that asks."""

    finding: Finding
    chosen: bool  # else it comes along, because it is read together with one that is
    reasons: list[str] = field(default_factory=list)  # why nothing happens to it
    unread: bool = False  # a draft that was never in review

    @property
    def mark(self) -> str:
        """Stands for what was shown of it."""
        return f"{self.finding.pk}:{self.finding.version}:{self.finding.state}"


def codes_of(findings: Sequence[Finding]) -> str:
    """ "F001, F002 and F003"; of very many only some."""
    codes = [finding.code for finding in findings]
    if len(codes) > NAMED:
        return f"{', '.join(codes[:NAMED])} and {len(codes) - NAMED} others"
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"


def said_of(findings: Sequence[Finding], what: str) -> str:
    """ "F001 is published now.", "F001 and F002 are published now." """
    return f"{codes_of(findings)} {'is' if len(findings) == 1 else 'are'} {what}."


def to_publish(chosen: Sequence[Finding], by) -> list[Listed]:
    """What would be published, and what not and why. Always as many queries."""
    findings = [each for each in with_partners(chosen).defer("search") if each.state != PUBLISHED]
    picked = {each.pk for each in chosen}
    reasons = hindrances(findings, by=by)
    ill: dict[int | None, Finding] = {}
    for each in findings:
        if each.block_id and reasons[each.pk]:
            ill.setdefault(each.block_id, each)
    for each in findings:
        if not reasons[each.pk] and (other := ill.get(each.block_id)):
            reasons[each.pk] = [f"It has to be read together with {other.code}, which cannot be published."]
    reviewed = set(
        events_of(Finding)
        .filter(pgh_obj__in=[each.pk for each in findings], state=FindingState.IN_REVIEW)
        .values_list("pgh_obj_id", flat=True)
    )
    listed = [
        Listed(
            each,
            each.pk in picked,
            reasons[each.pk],
            each.state == FindingState.DRAFT and each.pk not in reviewed,
        )
        for each in findings
    ]
    already = [Listed(each, True, ["Readers see it already."]) for each in chosen if each.state == PUBLISHED]
    return [*listed, *already]


def to_withdraw(chosen: Sequence[Finding], by) -> list[Listed]:
    """What would be withdrawn, and what not and why. Always as many queries."""
    picked = {each.pk for each in chosen}
    listed = [Listed(each, each.pk in picked) for each in with_partners(chosen) if each.state == PUBLISHED]
    other = [
        Listed(each, True, [f"It is {each.get_state_display().lower()}: readers do not see it."])
        for each in chosen
        if each.state != PUBLISHED
    ]
    return [*listed, *other]


def publish_these(findings: Sequence[Finding], by) -> Sequence[Finding]:
    publish_together(findings=findings, by=by)
    return findings


def withdraw_these(findings: Sequence[Finding], by) -> Sequence[Finding]:
    return withdraw_together(findings=findings)


class PublishesFromTheList:
    """The two actions of the list of findings. Each shows what would happen, and asks."""

    @admin.action(description="Publish the selected findings", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._asked(request, queryset, "publish", to_publish, publish_these)

    @admin.action(description="Withdraw the selected findings", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._asked(request, queryset, "withdraw", to_withdraw, withdraw_these)

    def _asked(self, request, queryset, act: str, look, carry_out) -> HttpResponse | None:
        chosen = list(queryset.order_by("number")[: AT_ONCE + 1])
        done = "published" if act == "publish" else "withdrawn"
        if len(chosen) > AT_ONCE:
            said = (
                f"At most {AT_ONCE} findings can be {done} at once, so that somebody can read what they are. "
                f"You chose {queryset.count():,}: nothing was {done}. Choose fewer."
            )
            self.message_user(request, said, messages.ERROR)  # type: ignore[attr-defined]
            return None
        if request.POST.get("post") == "yes":  # nobody changes between here and there what was shown
            locked = Finding.objects.filter(pk__in=with_partners(chosen).order_by().values("pk"))
            list(locked.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        listed = look(chosen, request.user)
        going = [each for each in listed if not each.reasons]
        staying = [each for each in listed if each.reasons]
        changed = False
        if request.POST.get("post") == "yes" and going:
            changed = sorted(request.POST.getlist("shown")) != sorted(each.mark for each in going)
            if not changed:
                self._carry_out(request, [each.finding for each in going], len(staying), done, carry_out)
                return None
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": "Publish these findings?" if act == "publish" else "Withdraw these findings?",
            "opts": Finding._meta,
            "act": act,
            "going": going,
            "staying": staying,
            "chosen": chosen,
            "changed": changed,
            "why": request.POST.get("why", "")[:LONGEST_WHY],
            "longest_why": LONGEST_WHY,
        }
        return TemplateResponse(request, "admin/themes/finding/several.html", context)

    def _carry_out(self, request, findings, left_out: int, done: str, carry_out) -> None:
        try:
            findings = carry_out(findings, request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages[:NAMED]), messages.ERROR)  # type: ignore[attr-defined]
            return
        said = said_of(findings, f"{done} now")
        if left_out:
            said += " One was left as it was." if left_out == 1 else f" {left_out} were left as they were."
        self.message_user(request, said, messages.SUCCESS)  # type: ignore[attr-defined]
