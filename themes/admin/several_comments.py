"""Several comments decided together: the page that shows what would happen to each, and asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.text import get_text_list
from django.views.decorators.debug import sensitive_post_parameters

from reviews.control_characters import refuse_control_characters
from reviews.plurals import count_things
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from themes.admin.comment_cards import TICKED, CommentCard, build_card
from themes.discussion.together import (
    MOST_TOGETHER,
    LeftOutError,
    Look,
    WeighedComment,
    decide_together,
    look_at_held,
    weigh_together,
)
from themes.enums import CommentState
from themes.models import Comment, Thread
from themes.models.discussion import ModerationReason

TOGETHER = "_together"  # the name of the buttons; their value is the decision
LISTED = "listed"  # all that the page shows as going, ticked or not
CONFIRM = "confirm"
CHANGED = (
    "Nothing was decided: something changed since you looked. Read what stands here now, and confirm again."
)
# Whoever wrote it says so themselves; of imported ones each is asked for by its own author.
REASONS = [each for each in ModerationReason.choices if each[0] != ModerationReason.AUTHOR]


class TogetherForm(forms.Form):
    """One reason and the same words for all that are rejected."""

    reason = forms.ChoiceField(
        choices=[("", "Choose a reason"), *REASONS],
        error_messages={"required": "Choose a reason. The authors can then be told why."},
    )
    explanation = forms.CharField(
        required=False,
        label="In words, for all of them",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_control_characters],
        help_text="Each author reads the reason and these words. Name nobody, and do not repeat what a comment said.",
    )


@dataclass(frozen=True)
class PlannedComment:
    """One comment of the page that asks: what happens to it, or why nothing does."""

    card: CommentCard
    weighed: WeighedComment
    is_ticked: bool = True
    refused: str = ""  # why it could not be decided with those that were ticked

    @property
    def hangs_below_nothing(self) -> bool:
        """Whether readers do not see what it answers: then it stands below a note that says so."""
        parent = self.card.answers
        return parent is not None and parent.state in (CommentState.REJECTED, CommentState.WITHDRAWN)


def read_looks(data: QueryDict, name: str) -> list[Look]:
    """What was sent under this name, each comment once."""
    looks = [look for token in data.getlist(name)[:MOST_TOGETHER] if (look := Look.read(token))]
    return list({look.comment: look for look in looks}.values())


def build_way_back(around: Mapping[str, Any]) -> str:
    """The thread, or the queue as it was narrowed."""
    if thread := around.get("thread"):
        return reverse("admin:themes_thread_change", args=[thread.pk])
    queue = reverse("admin:themes_comment_changelist")
    return f"{queue}?{around['back']}" if around["back"] else queue


class DecidesTogether(CuratedAdmin):
    """For the screen of comments."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.several_view)
        return [path("several/", view, name="themes_comment_several"), *super().get_urls()]

    @method_decorator(sensitive_post_parameters())
    def several_view(self, request: HttpRequest) -> HttpResponse:
        """All that is held in the `thread` of the address; or what was confirmed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._confirm(request)
        number = request.GET.get("thread", "")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return redirect("admin:themes_comment_changelist")
        thread = get_object_or_404(Thread, pk=number)
        looks, held = look_at_held(thread.pk)
        decision = request.GET.get("decision", CommentState.PUBLISHED)
        return self.show_together(request, looks, decision, {"thread": thread, "held": held})

    def show_together(
        self,
        request: HttpRequest,
        looks: Sequence[Look],
        decision: str,
        around: Mapping[str, Any],
        *,
        ticked: Sequence[Look] | None = None,
        refused: Mapping[int, str] | None = None,
        form: TogetherForm | None = None,
    ) -> HttpResponse:
        """admin/themes/comment/several.html: PlannedComment that are `going`, `marked` or `left_out`; how many were
        `deleted`; `form` where they are rejected; `back` or `thread`, with how many are `held` there, and the address
        that leads back.
        """
        if decision not in (CommentState.PUBLISHED, CommentState.REJECTED):
            raise Http404("Comments are published or rejected together.")
        weighed = weigh_together(looks, decision)
        here = {each.comment.pk for each in weighed}
        planned = [
            PlannedComment(
                build_card(each.comment, each.found, here),
                each,
                is_ticked=ticked is None or each.look in ticked,
                refused=(refused or {}).get(each.comment.pk, ""),
            )
            for each in weighed
        ]
        rejects = decision == CommentState.REJECTED
        going = [each for each in planned if not each.weighed.against]
        verb = "Reject" if rejects else "Publish"
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {count_things(len(going), 'comment')} together?",
            "opts": self.opts,
            "decision": decision,
            "rejects": rejects,
            "verb": verb,
            "going": going,
            "marked": [each for each in planned if each.weighed.is_marked],
            "left_out": [each for each in planned if each.weighed.against and not each.weighed.is_marked],
            "deleted": len(looks) - len(weighed),
            "changed": CHANGED if refused else "",
            "form": (form or TogetherForm()) if rejects else None,
            "most": MOST_TOGETHER,
            "back_url": build_way_back(around),
            **around,
        }
        status = 409 if refused else 400 if form else 200
        response = TemplateResponse(request, "admin/themes/comment/several.html", context, status=status)
        add_never_cache_headers(response)
        return response

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        listed, ticked = read_looks(request.POST, LISTED), read_looks(request.POST, TICKED)
        decision = request.POST.get("decision", "")
        around = self._read_way_back(request)
        form = TogetherForm(request.POST) if decision == CommentState.REJECTED else None
        again: dict[str, Any] = {"ticked": ticked, "form": form}
        if form and not form.is_valid():
            return self.show_together(request, listed, decision, around, **again)
        if not ticked or decision not in (CommentState.PUBLISHED, CommentState.REJECTED):
            messages.error(request, "Nothing was done: no comment was ticked.")
            return self.show_together(request, listed, decision, around, **again)
        typed = form.cleaned_data if form else {}
        by: Any = request.user
        try:
            with raise_deadlocks():
                entries = decide_together(looks=ticked, decision=CommentState(decision), by=by, **typed)
        except LeftOutError as error:
            return self.show_together(request, listed, decision, around, refused=error.why, **again)
        except DeadlockError:
            messages.error(request, STOPPED)
            return self.show_together(request, listed, decision, around, **again)
        self.say_what_was_decided(request, [entry.decision for entry in entries])
        return redirect(build_way_back(around))

    @staticmethod
    def _read_way_back(request: HttpRequest) -> dict[str, Any]:
        number = request.POST.get("thread", "")
        if number.isascii() and number.isdigit() and len(number) < 19:
            thread = get_object_or_404(Thread, pk=number)
            held = Comment.objects.filter(thread=thread, state=CommentState.HELD).count()
            return {"thread": thread, "held": held}
        return {"back": QueryDict(request.POST.get("back", "")).urlencode()}

    def say_what_was_decided(self, request: HttpRequest, states: Sequence[str]) -> None:
        """ "3 comments decided: 2 published and 1 rejected." """
        counted = Counter(states)
        parts = [f"{counted[state]} {state.label.lower()}" for state in CommentState if counted[state]]
        self.message_user(
            request,
            f"{count_things(len(states), 'comment')} decided: {get_text_list(parts, 'and')}.",
            messages.SUCCESS,
        )
