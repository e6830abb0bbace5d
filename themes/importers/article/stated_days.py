"""The day on which an article appeared, as a web page states it where nobody sees it: for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from themes.importers.article.moments import find_closing_moment

LONGEST = 60  # characters of what is stated
MOST_STATED = 6
MAX_JSON = 500_000  # characters of all data of a page
MOST_LOOKED_AT = 500  # times and points of a page

# Of these the ending may vary: "DC.date.issued", "dcterms.created".
_NAMES = re.compile(
    r"(?:og:|article:|article\.)?(?:published(?:_time|_date|time|date)?|pub_?date|publish[_-]?date|publication[_-]?date)"
    r"|(?:dc|dcterms)[.:](?:date(?:[.:](?:issued|created|published))?|issued|created)"
    r"|citation_(?:publication_|online_)?date|(?:parsely-pub-|sailthru\.|cxenseparse:recs:)?(?:publishtime|date)"
    r"|datepublished|prism\.publicationdate",
    re.IGNORECASE,
)
_META = etree.XPath("//meta[@content][@name or @property or @itemprop]")
# Not of pages that have such things: "has-sidebar".
_OF_OTHERS = re.compile(
    r"(?<!has-)(?<!no-)(?<!with-)(?:comment|respon|repl(?:y|ies)|related|teaser|card|updat|modif|sidebar)",
    re.IGNORECASE,
)
_UPDATED_TOO = re.compile(r"\bupdated\b", re.IGNORECASE)  # "entry-date published updated": not since
_PLAIN = re.compile(r"published|pubdate|entry-date|date-?published", re.IGNORECASE)
_ISO = re.compile(r"(?P<day>\d{4}([-/.]?)\d{2}\2\d{2})(?!\d)(?P<time>.*)", re.DOTALL)


def find_stated_days(tree: HtmlElement) -> list[tuple[str, str]]:
    """What says it, and what it says: before anything of the page is left out."""
    stated: dict[str, str] = {}
    for name, value in (*_read_meta(tree), *_read_data(tree), *_read_times(tree)):
        value = re.sub(r"[\[\];\s]+", " ", value[: LONGEST + 1]).strip()
        if 0 < len(value) <= LONGEST and len(stated) < MOST_STATED:
            stated.setdefault(name, value)
    return list(stated.items())


def read_stated_day(value: str) -> date | None:
    """Years first, or months by name; "03/04/2016" is either of two days. The day is that of the United Kingdom."""
    if match := _ISO.match(value):
        figures = re.sub(r"\D", "", match["day"])
        value = f"{figures[:4]}-{figures[4:6]}-{figures[6:]}{match['time']}"
    elif not re.search(r"[a-z]{3}", value, re.IGNORECASE):
        return None
    moment = find_closing_moment(value)
    return (moment.at.date() if moment.at else moment.day) if moment else None


def _read_meta(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in _META(tree):
        names = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        name = next((name for name in names if name and _NAMES.fullmatch(name.strip())), None)
        if name:
            yield name.strip()[:LONGEST], meta.get("content")


def _read_data(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    scripts = (script.text or "" for script in tree.iter("script") if "ld+json" in script.get("type", ""))
    things: list[dict[str, Any]] = []
    left = MAX_JSON
    for script in scripts:
        left -= len(script)
        try:
            things += _list_things(json.loads(script)) if left > 0 else []
        except (ValueError, RecursionError):
            continue
    for kind in (r"(?:.*Article|.*Posting|Report)", r"WebPage"):
        for thing in things:
            names = thing.get("@type")
            names = names if isinstance(names, list) else [names]
            given = thing.get("datePublished")
            if isinstance(given, str) and any(
                isinstance(name, str) and re.fullmatch(kind, name) for name in names
            ):
                yield "datePublished", given
                return


def _list_things(data: Any) -> list[dict[str, Any]]:
    """What the data are about, but not what that has in turn: comments, and other articles that it leads to."""
    if isinstance(data, list):
        return [thing for one in data for thing in _list_things(one)]
    if not isinstance(data, dict):
        return []
    below = [data[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in data]
    return [data, *(thing for one in below for thing in _list_things(one))]


def _read_times(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The first that is said to be of publication, else the first above all points."""
    is_above_points = True
    for element in islice(tree.iter("time", "li"), MOST_LOOKED_AT):
        if element.tag == "li":
            is_above_points = is_above_points and _is_of_others(element)
            continue
        own = f"{element.get('class', '')} {element.get('itemprop', '')}"
        is_own = element.get("pubdate") is not None or _PLAIN.search(own)
        if is_own:
            element.set("class", _UPDATED_TOO.sub("", element.get("class", "")))
        if element.get("datetime") and (is_own or is_above_points) and not _is_of_others(element):
            yield ("time of publication" if is_own else "time", element.get("datetime"))
            if is_own:
                return
            is_above_points = False


def _is_of_others(element: HtmlElement) -> bool:
    """Of comments, other articles, a menu."""
    around = [element, *element.iterancestors()]
    if any(one.tag in ("nav", "aside", "footer") for one in around) or (
        element.tag == "time" and any(one.tag == "li" for one in around)
    ):
        return True
    named = (
        f"{one.get('id', '')} {one.get('class', '')} {one.get('itemprop', '')}"
        for one in around
        if one.tag not in ("html", "body")
    )
    return _OF_OTHERS.search(" ".join(named)) is not None
