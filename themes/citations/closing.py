"""Where a finding ends in a page list or in another reference, and what of it can be understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from themes.citations.locators import (
    MARKER,
    MARKERS,
    MAX_CHARACTERS,
    Locator,
    LocatorError,
    parse,
    strip_marker,
)

MOST_BRACKETS = 20  # behind each other
LONGEST_OPEN = 200  # characters of a page list whose bracket is never closed: what is longer is prose


@dataclass(frozen=True, slots=True)
class Closing:
    """A page list, or another reference, at the end of some text."""

    text: str  # the text without it
    locator: str  # as given, without its brackets; it may turn out unreadable
    start: int  # where it (or its bracket) begins in the text searched
    is_open: bool = False  # its bracket has no partner


@dataclass(frozen=True, slots=True)
class UnderstoodList:
    pages: Locator
    as_given: str  # of the pages alone: "12, 31"
    rest: tuple[str, ...]  # what is no page: "n.3", "passim"


class SeveralWorks(LocatorError):
    """Pages of more than one work: which of them are the report’s is for a person to say."""


def find_closing(text: str) -> Closing | None:
    """The page list at the end of a finding, in brackets or bare: "… need. (pg 11 & 179)", "… need, p. 12".

    In brackets it is found even where it can't be read, so that the caller can report it; bare it must be
    readable, or stand apart from the sentence before it, for the end of a sentence is easily mistaken for one.
    None where the text has none at its end.
    """
    tail_start = max(0, len(text) - MAX_CHARACTERS - 10)  # no list is longer: a long text costs no more
    tail = _NOTE_MARKS.sub("", text[tail_start:])
    found = _find_bracketed_page_list(tail) or _find_bare(tail)
    if found is None:
        return None
    return _cut_off(text[: tail_start + found.start], found, tail_start)


def find_reference(text: str) -> Closing | None:
    """A reference at the end of a finding that names no page: "(paras 3.4-3.6)", "(Writer, 2016)". None without one."""
    tail_start = max(0, len(text) - MAX_CHARACTERS - 10)
    tail = _NOTE_MARKS.sub("", text[tail_start:])
    found = _find_bracketed(tail)
    if found is None or not _is_reference(found.locator):
        match = _BARE_REFERENCE.search(tail[-LONGEST_OPEN:])
        if match is None:
            return None
        group = int(match.lastindex or 1)
        found = _Found(match[group], max(0, len(tail) - LONGEST_OPEN) + match.start(group), "")
    return _cut_off(text[: tail_start + found.start], found, tail_start)


def find_bracketed(text: str) -> list[str]:
    """Page lists in brackets anywhere in a text, as given, with their brackets; unreadable ones only where they begin
    like a page list.
    """
    found = (match[0] for match in _BRACKETED_ANYWHERE.finditer(text))
    return [given for given in found if _BEGINS_PAGES.match(given, 1) or _can_be_read(given[1:-1])]


def _can_be_read(locator: str) -> bool:
    try:
        return _names_pages(locator) and bool(read_partly(locator).pages)
    except SeveralWorks:
        return True
    except LocatorError:
        return False


def read_partly(locator: str) -> UnderstoodList:
    """The pages that a reference names, and what else it says: "p. 88, para 3" is page 88 and "para 3".

    Raises LocatorError where no page can be read, or where it is doubtful whether the pages are meant: in a
    sentence ("the plan on page 12 was lost"), of something else ("page 12 of the annex"), or of several works.
    """
    try:
        return UnderstoodList(_refuse_years(parse(locator)), strip_marker(locator).rstrip(". "), ())
    except LocatorError:
        runs = list(_RUN.finditer(locator))
        if not runs:
            raise
        ends = [*(run.start() for run in runs[1:]), len(locator)]
        before = locator[: runs[0].start()]
        after = [locator[run.end() : end] for run, end in zip(runs, ends, strict=True)]
        if not _is_source(before) or not all(map(_GOES_ON.match, after)):
            raise
    _refuse_several_works([run[0] for run in runs], before, after)
    as_given = ", ".join(strip_marker(run[0]) for run in runs)
    rest = [_SAYS_NOTHING.sub("", part).strip(_AROUND) for part in (before, *after)]
    return UnderstoodList(_refuse_years(parse(as_given)), as_given, tuple(filter(None, rest)))


_OPENING, _CLOSING = "([{（［⟨〈《【〔‹", ")]}）］⟩〉》】〕›"
_AROUND = " \t\xa0,;:.&/–—-()[]"

# Of notes: "(pg 30)³", "(pg 30) [1]", "(pg 30)*".
_NOTE_MARKS = re.compile(r"(?<=[)\]}）］])(?:\s*(?:[*†‡§¶#↑↩⁰¹²³⁴-⁹]|\[\d{1,3}\](?=\s*\Z)))+(?=[\s.]*\Z)")

# Places inside a page or a report: "para 3.4", "n. 3", "Chapter 3", "Table B".
_PLACE_WORDS = (
    r"nn?|fns?|notes?|footnotes?|endnotes?|paras?|pars?|paragraphs?|chaps?|chs?|chapters?|tables?|figs?|figures?|box|boxes"
    r"|lines?|ll?|cols?|columns?|annex|annexes|appendix|appendices|app|vols?|volumes?|slides?|recs?|recommendations?"
    r"|(?:kindle\s+)?locs?|locations?|screens?|qs?|questions?|pts?|parts?|points?|items?|rows?|refs?|graphs?|charts?|maps?|diagrams?|exhibits?"
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|[a-z]{3,5}ty|hundred)"
)
_NUMBERED = rf"(?:{_NUMBER_WORD}|[0-9]+(?:\.[0-9]+)*[a-z]?|[ivxlc]+|[a-z])(?![^\W_])"
_PLACE = (
    rf"(?:(?<![^\W\d_])(?:{_PLACE_WORDS})(?![^\W\d_])\.?\s*(?:nos?\b\.?\s*)?|[§¶]+\s*"
    # Of laws there are sections too, by whole numbers: "(section 47)".
    rf"|(?<![^\W\d_])(?:ss?|secs?|sects?|sections?)\b\.?\s*(?=[0-9](?![0-9])))"
    rf"{_NUMBERED}(?:\s*(?:[-‐‑‒–—―−]|to\b|[,;/]|&|and\b)\s*{_NUMBERED})*"
)
_FOLLOWING = (
    r"(?:ff?|passim|et\s+seqq?|et\s+passim|etc|following|onwards?|incl(?:usive)?"
    r"|top|middle|bottom|foot|of\s+[0-9]+)(?![^\W\d_])"
)

# "I" and "v." are words and initials too: what follows tells them from pages.
_ROMAN = (
    rf"[mdclxvi]+(?=\s*(?:\Z|[-‐‑‒–—―−,;/&()\[\].]|(?:and|to|of|in)\b|{_FOLLOWING}|{_PLACE}))"
    r"(?!\.?\s*[0-9])(?!\.[^\W\d_])"
)
# "57ff" is page 57, but "12a" is not page 12, nor "3.4" page 3.
_LABEL = rf"(?:[0-9]+(?:(?![^\W_])|(?=(?:ff?|fn|nn?)(?![^\W\d_])))(?!\.[0-9])|{_ROMAN})"
_SIGN = r"\s*(?:[-‐‑‒–—―−]{1,3}|to\b|/|[,;]?\s*(?:&|and\b)|[,;])\s*"
_RUN = re.compile(rf"(?<![^\W_]){MARKER}{_LABEL}(?:{_SIGN}(?:{MARKER})?{_LABEL})*", re.IGNORECASE)

# After the marker something must follow that is or stands for a page: "(page views)" and "(p < 0.05)" are
# prose.
_BEGINS_PAGES = re.compile(
    rf"\s*(?:see\s+)?{MARKER}(?:[0-9?&/,;#.-]|[a-z]-?[0-9]|(?:[mdclxvi]+|tb[acd]|{_NUMBER_WORD})(?![^\W\d_]))",
    re.IGNORECASE,
)
_HOLDS_PAGES = re.compile(rf"(?<![^\W_]){MARKER}(?:[0-9]|{_ROMAN})", re.IGNORECASE)
# Signs that are brackets only around pages: "<p. 14>", "«p 15»", "/p. 16/", "|p. 16|".
_OTHER_BRACKETS = re.compile(
    rf"(?P<open>[<«/|*_]+)\s*(?P<inside>(?:see\s+)?{MARKER}[0-9][^<>«»/|*_()]{{0,100}}|{MARKER}[mdclxvi]+)\s*[>»/|*_]+\Z",
    re.IGNORECASE,
)
_BRACKETED_ANYWHERE = re.compile(r"[(\[][^()\[\]]{1,200}[)\]]")

_CLOSING_SIGNS = tuple(_CLOSING)
_BETWEEN_BRACKETS = re.compile(r"(?<=[)\]}）］])\s*(?:[,;&]|and\b)?\s*\Z")

_PLACES = re.compile(_PLACE, re.IGNORECASE)
_BARE_REFERENCE = re.compile(
    rf"(?:^|(?<=[.!?”\"’)])|(?<=[,;–—]))\s*((?:see\s+)?{_PLACE}(?:\s*[,;]\s*{_PLACE})*)[.\s]*\Z"
    # "… in most cases. 18": a page, or the mark of a note.
    r"|(?<=[.!?”\"’)])\s+((?:refs?|references?|sources?|evidence):\s[^.!?()]{1,120})[.\s]*\Z"
    r"|(?<=[a-z][.!?…”])\s+([1-9][0-9]{0,2}(?:\s?[-–,&]\s?[1-9][0-9]{0,2})*)[.\s]*\Z",
    re.IGNORECASE,
)
_REPORT = (
    r"(?<![^\W_])(?:the\s+)?(?:(?:full|main|final|whole|overview)\s+)?(?:report|review|analysis)(?![^\W\d_])"
)
# Pages are those of the report unless a sentence goes on with them: "page 12 of the annex", "p. 12 says so".
_GOES_ON = re.compile(
    rf"[.\s()\[\]]*\Z|\s*[,;:(\[]\s*[\w§]|\s*[–—]\s*[^\W\d_]|\s+[-/]\s+[^\W\d_]"
    rf"|\.?\s*(?:(?:and|&)\s+)?(?:{_FOLLOWING}|{_PLACE}|(?:in|of)\s+{_REPORT}|elsewhere\b)",
    re.IGNORECASE,
)
_LEAD_IN = (
    r"(?:see|also|at|on|in|cf|from|e\.?g|i\.?e|esp|especially|for|example|source|quoted|cited|both|and)"
)
_SAYS_NOTHING = re.compile(
    rf"\A[\s,;:.]*(?:{_LEAD_IN}(?![^\W_])[\s,;:.]*)+|(?:(?<![^\W_])(?:in|of)\s+)?{_REPORT}", re.IGNORECASE
)
_SOURCE_WORD = re.compile(
    rf"{_LEAD_IN}|[A-Z].*|(?:19|20)[0-9]{{2}}[a-z]?|[a-z]|et|al|the|of|for|to|others|colleagues|eds?|ibid|op|loc|cit|supra"
    r"|report|review|analysis|study|full|main|final|overview|summary|executive"
)
_NAMES_A_WORK = re.compile(r"(?<![^\W_])[A-Z]|(?:19|20)[0-9]{2}|\b(?:summary|vol(?:ume)?s?)\b")
_VOLUME = re.compile(r"vol", re.IGNORECASE)
# "Child A" may be a report's name.
_PART_OF_A_WORK = re.compile(
    r"(?<![^\W_])(?:lessons?|sections?|findings?|themes?|(?:key\s+)?messages?|steps?|stages?)\s+(?:[0-9]+|[A-Z])(?![^\W_])"
    r"(?:\s+and\b)?",
    re.IGNORECASE,
)
_SAYS_NOTHING_OF_WORKS = re.compile(rf"\A[\s,;:.]*(?:{_LEAD_IN}(?![^\W_])[\s,;:.]*)+")
_OF_NO_WORK = frozenset(
    ("et", "al", "and", "others", "colleagues", "see", "also", "the", "in", "of", "report", "full", "main")
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}[a-z]?")
# Behind the year, where "p." is left out: "2016: 12-14, 20".
_BEHIND_YEAR = r"(?:[0-9]{1,3}|[ivxl]+)(?:\s*(?:[-–,&]|and\b|to\b)\s*(?:[0-9]{1,3}|[ivxl]+))*"
_AUTHOR_AND_YEAR = re.compile(
    r"(?:see\s+(?:also\s+)?|cf\.?\s+)?(?:(?:(?:van|von|de|der|den|du|la|le|the)\s+){0,3}"
    r"[A-Z][\w’'.-]*(?:,?\s+(?:&|and|et\s+al\.?|others|colleagues|for|of|the|van|von|de|der|den|du|la|le|[A-Z][\w’'.-]*)){0,9}[,:]?\s+"
    r"\(?(?:(?:19|20)[0-9]{2}[a-z]?|forthcoming|in\s+press|n\.?d\.?|undated)\)?"
    rf"(?:(?:\s*[:,]|\s+at\b|(?=\s))\s*{_BEHIND_YEAR})?"
    rf"|(?:19|20)[0-9]{{2}}[a-z]?\s*[:,]\s*{_BEHIND_YEAR}|(?:the\s+)?[Rr]eport\s*[:,]\s*{_BEHIND_YEAR})"
)
# "(March 2014)", "(Children Act 1989)" and "(Part 8)" are not about the words before them.
_NO_AUTHOR = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|winter|act|regulations|order|together|part\s+8)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"(?:ibid|op\.?\s*cit|loc\.?\s*cit|supra|idem)\b[\s.,:0-9–-]*", re.IGNORECASE)
_AGAIN_ANYWHERE = re.compile(rf"(?<![^\W_]){_AGAIN.pattern}", re.IGNORECASE)
# "(11 & 179)", "(30)": no year, no share.
_NUMBERS = r"[1-9][0-9]{0,2}(?:\s*(?:[-–—,;&]|and\b|to\b)\s*[0-9]{1,3})*"
_BARE_NUMBERS = re.compile(_NUMBERS)
# "(at 12)", "(see 12-14)": the age of a child perhaps, and perhaps a page.
_LED_NUMBERS = re.compile(rf"(?:(?:see|also|at|on|from|cf\.?|esp\.?)\s+|@\s*)+{_NUMBERS}", re.IGNORECASE)
# Sections of the laws that this work goes by: the Children Acts, the Education Act, the Mental Health Act.
_SECTION = r"(?:[235789]|1[017]|2[05]|3[1-8]|4[1-7]|117|13[56]|157|175)"
_SECTIONS = rf"{_SECTION}(?:\s*(?:,|and\b|or\b|&)\s*{_SECTION})*"
# "(S. 12-14)", "(s12)", "(fol. 3)", but neither "(approx. 12)" nor the law's "(s. 47)", "(art. 8)".
_SHORT_FOR_A_PLACE = re.compile(
    rf"(?!(?:approx|ca|c|circa|max|min|av|avg|est|yrs?|mths?|wks?|mos?|nos?|arts?|regs?|sch|cl)\.)"
    rf"(?!(?:ss?|secs?|sections?)\.?\s*{_SECTIONS}\Z)(?:[^\W\d_]{{1,4}}\.|ss?|sections?)\s*{_NUMBERS}",
    re.IGNORECASE,
)
_SHARP_NUMBERS = re.compile(rf"#\s*{_NUMBERS}")
_NAMED_PLACE = re.compile(
    r"(?:see\s+(?:also\s+)?)?(?:the\s+)?(?:(?:executive\s+)?summary|(?:final|last|first|opening|closing|concluding|same)"
    r"\s+(?:paragraph|chapter|section|page)s?|introduction|foreword|conclusions?|(?:the\s+)?glossary)",
    re.IGNORECASE,
)
_SHAPES = (_AGAIN, _BARE_NUMBERS, _LED_NUMBERS, _SHORT_FOR_A_PLACE, _SHARP_NUMBERS, _NAMED_PLACE)


_LABEL_OF_PAGES = re.compile(
    r"(?<=[.!?”’)])\s*(?:refs?|references?|sources?|cited|found|evidence):\s*\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Found:
    locator: str
    start: int
    stop: str
    is_open: bool = False


def _cut_off(kept: str, found: _Found, tail_start: int) -> Closing:
    kept = kept.rstrip().rstrip(_OPENING).rstrip()
    if not kept.rstrip("”’\"'").endswith((".", "!", "?")):
        kept = _LABEL_OF_PAGES.sub("", kept).rstrip(",;:–—-\xa0 ")
        kept = kept + found.stop if kept else ""
    return Closing(kept, found.locator, tail_start + found.start, found.is_open)


def _find_bracketed_page_list(tail: str) -> _Found | None:
    """The brackets that a text ends with: "(Writer, p. 12) (p. 14)" is one list."""
    found = _find_bracketed(tail)
    if found is None or not _names_pages(found.locator):
        return None
    for _ in range(MOST_BRACKETS):
        ended = _BETWEEN_BRACKETS.sub("", tail[: found.start], count=1)
        before = _find_bracketed(ended) if ended.endswith(_CLOSING_SIGNS) else None
        if before is None or before.is_open or before.stop or not _names_pages(before.locator):
            break
        found = replace(found, locator=f"{before.locator}; {found.locator}", start=before.start)
    return found


def _names_pages(locator: str) -> bool:
    return bool(_BEGINS_PAGES.match(locator) or _HOLDS_PAGES.search(locator))


def _find_bracketed(tail: str) -> _Found | None:
    """The last bracket, if the text ends with it; where it is never closed, up to the end."""
    ended = tail.rstrip()
    stop = ended[len(ended.rstrip(".…")) :] or (ended[-1:] if ended[-1:] in tuple(";,:!?") else "")
    ended = ended.removesuffix(stop).rstrip() if stop else ended
    if other := _OTHER_BRACKETS.search(ended[-LONGEST_OPEN:]):
        return _Found(other["inside"].strip(), max(0, len(ended) - LONGEST_OPEN) + other.start(), stop)
    if ended[-1:] not in tuple(_CLOSING):
        start, closed = max(map(ended.rfind, _OPENING)), max(map(ended.rfind, _CLOSING))
        if start <= max(closed, len(ended) - LONGEST_OPEN, -1) or not _BEGINS_PAGES.match(ended, start + 1):
            return None
        return _Found(ended[start + 1 :].strip(), start, stop, is_open=True)
    depth = 0
    for start in range(len(ended) - 1, -1, -1):
        depth += (ended[start] in _CLOSING) - (ended[start] in _OPENING)
        if depth == 0:
            inside = ended[start + 1 : -1].strip()
            doubled = re.fullmatch(r"[(\[]([^()\[\]]*)[)\]]", inside)
            return _Found(doubled[1].strip() if doubled else inside, start, stop)
    return None


_WORK_WITH_PAGES = (
    r"[A-Z][\w’'-]*(?:\s+(?:et\s+al\.?|and|&|[A-Z][\w’'-]*)){0,5},?\s+\(?(?:19|20)[0-9]{2}[a-z]?\)?\s*[,:]?\s*"
    rf"{MARKER}{_LABEL}(?:{_SIGN}{_LABEL})*"
)
_BARE_WORKS = re.compile(rf"(?<!\w)({_WORK_WITH_PAGES}(?:\s*(?:;|and\b)\s*{_WORK_WITH_PAGES})+)[.\s]*\Z")
# What may stand among bare pages at the end of a text; any other word is one of its sentence.
_BARE_TOKEN = re.compile(r"(?P<word>[^\W\d_]+)|[0-9\s.,;:&/§#‐‑‒–—―−-]+|(?P<other>.)", re.DOTALL)
_BARE_WORD = re.compile(
    rf"{'|'.join(MARKERS)}|{_PLACE_WORDS}|[mdclxvi]+|see|also|and|to|ff?|passim|et|seqq?|nos?", re.IGNORECASE
)
# "… as shown on p. 12" is a sentence about the page: taking the page away would maim it.
_LEADS_TO_A_PAGE = re.compile(r"\b(?:on|at|from|to|of|in|and|or|by|per|between|the|this)\s*$", re.IGNORECASE)
_ENDED_SENTENCE = (".", "!", "?", "”", '"', "’", ")", "]")


def _find_bare(tail: str) -> _Found | None:
    ended = tail.rstrip()
    if works := _BARE_WORKS.search(ended[-LONGEST_OPEN:]):
        return _Found(works[1], max(0, len(ended) - LONGEST_OPEN) + works.start(1), "")
    is_open = ended.rstrip(".").endswith(tuple(_CLOSING)) and not any(sign in ended for sign in _OPENING)
    if is_open:
        ended = ended.rstrip(".").rstrip(_CLOSING)
    start = _find_bare_start(ended)
    if start is None:
        return None
    locator, before = ended[start:].rstrip(), ended[:start].rstrip()
    stands_apart = not before or before.endswith(_ENDED_SENTENCE)
    if not stands_apart and not before.endswith((",", ";", ":", "–", "—", "-")):
        is_abbreviated = not locator.lower().startswith(("page", "see"))
        if not is_abbreviated or _LEADS_TO_A_PAGE.search(before[-20:]):
            return None
    try:
        read_partly(locator)
    except LocatorError:
        if not stands_apart or not _HOLDS_PAGES.match(locator):
            return None
    stop = "." if locator.endswith(".") and not locator.endswith("ff.") else ""
    return _Found(locator.removesuffix(stop), start, stop, is_open)


def _find_bare_start(ended: str) -> int | None:
    """Where the bare list at the end begins, if there is one: linear in the text."""
    start: int | None = None
    for token in _BARE_TOKEN.finditer(ended):
        word = token["word"] or ""
        if token["other"] or (word and not _BARE_WORD.fullmatch(word)):
            start = None
        elif start is None and word.lower() in MARKERS:
            see = re.search(
                r"\bsee\s+(?:also\s+)?\Z", ended[max(0, token.start() - 20) : token.start()], re.IGNORECASE
            )
            start = token.start() - (len(see[0]) if see else 0)
    return start


def _refuse_years(pages: Locator) -> Locator:
    """No report has as many pages: in "(Writer, p. 12, 2016)" the last number is none."""
    for label in (label for run in pages for label in (run.first, run.last)):
        if _YEAR.fullmatch(label):
            raise LocatorError(f"“{label}” looks like a year, not like a page.")
    return pages


def _refuse_several_works(runs: Sequence[str], before: str, after: Sequence[str]) -> None:
    """ "Writer 2013, p. 37; Other 2016, p. 4". Pages are of the work named before them, or behind where none is."""
    *between, trailing = map(_read_work, after)
    owners = [_read_work(before), *between]
    if trailing and not owners[0]:
        owners, trailing = [*between, trailing], ""
    named = [(owners[0], runs[0])]
    for owner, run in zip(owners[1:], runs[1:], strict=True):
        named.append((owner or named[-1][0], run))
    works: list[tuple[str, list[str]]] = []
    for owner, run in [*named, *([(trailing, "")] if trailing else [])]:
        known = next((pages for work, pages in works if _is_same_work(work, owner)), None)
        if known is None:
            works.append((owner, [run]))
        else:
            known.append(run)
    if len(works) < 2:
        return
    listed = "; ".join(
        f"{', '.join(filter(None, pages)) or 'no page'} of “{work or 'this report'}”" for work, pages in works
    )
    raise SeveralWorks(f"It names several works: {listed}. Type the pages that are of this report.")


def _read_work(part: str) -> str:
    """The name of a work in what stands around pages; empty for "see also", "Chapter 3" and "ibid"."""
    rest = _PART_OF_A_WORK.sub(" ", _AGAIN_ANYWHERE.sub(" ", part))
    rest = _PLACES.sub(lambda place: place[0] if _VOLUME.match(place[0]) else " ", rest)
    rest = _SAYS_NOTHING_OF_WORKS.sub("", rest).strip(_AROUND)
    return rest if _NAMES_A_WORK.search(rest) else ""


def _is_same_work(one: str, other: str) -> bool:
    words, others = (set(re.findall(r"\w+", work.casefold())) - _OF_NO_WORK for work in (one, other))
    return (words <= others or others <= words) if words and others else words == others


def _is_source(before: str) -> bool:
    """Whether the words before the pages name their source, and are no sentence."""
    words = re.findall(r"[^\W_][\w’'-]*", _PLACES.sub(" ", before))
    return all(map(_SOURCE_WORD.fullmatch, words))


def _is_reference(locator: str) -> bool:
    if len(locator) > LONGEST_OPEN:
        return False
    if any(shape.fullmatch(locator) for shape in _SHAPES):
        return True
    if _NO_AUTHOR.search(locator):
        return False
    if all(_AUTHOR_AND_YEAR.fullmatch(part.strip()) for part in locator.split(";")):
        return True
    rest = _PLACES.sub(" ", locator)
    return rest != locator and not _SAYS_NOTHING.sub("", rest).strip(_AROUND)
