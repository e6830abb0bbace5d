from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from reviews.plurals import count_things
from reviews.workspace.base import CuratedAdmin
from themes.admin.lists import WorkToDo
from themes.discussion.moderation import (
    decide_comment,
    describe_place,
    refuse_deciding_again,
    refuse_decision,
    shorten_comment,
)
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision, Thread
from themes.models.discussion import ModerationReason

REASONS = [("", "No reason"), *ModerationReason.choices]


class ReasonActionForm(ActionForm):
    # So that a decision that somebody else made since the list was opened is not overwritten. A label would show it.
    listed_at = forms.CharField(
        required=False, label="", initial=lambda: timezone.now().isoformat(), widget=forms.HiddenInput
    )
    reason = forms.ChoiceField(choices=REASONS, required=False, label="Reason")
    explanation = forms.CharField(required=False, label="In words")


class CommentForm(forms.ModelForm):
    decision = forms.ChoiceField(
        required=False, choices=[("", "Leave it as it is"), *CommentState.choices], label="Decide"
    )
    reason = forms.ChoiceField(required=False, choices=REASONS)
    explanation = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Comment
        fields: list[str] = []

    def clean(self):
        cleaned = super().clean() or {}
        if decision := cleaned.get("decision"):
            refuse_decision(comment=self.instance, decision=decision, reason=cleaned.get("reason", ""))
        return cleaned


def _parse_moment(posted: str) -> datetime | None:
    """An aware datetime from its ISO form; None for anything else."""
    try:
        moment = datetime.fromisoformat(posted)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None


class DecisionInline(admin.TabularInline):
    model = ModerationDecision
    extra = 0
    can_delete = False
    fields = ("at", "decision", "reason", "explanation", "by")
    readonly_fields = fields

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Comment)
class CommentAdmin(CuratedAdmin):
    """People's own words are read here and decided about, not edited."""

    nothing_yet = "Nobody has written a comment yet. What readers write waits here for a decision."

    form = CommentForm
    action_form = ReasonActionForm
    actions = ["approve", "reject"]
    list_display = ["place", "words", "author_name", "posted_at", "state", "thread"]
    list_filter = [WorkToDo, "state", "thread__article"]
    list_select_related = ["parent", "thread__theme", "thread__finding", "thread__article"]
    search_fields = ["body", "author_name"]
    ordering = ["thread", "position"]
    fields = (
        "thread",
        "place",
        "in_reply_to",
        "author_name",
        "posted_at",
        "body",
        "state",
        "decision",
        "reason",
        "explanation",
    )
    readonly_fields = ["thread", "place", "in_reply_to", "author_name", "posted_at", "body", "state"]
    inlines = [DecisionInline]

    @admin.display(description="place in the thread", ordering="position")
    def place(self, comment: Comment) -> str:
        return describe_place(comment.position, comment.parent.author_name if comment.parent else "")

    @admin.display(description="comment")
    def words(self, comment: Comment) -> str:
        return shorten_comment(comment.body)

    @admin.display(description="in reply to")
    def in_reply_to(self, comment: Comment) -> str:
        if comment.parent is None:
            return "Nobody: it starts a thread"
        return f"{comment.parent.author_name}: {shorten_comment(comment.parent.body)}"

    def save_model(self, request, obj, form, change):
        if decision := form.cleaned_data.get("decision"):
            replies = self._decide(
                request,
                [obj],
                CommentState(decision),
                form.cleaned_data["reason"],
                form.cleaned_data["explanation"],
            )[1]
            self._warn_of_replies(request, replies)

    @admin.action(description="Approve the selected comments", permissions=["change"])
    def approve(self, request, queryset):
        # A reply can be shown only under a comment that is: in reading order, parents come first.
        in_order = queryset.select_related("parent").order_by("thread", "position")
        count, _ = self._decide(
            request, in_order, CommentState.PUBLISHED, "", request.POST.get("explanation", "")
        )
        if count:
            self.message_user(request, f"{count_things(count, 'comment')} approved.")

    @admin.action(description="Reject the selected comments (with a reason)", permissions=["change"])
    def reject(self, request, queryset):
        count, replies = self._decide(
            request,
            queryset.select_related("parent").order_by("thread", "position"),
            CommentState.REJECTED,
            request.POST.get("reason", ""),
            request.POST.get("explanation", ""),
        )
        if count:
            self.message_user(request, f"{count_things(count, 'comment')} rejected.")
        self._warn_of_replies(request, replies)

    def _decide(self, request, comments, decision, reason, explanation) -> tuple[int, int]:
        """Decide about these comments. Returns how many, and how many replies were decided about with them."""
        decided = replies = 0
        listed_at = _parse_moment(request.POST.get("listed_at", ""))
        for comment in comments:
            if comment.parent_id:
                comment.parent.refresh_from_db(fields=["state"])
            try:
                refuse_deciding_again(comment=comment, since=listed_at)
                entries = decide_comment(
                    comment=comment,
                    decision=decision,
                    by=request.user,
                    reason=reason,
                    explanation=explanation,
                )
            except ValidationError as error:
                self.message_user(
                    request, f"{comment.author_name}: {' '.join(error.messages)}", messages.ERROR
                )
            else:
                decided += 1
                replies += len(entries) - 1
        return decided, replies

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
class ThreadAdmin(CuratedAdmin):
    nothing_yet = (
        "No thread was opened yet. A thread is the place where readers may comment on a theme, a finding or an "
        "article; publishers and administrators open them here. What readers write then waits under Comments."
    )
    list_display = ["__str__", "is_open"]
    list_select_related = ["theme", "finding", "article"]
    autocomplete_fields = ["theme", "finding", "article"]

    def get_readonly_fields(self, request, obj=None):
        """A thread keeps its subject: its comments were written about that one."""
        return ["theme", "finding", "article"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """Only a thread without comments can be deleted; any other can be closed."""
        empty = obj is None or not obj.comments.exists()
        return empty and super().has_delete_permission(request, obj)
