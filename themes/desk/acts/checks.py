"""Acts on what the check found: accept it all the same, take that back, check again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from themes.desk.acts.base import CHANGE_WORDS, ActInput, DeskAct, check_anew
from themes.enums import Outcome
from themes.models import Quotation
from themes.quotations.verifying import verify_these


class Overrule(DeskAct):
    slug = "overrule"
    label = "Accept all the same"
    done_messages = (
        "The words were accepted with your reason.",
        "{} quotations were accepted with your reason.",
    )
    permissions = CHANGE_WORDS
    needs_input = True

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        if quotation.outcome == Outcome.EXACT:
            return "The words were found on their page: there is nothing to overrule."
        if quotation.outcome == Outcome.OVERRULED and quotation.overruled_because == act_input.reason:
            return "It is accepted with this reason already."
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        _accept(quotations, lambda quotation: act_input.reason, act_input.by)


class SeenOnPicture(DeskAct):
    """A person's look at words that a machine found: the one way in which they become settled."""

    slug = "seen_on_picture"
    label = "I have compared them with the picture: they stand there so"
    done_messages = (
        "Readers are told that the words were compared with the picture of the page.",
        "{} quotations were compared with the pictures of their pages.",
    )
    permissions = CHANGE_WORDS
    most = 1

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        if quotation.full_outcome != Outcome.BY_MACHINE or not quotation.found_index:
            return "Its words were not found by machine."
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        reason = "the words were compared with the picture of {}"
        _accept(quotations, lambda quotation: reason.format(_name_page(quotation)), act_input.by)

    def explain(self, quotation: Quotation) -> str:
        return (
            f"Letter by letter, on {_name_page(quotation)}: a machine read that page, and can misread. Readers are "
            "told that a curator compared them."
        )


def _accept(quotations: Sequence[Quotation], explain: Callable[[Quotation], str], by: Any) -> None:
    for quotation in quotations:
        quotation.outcome = Outcome.OVERRULED
        quotation.overruled_because, quotation.overruled_by = explain(quotation), by
    Quotation.objects.bulk_update(quotations, ["outcome", "overruled_because", "overruled_by"])


def _name_page(quotation: Quotation) -> str:
    return f"page {quotation.found_on}" if quotation.found_on else f"PDF page {quotation.found_index}"


class StopOverruling(DeskAct):
    slug = "stop_overruling"
    label = "Take the acceptance back"
    done_messages = "The acceptance was taken back.", "{} acceptances were taken back."
    permissions = CHANGE_WORDS

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        return "" if quotation.outcome == Outcome.OVERRULED else "It was not accepted by a curator."

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        check_anew(quotations)

    def explain(self, quotation: Quotation) -> str:
        return "The words are looked for again, and readers are told what comes of it."


class CheckAgain(DeskAct):
    slug = "check_again"
    label = "Check again now"
    done_messages = "It was looked for again.", "{} quotations were looked for again."
    permissions = CHANGE_WORDS
    most = 100  # reading a report takes half a second, and each may quote another

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        if quotation.outcome == Outcome.OVERRULED:
            return "A curator accepted it with a reason. Take that back first."
        if quotation.citation is None or not quotation.citation.pages.all():
            return "It belongs to no page list with pages, so there is no report to look in."
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        verify_these([quotation.pk for quotation in quotations], act="")

    def explain(self, quotation: Quotation) -> str:
        return "Looks for the words in the report as it is held now."
