"""Setting theme, period, agency or state in several findings from their list: looked at first, then done in one go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reviews.history.tracking import LONGEST_WHY
from reviews.models import Period
from reviews.workspace.base import CuratedAdmin
from themes.admin.findings.base import describe_result
from themes.admin.findings.bulk import MOST_AT_ONCE
from themes.enums import FindingState
from themes.findings.setting import (
    COMES_FROM,
    FindingSetting,
    How,
    SetMeanwhileError,
    SetRow,
    preview_setting,
    set_findings,
)
from themes.models import Agency, Finding, Theme

LEAVE = "Leave as it is"
LABELS = {FindingState.IN_REVIEW: "Send drafts to review", FindingState.DRAFT: "Take back to drafts"}
STALE = (
    "Something changed since this was looked at, or you chose something else, so nothing was done. This is what would "
    "happen now: read it, and decide again."
)


class SetForm(forms.Form):
    """What is to be set, each beside what is to be done with it."""

    theme = forms.ModelChoiceField(Theme.objects.none(), required=False, empty_label=LEAVE)
    theme_how = forms.ChoiceField(choices=How.choices, label="What to do with the theme")
    period = forms.ModelChoiceField(Period.objects.none(), required=False, empty_label=LEAVE)
    period_how = forms.ChoiceField(choices=[], label="What to do with the period")
    agency = forms.ModelChoiceField(Agency.objects.none(), required=False, empty_label=LEAVE)
    agency_how = forms.ChoiceField(choices=[], label="What to do with the agency")
    state = forms.ChoiceField(
        required=False, choices=[("", LEAVE), *((state, LABELS[state]) for state in COMES_FROM)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("theme", Theme.objects.current()),
            ("period", Period.objects.all()),
            ("agency", Agency.objects.all()),
        ):
            field: Any = self.fields[name]
            field.queryset = rows
            if name != "theme":
                how: Any = self.fields[f"{name}_how"]
                how.choices = [(How.ADD, How.ADD.label), (How.TAKE, How.TAKE.label)]

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Each field with the one that says what to do."""
        return [(self[name], self[f"{name}_how"]) for name in ("theme", "period", "agency")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("theme", "period", "agency", "state")):
            raise forms.ValidationError("Choose what to set.")
        return cleaned

    def build_setting(self) -> FindingSetting:
        """What was chosen in a valid form."""
        chosen = self.cleaned_data
        return FindingSetting(
            theme=chosen["theme"],
            theme_how=How(chosen["theme_how"]),
            period=chosen["period"],
            period_how=How(chosen["period_how"]),
            agency=chosen["agency"],
            agency_how=How(chosen["agency_how"]),
            state=FindingState(chosen["state"]) if chosen["state"] else None,
        )


class SetsFieldsAdmin(CuratedAdmin):
    """The action of the list of findings that sets something in all that are ticked."""

    @admin.action(description="Set theme, state …", permissions=["change"])
    def set_fields(self, request: HttpRequest, queryset: QuerySet[Finding]) -> HttpResponse | None:
        chosen = list(queryset.order_by("number").defer("search")[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            messages.error(
                request,
                f"At most {MOST_AT_ONCE} findings can be set at once, so that somebody can read what they are. You "
                f"chose {queryset.count():,}: nothing was done. Choose fewer.",
            )
            return None
        form = SetForm(request.POST if "theme_how" in request.POST else None)
        if not form.is_bound or not form.is_valid():
            return self._ask_what_to_set(request, form, chosen)
        setting = form.build_setting()
        is_stale = False
        if "confirm" in request.POST:
            shown, why = request.POST.getlist("shown"), request.POST.get("why", "")
            try:
                done = set_findings(setting, chosen, shown=shown, by=request.user, why=why)
            except SetMeanwhileError:
                is_stale = True
            else:
                left = len(chosen) - len({finding.pk for finding in done} & {each.pk for each in chosen})
                self.message_user(request, _describe(done, left), messages.SUCCESS)
                return None
        rows = preview_setting(setting, chosen, by=request.user)
        return self._ask_what_to_set(request, form, chosen, rows, is_stale=is_stale)

    def _ask_what_to_set(
        self,
        request: HttpRequest,
        form: SetForm,
        chosen: list[Finding],
        rows: list[SetRow] | None = None,
        *,
        is_stale: bool = False,
    ) -> HttpResponse:
        """admin/themes/finding/set_fields.html: the `form`, the `chosen`, and once somebody has chosen what to set the
        rows `going` and `left_out` (SetRow); `stale` says why nothing was done.
        """
        going = [row for row in rows or [] if not row.reasons]
        context = {
            **self.admin_site.each_context(request),
            "title": "Set theme, period, agency or state",
            "opts": self.opts,
            "form": form,
            "chosen": chosen,
            "is_looked_at": rows is not None,
            "going": going,
            "going_named": "this finding" if len(going) == 1 else f"these {len(going)} findings",
            "left_out": [row for row in rows or [] if row.reasons],
            "stale": STALE if is_stale else "",
            "why": request.POST.get("why", "")[:LONGEST_WHY],
            "longest_why": LONGEST_WHY,
        }
        return TemplateResponse(request, "admin/themes/finding/set_fields.html", context)


def _describe(done: list[Finding], left: int) -> str:
    message = describe_result(done, "changed now")
    if left:
        message += " One was left as it was." if left == 1 else f" {left} were left as they were."
    return message
