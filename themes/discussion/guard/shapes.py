"""What has a shape of its own: numbers, references, links, addresses, dates.

Every repetition is bounded and every pattern starts where no longer match could have started, so that the time grows
with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from themes.discussion.guard.lists import read_lists, read_words
from themes.discussion.guard.marks import Kind, Mark
from themes.discussion.guard.tokens import fold

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE
)
_EMAIL_IN_WORDS = re.compile(
    r"(?<![\w.])[\w.-]{2,40} at [\w-]{2,30}(?: dot [a-z]{2,10}){1,3}(?!\w)", re.IGNORECASE
)
_ACCOUNT_AFTER = re.compile(
    r"(?<!\w)(?:insta|instagram|snap|snapchat|tiktok|twitter|fb|facebook|username|handle)(?: is|:| name| handle"
    r"| as| -){1,2}"
    r" {0,2}(?P<name>(?=[\w.]{0,30}[\d_.])[\w.]{4,30})",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![\w.@+/-])@[A-Za-z_][\w.]{2,29}\b")
_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G"
    "|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW"
    "|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC"
    "|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![\w])(?:{_AREAS})\d[A-Z\d]?[ .-]{{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)", re.IGNORECASE
)
_DISTRICT = re.compile(
    rf"(?<!\w)(?:postcode\s{{0,2}}|(?:in|near|around|from)\s{{1,2}})(?P<code>(?:{_AREAS})\d{{1,2}})(?!\w)"
    rf"|(?<!\w)(?P<before>(?:{_AREAS})\d{{1,2}})(?= (?:area|postcode|district))"
)
_DIGITS = re.compile(r"(?<![\w.,/£-])(?:\(?\+44\)?|\(?0|\d)[\d ().-]{7,20}\d(?![\d]|[.,]\d)")
_HELPLINE = re.compile(r"0800|0808|0300|0303|0330|0333|0345|0344|0370|0371|0843|0845|116")
_NHS_BEFORE = re.compile(r"\bnhs(?: (?:no|number|num|id))?[.:#]{0,2}\s{0,3}(?:is |was )?$", re.IGNORECASE)
_COURT = re.compile(
    r"(?<!\w)(?:19|20)\d\d\s(?:EWHC|EWFC|EWCA|EWCOP|UKSC)(?: (?:Civ|Crim|B|HCJ))?\s{1,3}\d{1,5}"
    r"|[\[(](?:19|20)\d\d[\])]\s{1,3}(?:EWHC|EWFC|EWCA|EWCOP|UKSC|UKHL|UKUT|EWCC|FLR|All ER|WLR|FCR|AC|Fam)"
    r"(?:\s{1,3}(?:Civ|Crim|B|HCJ))?\s{0,3}\d{0,5}(?:\s{0,2}\([A-Z][A-Za-z]{1,8}\))?"
    r"|(?<!\w)[A-Z]{2}\d{2}[CPFDZ]\d{5}(?!\w)"
    r"|(?<!\w)(?-i:PC|DC|WPC) \d{3,5}(?!\w)"
    r"|(?<!\w)(?-i:[A-CEGHJ-PR-TW-Z]{2}) ?\d{2} ?\d{2} ?\d{2} ?(?-i:[A-D])(?!\w)"
    r"|(?<!\w)EW(?:HC|FC|CA) \d{1,5}|(?<!\w)[Ii]n the matter of [A-Z](?: and [A-Z])?(?!\w)"
    r"|(?<!\w)(?-i:[A-Z][\w'’-]{2,20}) (?:Crown|County|Magistrates['’]?|Family|Coroner['’]?s['’]?) Court(?!\w)"
    r"|(?<!\w)T(?:19|20)\d{6}(?!\w)"
    r"|(?<!\w)Re:? ?[A-Z](?: (?:and|&) [A-Z])?(?:,? ?\([A-Z][^()\n]{2,40}\)|(?= [\[(]\d{4}))"
    r"|(?<!\w)R v [A-Z][\w-]{1,30}"
    r"|(?<!\w)[A-Z][A-Za-z ]{2,40} (?:CC|MBC|BC|Council) v [A-Z][\w-]{0,30}"
)
_REFERENCE = re.compile(
    r"(?<!\w)(?:case|claim|crime|court|file|police|incident|hospital|patient|mosaic|liquidlogic|liquid logic|ics"
    r"|cad|urn"
    r"|upn|inquest|log|children's services|client|family court|mrn|rio|pas|eclipse|carefirst)"
    r"\s{0,2}(?:id|no|num|number|ref|reference|file|record|(?:ref(?:erence)? )?(?:no|number))?[.:# ]{0,4}"
    r"(?:is |was )?(?P<ref>[A-Z]{0,5}[/ -]?\d[\dA-Z/.-]{3,24})(?![\w])"
    r"|(?<!\w)(?:ref|reference|upn|urn|cad)(?: no"
    r"| number)?[.:# ]{1,4}(?P<bare>[A-Z]{0,5}[/-]?\d[\dA-Z/-]{3,24})(?!\w)",
    re.IGNORECASE,
)
_NO_CASE = re.compile(r"(?:19|20)\d\d(?:[-/–]\d{2,4})?$")
_ADDRESS = re.compile(
    r"(?<![\w@.])(?:https?://|www\.)[^\s<>\"”]{3,400}"
    r"|(?<![\w@./-])[a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{2,30}){1,3}/[^\s<>\"”]{1,300}",
    re.IGNORECASE,
)
_BARE_HOST = re.compile(
    r"(?<![\w@./-])(?:[\w-]{1,40}\.){1,3}(?:uk|com|net|news|live|be|org)(?![\w/])", re.IGNORECASE
)
_HOST = re.compile(r"(?:https?://)?(?:www\.|m\.|amp\.)?([^/\s:?#]+)", re.IGNORECASE)
_PUBLIC_HOST = re.compile(
    r"(?:^|\.)(?:gov\.uk|ac\.uk|nhs\.uk|police\.uk|parliament\.uk|nspcc\.org\.uk|nice\.org\.uk|scie\.org\.uk"
    r"|researchinpractice\.org\.uk|legislation\.gov\.uk|doi\.org|rcpch\.ac\.uk|barnardos\.org\.uk|unicef\.org"
    r"|who\.int|sciencedirect\.com|wiley\.com|tandfonline\.com|springer\.com|bmj\.com|thelancet\.com"
    r"|communitycare\.co"
    r"\.uk|lullabytrust\.org\.uk|childrenscommissioner\.gov\.uk|basw\.co\.uk|iicsa\.org\.uk)$"
)
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL_WORDS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[ -](?:first|second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth)|thirtieth|thirty[ -]first)"
)
_DATE = re.compile(
    rf"(?<![\w/.])(?:\d{{1,2}}(?:st|nd|rd|th)?(?:/|-|–| and | or ))?(?:\d{{1,2}} ?(?:st|nd|rd|th)?"
    rf"|{_ORDINAL_WORDS})(?: of)?[ ,-]{{0,2}}{MONTHS}\b[.,'’ -]{{0,3}}"
    r"(?:(?:19|20)\d\d|\d\d\b)?"
    rf"|(?<!\w){MONTHS}\.? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL_WORDS})(?![\w%])(?:,? (?:19|20)\d\d)?"
    r"|(?<![\w/.])(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:(?:19|20)\d\d|\d\d)(?![\w/])"
    r"|(?<![\w/.])(?:19|20)\d\d[/-](?:0[1-9]|1[0-2])[/-](?:0[1-9]|[12]\d|3[01])(?![\w/])"
    r"|(?<![\w/.])(?:0[1-9]|[12]\d|3[01]) (?:0[1-9]|1[0-2]) (?:19|20)\d\d(?!\w)"
    r"|(?<!\w)(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?\d{1,2}(?:st|nd|rd|th)(?!\w)"
    r"|(?<!\w)easter (?:sunday|monday) (?:19|20)\d\d"
    r"|(?<=\bon )(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\w/])"
    r"|(?<!\w)(?:christmas|boxing|new year'?s|valentine'?s) (?:day|eve) (?:19|20)\d\d"
    r"|(?<!\w)(?:dob|d\.o\.b\.?)[: ]{1,3}\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
    re.IGNORECASE,
)
MOST_LOOKED_AROUND = 50  # dates in a text: each look takes time, and those behind them are marked without one
_MAY_BE_NO_MONTH = re.compile(r"(?:may|march|mar|sept?|dec|jan) \d{1,2}$")  # "may 5 people"
# The day on which laws and contracts begin.
_FIRST_OF_MONTH = re.compile(r"0?1(?:st)?\b[ /.-]")
# What has a date in public: papers, laws, meetings of the trade.
_PUBLISHED = re.compile(
    r"\b(?:since|from|published|publish\w*|publication|guidance|statutory|came into force|in force|comes? into"
    r"|act|bill|launch\w*|accessed"
    r"|training|webinar|conference|seminar|workshop|course|updated|revised|version|deadline|regulations?|policy"
    r"|consultation|edition|session|circular|event|cpd|working together|took effect|royal assent|announce\w*"
    r"|report (?:of|dated|from)|speech|retrieved|downloaded|read (?:on|this)|posted|replaced|until|statistics|data"
    r"|incidents|period|year (?:to|ending)|ends?|between)\b",
    re.IGNORECASE,
)
_ABOUT_SOMEBODY = re.compile(
    r"\b(?:born|birthday|died|death|killed|dob|admitted|removed|hearing|inquest|funeral|stabbed|found dead|arrested"
    r"|sentenced|convicted|injur\w+|attacked|assault\w*|collapsed|he|she|him|her|his|boy|girl|baby|son|daughter"
    r"|grandson|granddaughter|nephew|niece|mum|mother|dad)\b",
    re.IGNORECASE,
)
_ROADS = (
    r"(?:road|rd|street|avenue|ave|close|lane|drive|crescent|cres|gardens|gdns|terrace|grove|court|way|walk|mews"
    r"|square"
    r"|place|estate|flats|house|towers|heights|parade|rise|row|green|hill|park|view)"
)
_HOUSE_NUMBER = re.compile(
    rf"(?<![\w£/.-])(?:flat |no\.? ?"
    rf"|number )?\d{{1,4}}[a-z]?,? (?:[^\W\d_][\w'’-]{{1,20}} ){{1,3}}{_ROADS}\b(?! of\b)",
    re.IGNORECASE,
)
_ROAD = re.compile(
    r"(?<![\w])(?P<name>[^\W\d_][\w'’-]{1,20})(?: (?P<second>[^\W\d_][\w'’-]{1,20}))? "
    r"(?P<road>road|rd|street|avenue|ave|close|lane|drive|crescent|terrace|grove|estate|flats|mews|walk|row|rise"
    r"|court|gardens|way"
    r"|house|towers|park|square|hill|green|(?-i:(?:St|Rd|Ave|Cl|Ln)(?! [A-Z])))(?![\w])",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"(?<!\w)(?:[A-Z][\w'’-]{1,20} ){1,2}(?:Cottages?|Farm|Barn|Villas?|Bungalow|Caravan Park)(?!\w)"
    r"|(?<![\w£/.-])\d{1,4}[a-z]?,? (?:[A-Z][\w'’-]{1,20} ){1,2}(?:Approach|Passage|Vale|Mead|End|Croft|Fold"
    r"|Garth|Gate|Wharf"
    r"|Quay|Bank|Brow|Side|Yard|Circus|Ridge|Meadows?|Fields|Leas|Chase|Dell|Copse|Orchard|Buildings|Heath|Common"
    r"|Bottom)(?!\w)"
)
_BEFORE_ROAD = re.compile(
    r"\b(?:on|in|at|off|from|to|of|near|down|up|outside|behind|by|the)\s+(?:the )?$", re.IGNORECASE
)
_NO_ROAD = read_words("before_roads")


def has_nhs_check_digit(digits: str) -> bool:
    """The last of ten digits follows from the others (modulus 11)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def find_shapes(text: str) -> Iterator[Mark]:
    links = [match.span() for match in _ADDRESS.finditer(text)]
    yield from _find_links(text, links)
    for match in _BARE_HOST.finditer(text):
        if match[0].lower().removeprefix("www.") in read_lists().press and not _is_in(match.start(), links):
            yield Mark.of(Kind.LINK, *match.span())
    for kind, pattern in (
        (Kind.EMAIL, _EMAIL),
        (Kind.EMAIL, _EMAIL_IN_WORDS),
        (Kind.ACCOUNT, _ACCOUNT_AFTER),
        (Kind.ACCOUNT, _ACCOUNT),
        (Kind.POSTCODE, _POSTCODE),
        (Kind.COURT, _COURT),
    ):
        yield from (
            Mark.of(kind, *match.span())
            for match in pattern.finditer(text)
            if not _is_in(match.start(), links)
        )
    yield from _find_numbers(text)
    yield from _find_references(text)
    yield from _find_dates(text)
    yield from _find_roads(text)


