"""Notices and complaints. No history is kept of them: what somebody typed here goes again after a time.

Each step is a row of its own, with its time and who took it, and without words.
"""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reviews.models.rules import RuledModel, WrittenModel
from reviews.working_time import describe_deadline
from themes.models.discussion import Comment


class NoticeKind(models.TextChoices):
    """In the order of the page that leads to the forms."""

    DEFAMATION = "defamation", "Notice of defamation"
    APPEAL = "appeal", "Appeal against a decision about a comment"
    TREATMENT = "treatment", "Complaint about how something was handled"
    DATA = "data", "Data protection complaint"


class NextStep(models.TextChoices):
    """What is to be done next, by a time that the notice carries."""

    CONTACT = "contact", "Write to whoever posted it"
    REPLY = "reply", "Whoever posted it may answer"
    REMOVE = "remove", "A second person removes it"
    TELL = "tell", "Say that it stays"
    ANSWER = "answer", "Answer"


class NoticeOutcome(models.TextChoices):
    REMOVED = "removed", "Taken down"
    KEPT = "kept", "Stays as it is"
    UPHELD = "upheld", "We agree with you"
    NOT_UPHELD = "not_upheld", "We do not agree"
    INCOMPLETE = "incomplete", "It does not say what it must"


class PosterReply(models.TextChoices):
    AGREES = "agrees", "Agrees that it is taken down"
    STANDS = "stands", "Wants it to stay, and gave a full name and a postal address"
    INCOMPLETE = "incomplete", "Answered without what the regulations ask for"
    SILENT = "silent", "Did not answer in time"
    UNREACHABLE = "unreachable", "Cannot be reached"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> NoticeQuerySet:
        return self.filter(outcome="")

    def over_time(self, now: datetime) -> NoticeQuerySet:
        """Those for which something should have been done. Whoever posted may answer up to the last moment."""
        return self.open().filter(due_at__lte=now)


