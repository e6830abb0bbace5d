"""People who are named in public for their work on reports: their names identify no child."""

from __future__ import annotations

import re
from collections.abc import Iterable

from themes.discussion.guard.tokens import fold

# What follows the name of an author who is cited. "Brandon was six" is a child all the same.
_CITED_AFTER = re.compile(
    r"[’']?s?(?: and colleagues|,?\s+(?:et al|and (?:others|colleagues)|&|\(?(?:19|20)\d\d"
    r"|(?:report|review|study|studies|analysis|analyses|team|paper|chapter|research|inquiry|enquiry|recommendation"
    r"s?|model|framework|book)\b)|\s*\(?(?:19|20)\d\d"
    r"| (?:here|writes|wrote|argues?|notes?|suggests?|shows?|warns?|reports?|concludes?)\b)",
    re.IGNORECASE,
)

_CITED_BEFORE = re.compile(
    r"\b(?:agree with|cites?|citing|quotes?|quoting|according to|see|per) $", re.IGNORECASE
)


class KnownPeople:
    """Built from (family name, given names) of the authors in the collection."""

    def __init__(self, people: Iterable[tuple[str, str]] = ()) -> None:
        self.surnames: dict[str, set[str]] = {}
        for family, given in people:
            words = fold(family).split()
            if words and given:  # a body has a family name only, and is nobody
                self.surnames.setdefault(words[-1], set()).update(fold(given).replace(".", " ").split())

    def is_surname(self, folded: str) -> bool:
        return folded in self.surnames

    def is_whole(self, given: str, surname: str) -> bool:
        """ "Marian Brandon" or "M Brandon"."""
        names = self.surnames.get(surname, ())
        return given in names or (len(given) == 1 and any(name[:1] == given for name in names))

    def is_cited(self, text: str, start: int, end: int) -> bool:
        return bool(_CITED_AFTER.match(text, end) or _CITED_BEFORE.search(text[max(0, start - 20) : start]))
