"""The comments under an article: a tree given by indentation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviews.plurals import count_things
from themes.importers.article.drafts import ArticleProblem, CommentDraft
from themes.importers.article.headers import (
    LONGEST_BARE_NAME,
    LONGEST_NAME,
    MOST_LINES,
    CommentHeader,
    HeaderPlace,
    HeadersSoFar,
    find_header,
    find_stated_answer,
    is_bare_name,
    is_same_name,
    may_begin_comment,
)
from themes.importers.article.lines import ArticleLine, read_bullet

_COUNTS = {"no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_START = re.compile(
    r"""(?P<count>\d{1,5}|no|one|two|three|four|five)\s+(?:responses?|comments?|replies|reply|thoughts?)
        (?:\s+(?:to|on)\b(?P<answered>.*))?
    |(?:reader(?:s[’'])?\s+)?(?:comments?|responses|replies)(?:\s*\((?P<bracketed>\d{1,5})\)|\s*:\s*(?P<after>\d{1,5}))?""",
    re.VERBOSE | re.IGNORECASE,
)
_MAY_START = re.compile(
    r"(?:(?:(?:join\s+the|reader)\s+)?(?:discussion|conversation|debate|feedback|reactions?)|have\s+your\s+say"
    r"|(?:your|all|latest|recent)\s+(?:comments|views|thoughts)|what\s+(?:do\s+you|readers)\s+(?:think|say)\??)"
    r"(?:\s*\(\d{1,5}\))?",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:leave|post|add|write)\s+a\s+(?:comment|reply)\b|comments\s+are\s+(?:now\s+)?closed|cancel\s+reply",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:log in to )?reply(?: to .{1,60})?|permalink|report(?: comment)?|edit|like|share|flag|quote|avatar"
    r"|(?:\s*•\s*(?:reply|share|edit|like|report)\s*›?)+|\d+ likes?|likes? \(?\d+\)?",
    re.IGNORECASE,
)
# What a site prints in the place of a comment.
_TAKEN_AWAY = re.compile(
    r"\W*(?:this\s+|a\s+)?(?:comment|post|reply|message)\s+(?:(?:was|has\s+been|is)\s+)?"
    r"(?:removed|deleted|hidden|withdrawn|awaiting\s+moderation)\b.{0,80}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Comment:
    header: CommentHeader
    answered: int | None = None  # the last comment above by whom it answers
    answers: str = ""
    body: list[ArticleLine] = field(default_factory=list)


def find_comments(lines: Sequence[ArticleLine]) -> int | None:
    """The index of the line that opens the comments: "8 Responses to …", "Comments (3)", "Leave a comment".

    Only after the first bullet, for pages print such lines above the article too.
    """
    has_bullet = False
    for index, line in enumerate(lines):
        if not line.text:
            continue
        if has_bullet and (
            _opens_comments(line) or _is_first_comment(line) or _announces_comment(lines, index)
        ):
            return index
        has_bullet = has_bullet or read_bullet(line.text) is not None
    return None


def _is_first_comment(line: ArticleLine) -> bool:
    """ "1. Ada Example July 7, 2016 at 2:18 pm", where nothing announces the comments."""
    if len(line.text) > LONGEST_NAME or not line.text.startswith("1. "):
        return False
    header = find_header(HeaderPlace([line], 0, HeadersSoFar()))
    return header is not None and header.moment is not None and is_bare_name(header.author)


def _announces_comment(lines: Sequence[ArticleLine], index: int) -> bool:
    """ "Discussion", directly above a comment with its day: other sections may have that title."""
    if not _MAY_START.fullmatch(_strip_heading(lines[index])):
        return False
    below = [line for line in lines[index + 1 : index + 1 + MOST_LINES] if line.text]
    header = find_header(HeaderPlace(below, 0, HeadersSoFar())) if below else None
    return header is not None and header.moment is not None


def read_answered_title(lines: Sequence[ArticleLine]) -> str:
    """The title in "8 Responses to …", which may be wrapped to a second line."""
    match = _START.fullmatch(_strip_heading(lines[0])) if lines else None
    title = (match["answered"] or "") if match else ""
    if title and lines[1:] and lines[1].text and not read_bullet(lines[1].text):
        title = f"{title} {lines[1].text}"
    return title.strip(" “”\"'‘’")


def read_comments(lines: Sequence[ArticleLine]) -> tuple[list[CommentDraft], list[ArticleProblem]]:
    """Every comment in the order it stands, from the line that opens the comments on."""
    reader = _CommentReader(lines)
    reader.read()
    problems = [*reader.problems, *map(_describe_left_out, reader.left_out)]
    found = len(reader.comments)
    for line, count in reader.stated_counts:
        if count != found:
            message = f"{found} were found" if found != 1 else "1 was found"
            problems.append(
                ArticleProblem(line, f"The article says it has {count_things(count, 'comment')}; {message}.")
            )
    return _build_tree(reader.comments, problems), problems


class _CommentReader:
    """Shares out the lines under an article: to headers, to the bodies of comments, or to neither."""

    def __init__(self, lines: Sequence[ArticleLine]):
        self.filled = [line for line in lines if line.text]
        self.comments: list[_Comment] = []
        self.headers = HeadersSoFar()
        self.problems: list[ArticleProblem] = []
        self.stated_counts: list[tuple[int, int]] = []  # line and count
        self.above_first: list[ArticleLine] = []  # lines that belong to no comment, above them all
        self.left_out: list[list[int]] = []  # runs of lines that belong to no comment, by their numbers
        self.is_in_run = False

    def read(self) -> None:
        index = 0
        while index < len(self.filled):
            has_words = bool(self.comments and self.comments[-1].body)
            place = HeaderPlace(self.filled, index, self.headers, has_words)
            is_opening = not self.comments and _may_open_comments(place.line)
            header = None if is_opening else find_header(place)
            if header is not None:
                self.begin_comment(header)
            elif not self.comments:
                self.read_opening(place)
            elif _begins_form(place.line):
                break
            else:
                self.read_body(place)
            index += header.lines if header else 1
        self.move_words_to_names_below()

    def begin_comment(self, header: CommentHeader) -> None:
        before = self.headers.last_number
        if header.number is not None and before is not None and header.number > before + 1:
            message = f"No comment {before + 1} was found before this one. Check whether its words stand in another."
            self.problems.append(ArticleProblem(header.line, message))
        self.comments.append(_Comment(header, self.headers.find_last(header.answers), header.answers))
        self.headers.add(header)
        self.is_in_run = False

    def read_opening(self, place: HeaderPlace) -> None:
        line, above = place.line, place.above
        if _FURNITURE.fullmatch(line.text):
            return
        if _may_open_comments(line):
            count = _read_count(line)
            if count is not None:
                self.stated_counts.append((line.number, count))
            # A form may follow: nothing to report.
            self.is_in_run = _FORM.match(_strip_heading(line)) is not None
        elif above is None or not _opens_comments(above) or above.number + 1 != line.number:
            self.leave_out(line)  # else it is the rest of a wrapped "8 responses to …"
            self.above_first.append(line)

    def read_body(self, place: HeaderPlace) -> None:
        line, last = place.line, self.comments[-1]
        if _FURNITURE.fullmatch(line.text):
            return
        if not last.body and not last.answers and (answers := find_stated_answer(line.text)):
            answered = self.headers.find_last(answers)
            last.answers, last.answered = answers, None if answered == len(self.comments) - 1 else answered
            return
        if _is_outside(line, self.comments) or (last.body and _TAKEN_AWAY.fullmatch(line.text)):
            self.leave_out(line)
            return
        if may_begin_comment(place):
            message = (
                f"This line may begin another comment: it was left among the words of {last.header.author}. "
                "Check whose words follow."
            )
            self.problems.append(ArticleProblem(line.number, message))
        last.body.append(line)
        self.is_in_run = False

    def leave_out(self, line: ArticleLine) -> None:
        if not self.is_in_run:
            self.left_out.append([])
        if self.left_out:
            self.left_out[-1].append(line.number)
        self.is_in_run = True

    def move_words_to_names_below(self) -> None:
        """Some sites print who wrote a comment, and when, under its words."""
        comments, first = self.comments, self.above_first
        if not comments or not first or comments[-1].body or any(one.header.has_bullet for one in comments):
            return
        if not all(comment.body for comment in comments[:-1]):
            return
        for comment in comments:
            comment.body, first = first, comment.body
        moved = {line.number for line in self.above_first}
        self.left_out = [run for run in self.left_out if not moved.issuperset(run)]
        message = "Names seem to stand under the words here, and were read so. Check whose words these are."
        self.problems.append(ArticleProblem(self.above_first[0].number, message))


def _describe_left_out(run: Sequence[int]) -> ArticleProblem:
    first, last = run[0], run[-1]
    if first == last:
        return ArticleProblem(first, "This line belongs to no comment: left out.")
    return ArticleProblem(first, f"Lines {first} to {last} belong to no comment: left out.")


def _is_outside(line: ArticleLine, comments: Sequence[_Comment]) -> bool:
    """Whether a line stands left of all comments, as what a page prints below them does."""
    body = comments[-1].body
    # Where bodies themselves stand left of their headers, indentation tells nothing.
    return bool(body) and line.indent < min(comments[0].header.indent, body[0].indent)


def _opens_comments(line: ArticleLine) -> bool:
    text = _strip_heading(line)
    return bool(_START.fullmatch(text) or _FORM.match(text)) and len(text) <= 400


def _may_open_comments(line: ArticleLine) -> bool:
    return _opens_comments(line) or _MAY_START.fullmatch(_strip_heading(line)) is not None


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
    headers = [comment.header for comment in comments]
    indented = _find_parents(headers)
    step = _find_usual_step(headers, indented)
    for comment, parent in zip(comments, indented, strict=True):
        header, moment = comment.header, comment.header.moment

        def report(message: str, line: int = header.line) -> None:
            problems.append(ArticleProblem(line, message))

        if comment.answers:
            if parent is None or not is_same_name(comment.answers, headers[parent].author):
                parent = comment.answered
            if parent is None:
                report(
                    f"This answers {comment.answers}, and no comment above is theirs: taken as a comment of its own."
                )
        elif parent is not None and header.indent - headers[parent].indent >= 2 * step:
            report(
                f"This reply is indented by more than one level: taken as a reply to {drafts[parent].author}."
            )
        if moment is not None and moment.day is None:
            report(f"“{moment.as_given}” is no date: the comment is left without.")
        if header.doubt:
            report(header.doubt)
        if not comment.body:
            report("This comment has no words.")
        drafts.append(
            CommentDraft(
                author=header.author,
                posted_on=moment.day if moment else None,
                posted_at=moment.at if moment else None,
                depth=1 if parent is None else drafts[parent].depth + 1,
                parent=parent,
                body=_join_lines(comment.body),
                line=header.line,
                number=header.number,
            )
        )
    return drafts


def _find_parents(headers: Sequence[CommentHeader]) -> list[int | None]:
    """For each comment the index of the nearest earlier one that stands further left."""
    parents: list[int | None] = []
    branch: list[int] = []
    for index, header in enumerate(headers):
        while branch and headers[branch[-1]].indent >= header.indent:
            branch.pop()
        parents.append(branch[-1] if branch else None)
        branch.append(index)
    return parents


def _find_usual_step(headers: Sequence[CommentHeader], parents: Sequence[int | None]) -> int:
    """By how much replies are indented: the commonest distance, of several the smallest."""
    steps = Counter(
        header.indent - headers[parent].indent
        for header, parent in zip(headers, parents, strict=True)
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
