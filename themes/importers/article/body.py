"""The body of an article: its front, its themes with their findings, and what is neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

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
from themes.importers.article.nested_lists import raise_headings
from themes.importers.article.paragraphs import Paragraph, is_heading_like
from themes.importers.article.quotations import read_quotations
from themes.importers.article.surroundings import (
    describe_doubtful_title,
    find_title,
    is_byline,
    is_crumb,
    is_decoration,
    normalise_title,
    read_publication_date,
    tells_a_time,
)

LONGEST_STANDFIRST = 300

# Lists of what stands further down, by the words above them; others show by naming other headings.
_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:in|on) this (?:article|page|story)|jump to(?: section)?|quick links",
    re.IGNORECASE,
)
_INNER_SENTENCE = re.compile(r"[a-z)”’][.!?][”’)]?\s+[“‘(]?[A-Z]")
# How sentences end that lead in to a list, and headings seldom do.
_LEAD_IN = re.compile(
    r"\b(?:that|includ(?:e[sd]?|ing)|following|follows|found|said|says|are|were|is|was|should|must|such as|these"
    r"|recommend(?:s|ed)?|suggest(?:s|ed)?|conclude[sd]?|not(?:es|ed)|highlight(?:s|ed)|identif(?:ies|ied))\s*:\Z"
)


@dataclass(slots=True)
class Body:
    title: str = ""
    standfirst: str = ""
    introduction: list[str] = field(default_factory=list)
    published_on: date | None = None
    undated: list[Paragraph] = field(default_factory=list)  # lines that tell of a time, and of no day
    themes: list[ThemeDraft] = field(default_factory=list)
    sections_left_out: list[SectionDraft] = field(default_factory=list)
    problems: list[ArticleProblem] = field(default_factory=list)


def read_body(paragraphs: Sequence[Paragraph], answered: str = "") -> Body:
    """Themes are headings followed by bullets; every other heading or paragraph is listed as left out.

    `answered` is the title that the comments name: "8 Responses to …".
    """
    body = _read_body(raise_headings(paragraphs), answered)
    if not body.themes:
        body = _read_body(raise_headings(paragraphs, may_lead_in=True), answered)
    if not body.themes and any(one.is_bullet and one.ends_with_page_list for one in paragraphs):
        body = _read_body(paragraphs, answered, title_heads=True)
    return body


def _read_body(paragraphs: Sequence[Paragraph], answered: str, *, title_heads: bool = False) -> Body:
    """With `title_heads` points without any heading are those of the article's title."""
    body = Body()
    reader = _BodyReader(body, title_heads=title_heads)
    for paragraph in _take_title(body, paragraphs, answered):
        if paragraph.is_bullet:
            reader.read_bullet(paragraph)
        else:
            reader.waiting.append(paragraph)
    reader.end_theme()
    reader.set_aside(reader.waiting)
    _leave_out_contents(body)
    for paragraph in body.undated if body.published_on is None else []:
        what = (
            f"“{paragraph.text}” may be a date, but does not plainly say on which day the article appeared."
        )
        body.problems.append(ArticleProblem(paragraph.line, f"{what} If you know it, enter it."))
    return body


def _take_title(body: Body, paragraphs: Sequence[Paragraph], answered: str) -> Sequence[Paragraph]:
    """What follows the title; of what stands above it only the day is kept."""
    front = list(takewhile(lambda paragraph: not paragraph.is_bullet, paragraphs))
    texts = [paragraph.text for paragraph in front]
    title = find_title(texts, answered)
    if title is None:
        return paragraphs[len(front) :]
    body.title = _read_title(front[title])
    for paragraph in front[:title]:
        _read_byline(body, paragraph)
    if doubt := describe_doubtful_title(texts, title, answered):
        body.problems.append(ArticleProblem(front[title].line, doubt))
    return paragraphs[title + 1 :]


def _leave_out_contents(body: Body) -> None:
    """A list of what stands further down is no theme."""
    lines: list[tuple[int, str]] = [(theme.line, theme.title) for theme in body.themes]
    lines += [(section.line, section.title) for section in body.sections_left_out]
    last_lines = {normalise_title(title): line for line, title in sorted(lines)}
    for theme in list(body.themes):
        names = [normalise_title(re.sub(r"[.\s]*\d*\Z", "", finding.text)) for finding in theme.findings]
        named = sum(last_lines.get(name, 0) > theme.line for name in names)
        is_contents = named == len(names) or (named > 1 and 2 * named >= len(names))
        is_contents = is_contents or _CONTENTS.fullmatch(theme.title) is not None
        if is_contents and not (theme.citations or theme.not_understood):
            body.themes.remove(theme)
            words = tuple(finding.text for finding in theme.findings)
            body.sections_left_out.append(SectionDraft(theme.title, theme.line, words))


