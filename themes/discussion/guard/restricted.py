"""Terms that must not be said about one report, looked for however they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

# Signs that look like a letter, or are typed in its place, by that letter.
_LOOKS = {
    "a": "аαɑᴀ4@", "b": "вβʙ8", "c": "сϲᴄ", "d": "ԁđðᴅ", "e": "еεёᴇ3€", "f": "ꜰ", "g": "ɡɢ9", "h": "һнʜ",
    "i": "іιıɪ1!|lӏĺ", "j": "јᴊ", "k": "кκᴋ", "m": "мᴍ", "n": "пηɴ", "o": "оοσøᴏ0", "p": "рρᴘ", "r": "гʀ", "s": "ѕꜱ5$",
    "t": "тτᴛ7", "u": "υᴜ", "v": "νᴠѵ", "w": "ωᴡѡ", "x": "хχ", "y": "уγʏ", "z": "ᴢ2",
}  # fmt: skip
_LETTER = {sign: letter for letter, signs in _LOOKS.items() for sign in signs}
_PAIRS = {
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "þ": "th",
    "ł": "i",
}  # "ł" folds as "l" does: to the upright stroke


def squeeze(text: str) -> tuple[str, list[int]]:
    """Letters alone, folded, and where in the text each stands: no case, accents, spaces, signs or look-alikes."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for part in unicodedata.normalize("NFKD", sign).casefold():
            for plain in _PAIRS.get(part, part):
                letter = _LETTER.get(plain, plain)
                if letter.isalnum():
                    letters.append(letter)
                    places.append(place)
    return "".join(letters), places


class RestrictedWords:
    """Built from the terms that are in force for a report. Says nothing of them, in errors and in print neither."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms = {squeezed for term in terms if (squeezed := squeeze(term)[0])}

    def __repr__(self) -> str:
        return f"<RestrictedWords: {len(self._terms)}>"

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in the text each stands, as whole words: "Ann" is not in "planning"."""
        if not self._terms:
            return
        letters, places = squeeze(text)
        for term in self._terms:
            at = letters.find(term)
            while at >= 0:
                start, end = places[at], places[at + len(term) - 1] + 1
                if _is_edge(text, start - 1, -1) and _is_edge(text, end, 1):
                    yield start, end
                at = letters.find(term, at + 1)


def _is_edge(text: str, place: int, step: int) -> bool:
    """Whether no letter stands there, be it behind signs that nobody sees."""
    while 0 <= place < len(text) and unicodedata.category(text[place]) in {"Cf", "Mn"}:
        place += step
    return not (0 <= place < len(text) and text[place].isalnum())
