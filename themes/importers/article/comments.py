"""The comments under an article: a tree given by indentation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from themes.importers.article.drafts import ArticleProblem, CommentDraft
from themes.importers.article.lines import ArticleLine, Bullet, read_bullet
from themes.importers.article.moments import LONGEST, Moment, find_closing_moment

LONGEST_NAME = 80  # characters, beside a date
LONGEST_BARE_NAME = 40  # characters, without one
MOST_NAMES = 6  # words, beside a date

_COUNTS = {"no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_START = re.compile(
    r"""(?P<count>\d{1,5}|no|one|two|three|four|five)\s+(?:responses?|comments?|replies|reply|thoughts?)
        (?:\s+(?:to|on)\b.*)?
    |(?:reader(?:s[’'])?\s+)?(?:comments?|responses|replies)(?:\s*\((?P<bracketed>\d{1,5})\)|\s*:\s*(?P<after>\d{1,5}))?""",
    re.VERBOSE | re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:leave|post|add|write)\s+a\s+(?:comment|reply)\b|comments\s+are\s+(?:now\s+)?closed|cancel\s+reply",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"(?:\s*(?:#\d*|¶|\||·|reply|permalink|permanent link|report|edit))+\s*\Z", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"(?:log in to )?reply(?: to .{1,60})?|permalink|report|edit|like|share", re.IGNORECASE
)
_SAYS = re.compile(r"\s+(?:says?|said|wrote|writes|commented|on|at)\s*:?\s*\Z|\s*:\s*\Z", re.IGNORECASE)
_BARE_NAME = re.compile(
    r"[^\W_](?:[\w.’'-]*[\w’'])?\.?(?:\s+(?:(?:de|la|le|van|von|der|of|the|and|&)\s+)*[^\W_a-z][\w.’'-]*){0,3}"
)


@dataclass(slots=True)
class _Comment:
    line: int
    indent: int
    author: str
    moment: Moment | None
    number: int | None
    body: list[ArticleLine] = field(default_factory=list)
    lines: int = 1  # that its header takes
    is_plain: bool = False  # without a bullet or number


def find_comments(lines: Sequence[ArticleLine]) -> int | None:
    """The index of the line that opens the comments: "8 Responses to …", "Comments (3)", "Leave a comment".

    Only after the first bullet, for pages print such lines above the article too.
    """
    has_bullet = False
    for index, line in enumerate(lines):
        if not line.text:
            continue
        if has_bullet and _opens_comments(line):
            return index
        has_bullet = has_bullet or read_bullet(line.text) is not None
    return None


def read_comments(lines: Sequence[ArticleLine]) -> tuple[list[CommentDraft], list[ArticleProblem]]:
    """Every comment in the order it stands, from the line that opens the comments on."""
    reader = _CommentReader(lines)
    reader.read()
    problems = [_describe_left_out(run) for run in reader.left_out]
    found = len(reader.comments)
    for line, count in reader.stated_counts:
        if count != found:
            message = f"{found} were found" if found != 1 else "1 was found"
            problems.append(ArticleProblem(line, f"The article says it has {count} comments; {message}."))
    return _build_tree(reader.comments, problems), problems


class _CommentReader:
    """Shares out the lines under an article: to headers, to the bodies of comments, or to neither."""

    def __init__(self, lines: Sequence[ArticleLine]):
        self.filled = [line for line in lines if line.text]
        self.comments: list[_Comment] = []
        self.stated_counts: list[tuple[int, int]] = []  # line and count
        self.left_out: list[list[int]] = []  # runs of lines that belong to no comment, by their numbers
        self.is_in_run = False

    def read(self) -> None:
        index = 0
        while index < len(self.filled):
            place = _HeaderPlace(self.filled, index, self.comments)
            header = _find_header(place) or _find_plain_header(place)
            if header is not None:
                self.comments.append(header)
                self.is_in_run = False
            elif not self.comments:
                self.read_opening(place)
            elif _begins_form(place.line):
                break
            else:
                self.read_body(place.line)
            index += header.lines if header else 1

    def read_opening(self, place: _HeaderPlace) -> None:
        line, above = place.line, place.above
        if _opens_comments(line):
            count = _read_count(line)
            if count is not None:
                self.stated_counts.append((line.number, count))
            # A form may follow: nothing to report.
            self.is_in_run = _FORM.match(_strip_heading(line)) is not None
        elif above is None or not _opens_comments(above) or above.number + 1 != line.number:
            self.leave_out(line)  # else it is the rest of a wrapped "8 responses to …"

    def read_body(self, line: ArticleLine) -> None:
        last = self.comments[-1]
        if last.is_plain and _FURNITURE.fullmatch(line.text):
            return
        if _is_outside(line, self.comments):
            self.leave_out(line)
        else:
            last.body.append(line)
            self.is_in_run = False

    def leave_out(self, line: ArticleLine) -> None:
        if not self.is_in_run:
            self.left_out.append([])
        if self.left_out:
            self.left_out[-1].append(line.number)
        self.is_in_run = True


def _describe_left_out(run: Sequence[int]) -> ArticleProblem:
    first, last = run[0], run[-1]
    if first == last:
        return ArticleProblem(first, "This line belongs to no comment: left out.")
    return ArticleProblem(first, f"Lines {first} to {last} belong to no comment: left out.")


@dataclass
class _HeaderPlace:
    """A line that may begin a comment, among its neighbours."""

    filled: Sequence[ArticleLine]
    index: int
    comments: Sequence[_Comment]  # so far

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
        return read_bullet(self.line.text) if len(self.line.text) <= LONGEST else None

    @property
    def moment_below(self) -> Moment | None:
        """The day and time on the next line, where nothing else stands there."""
        moment = find_closing_moment(_TRAILER.sub("", self.below.text)) if self.below else None
        return moment if moment and not moment.before else None

    @property
    def is_in_list(self) -> bool:
        """Whether a bullet at the same indentation that is no comment stands directly above or below."""
        above = self.above
        if above and self.comments and above.number == self.comments[-1].line:
            above = None
        return any(
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
        if self.comments and self.comments[0].number is None:
            return False
        numbers = (comment.number for comment in reversed(self.comments) if comment.number is not None)
        return self.bullet.number == next(numbers, 0) + 1

    @property
    def is_set_off(self) -> bool:
        """Whether a blank line stands above and below."""
        if self.above is None or self.below is None:
            return False
        return self.above.number + 1 < self.line.number and self.line.number + 1 < self.below.number

    @property
    def suits_bare_name(self) -> bool:
        if self.bullet is None or self.below is None or not self.is_set_off:
            return False
        if read_bullet(self.below.text) is not None or self.below.indent < self.line.indent:
            return False
        first = self.comments[0] if self.comments else None
        if self.bullet.number is not None:
            return (first is None or self.line.indent == first.indent) and self.has_next_number
        return first is not None and self.line.indent > first.indent and self.has_deeper_body


def _find_header(place: _HeaderPlace) -> _Comment | None:
    """The comment that begins with this line, if one does.

    A line of a body may look the same, so what is missing must be made up for: with a day and a time it must
    not be one of a list; with a day alone a deeper body must follow, or the number must be the next one;
    without either it must also be a short name between blank lines.
    """
    if place.bullet is None:
        return None
    text = _TRAILER.sub("", place.bullet.text)
    moment = find_closing_moment(text)
    author = _read_author(moment.before if moment else text)
    if moment is None:
        is_header = _is_bare_name(author) and place.suits_bare_name
    elif not author or len(author) > LONGEST_NAME or len(author.split()) > MOST_NAMES or place.is_in_list:
        is_header = False
    else:
        is_header = moment.at is not None or place.has_deeper_body or place.has_next_number
    if not is_header:
        return None
    return _Comment(place.line.number, place.line.indent, author, moment, place.bullet.number)


def _find_plain_header(place: _HeaderPlace) -> _Comment | None:
    """A comment that begins without a bullet: a short name with a day and time, on its line or on the next.

    Where the comments have bullets, such a line stands inside one of them.
    """
    line = place.line
    if len(line.text) > LONGEST or (place.comments and not place.comments[-1].is_plain):
        return None
    text = _TRAILER.sub("", line.text)
    moment = find_closing_moment(text)
    lines, before = (2, text) if moment is None else (1, moment.before)
    moment = moment or place.moment_below
    author = _read_author(before)
    says_so = lines == 2 and author != text.strip()  # "Ada Example says:"
    if moment is None or moment.day is None or not (moment.at or says_so) or not _is_bare_name(author):
        return None
    return _Comment(line.number, line.indent, author, moment, None, lines=lines, is_plain=True)


def _read_author(text: str) -> str:
    author = text.strip().rstrip("(,|–—-·• ").rstrip()
    return _SAYS.sub("", author).strip()


def _is_bare_name(author: str) -> bool:
    return len(author) <= LONGEST_BARE_NAME and _BARE_NAME.fullmatch(author) is not None


def _is_outside(line: ArticleLine, comments: Sequence[_Comment]) -> bool:
    """Whether a line stands left of all comments, as what a page prints below them does."""
    body = comments[-1].body
    # Where bodies themselves stand left of their headers, indentation tells nothing.
    return bool(body) and line.indent < min(comments[0].indent, body[0].indent)


def _opens_comments(line: ArticleLine) -> bool:
    text = _strip_heading(line)
    return bool(_START.fullmatch(text) or _FORM.match(text)) and len(text) <= 400


def _begins_form(line: ArticleLine) -> bool:
    return len(line.text) <= LONGEST_BARE_NAME and _FORM.match(_strip_heading(line)) is not None


def _strip_heading(line: ArticleLine) -> str:
    return line.text.lstrip("# ").rstrip(": ")


def _read_count(line: ArticleLine) -> int | None:
    match = _START.fullmatch(_strip_heading(line))
    count = (match["count"] or match["bracketed"] or match["after"]) if match else None
    if count is None:
        return None
    return int(count) if count.isdigit() else _COUNTS[count.lower()]


def _build_tree(comments: Sequence[_Comment], problems: list[ArticleProblem]) -> list[CommentDraft]:
    drafts: list[CommentDraft] = []
    parents = _find_parents(comments)
    step = _find_usual_step(comments, parents)
    for comment, parent in zip(comments, parents, strict=True):
        moment = comment.moment
        if parent is not None and comment.indent - comments[parent].indent >= 2 * step:
            message = (
                f"This reply is indented by more than one level: taken as a reply to {drafts[parent].author}."
            )
            problems.append(ArticleProblem(comment.line, message))
        if moment is not None and moment.day is None:
            message = f"“{moment.as_given}” is no date: the comment is left without."
            problems.append(ArticleProblem(comment.line, message))
        if not comment.body:
            problems.append(ArticleProblem(comment.line, "This comment has no words."))
        drafts.append(
            CommentDraft(
                author=comment.author,
                posted_on=moment.day if moment else None,
                posted_at=moment.at if moment else None,
                depth=1 if parent is None else drafts[parent].depth + 1,
                parent=parent,
                body=_join_lines(comment.body),
                line=comment.line,
                number=comment.number,
            )
        )
    return drafts


def _find_parents(comments: Sequence[_Comment]) -> list[int | None]:
    """For each comment the index of the nearest earlier one that stands further left."""
    parents: list[int | None] = []
    branch: list[int] = []
    for index, comment in enumerate(comments):
        while branch and comments[branch[-1]].indent >= comment.indent:
            branch.pop()
        parents.append(branch[-1] if branch else None)
        branch.append(index)
    return parents


def _find_usual_step(comments: Sequence[_Comment], parents: Sequence[int | None]) -> int:
    """By how much replies are indented: the commonest distance, of several the smallest."""
    steps = Counter(
        comment.indent - comments[parent].indent
        for comment, parent in zip(comments, parents, strict=True)
        if parent is not None
    )
    return min(steps, key=lambda step: (-steps[step], step), default=1)


def _join_lines(lines: Sequence[ArticleLine]) -> str:
    """Blank lines, however many, part paragraphs; other line ends are kept."""
    parts: list[str] = []
    for previous, line in zip([None, *lines], lines, strict=False):
        if previous is not None:
            parts.append("\n" if previous.number + 1 == line.number else "\n\n")
        parts.append(line.text)
    return "".join(parts)
