"""What can be decided about quotations: each act, and why it does not fit one.

An act takes any number of quotations, as `in_hand` reads them, and writes what it changes in a few statements. Rules
about published findings, locks and transactions are those of `themes.desk.deciding`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from themes.citations.locators import Locator
from themes.enums import CitationBasis, Outcome, PageRole
from themes.models import Citation, Finding, PageCitation, Quotation
from themes.quotations.shared_lists import find_offers
from themes.quotations.verifying import verify_these

FOUND = ["outcome", "score", "matched", "document", "found_on", "found_index", "remark", "checked_at"]
LOOKED_FOR_ANEW = ["words", "citation", *FOUND, "overruled_because", "overruled_by"]


@dataclass(frozen=True)
class Given:
    """What was filled in beside the button."""

    words: str = ""
    pages: Locator = ()
    as_given: str = ""
    was_read: bool = False  # the pages were read by whoever says so; else they are those of the list's source
    citation: int | None = None  # one of the finding's page lists
    reason: str = ""
    by: Any = None


@dataclass(frozen=True)
class Act:
    """One decision. `done` says what happened to one, and to {} of them; `slug` stands in forms and in history."""

    slug: str
    label: str
    done: tuple[str, str]
    takes: tuple[str, ...]  # rights
    why_not: Callable[[Quotation, Given], str]
    carry_out: Callable[[Sequence[Quotation], Given], None]
    most: int = 500  # in one decision: about as many as anybody looks through


def in_hand(pks: Collection[int]) -> list[Quotation]:
    """Quotations with all that acts look at, in the order of their findings. Always as many queries."""
    return list(with_lists(pks).prefetch_related("citation__quotations__document"))


def with_lists(pks: Collection[int]) -> QuerySet[Quotation]:
    """Quotations with what is said of them, in the order of their findings; each page list once in memory."""
    lists = Citation.objects.select_related("given_by_article").defer("given_by_article__source_text")
    return (
        Quotation.objects.filter(pk__in=pks)
        .select_related("finding__review", "document")
        .defer("finding__search")
        .prefetch_related(
            Prefetch("citation", lists),
            "citation__pages__review",
            Prefetch("citation__findings", Finding.objects.defer("search")),
        )
        .order_by("finding__number", "position", "pk")
    )


# Words


def _no_other_wording(quotation: Quotation, given: Given) -> str:
    if quotation.outcome != Outcome.NEAR or not quotation.matched.strip():
        return "The check found no other wording of the report to take."
    return ""


def _take_wording(quotations: Sequence[Quotation], given: Given) -> None:
    for quotation in quotations:
        quotation.words = " ".join(quotation.matched.split())
    _look_again(quotations)


def _same_words(quotation: Quotation, given: Given) -> str:
    return "These are the words that are kept already." if given.words == quotation.words else ""


def _reword(quotations: Sequence[Quotation], given: Given) -> None:
    for quotation in quotations:
        quotation.words = given.words
    _look_again(quotations)


def _fits(quotation: Quotation, given: Given) -> str:
    return ""


def _our_own(quotations: Sequence[Quotation], given: Given) -> None:
    Quotation.objects.filter(pk__in=[one.pk for one in quotations]).delete()


# What the check said


def _nothing_to_overrule(quotation: Quotation, given: Given) -> str:
    if quotation.outcome == Outcome.EXACT:
        return "The words were found on their page: there is nothing to overrule."
    if quotation.outcome == Outcome.OVERRULED and quotation.overruled_because == given.reason:
        return "It is accepted with this reason already."
    return ""


def _overrule(quotations: Sequence[Quotation], given: Given) -> None:
    for quotation in quotations:
        quotation.outcome = Outcome.OVERRULED
        quotation.overruled_because, quotation.overruled_by = given.reason, given.by
    Quotation.objects.bulk_update(quotations, ["outcome", "overruled_because", "overruled_by"])


def _not_overruled(quotation: Quotation, given: Given) -> str:
    return "" if quotation.outcome == Outcome.OVERRULED else "It was not accepted by a curator."


def _take_back(quotations: Sequence[Quotation], given: Given) -> None:
    _look_again(quotations)


def _nowhere_to_look(quotation: Quotation, given: Given) -> str:
    if quotation.outcome == Outcome.OVERRULED:
        return "A curator accepted it with a reason. Take that back first."
    if quotation.citation is None or not quotation.citation.pages.all():
        return "It belongs to no page list with pages, so there is no report to look in."
    return ""


def _check_again(quotations: Sequence[Quotation], given: Given) -> None:
    verify_these([one.pk for one in quotations], act="")


def _look_again(quotations: Sequence[Quotation]) -> None:
    """Write these as they are now, with nothing known of them, and then look for them."""
    for quotation in quotations:
        quotation.outcome, quotation.checked_at = Outcome.NOT_CHECKED, None
        quotation.score, quotation.document = None, None
        quotation.matched = quotation.found_on = quotation.remark = quotation.overruled_because = ""
        quotation.found_index, quotation.overruled_by = None, None
    Quotation.objects.bulk_update(quotations, LOOKED_FOR_ANEW)
    verify_these([one.pk for one in quotations], act="")


# Pages


def _not_elsewhere(quotation: Quotation, given: Given) -> str:
    if quotation.outcome != Outcome.OTHER_PAGE:
        return "Its words were not found on another page."
    if not quotation.found_on or quotation.document is None:
        return "The printed number of the page on which they stand is not known."
    if quotation.document.superseded_by_id:
        return "The report has a newer edition since. Check it again first."
    return ""


def _move(quotations: Sequence[Quotation], given: Given) -> None:
    parts = []
    for quotation in quotations:
        assert quotation.document is not None  # noqa: S101 - see `_not_elsewhere`
        page = (quotation.document.review_id, quotation.found_on, quotation.found_on, PageRole.EVIDENCE)
        note = _instead_of(quotation.citation, "where its quoted words were not found")
        parts.append(_read_by_us(quotation, quotation.found_on, [page], note))
    for quotation in quotations:
        quotation.outcome, quotation.remark, quotation.checked_at = Outcome.EXACT, "", timezone.now()
    give_own_lists(parts)


def _pages_of_one_report(quotation: Quotation, given: Given) -> str:
    citation = quotation.citation
    if given.citation is not None:
        if citation is not None and citation.pk == given.citation:
            return "It is on this page list already."
        return ""
    if citation and len({page.review_id for page in citation.pages.all()}) > 1:
        return "Its list gives pages of several reports. Change it on the form of the page list."
    if citation and [page.as_pages for page in citation.pages.all()] == list(given.pages):
        return "These are the pages that are given already."
    return ""


def _set_pages(quotations: Sequence[Quotation], given: Given) -> None:
    if given.citation is not None:
        for quotation in quotations:
            quotation.citation_id = given.citation
    else:
        give_own_lists([_typed(quotation, given) for quotation in quotations])
    _look_again(quotations)


def _typed(quotation: Quotation, given: Given) -> Part:
    citation = quotation.citation
    held = list(citation.pages.all()) if citation else []
    review = held[0].review_id if held else quotation.finding.review_id
    role = PageRole.EVIDENCE if len(given.pages) == 1 else PageRole.NOT_STATED
    pages = [(review, page.first, page.last, role) for page in given.pages]
    if given.was_read or citation is None:
        return _read_by_us(quotation, given.as_given, pages, _instead_of(citation, ""))
    kept = _kept_of(citation)
    note = f"{citation.note} Noted before as “{citation.as_given}”.".strip()
    return Part(quotation, tuple(pages), {**kept, "as_given": given.as_given, "note": note})


def _not_to_split(quotation: Quotation, given: Given) -> str:
    citation = quotation.citation
    if citation is None:
        return "It belongs to no page list."
    if len(citation.findings.all()) < 2:
        return f"The list is of {quotation.finding.code} alone."
    if len(citation.pages.all()) < 2:
        return "The list has one page only."
    if any(offer.finding == quotation.finding for offer in find_offers([citation])):
        return ""
    return (
        f"Which pages carry {quotation.finding.code} is not known from its words: not all that it quotes from this "
        "list was found on some of these pages only."
    )


def _split(quotations: Sequence[Quotation], given: Given) -> None:
    lists = {one.citation.pk: one.citation for one in quotations if one.citation}
    chosen = {(one.citation_id, one.finding_id) for one in quotations}
    parts = []
    for offer in find_offers(lists.values()):
        citation = offer.citation
        if (citation.pk, offer.finding.pk) not in chosen:
            continue
        pages = tuple(
            (page.review_id, page.first_page, page.last_page, PageRole.EVIDENCE) for page in offer.pages
        )
        codes = in_words([one.code for one in citation.findings.all()])
        note = f"{citation.note} Split from the list “{citation.as_given}”, given for {codes} together."
        fields = {**_kept_of(citation), "note": note.strip()}
        parts += [
            Part(quotation, pages, fields, together=True)
            for quotation in quotations
            if (quotation.citation_id, quotation.finding_id) == (citation.pk, offer.finding.pk)
        ][:1]
    give_own_lists(parts)


@dataclass(frozen=True)
class Part:
    """What becomes a page list of a quotation's finding alone: its pages, and its fields."""

    quotation: Quotation
    pages: tuple[tuple[int, str, str, str], ...]  # review, first page, last page, role
    fields: dict[str, Any]
    together: bool = False  # all that the finding quotes from the old list goes along

    @property
    def finding(self) -> Finding:
        return self.quotation.finding

    @property
    def going(self) -> list[Quotation]:
        """The quotations that go with it."""
        old = self.quotation.citation
        others = old.quotations.all() if old and self.together else []
        also = [one for one in others if one.finding_id == self.finding.pk and one.pk != self.quotation.pk]
        return [self.quotation, *also]


