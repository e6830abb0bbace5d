"""Acts on the pages that are given for quoted words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list

from themes.desk.acts.base import CHANGE_PAGES, ActInput, DeskAct, check_anew
from themes.desk.acts.own_lists import ListedPage, OwnList, give_own_lists
from themes.enums import CitationBasis, Outcome, PageRole
from themes.models import Citation, Finding, Quotation
from themes.quotations.shared_lists import SplitOffer, find_offers


class MoveToFoundPage(DeskAct):
    slug = "move"
    label = "Move to the page it was found on"
    done_messages = (
        "The quotation was moved to the page it was found on.",
        "{} quotations were moved to the pages they were found on.",
    )
    permissions = CHANGE_PAGES
    tells_readers = True

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        if quotation.outcome != Outcome.OTHER_PAGE:
            return "Its words were not found on another page."
        if not quotation.found_on or quotation.document is None:
            return "The printed number of the page on which they stand is not known."
        if quotation.document.superseded_by_id:
            return "The report has a newer edition since. Check it again first."
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        lists = []
        for quotation in quotations:
            assert quotation.document is not None  # noqa: S101 - see `find_obstacle`
            label = quotation.found_on
            page = ListedPage(quotation.document.review_id, label, label, PageRole.EVIDENCE)
            fields = _build_read_fields(label, quotation.citation, "where its quoted words were not found")
            lists.append(OwnList(quotation.finding, quotation.citation, (page,), fields, [quotation]))
            quotation.outcome, quotation.remark, quotation.checked_at = Outcome.EXACT, "", timezone.now()
        give_own_lists(lists)

    def label_for(self, quotation: Quotation) -> str:
        return f"Move to page {quotation.found_on}"

    def explain(self, quotation: Quotation) -> str:
        look_first = (
            f"Readers are then told “Read on page {quotation.found_on} of the report”, so look at it first."
        )
        if quotation.citation is None:
            return look_first
        others = _describe_keepers(quotation.citation, quotation.finding)
        if not others:
            return f"It takes the place of “{quotation.citation.as_given}”. {look_first}"
        return (
            f"Only the page of {quotation.finding.code} moves: it gets a list of its own, and {others}. "
            f"{look_first}"
        )


class SetPages(DeskAct):
    slug = "set_pages"
    label = "Save these pages"
    done_messages = "The pages were changed.", "The pages of {} quotations were changed."
    permissions = CHANGE_PAGES
    needs_input = True

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        citation = quotation.citation
        if citation is None:
            return ""
        if act_input.citation is not None:
            return "It is on this page list already." if citation.pk == act_input.citation else ""
        if len({page.review_id for page in citation.pages.all()}) > 1:
            return "Its list gives pages of several reports. Change it on the form of the page list."
        if [page.as_pages for page in citation.pages.all()] == list(act_input.pages):
            return "These are the pages that are given already."
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        if act_input.citation is not None:
            for quotation in quotations:
                quotation.citation_id = act_input.citation
        else:
            give_own_lists([self._make_list(quotation, act_input) for quotation in quotations])
        check_anew(quotations)

    @staticmethod
    def _make_list(quotation: Quotation, act_input: ActInput) -> OwnList:
        citation = quotation.citation
        listed = list(citation.pages.all()) if citation else []
        review = listed[0].review_id if listed else quotation.finding.review_id
        role = PageRole.EVIDENCE if len(act_input.pages) == 1 else PageRole.NOT_STATED
        pages = tuple(ListedPage(review, page.first, page.last, role) for page in act_input.pages)
        if act_input.was_read or citation is None:
            fields = _build_read_fields(act_input.as_given, citation)
        else:
            note = f"{citation.note} Noted before as “{citation.as_given}”."
            fields = _copy_source_fields(citation, note) | {"as_given": act_input.as_given}
        return OwnList(quotation.finding, citation, pages, fields, [quotation])


class SplitList(DeskAct):
    slug = "split_list"
    label = "Split the list"
    done_messages = "The finding has a list of its own now.", "{} findings have lists of their own now."
    permissions = CHANGE_PAGES
    tells_readers = True

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        citation = quotation.citation
        if citation is None:
            return "It belongs to no page list."
        if len(citation.findings.all()) < 2:
            return f"The list is of {quotation.finding.code} alone."
        if len(citation.pages.all()) < 2:
            return "The list has one page only."
        if _find_offer(quotation) is None:
            return (
                f"Which pages carry {quotation.finding.code} is not known from its words: not all that it quotes "
                "from this list was found on some of these pages only."
            )
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        """All that a finding quotes from the list goes along."""
        citations = {one.citation.pk: one.citation for one in quotations if one.citation}
        chosen = {(one.citation_id, one.finding_id) for one in quotations}
        lists = []
        for offer in find_offers(citations.values()):
            citation = offer.citation
            if (citation.pk, offer.finding.pk) not in chosen:
                continue
            pages = tuple(
                ListedPage(page.review_id, page.first_page, page.last_page, PageRole.EVIDENCE)
                for page in offer.pages
            )
            codes = get_text_list([finding.code for finding in citation.findings.all()], "and")
            note = f"{citation.note} Split from the list “{citation.as_given}”, given for {codes} together."
            fields = _copy_source_fields(citation, note)
            lists.append(OwnList(offer.finding, citation, pages, fields, list(offer.quotations)))
        give_own_lists(lists)

    def explain(self, quotation: Quotation) -> str:
        offer = _find_offer(quotation)
        if offer is None:
            return ""
        return (
            f"{quotation.finding.code} is on {offer.found_on}: it gets a list of its own with that, given by the "
            f"same source. {_describe_keepers(offer.citation, quotation.finding)}."
        )


def _find_offer(quotation: Quotation) -> SplitOffer | None:
    """What its list could be split into for its finding."""
    citations = [quotation.citation] if quotation.citation else []
    return next((offer for offer in find_offers(citations) if offer.finding == quotation.finding), None)


def _describe_keepers(citation: Citation, finding: Finding) -> str:
    """ "F002 and F003 keep “15 & 242”"; empty where no other finding has the list."""
    codes = [other.code for other in citation.findings.all() if other != finding]
    if not codes:
        return ""
    return f"{get_text_list(codes, 'and')} {'keeps' if len(codes) == 1 else 'keep'} “{citation.as_given}”"


def _build_read_fields(as_given: str, old: Citation | None, why: str = "") -> dict[str, Any]:
    """Of a list that no other source gave: whoever decides has the page on the screen."""
    note = ""
    if old is not None:
        source = f", given by {old.source_name}" if old.source_name else ""
        because = f", {why}" if why else ""
        note = f"{old.note} Instead of “{old.as_given}”{source}{because}.".strip()
    basis = CitationBasis.PAGE_READ
    return {"as_given": as_given, "basis": basis, "given_by_article": None, "given_by": "", "note": note}


def _copy_source_fields(citation: Citation, note: str) -> dict[str, Any]:
    names = ("as_given", "basis", "given_by_article", "given_by")
    return {**{name: getattr(citation, name) for name in names}, "note": note.strip()}
