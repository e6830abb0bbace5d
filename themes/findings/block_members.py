"""Findings put into a block, to be read together, and taken out of it, starting from any member; drafts deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, QuerySet

from reviews.history.tracking import annotate_history
from themes.enums import FindingState
from themes.findings.snapshots import refuse_changing_published, take_public_snapshots
from themes.models import Citation, Finding, ReadTogether

NEVER_PUBLIC = (FindingState.DRAFT, FindingState.IN_REVIEW)


def find_reasons_against_block(
    *, finding: Finding, others: Sequence[Finding], because: str, may_publish: bool = True
) -> list[str]:
    """Why these cannot form a block, in whole sentences; an empty list where they can."""
    members = [finding, *others]
    blocks = {member.block_id for member in members if member.block_id}
    reasons = []
    if finding in others:
        reasons.append("This is the finding itself. Name the others only.")
    if len(blocks) > 1:
        reasons.append(_explain_two_blocks(members))
    if others and not blocks and not because.strip():
        reasons.append("Say because of what: a few words, under “Because”.")
    if others and not _adds_nobody(finding, others):
        reasons += _explain_mixed_states([*members, *Finding.objects.filter(block__in=blocks)])
    if not may_publish:
        reasons += _explain_published([*others, *_find_leaving(finding, others)])
    return reasons


def _adds_nobody(finding: Finding, others: Sequence[Finding]) -> bool:
    """A block may be mixed from before this was refused: saving it unchanged is no mistake."""
    return bool(finding.block_id) and all(other.block_id == finding.block_id for other in others)


def _explain_two_blocks(members: Sequence[Finding]) -> str:
    codes = ", ".join(member.code for member in members if member.block_id and member.pk)
    return (
        f"{codes} stand in different groups of findings to be read together. Take one out of its group first, on its "
        "own form."
    )


def _explain_mixed_states(members: Sequence[Finding]) -> list[str]:
    unique = {member.pk: member for member in members}.values()
    public = [member.code for member in unique if member.state == FindingState.PUBLISHED]
    hidden = [member.code for member in unique if member.state != FindingState.PUBLISHED]
    if not public or not hidden:
        return []
    return [
        f"Readers see {' and '.join(public)}, and not {' and '.join(hidden)}. What is read together is published "
        "together: publish it first, or withdraw what readers see."
    ]


def _explain_published(findings: Sequence[Finding]) -> list[str]:
    codes = ", ".join(finding.code for finding in findings if finding.state == FindingState.PUBLISHED)
    return [f"Readers see {codes}, so only somebody who may publish can change this."] if codes else []


def _find_leaving(finding: Finding, others: Sequence[Finding]) -> list[Finding]:
    """Members of the finding's block that would no longer be in one."""
    if not finding.pk or not finding.block_id:
        return []
    members = list(Finding.objects.filter(block=finding.block_id).exclude(pk=finding.pk))
    if not others:  # the others go on without this one, unless only one of them would be left
        return members if len(members) == 1 else []
    return [member for member in members if member not in others]


def set_block(*, finding: Finding, others: Sequence[Finding], because: str) -> None:
    """Make `finding` and exactly these `others` a block. Without others, it leaves its block."""
    with transaction.atomic(), annotate_history(act="read together"):
        if not others:
            _leave_block(finding)
            return
        members = [finding, *others]
        block = _find_or_create_block(members, because.strip())
        if finding.block_id == block.pk:
            for member in _find_leaving(finding, others):
                _leave_block(member)
        for member in members:
            if member.block_id != block.pk:
                last = block.findings.aggregate(last=Max("block_position"))["last"]
                _place(member, block, 0 if last is None else last + 1)


def _find_or_create_block(members: Sequence[Finding], reason: str) -> ReadTogether:
    block = next((member.block for member in members if member.block), None)
    if block is None:
        numbers = sorted(member.number for member in members)
        slug = _find_free_slug("-".join(f"f{number:03}" for number in numbers)[:45])
        return ReadTogether.objects.create(slug=slug, reason=reason)
    if reason and reason != block.reason:
        block.reason = reason
        block.save(update_fields=["reason"])
    return block


def _find_free_slug(slug: str) -> str:
    """A block keeps its slug when findings leave it, so another may have this one."""
    taken = set(ReadTogether.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(name for name in chain([slug], (f"{slug}-{n}" for n in count(2))) if name not in taken)


def delete_draft(*, finding: Finding, by: Any = None) -> None:
    """Delete a finding that was never public, with the page lists that are no other finding's. A block of which one
    member is left goes with it.

    Raises ValidationError where it is gone or was published meanwhile, where something else rests on it, and where
    readers would see a change that is not `by`'s to make: they see what it is to be read together with.
    """
    code = finding.code
    with transaction.atomic():
        stored = Finding.objects.select_for_update(of=("self",)).filter(pk=finding.pk).first()
        if stored is None:
            raise ValidationError(f"{code} is deleted already.")
        if stored.published_at or stored.state not in NEVER_PUBLIC:
            raise ValidationError(f"{code} was published, so it is withdrawn and not deleted.")
        before = take_public_snapshots([stored.pk])
        lists = list(find_own_lists([stored.pk]).values_list("pk", flat=True))
        _leave_block(stored)
        try:
            stored.delete()
        except ProtectedError as error:
            raise ValidationError(
                f"Nothing was deleted: something else rests on {code}. Open it to see what."
            ) from error
        Citation.objects.filter(pk__in=lists, findings=None).delete()
        refuse_changing_published(before, before, by=by)


def find_own_lists(findings: Collection[int]) -> QuerySet[Citation]:
    """The page lists of these findings that are no other finding's."""
    links = Citation.findings.through._default_manager
    others = links.exclude(finding__in=findings).values("citation")
    own = links.filter(finding__in=findings).exclude(citation__in=others)
    return Citation.objects.filter(pk__in=own.values("citation"))


def _leave_block(finding: Finding) -> None:
    block = finding.block
    if block is None:
        return
    _place(finding, None, 0)
    if block.findings.count() < 2:
        for last in block.findings.all():
            _place(last, None, 0)
        block.delete()


def _place(finding: Finding, block: ReadTogether | None, position: int) -> None:
    finding.block, finding.block_position = block, position
    finding.save(update_fields=["block", "block_position"])
