"""How we know a finding, in the sentences readers see. Never as "high confidence"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse

from reviews.models.article import build_article_name
from reviews.models.series import Certainty
from reviews.page_labels import sort_key
from themes.citations.locators import Pages, render
from themes.enums import CitationBasis

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
page_address = lru_cache(maxsize=10_000)(reverse)


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page, or one range, in a printed list: `before` is what stands between it and the one before it."""

    before: str
    text: str
    url: str
    name: str  # for people who hear the link alone: "page 11 of Pathways to harm (2011 to 2014)"


@dataclass(frozen=True, slots=True)
class HowKnown:
    """One source of a finding: a tag, a sentence, and the pages as links (none when no page is known)."""

    tag: str
    sentence: str
    noun: str = ""  # "Page" or "Pages"
    pages: tuple[PageLink, ...] = ()
    pages_of: str = ""  # short title of the review that the pages are of
    pages_of_url: str = ""
    shared: str = ""  # when a page list belongs to several findings together
    shared_in_short: str = ""  # the same for narrow places
    cited: str = ""  # how a reference to the finding ends: its pages, and what is not known of them

    @property
    def shape(self) -> str:
        """The icon that says in a shape what the tag says in words."""
        return SHAPES[self.tag]


def describe_how_known(
    citations: Sequence[Mapping[str, Any]], certainty: str, *, composite: bool = False
) -> tuple[HowKnown, ...]:
    """Every source of a finding, at least one.

    A citation is a mapping of `basis`, `given_by`, of its article `publication`, `published` (ISO date or None)
    and `title`, of `shared_by` (numbers of published findings), `shared_in_all` (how many it was given for),
    perhaps `words_found_on` (the printed pages on which the very words were found that the finding quotes) and `pages`
    (mappings of `first`, `last`, `review_slug`, `review_title`).
    """
    known = [_describe_citation(citation) for citation in citations] or [_describe_without_page(certainty)]
    if composite:
        first, more = known[0], "The report built this example from several reviews."
        known[0] = replace(first, sentence=f"{first.sentence} {more}")
    return tuple(known)


def _describe_citation(citation: Mapping[str, Any]) -> HowKnown:
    pages = [Pages(page["first"], page["last"]) for page in citation["pages"] or ()]
    if not pages:
        return _describe_without_page(Certainty.MEDIUM)
    pages_text = render(pages)
    single = pages_text.startswith("page ")
    checked, compared = "", "; not compared with the report."
    if citation.get("words_found_on") is not None:
        checked = " We have compared the quoted words with the report, and nothing else."
        compared = "; only the quoted words compared with the report."
    match CitationBasis(citation["basis"]):
        case CitationBasis.PAGE_READ:
            tag, sentence = PAGE_READ, f"Read on {pages_text} of the report."
            cited = f"{_capitalise(pages_text)}."
        case CitationBasis.SECONDARY_SOURCE:
            tag = PAGE_NOT_CHECKED
            given = f"{_capitalise(pages_text)} {'is' if single else 'are'} given by {_name_giver(citation)}."
            cited = f"{_capitalise(pages_text)}, as given by {_name_giver(citation)}"
            if not checked:
                given += f" We have not compared {'it' if single else 'them'} with the report."
            sentence = given + checked
            cited += compared
        case CitationBasis.SAME_AUTHORS_LATER:
            tag = PAGE_NOT_CHECKED
            sentence = f"A later report by the same authors gives {pages_text}.{checked}"
            cited = f"{_capitalise(pages_text)}, as given by a later report{compared}"
        case CitationBasis.CONTENTS_LIST:
            tag, sentence, cited = CONTENTS_ONLY
            if checked:
                sentence = "We have seen the heading, and of the text only the quoted words."
                cited = f"{cited.removesuffix('.')}{compared}"
    return HowKnown(
        tag=tag,
        sentence=sentence,
        noun="Page" if single else "Pages",
        pages=_build_page_links(citation["pages"]),
        pages_of=citation["pages"][0]["review_title"],
        pages_of_url=page_address("review", args=(citation["pages"][0]["review_slug"],)),
        cited=cited,
        shared=_describe_shared(citation, pages_text, several=not single),
        shared_in_short=_describe_shared_shortly(citation, several=not single),
    )


PAGE_READ = "Read on the page"
PAGE_NOT_CHECKED = "Page not checked"
PAGE_NOT_KNOWN = "Page not known"
CONTENTS_ONLY = (
    "Contents list only",
    "We have seen the heading, not the text. Do not rely on this alone.",
    "Seen in the contents list only.",
)
SHAPES = {PAGE_READ: "read", PAGE_NOT_CHECKED: "half", PAGE_NOT_KNOWN: "open", CONTENTS_ONLY[0]: "contents"}


def _name_giver(citation: Mapping[str, Any]) -> str:
    if not citation["title"]:
        return citation["given_by"]
    published = citation["published"]
    return build_article_name(
        citation["publication"], date.fromisoformat(published) if published else None, citation["title"]
    )


def _build_page_links(pages: Sequence[Mapping[str, Any]]) -> tuple[PageLink, ...]:
    links = []
    for number, page in enumerate(pages):
        text = page["first"] if page["first"] == page["last"] else f"{page['first']} to {page['last']}"
        before = "" if number == 0 else " and " if number == len(pages) - 1 else ", "
        url = page_address("review-page", args=(page["review_slug"], page["first"]))
        links.append(PageLink(before, text, url, f"page {text} of {page['review_title']}"))
    return tuple(links)


def _describe_shared(citation: Mapping[str, Any], pages_text: str, *, several: bool) -> str:
    """Says that a list was given for several findings, however many of them readers can see today.

    `shared_in_all` counts those ever published or, where they are more, those never published yet.
    """
    in_all, numbers = citation["shared_in_all"], citation["shared_by"] or ()
    if in_all < 2:
        return ""
    codes = ", ".join(f"F{number:03}" for number in numbers)
    shown = f", {_write_number(len(numbers))} of them shown here" if len(numbers) < in_all else ""
    verb = "are" if several else "is"
    start = f"{_capitalise(pages_text)} {verb} given for {_write_number(in_all)} findings together{shown}: "
    return f"{start}{codes}." + (f" {_say_which(citation)}" if several else "")


def _say_which(citation: Mapping[str, Any]) -> str:
    """Says which of several pages holds the finding: the list does not, but the quoted words may have been found."""
    labels = sorted(filter(None, citation.get("words_found_on") or ()), key=sort_key)
    if not labels:
        return "Which page holds which is not stated."
    return f"The words quoted here are on {render([Pages(label, label) for label in labels])}."


def _describe_shared_shortly(citation: Mapping[str, Any], *, several: bool) -> str:
    if citation["shared_in_all"] < 2:
        return ""
    number = _write_number(citation["shared_in_all"])
    return f"The source gives {'these pages' if several else 'this page'} for {number} findings at once."


def _write_number(number: int) -> str:
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def _describe_without_page(certainty: str) -> HowKnown:
    if certainty == Certainty.LOW:
        tag, sentence, cited = CONTENTS_ONLY
    elif certainty == Certainty.HIGH:
        tag = PAGE_NOT_KNOWN
        sentence = "From a summary by the authors, the publisher or a professional body."
        cited = "Page not known: read in a summary."
    else:
        tag = PAGE_NOT_KNOWN
        sentence = "From a press report, local summary or part of a source. Read the report before quoting."
        cited = "Page not known: read in a press report, local summary or part of a source."
    return HowKnown(tag, sentence, cited=cited)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
