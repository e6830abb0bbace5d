"""What is done about a notice, step by step, each recorded with its time and who took it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from themes.discussion.sealing import propose_removal, settle_removal
from themes.models import Comment, LegalRemoval, ModerationDecision, Notice, NoticeOutcome, NoticeStep
from themes.models.notice import NextStep, NoticeAct, NoticeKind, PosterReply
from themes.notices.clock import find_due
from themes.notices.letters import send_outcome, send_to_poster

Person = Any

# What a notice can be closed with, by what it waits for.
OUTCOMES = {
    NextStep.CONTACT: (NoticeOutcome.INCOMPLETE,),
    NextStep.REMOVE: (NoticeOutcome.REMOVED, NoticeOutcome.KEPT),
    NextStep.TELL: (NoticeOutcome.KEPT,),
    NextStep.ANSWER: (NoticeOutcome.UPHELD, NoticeOutcome.NOT_UPHELD, NoticeOutcome.INCOMPLETE),
}
# What can be said of whoever posted it, likewise.
REPLIES = {
    NextStep.CONTACT: (PosterReply.UNREACHABLE,),
    NextStep.REPLY: (PosterReply.AGREES, PosterReply.STANDS, PosterReply.INCOMPLETE, PosterReply.SILENT),
}
MOVED_ON = "Somebody has done the next step meanwhile. Open it again, and see what is left to do."
NOT_REMOVED = (
    "It is not removed: its removal was refused, or never proposed. On the screen of the comment, propose its removal; "
    "then somebody else can close this as removed. Or choose that it stays, and say why."
)
NOWHERE = (
    "No comment is known by this address, so nothing can be removed. Choose that it stays, and say in the answer that "
    "nothing stands there."
)
ANOTHER = (
    "You decided about this comment, so somebody else has to answer the appeal. "
    "Ask another moderator, or an administrator."
)


def can_be_reached(notice: Notice) -> bool:
    """Whether there is an account behind the comment, with an e-mail address."""
    return bool(notice.comment and notice.comment.author and notice.comment.author.email)


def write_to_poster(*, notice: Notice, by: Person, origin: str) -> None:
    """Send a copy of the notice to whoever posted it; it moves on once the letter was handed over."""
    if notice.waits_for != NextStep.CONTACT:
        raise ValidationError(MOVED_ON)
    if not can_be_reached(notice):
        raise ValidationError(
            "Whoever posted it has no account here with an e-mail address. Say that they cannot be reached."
        )
    send_to_poster.defer(notice=notice.pk, by=by.pk, origin=origin)


def record_reply(
    *, notice: Notice, reply: str, by: Person, name: str = "", address: str = "", may_pass_on: bool = False
) -> None:
    """Write down what whoever posted it answered, or that they did not or cannot be reached. Raises ValidationError.

    Unless they stand by it, the comment is hidden at once, and its removal waits for a second person.
    """
    with transaction.atomic():
        row = _lock(notice)
        now = timezone.now()
        if reply not in REPLIES.get(NextStep(row.waits_for), ()):
            raise ValidationError(MOVED_ON)
        if reply == PosterReply.SILENT and row.due_at and now < row.due_at:
            raise ValidationError({"reply": "Their time is not over yet."})
        stands = reply == PosterReply.STANDS
        if stands and not (name and address):
            raise ValidationError(
                {"reply": "Give their full name and postal address, or choose that their answer lacks them."}
            )
        if stands:
            row.poster_name, row.poster_address, row.poster_agrees = name, address, may_pass_on
        row.poster_reply = reply
        row.waits_for = NextStep.TELL if stands else NextStep.REMOVE
        row.due_at = find_due(NextStep(row.waits_for), now, row.kind)
        row.full_clean()
        row.save()
        NoticeStep.objects.create(notice=row, act=NoticeAct.POSTER_ANSWERED, by=by)
        if not stands and row.comment and not (is_sealed(row.comment) or find_removal(row.comment)):
            propose_removal(comment=row.comment, why=f"Notice {row.reference}", by=by, notice=row)
            NoticeStep.objects.create(notice=row, act=NoticeAct.HIDDEN, by=by)
    notice.refresh_from_db()


def close_notice(*, notice: Notice, outcome: str, answer: str, by: Person, origin: str) -> None:
    """Say what came of it, carry it out where that is a removal, and send it. Raises ValidationError."""
    with transaction.atomic():
        row = _lock(notice)
        if not row.waits_for or outcome not in OUTCOMES.get(NextStep(row.waits_for), ()):
            raise ValidationError(MOVED_ON)
        if not answer and outcome in (NoticeOutcome.NOT_UPHELD, NoticeOutcome.INCOMPLETE):
            raise ValidationError({"answer": "Say why, in words that whoever sent it understands."})
        if row.waits_for == NextStep.REMOVE and not answer and outcome == NoticeOutcome.KEPT:
            raise ValidationError({"answer": "Say why it stays."})
        if decided_before(row, by):
            raise ValidationError(ANOTHER)
        if row.waits_for == NextStep.REMOVE:
            _settle_what_is_proposed(row, outcome, by)
        row.outcome, row.answer, row.closed_by, row.closed_at = outcome, answer, by, timezone.now()
        row.waits_for, row.due_at = "", None
        row.full_clean()
        row.save()
        NoticeStep.objects.create(notice=row, act=NoticeAct.CLOSED, by=by)
        if row.email:
            send_outcome.defer(notice=row.pk, origin=origin)
    notice.refresh_from_db()


def is_sealed(comment: Comment) -> bool:
    return comment.evidence.filter(lifted_at=None).exists()


def find_removal(comment: Comment) -> LegalRemoval | None:
    """The one that waits for a second person, whoever proposed it, for whichever notice."""
    return comment.legal_removals.filter(settled_at=None).select_related("notice").first()


def _settle_what_is_proposed(notice: Notice, outcome: str, by: Person) -> None:
    """Raises ValidationError where a notice would say that something was removed that was not."""
    carry_out = outcome == NoticeOutcome.REMOVED
    removal = find_removal(notice.comment) if notice.comment else None
    # What another notice still asks for is not refused with this one.
    is_anothers = removal and removal.notice and removal.notice != notice and not removal.notice.outcome
    if removal and (carry_out or not is_anothers):
        settle_removal(removal=removal, carry_out=carry_out, by=by)
        if carry_out:
            NoticeStep.objects.create(notice=notice, act=NoticeAct.REMOVED, by=by)
    if carry_out and not (notice.comment and is_sealed(notice.comment)):
        raise ValidationError(NOT_REMOVED if notice.comment else NOWHERE)


def decided_before(notice: Notice, person: Person) -> bool:
    """Whether an appeal is against what this person decided; the database refuses them too."""
    return (
        notice.kind == NoticeKind.APPEAL
        and notice.comment_id is not None
        and ModerationDecision.objects.filter(
            comment=notice.comment_id, by=person, at__lte=notice.at
        ).exists()
    )


def _lock(notice: Notice) -> Notice:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("comment__author")
    return rows.get(pk=notice.pk)
