"""Where names that readers wish to be shown by are approved, or rejected with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from reviews.plurals import count_things
from themes.admin.lists import WorkToDo
from themes.admin.trust import TrustsAuthors
from themes.discussion.letters import tell_of_name
from themes.discussion.names import decide_name
from themes.enums import CommentState
from themes.models import Comment, Member, NameReason

WAITING_FIRST = Case(When(name_state=CommentState.HELD, then=Value(0)), default=Value(1))
DECISIONS = [
    (CommentState.PUBLISHED, "Approve: others see this name"),
    (CommentState.REJECTED, "Reject: others see “A reader”"),
]


class NameForm(forms.ModelForm):
    """Decides when it is cleaned, so that what cannot be decided is said beside its fields."""

    by: Any = None  # whoever decides

    decision = forms.ChoiceField(
        label="Decision", choices=DECISIONS, widget=forms.RadioSelect, required=False
    )
    why = forms.ChoiceField(
        label="Reason",
        required=False,
        choices=[("", "No reason"), *NameReason.choices],
        help_text="For rejecting it. Its owner reads this on their own page and in a letter.",
    )
    seen_name = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    seen_state = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Member
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **self.initial,
            "why": self.instance.reason,
            "seen_name": self.instance.display_name,
            "seen_state": self.instance.name_state,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        decision, why = cleaned["decision"], cleaned["why"]
        if not decision:
            raise forms.ValidationError({"decision": "Choose what becomes of the name."})
        if decision == CommentState.REJECTED and not why:
            raise forms.ValidationError({"why": "Choose a reason. Its owner is told why."})
        seen = cleaned["seen_name"], cleaned["seen_state"]
        self.instance = decide_name(
            member=self.instance, seen=seen, decision=decision, reason=why, by=self.by
        )
        return cleaned


@admin.register(Member)
class MemberAdmin(TrustsAuthors):
    """Names alone: which account has one, and its address, is for administrators."""

    nothing_yet = "No reader has made an account yet. The names that they wish to be shown by wait here."

    form = NameForm
    actions = None
    list_display = ["display_name", "asked_at", "name_state", "reason"]
    list_filter = [WorkToDo, "name_state"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["display_name"]
    shown = ("display_name", "name_state", "asked_at", "comments", "decided_at", "decided_by")
    fields = (*shown, "decision", "why", "seen_name", "seen_state")
    readonly_fields = shown

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Those that wait first, and of these the oldest."""
        return [WAITING_FIRST, "asked_at", "pk"]

    @admin.display(description="comments of theirs")
    def comments(self, member: Member) -> str:
        return count_things(Comment.objects.filter(author=member.user_id).count(), "comment")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        """The form has decided: its owner is told."""
        tell_of_name.defer(member=obj.pk, origin=f"{request.scheme}://{request.get_host()}")

    def response_change(self, request: HttpRequest, obj: Member) -> HttpResponse:
        """To the next one that waits."""
        response = super().response_change(request, obj)
        following = Member.objects.waiting().first()
        if following and isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(reverse("admin:themes_member_change", args=[following.pk]))
        return response

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nowhere: who decided stands in the row, which goes with the account."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: readers delete their accounts themselves."""
        return False
