"""The body of an article as paragraphs and bullets: wrapped lines joined, headings kept apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from themes.citations.closing import find_closing, find_reference
from themes.importers.article.lines import ArticleLine, Bullet, read_bullet
from themes.importers.article.surroundings import is_decoration
from themes.importers.article.unread import begins_note

LONGEST_HEADING = 150  # characters
# Nobody wraps lines narrower than this many characters: in shorter lines every line end is meant.
NARROWEST_WRAP = 50
# And nobody wraps wider than this: where a line is longer, lines are not wrapped at all.
WIDEST_WRAP = 130

# Markdown: "## Heading", or a line that is bold from end to end.
_EXPLICIT = re.compile(r"#{1,6}\s(?=.*\w)|(\*\*|__)(?=[^*_]+\1\Z)")
_ENDS_SENTENCE = re.compile(r"[.!?:…][”\"’')\]]*$|[)\]”]$")


@dataclass(slots=True)
class Paragraph:
    """A paragraph or a bullet, its wrapped lines joined by a space."""

    line: int
    indent: int
    sign: str = ""  # of a bullet
    is_explicit_heading: bool = False
    doubt: str = ""  # what a person has to look at
    fragments: list[tuple[int, str]] = field(default_factory=list)  # number and words of each line

    @property
    def is_bullet(self) -> bool:
        return bool(self.sign)

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.fragments if text)

    @property
    def has_words(self) -> bool:
        return len(self.fragments) > 1 or bool(self.fragments[0][1])

    @property
    def ends_sentence(self) -> bool:
        return _ENDS_SENTENCE.search(self.fragments[-1][1][-10:]) is not None

    @property
    def ends_with_page_list(self) -> bool:
        # A page list may itself be wrapped, but not over more than two lines.
        end = " ".join(text for _, text in self.fragments[-2:])
        return bool(find_closing(end) or find_reference(end))

    def find_line(self, position: int) -> int:
        """The number of the line that holds this character of the text."""
        start = 0
        for number, text in self.fragments:
            start += len(text) + 1
            if position < start:
                return number
        return self.fragments[-1][0]


def read_paragraphs(lines: Sequence[ArticleLine]) -> list[Paragraph]:
    """Bullets and paragraphs in order."""
    filled = [line for line in lines if line.text]
    paragraphs: list[Paragraph] = []
    headed = 0  # the number of the last heading that has one
    for line, previous, following, width in zip(
        filled, [None, *filled], [*filled[1:], None], _measure_runs(filled), strict=False
    ):
        place = _LinePlace(line, previous, following, width)
        last = paragraphs[-1] if paragraphs else None
        bullet = read_bullet(line.text)
        if bullet and last and _is_wrapped_sign(last, bullet, place):
            bullet = None
        is_heading = bullet is not None and _is_numbered_heading(bullet, place, headed)
        if bullet and is_heading:
            headed = bullet.number or 0
        if bullet and not is_heading:
            paragraphs.append(Paragraph(line.number, line.indent, bullet.sign))
            paragraphs[-1].fragments.append((line.number, bullet.text))
        elif last and not bullet and _continues(last, place):
            last.fragments.append((line.number, line.text))
        else:
            paragraphs.append(_begin_paragraph(line, bullet))
    return paragraphs


def is_heading_like(text: str) -> bool:
    """Short, and not a sentence: what could stand above bullets."""
    if not 0 < len(text) <= LONGEST_HEADING or text.endswith((".", ",", ";")):
        return False
    return any(map(str.isalpha, text)) and find_closing(text) is None


def is_capitals(text: str) -> bool:
    """A heading in capitals; an abbreviation alone is not enough."""
    return text.isupper() and sum(map(str.isalpha, text)) > 5 and len(text) <= LONGEST_HEADING


@dataclass(frozen=True, slots=True)
class _LinePlace:
    """A line among its neighbours, blank lines left out."""

    line: ArticleLine
    previous: ArticleLine | None
    following: ArticleLine | None
    width: int  # of the longest line in the same run of lines

    @property
    def is_adjacent(self) -> bool:
        return self.previous is not None and self.previous.number + 1 == self.line.number

    @property
    def leads_bullets(self) -> bool:
        return (
            self.following is not None
            and read_bullet(self.following.text) is not None
            and is_heading_like(self.line.text)
        )

    @property
    def leads_in_under_heading(self) -> bool:
        """ "1. Workers should look at:", the first point under a heading, above points of its own."""
        above = self.previous
        return (
            self.line.text.endswith(":")
            and above is not None
            and read_bullet(above.text) is None
            and is_heading_like(above.text)
        )

    @property
    def follows_meant_line_end(self) -> bool:
        """Whether its first word had room on the line before, so that nothing but meaning put it here."""
        if self.previous is None or self.width > WIDEST_WRAP:
            return True
        first_word = self.line.text.split(maxsplit=1)[0]
        return self.previous.indent + len(self.previous.text) + 1 + len(first_word) <= self.width


def _measure_runs(filled: Sequence[ArticleLine]) -> list[int]:
    """For each line the width of the longest in its run (the lines without a blank one between)."""
    widths: list[int] = []
    start = 0
    for index, line in enumerate(filled):
        if index + 1 == len(filled) or filled[index + 1].number != line.number + 1:
            run = filled[start : index + 1]
            longest = max(NARROWEST_WRAP, *(line.indent + len(line.text) for line in run))
            widths += [longest] * len(run)
            start = index + 1
    return widths


def _is_numbered_heading(bullet: Bullet, place: _LinePlace, headed: int) -> bool:
    """ "1. Thresholds" above bullets of another kind is a heading, not the last item of a list.

    Directly under other words it must go on from the number that the heading before has.
    """
    is_next = headed > 0 and bullet.number == headed + 1
    if bullet.number is None or (place.is_adjacent and not is_next) or not is_heading_like(bullet.text):
        return False
    below = read_bullet(place.following.text) if place.following else None
    if below is None or below.number is not None or _may_go_on(below) or place.leads_in_under_heading:
        return False
    return below.sign != "a" or not below.text[:1].islower()


def _is_wrapped_sign(last: Paragraph, bullet: Bullet, place: _LinePlace) -> bool:
    """A wrapped line may happen to begin with a dash or a number that is no bullet."""
    if bullet.sign not in {"-", "1"} or bullet.sign == last.sign:
        return False
    if not place.is_adjacent or place.follows_meant_line_end:
        return False
    if not last.fragments[-1][1] or last.ends_sentence:
        return False
    if bullet.sign == "-":
        return _may_go_on(bullet)
    return bullet.number != 1  # which begins a list of its own


def _may_go_on(bullet: Bullet) -> bool:
    """Whether the words after a dash could be the rest of a sentence."""
    return bullet.sign == "-" and not bullet.text.lstrip("“\"‘'(")[:1].isupper()


def _continues(last: Paragraph, place: _LinePlace) -> bool:
    if begins_note(place.line.text):
        return False
    return _continues_bullet(last, place) if last.is_bullet else _continues_paragraph(last, place)


def _continues_bullet(last: Paragraph, place: _LinePlace) -> bool:
    line = place.line
    if not last.has_words:
        return True  # a bullet pasted without its words, which stand on the next line
    if _is_page_list(line.text) and not last.ends_with_page_list:
        return True
    if _is_explicit_heading(line.text) and not last.fragments[0][1].isupper():
        return False
    if is_decoration(line.text):
        return False
    if not place.is_adjacent:
        return line.indent > last.indent and not place.leads_bullets
    first = line.text[0]
    if line.indent < last.indent:
        return not last.ends_sentence and (first.islower() or first.isdigit() or first == "(")
    return line.indent > last.indent or first.islower() or _is_wrapped_sentence(last, place)


def _is_wrapped_sentence(last: Paragraph, place: _LinePlace) -> bool:
    """Whether a line under a bullet, with a capital and at its indentation, is still one of its own."""
    if last.ends_with_page_list:
        return False
    return not last.ends_sentence or not (place.leads_bullets or place.follows_meant_line_end)


def _continues_paragraph(last: Paragraph, place: _LinePlace) -> bool:
    if not place.is_adjacent:
        return False
    if last.is_explicit_heading or _is_explicit_heading(place.line.text):
        return is_capitals(last.text) and is_capitals(place.line.text)
    if place.leads_bullets and last.ends_sentence:
        return False
    return not place.follows_meant_line_end


def _is_page_list(text: str) -> bool:
    closing = find_closing(text) or find_reference(text)
    return closing is not None and not closing.text


def _is_explicit_heading(text: str) -> bool:
    return bool(_EXPLICIT.match(text)) or is_capitals(text)


def _begin_paragraph(line: ArticleLine, numbered: Bullet | None) -> Paragraph:
    text = numbered.text if numbered else line.text
    marked = _EXPLICIT.match(text)
    paragraph = Paragraph(line.number, line.indent)
    paragraph.is_explicit_heading = bool(numbered or marked or is_capitals(text))
    paragraph.fragments.append((line.number, read_explicit_heading(text)))
    return paragraph


def read_explicit_heading(text: str) -> str:
    """Without the signs by which Markdown tells it."""
    if marked := _EXPLICIT.match(text):
        text = text[marked.end() - 1 :].strip().rstrip("#") if text.startswith("#") else text[2:-2]
    return text.strip()
