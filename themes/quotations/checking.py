"""Whether quoted words stand on the pages they are said to stand on. Pure, no database.

**Exact** means: the same words in the same order, each number, sign and hyphen as printed. Left aside are spaces and
line ends, the shape of quotation marks and dashes, and punctuation that is part of no word and no number. A capital
counts as part of its word ("may" is no "May"), except in the first letter of the quotation, of what follows an
ellipsis or a bracket, and in "[T]he". A hyphen at a line's end may belong to the word or not. An ellipsis lets words
be left out, a few sentences at most; square brackets stand for a few words; neither may hide a negation. All else
that resembles the words is *near* at best, with the words that differ, negations and numbers first. What is found in
words that a program read off a picture is neither: it is *found by machine* until a person has looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.text import capfirst

from themes.enums import Outcome
from themes.quotations.cited import CitedPages, find_cited
from themes.quotations.differences import WordDifference
from themes.quotations.document import DocumentText
from themes.quotations.matching import Run, find_places
from themes.quotations.nearest import FEW_WORDS, NearMatch, find_nearest
from themes.quotations.pieces import POWER_OR_MARK
from themes.quotations.quoting import QuotedPart, split_quotation
from themes.quotations.running_on import find_running_on
from themes.quotations.scattered import is_scattered, is_spelled_out

MANY_PAGES = 3
MANY_DIFFERENCES = 3  # from here on the words of another column may stand between those quoted
MOST_WORDS = 2_000  # a longer quotation is a copy of the report


@dataclass(frozen=True)
class FoundPlace:
    """Where words were found in one page's text."""

    index: int
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Checked:
    """What came of looking for one quotation in one document."""

    outcome: Outcome
    score: float = 0.0
    matched: str = ""
    places: tuple[FoundPlace, ...] = ()  # in order; more than one where the words cross a page
    differences: tuple[WordDifference, ...] = ()
    on_cited: bool = False
    pages_found: int = 0  # how many pages have the very words
    problems: tuple[str, ...] = ()

    @property
    def ambiguous(self) -> bool:
        return self.pages_found > 1

    @property
    def page(self) -> FoundPlace | None:
        """The page on which the words begin."""
        return self.places[0] if self.places else None


def check_quotation(words: str, ranges: Sequence[tuple[str, str]], document: DocumentText) -> Checked:
    """Look for the words on the cited pages, then everywhere in the document."""
    return check_on_pages(words, find_cited(document.pages, ranges), document)


def check_on_pages(words: str, cited: CitedPages, document: DocumentText) -> Checked:
    """As `check_quotation`, with pages that `find_cited` found."""
    return _doubt_machine(_look_for(words, cited, document), document)


def _doubt_machine(checked: Checked, document: DocumentText) -> Checked:
    """What stands in words that a program read, however well it fits, is for a person to compare with the picture."""
    by_machine = {document.pages[number].index for number in document.machine_read}
    pages = [place for place in checked.places if place.index in by_machine]
    if not pages:
        return checked
    name = document.name_page(document.page_by_index[pages[0].index])
    problems = [
        *checked.problems,
        f"{capfirst(name)} was read by machine. Compare the words with its picture.",
    ]
    if checked.outcome == Outcome.OTHER_PAGE:
        problems.insert(0, f"The words stand on {name}, which is not cited.")
    return replace(checked, outcome=Outcome.BY_MACHINE, problems=tuple(problems))


def _look_for(words: str, cited: CitedPages, document: DocumentText) -> Checked:
    parts = split_quotation(words)
    bare = POWER_OR_MARK.sub("", words)
    # They may have been copied with the marks of notes that the report has there.
    if bare != words and find_places(without_marks := split_quotation(bare), document):
        parts = without_marks
    count = sum(len(part.words) for part in parts)
    if not count:
        return Checked(Outcome.NOT_FOUND, problems=(*cited.problems, "There are no words to look for."))
    if count > MOST_WORDS:
        too_long = f"It has {count} words; quotations of up to {MOST_WORDS} are looked for."
        return Checked(Outcome.NOT_FOUND, problems=(*cited.problems, too_long))
    check = _Check(parts, cited, document)
    if runs := find_places(parts, document):
        return check.compare_pages(runs)
    near = find_nearest(parts, cited.pages, document)
    running_on = find_running_on(parts, cited, document)
    if running_on and not (near and document.page_of[near.first] != running_on.readable):
        sentences = dict.fromkeys([*cited.problems, running_on.describe(document)])
        return Checked(Outcome.UNAVAILABLE, problems=tuple(sentences))
    if near and len(near.differences) < MANY_DIFFERENCES:
        return check.describe_near(near)
    scattered = list(_describe_scattered(parts, cited, document))
    if near and (not scattered or {one.kind for one in near.differences} <= {"spaces", "capital"}):
        return check.describe_near(near)
    if problems := [*_describe_unreadable(cited, document), *scattered]:
        return Checked(Outcome.UNAVAILABLE, problems=tuple(dict.fromkeys([*cited.problems, *problems])))
    return Checked(Outcome.NOT_FOUND, problems=cited.problems)


