"""Which findings are read together: set from any of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from reviews.history import recorded
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
    touched = [each for each in (*others, *_leaving(finding, others)) if each.state == FindingState.PUBLISHED]
    if touched and not may_publish:
        codes = ", ".join(each.code for each in touched)
        reasons.append(f"Readers see {codes}, so only somebody who may publish can change this.")
    return reasons


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
            slug = "-".join(f"f{number:03}" for number in codes)[:50]
            taken = ReadTogether.objects.filter(slug=slug).first()
            block = taken or ReadTogether.objects.create(slug=slug, reason=because.strip())
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


def _leave(finding: Finding) -> None:
    block = finding.block
    finding.block, finding.block_position = None, 0
    finding.save(update_fields=["block", "block_position"])
    if block and block.findings.count() < 2:
        for last in block.findings.all():
            last.block, last.block_position = None, 0
            last.save(update_fields=["block", "block_position"])
        block.delete()
