"""What people write in cells, read as what our own columns hold: references with pages, quoted words, lists."""

from __future__ import annotations

import re
from collections.abc import Callable

from themes.citations.locators import MARKERS, LocatorError, parse
from themes.importers.spreadsheets.spoiled import MONTHS, is_date

_MARKER = "|".join(sorted(MARKERS, key=len, reverse=True))
# "Missed chances 2016, pp. 4–6": what is named, then pages with a word before them.
_WITH_PAGES = re.compile(
    rf"(?P<name>.*?\w.*?)[\s,;:(\[]+(?P<pages>(?:{_MARKER}|seiten?|s)\b\.?\s*[0-9ivxl].*)",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_MARKER = re.compile(r"^\s*(?:Seiten?|S)\b\.?\s*(?=[0-9])", re.IGNORECASE)
_AND_NEXT = re.compile(r"\b([0-9]+) ?f\.?(?=\s*(?:$|[,;&]))")  # "12f." is 12 and the next
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_BETWEEN_QUOTED = re.compile(r"[\s;,/|]*(?:and\b)?[\s;,/|]*", re.IGNORECASE)
_SIGNS = (r"[;|\n]", r",", r"/|&|\+|\band\b")
# Dates that programs made of pages, as `reading` writes them: a day, or a day of which only the month was meant.
_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?: 00:00:00)?")
_IN_FIGURES = re.compile(
    r"(?P<one>[0-9]{1,2})([/.])(?P<other>[0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})(?: 0{1,2}:00(?::00)?)?"
)
_IN_WORDS = re.compile(
    rf"(?:(?P<before>[0-9]{{1,2}})[- .]+)?(?P<month>{'|'.join(MONTHS)})[a-z]*(?:[- .]+(?P<after>[0-9]{{1,2}}))?",
    re.IGNORECASE,
)


def split_reference(text: str) -> tuple[str, str]:
    """What is named, and the pages behind it, if any can be read: "Missed chances", "pp. 4–6"."""
    match = _WITH_PAGES.fullmatch(text.strip())
    if not match:
        return text.strip(), ""
    pages = read_pages(match["pages"].rstrip(" )]."))
    return (match["name"].strip(" ,;:(["), pages) if is_page_list(pages) else (text.strip(), "")


def read_pages(text: str) -> str:
    """A page list as ours are written; what cannot be told stays as it is, to be refused."""
    text = _OTHER_MARKER.sub("p. ", text.strip())
    return _AND_NEXT.sub(lambda found: f"{found[1]}-{int(found[1]) + 1}", text)


def is_page_list(text: str) -> bool:
    try:
        return bool(parse(text))
    except LocatorError:
        return False


def is_spoilt_pages(text: str) -> bool:
    """Whether it is a date where pages should stand."""
    return bool(is_date(text) or _IN_WORDS.fullmatch(text.strip()))


def restore_pages(text: str) -> str | None:
    """The pages that a spreadsheet program made a date of: "2-4" of 2 April. None where two lists may have been typed.

    Pages go up, so it is no matter which of the two the program took for the month.
    """
    text = text.strip()
    if day := _DATE.fullmatch(text):
        month, number = int(day["month"]), int(day["day"])
        # The first of a month may be "1-4" or "4-16".
        pair = None if number == 1 else (number, month)
    elif figures := _IN_FIGURES.fullmatch(text):
        pair = (int(figures["one"]), int(figures["other"]))
        pair = None if 1 in pair else pair
    elif words := _IN_WORDS.fullmatch(text):
        month = MONTHS.index(words["month"].lower()) + 1
        other = words["before"] or words["after"]
        pair = (int(other), month) if other and not (words["before"] and words["after"]) else None
    else:
        return None
    return f"{min(pair)}-{max(pair)}" if pair and pair[0] != pair[1] else None


def read_quotations(text: str) -> list[str]:
    """The words in a cell without their quotation marks; several where it holds several in marks and no more."""
    text = text.strip()
    pieces = _QUOTED.findall(text)
    if pieces and _BETWEEN_QUOTED.fullmatch(_QUOTED.sub("", text)):
        return [piece.strip() for piece in pieces]
    return [text] if text else []


def split_own(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """The items of a cell as people separate them; "Fathers / men" is one, unless both are known."""
    text = text.strip()
    if not text or is_known(text):
        return [text] if text else []
    for sign in _SIGNS[:2]:
        pieces = [piece.strip() for piece in re.split(sign, text) if piece.strip()]
        if len(pieces) > 1:
            return [item for piece in pieces for item in split_own(piece, is_known)]
    pieces = [piece.strip() for piece in re.split(_SIGNS[2], text, flags=re.IGNORECASE) if piece.strip()]
    return pieces if len(pieces) > 1 and all(map(is_known, pieces)) else [text]
