from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.text import get_text_list
from django.views.decorators.debug import sensitive_post_parameters

from reviews.plurals import count_things
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from reviews.workspace.editing_lists import EditsInList
from themes.admin.comment_cards import (
    ACTS,
    ON_A_PAGE,
    REASONS,
    CommentCard,
    build_cards,
    list_reasons,
    read_keys,
    select_for_cards,
)
from themes.admin.lists import WorkToDo
from themes.admin.sealing import SEAL, SealsComments, SealsThreads
from themes.discussion.checking import check_comment, rank_held_comments
from themes.discussion.moderation import (
    Decision,
    RefusedDecisionsError,
    decide_comment,
    decide_comments,
    describe_place,
    lock_comment,
    refuse_decision,
    shorten_comment,
)
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision, Thread

GRAVEST = "gravest"


class GravestFirst(admin.SimpleListFilter):
    """Changes the order and leaves nothing out: comments in which somebody could be recognised stand on top."""

    title = "order"
    parameter_name = "order"

    def lookups(self, request, model_admin):
        return [(GRAVEST, "Where somebody could be recognised first")]

    def queryset(self, request, queryset):
        return queryset


class CommentForm(forms.ModelForm):
    decision = forms.ChoiceField(
        required=False, choices=[("", "Leave it as it is"), *ACTS.items()], label="Decide"
    )
    reason = forms.ChoiceField(required=False, choices=REASONS)
    explanation = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Comment
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list_reasons(self.instance)  # type: ignore[attr-defined]

    def clean(self):
        cleaned = super().clean() or {}
        if decision := cleaned.get("decision"):
            lock_comment(self.instance)
            refuse_decision(comment=self.instance, decision=decision, reason=cleaned.get("reason", ""))
        return cleaned