def _read_by_us(
    quotation: Quotation, as_given: str, pages: Iterable[tuple[int, str, str, str]], note: str
) -> Part:
    """A page that no other source gave: whoever decides has it on the screen."""
    fields = {
        "as_given": as_given,
        "basis": CitationBasis.PAGE_READ,
        "given_by_article_id": None,
        "given_by": "",
        "note": note,
    }
    return Part(quotation, tuple(pages), fields)


def _instead_of(citation: Citation | None, why: str) -> str:
    if citation is None:
        return ""
    source = f", given by {citation.source_name}" if citation.source_name else ""
    because = f", {why}" if why else ""
    return f"{citation.note} Instead of “{citation.as_given}”{source}{because}.".strip()


def _kept_of(citation: Citation) -> dict[str, Any]:
    names = ("as_given", "basis", "given_by_article_id", "given_by", "note")
    return {name: getattr(citation, name) for name in names}


def in_words(words: Sequence[str]) -> str:
    """ "F001, F002 and F003"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def give_own_lists(parts: Sequence[Part]) -> None:
    """Make the lists, and take the findings off those they had. The quotations are written with their new list.

    What is known of their words stays as the quotations in hand say it: whoever gives other pages has looked.

    A list that no other finding keeps is changed in place, so that its history goes on. A finding that quotes other
    words from its old list keeps that one too.
    """
    going = [quotation for part in parts for quotation in part.going]
    by_list: dict[int | None, list[list[Part]]] = defaultdict(list)
    alike: dict[tuple, list[Part]] = {}
    for part in parts:
        key = (part.quotation.citation_id, part.finding.pk, part.pages)
        if key not in alike:
            by_list[key[0]].append(alike.setdefault(key, []))
        alike[key].append(part)
    new: list[tuple[Citation, list[Part]]] = []
    in_place: list[tuple[Citation, Part]] = []
    left: dict[int, set[int]] = {}
    for pk, groups in by_list.items():
        old = groups[0][0].quotation.citation
        if old is not None and pk is not None:
            left[pk] = _leaving(old, [part for group in groups for part in group])
            if left[pk] >= {one.pk for one in old.findings.all()}:
                first = groups.pop(0)[0]
                left[pk].discard(first.finding.pk)
                in_place.append((old, first))
        new += [(Citation(**group[0].fields), group) for group in groups]
    _change_in_place(in_place)
    _take_off(left)
    _make(new)
    Quotation.objects.bulk_update(going, FOUND)  # the database unchecked what has other pages


def _leaving(citation: Citation, parts: Sequence[Part]) -> set[int]:
    """The findings that quote nothing from the list any more."""
    going = {part.quotation.pk for part in parts}
    whole = {part.finding.pk for part in parts if part.together}
    staying = {one.finding_id for one in citation.quotations.all() if one.pk not in going}
    return {part.finding.pk for part in parts} - (staying - whole)


def _change_in_place(lists: Sequence[tuple[Citation, Part]]) -> None:
    kept, added, gone = [], [], []
    for citation, part in lists:
        for name, value in part.fields.items():
            setattr(citation, name, value)
        held = {(page.review_id, page.first_page, page.last_page): page for page in citation.pages.all()}
        for position, wanted in enumerate(part.pages):
            page = held.pop(wanted[:3], None)
            if page is None:
                added.append(_page(citation, wanted, position))
            else:
                page.role, page.position = wanted[3], position
                kept.append(page)
        gone += [page.pk for page in held.values()]
    Citation.objects.bulk_update(
        [citation for citation, _ in lists], ["as_given", "basis", "given_by_article", "given_by", "note"]
    )
    PageCitation.objects.filter(pk__in=gone).delete()
    PageCitation.objects.bulk_update(kept, ["role", "position"])
    PageCitation.objects.bulk_create(added)


def _take_off(left: dict[int, set[int]]) -> None:
    """Take findings off lists, by the primary key of the list."""
    links = Citation.findings.through._default_manager
    held = links.filter(citation__in=left).values_list("pk", "citation_id", "finding_id")
    links.filter(pk__in=[pk for pk, citation, finding in held if finding in left[citation]]).delete()


def _page(citation: Citation, page: tuple[int, str, str, str], position: int) -> PageCitation:
    review, first, last, role = page
    return PageCitation(
        citation=citation, review_id=review, first_page=first, last_page=last, role=role, position=position
    )


def _make(new: Sequence[tuple[Citation, list[Part]]]) -> None:
    links = Citation.findings.through
    Citation.objects.bulk_create([citation for citation, _ in new])
    PageCitation.objects.bulk_create(
        [
            _page(citation, page, position)
            for citation, parts in new
            for position, page in enumerate(parts[0].pages)
        ]
    )
    links._default_manager.bulk_create(
        [links(citation=citation, finding=parts[0].finding) for citation, parts in new]
    )
    moved = []
    for citation, parts in new:
        for part in parts:
            going = part.going
            for quotation in going:
                quotation.citation = citation
            moved += going
    Quotation.objects.bulk_update(moved, ["citation"])


WORDS = ("themes.change_quotation",)
PAGES = ("themes.change_quotation", "themes.change_citation")

ACTS = {
    act.slug: act
    for act in [
        Act(
            "take_wording", "Take the report’s words",
            ("The quotation has the report’s words now.", "{} quotations have the report’s words now."),
            WORDS, _no_other_wording, _take_wording,
        ),
        Act(
            "move", "Move to the page it was found on",
            ("The quotation was moved to the page it was found on.",
             "{} quotations were moved to the pages they were found on."),
            PAGES, _not_elsewhere, _move,
        ),
        Act(
            "reword", "Save these words",
            ("The words were changed.", "{} wordings were changed."),
            WORDS, _same_words, _reword,
        ),
        Act(
            "set_pages", "Save these pages",
            ("The pages were changed.", "The pages of {} quotations were changed."),
            PAGES, _pages_of_one_report, _set_pages,
        ),
        Act(
            "split_list", "Split the list",
            ("The finding has a list of its own now.", "{} findings have lists of their own now."),
            PAGES, _not_to_split, _split,
        ),
        Act(
            "our_own_words", "Mark as our own words",
            ("The quotation was taken out: the finding is in our own words there.",
             "{} quotations were taken out: their findings are in our own words there."),
            ("themes.delete_quotation",), _fits, _our_own,
        ),
        Act(
            "overrule", "Accept all the same",
            ("The words were accepted with your reason.", "{} quotations were accepted with your reason."),
            WORDS, _nothing_to_overrule, _overrule,
        ),
        Act(
            "stop_overruling", "Take the acceptance back",
            ("The acceptance was taken back.", "{} acceptances were taken back."),
            WORDS, _not_overruled, _take_back,
        ),
        Act(
            "check_again", "Check again now",
            ("It was looked for again.", "{} quotations were looked for again."),
            WORDS, _nowhere_to_look, _check_again,
            most=100,  # reading a report takes half a second, and each may quote another
        ),
    ]
}  # fmt: skip
# Those that can be decided for many at once.
FOR_SEVERAL = ("move", "split_list", "overrule", "our_own_words", "check_again")
