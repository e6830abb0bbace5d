"""Decisions about quotations, carried out whole or not at all.

Each is tried first. What readers see of published findings is compared before and after, as every writer does
(`themes.findings.publishing`); quotations whose findings may not be touched are left alone, and it is said why.
A preview runs in a savepoint that is rolled back, so it shows what will happen and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import capfirst

from reviews.history.chronicle import Chronicle, HistoryEntry
from reviews.history.tracking import recorded
from reviews.workspace.conflicts import StateToken, compute_token
from themes.citations.locators import render
from themes.desk.acts import Act, Given, in_hand, with_lists
from themes.enums import FindingState, Outcome
from themes.findings.published import what_readers_see
from themes.findings.publishing import reasons_not_to_touch
from themes.models import Citation, Finding, PageCitation, Quotation
from themes.models.catalogue import entered_once, wait_for_writers

Person = Any  # of django.contrib.auth
ONLY_PUBLISHERS = "Readers see {}, so only somebody who may publish can decide about its quotations."


@dataclass(frozen=True)
class Look:
    """What a quotation says, in the words of the preview."""

    code: str  # of its finding
    words: str
    outcome: str
    pages: str
    known_from: str  # the list as its source gives it, and who gave it
    shared_with: str
    accepted_because: str

    LABELS = {
        "words": "Words",
        "outcome": "Outcome",
        "pages": "Pages",
        "known_from": "Page list",
        "shared_with": "Given for",
        "accepted_because": "Accepted because",
    }


@dataclass(frozen=True)
class Change:
    """One quotation before and after; nothing after where it is taken out."""

    pk: int
    chosen: bool  # else it belongs to a list that changes with one that was
    before: Look
    after: Look | None

    @property
    def differing(self) -> list[tuple[str, str, str]]:
        """What changes: its name, before, after."""
        if self.after is None:
            return []
        now, then = asdict(self.before), asdict(self.after)
        return [
            (label, now[name], then[name]) for name, label in Look.LABELS.items() if now[name] != then[name]
        ]


@dataclass(frozen=True)
class Left:
    """One that stays as it is, and why."""

    pk: int
    look: Look
    reasons: tuple[str, ...]


@dataclass
class Plan:
    """What a decision does, or did."""

    changes: list[Change] = field(default_factory=list)
    same: list[Left] = field(default_factory=list)  # done, and nothing differs
    left: list[Left] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(change.chosen for change in self.changes) + len(self.same)

    @property
    def seal(self) -> str:
        """Stands for all that it says: another as soon as anything would happen otherwise."""
        return hashlib.sha256(repr((self.changes, self.same, self.left)).encode()).hexdigest()


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


def may_decide(user: Person, act: Act) -> bool:
    return all(user.has_perm(right) for right in act.takes)


def read_only_because(user: Person, finding: Finding) -> str:
    """Why this person can decide nothing about a finding's quotations; empty where they can."""
    if finding.state == FindingState.PUBLISHED and not user.has_perm("themes.publish_finding"):
        return ONLY_PUBLISHERS.format(finding.code)
    return ""


def mark_of_quotation(pk: int) -> StateToken:
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
    act: Act, pk: int, *, by: Person, given: Given, seen: str, why: str = "", minor: bool = False
) -> Plan:
    """One act on one quotation, `seen` as `mark_of_quotation` was when it was looked at.

    Raises ChangedMeanwhileError or RefusedError, and then nothing was done.
    """
    with transaction.atomic(), recorded(act=act.slug, why=why, minor=minor):
        lock([pk])
        mark = StateToken.parse(seen)
        if mark_of_quotation(pk).state != mark.state:
            raise ChangedMeanwhileError(_since(pk, mark))
        plan = _carried_out(act, [pk], by=by, given=given)
        if plan.left:
            raise RefusedError(plan.left[0].reasons)
    return plan


def rehearse(act: Act, pks: Collection[int], *, by: Person, given: Given) -> Plan:
    """What `decide_for_several` would do: done, and taken back."""
    with transaction.atomic(), recorded(act=act.slug):
        plan = _carried_out(act, pks, by=by, given=given)
        transaction.set_rollback(True)
    return plan


def decide_for_several(
    act: Act, pks: Collection[int], *, by: Person, given: Given, seal: str, why: str = "", minor: bool = False
) -> Plan:
    """Exactly what was shown, all of it. Raises ChangedMeanwhileError where something else would happen now."""
    with transaction.atomic(), recorded(act=act.slug, why=why, minor=minor):
        lock(pks)
        plan = _carried_out(act, pks, by=by, given=given)
        if plan.seal != seal:
            raise ChangedMeanwhileError
    return plan


