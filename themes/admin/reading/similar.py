"""Findings that may say what somebody words while reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from themes.enums import FindingState
from themes.models import Finding
from themes.search.similar import find_similar_findings


@dataclass(frozen=True)
class SimilarFinding:
    """A finding that may say the same, and whether the page can be added to it by whoever asks."""

    finding: Finding
    shared: Sequence[str]
    is_of_review: bool
    may_join: bool

    @property
    def is_published(self) -> bool:
        return self.finding.state == FindingState.PUBLISHED


def find_similar(text: str, review: int, user: Any) -> list[SimilarFinding]:
    """The five findings most similar to a text, from whichever report: four queries at most."""
    similar = find_similar_findings(text)
    findings = Finding.objects.select_related("review").in_bulk([each.finding.pk for each in similar])
    may_change, may_publish = user.has_perm("themes.change_finding"), user.has_perm("themes.publish_finding")
    return [
        SimilarFinding(
            finding := findings[each.finding.pk],
            each.shared,
            is_of_review := finding.review_id == review,
            is_of_review and may_change and (may_publish or finding.state != FindingState.PUBLISHED),
        )
        for each in similar
        if each.finding.pk in findings
    ]
