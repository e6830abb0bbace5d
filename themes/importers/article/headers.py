"""The lines that begin a comment: who wrote it, when, and whom it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from themes.importers.article.lines import ArticleLine, Bullet, read_bullet
from themes.importers.article.moments import LONGEST, Moment, find_closing_moment, find_vague_moment

LONGEST_NAME = 80  # characters, beside a date
LONGEST_BARE_NAME = 40  # characters, without one
MOST_NAMES = 6  # words, beside a date
MOST_BEHIND = 6  # words, behind a date
MOST_LINES = 5  # that a name, a part, whom it answers and the date take on lines of their own

# Links and remarks that a site prints behind the date.
_TRAILER = re.compile(
    r"""(?:\s*(?:\#\d*|¶|\||[·•]|(?<!\w)(?:reply|permalink|permanent\ link|report|edit|share|flag|quote)
        |(?<!\w)(?:(?:dis)?likes?|(?:up|down)votes?|recommend(?:ed|s)?)(?:\s*[(\[]?\d+[)\]]?)?
        |(?<!\w)(?:says?|said|wrote|writes|commented)\s*:
        |(?<!\w)[(\[]?(?:last\s+)?(?:edited|updated|modified|moderated)\b[^()\[\]]{0,60}[)\]]?))+\s*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_SET_OFF = tuple("•·|,–—-(:")  # signs between a name and its day
