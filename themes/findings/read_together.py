"""Which findings are read together: set from any of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count

from django.db import transaction
from django.db.models import Max

from reviews.history.tracking import recorded
from themes.enums import FindingState
from themes.models import Finding, ReadTogether


def reasons_not_to_read_together(
    *, finding: Finding, others: Sequence[Finding], because: str, may_publish: bool = True
) -> list[str]:
    """Why these cannot be read together, in whole sentences; an empty list when nothing is in the way."""
    reasons = []
    if finding in others:
        reasons.append("This is the finding itself. Name the others only.")
    blocks = {each.block_id for each in (finding, *others) if each.block_id}
    if len(blocks) > 1:
        apart = ", ".join(each.code for each in (finding, *others) if each.block_id and each.pk)
        reasons.append(
            f"{apart} are read together with others already, in different groups. Take one out of its group first, "
            "on its own form."
        )
    if others and not blocks and not because.strip():
        reasons.append("Say because of what: a few words, under “Because”.")
    members = {each.pk: each for each in (finding, *others)} | (
        {each.pk: each for each in Finding.objects.filter(block__in=blocks)} if others and blocks else {}
    )
    seen = [each.code for each in members.values() if each.state == FindingState.PUBLISHED]
    unseen = [each.code for each in members.values() if each.state != FindingState.PUBLISHED]
    if others and seen and unseen and not _was_so(finding, others):
        reasons.append(
            f"Readers see {' and '.join(seen)}, and not {' and '.join(unseen)}. What is read together is published "
            "together: publish it first, or withdraw what readers see."
        )
    touched = [each for each in (*others, *_leaving(finding, others)) if each.state == FindingState.PUBLISHED]
    if touched and not may_publish:
        codes = ", ".join(each.code for each in touched)
        reasons.append(f"Readers see {codes}, so only somebody who may publish can change this.")
    return reasons


def _was_so(finding: Finding, others: Sequence[Finding]) -> bool:
    """Whether nobody joins: a group may have become mixed before this was refused."""
    return bool(finding.block_id) and all(each.block_id == finding.block_id for each in others)


def _leaving(finding: Finding, others: Sequence[Finding]) -> list[Finding]:
    if not finding.pk or not finding.block_id:
        return []
    staying = {each.pk for each in others}
    members = list(Finding.objects.filter(block=finding.block_id).exclude(pk=finding.pk))
    if not others:  # the others go on without this one, unless only one of them would be left
        return members if len(members) == 1 else []
    return [each for each in members if each.pk not in staying]


def set_read_together(*, finding: Finding, others: Sequence[Finding], because: str) -> None:
    """Let `finding` be read together with just these, or with none: then it alone leaves its group."""
    with transaction.atomic(), recorded(act="read together"):
        if not others:
            _leave(finding)
            return
        block = next((each.block for each in (finding, *others) if each.block), None)
        if block is None:
            codes = sorted(each.number for each in (finding, *others))
            slug = _free_slug("-".join(f"f{number:03}" for number in codes)[:45])
            block = ReadTogether.objects.create(slug=slug, reason=because.strip())
        elif because.strip() and because.strip() != block.reason:
            block.reason = because.strip()
            block.save(update_fields=["reason"])
        if finding.block_id == block.pk:
            for each in _leaving(finding, others):
                _leave(each)
        for each in (finding, *others):
            if each.block_id != block.pk:
                last = block.findings.aggregate(last=Max("block_position"))["last"]
                each.block, each.block_position = block, 0 if last is None else last + 1
                each.save(update_fields=["block", "block_position"])


def _free_slug(slug: str) -> str:
    """A group keeps its slug when findings leave it, so another may have this one."""
    taken = set(ReadTogether.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(name for name in chain([slug], (f"{slug}-{n}" for n in count(2))) if name not in taken)


def delete_draft(*, finding: Finding) -> None:
    """Delete a finding that was never public; nobody stays behind in its group alone."""
    with transaction.atomic():
        if finding.block_id:
            _leave(finding)
        finding.delete()


def _leave(finding: Finding) -> None:
    block = finding.block
    finding.block, finding.block_position = None, 0
    finding.save(update_fields=["block", "block_position"])
    if block and block.findings.count() < 2:
        for last in block.findings.all():
            last.block, last.block_position = None, 0
            last.save(update_fields=["block", "block_position"])
        block.delete()
