"""Decisions about quotations, carried out whole or not at all.

What readers see of published findings is compared before and after, as every writer does
(`themes.findings.snapshots`); quotations whose findings may not be touched are left alone, and it is said why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import capfirst

from reviews.history.chronicle import Chronicle, HistoryEntry
from reviews.history.tracking import annotate_history
from reviews.workspace.conflicts import StateToken, compute_token
from themes.desk.acts import ACTS, ActInput, DeskAct
from themes.desk.snapshots import QuotationSnapshot, fetch_quotations, take_snapshots
from themes.enums import FindingState
from themes.findings.snapshots import find_reasons_against_change, take_public_snapshots
from themes.models import Citation, Finding, PageCitation, Quotation
from themes.models.catalogue import lock_catalogue, rebuild_catalogue_once

Person = Any  # of django.contrib.auth
ONLY_PUBLISHERS = "Readers see {}, so only somebody who may publish can decide about its quotations."


@dataclass(frozen=True)
class QuotationChange:
    """One quotation before and after; nothing after where it is taken out."""

    before: QuotationSnapshot
    after: QuotationSnapshot | None
    chosen: bool  # else it belongs to a list that changes with one that was

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """What changes: its label, before, after."""
        return self.before.compare(self.after) if self.after else []


@dataclass(frozen=True)
class SkippedQuotation:
    """One that stays as it is, and why."""

    snapshot: QuotationSnapshot
    reasons: tuple[str, ...]


@dataclass
class ActResult:
    """What an act changes in a preview, or changed."""

    changes: list[QuotationChange] = field(default_factory=list)
    unchanged: list[QuotationSnapshot] = field(default_factory=list)  # it was done, and nothing differs
    skipped: list[SkippedQuotation] = field(default_factory=list)

    @property
    def chosen(self) -> list[QuotationChange]:
        return [change for change in self.changes if change.chosen]

    @property
    def along(self) -> list[QuotationChange]:
        """Quotations that nobody chose, of page lists that change."""
        return [change for change in self.changes if not change.chosen]

    @property
    def count(self) -> int:
        """How many of those that were chosen it was done to."""
        return len(self.chosen) + len(self.unchanged)

    @property
    def digest(self) -> str:
        """A hash of the whole result, by which a preview is compared with what would happen now."""
        return hashlib.sha256(repr((self.changes, self.unchanged, self.skipped)).encode()).hexdigest()


class RefusedError(Exception):
    """Nothing was done; `reasons` are whole sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


class ChangedMeanwhileError(Exception):
    """Somebody else was quicker; `entries` say who and what, the newest first."""

    def __init__(self, entries: Sequence[HistoryEntry] = ()) -> None:
        super().__init__("It was changed since this page was opened.")
        self.entries = list(entries)


def may_decide(user: Person, act: DeskAct) -> bool:
    return all(user.has_perm(right) for right in act.permissions)


def may_decide_anything(user: Person) -> bool:
    return any(may_decide(user, act) for act in ACTS.values())


def explain_read_only(user: Person, finding: Finding) -> str:
    """Why this person can decide nothing about a finding's quotations; empty where they can."""
    if finding.state == FindingState.PUBLISHED and not user.has_perm("themes.publish_finding"):
        return ONLY_PUBLISHERS.format(finding.code)
    return ""


def compute_quotation_token(pk: int) -> StateToken:
    """Stands for a quotation with its finding's state and its page list: see `reviews.workspace.conflicts`."""
    lists = Citation.objects.filter(quotations=pk).order_by("pk")
    return compute_token(
        Quotation,
        pk,
        [],
        [
            Finding.objects.filter(quotations=pk).order_by("pk").values("pk", "state", "version"),
            lists.values("pk", "as_given", "basis", "given_by", "given_by_article", "note"),
            PageCitation.objects.filter(citation__quotations=pk)
            .order_by("pk")
            .values("pk", "review", "first_page", "last_page", "role", "position"),
            Citation.findings.through._default_manager.filter(citation__quotations=pk)
            .order_by("pk")
            .values("pk", "finding"),
        ],
    )


def decide(
    act: DeskAct,
    pk: int,
    *,
    by: Person,
    act_input: ActInput,
    form_token: str,
    why: str = "",
    minor: bool = False,
) -> ActResult:
    """Carry out an act on one quotation. `form_token` is its `compute_quotation_token` when the form was made.

    Raises ChangedMeanwhileError or RefusedError, and then nothing was done.
    """
    with transaction.atomic(), annotate_history(act=act.slug, why=why, minor=minor):
        lock([pk])
        token = StateToken.parse(form_token)
        if compute_quotation_token(pk).state != token.state:
            raise ChangedMeanwhileError(_find_later_entries(pk, token))
        result = _carry_out(act, [pk], by=by, act_input=act_input)
        if result.skipped:
            raise RefusedError(result.skipped[0].reasons)
    return result


