"""Acts on the quoted words."""

from __future__ import annotations

from collections.abc import Sequence

from themes.desk.acts.base import CHANGE_WORDS, ActInput, DeskAct, check_anew
from themes.enums import Outcome
from themes.models import Quotation


class TakeWording(DeskAct):
    slug = "take_wording"
    label = "Take the report’s words"
    done_messages = "The quotation has the report’s words now.", "{} quotations have the report’s words now."
    permissions = CHANGE_WORDS

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        if quotation.outcome != Outcome.NEAR or not quotation.matched.strip():
            return "The check found no other wording of the report to take."
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        for quotation in quotations:
            quotation.words = " ".join(quotation.matched.split())
        check_anew(quotations)

    def explain(self, quotation: Quotation) -> str:
        return "The words become those that the report has."


class Reword(DeskAct):
    slug = "reword"
    label = "Save these words"
    done_messages = "The words were changed.", "{} wordings were changed."
    permissions = CHANGE_WORDS
    needs_input = True

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        return "These are the words that are kept already." if act_input.words == quotation.words else ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        for quotation in quotations:
            quotation.words = act_input.words
        check_anew(quotations)


class MarkAsOurOwn(DeskAct):
    slug = "our_own_words"
    label = "Mark as our own words"
    done_messages = (
        "The quotation was taken out: the finding is in our own words there.",
        "{} quotations were taken out: their findings are in our own words there.",
    )
    permissions = ("themes.delete_quotation",)

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        Quotation.objects.filter(pk__in=[quotation.pk for quotation in quotations]).delete()

    def explain(self, quotation: Quotation) -> str:
        return (
            "Takes the quotation out. The finding keeps its pages, and is in our own words there. "
            "History keeps the quoted words."
        )
