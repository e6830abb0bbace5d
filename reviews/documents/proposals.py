"""What a report's first pages and its PDF's own fields say it is called, by whom and when published. Pure.

Nothing here is taken by itself: each proposal says where it comes from, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from reviews.documents.opening_pages import LAST, Opening, OpeningPage
from reviews.documents.titles import GOES_ON, find_titles, is_credible_title
from reviews.identifiers import find_dois, find_isbns

MOST_EACH = 3  # proposals for one field
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = "|".join([*MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "oct", "nov", "dec"])
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATE = re.compile(
    rf"(?:\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+)?\b(?P<month>{_MONTH})\b\.?,?\s+{_YEAR}\b"
    rf"|\b(?P<day2>[0-3]?\d)[/.](?P<month2>[01]?\d)[/.](?P<year2>20\d\d)\b",
    re.IGNORECASE,
)
_ONLY_A_YEAR = re.compile(rf"[\W_]*(?:(?:spring|summer|autumn|winter)\s+)?{_YEAR}[\W_]*", re.IGNORECASE)
_ONLY_A_DATE = re.compile(
    r"(?:(?:report |final |version |this )*(?:date|dated|published|completed|issued|updated)"
    r"(?: of (?:report|publication|issue))?(?: on| in)?[:\s]*)?",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    rf"\b(?:published(?: online)?|publication date|date of publication|date published|first published|issued)"
    rf"(?:\s+(?:on|in|online|by [^.]{{3,60}}?[,.]?(?: in)?))*[:\s]+(?=\d|(?:{_MONTH})\b)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(rf"(?:©|\(c\)|copyright)[^\n]{{0,60}}?\b{_YEAR}\b", re.IGNORECASE)
# Dates of what happened to a child are none of the report.
_OF_A_CHILD = re.compile(
    r"\b(?:born|birth|d\.?o\.?b|died|death|killed|incident|injur\w+|aged?)\b", re.IGNORECASE
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:between|from|since|until|period|covering|accessed|retrieved|visited|received|accepted|review date|"
    r"next review|census|as at)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\b(?:(?:DFE|DCSF|DFES)[ –-]{1,3}(?:RRX?|RBX?|RW|RS|PRS|RTP)[ -]?\d{2,4}[A-Z]?"
    r"|DFE-\d{5}-\d{4}|(?:Cmnd|Cmd|Cm|Cd|CP|HC|HL)\.? \d{1,4}(?:-[IVX]+)?\b"
    r"|RRX?[ -]?\d{2,4}\b|RBX?[ -]?\d{2,4}\b)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:(?:(?:ofsted |hmi |report |product |our )?reference|ref)\.?(?: (?:no|number))?|report (?:no|number)"
    r"|research (?:report|brief)(?: series)?(?: (?:no|number))?)\.?\s*[:.]?\s*"
    r"(?P<number>(?:HMI )?[A-Z]{0,6}[ /-]?\d[\dA-Z/-]{1,14})",
    re.IGNORECASE,
)
_PUBLISHED_BY = re.compile(
    r"\bpublished (?:and \w+ )?(?:by|for|on behalf of) (?:the )?(?P<name>[A-Z][^.;:©\n]{2,90})"
)
_COPYRIGHT_OF = re.compile(
    r"(?:©|\bcopyright\b)[\s©]*(?:(?:19|20)\d\d(?:[-–]\d{2,4})?,?\s*)?(?:by |the )?(?P<name>[A-Z][^.;:©\n\d]{2,90})"
)
_NOBODY = re.compile(r"\b(?:crown|author|queen|king|rights|reserved|material|holder)", re.IGNORECASE)
_BOARD = re.compile(
    r"\b(?:[A-Z][\w’'&-]*,? (?:(?:and|of|upon|on|with|the|&) )*){0,6}(?:Local )?(?:Safeguarding "
    r"Children[’']?s?|Child Safeguarding|Safeguarding Adults?|Area Child Protection) "
    r"(?:Multi-Agency )?(?:Partnership Board|Partnership|Board|Committee|Executive)"
)
_UNIVERSITY = re.compile(
    r"\b(?:The )?(?:University of (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?(?: London)?"
    r"|(?:[A-Z][\w’'-]+ ){1,3}University)\b"
)
_BODIES = (
    *("Department for Education and Skills", "Department for Education and Employment"),
    *("Department for Children, Schools and Families", "Department for Education", "Department of Health"),
    *("Child Safeguarding Practice Review Panel", "Commission for Social Care Inspection"),
    *(
        "Children’s Commissioner for England",
        "Office of the Children’s Commissioner",
        "Children’s Commissioner",
    ),
    *("Social Care Institute for Excellence", "Care Quality Commission", "Local Government Association"),
    *("Association of Directors of Children’s Services", "National Children’s Bureau", "Home Office"),
    *("Research in Practice", "What Works for Children’s Social Care", "Early Intervention Foundation"),
    *("House of Commons", "House of Lords", "HM Government", "Welsh Government", "Scottish Government"),
    *(
        "Ministry of Justice",
        "Ministry of Housing, Communities and Local Government",
        "Office for Standards in Education",
    ),
    *(
        "National Audit Office",
        "HM Inspectorate of Probation",
        "HM Inspectorate of Constabulary",
        "Barnardo’s",
    ),
    *(
        "The Stationery Office",
        "Office for National Statistics",
        "Ofsted",
        "NSPCC",
        "Cafcass",
        "Adfam",
        "SCIE",
    ),
    *("Action for Children", "The Children’s Society", "Royal College of Paediatrics and Child Health"),
)
_ACRONYMS = {
    "office for standards in education": "Ofsted",
    "national society for the prevention of cruelty to children": "NSPCC",
}
_JOURNAL = re.compile(
    r"(?P<journal>(?:The )?[A-Z][\w’'&-]*(?: (?:[A-Z][\w’'&-]*|and|of|in|for|the|on|&|:)){0,8})"
    r"[ ,.]*(?:\((?P<year>(?:19|20)\d\d)\)|(?P<year2>(?:19|20)\d\d))?[ ,.;:]*"
    r"(?P<volume>(?:vol(?:ume)?\.? ?\d{1,4}|\d{1,3} ?\(\d{1,3}\)|\d{1,3}(?: ?\((?P<year4>(?:19|20)\d\d)\))?)"
    r"(?:[ ,.;:]*(?:no\.?|issue|number) ?\d{1,3}| ?\(\d{1,3}\))?"
    r"[ ,.;:]+(?:pp?\.? ?|pages )?\d{1,5} ?[-–] ?\d{1,5})(?:[ ,.;:]*\((?P<year3>(?:19|20)\d\d)\))?"
)


@dataclass(frozen=True)
class Proposal:
    """A value for a field of a report, as that field takes it, and as people read it."""

    field: str
    value: str
    source: str  # "page 1", "the PDF’s field “Title”"
    text: str = ""  # as shown, where that is not the value

    @property
    def shown(self) -> str:
        return self.text or self.value


@dataclass(frozen=True)
class Proposed:
    """All that was found in one PDF, for each field the best first; and what is not proposed, and why."""

    proposals: Sequence[Proposal]
    remarks: Sequence[str] = ()

    def of_field(self, name: str) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.field == name]

    def get_first(self, name: str) -> str:
        return next((proposal.value for proposal in self.of_field(name)), "")


def propose(opening: Opening, known_publishers: Collection[str] = ()) -> Proposed:
    """`known_publishers` are those of the reports that are held, which are recognised first."""
    isbns, remarks = _propose_isbns(opening.pages)
    journals = list(_propose_journal(opening.pages))
    publishers = list(_propose_publishers(opening.pages, known_publishers))
    not_titles = {proposal.value.casefold() for proposal in [*journals, *publishers]}
    found = [
        *_propose_titles(opening, not_titles),
        *_propose_dates(opening),
        *publishers,
        *journals,
        *isbns,
        *_propose_numbers(opening.pages),
        *_propose_dois(opening),
    ]
    return Proposed(list(_keep_best(found)), remarks)


def _keep_best(found: Iterable[Proposal]) -> Iterator[Proposal]:
    by_field = sorted(found, key=lambda proposal: proposal.field)
    for _, group in groupby(by_field, key=lambda proposal: proposal.field):
        each_once: dict[str, Proposal] = {}
        for proposal in group:
            each_once.setdefault(re.sub(r"[\W_]", "", proposal.value).casefold(), proposal)
        yield from list(each_once.values())[:MOST_EACH]


def _choose_outer(pages: Sequence[OpeningPage]) -> list[OpeningPage]:
    """The cover and what stands around it, and the back."""
    return [*pages[:3], *pages[3:][-LAST:]]


def _name_page(page: OpeningPage) -> str:
    return f"PDF page {page.index}"


def _propose_titles(opening: Opening, not_titles: Collection[str]) -> Iterator[Proposal]:
    for title, page in find_titles(opening.pages, not_titles):
        # A body's name may stand above the title in letters as large.
        head = next((name for name in not_titles if title.casefold().startswith(f"{name} ")), "")
        yield Proposal("title", title[len(head) :].lstrip(" :–-"), _name_page(page))
    own = " ".join(opening.fields.get("Title", "").split())
    if is_credible_title(own, opening.pages):
        yield Proposal("title", own, "the PDF’s own field “Title”")


def _propose_isbns(pages: Sequence[OpeningPage]) -> tuple[list[Proposal], list[str]]:
    found, remarks = [], []
    for page in pages:
        for printed, is_right in find_isbns(_join_lines(page)):
            if is_right:
                found.append(Proposal("isbn", printed, _name_page(page)))
            else:
                remarks.append(
                    f"{_name_page(page)} prints the ISBN {printed}, whose last digit does not fit the others: it is "
                    "not proposed."
                )
    return found, remarks


def _propose_dois(opening: Opening) -> Iterator[Proposal]:
    """The first page that names one: of those in a list of references none is the report's own."""
    for page in opening.pages[:2]:
        if dois := find_dois(_join_lines(page)):
            yield Proposal("doi", dois[0], _name_page(page))
            return
    for name, value in opening.fields.items():
        if dois := find_dois(value):
            yield Proposal("doi", dois[0], f"the PDF’s own field “{name}”")
            return


