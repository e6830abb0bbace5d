"""Page lists: "(pg 17/18 & 200)" read, and "pages 17 to 18 and 200" printed.

What is printed reads back as the same pages. A list is kept in the order its source gives it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reviews.page_labels import PageLabelError, normalise, sort_key

MAX_CHARACTERS = 2_000  # the longest list we could print, with room to spare
MAX_ITEMS = 50  # a longer list points nowhere
MAX_PAGES_IN_RUN = 1_000  # no report we know has as many pages

MARKERS = frozenset({"p", "pp", "pps", "pg", "pgs", "ppg", "pag", "pags", "pge", "pges", "page", "pages"})


class LocatorError(ValueError):
    """A page list that can't be read; the message says what and where. `position` counts from 0."""

    def __init__(self, reason: str, position: int = 0):
        super().__init__(reason)
        self.position = position


class UnreadableList(LocatorError):
    """Not written as page lists are. The message counts characters, for whoever writes lists; readers only type."""


@dataclass(frozen=True, slots=True)
class Pages:
    """One page (first is last) or a run of pages, by printed label. Raises LocatorError if it is neither.

    As lenient as the database, so that whatever is stored can be printed; `parse` is stricter.
    """

    first: str
    last: str

    def __post_init__(self) -> None:
        try:
            first, last = normalise(self.first), normalise(self.last)
        except PageLabelError as error:
            raise LocatorError(str(error)) from error
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)
        if sort_key(first) > sort_key(last):
            raise LocatorError(f"“{first} to {last}” runs backwards: write “{last} to {first}”.")


Locator = tuple[Pages, ...]


def parse(text: str) -> Locator:
    """The pages a list names. Raises LocatorError.

    Brackets and the leading "pg", "pp." or "pages" may be missing. A slash joins consecutive pages to a run
    ("17/18") and otherwise separates ("17/200"); where both readings are possible ("112/13") it is an error.
    The last page of a dashed run may be shortened: "112-14" is 112 to 114.
    """
    if len(text) > MAX_CHARACTERS:
        raise LocatorError(f"A page list may have {MAX_CHARACTERS} characters; this one has {len(text)}.")
    return _Reader(text).read()


def render(pages: Sequence[Pages]) -> str:
    """In our words: "page 53", "pages 14, 68 and 131", "pages 17 to 18 and 200". Empty for no pages."""
    parts = [_print_item(item, " to ") for item in pages]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
    return _add_marker("page", "pages", listed, pages)


def render_short(pages: Sequence[Pages]) -> str:
    """As references have it: "p. 53", "pp. 17–18, 200". Empty for no pages."""
    return _add_marker("p.", "pp.", ", ".join(_print_item(item, "–") for item in pages), pages)


def strip_marker(locator: str) -> str:
    """The list alone, as our data quotes sources: "14 & 68 & 131" of "pg 14 & 68 & 131"."""
    return _LEADING_MARKER.sub("", locator, count=1)