class DecisionInline(admin.TabularInline):
    model = ModerationDecision
    extra = 0
    can_delete = False
    fields = ("at", "decision", "reason", "explanation", "by")
    readonly_fields = fields

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Comment)
class CommentAdmin(SealsComments, CuratedAdmin):
    """People's own words are read here and decided about, not edited."""

    nothing_yet = "Nobody has written a comment yet. What readers write waits here for a decision."

    form = CommentForm
    actions = None  # each has its own decision
    list_per_page = list_max_show_all = ON_A_PAGE
    list_filter = [GravestFirst, WorkToDo, "state", "thread__article"]
    search_fields = ["body", "author_name"]
    ordering = ["thread", "position"]
    fields = (
        "thread",
        "place",
        "in_reply_to",
        "author_name",
        "posted_at",
        "body",
        "marks",
        "state",
        "decision",
        "reason",
        "explanation",
    )
    readonly_fields = ["thread", "place", "in_reply_to", "author_name", "posted_at", "body", "marks", "state"]
    inlines = [DecisionInline]

    @admin.display(description="place in the discussion", ordering="position")
    def place(self, comment: Comment) -> str:
        return describe_place(comment.position, comment.parent.author_name if comment.parent else "")

    @admin.display(description="in reply to")
    def in_reply_to(self, comment: Comment) -> str:
        if comment.parent is None:
            return "Nobody: it answers no comment"
        return f"{comment.parent.author_name}: {shorten_comment(comment.parent.body)}"

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        if request.GET.get(GravestFirst.parameter_name) != GRAVEST:
            return list(self.ordering)
        ranks = [When(pk=pk, then=rank) for rank, pk in enumerate(rank_held_comments())]
        return [Case(*ranks, default=len(ranks)), *self.ordering] if ranks else list(self.ordering)

    @admin.display(description="could somebody be recognised?")
    def marks(self, comment: Comment) -> str:
        found = check_comment(comment.body, comment.thread)
        if not found:
            return "Nothing was seen. That does not say that nobody can be recognised."
        return render_to_string("admin/themes/comment/_marks.html", {"found": found})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return select_for_cards(super().get_queryset(request))

    @method_decorator(sensitive_post_parameters())
    def changelist_view(self, request, extra_context=None):
        """admin/themes/comment/change_list.html: the `cards` of a page (CommentCard), and `error_links`."""
        cards = None
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            cards = self._decide_cards(request)
            if cards is None:
                return redirect(request.get_full_path())
        response: HttpResponse = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            if cards is None:
                rows = response.context_data["cl"].result_list
                cards = build_cards(rows, None, may_decide=self.has_change_permission(request))
            wrong = [(card.anchor, f"{card.place}: {said}") for card in cards for said in card.problems]
            response.context_data |= {"cards": cards, "error_links": wrong}
        return response

    def _decide_cards(self, request: HttpRequest) -> list[CommentCard] | None:
        """Take the decisions of all cards that were sent, or none: then they come back, with what is wrong.

        Where one is withdrawn at once, the others come back as they were filled in: no decision was taken about them.
        """
        keys = read_keys(request.POST)
        gone = self._withdraw_card(request, keys)
        cards = build_cards(self.get_queryset(request).filter(pk__in=keys), request.POST, may_decide=True)
        if gone:
            return [card.start_anew() if card.comment.pk == gone else card for card in cards]
        decisions: list[Decision] = []
        is_valid = True
        for card in cards:
            if card.form and card.form.is_valid():
                decision = card.form.build_decision()
                decisions += [decision] if decision else []
            else:
                is_valid = False
        if not is_valid:
            return cards
        if not decisions:
            self.message_user(request, "Nothing was saved: no decision was chosen.", messages.ERROR)
            return cards
        try:
            with raise_deadlocks():
                entries = decide_comments(decisions=decisions, by=request.user)  # type: ignore[arg-type]
        except DeadlockError:
            self.message_user(request, STOPPED, messages.ERROR)
            return cards
        except RefusedDecisionsError as error:
            refused = error.refused
            return [
                card.refuse(refused[card.comment.pk]) if card.comment.pk in refused else card
                for card in cards
            ]
        self._say_what_was_decided(request, decisions)
        self._warn_of_replies(request, len(entries) - len(decisions))
        return None

    def _withdraw_card(self, request: HttpRequest, keys: Sequence[int]) -> int | None:
        """The key of the comment of which the button was pressed; None where another was."""
        pressed = request.POST.get(SEAL, "")
        key = next((key for key in keys if str(key) == pressed), None)
        comment = self.get_queryset(request).filter(pk=key).first() if key else None
        if comment is None:
            return None
        self.withdraw_card(request, comment)
        return comment.pk

    def _say_what_was_decided(self, request: HttpRequest, decisions: Sequence[Decision]) -> None:
        """ "3 comments decided: 2 published and 1 rejected." """
        counted = Counter(decision.state for decision in decisions)
        parts = [f"{counted[state]} {state.label.lower()}" for state in CommentState if counted[state]]
        self.message_user(
            request,
            f"{count_things(len(decisions), 'comment')} decided: {get_text_list(parts, 'and')}.",
            messages.SUCCESS,
        )

    def save_model(self, request, obj, form, change):
        if decision := form.cleaned_data.get("decision"):
            entries = decide_comment(
                comment=obj,
                decision=CommentState(decision),
                by=request.user,
                reason=form.cleaned_data["reason"],
                explanation=form.cleaned_data["explanation"],
            )
            self._warn_of_replies(request, len(entries) - 1)

    def _warn_of_replies(self, request, replies: int) -> None:
        if replies:
            self.message_user(
                request,
                f"{count_things(replies, 'reply', 'replies')} no longer shown with it.",
                messages.WARNING,
            )

    def has_delete_permission(self, request, obj=None):
        """Never: the log of decisions would be deleted too. A comment is rejected or withdrawn instead."""
        return False

    def has_add_permission(self, request):
        return False


@admin.register(Thread)
class ThreadAdmin(SealsThreads, EditsInList):
    nothing_yet = (
        "No discussion was opened yet. A discussion is the place where readers may comment on a theme, a finding or an "
        "article; publishers and administrators open them here. What readers write then waits under Comments."
    )
    list_display = ["__str__", "is_open"]
    list_editable = ["is_open"]
    deletes_several = False  # one with comments stays
    list_select_related = ["theme", "finding", "article"]
    autocomplete_fields = ["theme", "finding", "article"]

    def get_readonly_fields(self, request, obj=None):
        """A thread keeps its subject: its comments were written about that one."""
        return ["theme", "finding", "article"] if obj else []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not obj.is_open and not change:
            self.message_user(
                request,
                "It is closed: readers see nothing of it until you tick “Open for comments” and save.",
                messages.WARNING,
            )

    def has_delete_permission(self, request, obj=None):
        """Only a thread without comments can be deleted; any other can be closed."""
        empty = obj is None or not obj.comments.exists()
        return empty and super().has_delete_permission(request, obj)