def _propose_numbers(pages: Sequence[OpeningPage]) -> Iterator[Proposal]:
    """Of the cover and what stands around it, and of the back: inner pages cite the numbers of others."""
    for page in _choose_outer(pages):
        for line in page.lines:
            text = line.text
            known = list(_NUMBERS.finditer(text))
            for found in known:
                if found[0][0].isupper():  # "Cm 5730" is a command paper, "cm 20" a length
                    yield Proposal("report_number", " ".join(found[0].split()), _name_page(page))
            if not known and "isbn" not in text.lower() and (other := _REFERENCE.search(text)):
                number = other["number"].strip(" -/")
                if sum(map(str.isdigit, number)) >= 3 and not re.fullmatch(r"(?:19|20)\d\d", number):
                    yield Proposal("report_number", number, _name_page(page))


def _propose_dates(opening: Opening) -> Iterator[Proposal]:
    ranked: list[tuple[int, Proposal]] = []
    for place, page in enumerate(opening.pages):
        is_front = place < 2 or any("©" in line.text or "ISBN" in line.text for line in page.lines)
        for number, line in enumerate(page.lines):
            label = page.lines[number - 1].text if number else ""
            for rank, parts in _read_dates(line.text, label, is_front=is_front):
                if parts[0]:
                    ranked.append((rank * 10 + place, _make_date(parts, _name_page(page))))
    ranked.sort(key=lambda pair: pair[0])
    found = [proposal for _, proposal in ranked]
    made = re.match(r"D:((?:19|20)\d\d)(\d\d)", opening.fields.get("CreationDate", ""))
    if made and not found and 1 <= int(made[2]) <= 12:
        found.append(
            _make_date((made[1], made[2], ""), "the day on which the PDF was made, which may be later")
        )
    # "2016" says nothing that "May 2016" does not.
    yield from (one for one in found if not any(other.value.startswith(f"{one.value}-") for other in found))