_TOKEN = re.compile(
    r"""(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<dash>[-‐‑‒–—―−]{1,3})|(?P<slash>/)|(?P<list>[,;])
    |(?P<amp>&)|(?P<colon>:)|(?P<sharp>\#)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<dot>\.)|(?P<space>\s+)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
# "pg", "pp.", "Pages:", "page no."
MARKER = r"(?:pages?|pags?|pges?|pgs?|ppg|pps?|p)(?![^\W\d_])\.?\s*:?\s*(?:nos?\b\.?\s*|numbers?\b\s*|\#\s*)?"
_LEADING_MARKER = re.compile(rf"^\s*(?:see\s+)?{MARKER}", re.IGNORECASE)
_CLOSING_BRACKET = {"(": ")", "[": "]"}


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


def _read_tokens(text: str) -> list[_Token]:
    found = (_Token(str(match.lastgroup), match[0], match.start()) for match in _TOKEN.finditer(text))
    return [_read_word(token) for token in found if token.kind != "space"]


def _read_word(token: _Token) -> _Token:
    """Words that stand for a sign become that sign: "and" is "&", "pp" a marker."""
    if token.kind != "word":
        return token
    word = token.text.lower()
    if word in MARKERS:
        return token._replace(kind="marker")
    signs = {"to": "to", "and": "amp", "see": "see"} | dict.fromkeys(
        ("no", "nos", "number", "numbers"), "sharp"
    )
    return token._replace(kind=signs.get(word, "word"))


class _Part(NamedTuple):
    """One page or dashed run as read, with the sign before it."""

    pages: Pages
    position: int
    after_slash: bool
    is_run: bool


class _Reader:
    """Reads one page list, token by token, each looked at once."""

    def __init__(self, text: str):
        self.text = text
        self.tokens = _read_tokens(text)
        self.index = 0

    def read(self) -> Locator:
        opened = self.take("open")
        self.take("see")
        parts = [self.read_part(after_slash=False)]
        while (sign := self.read_separator()) is not None:
            parts.append(self.read_part(after_slash=sign.kind == "slash"))
        self.take("dot")
        if opened and not self.take("close", _CLOSING_BRACKET[opened.text]):
            raise self.build_error(f"expected “{_CLOSING_BRACKET[opened.text]}”")
        self.take("dot")
        if self.index < len(self.tokens):
            raise self.build_error("expected a comma, “&”, “and”, a dash or the end")
        items = _join_at_slashes(parts)
        _check_list(items)
        return tuple(item.pages for item in items)

    def read_separator(self) -> _Token | None:
        slash = self.take("slash")
        if slash:
            return slash
        comma = self.take("list")
        if comma and self.index < len(self.tokens):
            self.refuse_thousands(*self.tokens[self.index - 2 : self.index + 1])
        return self.take("amp") or comma  # "3, 9, and 12" has both

    def refuse_thousands(self, before: _Token, comma: _Token, after: _Token) -> None:
        """No page is printed "041": in "1,041" the comma may stand within one number."""
        if after.text.startswith("0") and after.position == comma.position + 1:
            given = f"{before.text}{comma.text}{after.text}"
            raise LocatorError(
                f"“{given}” may be one number: write it without the comma, or with a space behind it.",
                before.position,
            )

    def read_part(self, *, after_slash: bool) -> _Part:
        first = self.read_page()
        sign = self.take("dash") or self.take("to")
        last = self.read_page() if sign else first
        if sign and sign.kind == "dash":
            last = _write_out(first, last)
        try:
            pages = Pages(first.text, last.text)
            if sign:
                _check_run(pages)
        except LocatorError as error:
            raise LocatorError(str(error), first.position) from error
        return _Part(pages, first.position, after_slash, is_run=sign is not None)

    def read_page(self) -> _Token:
        if self.take("marker"):
            self.take("dot")
            self.take("colon")
            if self.take("sharp"):
                self.take("dot")
        token = self.take("number") or self.take("word")
        if token is None:
            raise self.build_error("expected a page number")
        try:
            normalise(token.text)
        except PageLabelError as error:
            raise UnreadableList(f"{error} (at character {token.position + 1})", token.position) from error
        return token

    def take(self, kind: str, text: str | None = None) -> _Token | None:
        if self.index == len(self.tokens):
            return None
        token = self.tokens[self.index]
        if token.kind != kind or (text is not None and token.text != text):
            return None
        self.index += 1
        return token

    def build_error(self, expected: str) -> LocatorError:
        if self.index == len(self.tokens):
            return UnreadableList(f"The page list ends too soon: {expected}.", len(self.text))
        token = self.tokens[self.index]
        found = token.text if len(token.text) <= 20 else f"{token.text[:20]}…"
        place = f"at character {token.position + 1}"
        return UnreadableList(f"Can’t read “{found}” {place} of the page list: {expected}.", token.position)


def _write_out(first: _Token, last: _Token) -> _Token:
    """The "14" of "112-14" as "114"; anything else as it is."""
    missing = len(first.text) - len(last.text)
    if first.kind != "number" or last.kind != "number" or missing <= 0:
        return last
    return last._replace(text=first.text[:missing] + last.text)


def _join_at_slashes(parts: list[_Part]) -> list[_Part]:
    """Pages joined by slashes become a run where each follows the one before. Raises LocatorError."""
    items: list[_Part] = []
    for part in parts:
        before = items[-1] if items else None
        if not part.after_slash or before is None or before.is_run or part.is_run:
            items.append(part)
        elif _follows(before.pages.last, part.pages.first):
            items[-1] = before._replace(pages=Pages(before.pages.first, part.pages.last))
        elif _could_be_shortened(before.pages.last, part.pages.first):
            given = f"{before.pages.last}/{part.pages.first}"
            raise LocatorError(
                f"“{given}” could be two pages or a run of two: write “&” or “to” between them.",
                part.position,
            )
        else:
            items.append(part)
    return items


def _follows(label: str, following: str) -> bool:
    return sort_key(following) - sort_key(label) == 1


def _could_be_shortened(label: str, following: str) -> bool:
    missing = len(label) - len(following)
    if missing <= 0 or not (label.isdigit() and following.isdigit()):
        return False
    return int(label[:missing] + following) == int(label) + 1


def _check_run(pages: Pages) -> None:
    first_key, last_key = sort_key(pages.first), sort_key(pages.last)
    if first_key == last_key:
        raise LocatorError(f"Page {pages.first} is named twice.")
    if (first_key < 0) != (last_key < 0):
        raise LocatorError(f"“{_print_item(pages, ' to ')}” mixes roman and arabic page numbers.")
    if last_key - first_key >= MAX_PAGES_IN_RUN:
        raise LocatorError(f"“{_print_item(pages, ' to ')}” is more than {MAX_PAGES_IN_RUN} pages.")


def _check_list(items: Sequence[_Part]) -> None:
    """Refuse too many items, and pages that are named twice."""
    if len(items) > MAX_ITEMS:
        raise LocatorError(
            f"A page list may name {MAX_ITEMS} pages or runs of pages; this one names more.",
            items[MAX_ITEMS].position,
        )
    for earlier, later in pairwise(sorted(items, key=lambda item: sort_key(item.pages.first))):
        if sort_key(later.pages.first) <= sort_key(earlier.pages.last):
            position = max(earlier.position, later.position)
            raise UnreadableList(
                f"Page {later.pages.first} is named twice (at character {position + 1}).", position
            )


def _print_item(item: Pages, between: str) -> str:
    return item.first if item.first == item.last else f"{item.first}{between}{item.last}"


def _add_marker(singular: str, plural: str, listed: str, pages: Sequence[Pages]) -> str:
    is_one_page = len(pages) == 1 and pages[0].first == pages[0].last
    return f"{singular if is_one_page else plural} {listed}" if pages else ""
