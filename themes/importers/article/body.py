"""The body of an article: its front, its themes with their findings, and what is neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from themes.citations.closing import (
    Closing,
    UnderstoodList,
    find_bracketed,
    find_closing,
    find_reference,
    read_partly,
)
from themes.citations.locators import LocatorError, render
from themes.importers.article.drafts import (
    ArticleProblem,
    FindingDraft,
    PageListDraft,
    SectionDraft,
    ThemeDraft,
)
from themes.importers.article.moments import find_closing_moment
from themes.importers.article.paragraphs import Paragraph, is_heading_like
from themes.importers.article.quotations import read_quotations

LONGEST_CRUMB = 120  # characters; what is longer is prose, whatever it begins with
LONGEST_STANDFIRST = 300

# What a web page puts around an article: no words of it, and no heading.
_CRUMB = re.compile(
    r"""(?:more\s+(?:from|on|in|about)|read\s+(?:more|next|also)|see\s+also|related(?:\s+\w+)?\s*:?\s*$
    |related\s+(?:articles?|stories|posts?|content|reading)|(?:photo|image|picture|illustration|credit)s?\b.*[:©]
    |©|share\s+(?:this|on)|tweet\b|print\s+this|email\s+this|follow\s+us|subscribe|sign\s+up|advertisement
    |tags?\s*:|topics?\s*:|filed\s+under|posted\s+in|categor(?:y|ies)\s*:
    |(?:(?:foot|end)?notes|references|bibliography)\s*:?\s*$|skip\s+to|home\s*[>»›/|])""",
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
    problems: list[ArticleProblem] = field(default_factory=list)


def read_body(paragraphs: Sequence[Paragraph]) -> Body:
    """Themes are headings followed by bullets; every other heading or paragraph is listed as left out."""
    body = Body()
    rest = list(paragraphs)
    while rest and not rest[0].is_bullet:
        first = rest.pop(0)
        if not _is_crumb(first):
            body.title = _read_title(first)
            break
    reader = _BodyReader(body)
    for paragraph in rest:
        if paragraph.is_bullet:
            reader.read_bullet(paragraph)
        else:
            reader.waiting.append(paragraph)
    reader.end_theme()
    reader.set_aside(reader.waiting)
    return body


class _BodyReader:
    def __init__(self, body: Body):
        self.body = body
        self.theme: _ThemeReader | None = None
        self.has_front = True  # until the first theme begins
        self.waiting: list[Paragraph] = []  # paragraphs since the last bullet
        self.left_out_heading: Paragraph | None = None
        self.left_out: list[str] = []  # bullets of no theme, under that heading

    def read_bullet(self, paragraph: Paragraph) -> None:
        if self.waiting or (self.theme is None and self.left_out_heading is None):
            self.begin_list(paragraph)
        if self.left_out_heading is not None:
            self.left_out.append(paragraph.text)
        elif self.theme is not None:
            self.theme.read_bullet(paragraph)

    def begin_list(self, first_bullet: Paragraph) -> None:
        """Decide whose bullets begin here."""
        waiting, self.waiting = self.waiting, []
        if waiting and _is_crumb(waiting[-1]):
            self.leave_out_bullets(waiting.pop(), waiting)
            return
        heading = _find_heading(waiting, is_front=self.has_front)
        if heading is not None:
            self.end_theme()
            self.set_aside(waiting[:heading])
            self.has_front = False
            lead_in = tuple(below.text for below in waiting[heading + 1 :] if not _is_crumb(below))
            self.theme = _ThemeReader(waiting[heading], lead_in, self.body.problems)
            return
        if self.theme is not None:
            self.add_problem(
                first_bullet.line, f"No heading stands above this bullet: taken to “{self.theme.title}”."
            )
            self.set_aside(waiting)
            return
        self.add_problem(first_bullet.line, "No heading stands above these bullets: left out.")
        self.leave_out_bullets(first_bullet, waiting)

    def leave_out_bullets(self, heading: Paragraph, before: list[Paragraph]) -> None:
        self.end_theme()
        self.set_aside(before)
        self.left_out_heading = heading

    def end_theme(self) -> None:
        if self.theme is not None:
            self.body.themes.append(self.theme.build_draft())
            self.theme = None
        if (heading := self.left_out_heading) is not None:
            section = SectionDraft(_shorten(_read_title(heading)), heading.line, tuple(self.left_out))
            self.body.sections_left_out.append(section)
            self.left_out_heading, self.left_out = None, []

    def set_aside(self, paragraphs: Sequence[Paragraph]) -> None:
        if self.has_front:
            paragraphs = _read_front(self.body, paragraphs)
        for paragraph in paragraphs:
            if closing := find_closing(paragraph.text):
                self.add_problem(paragraph.line, "A page list outside bullets was left out.")
                if self.theme is not None:
                    self.theme.leave_without_pages(closing.locator, paragraph.line)
        self.body.sections_left_out += _read_sections(paragraphs)

    def add_problem(self, line: int, message: str) -> None:
        self.body.problems.append(ArticleProblem(line, message))


def _find_heading(waiting: Sequence[Paragraph], *, is_front: bool) -> int | None:
    """Which of the paragraphs above a list is its heading; those after it lead in to the list."""
    for index in reversed(range(len(waiting))):
        if waiting[index].is_explicit_heading:
            return index
    # The first paragraph under the title is a standfirst, however much it looks like a heading.
    earliest = 1 if is_front else 0
    last = len(waiting) - 1
    if last >= 0 and is_heading_like(waiting[last].text):
        has_heading_above = last > earliest and _is_plain_heading(waiting[last - 1])
        return last - 1 if _is_lead_in(waiting[last].text) and has_heading_above else last
    return next(
        (index for index in range(last - 1, earliest - 1, -1) if _is_plain_heading(waiting[index])), None
    )


def _is_lead_in(text: str) -> bool:
    return text.endswith(":") and len(text.split()) > 3


def _is_plain_heading(paragraph: Paragraph) -> bool:
    """A line that looks like a heading, and is neither a lead-in nor put there by the page."""
    text = paragraph.text
    return is_heading_like(text) and not (text.endswith(":") or _is_crumb(paragraph) or _is_byline(text))


class _ThemeReader:
    """A heading and its bullets. A page list is for all findings since the one before it."""

    def __init__(self, heading: Paragraph, lead_in: tuple[str, ...], problems: list[ArticleProblem]):
        self.title = _read_title(heading)
        self.line = heading.line
        self.lead_in = lead_in
        self.problems = problems
        self.findings: list[FindingDraft] = []
        self.citations: list[PageListDraft] = []
        self.not_understood: list[PageListDraft] = []
        self.without_pages: list[int] = []  # findings since the last page list

    def read_bullet(self, bullet: Paragraph) -> None:
        closing = find_closing(bullet.text)
        understood = self.read_pages(bullet, closing) if closing else None
        text = closing.text if closing and (understood or not closing.text) else bullet.text
        if text:
            self.without_pages.append(len(self.findings))
            self.findings.append(self.read_finding(text, bullet))
        self.report_inner_lists(text, bullet, closing)
        if closing and understood:
            self.add_page_list(closing.locator, understood, bullet.find_line(closing.start))
        elif closing:
            self.leave_without_pages(closing.locator, bullet.find_line(closing.start))
        elif inner := find_bracketed(text):
            self.leave_without_pages(inner[-1][1:-1], bullet.line)
        elif reference := find_reference(text):
            line = bullet.find_line(reference.start)
            self.add_problem(
                line,
                f"“{_shorten(reference.locator)}” names no pages that can be read: left among the words.",
            )
            self.leave_without_pages(reference.locator, line)

    def read_pages(self, bullet: Paragraph, closing: Closing) -> UnderstoodList | None:
        line, given = bullet.find_line(closing.start), _shorten(closing.locator)
        try:
            understood = read_partly(closing.locator)
        except LocatorError as error:
            self.add_problem(line, f"The page list “{given}” was left out. {error}")
            return None
        pages = render(understood.pages)
        if understood.rest:
            rest = "” and “".join(map(_shorten, understood.rest))
            self.add_problem(
                line,
                f"Of “{given}”, {pages} was understood and “{rest}” left out. Look whether this is right.",
            )
        if closing.is_open:
            self.add_problem(
                line,
                f"A bracket of “{given}” has no partner: taken for {pages}. Look whether more belongs to it.",
            )
        return understood

    def read_finding(self, text: str, bullet: Paragraph) -> FindingDraft:
        quotations, is_balanced = read_quotations(text)
        if not is_balanced:
            self.add_problem(bullet.line, "A quotation mark in this bullet has no partner.")
        return FindingDraft(text, bullet.text, bullet.line, quotations)

    def report_inner_lists(self, text: str, bullet: Paragraph, closing: Closing | None) -> None:
        for inside in find_bracketed(text):
            if closing is None or inside.strip("()[] ") != closing.locator:
                self.add_problem(
                    bullet.line, f"“{inside}” is not at the end of its bullet: left among the words."
                )

    def add_page_list(self, locator: str, understood: UnderstoodList, line: int) -> None:
        if self.without_pages:
            draft = PageListDraft(understood.as_given, understood.pages, line, tuple(self.without_pages))
            self.citations.append(draft)
            self.without_pages.clear()
        else:
            self.add_problem(line, f"The page list “{locator}” belongs to no finding: left out.")

    def leave_without_pages(self, locator: str, line: int) -> None:
        """One that can't be read closes its group as well: its findings must not get the next list's pages."""
        if self.without_pages:
            self.not_understood.append(PageListDraft(locator, (), line, tuple(self.without_pages)))
            self.without_pages.clear()

    def add_problem(self, line: int, message: str) -> None:
        self.problems.append(ArticleProblem(line, message))

    def build_draft(self) -> ThemeDraft:
        return ThemeDraft(
            self.title,
            self.line,
            self.lead_in,
            tuple(self.findings),
            tuple(self.citations),
            tuple(self.not_understood),
        )


def _read_front(body: Body, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Take standfirst, date and introduction off what stands above the first theme; give back the rest."""
    for index, paragraph in enumerate(paragraphs):
        if _is_crumb(paragraph):
            continue
        if _is_byline(paragraph.text):
            body.published_on = body.published_on or _read_publication_date(paragraph.text)
        elif not body.standfirst and not body.introduction and _is_standfirst(paragraphs, index):
            body.standfirst = paragraph.text
        elif _begins_section(paragraph) and (body.standfirst or body.introduction):
            return paragraphs[index:]
        else:
            body.introduction.append(paragraph.text)
    return ()