DateParts = tuple[str, str, str]  # year, month, day; the last two may be empty


def _read_dates(text: str, label: str, *, is_front: bool) -> Iterator[tuple[int, DateParts]]:
    """Dates in a line with what they are worth: the lower the better."""
    if published := _PUBLISHED.search(text):
        rest = text[published.end() :]
        yield 0, _take_date(rest) or _take_year(rest)
        return
    if match := _COPYRIGHT.search(text):
        yield 3, (match["year"], "", "")
        return
    # The line before may be a heading to it, or end in the middle of a span of time.
    is_headed = len(label) < 40 and _OF_A_CHILD.search(label)
    if _OF_A_CHILD.search(text) or _OF_SOMETHING_ELSE.search(text) or is_headed or GOES_ON.search(label):
        return
    if is_front and (match := _ONLY_A_YEAR.fullmatch(text)):
        yield 2, (match["year"], "", "")
    elif is_front and (parts := _take_date(text)) and (dated := _DATE.search(text)):
        rest = _ONLY_A_DATE.sub("", text[: dated.start()] + text[dated.end() :], count=1)
        if not re.search(r"\w", rest):
            yield 1, parts
        elif len(text) <= 70:
            yield 2, parts
    elif is_front and (match := _JOURNAL.search(text)):
        yield 2, (_take_journal_year(match), "", "")