def preview_act(act: DeskAct, pks: Collection[int], *, by: Person, act_input: ActInput) -> ActResult:
    """What `decide_for_several` would do. Runs in a savepoint, or transaction, that is rolled back."""
    with transaction.atomic(), annotate_history(act=act.slug):
        result = _carry_out(act, pks, by=by, act_input=act_input)
        transaction.set_rollback(True)
    return result


def decide_for_several(
    act: DeskAct,
    pks: Collection[int],
    *,
    by: Person,
    act_input: ActInput,
    digest: str,
    why: str = "",
    minor: bool = False,
) -> ActResult:
    """Do exactly what the preview with this digest showed.

    Raises ChangedMeanwhileError where something else would happen now, and then nothing was done.
    """
    with transaction.atomic(), annotate_history(act=act.slug, why=why, minor=minor):
        lock(pks)
        result = _carry_out(act, pks, by=by, act_input=act_input)
        if result.digest != digest:
            raise ChangedMeanwhileError
    return result


def lock(pks: Collection[int]) -> None:
    """Wait until nobody else is saving these quotations, their findings or their page lists."""
    chosen = Quotation.objects.filter(pk__in=pks).order_by()
    for rows in (
        Finding.objects.filter(pk__in=chosen.values("finding")),
        Citation.objects.filter(pk__in=chosen.values("citation")),
    ):
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    lock_catalogue()
    quotations = Quotation.objects.filter(pk__in=pks).order_by("pk")
    list(quotations.select_for_update(no_key=True).values_list("pk"))


def _find_later_entries(pk: int, token: StateToken) -> list[HistoryEntry]:
    """What was saved of the quotation and its list since the token was made."""
    citations = Citation.objects.filter(quotations=pk).values_list("pk", flat=True)
    rows: list[tuple[Any, int]] = [(Quotation, pk), *((Citation, citation) for citation in citations)]
    entries = []
    for model, key in rows:
        for entry in Chronicle(model, key).entries:
            if token.at and entry.at > token.at:
                entry.of = capfirst(str(model._meta.verbose_name))
                entries.append(entry)
    return entries


def _carry_out(act: DeskAct, pks: Collection[int], *, by: Person, act_input: ActInput) -> ActResult:
    """Carry out an act on those of these quotations that it fits and that may be touched. Inside a transaction."""
    chosen = fetch_quotations(pks)
    lists = {quotation.citation_id for quotation in chosen} - {None}
    sharing = Quotation.objects.filter(citation__in=lists).values_list("pk", flat=True)
    before = take_snapshots({quotation.pk for quotation in chosen} | set(sharing))
    obstacles: dict[int, tuple[str, ...]] = {}
    for quotation in chosen:
        if obstacle := explain_read_only(by, quotation.finding) or act.find_obstacle(quotation, act_input):
            obstacles[quotation.pk] = (obstacle,)
    fitting = [quotation for quotation in chosen if quotation.pk not in obstacles]
    findings = {quotation.finding_id for quotation in chosen}
    findings |= set(Finding.objects.filter(citations__in=lists).values_list("pk", flat=True))
    refused = _carry_out_where_allowed(act, fitting, findings, by=by, act_input=act_input)
    done = {quotation.pk for quotation in fitting} - refused.keys()
    result = _compare(before, take_snapshots(before) if done else before, done)
    reasons = {**obstacles, **refused}
    result.skipped = [SkippedQuotation(before[pk], reasons[pk]) for pk in reasons]
    return result


def _compare(
    before: dict[int, QuotationSnapshot], after: dict[int, QuotationSnapshot], done: set[int]
) -> ActResult:
    result = ActResult()
    for pk, snapshot in before.items():
        if after.get(pk) != snapshot:
            result.changes.append(QuotationChange(snapshot, after.get(pk), pk in done))
        elif pk in done:
            result.unchanged.append(snapshot)
    return result


def _carry_out_where_allowed(
    act: DeskAct, quotations: list[Quotation], findings: set[int], *, by: Person, act_input: ActInput
) -> dict[int, tuple[str, ...]]:
    """Try an act in a savepoint; where readers may not be shown the result, roll back and try without those at fault.

    `findings` are the keys of all that it may concern. Returns the reasons, by the key of the quotation left out.
    """
    before = take_public_snapshots(findings)
    refused: dict[int, tuple[str, ...]] = {}
    while quotations:
        with transaction.atomic():
            with rebuild_catalogue_once() as entered:
                entered |= findings
                act.carry_out(quotations, act_input)
            reasons = find_reasons_against_change(before, findings, by=by)
            if reasons:
                transaction.set_rollback(True)
        if not reasons:
            break
        at_fault = [quotation for quotation in quotations if quotation.finding_id in reasons] or quotations
        every = [reason for of_finding in reasons.values() for reason in of_finding]
        refused |= {one.pk: tuple(reasons.get(one.finding_id, every)) for one in at_fault}
        # Read again: the rows in memory are as the attempt left them.
        quotations = fetch_quotations({quotation.pk for quotation in quotations} - refused.keys())
    return refused
