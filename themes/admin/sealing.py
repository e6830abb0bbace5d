"""Buttons on the screens of comments and discussions: taken down and sealed, and removals for legal reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.timezone import localtime

from reviews.plurals import count_things
from reviews.workspace.base import LOOK
from themes.discussion.sealing import (
    propose_removal,
    settle_removal,
    withdraw_at_once,
    withdraw_thread_at_once,
)
from themes.enums import CommentState
from themes.models import Comment, LegalRemoval

if TYPE_CHECKING:
    from reviews.workspace.stale_forms import RefusesStaleForms as Screen
else:
    Screen = admin.ModelAdmin

SEAL, PROPOSE, CARRY_OUT, REFUSE = "_seal", "_propose", "_carry_out", "_refuse"
TYPED = ("decision", "reason", "explanation", "why")
GONE = "Taken down. Nobody sees it from now on; what it said is sealed until {:%-d %B %Y}."


class SealsComments(Screen):
    """For the screen of a comment, and the buttons of its cards."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """admin/themes/comment/change_form.html: `sealing`, `removal`, `may_settle`, `can_seal`, `legal_why`."""
        comment: Any = self.get_object(request, object_id)
        pressed = next((name for name in (SEAL, PROPOSE, CARRY_OUT, REFUSE) if name in request.POST), None)
        if comment and pressed and request.method == "POST":
            if not self.has_change_permission(request, comment):
                raise PermissionDenied
            was_done = self._press(request, comment, pressed)
            typed = TYPED if was_done else (*TYPED, "legal_why")
            if not any(request.POST.get(name, "").strip() for name in typed):
                return redirect(request.path)
            self._show_again(
                request, comment, legal_why="" if was_done else request.POST.get("legal_why", "")
            )
        context = {**(extra_context or {}), **(self._describe(request, comment) if comment else {})}
        return super().change_view(request, object_id, form_url, context)

    def _show_again(self, request: Any, comment: Comment, *, legal_why: str) -> None:
        """Let the form come back as it was filled in: whatever was typed in it is not lost by a button beside it."""
        data = request.POST.copy()
        data[LOOK], data["legal_why"] = "1", legal_why
        data["seen"] = str(self.get_token(request, comment.pk))
        request.POST = data

    def withdraw_card(self, request: HttpRequest, comment: Comment) -> None:
        self._press(request, comment, SEAL)

    def _press(self, request: HttpRequest, comment: Comment, pressed: str) -> bool:
        try:
            if pressed == SEAL:
                evidence = withdraw_at_once(comment=comment, by=request.user)
                messages.success(request, GONE.format(localtime(evidence.kept_until)))
            elif pressed == PROPOSE:
                propose_removal(
                    comment=comment, why=request.POST.get("legal_why", "").strip(), by=request.user
                )
                messages.success(request, "Hidden. Somebody else has to look at it now.")
            elif removal := comment.legal_removals.filter(settled_at=None).first():
                settle_removal(removal=removal, carry_out=pressed == CARRY_OUT, by=request.user)
                said = (
                    "Removed. What it said is sealed."
                    if pressed == CARRY_OUT
                    else "Not removed. It waits for a decision."
                )
                messages.success(request, said)
        except ValidationError as error:
            said = (
                "Say why the law asks for it."
                if "why" in getattr(error, "error_dict", {})
                else error.messages[0]
            )
            messages.error(request, said)
            return False
        return True

    def _describe(self, request: HttpRequest, comment: Comment) -> dict[str, Any]:
        evidence = comment.evidence.filter(lifted_at=None).first()
        removal: LegalRemoval | None = comment.legal_removals.filter(settled_at=None).first()
        may_change = self.has_change_permission(request, comment)
        sealing = ""
        if evidence:
            until = f"It is kept until {localtime(evidence.kept_until):%-d %B %Y}, for administrators alone."
            sealing = f"{evidence.get_kind_display()} on {localtime(evidence.sealed_at):%-d %B %Y}. " + (
                "What it said was purged." if evidence.purged_at else until
            )
        return {
            "legal_why": request.POST.get("legal_why", ""),
            "sealing": sealing,
            "removal": removal if may_change else None,
            "may_settle": bool(removal and removal.proposed_by_id != request.user.pk),
            "can_seal": may_change and not evidence,
        }


class SealsThreads(admin.ModelAdmin):
    """For the screen of a thread."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """admin/themes/thread/change_form.html: `can_seal`, and how many comments are `held`, for whoever decides."""
        thread: Any = self.get_object(request, object_id)
        # Publishers open and close threads, but decide about no comment.
        may_change = (
            thread is not None
            and self.has_change_permission(request, thread)
            and request.user.has_perm("themes.change_comment")
        )
        if thread and SEAL in request.POST:
            if not may_change:
                raise PermissionDenied
            gone = withdraw_thread_at_once(thread=thread, by=request.user)
            messages.success(
                request, f"Closed. {count_things(gone, 'comment')} taken down; what they said is sealed."
            )
            return redirect(request.path)
        held = thread.comments.filter(state=CommentState.HELD).count() if may_change else 0
        context = {**(extra_context or {}), "can_seal": may_change, "held": held}
        return super().change_view(request, object_id, form_url, context)