class _BodyReader:
    def __init__(self, body: Body, *, title_heads: bool):
        self.body = body
        self.title_heads = title_heads
        self.theme: _ThemeReader | None = None
        self.has_front = True  # until the first theme begins
        self.waiting: list[Paragraph] = []  # paragraphs since the last bullet
        self.left_out_heading: Paragraph | None = None
        self.left_out: list[str] = []  # bullets of no theme, under that heading

    def read_bullet(self, paragraph: Paragraph) -> None:
        if paragraph.doubt:
            self.add_problem(paragraph.line, f"“{_shorten(paragraph.text)}”: {paragraph.doubt}")
        if self.waiting or (self.theme is None and self.left_out_heading is None):
            self.begin_list(paragraph)
        if self.left_out_heading is not None:
            self.left_out.append(paragraph.text)
        elif self.theme is not None:
            self.theme.read_bullet(paragraph)

    def begin_list(self, first_bullet: Paragraph) -> None:
        """Decide whose bullets begin here."""
        waiting, self.waiting = self.waiting, []
        while waiting and is_decoration(waiting[-1].text):
            waiting.pop()
        if not waiting and (self.theme or self.left_out_heading):
            return  # only a caption or an advertisement stands between
        if waiting and is_crumb(waiting[-1].text):
            self.leave_out_bullets(waiting.pop(), waiting)
            return
        heading = _find_heading(waiting, is_front=self.has_front)
        if heading is not None:
            self.end_theme()
            self.set_aside(waiting[:heading])
            # The first paragraph under the title is its standfirst.
            self.report_doubtful_heading(waiting[1 if self.has_front else 0 : heading], waiting[heading])
            self.has_front = False
            lead_in = [below for below in waiting[heading + 1 :] if not is_crumb(below.text)]
            self.report_page_lists(lead_in)
            self.theme = _ThemeReader(
                waiting[heading], tuple(below.text for below in lead_in), self.body.problems
            )
            return
        if self.theme is not None:
            self.add_problem(
                first_bullet.line, f"No heading stands above this bullet: taken to “{self.theme.title}”."
            )
            self.set_aside(waiting)
            return
        if self.title_heads and self.body.title:
            self.begin_under_title(first_bullet, waiting)
            return
        self.add_problem(first_bullet.line, "No heading stands above these bullets: left out.")
        self.leave_out_bullets(first_bullet, waiting)

    def begin_under_title(self, first_bullet: Paragraph, waiting: Sequence[Paragraph]) -> None:
        self.add_problem(
            first_bullet.line,
            "No heading stands above these bullets: they were taken to the article’s title. Look which theme they "
            "belong to.",
        )
        self.set_aside(waiting)
        self.has_front = False
        heading = Paragraph(first_bullet.line, 0, fragments=[(first_bullet.line, self.body.title)])
        self.theme = _ThemeReader(heading, (), self.body.problems)

    def report_doubtful_heading(self, above: Sequence[Paragraph], heading: Paragraph) -> None:
        if heading.doubt:
            self.add_problem(heading.line, f"“{_shorten(heading.text)}”: {heading.doubt}")
        moment = find_closing_moment(heading.text)
        if moment and moment.at:
            self.add_problem(
                heading.line,
                f"“{_shorten(heading.text)}” was taken as the heading of these points, and looks like the beginning of "
                "a comment. If it is one, write “Comments” on a line above the first.",
            )
        other = next((one.text for one in reversed(above) if _is_plain_heading(one)), "")
        if other and _may_lead_in(heading.text) and not heading.is_explicit_heading:
            title = _shorten(_read_title(heading))
            self.add_problem(
                heading.line,
                f"“{title}” was taken as the heading of these points. It may only lead in to them: then they belong "
                f"to “{other}”.",
            )

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
        for paragraph, locator in self.report_page_lists(paragraphs):
            if self.theme is not None:
                self.theme.leave_without_pages(locator, paragraph.line)
        self.body.sections_left_out += _read_sections(paragraphs)

    def report_page_lists(self, paragraphs: Sequence[Paragraph]) -> list[tuple[Paragraph, str]]:
        """Paragraphs that end with a page list, which no finding gets; and the list."""
        closings = [(paragraph, find_closing(paragraph.text)) for paragraph in paragraphs]
        found = [(paragraph, closing.locator) for paragraph, closing in closings if closing]
        for paragraph, _ in found:
            self.add_problem(paragraph.line, "A page list outside bullets was left out.")
        return found

    def add_problem(self, line: int, message: str) -> None:
        self.body.problems.append(ArticleProblem(line, message))


def _find_heading(waiting: Sequence[Paragraph], *, is_front: bool) -> int | None:
    """Which of the paragraphs above a list is its heading; those after it lead in to the list."""
    for index in reversed(range(len(waiting))):
        if waiting[index].is_explicit_heading and not is_decoration(waiting[index].text):
            return index
    # The first paragraph under the title is a standfirst, however much it looks like a heading.
    earliest = 1 if is_front else 0
    last = len(waiting) - 1
    above = next(
        (index for index in range(last - 1, earliest - 1, -1) if _is_plain_heading(waiting[index])), None
    )
    if last < 0 or not is_heading_like(waiting[last].text):
        return above
    text = waiting[last].text
    if _leads_in(text) or (_may_lead_in(text) and above == last - 1):
        # Where none is above, a lead-in may be all the heading that a first list has.
        return above if above is not None or _INNER_SENTENCE.search(text) or not is_front else last
    return last


