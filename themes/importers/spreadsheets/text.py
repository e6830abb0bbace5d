"""What stands in a cell: harmless to whoever opens it, and read back as what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What spreadsheet programs take for the beginning of a formula, the wide forms of East Asian keyboards included.
STARTERS = frozenset("=+-@\t\r\n＝＋－＠")
# No XML may hold these two, so no XLSX can.
_NOT_CHARACTERS = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
_TOKEN = re.compile(r"\\.|[^\\]|\\\Z", re.DOTALL)


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a program could run it; `as_meant` takes it away again."""
    return f"'{text}" if _could_be_run(text) else text


def as_meant(text: str) -> str:
    """What `harmless` was given. A text that merely begins with an apostrophe keeps it."""
    return text[1:] if text.startswith("'") and _could_be_run(text) else text


def _could_be_run(text: str) -> bool:
    """Apostrophes in front are looked through, so that a text which already has one comes back whole."""
    text = text.lstrip("'")
    return text[:1] in STARTERS or text.lstrip()[:1] in STARTERS if text else False


def plain(text: str) -> str:
    """A text as every kind of sheet can hold it."""
    return text.translate(_NOT_CHARACTERS)


def same(given: str, held: str) -> bool:
    """Whether a cell is as it was: programs write line ends their own way."""
    return given == held or _lines(given) == _lines(held)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def joined(items: Iterable[str], sign: str = ";") -> str:
    r"""Several in one cell: "one; two". A sign within an item has a backslash before it: "either\; or"."""
    return f"{sign} ".join(_protected(item, sign) for item in items)


def separated(text: str, sign: str = ";") -> list[str]:
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


def _protected(item: str, sign: str) -> str:
    item = item.replace("\\", "\\\\").replace(sign, f"\\{sign}")
    if item[:1].isspace():
        item = f"\\{item}"
    if len(item) > 1 and item[-1].isspace() and not (len(item) == 2 and item[0] == "\\"):
        item = f"{item[:-1]}\\{item[-1]}"
    return item


def shortened(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