def lock(pks: Collection[int]) -> None:
    """Wait until nobody else is saving these quotations, their findings or their page lists."""
    held = Quotation.objects.filter(pk__in=pks).order_by()
    for rows in (
        Finding.objects.filter(pk__in=held.values("finding")),
        Citation.objects.filter(pk__in=held.values("citation")),
    ):
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    wait_for_writers()
    quotations = Quotation.objects.filter(pk__in=pks).order_by("pk")
    list(quotations.select_for_update(no_key=True).values_list("pk"))


def _since(pk: int, mark: StateToken) -> list[HistoryEntry]:
    """What was saved of the quotation and its list since the mark was made."""
    rows: list[tuple[Any, int]] = [(Quotation, pk)]
    rows += [
        (Citation, citation)
        for citation in Citation.objects.filter(quotations=pk).values_list("pk", flat=True)
    ]
    entries = []
    for model, key in rows:
        for entry in Chronicle(model, key).entries:
            if mark.at and entry.at > mark.at:
                entry.of = capfirst(str(model._meta.verbose_name))
                entries.append(entry)
    return entries


def _carried_out(act: Act, pks: Collection[int], *, by: Person, given: Given) -> Plan:
    """The act on those of these that it fits and that may be touched. Inside a transaction."""
    chosen = in_hand(pks)
    lists = {one.citation_id for one in chosen} - {None}
    shown = {one.pk for one in chosen}
    shown |= set(Quotation.objects.filter(citation__in=lists).values_list("pk", flat=True))
    before = looks(shown)
    plan = Plan()
    going = []
    for quotation in chosen:
        reason = read_only_because(by, quotation.finding) or act.why_not(quotation, given)
        if reason:
            plan.left.append(Left(quotation.pk, before[quotation.pk], (reason,)))
        else:
            going.append(quotation)
    concerned = {one.finding_id for one in chosen}
    concerned |= set(Finding.objects.filter(citations__in=lists).values_list("pk", flat=True))
    seen = what_readers_see(concerned)
    while going:
        with transaction.atomic():
            with entered_once() as entered:
                entered |= concerned
                act.carry_out(going, given)
            reasons = reasons_not_to_touch(seen, concerned, by=by)
            if reasons:
                transaction.set_rollback(True)
        if not reasons:
            break
        refused = [one for one in going if one.finding_id in reasons] or going
        every = [reason for each in reasons.values() for reason in each]
        plan.left += [
            Left(one.pk, before[one.pk], tuple(reasons.get(one.finding_id, every))) for one in refused
        ]
        # Read anew: the rows in memory are as the attempt left them.
        going = in_hand({one.pk for one in going} - {one.pk for one in refused})
    after = looks(shown) if going else before
    done = {one.pk for one in going}
    for pk, look in before.items():
        if after.get(pk) != look:
            plan.changes.append(Change(pk, pk in done, look, after.get(pk)))
        elif pk in done:
            plan.same.append(Left(pk, look, ("Nothing changes.",)))
    return plan


def looks(pks: Collection[int]) -> dict[int, Look]:
    """What these say now, by primary key, in the order of their findings. Always as many queries."""
    return {one.pk: _look(one) for one in with_lists(pks)}


def _look(quotation: Quotation) -> Look:
    citation = quotation.citation
    found = f", on page {quotation.found_on}" if quotation.found_on else ""
    accepted = quotation.outcome == Outcome.OVERRULED
    return Look(
        code=quotation.finding.code,
        words=quotation.words,
        outcome=f"{quotation.get_outcome_display()}{'' if accepted else found}",
        pages=pages_in_words(citation) if citation else "",
        known_from=known_from(citation) if citation else "No page list",
        shared_with=", ".join(sorted(one.code for one in citation.findings.all())) if citation else "",
        accepted_because=quotation.overruled_because if accepted else "",
    )


def pages_in_words(citation: Citation) -> str:
    """ "page 17 of Pathways to harm (2011 to 2014)"; of several reports one after the other."""
    of_reviews: dict[str, list] = {}
    for page in citation.pages.all():
        of_reviews.setdefault(page.review.short_title, []).append(page.as_pages)
    return "; ".join(f"{render(pages)} of {title}" for title, pages in of_reviews.items()) or "no pages"


def known_from(citation: Citation) -> str:
    """ "“15 & 242”, given by another source (An example journal)"."""
    source = f" ({citation.source_name})" if citation.source_name else ""
    return f"“{citation.as_given}”, {citation.get_basis_display().lower()}{source}"
