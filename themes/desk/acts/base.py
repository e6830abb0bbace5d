"""What all acts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from themes.citations.locators import Locator
from themes.enums import Outcome
from themes.models import Quotation
from themes.quotations.verifying import verify_these

CHANGE_WORDS = ("themes.change_quotation",)
CHANGE_PAGES = ("themes.change_quotation", "themes.change_citation")
# What a check writes.
FOUND = ["outcome", "score", "matched", "document", "found_on", "found_index", "remark", "checked_at"]


@dataclass(frozen=True)
class ActInput:
    """What was filled in beside the button."""

    words: str = ""
    pages: Locator = ()
    as_given: str = ""
    was_read: bool = False  # the pages were read by whoever says so; else they are those of the list's source
    citation: int | None = None  # one of the finding's page lists
    reason: str = ""
    by: Any = None


class DeskAct:
    """One thing that can be done with quotations, any number of them in a few statements."""

    slug: ClassVar[str]  # in forms and in history
    label: ClassVar[str]
    done_messages: ClassVar[tuple[str, str]]  # what happened to one, and to {} of them
    permissions: ClassVar[tuple[str, ...]]
    needs_input: ClassVar[bool] = False
    tells_readers: ClassVar[bool] = (
        False  # where readers see the finding, also when several are decided about
    )
    most: ClassVar[int] = 500  # in one decision: about as many as anybody looks through

    def find_obstacle(self, quotation: Quotation, act_input: ActInput) -> str:
        """Why it does not fit this quotation, as a sentence; empty where it fits."""
        return ""

    def carry_out(self, quotations: Sequence[Quotation], act_input: ActInput) -> None:
        """Write what it changes of quotations that it fits, as `fetch_quotations` reads them."""
        raise NotImplementedError

    def label_for(self, quotation: Quotation) -> str:
        return self.label

    def explain(self, quotation: Quotation) -> str:
        """What it does with this quotation, beside its button."""
        return ""


def check_anew(quotations: Sequence[Quotation]) -> None:
    """Save words and page lists as they are in memory, forget what was known of them, and check them."""
    for quotation in quotations:
        quotation.outcome, quotation.checked_at = Outcome.NOT_CHECKED, None
        quotation.score, quotation.document = None, None
        quotation.matched = quotation.found_on = quotation.remark = quotation.overruled_because = ""
        quotation.found_index, quotation.overruled_by = None, None
    fields = [*FOUND, "words", "citation", "overruled_because", "overruled_by"]
    Quotation.objects.bulk_update(quotations, fields)
    verify_these([quotation.pk for quotation in quotations], act="")
