"""What is done about a report: hide what it is about, and answer it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from themes.discussion.moderation import decide_comment, lock_comment
from themes.enums import CommentState, FindingState
from themes.findings.publishing import hide_findings
from themes.models import Comment, ProblemReport
from themes.models.discussion import DecisionKind
from themes.models.problem import ProblemOutcome
from themes.problems.letters import send_answer

Person = Any


def answer_report(
    *,
    report: ProblemReport,
    outcome: str,
    answer: str,
    by: Person,
    origin: str,
    was: str | None = None,
    kept_because: str = "",
) -> None:
    """Say what came of a report. It is shown at its number, and sent where an e-mail address was given.

    To leave a comment that readers see is a decision about it, kept with the others: `kept_because` is its reason.

    `was` is the outcome that somebody saw who answers now: raises ValidationError where it is another meanwhile.
    """
    if outcome not in ProblemOutcome.values:
        raise ValidationError({"outcome": "Choose what came of it."})
    with transaction.atomic():
        row = ProblemReport.objects.select_for_update().get(pk=report.pk)
        if was is not None and row.outcome != was:
            said = row.get_outcome_display() or "nothing"
            raise ValidationError(
                f"Somebody answered “{said}” after you opened this. Nothing was changed. Copy your answer, open the "
                "report again, and see whether there is more to say."
            )
        if comment := find_kept(report=row, outcome=outcome, kept_because=kept_because):
            decide_comment(
                comment=comment,
                decision=CommentState.PUBLISHED,
                by=by,
                explanation=kept_because,
                kind=DecisionKind.KEPT,
            )
        row.outcome, row.answer, row.answered_by = outcome, answer, by
        row.answered_at, row.mailed_at = timezone.now(), None
        row.full_clean()
        row.save()
        if row.email:
            send_answer.defer(report=row.pk, origin=origin)
    report.refresh_from_db()


def find_kept(*, report: ProblemReport, outcome: str, kept_because: str) -> Comment | None:
    """The comment that is kept by this outcome, locked. Raises ValidationError where it cannot be."""
    if outcome != ProblemOutcome.LEFT or report.outcome == outcome or report.comment_id is None:
        return None
    comment = Comment.objects.select_related("parent").get(pk=report.comment_id)
    lock_comment(comment)
    if comment.state == CommentState.HELD:
        raise ValidationError(
            {
                "outcome": "The comment is held, so it is not left as it was. Decide about it first, under Comments; "
                "then say what came of the report."
            }
        )
    if comment.state != CommentState.PUBLISHED:
        return None
    if not kept_because.strip():
        raise ValidationError(
            {"kept_because": "Say why the comment stays. It is kept with the decisions about it."}
        )
    return comment


def hide_what_is_meant(*, report: ProblemReport, by: Person) -> list[str]:
    """Show to nobody what a report is about, until somebody has decided; what was hidden, in words.

    The comment where it is about one, else the finding with those that are read together with it.
    """
    why = f"Report {report.reference}: {report.get_kind_display().lower()}"
    if report.comment_id:
        return _hide_comment(Comment.objects.select_related("parent").get(pk=report.comment_id), by, why)
    return (
        [finding.code for finding in hide_findings(findings=[report.finding], why=why)]
        if report.finding
        else []
    )


def can_hide(report: ProblemReport) -> bool:
    """Whether readers see what it is about."""
    if report.comment:
        return report.comment.state == CommentState.PUBLISHED
    return report.finding is not None and report.finding.state == FindingState.PUBLISHED


def _hide_comment(comment: Comment, by: Person, why: str) -> list[str]:
    if comment.state != CommentState.PUBLISHED:
        return []
    entries = decide_comment(comment=comment, decision=CommentState.HELD, by=by, explanation=why)
    return [f"the comment by {entry.comment.author_name}" for entry in entries]
