"""Page lists made for one finding alone, and what becomes of the lists that it had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from themes.desk.acts.base import FOUND
from themes.models import Citation, Finding, PageCitation, Quotation


class ListedPage(NamedTuple):
    """A page, or a run of pages, of a list to be made."""

    review_id: int
    first_page: str
    last_page: str
    role: str


@dataclass(eq=False)
class OwnList:
    """A page list of one finding alone, to be saved."""

    finding: Finding
    old: Citation | None  # the list that it takes the place of
    pages: tuple[ListedPage, ...]
    fields: dict[str, Any]  # of the Citation
    quotations: list[Quotation]  # those that move from the old list to it


def give_own_lists(lists: Iterable[OwnList]) -> None:
    """Save these lists, move their quotations to them, and take the findings off their old lists.

    An old list that no other finding keeps is changed in place, so that its history goes on. A finding that quotes
    other words from its old list keeps that one too.

    What is known of the words is saved as the quotations have it in memory: whoever gives other pages has looked.
    """
    lists = _merge_alike(lists)
    by_old: dict[int, list[OwnList]] = defaultdict(list)
    for own in lists:
        if own.old is not None:
            by_old[own.old.pk].append(own)
    in_place: list[tuple[Citation, OwnList]] = []
    leaving: dict[int, set[int]] = {}
    for pk, replacing in by_old.items():
        first, old = replacing[0], replacing[0].old
        leaving[pk] = _find_leaving(replacing)
        if old is not None and leaving[pk] >= {finding.pk for finding in old.findings.all()}:
            in_place.append((old, first))
            leaving[pk].discard(first.finding.pk)
    kept = {own for _, own in in_place}
    _change_in_place(in_place)
    _take_off(leaving)
    _create([own for own in lists if own not in kept])
    # Triggers made the quotations of changed lists unchecked.
    Quotation.objects.bulk_update([quotation for own in lists for quotation in own.quotations], FOUND)


def _merge_alike(lists: Iterable[OwnList]) -> list[OwnList]:
    """One list where a finding gets the same pages for several quotations."""
    merged: dict[tuple, OwnList] = {}
    for own in lists:
        key = (own.old.pk if own.old else None, own.finding.pk, own.pages)
        if key in merged:
            merged[key].quotations += own.quotations
        else:
            merged[key] = own
    return list(merged.values())


def _find_leaving(lists: Sequence[OwnList]) -> set[int]:
    """The findings that quote nothing from the old list any more: these all take the place of the same one."""
    old = lists[0].old
    moving = {quotation.pk for own in lists for quotation in own.quotations}
    remaining = old.quotations.all() if old else []
    return {own.finding.pk for own in lists} - {one.finding_id for one in remaining if one.pk not in moving}


def _change_in_place(lists: Sequence[tuple[Citation, OwnList]]) -> None:
    kept, added, gone = [], [], []
    for citation, own in lists:
        for name, value in own.fields.items():
            setattr(citation, name, value)
        old_pages = {(page.review_id, page.first_page, page.last_page): page for page in citation.pages.all()}
        for position, listed in enumerate(own.pages):
            page = old_pages.pop(listed[:3], None)
            if page is None:
                added.append(PageCitation(citation=citation, position=position, **listed._asdict()))
            else:
                page.role, page.position = listed.role, position
                kept.append(page)
        gone += [page.pk for page in old_pages.values()]
    Citation.objects.bulk_update(
        [citation for citation, _ in lists], ["as_given", "basis", "given_by_article", "given_by", "note"]
    )
    PageCitation.objects.filter(pk__in=gone).delete()
    PageCitation.objects.bulk_update(kept, ["role", "position"])
    PageCitation.objects.bulk_create(added)


def _take_off(leaving: dict[int, set[int]]) -> None:
    """Take findings off lists: their primary keys by that of the list."""
    links = Citation.findings.through._default_manager
    of_lists = links.filter(citation__in=leaving).values_list("pk", "citation_id", "finding_id")
    links.filter(pk__in=[pk for pk, citation, finding in of_lists if finding in leaving[citation]]).delete()


def _create(lists: Sequence[OwnList]) -> None:
    links = Citation.findings.through
    made = [(Citation(**own.fields), own) for own in lists]
    Citation.objects.bulk_create([citation for citation, _ in made])
    PageCitation.objects.bulk_create(
        PageCitation(citation=citation, position=position, **listed._asdict())
        for citation, own in made
        for position, listed in enumerate(own.pages)
    )
    links._default_manager.bulk_create(
        [links(citation=citation, finding=own.finding) for citation, own in made]
    )
    for citation, own in made:
        for quotation in own.quotations:
            quotation.citation = citation
    moved = [quotation for own in lists for quotation in own.quotations]
    Quotation.objects.bulk_update(moved, ["citation"])
