"""Printed page labels: what a page calls itself ("179", "iv"), and how labels sort.

A label is what readers find printed on the page, not the page's position in a file. Labels are kept in one
spelling: arabic without leading zeros, roman in lower case.
"""

import re

LAST_ARABIC = 99_999
LAST_ROMAN = 3_999  # mmmcmxcix, the largest numeral that needs no bar over a letter

# Roman labels number the front matter, so the whole of it sorts before page 1. The distance keeps the
# keys of the two kinds apart: i is -9999, iv is -9996, and 1 is 1. It is in stored data and must not change.
ROMAN_OFFSET = -10_000

_ARABIC = re.compile(r"[0-9]+")
_ROMAN = re.compile(r"(?=[mdclxvi])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_EXAMPLES = "a number such as 179 or a roman numeral such as iv"
_LONGEST_ROMAN = len("mmmdccclxxxviii")
_LETTERS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


class PageLabelError(ValueError):
    """Not a page label; the message says why, in words for the person who typed it."""


def normalise(text: str) -> str:
    """The one spelling of a label: "XII" becomes "xii", "007" becomes "7". Raises PageLabelError."""
    label = text.strip()
    if not label:
        raise PageLabelError(f"A page label is missing: write {_EXAMPLES}.")
    if _ARABIC.fullmatch(label):
        return _normalise_arabic(label)
    # Characters such as "ı" or "Ⅳ" lower to other lengths or letters: only plain letters are numerals here.
    if label.isascii() and len(label) <= _LONGEST_ROMAN and _ROMAN.fullmatch(label.lower()):
        return label.lower()
    raise PageLabelError(f"“{_shorten(label)}” is not a page label: write {_EXAMPLES}.")


def is_label(text: str) -> bool:
    """Whether `normalise` accepts the text."""
    try:
        normalise(text)
    except PageLabelError:
        return False
    return True


def join_set_apart(line: str) -> str:
    """A line that is a page number with its signs set apart, joined: "1 2" is page 12, "P a g e x i v" page xiv."""
    signs = [part.strip("|.-–—()[]") for part in line.split()]
    signs = [sign for sign in signs if sign]
    if len(signs) < 2 or any(len(sign) > 1 for sign in signs):
        return line
    joined = "".join(signs)
    number = joined[4:] if joined.lower().startswith("page") else joined
    return number if is_label(number) else line


def sort_key(label: str) -> int:
    """A number that orders labels as a printed report does; no two labels share one. Raises PageLabelError.

    Negative for roman labels (see ROMAN_OFFSET), the page's own number for arabic ones. Two keys differ by
    one exactly where the labels follow each other.
    """
    label = normalise(label)
    if label.isdigit():
        return int(label)
    return ROMAN_OFFSET + _read_roman(label)


def get_label_at(key: int) -> str:
    """The label whose sort key this is. Raises PageLabelError for a number that is no label's key."""
    if 1 <= key <= LAST_ARABIC:
        return str(key)
    value = key - ROMAN_OFFSET
    if 1 <= value <= LAST_ROMAN:
        return _write_roman(value)
    raise PageLabelError(f"No page label sorts at {key}.")


def _normalise_arabic(digits: str) -> str:
    digits = digits.lstrip("0")
    if not digits:
        raise PageLabelError("Page 0 does not exist: pages are numbered from 1.")
    # Compared by length first: turning a very long run of digits into a number is slow, or refused.
    if len(digits) > len(str(LAST_ARABIC)) or int(digits) > LAST_ARABIC:
        raise PageLabelError(f"Page {_shorten(digits)} is too large: the last is {LAST_ARABIC}.")
    return digits


def _read_roman(numeral: str) -> int:
    values = {letters: value for value, letters in _LETTERS}
    total = 0
    for letter, following in zip(numeral, [*numeral[1:], "i"], strict=True):
        total += -values[letter] if values[letter] < values[following] else values[letter]
    return total


def _write_roman(value: int) -> str:
    numeral = ""
    for unit, letters in _LETTERS:
        count, value = divmod(value, unit)
        numeral += letters * count
    return numeral


def _shorten(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
