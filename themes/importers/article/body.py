"""The body of an article: its front, its themes with their findings, and what is neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from themes.citations.locators import LocatorError, find_bracketed, find_closing, parse, without_marker
from themes.importers.article.blocks import Block, is_heading_like
from themes.importers.article.drafts import FindingDraft, PageListDraft, Problem, SectionDraft, ThemeDraft
from themes.importers.article.moments import closing_moment
from themes.importers.article.quotations import read_quotations

LONGEST_CRUMB = 120  # characters; what is longer is prose, whatever it begins with
LONGEST_STANDFIRST = 300

# What a web page puts around an article: no words of it, and no heading.
_CRUMB = re.compile(
    r"""(?:more\s+(?:from|on|in|about)|read\s+(?:more|next|also)|see\s+also|related(?:\s+\w+)?\s*:?\s*$
    |related\s+(?:articles?|stories|posts?|content|reading)|(?:photo|image|picture|illustration|credit)s?\b.*[:©]
    |©|share\s+(?:this|on)|tweet\b|print\s+this|email\s+this|follow\s+us|subscribe|sign\s+up|advertisement
    |tags?\s*:|topics?\s*:|filed\s+under|posted\s+in|categor(?:y|ies)\s*:|skip\s+to|home\s*[>»›/|])""",
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:by|words|author)\b:?\s+[A-Z]", re.IGNORECASE)
_PUBLISHED = re.compile(r"(?:(?:first\s+)?published|posted|date|by)\b.{0,80}", re.IGNORECASE)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified|reviewed)\b", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    title: str = ""
    standfirst: str = ""
    introduction: list[str] = field(default_factory=list)
    published_on: date | None = None
    themes: list[ThemeDraft] = field(default_factory=list)
    sections_left_out: list[SectionDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_body(blocks: Sequence[Block]) -> Body:
    """Themes are headings followed by bullets; every other heading or paragraph is listed as left out."""
    body = Body()
    rest = list(blocks)
    while rest and not rest[0].is_bullet:
        first = rest.pop(0)
        if not _is_crumb(first):
            body.title = _title(first)
            break
    reader = _BodyReader(body)
    for block in rest:
        if block.is_bullet:
            reader.bullet(block)
        else:
            reader.paragraph(block)
    reader.close()
    return body


@dataclass(slots=True)
class _OpenTheme:
    title: str
    line: int
    lead_in: tuple[str, ...]
    findings: list[FindingDraft] = field(default_factory=list)
    citations: list[PageListDraft] = field(default_factory=list)
    without_pages: list[int] = field(default_factory=list)  # findings since the last page list

    def done(self) -> ThemeDraft:
        return ThemeDraft(self.title, self.line, self.lead_in, tuple(self.findings), tuple(self.citations))


class _BodyReader:
    def __init__(self, body: Body):
        self.body = body
        self.theme: _OpenTheme | None = None
        self.has_front = True  # until the first theme begins
        self.waiting: list[Block] = []  # paragraphs since the last bullet
        self.left_out: list[str] | None = None  # where bullets of no theme go

    def paragraph(self, block: Block) -> None:
        self.waiting.append(block)

    def bullet(self, block: Block) -> None:
        if self.waiting or (self.theme is None and self.left_out is None):
            self.begin(block)
        if self.left_out is not None:
            self.left_out.append(block.text)
        elif self.theme is not None:
            _read_bullet(self.theme, block, self.body.problems)

    def begin(self, first_bullet: Block) -> None:
        """Decide whose bullets begin here."""
        waiting, self.waiting = self.waiting, []
        if waiting and _is_crumb(waiting[-1]):
            self.leave_out_bullets(waiting.pop(), waiting)
            return
        heading = _heading_among(waiting, is_front=self.has_front)
        if heading is not None:
            self.end_theme()
            self.set_aside(waiting[:heading])
            self.has_front = False
            lead_in = tuple(block.text for block in waiting[heading + 1 :] if not _is_crumb(block))
            self.theme = _OpenTheme(_title(waiting[heading]), waiting[heading].line, lead_in)
            return
        if self.theme is not None:
            self.problem(
                first_bullet.line, f"No heading stands above this bullet: taken to “{self.theme.title}”."
            )
            self.set_aside(waiting)
            return
        self.problem(first_bullet.line, "No heading stands above these bullets: left out.")
        self.leave_out_bullets(first_bullet, waiting)

    def leave_out_bullets(self, heading: Block, before: list[Block]) -> None:
        self.end_theme()
        self.set_aside(before)
        self.left_out = []
        self.left_out_heading = heading

    def end_theme(self) -> None:
        if self.theme is not None:
            self.body.themes.append(self.theme.done())
            self.theme = None
        if self.left_out is not None:
            heading = self.left_out_heading
            self.body.sections_left_out.append(
                SectionDraft(_shortened(_title(heading)), heading.line, tuple(self.left_out))
            )
            self.left_out = None

    def set_aside(self, blocks: Sequence[Block]) -> None:
        if self.has_front:
            blocks = _read_front(self.body, blocks)
        for block in blocks:
            if find_closing(block.text):
                self.problem(block.line, "A page list outside bullets was left out.")
        self.body.sections_left_out += _sections(blocks)

    def problem(self, line: int, message: str) -> None:
        self.body.problems.append(Problem(line, message))

    def close(self) -> None:
        self.end_theme()
        self.set_aside(self.waiting)


def _heading_among(waiting: Sequence[Block], *, is_front: bool) -> int | None:
    """Which of the paragraphs above a list is its heading; those after it lead in to the list."""
    for index in range(len(waiting) - 1, -1, -1):
        if waiting[index].is_explicit_heading:
            return index
    # The first paragraph under the title is a standfirst, however much it looks like a heading.
    earliest = 1 if is_front else 0
    last = len(waiting) - 1
    if last < 0:
        return None
    text = waiting[last].text
    if is_heading_like(text):
        is_lead_in = text.endswith(":") and len(text.split()) > 3
        above = waiting[last - 1] if last > earliest else None
        if is_lead_in and above and is_heading_like(above.text) and not _is_beside(above):
            return last - 1
        return last
    for index in range(last - 1, earliest - 1, -1):
        if is_heading_like(waiting[index].text) and not _is_beside(waiting[index]):
            return index
    return None


def _is_beside(block: Block) -> bool:
    """A line that looks like a heading and is none."""
    return block.text.endswith(":") or _is_crumb(block) or _is_byline(block.text)


def _read_bullet(theme: _OpenTheme, block: Block, problems: list[Problem]) -> None:
    raw = block.text
    if not raw:
        return
    closing = find_closing(raw)
    pages = None
    if closing:
        line = block.line_at(closing.start)
        try:
            pages = parse(closing.locator)
        except LocatorError as error:
            problems.append(
                Problem(line, f"The page list “{_shortened(closing.locator)}” was left out. {error}")
            )
    text = closing.text if closing and pages else raw
    if text:
        theme.without_pages.append(len(theme.findings))
        theme.findings.append(_finding(text, raw, block, problems))
    if closing and pages and theme.without_pages:
        as_given = without_marker(closing.locator)
        theme.citations.append(PageListDraft(as_given, pages, line, tuple(theme.without_pages)))
    elif closing and pages:
        problems.append(Problem(line, f"The page list “{closing.locator}” belongs to no finding: left out."))
    if closing:
        # One that can't be read closes its group as well: its findings must not get the next list's pages.
        theme.without_pages.clear()


def _finding(text: str, raw: str, block: Block, problems: list[Problem]) -> FindingDraft:
    quotations, balanced = read_quotations(text)
    if not balanced:
        problems.append(Problem(block.line, "A quotation mark in this bullet has no partner."))
    closing = find_closing(raw)
    for inside in find_bracketed(text):
        if closing is None or inside.strip("()[] ") != closing.locator:
            problems.append(
                Problem(block.line, f"“{inside}” is not at the end of its bullet: left among the words.")
            )
    return FindingDraft(text, raw, block.line, quotations)


def _read_front(body: Body, blocks: Sequence[Block]) -> Sequence[Block]:
    """Take standfirst, date and introduction off what stands above the first theme; give back the rest."""
    for index, block in enumerate(blocks):
        if _is_crumb(block):
            continue
        if _is_byline(block.text):
            body.published_on = body.published_on or _publication_date(block.text)
        elif not body.standfirst and not body.introduction and _is_standfirst(blocks, index):
            body.standfirst = block.text
        elif _begins_section(block) and (body.standfirst or body.introduction):
            return blocks[index:]
        else:
            body.introduction.append(block.text)
    return ()


def _is_standfirst(blocks: Sequence[Block], index: int) -> bool:
    text = blocks[index].text
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    is_set_off = below is not None and (_is_crumb(below) or _is_byline(below.text))
    return len(text) <= LONGEST_STANDFIRST and (is_set_off or not text.endswith((".", ":")))


def _begins_section(block: Block) -> bool:
    # Above the themes a colon ends the words that announce them: "We give its main points:".
    return _is_section_heading(block) and not block.text.endswith(":")


def _is_section_heading(block: Block) -> bool:
    return block.is_explicit_heading or is_heading_like(block.text)


def _sections(blocks: Sequence[Block]) -> list[SectionDraft]:
    sections: list[tuple[str, int, list[str]]] = []
    for block in blocks:
        if _is_crumb(block):
            continue
        if _is_section_heading(block):
            sections.append((_title(block), block.line, []))
            continue
        if not sections:
            sections.append((_shortened(block.text), block.line, []))
        sections[-1][2].append(block.text)
    return [SectionDraft(title, line, tuple(paragraphs)) for title, line, paragraphs in sections]


def _is_crumb(block: Block) -> bool:
    return len(block.text) <= LONGEST_CRUMB and _CRUMB.match(block.text) is not None


def _is_byline(text: str) -> bool:
    if len(text) > LONGEST_CRUMB or text.endswith("."):
        return False
    return bool(_BYLINE.match(text) or _UPDATED.match(text)) or _publication_date(text) is not None


def _publication_date(text: str) -> date | None:
    if _UPDATED.match(text):
        return None
    for part in text.split("|"):
        moment = closing_moment(part.strip())
        if moment and (not moment.before or _PUBLISHED.fullmatch(moment.before)):
            return moment.day
    return None


def _title(block: Block) -> str:
    return block.text.removesuffix(":").rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80].rsplit(' ', 1)[0]}…"
