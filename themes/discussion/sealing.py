"""Comments that must be gone at once, or because the law asks for it: what they said is sealed, then purged.

In an emergency any moderator acts alone, in one step. A removal for legal reasons takes two: until the second has
decided, the comment is hidden.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from reviews.history.tracking import annotate_history, get_events
from themes.discussion.emptying import take_words_out
from themes.discussion.keeping import empty_explanations
from themes.discussion.moderation import decide_comment, hold_replies
from themes.discussion.names import find_shown_name
from themes.discussion.threads import NAMELESS
from themes.enums import CommentState
from themes.models import (
    Comment,
    EvidenceLook,
    LegalRemoval,
    ModerationDecision,
    Notice,
    SealedEvidence,
    Thread,
)
from themes.models.discussion import ModerationReason
from themes.models.notice import SealKind

IN_PLACE = "Its words are sealed."  # where they stood
ALONE = "You proposed it. Somebody else has to look at it now: a removal for legal reasons takes two persons."
PROPOSED = "Its removal for legal reasons was proposed."

Person = Any


def withdraw_at_once(*, comment: Comment, by: Person) -> SealedEvidence:
    """Take a comment from view and seal what it said; hold the replies to it. Done again, it does nothing more."""
    with transaction.atomic(), annotate_history(act="seal"):
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if held := row.evidence.filter(lifted_at=None).first():
            return held
        return _withdraw(row, SealKind.EMERGENCY, by, ModerationReason.OTHER, "Taken down and sealed.")


def withdraw_thread_at_once(*, thread: Thread, by: Person) -> int:
    """Close a thread and withdraw all that readers see of it; how many comments that were."""
    with transaction.atomic(), annotate_history(act="seal"):
        thread.is_open = False
        thread.save(update_fields=["is_open"])
        # The last first, so that each is sealed by itself and none goes along with another.
        shown = list(
            thread.comments.select_for_update().filter(state=CommentState.PUBLISHED).order_by("-position")
        )
        for comment in shown:
            withdraw_at_once(comment=comment, by=by)
    return len(shown)


def propose_removal(*, comment: Comment, why: str, by: Person, notice: Notice | None = None) -> LegalRemoval:
    """Hide a comment until somebody else has decided whether the law asks for its removal. Raises ValidationError."""
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if row.evidence.filter(lifted_at=None).exists():
            raise ValidationError("It is sealed already, and nobody sees it.")
        if held := row.legal_removals.filter(settled_at=None).first():
            raise ValidationError(f"{_name(held.proposed_by)} has proposed it already.")
        removal = LegalRemoval(comment=row, why=why, proposed_by=by, notice=notice)
        removal.full_clean()
        removal.save()
        if row.state == CommentState.PUBLISHED:
            decide_comment(comment=row, decision=CommentState.HELD, by=by, explanation=PROPOSED)
    return removal


def settle_removal(*, removal: LegalRemoval, carry_out: bool, by: Person) -> None:
    """Carry a proposed removal out, or refuse it: then the comment waits in the queue. Raises ValidationError."""
    with transaction.atomic(), annotate_history(act="seal") if carry_out else nullcontext():
        row = (
            LegalRemoval.objects.select_for_update(of=("self",)).select_related("comment").get(pk=removal.pk)
        )
        if row.settled_at:
            raise ValidationError("Somebody has settled it meanwhile. Open it again.")
        if row.proposed_by_id == by.pk:
            raise ValidationError(ALONE)
        row.settled_by, row.settled_at, row.is_carried_out = by, timezone.now(), carry_out
        row.save()
        if carry_out:
            comment = Comment.objects.select_for_update().get(pk=row.comment_id)
            if not comment.evidence.filter(lifted_at=None).exists():  # else it went at once meanwhile
                _withdraw(
                    comment, SealKind.LEGAL, by, ModerationReason.UNLAWFUL, "Removed for legal reasons."
                )


def look_at_evidence(*, evidence: SealedEvidence, by: Person) -> SealedEvidence:
    """What was sealed, for somebody whose look is recorded."""
    with transaction.atomic():
        EvidenceLook.objects.create(evidence=evidence, by=by)
        return SealedEvidence.objects.select_related("author", "comment").get(pk=evidence.pk)


def lift_seal(*, evidence: SealedEvidence, by: Person) -> Comment:
    """Put back what was sealed by mistake. The comment is held then, for somebody to decide. Raises ValidationError.

    Where its author withdrew it while it was sealed, it stays withdrawn.

    Its author's name is the one that is shown of them now: the one that was sealed may have been refused since.
    """
    with transaction.atomic(), annotate_history(act="lift_seal"):
        row = SealedEvidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if row.purged_at or row.lifted_at:
            raise ValidationError("Nothing is sealed there any more.")
        comment = Comment.objects.select_for_update().get(pk=row.comment_id)
        comment.body, comment.author_name, comment.came_as = row.body, _name_author(comment, row), ""
        comment.save(update_fields=["body", "author_name", "came_as"])
        _empty(row)
        row.lifted_by, row.lifted_at = by, timezone.now()
        row.save()
        decide_comment(
            comment=comment, decision=CommentState.HELD, by=by, explanation="The seal was taken off."
        )
        if comment.decisions.filter(reason=ModerationReason.AUTHOR, at__gte=row.sealed_at).exists():
            decide_comment(
                comment=comment,
                decision=CommentState.WITHDRAWN,
                by=by,
                reason=ModerationReason.AUTHOR,
                explanation="Its author withdrew it while it was sealed.",
            )
    return comment


def purge_evidence() -> int:
    """Empty what was sealed and whose time is over, and why removals were proposed; how many were sealed.

    Not while a notice about it is open. What was said in decisions about it goes with it.
    """
    now = timezone.now()
    long_ago = now - timedelta(days=settings.EVIDENCE_DAYS)
    LegalRemoval.objects.filter(settled_at__lt=long_ago).exclude(why="").update(why="")
    due = SealedEvidence.objects.filter(kept_until__lte=now, purged_at=None, lifted_at=None)
    due = due.exclude(comment__notices__outcome="")
    nothing: dict[str, Any] = {
        "body": "",
        "author_name": "",
        "author": None,
        "account_mark": "",
        "earlier": [],
        "decisions": [],
    }
    purged = due.update(**nothing, purged_at=now)
    empty_explanations(ModerationDecision.objects.filter(comment__evidence__purged_at__isnull=False))
    return purged


def mark_account(user: int | None) -> str:
    """By it several sealed comments are known to be of one account, also once that is deleted; not whose it was."""
    return salted_hmac("themes.discussion.sealing", str(user)).hexdigest()[:8].upper() if user else ""


def _withdraw(
    comment: Comment, kind: SealKind, by: Person, reason: ModerationReason, explanation: str
) -> SealedEvidence:
    """Replies may repeat what it said, so they are held until somebody has read them again."""
    hold_replies(comment=comment, by=by)
    decide_comment(
        comment=comment, decision=CommentState.WITHDRAWN, by=by, reason=reason, explanation=explanation
    )
    return _seal(comment, kind, by)


def _seal(comment: Comment, kind: SealKind, by: Person) -> SealedEvidence:
    """Its words and its author's name stand in the seal alone from now on: not in its row, nor in its history."""
    history = get_events(Comment).filter(pgh_obj_id=comment.pk)
    wordings = history.order_by("pgh_id").values_list("body", flat=True)
    evidence = SealedEvidence.objects.create(
        comment=comment,
        kind=kind,
        body=comment.body,
        author_name=comment.author_name,
        author=comment.author,
        account_mark=mark_account(comment.author_id),
        earlier=[body for body in dict.fromkeys(wordings) if body not in (comment.body, IN_PLACE)],
        decisions=[_describe(entry) for entry in comment.decisions.select_related("by")],
        sealed_by=by,
        kept_until=timezone.now() + timedelta(days=settings.EVIDENCE_DAYS),
    )
    take_words_out([comment.pk], IN_PLACE)
    history.update(body=IN_PLACE, author_name="")
    return evidence


def _name_author(comment: Comment, evidence: SealedEvidence) -> str:
    if comment.is_imported:
        return evidence.author_name
    return find_shown_name(comment.author) if comment.author else NAMELESS


def _empty(evidence: SealedEvidence) -> None:
    evidence.body = evidence.author_name = evidence.account_mark = ""
    evidence.author, evidence.earlier, evidence.decisions = None, [], []


def _describe(entry: Any) -> str:
    when = localtime(entry.at).strftime("%-d %B %Y, %H:%M")
    parts = [
        entry.get_decision_display(),
        entry.get_reason_display() if entry.reason else "",
        entry.explanation,
    ]
    return f"{when}, {_name(entry.by)}: {'. '.join(part for part in parts if part)}"


def _name(person: Person) -> str:
    return (person.get_full_name() or person.get_username()) if person else "Nobody known"
