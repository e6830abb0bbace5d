"""The lines of a text with their indentation, and the bullets that lines may begin with."""

import re
from dataclasses import dataclass

TAB_WIDTH = 4


@dataclass(frozen=True, slots=True)
class ArticleLine:
    number: int
    indent: int
    text: str  # stripped; empty for a blank line


@dataclass(frozen=True, slots=True)
class Bullet:
    text: str
    number: int | None  # of "1." and "2)"; None for signs and letters
    sign: str  # what kind of bullet it is: "1" for numbers, "-" for dashes of any length


_BULLET = re.compile(
    r"""(?:
        [•●▪■◦‣⁃∙◾]\s*                              # signs that are nothing but bullets
        | (?:[-–—*·]|o)\s+                           # signs with other uses, and the "o" that Word leaves
        | (?P<number>\d{1,3})[.)]\s+
        | \((?P<bracketed>\d{1,3})\)\s+
        | \((?:[a-z]|[ivx]{1,5})\)\s+ | [a-z]\)\s+
    )(?P<text>.*)""",
    re.VERBOSE | re.DOTALL,
)
# Underlines of headings and lines between sections: nothing to read.
_RULE = re.compile(r"[-=_*~·•\s]{3,}")


def split_lines(text: str) -> list[ArticleLine]:
    """Every line, blank ones too."""
    return [_read_line(number, raw) for number, raw in enumerate(text.split("\n"), start=1)]


def read_bullet(text: str) -> Bullet | None:
    """What follows the bullet or number that a line begins with; None for a line without one."""
    match = _BULLET.match(text)
    if match is None:
        return None
    number = match["number"] or match["bracketed"]
    first = text[0]
    sign = "1" if number else "-" if first in "-–—" else "a" if first.isalpha() or first == "(" else first
    return Bullet(match["text"].strip(), int(number) if number else None, sign)


def _read_line(number: int, raw: str) -> ArticleLine:
    text = raw.strip()
    if not text or _RULE.fullmatch(text):
        return ArticleLine(number, 0, "")
    return ArticleLine(number, _measure_indent(raw[: len(raw) - len(raw.lstrip())]), text)


def _measure_indent(blank: str) -> int:
    # Not to tab stops: a tab after two spaces must count for one level as it does after none.
    return len(blank) + (TAB_WIDTH - 1) * blank.count("\t")
