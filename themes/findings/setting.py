"""Theme, period, agency or state of several findings set at once: what would change, what not and why, and the act."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from reviews.history.tracking import annotate_history
from reviews.models import Period
from themes.enums import FindingState
from themes.findings.publishing import Person, expand_to_blocks
from themes.findings.snapshots import find_reasons_against_change, take_public_snapshots
from themes.models import Agency, Finding, FindingTheme, Theme

# The states that somebody may put a finding into without asking a publisher, each with the one it comes from.
COMES_FROM = {
    FindingState.IN_REVIEW: FindingState.DRAFT,
    FindingState.DRAFT: FindingState.IN_REVIEW,
}
Reasons = dict[int, list[str]]  # why nothing happens to a finding, by its primary key


class How(models.TextChoices):
    ADD = "add", "Add it"
    PRIMARY = "primary", "Make it the primary theme"
    TAKE = "take", "Take it out"


@dataclass(frozen=True)
class FindingSetting:
    """What is to be set in every one of the findings; what is None stays as it is."""

    theme: Theme | None = None
    theme_how: How = How.ADD
    period: Period | None = None
    period_how: How = How.ADD
    agency: Agency | None = None
    agency_how: How = How.ADD
    state: FindingState | None = None


@dataclass
class SetRow:
    """One finding: what would become of it, or why nothing does."""

    finding: Finding
    chosen: bool  # else it comes along: its state goes with that of the findings it is read together with
    differences: list[tuple[str, str, str]] = field(default_factory=list)  # name, before, after
    reasons: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """A token of what was shown of it."""
        shown = hashlib.sha256(repr(self.differences).encode()).hexdigest()[:16]
        return f"{self.finding.pk}:{shown}"


class SetMeanwhileError(Exception):
    """The findings, or the rules about them, are not as they were when the change was looked at."""


def preview_setting(setting: FindingSetting, chosen: Sequence[Finding], *, by: Person) -> list[SetRow]:
    """What would become of these findings, by number: done, compared and undone. A constant number of queries."""
    with transaction.atomic():
        rows = _set(setting, chosen, {finding.pk for finding in chosen}, by=by)
        transaction.set_rollback(True)
    return rows


def set_findings(
    setting: FindingSetting, chosen: Sequence[Finding], *, shown: Collection[str], by: Person, why: str = ""
) -> list[Finding]:
    """Set it in those of the findings in which nothing stands in the way, all in one go; they are returned.

    `shown` are the marks of the rows that somebody read. Raises SetMeanwhileError where others would change now.
    """
    going = [row for row in preview_setting(setting, chosen, by=by) if not row.reasons]
    if not going:
        raise SetMeanwhileError
    with transaction.atomic(), annotate_history(act="set", why=why):
        chosen_pks = {row.finding.pk for row in going if row.chosen}
        rows = _set(setting, [row.finding for row in going], chosen_pks, by=by)
        marks = {row.mark for row in rows if not row.reasons}
        if marks != set(shown) or len(marks) != len(rows):
            raise SetMeanwhileError
    return [row.finding for row in rows]


def _set(
    setting: FindingSetting, concerned: Sequence[Finding], pks: Collection[int], *, by: Person
) -> list[SetRow]:
    """Lock the findings, set it in all of them, and say what that changed and what may not stay.

    `pks` are those that were chosen: in the others nothing but the state is set.
    """
    findings = {finding.pk: finding for finding in _lock(setting, concerned)}
    snapshots = take_public_snapshots(findings)
    before = _describe(findings)
    reasons = _set_links(setting, findings.keys() & pks)
    if setting.state:
        _merge(reasons, _set_state(setting.state, findings))
    after = _describe(findings)
    _merge(reasons, find_reasons_against_change(snapshots, findings, by=by))
    if setting.state:
        _merge(reasons, _hold_back_blocks(findings, reasons))
    rows = [
        SetRow(
            finding,
            chosen=pk in pks,
            differences=[
                (name, was, after[pk][name]) for name, was in before[pk].items() if was != after[pk][name]
            ],
            reasons=reasons.get(pk, []),
        )
        for pk, finding in findings.items()
    ]
    for row in rows:
        if not row.differences and not row.reasons:
            row.reasons.append("It is so already.")
    return [row for row in rows if row.chosen or not row.reasons]


def _lock(setting: FindingSetting, chosen: Sequence[Finding]) -> list[Finding]:
    """The findings, and where their state is set all that are read together with them, locked and by number."""
    rows = Finding.objects.filter(pk__in=[finding.pk for finding in chosen])
    if setting.state:
        along = expand_to_blocks(chosen).filter(state__in=COMES_FROM).order_by()
        rows = Finding.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=along.values("pk")))
    locked = rows.order_by("pk").select_for_update(of=("self",)).defer("search")
    return sorted(locked, key=lambda finding: finding.number)


def _describe(findings: Collection[int]) -> dict[int, dict[str, str]]:
    """What is set of findings, in words, by primary key: five queries."""
    rows = Finding.objects.filter(pk__in=findings).prefetch_related(
        "finding_themes__theme", "periods", "agencies"
    )
    return {
        row.pk: {
            "Themes": ", ".join(
                f"{link.theme.title} (primary)" if link.is_primary else link.theme.title
                for link in row.finding_themes.all()
            ),
            "Periods": ", ".join(period.name for period in row.periods.all()),
            "Agencies": ", ".join(agency.name for agency in row.agencies.all()),
            "State": row.get_state_display(),
        }
        for row in rows
    }


def _set_links(setting: FindingSetting, pks: Collection[int]) -> Reasons:
    if setting.period:
        _set_link(Finding.periods.through, "period", setting.period, setting.period_how, pks)
    if setting.agency:
        _set_link(Finding.agencies.through, "agency", setting.agency, setting.agency_how, pks)
    return _set_theme(setting.theme, setting.theme_how, pks) if setting.theme else {}


def _set_link(through: Any, name: str, row: models.Model, how: How, pks: Collection[int]) -> None:
    links = through._default_manager.filter(**{name: row, "finding__in": pks})
    if how == How.TAKE:
        links.delete()
        return
    having = set(links.values_list("finding", flat=True))
    through._default_manager.bulk_create(
        through(finding_id=pk, **{name: row}) for pk in sorted(set(pks) - having)
    )


def _set_theme(theme: Theme, how: How, pks: Collection[int]) -> Reasons:
    links = FindingTheme.objects.filter(finding__in=pks)
    of_theme = links.filter(theme=theme)
    if how == How.TAKE:
        primary = of_theme.filter(is_primary=True).values_list("finding", flat=True)
        reasons = {
            pk: ["It is its primary theme. Make another one the primary theme first."] for pk in primary
        }
        of_theme.filter(is_primary=False).delete()
        return reasons
    if how == How.PRIMARY:
        links.filter(is_primary=True).exclude(theme=theme).update(is_primary=False)
        of_theme.filter(is_primary=False).update(is_primary=True)
    having = set(of_theme.values_list("finding", flat=True))
    with_primary = set(links.filter(is_primary=True).values_list("finding", flat=True))
    FindingTheme.objects.bulk_create(
        FindingTheme(finding_id=pk, theme=theme, is_primary=pk not in with_primary)
        for pk in sorted(set(pks) - having)
    )
    return {}


def _set_state(state: FindingState, findings: Mapping[int, Finding]) -> Reasons:
    fitting = [pk for pk, finding in findings.items() if finding.state == COMES_FROM[state]]
    Finding.objects.filter(pk__in=fitting).update(state=state)
    return {
        pk: [
            f"It is {finding.get_state_display().lower()} and stays so: this is for drafts and findings in review."
        ]
        for pk, finding in findings.items()
        if finding.state not in COMES_FROM
    }


def _hold_back_blocks(findings: Mapping[int, Finding], reasons: Reasons) -> Reasons:
    """Why drafts stay as they are with another of their block, which would come along with them and may not change."""
    movable = [finding for finding in findings.values() if finding.block_id and finding.state in COMES_FROM]
    culprits: dict[int | None, Finding] = {}
    for finding in movable:
        if reasons.get(finding.pk):
            culprits.setdefault(finding.block_id, finding)
    return {
        finding.pk: [f"Its state goes with that of {culprit.code}, in which something stands in the way."]
        for finding in movable
        if not reasons.get(finding.pk) and (culprit := culprits.get(finding.block_id))
    }


def _merge(reasons: Reasons, others: Reasons) -> None:
    for pk, sentences in others.items():
        reasons.setdefault(pk, []).extend(sentences)