_SAYS = re.compile(
    r"(?:\s+(?:says?|said|wrote|writes|commented|posted|replied|on|at))+\s*:?\s*\Z|\s*:\s*\Z", re.IGNORECASE
)
_BEFORE_NAME = re.compile(
    r"(?:(?:comment(?:ed)?|posted|written)\s+(?:by|from)\s*:?|by:?|from:|name:|author:|user:)\s+",
    re.IGNORECASE,
)
_BEFORE_MOMENT = re.compile(r"(?:posted|commented|published|date|on|at|:|\s|[·•|,(–—-])*", re.IGNORECASE)
_BARE_NAME = re.compile(
    r"[^\W_](?:[\w.’'-]*[\w’'])?\.?(?:\s+(?:(?:de|la|le|van|von|der|of|the|and|&)\s+)*[^\W_a-z][\w.’'-]*){0,3}"
)
# What people put behind their name: "Bob Sample, social worker", "(moderator)".
_ROLE = re.compile(r"\s*(?:[,(\[|/·•]|\s[–—-]\s).*\Z", re.DOTALL)
# Words that sentences have, and names have not.
_PROSE = re.compile(
    r"""\b(?:i|we|he|she|they|it|you|my|our|their|his|its|your|is|are|was|were|be|been|has|have|had|do|does|did
    |will|would|can|could|should|on|at|from|since|until|till|by|before|after|about|this|that|not|with|for|to)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?P<name>.{1,80}?)\s*(?:[>»›→➜▶►↪]+|\b(?:in reply|replied|replying|responding) to\b)\s*@?(?P<other>.{1,80})",
    re.IGNORECASE,
)
_ANSWERS_ABOVE = re.compile(
    r"(?:[↪→>↳]\s*)?(?:in (?:reply|response|answer) to|(?:replying|responding|answering) to|replied to)"
    r"\s*:?\s*@?(?P<name>.{1,80})",
    re.IGNORECASE,
)
_ANSWERS_BETWEEN = re.compile(r"(?:[↪→>↳@]\s*@?|repl(?:y|ied) to:?\s+@?)(?P<name>\w.{0,79})", re.IGNORECASE)
_BADGE = re.compile(
    r"""[\W_]*|(?:site\s+)?(?:moderator|mod|author|admin(?:istrator)?|staff|editor|guest|member|subscriber|verified
    |registered|top\s+comment(?:er|ator)|comment\s+author|post\s+author)(?:\s+\w+)?|avatar|profile\s+(?:photo|picture)
    |\d+\s+(?:comments?|posts?|points?|likes?)|says:?|said:?
    |(?:joined|member\s+since|registered|posts?|comments?|messages|location|reputation|rank|likes?(?:\s+\w+)?)\s*:.{1,40}""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CommentHeader:
    line: int
    indent: int
    author: str  # as given, with what people say of themselves beside their name
    moment: Moment | None
    number: int | None = None
    lines: int = 1  # that it takes
    has_bullet: bool = False  # or a number
    begins_with_moment: bool = False  # the name stands below it
    answers: str = ""  # whom, where that is stated
    doubt: str = ""  # what a person has to check


class HeadersSoFar:
    """The comments that stand above a line. What is asked for each line takes the same time for any number."""

    def __init__(self) -> None:
        self.first: CommentHeader | None = None
        self.last: CommentHeader | None = None
        self.last_number: int | None = None
        self.have_moments = False
        self._last_by_name: dict[str, int] = {}
        self._count = 0

    def add(self, header: CommentHeader) -> None:
        self.first = self.first or header
        self.last = header
        self.last_number = self.last_number if header.number is None else header.number
        self.have_moments = self.have_moments or header.moment is not None
        self._last_by_name[_normalise_name(header.author)] = self._count
        self._count += 1

    def find_last(self, name: str) -> int | None:
        """The index of the last one by this person."""
        return self._last_by_name.get(_normalise_name(name))


@dataclass
class HeaderPlace:
    """A line that may begin a comment, among its neighbours."""

    filled: Sequence[ArticleLine]
    index: int
    headers: HeadersSoFar
    has_words: bool = True  # whether the last of them has words yet

    @property
    def line(self) -> ArticleLine:
        return self.filled[self.index]

    @property
    def above(self) -> ArticleLine | None:
        return self.filled[self.index - 1] if self.index else None

    @property
    def below(self) -> ArticleLine | None:
        return self.filled[self.index + 1] if self.index + 1 < len(self.filled) else None

    @cached_property
    def bullet(self) -> Bullet | None:
        return read_bullet(self.line.text)

    @cached_property
    def words(self) -> str:
        """The line without its bullet, and without the marks of a heading."""
        return _strip_marks(self.bullet.text if self.bullet else self.line.text)

    @cached_property
    def telling_words(self) -> str:
        return _TRAILER.sub("", self.words)

    @property
    def is_in_list(self) -> bool:
        """Whether a bullet at the same indentation that is no comment stands directly above or below."""
        above = self.above
        if above and self.headers.last and above.number == self.headers.last.line:
            above = None
        return self.bullet is not None and any(
            abs(line.number - self.line.number) == 1
            and line.indent == self.line.indent
            and read_bullet(line.text) is not None
            for line in (above, self.below)
            if line is not None
        )

    @property
    def has_deeper_body(self) -> bool:
        return self.below is not None and self.below.indent > self.line.indent

    @property
    def has_next_number(self) -> bool:
        if self.bullet is None or self.bullet.number is None:
            return False
        if self.headers.first and self.headers.first.number is None:
            return False
        return self.bullet.number == (self.headers.last_number or 0) + 1

    @property
    def has_blank_above(self) -> bool:
        return self.above is not None and self.above.number + 1 < self.line.number

    @property
    def is_under_badge(self) -> bool:
        return self.above is not None and _BADGE.fullmatch(self.above.text) is not None

    @property
    def is_set_off(self) -> bool:
        """Whether a blank line stands above and below."""
        return self.has_blank_above and self.below is not None and self.line.number + 1 < self.below.number

    @property
    def suits_bare_name(self) -> bool:
        if self.bullet is None or self.below is None or not self.is_set_off:
            return False
        if read_bullet(self.below.text) is not None or self.below.indent < self.line.indent:
            return False
        first = self.headers.first
        if self.bullet.number is not None:
            return (first is None or self.line.indent == first.indent) and self.has_next_number
        return first is not None and self.line.indent > first.indent and self.has_deeper_body

    def knows(self, name: str) -> bool:
        return self.headers.find_last(name) is not None


def find_header(place: HeaderPlace) -> CommentHeader | None:
    """The comment that begins with this line, if one does.

    A line of a body may look the same, so what is missing must be made up for by what stands around it.
    """
    if len(place.line.text) > LONGEST:
        return None
    first = place.headers.first
    if first and first.begins_with_moment:
        return _find_moment_first(place)
    header = _find_block(place) or _find_bulleted(place) or _find_line(place)
    header = header or _find_answer_above(place) or _find_saying(place)
    return header if header or first else _find_moment_first(place)


def may_begin_comment(place: HeaderPlace) -> bool:
    """Whether a line of a comment's words looks so much like the beginning of another that a person must look."""
    first, last = place.headers.first, place.headers.last
    if first is None or last is None or len(place.line.text) > LONGEST or place.is_in_list:
        return False
    if place.has_next_number and place.line.indent <= first.indent:
        return True
    text = place.telling_words
    moment = _find_inner_moment(text)
    author, _ = _read_name(moment.before if moment else text)
    if not text and find_closing_moment(place.words):  # "Edited 4 June 2016 at 10:05", below a name
        above = place.above
        is_below_name = (
            above is not None and above.number + 1 == place.line.number and _may_be_name(above.text)
        )
        return is_below_name and place.line.number > last.line + last.lines
    if moment and (moment.at or not author or moment.before.endswith(_SET_OFF)):
        is_short = place.is_set_off and len(author.split()) <= MOST_NAMES
        return not author or is_short or _may_be_name(author)
    if author == last.author:  # who signs below their words begins no other comment
        is_above_words = place.below is not None and place.below.number == place.line.number + 1
        return moment is None and author == place.words and place.has_blank_above and is_above_words
    if moment is None and text.endswith(":") and author != text[:-1].rstrip():
        return is_bare_name(author)  # "Ada Example wrote:"
    if moment or not text or text[-1] == "." or not _may_be_name(text):
        return False
    below = find_header(HeaderPlace(place.filled, place.index + 1, place.headers)) if place.below else None
    if below is not None and place.knows(below.author):  # perhaps the second of two names is whom it answers
        return below.line == place.line.number + 1 and not last.author.startswith(text)
    return place.knows(text) or (place.is_set_off and is_bare_name(text) and " " in text)


def find_stated_answer(text: str) -> str:
    """Whom a comment answers, where a line under its header says so and nothing else."""
    match = _ANSWERS_ABOVE.fullmatch(text)
    return _read_name(match["name"])[0] if match and _may_be_name(match["name"]) else ""


def is_bare_name(author: str) -> bool:
    return len(author) <= LONGEST_BARE_NAME and _BARE_NAME.fullmatch(author) is not None


def is_same_name(name: str, other: str) -> bool:
    return _normalise_name(name) == _normalise_name(other)


def _normalise_name(name: str) -> str:
    return _ROLE.sub("", name).strip("@ ").casefold()


def _squeeze(name: str) -> str:
    return "".join(filter(str.isalnum, _normalise_name(name)))


def _find_bulleted(place: HeaderPlace) -> CommentHeader | None:
    """With a day and a time it must not be one of a list; with a day alone a deeper body must follow, or the number
    must be the next one; without either it must also be a short name between blank lines.
    """
    if place.bullet is None or place.is_in_list:
        return None
    text = place.telling_words
    moment = find_closing_moment(text) or _find_set_off_vague(text)
    author, answers = _read_name(moment.before if moment else text)
    if moment is None:
        is_header = is_bare_name(author) and place.suits_bare_name
    else:
        suits_name = _is_name(author) or 0 < len(author.split()) <= MOST_NAMES
        has_place = moment.at is not None or place.has_deeper_body or place.has_next_number
        is_header = suits_name and has_place and len(author) <= LONGEST_NAME
    return _build_header(place, author, moment, answers=answers) if is_header else None


def _find_block(place: HeaderPlace) -> CommentHeader | None:
    """A name on a line of its own and the day and time below, with or without other lines between."""
    answers, start = find_stated_answer(place.words), place.index
    name = place
    if answers and place.below:
        start += 1
        name = HeaderPlace(place.filled, start, place.headers)
    if _BADGE.fullmatch(name.words) or name.is_in_list or not _may_be_name(name.words):
        return None
    if find_closing_moment(name.telling_words):
        return None
    if place.headers.last and not place.has_words and " " not in name.words:
        return None  # one word: rather all that the comment above says
    author, stated = _read_name(name.words)
    found = _find_moment_below(place, start)
    if found is None:
        return None
    moment, between = found
    block = _read_between(name, author, between)
    if block is None or not _suits_block(place, name, author, moment):
        return None
    author, unmarked, doubt = block
    return _build_header(
        place,
        author,
        moment,
        answers=answers or stated or unmarked,
        doubt=doubt,
        lines=start - place.index + len(between) + 2,
    )


def _suits_block(place: HeaderPlace, name: HeaderPlace, author: str, moment: Moment) -> bool:
    """A day without a time may stand under words of any kind, so something else must show who wrote them."""
    if moment.at or moment.day is None or author != name.words:
        return True
    if not is_bare_name(_ROLE.sub("", author)):
        return False
    last = place.headers.last
    return (
        place.bullet is not None or last is None or (last.lines > 1 and not (last.moment and last.moment.at))
    )


def _find_moment_below(place: HeaderPlace, start: int) -> tuple[Moment, list[ArticleLine]] | None:
    for index in range(start + 1, min(start + MOST_LINES, len(place.filled))):
        moment = _read_lone_moment(place.filled[index].text)
        if moment:
            return moment, list(place.filled[start + 1 : index])
    return None


def _read_between(
    name: HeaderPlace, author: str, between: Sequence[ArticleLine]
) -> tuple[str, str, str] | None:
    """Author, whom it answers, and a doubt, from the lines between a name and its date; None where they are others."""
    telling = [line for line in between if not _BADGE.fullmatch(line.text)]
    if not telling:
        return author, "", ""
    line = telling[0]
    marked = _ANSWERS_ABOVE.fullmatch(line.text) or _ANSWERS_BETWEEN.fullmatch(line.text)
    if len(telling) > 1 or len(line.text) > LONGEST_NAME:
        return None
    if marked and _may_be_name(marked["name"]):
        is_handle = _squeeze(marked["name"]) == _squeeze(author)  # "Ada Example", "@adaexample"
        return author, "" if is_handle else _read_name(marked["name"])[0], ""
    # Unmarked, it may as well be a name under the last words of the comment before.
    is_apart = not name.headers.first or (name.has_words and (name.has_blank_above or name.is_under_badge))
    if not is_apart or line.number != name.line.number + 1:
        return None
    if not _is_name(author):
        author = f"{author}, {line.text}"
        return (
            author,
            "",
            f"Two lines above this day were taken as a name, “{author}”. Check whose words these are.",
        )
    if name.knows(line.text):
        doubt = (
            f"Two names stand above this day: taken as an answer to {line.text}. Check whose words these are."
        )
        return author, line.text, doubt if name.knows(author) else ""
    if name.knows(author) or (is_bare_name(line.text) and len(line.text.split()) > 1):
        doubt = f"Two names stand above this day: taken as words of {line.text}. Check whose words these are."
        return line.text, author if name.knows(author) else "", doubt
    return f"{author}, {line.text}", "", ""


def _find_line(place: HeaderPlace) -> CommentHeader | None:
    """Without a bullet: a short name with a day and time behind it."""
    text = place.telling_words
    moment = find_closing_moment(text) or _find_set_off_vague(text)
    if place.bullet is not None or moment is None or (moment.day and not moment.at):
        return None
    author, answers = _read_name(moment.before)
    first = place.headers.first
    is_like_first = first.lines == 1 and not first.has_bullet if first else place.index <= 1
    if not _is_name(author) and not (is_like_first and place.has_blank_above and _may_be_name(author)):
        return None
    return _build_header(place, author, moment, answers=answers)


def _find_answer_above(place: HeaderPlace) -> CommentHeader | None:
    """ "In reply to Ada Example" above a name with a day and time behind it."""
    answers = find_stated_answer(place.words)
    if not answers or not place.below or (place.headers.first and not place.has_words):
        return None
    header = _find_line(HeaderPlace(place.filled, place.index + 1, place.headers))
    return header and replace(header, line=place.line.number, lines=2, answers=answers)


def _find_saying(place: HeaderPlace) -> CommentHeader | None:
    """ "Ada Example says:" with no date at all, where none of the comments has one."""
    text = place.words
    author, answers = _read_name(text)
    if place.bullet or not text.endswith(":") or author == text[:-1].rstrip() or not is_bare_name(author):
        return None
    if place.headers.have_moments or not (place.has_blank_above or not place.headers.first):
        return None
    return _build_header(place, author, None, answers=answers)


def _find_moment_first(place: HeaderPlace) -> CommentHeader | None:
    """A day and time on a line of its own and the name below it, as all comments of a page have it or none."""
    moment = _read_lone_moment(place.line.text)
    if moment is None or not (moment.at or moment.day is None) or place.below is None:
        return None
    author, answers = _read_name(_strip_marks(place.below.text))
    if not is_bare_name(_ROLE.sub("", author)):
        return None
    return _build_header(place, author, moment, answers=answers, lines=2, begins_with_moment=True)


def _build_header(
    place: HeaderPlace,
    author: str,
    moment: Moment | None,
    *,
    answers: str = "",
    doubt: str = "",
    lines: int = 1,
    begins_with_moment: bool = False,
) -> CommentHeader:
    has_bullet, names = place.bullet is not None, author.split()
    if place.headers.first and place.headers.first.has_bullet and not has_bullet:
        doubt = doubt or "This comment begins unlike the first: check whose words these are."
    other = next(
        (" ".join(names[at:]) for at in range(1, len(names)) if place.knows(" ".join(names[at:]))), ""
    )
    if other and not place.knows(author):
        doubt = doubt or f"The name given here ends with that of {other}. Check whose words these are."
    return CommentHeader(
        line=place.line.number,
        indent=place.line.indent,
        author=author,
        moment=moment,
        number=place.bullet.number if place.bullet else None,
        lines=lines,
        has_bullet=has_bullet,
        begins_with_moment=begins_with_moment,
        answers=answers,
        doubt=doubt,
    )


def _read_name(text: str) -> tuple[str, str]:
    """Who wrote it, and whom it answers."""
    name = text.strip()
    if label := _BEFORE_NAME.match(name):
        name = name[label.end() :]
    name = _SAYS.sub("", _TRAILER.sub("", name.rstrip("(,|–—-·• "))).rstrip(",|–—-·• ")
    match = _ANSWERS.fullmatch(name)
    return (match["name"], match["other"].strip()) if match else (name, "")


def _is_name(author: str) -> bool:
    """A short name, and perhaps what its bearer says of themselves."""
    return len(author) <= LONGEST_NAME and is_bare_name(_ROLE.sub("", author))


def _may_be_name(text: str) -> bool:
    name = _ROLE.sub("", text)
    if not name or len(text) > LONGEST_NAME or len(name.split()) > MOST_NAMES or _PROSE.search(name):
        return _is_name(_read_name(text)[0])
    return any(map(str.isalpha, name)) and (
        text[-1] not in ".!?…;"
        or (is_bare_name(name) and name.count(".") + name.count(" ") > 1)  # "Tom F.", "S.W."
    )


def _strip_marks(text: str) -> str:
    return text.replace("**", "").replace("__", "").strip("# ")


def _read_lone_moment(text: str) -> Moment | None:
    """The day and time on a line, where nothing else stands there."""
    text = _TRAILER.sub("", text)
    moment = find_closing_moment(text) or find_vague_moment(text)
    return moment if moment and _BEFORE_MOMENT.fullmatch(moment.before) else None


def _find_inner_moment(text: str) -> Moment | None:
    """A day and time, or one that is vague, with a few other words behind it at most."""
    words = text.split(" ")
    for end in range(len(words), max(len(words) - MOST_BEHIND, 1), -1):
        part = " ".join(words[:end])
        moment = find_closing_moment(part) or find_vague_moment(part)
        is_set_off = moment and (moment.at or moment.before.endswith(_SET_OFF) or not moment.before)
        if moment and (end == len(words) or is_set_off or _BEFORE_MOMENT.fullmatch(moment.before)):
            return moment
    return None


def _find_set_off_vague(text: str) -> Moment | None:
    """ "Ada Example • 3 years ago": with a sign between, for "Retired 3 years ago" is a sentence."""
    moment = find_vague_moment(text)
    return moment if moment and moment.before.endswith(_SET_OFF) else None
