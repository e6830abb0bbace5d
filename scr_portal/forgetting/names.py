"""A name as people write it, print it and break it over lines, and what stands there without it. No database."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import quote, unquote_plus

REMOVED = "[name removed]"
REMOVED_FROM_ADDRESS = "name-removed"

# Letters that are no letter with an accent, and are typed as these.
TYPED_AS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
}
NO_LETTERS = bytes(number for number in range(128) if not chr(number).isalnum())
LEAST_LETTERS = 2
INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
ACCENTS = "\u0300-\u036f"
HYPHENS = "\\-\u2010-\u2015"
BROKEN = "\x02\ufffe"  # where pages of PDFs had a hyphen at the end of a line

# Between two letters of a word.
JOINT = f"(?:[{ACCENTS}{INVISIBLE}]|[{HYPHENS}{BROKEN}\u00ad][^\\S\\r\\n]*[\\r\\n]\\s*|[{BROKEN}]\\s*)*"
# Between two words of a name, in prose, addresses and HTML; no comma, which stands between two people.
GAP = f"(?:[\\s.@_+'’‘ʼ\"“”{HYPHENS}{INVISIBLE}{BROKEN}]|%20|&nbsp;|&#160;|<[^<>]{{0,60}}>){{0,12}}"
# A value or a part of a path, in an address that writes some signs as numbers: "Zo%C3%AB".
ENCODED = re.compile(r"""(?<![^\s/?&=#;"<>%])[^\s/?&=#;"<>%]*%[0-9A-Fa-f]{2}[^\s/?&=#;"<>]*""")
NO_LETTER_BEFORE, NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"


def fold(text: str) -> str:
    """Small letters without accents, as the pattern's classes are made from."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )
    return "".join(TYPED_AS.get(character, character) for character in plain)


def _list_spellings() -> dict[str, str]:
    """Every sign that stands for one letter or, as "ﬁ" does, for some, by what it folds to."""
    signs: defaultdict[str, str] = defaultdict(str)
    for number in (*range(0x41, 0x2000), *range(0xFB00, 0xFB07), *range(0xFF21, 0xFF5B)):
        sign = chr(number)
        if sign.isalpha():
            signs[fold(sign)] += sign
    return dict(signs)


SPELLINGS = _list_spellings()


class PersonNames:
    """Finds any of these names: in any case, with or without accents, its words joined, broken or far apart."""

    def __init__(self, names: Sequence[str]) -> None:
        """Raises ValueError for a name of which so little is given that it would be found everywhere."""
        ordered = sorted(
            {name.strip() for name in names}, key=len, reverse=True
        )  # the whole before its parts
        words = [_list_words(name) for name in ordered]
        self.pattern = re.compile("|".join(map(_build_pattern, words)))
        # Most texts are passed by without the pattern, which takes a hundred times as long.
        self._needed = [[word.encode() for word in each if word.isascii()] for each in words]
        self._words = re.compile("|".join(_build_pattern([word]) for each in words for word in each))

    def find(self, text: str) -> list[re.Match[str]]:
        """Each match in the text, or in a piece of an address in it, decoded: `string` says in which."""
        found = list(self.pattern.finditer(text)) if self._may_be_in(text) else []
        for piece in ENCODED.findall(text):
            if not self.pattern.search(piece):
                found += self.find(unquote_plus(piece))
        return found

    def remove(self, text: str, replacement: str = REMOVED) -> str:
        """The text without them; with as many lines as before, since places in it are known by their lines."""
        if self._may_be_in(text):
            text = self.pattern.sub(lambda found: replacement + "\n" * found[0].count("\n"), text)

        def clean(piece: re.Match[str]) -> str:
            decoded = unquote_plus(piece[0])
            cleaned = self.remove(decoded, replacement)
            return piece[0] if cleaned == decoded else quote(cleaned, safe="")

        return ENCODED.sub(clean, text)

    def has_word(self, word: str) -> bool:
        """Whether this is one word of one of them, and no more."""
        return self._words.fullmatch(word) is not None

    def _may_be_in(self, text: str) -> bool:
        letters = _squeeze(text)
        return any(all(word in letters for word in words) for words in self._needed)


def _squeeze(text: str) -> bytes:
    """Its letters and digits alone, folded, as far as they are Latin."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
        for sign, typed in TYPED_AS.items():
            text = text.replace(sign, typed)
    return text.encode("ascii", "ignore").lower().translate(None, NO_LETTERS)


def _list_words(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+", fold(name))
    if sum(map(len, words)) < LEAST_LETTERS:
        raise ValueError(f"“{name}” is too short to be looked for: give at least {LEAST_LETTERS} letters.")
    return words


def _build_pattern(words: Sequence[str]) -> str:
    pieces = [JOINT.join(_list_letters(word)) for word in words]
    return f"{NO_LETTER_BEFORE}{GAP.join(pieces)}[{ACCENTS}]*{NO_LETTER_AFTER}"


def _list_letters(word: str) -> list[str]:
    """A piece of the pattern for each letter; for two or three together where one sign may stand for them."""
    pieces = []
    while word:
        size = next((size for size in (3, 2) if word[:size] in SPELLINGS), 1)
        pieces.append(_spell(word[:size]))
        word = word[size:]
    return pieces


def _spell(letters: str) -> str:
    """All ways in which signs for one or several of these letters follow each other."""
    ways = []
    for size in range(len(letters), 0, -1):
        head, rest = letters[:size], letters[size:]
        if size == 1 or head in SPELLINGS:
            sign = f"[{re.escape(SPELLINGS.get(head, head))}]"
            ways.append(f"{sign}{JOINT}{_spell(rest)}" if rest else sign)
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