def _take_date(text: str) -> DateParts:
    match = _DATE.search(text)
    if not match:
        return ("", "", "")
    if match["year2"]:
        year, month, day = match["year2"], int(match["month2"]), match["day2"]
    else:
        year, day = match["year"], match["day"] or ""
        month = [name[:3] for name in MONTHS].index(match["month"][:3].lower()) + 1
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return ("", "", "")
    return year, f"{month:02}", f"{int(day):02}" if day else ""


def _take_year(text: str) -> DateParts:
    match = re.match(rf"\W*{_YEAR}\b", text)
    return (match["year"] if match else "", "", "")


def _make_date(parts: DateParts, source: str) -> Proposal:
    year, month, day = parts
    words = [day.lstrip("0"), MONTHS[int(month) - 1].capitalize() if month else "", year]
    return Proposal("published", "-".join(filter(None, parts)), source, " ".join(filter(None, words)))


def _propose_publishers(pages: Sequence[OpeningPage], known: Collection[str]) -> Iterator[Proposal]:
    fronts = _choose_outer(pages)
    for page in fronts:
        text = _join_lines(page)
        for pattern in (_PUBLISHED_BY, _COPYRIGHT_OF):
            for match in pattern.finditer(text):
                name = _recognise(match["name"], known) or _trim_name(match["name"])
                if name and not _NOBODY.search(name):
                    yield Proposal("publisher", name, _name_page(page))
    for page in fronts:
        for text in _pair_lines(page):
            if name := _recognise(text, known):
                yield Proposal("publisher", name, _name_page(page))
    for pattern in (_BOARD, _UNIVERSITY):
        for page in fronts[:2]:
            for text in _pair_lines(page) if pattern is _BOARD else [line.text for line in page.lines]:
                for match in pattern.finditer(text):
                    yield Proposal("publisher", match[0].removeprefix("The ").strip(), _name_page(page))


def _pair_lines(page: OpeningPage) -> Iterator[str]:
    """Each line, and each with the next one: names of bodies are long."""
    texts = [line.text for line in page.lines]
    yield from texts
    yield from (f"{first} {second}" for first, second in pairwise(texts))


def _trim_name(name: str) -> str:
    name = re.split(rf"\s+(?:in|on|with|to|under|and is|\d|{_MONTH})\b|\(", name, flags=re.IGNORECASE)[0]
    words = name.split()
    return " ".join(words).strip(" ,-–") if 0 < len(words) <= 10 else ""


def _recognise(text: str, known: Collection[str]) -> str:
    """The longest name of a body that stands in a short line."""
    plain = text.replace("'", "’").casefold()
    if len(plain) > 120:
        return ""
    for long, short in _ACRONYMS.items():
        if long in plain:
            return short
    names = sorted({*known, *_BODIES}, key=len, reverse=True)
    for name in names:
        written = name.replace("'", "’").casefold()
        if written and re.search(rf"(?<![\w@./-]){re.escape(written)}(?![\w@/-]|\.\w)", plain):
            return name
    return ""


def _propose_journal(pages: Sequence[OpeningPage]) -> Iterator[Proposal]:
    for page in pages[:2]:
        for line in page.lines[:15] if page.index > 1 else page.lines:
            match = _JOURNAL.search(line.text)
            if not match or not _is_citation(match, line.text):
                continue
            journal, _, volume_word = re.sub(
                r"[\s,]+(Vol(?:ume)?)\.?\Z", r"|\1. ", match["journal"]
            ).partition("|")
            yield Proposal("journal", journal.strip(" ,."), _name_page(page))
            volume = " ".join(f"{volume_word}{match['volume']}".split())
            yield Proposal("volume", volume, _name_page(page))
            return


def _take_journal_year(match: re.Match[str]) -> str:
    return next(filter(None, (match[name] for name in ("year", "year2", "year3", "year4"))), "")


def _is_citation(match: re.Match[str], text: str) -> bool:
    """A journal's own line, and no entry of a list of references or a range of pages."""
    years = _take_journal_year(match)
    is_marked = bool(re.search(r"vol|\(\d", match["volume"], re.IGNORECASE))
    return (
        len(text) < 160 and len(match["journal"]) > 4 and bool(years or is_marked) and "pages" not in text[:6]
    )


def _join_lines(page: OpeningPage) -> str:
    return "\n".join(line.text for line in page.lines)
