"""Publishing, withdrawing and merging: the acts, and what stands in their way, in words."""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from themes.enums import CitationBasis, CoverageState, FindingState
from themes.models import Coverage, Finding, StartingPoint, Theme


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
    # What many findings share in being asked this is read ahead by who asks: nothing is filtered here.
    if not any(row.is_primary for row in finding.finding_themes.all()):
        reasons.append("It has no primary theme.")
    if not finding.periods.all():
        reasons.append("It has no period.")
    citations = finding.citations.all()
    if not finding.basis and not citations:
        reasons.append("It has neither a page list nor a note of what was read.")
    if any(
        not citation.pages.all() for citation in citations if citation.basis != CitationBasis.CONTENTS_LIST
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


def merge_themes(*, theme: Theme, into: Theme, why: str = "") -> None:
    """Let `into` stand for both: all that hangs on `theme` moves there, and its address leads there.

    What is said in the theme's thread stays with it. Raises ValidationError for a ring or a chain.
    """
    if theme.pk == into.pk:
        raise ValidationError({"merged_into": "A theme cannot be merged into itself."})
    theme.refuse_merging_into(into)
    with transaction.atomic(), pghistory.context(act="merge", why=why):
        _move_findings(theme, into)
        _move_starting_points(theme, into)
        _join_coverage(theme, into)
        theme.article_sections.update(theme=into)
        for situation in theme.situations.all():
            situation.themes.add(into)
            situation.themes.remove(theme)
        into.series.add(*theme.series.all())
        into.related.add(*theme.related.exclude(pk=into.pk))
        for other in Theme.objects.filter(related=theme):
            other.related.remove(theme)
            if other != into:
                other.related.add(into)
        theme.series.clear()
        theme.related.clear()
        theme.took_in.update(merged_into=into)  # one step, however many themes were merged before
        theme.merged_into = into
        theme.save(update_fields=["merged_into"])


def _move_findings(theme: Theme, into: Theme) -> None:
    held = {row.finding_id: row for row in into.finding_themes.all()}
    for row in theme.finding_themes.all():
        there = held.get(row.finding_id)
        if there is None:
            row.theme = into
            row.save(update_fields=["theme"])
            continue
        row.delete()
        if row.is_primary:
            there.is_primary = True
            there.save(update_fields=["is_primary"])


def _move_starting_points(theme: Theme, into: Theme) -> None:
    """After those already there, in their order."""
    points = list(into.startingpoint_set.all())
    held = {point.finding_id for point in points}
    position = max((point.position for point in points), default=-1)
    for point in StartingPoint.objects.filter(theme=theme):
        if point.finding_id in held:
            point.delete()
            continue
        position += 1
        point.theme, point.position = into, position
        point.save(update_fields=["theme", "position"])


def _join_coverage(theme: Theme, into: Theme) -> None:
    """A review is read for both together only when it was read for each; no row means not read yet."""
    moving = {row.review_id: row for row in theme.coverage.all()}
    held = {row.review_id: row for row in into.coverage.all()}
    for review in moving.keys() | held.keys():
        rows = [rows[review] for rows in (held, moving) if review in rows]
        states = {row.state for row in rows} | ({CoverageState.NOT_YET} if len(rows) == 1 else set())
        keep = rows[0]
        keep.theme = into
        keep.state = states.pop() if len(states) == 1 else CoverageState.PARTLY_READ
        Coverage.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
        keep.save(update_fields=["theme", "state"])