def find_districts(text: str) -> Iterator[tuple[int, int]]:
    """ "the M14 area", "in SE15": as much as a place."""
    for match in _DISTRICT.finditer(text):
        yield match.span("code") if match["code"] else match.span("before")


def _is_in(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _find_links(text: str, links: list[tuple[int, int]]) -> Iterator[Mark]:
    press = read_lists().press
    for start, end in links:
        match = _HOST.match(text[start:end])
        host = match[1].lower() if match else ""
        parts = host.split(".")
        is_press = any(".".join(parts[place:]) in press for place in range(len(parts)))
        if is_press or not _PUBLIC_HOST.search(host):
            yield Mark.of(Kind.LINK, start, end)


def _find_numbers(text: str) -> Iterator[Mark]:
    for match in _DIGITS.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        local = "0" + digits[2:].removeprefix("0") if match[0].lstrip("(").startswith("+44") else digits
        before = text[max(0, match.start() - 30) : match.start()]
        if has_nhs_check_digit(digits) or (len(digits) == 10 and _NHS_BEFORE.search(before)):
            yield Mark.of(Kind.NHS_NUMBER, *match.span())
        elif local[:1] == "0" and len(local) in (10, 11) and not _HELPLINE.match(local):
            yield Mark.of(Kind.PHONE, *match.span())


def _find_references(text: str) -> Iterator[Mark]:
    for match in _REFERENCE.finditer(text):
        name = "ref" if match["ref"] else "bare"
        if not _NO_CASE.match(match[name].strip()):
            yield Mark.of(Kind.COURT, *match.span(name))


def _find_dates(text: str) -> Iterator[Mark]:
    for number, match in enumerate(_DATE.finditer(text)):
        if match[0][:1].islower() and _MAY_BE_NO_MONTH.match(match[0]):
            continue
        if number < MOST_LOOKED_AROUND and _is_date_of_rules(text, match):
            continue
        yield Mark.of(Kind.DATE, match.start(), match.start() + len(match[0].rstrip(" ,.-'’")))


def _is_date_of_rules(text: str, match: re.Match[str]) -> bool:
    """Whether what stands around says that a paper or a law has this date, and is about nobody."""
    start = max(
        text.rfind(". ", 0, match.start()), text.rfind("\n", 0, match.start()), match.start() - 120, 0
    )
    stop = min(place if (place := text.find(". ", match.end())) >= 0 else len(text), match.end() + 80)
    around = f"{text[start : match.start()]} {text[match.end() : stop]}"
    is_of_rules = _PUBLISHED.search(around) or _FIRST_OF_MONTH.match(match[0])
    return bool(is_of_rules) and not _ABOUT_SOMEBODY.search(around)


def _find_roads(text: str) -> Iterator[Mark]:
    for match in (*_HOUSE_NUMBER.finditer(text), *_HOUSE.finditer(text)):
        number, *_, last, _road = ["", *match[0].split()] if match[0][0].isupper() else match[0].split()
        if fold(last) not in _NO_ROAD and not _NO_CASE.match(number.rstrip(",")):
            yield Mark.of(Kind.ADDRESS, *match.span())
    words = read_lists().words
    for match in _ROAD.finditer(text):
        name = match["second"] or match["name"]
        start = match.start("second") if match["second"] else match.start()
        folded = fold(name)
        if folded.removesuffix("'s") in _NO_ROAD or fold(match["name"]) in {"crown", "high", "great"}:
            continue
        is_capital = name[:1].isupper() and (match["road"][:1].isupper() or folded not in words)
        is_road = match["road"].lower() in {
            "st",
            "cl",
            "ln",
            "road",
            "rd",
            "street",
            "avenue",
            "ave",
            "close",
            "crescent",
            "estate",
            "lane",
        }
        before = text[max(0, start - 12) : start]
        kind = match["road"].lower()
        if kind in {"court", "way", "house", "park", "square", "hill", "green", "gardens"}:
            if not (is_capital and folded not in words and _BEFORE_ROAD.search(before)):
                continue
        elif kind in {"walk", "row", "rise"}:
            if not (name[:1].isupper() and match["road"][:1].isupper() and _BEFORE_ROAD.search(before)):
                continue
        elif not is_capital and not (
            is_road and folded not in words and (_BEFORE_ROAD.search(before) or match["second"])
        ):
            continue
        yield Mark.of(Kind.ADDRESS, start, match.end())