class Notice(RuledModel):
    """Somebody asks for something that the law gives them, with the fields that it asks for and a time for each step.

    What they typed is emptied after a time (`themes.notices.keeping`). The row stays, to be counted.
    """

    reference = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=12, choices=NoticeKind)
    at = models.DateTimeField("sent", default=timezone.now)
    name = models.CharField("name", max_length=200, blank=True)
    email = models.EmailField("e-mail address", max_length=320, blank=True)
    address = models.CharField("where it stands", max_length=500, blank=True)
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    statement = models.TextField("the words complained of", blank=True)
    words = models.TextField("what is wrong", blank=True)
    meaning = models.TextField("what the words are taken to mean", blank=True)
    untrue = models.TextField("what in them is not true, or an opinion without a basis in fact", blank=True)
    knows_too_little = models.BooleanField(
        "has too little information about whoever posted it to bring proceedings", default=False
    )
    pass_name = models.BooleanField("the name may be passed on", default=False)
    pass_email = models.BooleanField("the e-mail address may be passed on", default=False)
    waits_for = models.CharField("next", max_length=10, choices=NextStep, blank=True)
    due_at = models.DateTimeField("by", null=True, blank=True)
    poster_reply = models.CharField("whoever posted it", max_length=12, choices=PosterReply, blank=True)
    poster_name = models.CharField("their name", max_length=200, blank=True)
    poster_address = models.TextField("their postal address", blank=True)
    poster_agrees = models.BooleanField("their name and address may be passed on", default=False)
    outcome = models.CharField("what came of it", max_length=12, choices=NoticeOutcome, blank=True)
    answer = models.TextField("answer", blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    emptied_at = models.DateTimeField("words taken out", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "notice or complaint"
        verbose_name_plural = "notices and complaints"
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["outcome", "due_at"], name="notices_by_their_clock")]
        constraints = [
            models.CheckConstraint(
                name="notice_waits_or_is_closed",
                condition=Q(outcome="", closed_at=None, due_at__isnull=False) & ~Q(waits_for="")
                | ~Q(outcome="") & Q(waits_for="", due_at=None, closed_at__isnull=False),
                violation_error_message="A notice that is not closed needs what is next, and by when.",
            ),
            models.CheckConstraint(
                name="notice_of_defamation_says_what_it_must",
                condition=~Q(kind=NoticeKind.DEFAMATION)
                | Q(emptied_at__isnull=False)
                | ~Q(name="") & ~Q(email="") & ~Q(address="") & ~Q(statement="") & ~Q(words="")
                & ~Q(meaning="") & ~Q(untrue="") & Q(knows_too_little=True),
                violation_error_message="A notice of defamation says all that the regulations ask for.",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="appeals_are_decided_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("closed_by_id"),
                condition=pgtrigger.Q(new__kind="appeal", new__closed_by__isnull=False),
                func="""
                    IF EXISTS (
                        SELECT FROM themes_moderationdecision
                        WHERE comment_id = NEW.comment_id AND by_id = NEW.closed_by_id AND at <= NEW.at
                    ) THEN
                        RAISE EXCEPTION 'an appeal is decided by somebody who did not decide about the comment'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_kind_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.reference])

    @property
    def due(self) -> str:
        """What follows "by" or "until"; nothing for a closed one."""
        return describe_deadline(self.due_at) if self.due_at else ""

    @property
    def reply_in_short(self) -> str:
        """What whoever complained may learn at once of the author's answer."""
        said = {PosterReply.SILENT: "did not answer", PosterReply.UNREACHABLE: "cannot be reached"}
        return (
            f"The author {said.get(PosterReply(self.poster_reply), 'answered')}" if self.poster_reply else ""
        )


class NoticeAct(models.TextChoices):
    RECEIVED = "received", "Received, and its number shown"
    ACKNOWLEDGED = "acknowledged", "Acknowledged by mail"
    POSTER_TOLD = "poster_told", "Whoever posted it was written to"
    COMPLAINANT_TOLD = "complainant_told", "Whoever complained was told of that"
    POSTER_ANSWERED = "poster_answered", "Whoever posted it answered, or did not, or cannot be reached"
    HIDDEN = "hidden", "Hidden, and its removal proposed"
    REMOVED = "removed", "Removed by a second person"
    CLOSED = "closed", "Closed"
    OUTCOME_SENT = "outcome_sent", "Outcome sent by mail"
    EMPTIED = "emptied", "Words taken out"


class NoticeStep(models.Model):
    """One step, when it was taken and by whom; nobody where it was a program. Entries are never changed."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=16, choices=NoticeAct)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="steps_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.notice_id}"


class LegalRemoval(WrittenModel):
    """A comment to be removed because the law asks for it: one proposes it, another carries it out or refuses."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="legal_removals")
    notice = models.ForeignKey(
        Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="removals"
    )
    why = models.TextField("why the law asks for it")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    is_carried_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(settled_at=None), name="one_open_removal_of_a_comment"
            ),
            models.CheckConstraint(
                name="legal_removals_need_two_persons",
                condition=Q(settled_at=None, settled_by=None, is_carried_out=False)
                | Q(settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(settled_by=models.F("proposed_by")),
                violation_error_message="Somebody else than who proposed it carries a legal removal out.",
            ),
        ]

    def __str__(self) -> str:
        return f"Legal removal of {self.comment_id}"


class SealKind(models.TextChoices):
    EMERGENCY = "emergency", "Withdrawn in an emergency"
    LEGAL = "legal", "Removed for legal reasons"


class SealedEvidence(models.Model):
    """What a comment said that was withdrawn in an emergency or for legal reasons; nowhere else does it stand.

    Administrators alone may look, and each look is recorded. It is emptied at `kept_until`; the row stays, and says
    that the comment may never be shown again, unless the seal was taken off before.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=SealKind)
    body = models.TextField(blank=True)
    author_name = models.CharField(max_length=150, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    account_mark = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="Tells that several are by one account, also once that is deleted, and not whose it was.",
    )
    earlier = models.JSONField("earlier wordings", default=list)  # the first of them first
    decisions = models.JSONField(default=list)  # in words, as they stood when it was sealed
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sealed_at = models.DateTimeField("sealed", default=timezone.now)
    kept_until = models.DateTimeField("kept until")
    purged_at = models.DateTimeField("purged", null=True, blank=True)
    lifted_at = models.DateTimeField("seal taken off", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "sealed comment"
        ordering = ["-sealed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="purged_evidence_is_empty",
                condition=Q(purged_at=None, lifted_at=None)
                | Q(body="", author_name="", author=None, decisions=[]),
                violation_error_message="What was purged, or put back, holds nothing.",
            ),
            models.UniqueConstraint(
                fields=["comment"], condition=Q(lifted_at=None), name="a_comment_is_sealed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.comment_id}, {self.get_kind_display().lower()}"


class EvidenceLook(models.Model):
    """Somebody looked at what was sealed. Entries are never changed."""

    evidence = models.ForeignKey(SealedEvidence, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="looks_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"Look at {self.evidence_id}"
