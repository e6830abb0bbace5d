"""The text of cells: never run as a formula, and read back as what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What spreadsheet programs take for the beginning of a formula, the wide forms of East Asian keyboards included.
STARTERS = frozenset("=+-@\t\r\n＝＋－＠")
# No XML may hold these two, so no XLSX can.
_NOT_CHARACTERS = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
_TOKEN = re.compile(r"\\.|[^\\]|\\\Z", re.DOTALL)


def escape_formula(text: str) -> str:
    """The text, with an apostrophe in front where a program could run it."""
    return f"'{text}" if _is_formula(text) else text


def unescape_formula(text: str) -> str:
    """What `escape_formula` was given. A text that merely begins with an apostrophe keeps it."""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Apostrophes in front are looked through, so that a text which already has one comes back whole."""
    text = text.lstrip("'")
    return text[:1] in STARTERS or text.lstrip()[:1] in STARTERS if text else False


def replace_noncharacters(text: str) -> str:
    """The text as every kind of sheet can hold it."""
    return text.translate(_NOT_CHARACTERS)


def is_same_text(cell: str, stored: str) -> bool:
    """Whether a cell is as it was; programs write line ends their own way."""
    return cell == stored or _normalise_lines(cell) == _normalise_lines(stored)


def _normalise_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def join_items(items: Iterable[str], sign: str = ";") -> str:
    r"""Several in one cell: "one; two". A sign within an item has a backslash before it: "either\; or"."""
    return f"{sign} ".join(_escape_item(item, sign) for item in items)


def split_items(text: str, sign: str = ";") -> list[str]:
    """The items of a cell. Empty ones are left out, and spaces around them."""
    items: list[str] = []
    item: list[str] = []
    for token in [*_TOKEN.findall(text), sign]:
        if token != sign:
            item.append(token)
            continue
        while item and item[0].isspace():
            item.pop(0)
        while item and item[-1].isspace():
            item.pop()
        if item:
            items.append("".join(part[-1] for part in item))
        item = []
    return items


def _escape_item(item: str, sign: str) -> str:
    item = item.replace("\\", "\\\\").replace(sign, f"\\{sign}")
    if item[:1].isspace():
        item = f"\\{item}"
    if len(item) > 1 and item[-1].isspace() and not (len(item) == 2 and item[0] == "\\"):
        item = f"{item[:-1]}\\{item[-1]}"
    return item


def shorten(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
