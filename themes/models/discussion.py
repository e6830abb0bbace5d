from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from reviews.collection_version import shown_to_readers
from reviews.history.tracking import track_history
from reviews.models import Article
from reviews.models.rules import RuledModel, WrittenModel
from themes.enums import CommentState
from themes.models.finding import Finding
from themes.models.theme import Theme


@track_history()
@shown_to_readers
class Thread(RuledModel):
    """What is said about one theme, one finding or one article; nothing else can be discussed."""

    theme = models.OneToOneField(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    finding = models.OneToOneField(
        Finding, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    is_open = models.BooleanField("open for comments", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(theme__isnull=False, finding__isnull=True, article__isnull=True)
                    | Q(theme__isnull=True, finding__isnull=False, article__isnull=True)
                    | Q(theme__isnull=True, finding__isnull=True, article__isnull=False)
                ),
                name="thread_is_about_one_thing",
                violation_error_message="A thread is about one theme, one finding or one article.",
            )
        ]

    def __str__(self) -> str:
        if self.finding:
            return f"Discussion of {self.finding.code}: {Truncator(self.finding.text).words(8)}"
        return f"Discussion of {self.theme or self.article}"


# As readers know it. Outside `Meta`, since it changes nothing that migrations know.
Thread._meta.verbose_name, Thread._meta.verbose_name_plural = "discussion", "discussions"


@track_history()
@shown_to_readers
class Comment(RuledModel):
    """A comment in a tree. `position` is reading order in its thread, which need not be order of time.

    Nothing is visible before a person has decided it; see `themes.discussion.moderation`.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    position = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    author_name = models.CharField(max_length=150)
    posted_at = models.DateTimeField(null=True, blank=True, help_text="Empty when the source gives no day.")
    time_known = models.BooleanField(default=True, help_text="Whether the time of day is known too.")
    body = models.TextField()
    finding_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The version of the finding that it spoke about."
    )
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.HELD, editable=False)
    approved_at = models.DateTimeField(
        "first approved",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty where readers never saw it: then nothing tells that it was there.",
    )
    wording = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text="One more each time its author changes it."
    )
    is_imported = models.BooleanField("came with an article", default=False, db_default=False, editable=False)
    came_as = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Of words that were taken out: by it they are known when they come with the article again.",
    )
    sent_as = models.UUIDField(
        null=True, blank=True, unique=True, editable=False, help_text="Of the form: sent twice, it is one."
    )

    class Meta:
        ordering = ["thread", "position"]
        indexes = [models.Index(fields=["state", "posted_at"], name="comments_to_decide")]
        constraints = [
            models.UniqueConstraint(fields=["thread", "position"], name="one_comment_in_each_place"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="comment_not_its_own_parent"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="comment_says_something"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="reply_in_the_same_thread",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "thread_id"),
                condition=pgtrigger.Q(new__parent__isnull=False),
                declare=[("theirs", "themes_comment%ROWTYPE")],
                func="""
                    SELECT * INTO theirs FROM themes_comment WHERE id = NEW.parent_id;
                    IF theirs.thread_id IS DISTINCT FROM NEW.thread_id THEN
                        RAISE EXCEPTION 'a reply belongs to the thread of the comment it answers'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF theirs.position >= NEW.position THEN
                        RAISE EXCEPTION 'a reply comes after the comment it answers'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="what_was_shown_is_known",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(new__state="published", new__approved_at__isnull=True),
                func="NEW.approved_at = now(); RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="what_is_sealed_is_not_shown",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(new__state="published"),
                func="""
                    IF EXISTS (SELECT FROM themes_sealedevidence WHERE comment_id = NEW.id AND lifted_at IS NULL)
                    OR EXISTS (SELECT FROM themes_legalremoval WHERE comment_id = NEW.id AND settled_at IS NULL) THEN
                        RAISE EXCEPTION 'a comment that is sealed, or whose removal is proposed, is not shown'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Without its words or its author: it goes into logs, where both would outlast the comment."""
        return f"Comment {self.pk}"

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Its decisions say whether its author withdrew it, or somebody took it down."""
        return "Not shown" if self.state == CommentState.WITHDRAWN else str(CommentState(self.state).label)


Comment._meta.get_field("thread").verbose_name = Thread._meta.verbose_name


class ModerationReason(models.TextChoices):
    NAMES = "names", "Names or could identify a child, a family or a worker"
    PERSONAL = "personal", "Attacks a person"
    OWN_CASE = "own_case", "Tells of a case the author is part of"
    OFF_TOPIC = "off_topic", "Not about this page"
    LINK = "link", "Advertises, or only holds a link"
    UNLAWFUL = "unlawful", "May be unlawful"
    AUTHOR = "author", "Its author does not want it shown"
    OTHER = "other", "Another reason"


class DecisionKind(models.TextChoices):
    """What a decision to show a comment was besides; nothing of the kind where it waited and was published."""

    KEPT = "kept", "Kept after a report"
    AT_ONCE = "at_once", "Shown without waiting: its author is trusted"
    LOOKED_AT = "looked_at", "Looked at again, and left"


class ModerationDecision(WrittenModel):
    """The log of what was decided about a comment. Entries are never changed."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(max_length=10, choices=CommentState)
    reason = models.CharField(max_length=20, choices=ModerationReason, blank=True)
    explanation = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=DecisionKind, blank=True, default="", db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        # Counted on each screen of the workspace, and most copies have none.
        indexes = [
            models.Index(fields=["comment"], condition=Q(kind=DecisionKind.AT_ONCE), name="shown_at_once")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision=CommentState.REJECTED) | ~Q(reason=""),
                name="rejection_has_a_reason",
                violation_error_message="Give a reason for rejecting this comment.",
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(decision=CommentState.PUBLISHED),
                name="what_is_kept_is_shown",
                violation_error_message="Only a comment that readers see is kept, or looked at again.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="decisions_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.label}: {self.comment}"

    @property
    def label(self) -> str:
        return self.get_kind_display() or self.get_decision_display()

    def get_decision_display(self) -> str:  # type: ignore[no-redef]
        """Authors withdraw what they wrote; what others take from view is taken down."""
        if self.decision == CommentState.WITHDRAWN and self.reason != ModerationReason.AUTHOR:
            return "Taken down"
        return str(CommentState(self.decision).label)
