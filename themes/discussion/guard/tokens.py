"""Words of a text, as the rules about names read them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARKS = (
    "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"  # accents apart from their letter, and what nobody sees
)
# Letters and digits; an apostrophe or a hyphen between two of them is part of the word.
_TOKEN = re.compile(rf"[^\W_](?:[{MARKS}\w]|['’ʼ\-](?=[^\W_]))*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_INVISIBLE = re.compile(f"[{MARKS}]")
_ENDS = frozenset('.!?:;\n\r•*|>[(“"‘')
_SMALL = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "’": "'",
    "ʼ": "'",
}
_SMALL_SIGNS = str.maketrans(_SMALL)


def fold(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _INVISIBLE.sub("", plain).translate(_SMALL_SIGNS)


@dataclass(slots=True)
class SpelledWord:
    start: int
    end: int  # without "'s"
    raw: str
    folded: str
    opens: bool  # first of a sentence or a line, where a capital letter says nothing
    possessive: bool
    gap: str  # what stands before it, after the word before

    @property
    def is_capital(self) -> bool:
        return self.raw[:1].isupper()

    @property
    def is_upper(self) -> bool:
        return len(self.raw) > 1 and self.raw.isupper()


def read_tokens(text: str) -> list[SpelledWord]:
    tokens: list[SpelledWord] = []
    place = 0
    for match in _TOKEN.finditer(text):
        raw, start, end = match[0], match.start(), match.end()
        gap, place = text[place:start], end
        possessive = bool(_POSSESSIVE.search(raw)) if len(raw) > 2 else False
        if possessive:
            raw, end = raw[:-2], end - 2
        opens = not tokens or not _ENDS.isdisjoint(gap)
        if opens and tokens and gap.strip() == "." and len(tokens[-1].raw) == 1 and tokens[-1].raw.isupper():
            opens = False  # an initial
        tokens.append(SpelledWord(start, end, raw, fold(raw), opens, possessive, gap))
    return tokens