def _describe_unreadable(cited: CitedPages, document: DocumentText) -> Iterator[str]:
    """The pages that may have the words all the same."""
    if cited.pages:
        for number in sorted(cited.pages & document.machine_read):
            yield f"{capfirst(document.name_page(number))} was read by machine, which may have misread these words."
        for number in sorted(cited.pages & document.unreadable - document.machine_read):
            yield f"{capfirst(document.name_page(number))} has no text that can be read."
        for number in sorted(cited.pages & document.set_apart):
            yield f"{capfirst(document.name_page(number))} prints letters apart: which words they make cannot be told."
    elif count := len(document.unreadable | document.set_apart):
        yield f"{count} page{' has' if count == 1 else 's have'} no text that can be read."


def _describe_scattered(
    parts: Sequence[QuotedPart], cited: CitedPages, document: DocumentText
) -> Iterator[str]:
    words = [word for part in parts for word in part.words]
    for number in sorted(cited.pages):
        page, name = document.get_words_of_page(number), capfirst(document.name_page(number))
        following = document.get_words_of_page(number + 1) if number + 1 < len(document.pages) else []
        if is_scattered(words, page):
            yield f"{name} has these words with others between them: the order of this page is not known."
        elif is_spelled_out(parts, page + following):
            yield f"{name} has the letters of these words with other spaces between them."


class _Check:
    """One quotation, its cited pages and a document, while what was found is put into words."""

    def __init__(self, parts: Sequence[QuotedPart], cited: CitedPages, document: DocumentText) -> None:
        self.cited, self.document = cited, document
        words = [word for part in parts for word in part.words]
        self.is_short = len(words) <= FEW_WORDS
        self.quoted = {word.lower() for word in words}
        self.problems = [*cited.problems]

    def compare_pages(self, runs: Sequence[Run]) -> Checked:
        """The words stand at these `runs`: whether one of them touches a cited page."""
        pages = sorted({self._first_page(run) for run in runs})
        too_common = self.is_short and len(pages) > MANY_PAGES
        common = f"So few words stand on {len(pages)} pages, so they say little about this one."
        cited = [run for run in runs if self.cited.pages.intersection(run.find_pages(self.document))]
        if cited:
            run = min(cited, key=lambda run: (self._first_page(run) not in self.cited.pages, run))
            page = self._first_page(run)
            if page not in self.cited.pages:
                self.problems.append(f"The words begin on {self.document.name_page(page)}.")
            if too_common:
                self.problems.append(common)
            return self._describe_run(Outcome.EXACT, run, len(pages))
        if too_common:
            return Checked(Outcome.NOT_FOUND, pages_found=len(pages), problems=(*self.problems, common))
        run = min(runs, key=lambda run: (self._distance(self._first_page(run)), run))
        if len(pages) > 1:
            names = ", ".join(map(self.document.name_page, pages[:10]))
            self.problems.append(f"The words stand on {len(pages)} pages: {names}.")
        return self._describe_run(Outcome.OTHER_PAGE, run, len(pages))

    def _describe_run(self, outcome: Outcome, run: Run, pages: int) -> Checked:
        return Checked(
            outcome,
            score=1.0,
            matched=" … ".join(self.document.print_pieces(*part, self.quoted) for part in run.parts),
            places=tuple(place for part in run.parts for place in self._find_places(*part)),
            on_cited=outcome == Outcome.EXACT,
            pages_found=pages,
            problems=tuple(self.problems),
        )

    def describe_near(self, near: NearMatch) -> Checked:
        on_cited = near.is_on(self.cited.pages, self.document)
        if not on_cited:
            name = self.document.name_page(self.document.page_of[near.first])
            self.problems.append(f"What is nearest stands on {name}, which is not cited.")
        if not near.differences:
            self.problems.append("What its brackets or ellipses stand for changes what is said.")
        for printed in dict.fromkeys(difference.printed for difference in near.differences):
            if POWER_OR_MARK.search(printed):
                self.problems.append(
                    f"Whether “{printed}” is a power or has the mark of a note cannot be told."
                )
        if {difference.kind for difference in near.differences} == {"spaces"}:
            self.problems.append("Only spaces between words differ: the PDF may have lost some.")
        return Checked(
            Outcome.NEAR,
            score=round(min(near.score, 0.99), 4),
            matched=self.document.print_pieces(near.first, near.last, self.quoted),
            places=tuple(self._find_places(near.first, near.last)),
            differences=near.differences,
            on_cited=on_cited,
            problems=tuple(self.problems),
        )

    def _first_page(self, run: Run) -> int:
        return self.document.page_of[run.first]

    def _distance(self, page: int) -> int:
        return min((abs(page - cited) for cited in self.cited.pages), default=0)

    def _find_places(self, first: int, last: int) -> Iterator[FoundPlace]:
        for number, group in groupby(range(first, last), key=self.document.page_of.__getitem__):
            pieces = [self.document.pieces[piece] for piece in group]
            page = self.document.pages[number]
            yield FoundPlace(page.index, page.label, pieces[0].start, pieces[-1].end)
