"""The outcome of checking quoted words against the report, in the sentences readers see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as formatted

from themes.citations.locators import Pages, render
from themes.enums import PAGE_UNREADABLE, Outcome, read_outcome

SEE_BOTH = "See both."


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted words with the outcome of their check, as a tag and a sentence."""

    words: str
    tag: str
    sentence: str
    is_checked: bool  # the words are on the page that is cited
    report_has: str = ""  # the report's own wording, where it differs

    @property
    def shape(self) -> str:
        """The icon beside the tag."""
        return "read" if self.is_checked else "quote"

    @property
    def before_link(self) -> str:
        """The sentence without "See both.", for pages where these words are a link."""
        return self.sentence.removesuffix(f" {SEE_BOTH}")


def describe_quotation(quotation: Mapping[str, Any]) -> Quoted:
    """`quotation` has `words`, `outcome`, `matched`, `found_on`, `checked_at` (ISO day or None), `because` and `pages`.

    `pages` are those of its page list, as mappings of `first` and `last`; none where it has no list. With a `score`,
    words that are not checked were found by machine. Where the words could not be compared, `has_report` says that we
    have a PDF, so that it is the page that cannot be read. `is_unconfirmed` says that nobody has compared its page
    numbers with its pages: then no page is named as a fact.
    """
    outcome = read_outcome(quotation["outcome"], quotation.get("score"))
    return Quoted(
        words=quotation["words"],
        tag=_choose_tag(outcome, quotation),
        sentence=_build_sentence(outcome, quotation),
        is_checked=outcome == Outcome.EXACT,
        report_has=quotation["matched"] if outcome == Outcome.NEAR else "",
    )


def _choose_tag(outcome: Outcome, quotation: Mapping[str, Any]) -> str:
    if _is_unreadable(outcome, quotation):
        return PAGE_UNREADABLE
    if outcome == Outcome.OTHER_PAGE and quotation.get("is_unconfirmed"):
        return "Found, page not confirmed"
    return outcome.label


def _build_sentence(outcome: Outcome, quotation: Mapping[str, Any]) -> str:
    cited = _print_pages(quotation["pages"] or ())
    found = f"page {quotation['found_on']}" if quotation["found_on"] else ""
    if quotation.get("is_unconfirmed"):
        if outcome in (Outcome.EXACT, Outcome.OTHER_PAGE):
            return _say_unconfirmed(outcome, quotation, cited, found)
        cited = ""  # which page was looked on is not known either
    match outcome:
        case Outcome.EXACT:
            where = found or cited or "the page"
            return (
                f"Wording checked: these words are on {where}.{_print_day_checked(quotation['checked_at'])}"
            )
        case Outcome.NEAR:
            return f"Nearly the same: the report's wording differs. {SEE_BOTH}"
        case Outcome.BY_MACHINE:
            where = "the report" if quotation.get("is_unconfirmed") else found or cited or "the page"
            return (
                f"Found by machine: a program that reads pictures found these words, or nearly these, on a picture of "
                f"{where}. It can misread, and nobody has compared them with the page yet."
            )
        case Outcome.OTHER_PAGE if found:
            single = cited.startswith("page ")
            says = f"the source says {cited}" if single else f"the source gives {cited}"
            return f"Found on {found}: {says}." if cited else f"Found on {found}."
        case Outcome.OTHER_PAGE:
            return "Found on another page than the source says."
        case Outcome.NOT_FOUND:
            where = f"we looked on {cited}" if cited else "we looked in the report"
            return f"Not found: {where} and the words are not there. Please do not quote them."
        case Outcome.UNAVAILABLE if _is_unreadable(outcome, quotation):
            where = cited or "the page"
            are_pictures = "are pictures, or their" if cited.startswith("pages ") else "is a picture, or its"
            return (
                f"{PAGE_UNREADABLE}: {where}, or the page that the words run on to, {are_pictures} text cannot be "
                "read or is out of order. The words could not be compared."
            )
        case Outcome.UNAVAILABLE:
            return "Report not available: we have no copy to check."
        case Outcome.OVERRULED:
            return f"Accepted by a curator: {quotation['because'].rstrip('.')}."
        case _:
            return "Not checked yet."


def _say_unconfirmed(outcome: Outcome, quotation: Mapping[str, Any], cited: str, found: str) -> str:
    """The words are in the report; on which of its pages is not known for certain."""
    where = f", on {found} if the numbers read from its PDF are right" if found else ""
    doubt = "Nobody has compared its page numbers with the pages yet."
    if outcome == Outcome.EXACT:
        checked = _print_day_checked(quotation["checked_at"])
        return f"Wording checked: these words are in the report{where}. {doubt}{checked}"
    says = f"; the source {'says' if cited.startswith('page ') else 'gives'} {cited}" if cited else ""
    return f"Found in the report{where}{says}. {doubt}"


def _is_unreadable(outcome: Outcome, quotation: Mapping[str, Any]) -> bool:
    return outcome == Outcome.UNAVAILABLE and bool(quotation.get("has_report"))


def _print_pages(pages: Sequence[Mapping[str, str]]) -> str:
    return render([Pages(page["first"], page["last"]) for page in pages]) if pages else ""


def _print_day_checked(day: str | None) -> str:
    return f" Checked {formatted(date.fromisoformat(day), 'j F Y')}." if day else ""
