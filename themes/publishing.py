"""Publishing and withdrawing: the acts, and what stands in their way, in words."""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from themes.enums import CitationBasis, FindingState
from themes.models import Finding


def reasons_not_to_publish(finding: Finding) -> list[str]:
    """Why this finding cannot be published, in whole sentences; an empty list when nothing is in the way."""
    reasons = []
    if not finding.text.strip():
        reasons.append("It has no wording of our own yet.")
    if finding.article_words and finding.text.strip() == finding.article_words.strip():
        reasons.append("Its wording is the article's, not ours.")
    if not finding.certainty:
        reasons.append("It does not say how we know it.")
    if not finding.pk:
        return reasons
    if not finding.finding_themes.filter(is_primary=True).exists():
        reasons.append("It has no primary theme.")
    if not finding.periods.exists():
        reasons.append("It has no period.")
    citations = finding.citations.all()
    if not finding.basis and not citations:
        reasons.append("It has neither a page list nor a note of what was read.")
    if any(
        not citation.pages.exists() for citation in citations if citation.basis != CitationBasis.CONTENTS_LIST
    ):
        reasons.append("One of its page lists has no pages.")
    return reasons


def refuse_breaking_published(findings: Iterable[Finding]) -> None:
    """Raise ValidationError, with every reason, where a published finding no longer keeps the rules.

    For use after a change and inside its transaction, which the caller then rolls back.
    """
    reasons = [
        f"{finding.code} is published, so this cannot be saved: {reason} Withdraw it first."
        for finding in findings
        if finding.state == FindingState.PUBLISHED
        for reason in reasons_not_to_publish(finding)
    ]
    if reasons:
        raise ValidationError(reasons)


def publish_finding(*, finding: Finding, why: str = "") -> None:
    """Show a finding to the public, for the first time or again. Raises ValidationError with every reason."""
    if reasons := reasons_not_to_publish(finding):
        raise ValidationError([f"{finding.code} cannot be published: {reason}" for reason in reasons])
    with transaction.atomic(), pghistory.context(act="publish", why=why):
        finding.state = FindingState.PUBLISHED
        finding.published_at = finding.published_at or timezone.now()
        finding.withdrawn_at = None
        finding.save(update_fields=["state", "published_at", "withdrawn_at"])


def withdraw_finding(*, finding: Finding, why: str = "") -> None:
    """Take a finding from public view at once. Its address stays and says so; `why` stays in its history."""
    if finding.state == FindingState.WITHDRAWN:
        return
    if not finding.published_at:
        raise ValidationError(f"{finding.code} was never published. Leave it as a draft, or delete it.")
    with transaction.atomic(), pghistory.context(act="withdraw", why=why):
        finding.state = FindingState.WITHDRAWN
        finding.withdrawn_at = timezone.now()
        finding.save(update_fields=["state", "withdrawn_at"])