def _leads_in(text: str) -> bool:
    return _may_lead_in(text) and bool(_LEAD_IN.search(text) or _INNER_SENTENCE.search(text))


def _may_lead_in(text: str) -> bool:
    return text.endswith(":") and len(text.split()) > 3


def _is_plain_heading(paragraph: Paragraph) -> bool:
    """A line that looks like a heading, and is neither a lead-in nor put there by the page."""
    text = paragraph.text
    return is_heading_like(text) and not (text.endswith(":") or is_crumb(paragraph.text) or is_byline(text))


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
        self.listed: Paragraph | None = None  # whose page list that was
        self.is_below_listed = False  # whether all findings since then stand further in than that one

    def read_bullet(self, bullet: Paragraph) -> None:
        self.close_below_listed(bullet)
        closing = find_closing(bullet.text)
        understood = self.read_pages(bullet, closing) if closing else None
        text = closing.text if closing and (understood or not closing.text) else bullet.text
        if text:
            self.without_pages.append(len(self.findings))
            self.findings.append(self.read_finding(text, bullet))
        self.report_inner_lists(text, bullet, closing)
        if closing and understood:
            self.add_page_list(closing.locator, understood, bullet.find_line(closing.start))
            self.listed = bullet
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

    def close_below_listed(self, bullet: Paragraph) -> None:
        """Points below one with pages explain it: the pages of the next one beside it are not theirs."""
        if self.listed is None or bullet.indent > self.listed.indent:
            self.is_below_listed = self.listed is not None and (
                self.is_below_listed or not self.without_pages
            )
            return
        if self.is_below_listed and self.without_pages:
            first = self.findings[self.without_pages[0]]
            self.add_problem(
                first.line,
                f"“{_shorten(first.text)}” stands below “{_shorten(self.listed.text)}”, and names no pages: it got "
                "none.",
            )
            self.without_pages.clear()
        self.is_below_listed = False

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
            was = "was" if len(understood.rest) == 1 else "were"
            self.add_problem(
                line,
                f"Of “{given}” only {pages} could be taken; “{rest}” {was} left out. Look whether this is right.",
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
        if _read_byline(body, paragraph) or is_crumb(paragraph.text):
            continue
        if not body.standfirst and not body.introduction and _is_standfirst(paragraphs, index):
            body.standfirst = paragraph.text
        elif _begins_section(paragraph) and (body.standfirst or body.introduction):
            return [below for below in paragraphs[index:] if not _read_byline(body, below)]
        else:
            body.introduction.append(paragraph.text)
        if tells_a_time(paragraph.text) and not paragraph.text.endswith("."):
            body.undated.append(paragraph)
    return ()


def _read_byline(body: Body, paragraph: Paragraph) -> bool:
    """Take the day of publication from a line beside the title, if it is one of those that state it."""
    text = paragraph.text
    if not is_byline(text):
        return False
    day = read_publication_date(text)
    body.published_on = body.published_on or day
    if day is None and tells_a_time(text):
        body.undated.append(paragraph)
    return True


def _is_standfirst(paragraphs: Sequence[Paragraph], index: int) -> bool:
    text = paragraphs[index].text
    below = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
    is_set_off = below is not None and (is_crumb(below.text) or is_byline(below.text))
    return len(text) <= LONGEST_STANDFIRST and (is_set_off or not text.endswith((".", ":")))


def _begins_section(paragraph: Paragraph) -> bool:
    # Above the themes a colon ends the words that announce them: "We give its main points:".
    return _is_section_heading(paragraph) and not paragraph.text.endswith(":")


def _is_section_heading(paragraph: Paragraph) -> bool:
    return paragraph.is_explicit_heading or is_heading_like(paragraph.text)


def _read_sections(paragraphs: Sequence[Paragraph]) -> list[SectionDraft]:
    sections: list[tuple[str, int, list[str]]] = []
    for paragraph in paragraphs:
        if is_crumb(paragraph.text):
            continue
        if _is_section_heading(paragraph):
            sections.append((_read_title(paragraph), paragraph.line, []))
            continue
        if not sections:
            sections.append((_shorten(paragraph.text), paragraph.line, []))
        sections[-1][2].append(paragraph.text)
    return [SectionDraft(title, line, tuple(paragraphs)) for title, line, paragraphs in sections]


def _read_title(paragraph: Paragraph) -> str:
    return paragraph.text.removesuffix(":").rstrip()


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80].rsplit(' ', 1)[0]}…"
