"""A report taken in: once, however often it is sent."""

from __future__ import annotations

from typing import Any

from themes.models import ProblemReport
from themes.problems.slips import Slip, find_comment, find_finding

TYPED = ("kind", "address", "words", "email")


class AlreadySentError(Exception):
    """The same slip came with other words: whoever sent it went back and changed them."""

    def __init__(self, report: ProblemReport) -> None:
        super().__init__(report.reference)
        self.report = report


def find_report(slip: Slip, typed: dict[str, Any]) -> ProblemReport | None:
    """What was sent with this slip before. Raises AlreadySentError where it said something else."""
    report = ProblemReport.objects.filter(reference=slip.reference).first()
    if report and any(getattr(report, name) != typed[name] for name in TYPED):
        raise AlreadySentError(report)
    return report


def file_report(slip: Slip, typed: dict[str, Any]) -> ProblemReport:
    """Take a report in. Of two that come at once with one slip, one is; raises AlreadySentError as above."""
    finding, comment = find_finding(typed["address"]), find_comment(typed["address"])
    version = finding.version if finding else None
    if finding and finding.number == slip.finding:
        version = slip.finding_version
    # As with comments: whoever guesses at addresses is not told what is there, and neither is the report about it.
    if finding and not finding.published_at:
        finding = version = None
    report, is_new = ProblemReport.objects.get_or_create(
        reference=slip.reference,
        defaults={name: typed[name] for name in TYPED}
        | {
            "finding": finding,
            "finding_version": version,
            "comment": comment,
            "collection_version": slip.collection_version,
        },
    )
    return report if is_new else find_report(slip, typed) or report
