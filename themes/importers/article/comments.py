"""The comments under an article: a tree given by indentation."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from themes.importers.article.drafts import CommentDraft, Problem
from themes.importers.article.lines import Line, bullet_of
from themes.importers.article.moments import LONGEST, Moment, closing_moment

LONGEST_NAME = 80  # characters, beside a date
LONGEST_BARE_NAME = 40  # characters, without one

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
    body: list[Line] = field(default_factory=list)
    lines: int = 1  # that its header takes
    is_plain: bool = False  # without a bullet or number


def find_comments(lines: Sequence[Line]) -> int | None:
    """The index of the line that opens the comments: "8 Responses to …", "Comments (3)", "Leave a comment".

    Only after the first bullet, for pages print such lines above the article too.
    """
    has_bullet = False
    for index, line in enumerate(lines):
        if not line.text:
            continue
        if has_bullet and _opens(line):
            return index
        has_bullet = has_bullet or bullet_of(line.text) is not None
    return None


def read_comments(lines: Sequence[Line]) -> tuple[list[CommentDraft], list[Problem]]:
    """Every comment in the order it stands, from the line that opens the comments on."""
    problems: list[Problem] = []
    stated, comments = _split(lines, problems)
    for line, count in stated:
        if count != len(comments):
            found = f"{len(comments)} were found" if len(comments) != 1 else "1 was found"
            problems.append(Problem(line, f"The article says it has {count} comments; {found}."))
    return _tree(comments, problems), problems


def _split(lines: Sequence[Line], problems: list[Problem]) -> tuple[list[tuple[int, int]], list[_Comment]]:
    filled = [line for line in lines if line.text]
    stated: list[tuple[int, int]] = []
    comments: list[_Comment] = []
    stray: Line | None = None  # the line before, if it belongs to no comment
    left_out: list[list[int]] = []  # runs of such lines, by their numbers
    header_ends = 0
    for index, line in enumerate(filled):
        if index < header_ends:
            continue
        header = _header(filled, index, comments) or _plain_header(filled, index, comments)
        if header is not None:
            comments.append(header)
            header_ends = index + header.lines
        elif not comments and _opens(line):
            count = _stated_count(line)
            stated += [(line.number, count)] if count is not None else []
            stray = line if _FORM.match(_heading(line)) else None  # a form may follow: nothing to report
            continue
        elif (
            not comments
            and index
            and _opens(filled[index - 1])
            and filled[index - 1].number + 1 == line.number
        ):
            continue  # the rest of a wrapped "8 responses to …"
        elif comments and _FORM.match(_heading(line)) and len(line.text) <= LONGEST_BARE_NAME:
            break
        elif comments and comments[-1].is_plain and _FURNITURE.fullmatch(line.text):
            continue
        elif comments and not _is_outside(line, comments):
            comments[-1].body.append(line)
        else:
            if stray is None:
                left_out.append([])
            if left_out:
                left_out[-1].append(line.number)
            stray = line
            continue
        stray = None
    problems += [_left_out(run) for run in left_out]
    return stated, comments


def _left_out(run: Sequence[int]) -> Problem:
    first, last = run[0], run[-1]
    if first == last:
        return Problem(first, "This line belongs to no comment: left out.")
    return Problem(first, f"Lines {first} to {last} belong to no comment: left out.")


def _header(filled: Sequence[Line], index: int, comments: Sequence[_Comment]) -> _Comment | None:
    """The comment that begins with this line, if one does.

    A line of a body may look the same, so what is missing must be made up for: with a day and a time it must
    not be one of a list; with a day alone a deeper body must follow, or the number must be the next one;
    without either it must also be a short name between blank lines.
    """
    line = filled[index]
    bullet = bullet_of(line.text) if len(line.text) <= LONGEST else None
    if bullet is None:
        return None
    text = _TRAILER.sub("", bullet.text)
    moment = closing_moment(text)
    author = _author(moment.before if moment else text)
    place = _HeaderPlace(filled, index, bullet.number, comments)
    if moment is None:
        begins = _BARE_NAME.fullmatch(author) and len(author) <= LONGEST_BARE_NAME and place.suits_bare_name
    elif not author or len(author) > LONGEST_NAME or len(author.split()) > 6:
        begins = False
    elif moment.at is not None:
        begins = not place.is_in_list
    else:
        begins = not place.is_in_list and (place.has_deeper_body or place.has_next_number)
    return _Comment(line.number, line.indent, author, moment, bullet.number) if begins else None


def _plain_header(filled: Sequence[Line], index: int, comments: Sequence[_Comment]) -> _Comment | None:
    """A comment that begins without a bullet: a short name with a day and time, on its line or on the next.

    Where the comments have bullets, such a line stands inside one of them.
    """
    line = filled[index]
    if len(line.text) > LONGEST or (comments and not comments[-1].is_plain):
        return None
    text = _TRAILER.sub("", line.text)
    moment = closing_moment(text)
    lines = 1
    if moment is None:
        below = filled[index + 1] if index + 1 < len(filled) else None
        moment = closing_moment(_TRAILER.sub("", below.text)) if below else None
        if moment is None or moment.before:
            return None
        lines = 2
    else:
        text = moment.before
    author = _author(text)
    says_so = lines == 2 and author != text.strip()  # "Ada Example says:"
    if moment.day is None or not (moment.at or says_so):
        return None
    if len(author) > LONGEST_BARE_NAME or not _BARE_NAME.fullmatch(author):
        return None
    return _Comment(line.number, line.indent, author, moment, None, lines=lines, is_plain=True)


@dataclass(frozen=True, slots=True)
class _HeaderPlace:
    """A line that may begin a comment, among its neighbours."""

    filled: Sequence[Line]
    index: int
    number: int | None
    comments: Sequence[_Comment]

    @property
    def line(self) -> Line:
        return self.filled[self.index]

    @property
    def following(self) -> Line | None:
        return self.filled[self.index + 1] if self.index + 1 < len(self.filled) else None

    @property
    def is_in_list(self) -> bool:
        """Whether a bullet at the same indentation that is no comment stands directly above or below."""
        above = self.filled[self.index - 1] if self.index else None
        if above and self.comments and above.number == self.comments[-1].line:
            above = None
        neighbours = [line for line in (above, self.following) if line is not None]
        return any(
            abs(line.number - self.line.number) == 1
            and line.indent == self.line.indent
            and bullet_of(line.text) is not None
            for line in neighbours
        )

    @property
    def has_deeper_body(self) -> bool:
        return self.following is not None and self.following.indent > self.line.indent

    @property
    def has_next_number(self) -> bool:
        numbers = [comment.number for comment in self.comments[:1] if comment.number is not None]
        if self.number is None or (self.comments and not numbers):
            return False
        return self.number == _last_number(self.comments) + 1

    @property
    def suits_bare_name(self) -> bool:
        above = self.filled[self.index - 1] if self.index else None
        below = self.following
        if below is None or above is None:
            return False
        is_set_off = above.number + 1 < self.line.number and self.line.number + 1 < below.number
        if not is_set_off or bullet_of(below.text) is not None or below.indent < self.line.indent:
            return False
        if self.number is not None:
            is_root = not self.comments or self.line.indent == self.comments[0].indent
            return is_root and self.has_next_number
        return self.has_deeper_body and bool(self.comments) and self.line.indent > self.comments[0].indent


def _last_number(comments: Sequence[_Comment]) -> int:
    for comment in reversed(comments):
        if comment.number is not None:
            return comment.number
    return 0


def _author(text: str) -> str:
    author = text.strip().rstrip("(,|–—-·• ").rstrip()
    return _SAYS.sub("", author).strip()


def _is_outside(line: Line, comments: Sequence[_Comment]) -> bool:
    """Whether a line stands left of all comments, as what a page prints below them does."""
    body = comments[-1].body
    # Where bodies themselves stand left of their headers, indentation tells nothing.
    return bool(body) and line.indent < min(comments[0].indent, body[0].indent)


def _opens(line: Line) -> bool:
    text = _heading(line)
    return bool(_START.fullmatch(text) or _FORM.match(text)) and len(text) <= 400


def _heading(line: Line) -> str:
    return line.text.lstrip("# ").rstrip(": ")


def _stated_count(line: Line) -> int | None:
    match = _START.fullmatch(_heading(line))
    count = (match["count"] or match["bracketed"] or match["after"]) if match else None
    if count is None:
        return None
    return int(count) if count.isdigit() else _COUNTS[count.lower()]


def _tree(comments: Sequence[_Comment], problems: list[Problem]) -> list[CommentDraft]:
    drafts: list[CommentDraft] = []
    parents = _parents(comments)
    step = _usual_step(comments, parents)
    for comment, parent in zip(comments, parents, strict=True):
        moment = comment.moment
        if parent is not None and comment.indent - comments[parent].indent >= 2 * step:
            message = (
                f"This reply is indented by more than one level: taken as a reply to {drafts[parent].author}."
            )
            problems.append(Problem(comment.line, message))
        if moment is not None and moment.day is None:
            problems.append(
                Problem(comment.line, f"“{moment.as_given}” is no date: the comment is left without.")
            )
        if not comment.body:
            problems.append(Problem(comment.line, "This comment has no words."))
        drafts.append(
            CommentDraft(
                author=comment.author,
                posted_on=moment.day if moment else None,
                posted_at=moment.at if moment else None,
                depth=1 if parent is None else drafts[parent].depth + 1,
                parent=parent,
                body=_body(comment.body),
                line=comment.line,
                number=comment.number,
            )
        )
    return drafts


def _parents(comments: Sequence[_Comment]) -> list[int | None]:
    """For each comment the nearest earlier one that stands further left."""
    parents: list[int | None] = []
    branch: list[int] = []
    for index, comment in enumerate(comments):
        while branch and comments[branch[-1]].indent >= comment.indent:
            branch.pop()
        parents.append(branch[-1] if branch else None)
        branch.append(index)
    return parents


def _usual_step(comments: Sequence[_Comment], parents: Sequence[int | None]) -> int:
    """By how much replies are indented: the commonest distance, of several the smallest."""
    steps = Counter(
        comment.indent - comments[parent].indent
        for comment, parent in zip(comments, parents, strict=True)
        if parent is not None
    )
    return min(steps, key=lambda step: (-steps[step], step), default=1)


def _body(lines: Sequence[Line]) -> str:
    """Blank lines, however many, part paragraphs; other line ends are kept."""
    text = ""
    parts: list[str] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None:
            parts.append("\n" if previous.number + 1 == line.number else "\n\n")
        parts.append(line.text)
        previous = line
    return text.join(parts)
