"""What readers see of published findings, held still to be compared with what they see after a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from themes.enums import FindingState, Outcome
from themes.models import (
    Citation,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
    ReadTogether,
)

OWN = [
    "text", "kind", "review", "for_every_agency", "basis", "certainty", "composite", "source_note", "source_url",
    "article", "block", "block_position",
]  # fmt: skip
OF_LIST = ["as_given", "basis", "given_by_article", "given_by", "note"]
OF_PAGE = ["review", "first_page", "last_page", "role", "position"]
OF_QUOTATION = ["words", "citation", "position", "outcome", "found_on", "overruled_because"]


@dataclass
class Seen:
    """One published finding. `waiting` are members of its block that readers do not see."""

    code: str
    text: str
    waiting: frozenset[int] = frozenset()
    rest: dict[str, Any] = field(default_factory=lambda: defaultdict(list))

    @property
    def not_found(self) -> set[str]:
        """Words that it quotes and that were not found in the report."""
        quotations = [
            dict(zip(OF_QUOTATION, values, strict=True)) for values in self.rest.get("quotations", ())
        ]
        return {each["words"] for each in quotations if each["outcome"] == Outcome.NOT_FOUND}


def what_readers_see(findings: Iterable[int]) -> dict[int, Seen]:
    """By primary key: those published among these and what they are read together with. Always as many queries."""
    named = set(findings)
    blocks = Finding.objects.filter(pk__in=named, block__isnull=False).values("block")
    held = Finding.objects.published().filter(Q(pk__in=named) | Q(block__in=blocks))
    rows = {row["pk"]: row for row in held.values("pk", "number", *OWN)}
    seen = {
        pk: Seen(Finding(number=row["number"]).code, row["text"], rest=defaultdict(list, row=row))
        for pk, row in rows.items()
    }
    if not seen:
        return {}
    for name, model, columns in [
        ("themes", FindingTheme, ["theme", "is_primary"]),
        ("quotations", Quotation, OF_QUOTATION),
        *(
            (link, getattr(Finding, link).through, [getattr(Finding, link).field.m2m_reverse_name()])
            for link in ("periods", "agencies", "ages", "harms")
        ),
    ]:
        for pk, *values in model._default_manager.filter(finding__in=seen).values_list("finding", *columns):
            seen[pk].rest[name].append(tuple(values))
    also = Finding.see_also.through._default_manager.filter(
        from_finding__in=seen, to_finding__state=FindingState.PUBLISHED
    )
    for pk, other in also.values_list("from_finding", "to_finding"):
        seen[pk].rest["see_also"].append((other,))
    _read_page_lists(seen)
    _read_blocks(seen)
    for each in seen.values():
        for values in each.rest.values():
            if isinstance(values, list):
                values.sort(key=repr)
    return seen


def _read_page_lists(seen: dict[int, Seen]) -> None:
    links = list(
        Citation.findings.through._default_manager.filter(finding__in=seen).values_list("finding", "citation")
    )
    lists = {citation for _, citation in links}
    pages: dict[int, list[tuple]] = defaultdict(list)
    of_lists = PageCitation.objects.filter(citation__in=lists).order_by("position", "pk")
    for citation, *values in of_lists.values_list("citation", *OF_PAGE):
        pages[citation].append(tuple(values))
    said = {
        pk: tuple(values) for pk, *values in Citation.objects.filter(pk__in=lists).values_list("pk", *OF_LIST)
    }
    for finding, citation in links:
        seen[finding].rest["page lists"].append((said[citation], tuple(pages[citation])))


def _read_blocks(seen: dict[int, Seen]) -> None:
    blocks = {each.rest["row"]["block"] for each in seen.values()} - {None}
    reasons = dict(ReadTogether.objects.filter(pk__in=blocks).values_list("pk", "reason"))
    members: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of_blocks = Finding.objects.filter(block__in=blocks).order_by("block_position", "pk")
    for block, pk, state in of_blocks.values_list("block", "pk", "state"):
        members[block].append((pk, state))
    for each in seen.values():
        if (block := each.rest["row"]["block"]) is not None:
            each.rest["block"] = (reasons[block], tuple(members[block]))
            each.waiting = frozenset(pk for pk, state in members[block] if state != FindingState.PUBLISHED)
