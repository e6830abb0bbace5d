"""Signs that PDFs and keyboards write in several ways, and those that belong to no word."""

from __future__ import annotations

import re
import unicodedata

# PDFium writes U+0002 (or U+FFFE) for a hyphen at the end of a line, and leaves the line's end out.
BROKEN = "\x02\ufffe"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
APOSTROPHES = "'’‘ʼ′`´"
CLOSING = re.compile(r"[.,;:!?’”\"')\]]{0,3}")
SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What points at a note, as reading writes it; see `reviews.documents.letters`.
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁽⁾⁻"
MARK = re.compile(rf"[{RAISED}]+(?:[,–-] ?[{RAISED}]+)*")
WITHOUT_INVISIBLE = str.maketrans("", "", INVISIBLE)
HYPHENS = str.maketrans(BROKEN, "--")

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "·": "."}
_CLEAN = str.maketrans(_LIGATURES | dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE))


def clean(raw: str) -> str:
    """One way to write each letter and apostrophe; ligatures taken apart, invisible signs left out."""
    if raw.isascii():
        return raw.replace("`", "'")
    return unicodedata.normalize("NFC", raw.translate(_CLEAN)).replace("`", "'")


def lower(text: str) -> str:
    """Lower case, with the same number of letters."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
