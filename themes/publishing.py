"""Publishing and withdrawing: the acts, and what stands in their way, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from reviews.history import events_of, recorded
from themes.enums import CitationBasis, FindingState, Outcome
from themes.models import Finding
from themes.models.finding import FindingQuerySet

PUBLISHED = FindingState.PUBLISHED
Person = AbstractBaseUser | AnonymousUser


def reasons_not_to_publish(finding: Finding) -> list[str]:
    """Why this finding cannot be published, in whole sentences; an empty list when nothing is in the way.

    What has to be read together with it is left out: see `reasons_in_others`.
    """
    reasons = []
    if not finding.text.strip():
        reasons.append("It has no wording of our own yet.")
    if finding.article_words and finding.text.strip() == finding.article_words.strip():
        reasons.append("Its wording is the article's, not ours.")
    if not finding.certainty:
        reasons.append("It does not say how we know it.")
    if not finding.pk:
        return reasons
    # What many findings share in being asked this is read ahead by who asks: nothing is filtered here.
    if not any(row.is_primary for row in finding.finding_themes.all()):
        reasons.append("It has no primary theme.")
    if not finding.periods.all():
        reasons.append("It has no period.")
    citations = list(finding.citations.all())
    prefetch_related_objects(citations, "pages")
    if not finding.basis and not citations:
        reasons.append("It has neither a page list nor a note of what was read.")
    if any(
        not citation.pages.all() for citation in citations if citation.basis != CitationBasis.CONTENTS_LIST
    ):
        reasons.append("One of its page lists has no pages.")
    reasons += [
        f"The words “{shortened(quotation.words)}” were not found on the page given. Correct them, take them out, or "
        "accept them with a reason."
        for quotation in finding.quotations.filter(outcome=Outcome.NOT_FOUND)
    ]
    return reasons


def shortened(words: str, most: int = 80) -> str:
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def partners(finding: Finding) -> FindingQuerySet:
    """Findings of its block that readers do not see, and without which it would mislead."""
    if not finding.block_id:
        return Finding.objects.none()
    return Finding.objects.filter(block=finding.block_id).exclude(state=PUBLISHED).exclude(pk=finding.pk)


def reasons_in_others(
    finding: Finding, *, by: Person | None = None, together_with: Collection[int] = ()
) -> list[str]:
    """What hinders publishing besides the finding itself: its block, and who worded it.

    `together_with` are primary keys of findings that are published in the same go.
    """
    reasons = [
        f"It has to be read together with {partner.code}, which is {partner.get_state_display().lower()}. "
        "Publish both together."
        for partner in partners(finding)
        if partner.pk not in together_with
    ]
    if settings.SECOND_PERSON_PUBLISHES and by is not None and last_worded_by(finding) == by.pk:
        reasons.append("You were the last to change its words, so somebody else has to publish it.")
    return reasons


def last_worded_by(finding: Finding) -> int | None:
    """The primary key of the user whose change made the words what they are; None where history has nobody."""
    words = events_of(Finding).filter(
        pgh_obj=finding.pk, version=Finding.objects.filter(pk=finding.pk).values("version")[:1]
    )
    about = words.order_by("pgh_id").values_list("pgh_context__metadata", flat=True).first()
    return (about or {}).get("user")


def reasons_not_to_reword(finding: Finding) -> list[str]:
    """Why its words cannot be changed as it stands: where a second person publishes, nobody publishes by saving."""
    if settings.SECOND_PERSON_PUBLISHES and finding.state == PUBLISHED:
        return [
            "Readers see these words, and a second person has to publish any others. Withdraw the finding first; "
            "then change its words, and ask somebody else to publish it."
        ]
    return []


def refuse_breaking_published(findings: Iterable[Finding]) -> None:
    """Raise ValidationError, with every reason, where a published finding no longer keeps the rules.

    For use after a change and inside its transaction, which the caller then rolls back.
    """
    reasons = [
        f"{finding.code} is published, so this cannot be saved: {reason} Withdraw it first."
        for finding in findings
        if finding.state == PUBLISHED
        for reason in reasons_not_to_publish(finding)
    ]
    if reasons:
        raise ValidationError(reasons)


def publish_finding(*, finding: Finding, why: str = "", by: Person | None = None) -> None:
    """Show a finding to the public, for the first time or again. Raises ValidationError with every reason."""
    publish_together(findings=[finding], why=why, by=by)


def publish_together(*, findings: Sequence[Finding], why: str = "", by: Person | None = None) -> None:
    """Show several to the public in one go, as findings that mislead apart need; all of them or none."""
    pks = {finding.pk for finding in findings}
    reasons = [
        f"{finding.code} cannot be published: {reason}"
        for finding in findings
        for reason in (
            *reasons_not_to_publish(finding),
            *reasons_in_others(finding, by=by, together_with=pks),
        )
    ]
    if reasons:
        raise ValidationError(reasons)
    with transaction.atomic(), recorded(act="publish", why=why):
        for finding in findings:
            finding.state = PUBLISHED
            finding.published_at = finding.published_at or timezone.now()
            finding.withdrawn_at = None
            finding.save(update_fields=["state", "published_at", "withdrawn_at"])


def send_to_review(*, finding: Finding, why: str = "") -> None:
    """Say that a draft is ready for somebody else to look at."""
    _move(finding, FindingState.DRAFT, FindingState.IN_REVIEW, why)


def return_to_draft(*, finding: Finding, why: str = "") -> None:
    """Take a finding back from review: there is work to do on it."""
    _move(finding, FindingState.IN_REVIEW, FindingState.DRAFT, why)


def _move(finding: Finding, before: FindingState, after: FindingState, why: str) -> None:
    if finding.state == after:
        return
    if finding.state != before:
        raise ValidationError(f"{finding.code} is {finding.get_state_display().lower()} and stays so.")
    with transaction.atomic(), recorded(act=after.value, why=why):
        finding.state = after
        finding.save(update_fields=["state"])


def withdraw_finding(*, finding: Finding, why: str = "") -> None:
    """Take a finding from public view at once. Its address stays and says so; `why` stays in its history."""
    if finding.state == FindingState.WITHDRAWN:
        return
    if not finding.published_at:
        raise ValidationError(f"{finding.code} was never published. Leave it as a draft, or delete it.")
    with transaction.atomic(), recorded(act="withdraw", why=why):
        finding.state = FindingState.WITHDRAWN
        finding.withdrawn_at = timezone.now()
        finding.save(update_fields=["state", "withdrawn_at"])
