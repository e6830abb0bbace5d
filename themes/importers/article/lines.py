"""The lines of a text with their indentation, and the bullets that lines may begin with."""

import re
from dataclasses import dataclass

TAB_WIDTH = 4

# Windows, old Mac, Word's line end inside a paragraph, a new page, and those of Unicode.
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


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


# Characters that nobody sees: Word, browsers and mail put them before words, or between a bullet and its words.
_UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff"
# No character beyond the first plane is blank, and looking at all of them takes half a second at every start.
_BLANK = "".join(re.findall(rf"[\s{_UNSEEN}]", "".join(map(chr, range(0x10000)))))
_BULLET = re.compile(
    rf"""(?:
        # Signs that are nothing but bullets: shapes, arrows, ticks and stars, circled numbers, and the private
        # characters that Word's own fonts (Symbol, Wingdings) leave behind.
        [•‣⁃⁌⁍∙∘・･ꞏ⋅→⇒⇨⇾⟶\u2460-\u24ff\u25a0-\u25ff\u2605-\u2606\u2610-\u2612\u2700-\u27bf\u2981-\u29ff\u2b00-\u2bff\ue000-\uf8ff]{{1,3}}
          \ufe0f?\s*
        # Any other sign that stands alone and is no quotation mark, bracket, money or mark of a footnote; and the
        # letters that Word's bullets become in other fonts.
        | (?:[^\w\s"'“”‘’‚„«»‹()\[\]{{}}<=@#&£$€¥%/\\.…,:;!?|^©®™°†‡¶§←↑{_UNSEEN}]|[»oØü]|§(?!\s*\d))
          \ufe0f?(?:\s+|(?=[{_UNSEEN}]))
        | (?:--|>>)\s+
        | (?P<number>\d{{1,3}})[.)]\s+
        | \((?P<bracketed>\d{{1,3}})\)\s+
        | \((?:[a-z]|[ivx]{{1,5}})\)\s+ | (?:[A-Za-z]|[ivx]{{1,5}})\)\s+
        # "a. Visits", "iv. Visits", but neither "e. g." nor "c. 1990"; capitals with a point are initials.
        | (?:[a-h]|i{{1,3}}|i?vi{{0,3}}|i?x)\.\s+(?=[“"‘'(]?[^\W\d_])(?!\w\.)
    )[\s{_UNSEEN}]*(?P<text>.*)""",
    re.VERBOSE | re.DOTALL,
)
_DASHES = "-–—―‐‑‒−"
# Underlines of headings and lines between sections: nothing to read.
_RULE = re.compile(r"[-=_*~·•\s]{3,}")


def unify_line_ends(text: str) -> str:
    """All line ends as "\\n", those inside a paragraph of Word too, and no byte-order mark."""
    return _LINE_END.sub("\n", text.removeprefix("\ufeff"))


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
    sign = "1" if number else "-" if first in _DASHES else "a" if first.isalpha() or first == "(" else first
    return Bullet(match["text"].strip(), int(number) if number else None, sign)


def _read_line(number: int, raw: str) -> ArticleLine:
    text = raw.strip(_BLANK)
    if not text or _RULE.fullmatch(text):
        return ArticleLine(number, 0, "")
    return ArticleLine(number, _measure_indent(raw[: len(raw) - len(raw.lstrip(_BLANK))]), text)


def _measure_indent(blank: str) -> int:
    # Not to tab stops: a tab after two spaces must count for one level as it does after none.
    blank = "".join(filter(str.isspace, blank))
    return len(blank) + (TAB_WIDTH - 1) * blank.count("\t")
