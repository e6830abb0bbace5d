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
from django.views.decorators.debug import sensitive_post_parameters

from reviews.plurals import count_things
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from reviews.workspace.editing_lists import EditsInList
from themes.admin.comment_cards import (
    ACTS,
    ON_A_PAGE,
    REASONS,
    TICKED,
    CommentCard,
    build_cards,
    list_reasons,
    read_keys,
)
from themes.admin.lists import WorkToDo
from themes.admin.sealing import SEAL, SealsComments, SealsThreads
from themes.admin.several_comments import TOGETHER, DecidesTogether, read_looks
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
from themes.discussion.together import select_to_decide
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision, Thread

GRAVEST = "gravest"
DECIDED_BY = ("decision", "reason", "explanation")
ALSO_SINGLE = (
    "Nothing was done. On some cards below you chose a decision or typed words. Save those first, or clear them; then "
    "decide about the ticked ones together."
)


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
    fields = ("at", "what", "reason", "explanation", "by")
    readonly_fields = fields

    @admin.display(description="decision")
    def what(self, entry: ModerationDecision) -> str:
        return entry.label

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Comment)
class CommentAdmin(DecidesTogether, SealsComments, CuratedAdmin):
    """People's own words are read here and decided about, not edited."""

    nothing_yet = "Nobody has written a comment yet. What readers write waits here for a decision."

    form = CommentForm
    actions = None  # each has its own decision, or several have one: themes.admin.several_comments
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

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """About what is sealed nothing is decided; what was typed while that happened is shown all the same."""
        fields = super().get_fields(request, obj)
        if not getattr(obj, "sealed_as", None) or any(request.POST.get(name) for name in DECIDED_BY):
            return fields
        return [name for name in fields if name not in DECIDED_BY]

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
        return select_to_decide(super().get_queryset(request))

    @method_decorator(sensitive_post_parameters())
    def changelist_view(self, request, extra_context=None):
        """admin/themes/comment/change_list.html: the `cards` of a page (CommentCard), and `error_links`; whether
        somebody `may_decide`, and about `some_together`; the threads of which several are held here (`several_held`).
        """
        cards = None
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            if TOGETHER in request.POST:
                asked = self._ask_together(request)
                if isinstance(asked, HttpResponse):
                    return asked
                cards = asked
            else:
                cards = self._decide_cards(request)
            if cards is None:
                return redirect(request.get_full_path())
        response: HttpResponse = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            if cards is None:
                rows = response.context_data["cl"].result_list
                cards = build_cards(rows, None, may_decide=self.has_change_permission(request))
            wrong = [(card.anchor, f"{card.place}: {said}") for card in cards for said in card.problems]
            held = Counter(
                card.comment.thread_id for card in cards if card.comment.state == CommentState.HELD
            )
            response.context_data |= {
                "cards": cards,
                "error_links": wrong,
                "may_decide": self.has_change_permission(request),
                "some_together": any(card.goes_together for card in cards),
                "several_held": [thread for thread, count in held.items() if count > 1],
            }
        return response

    def _ask_together(self, request: HttpRequest) -> HttpResponse | list[CommentCard]:
        """The page that asks about all that is ticked; the cards as they were filled in where it cannot be asked."""
        keys = read_keys(request.POST)
        cards = build_cards(self.get_queryset(request).filter(pk__in=keys), request.POST, may_decide=True)
        if any(card.has_input for card in cards):
            self.message_user(request, ALSO_SINGLE, messages.ERROR)
        elif not (looks := read_looks(request.POST, TICKED)):
            self.message_user(request, "Nothing was done. Tick some comments first.", messages.ERROR)
        else:
            back = request.GET.urlencode()
            return self.show_together(request, looks, request.POST[TOGETHER], {"back": back})
        return cards

    def _decide_cards(self, request: HttpRequest) -> list[CommentCard] | None:
        """Take the decisions of all cards that were sent, or none: then they come back, with what is wrong.

        Where one is taken down and sealed, the others come back as filled in: no decision was taken about them.
        """
        keys = read_keys(request.POST)
        gone = self._withdraw_card(request, keys)
        cards = build_cards(self.get_queryset(request).filter(pk__in=keys), request.POST, may_decide=True)
        if gone:
            return [card.start_anew() if card.comment.pk == gone else card for card in cards]
        decisions: list[Decision] = []
        is_valid = True
        for card in cards:
            if card.form is None:
                is_valid = is_valid and not card.refused
            elif card.form.is_valid():
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
        self.say_what_was_decided(request, [decision.state for decision in decisions])
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