def _is_standfirst(paragraphs: Sequence[Paragraph], index: int) -> bool:
    text = paragraphs[index].text
    below = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
    is_set_off = below is not None and (_is_crumb(below) or _is_byline(below.text))
    return len(text) <= LONGEST_STANDFIRST and (is_set_off or not text.endswith((".", ":")))


def _begins_section(paragraph: Paragraph) -> bool:
    # Above the themes a colon ends the words that announce them: "We give its main points:".
    return _is_section_heading(paragraph) and not paragraph.text.endswith(":")


def _is_section_heading(paragraph: Paragraph) -> bool:
    return paragraph.is_explicit_heading or is_heading_like(paragraph.text)


def _read_sections(paragraphs: Sequence[Paragraph]) -> list[SectionDraft]:
    sections: list[tuple[str, int, list[str]]] = []
    for paragraph in paragraphs:
        if _is_crumb(paragraph):
            continue
        if _is_section_heading(paragraph):
            sections.append((_read_title(paragraph), paragraph.line, []))
            continue
        if not sections:
            sections.append((_shorten(paragraph.text), paragraph.line, []))
        sections[-1][2].append(paragraph.text)
    return [SectionDraft(title, line, tuple(paragraphs)) for title, line, paragraphs in sections]


def _is_crumb(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= LONGEST_CRUMB and _CRUMB.match(paragraph.text) is not None


def _is_byline(text: str) -> bool:
    if len(text) > LONGEST_CRUMB or text.endswith("."):
        return False
    return bool(_BYLINE.match(text) or _UPDATED.match(text)) or _read_publication_date(text) is not None


def _read_publication_date(text: str) -> date | None:
    if _UPDATED.match(text):
        return None
    for part in text.split("|"):
        moment = find_closing_moment(part.strip())
        if moment and (not moment.before or _PUBLISHED.fullmatch(moment.before)):
            return moment.day
    return None


def _read_title(paragraph: Paragraph) -> str:
    return paragraph.text.removesuffix(":").rstrip()


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80].rsplit(' ', 1)[0]}…"
