"""Which years an article says its incidents are from: "incidents between 1 April 2011 and 31 March 2014"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from themes.importers.article.moments import MONTH

LONGEST_PERIOD = 20  # years; what is longer is a history, not the period of one analysis

_KEYWORD = r"\b(?:incidents?|analys[ei]s|reviews?|SCRs?)\b"
_KEYWORD_ANYWHERE = re.compile(_KEYWORD, re.IGNORECASE)
_KEYWORD_BEFORE = re.compile(rf"{_KEYWORD}[^.!?\n]{{0,80}}\Z", re.IGNORECASE)
_KEYWORD_BEHIND = re.compile(rf"(?:[ ][\w’'-]+){{0,3}}[ ]{_KEYWORD}", re.IGNORECASE)
_NEAR = 100  # characters before a year that are looked at
_REACH = 1_000  # characters on either side of a keyword; twenty years listed one by one take fewer
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_POINT = re.compile(
    rf"""(?<![\w./])
    (?:(?:the\s+)?(?:start|beginning|middle|end)\s+of\s+)?(?:the\s+)?
    (?:(?:early|mid|late|spring|summer|autumn|winter|(?:financial\s+|calendar\s+)?years?)[\s-]+)?
    (?P<month>(?:{_NTH}\s+(?:of\s+)?)?(?:{MONTH})\.?,?\s+(?:{_NTH},?\s+)?[’']?|\d{{1,2}}(?P<sign>[/.])\d{{1,2}}(?P=sign))?
    (?P<year>(?:19|20)\d\d|(?<=\d[/.])\d\d|(?<=[’'])\d\d)
    (?:-\d\d-\d\d|[/–-](?P<short>\d{{1,2}}|(?<=/)(?:19|20)\d\d))?
    (?![\w]|/\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONNECTOR = re.compile(
    r"\s*[-–—−/]\s*|,?\s+(?:to|and|until|till|through(?:\s+to)?|up\s+to(?:\s+and\s+including)?)\s+",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:,|;|&|,?\s+and)\s+(?:in\s+)?", re.IGNORECASE)
_SHORT_BEHIND = re.compile(r"\s+to\s+(\d\d)(?=\s*(?:[.,;:)]|\Z))")
_COUNTED = re.compile(
    r"\b(?P<count>two|three|four|five|[2-9])[ -]years?(?:[ -]period)?\s+"
    r"(?P<way>from|beginning|to|ending(?:\s+(?:in|on))?|until|up\s+to)\s+\Z",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
_BETWEEN = re.compile(r"\bbetween\s+\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*[-–]\s*\d")  # three numbers in a row are something else


class _NamedPeriod(NamedTuple):
    start: int
    end: int
    first: int
    last: int


def find_incident_years(text: str) -> tuple[int, int] | None:
    """The latest period that incidents, reviews or an analysis are said to be from.

    A new analysis is compared with older ones, so the latest period named is the article's own.
    """
    plausible = [
        (period.first, period.last)
        for period in _find_periods(text)
        if 0 < period.last - period.first <= LONGEST_PERIOD and _is_of_incidents(text, period)
    ]
    return max(plausible, key=lambda years: (years[1], years[0]), default=None)


def _is_of_incidents(text: str, period: _NamedPeriod) -> bool:
    before = text[max(0, period.start - _NEAR) : period.start]
    behind = text[period.end : period.end + _NEAR]
    if _GOES_ON.match(behind):
        return False
    return bool(_KEYWORD_BEFORE.search(before) or _KEYWORD_BEHIND.match(behind))


def _find_periods(text: str) -> Iterator[_NamedPeriod]:
    points = [point for start, end in _find_surroundings(text) for point in _POINT.finditer(text, start, end)]
    used = -1
    for number, (point, following) in enumerate(zip(points, [*points[1:], None], strict=False)):
        if point.start() < used:
            continue
        period = (following and _join_points(text, point, following)) or _read_alone(text, point)
        period = _join_listed_years(text, period or _read_year_alone(point), points, number + 1)
        if period.first < period.last:
            used = period.end
            yield period


def _find_surroundings(text: str) -> list[tuple[int, int]]:
    """The stretches of a text around its keywords: years anywhere else are of nothing that we look for."""
    stretches: list[tuple[int, int]] = []
    for keyword in _KEYWORD_ANYWHERE.finditer(text):
        start, end = max(0, keyword.start() - _REACH), keyword.end() + _REACH
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


def _join_points(text: str, point: re.Match[str], following: re.Match[str]) -> _NamedPeriod | None:
    """ "April 2009-March 2011", "2009/10 to 2010/11"; but "2009-11 and 2011-14" are two periods."""
    between = text[point.end() : following.start()]
    if len(between) > _NEAR or not _CONNECTOR.fullmatch(between):
        return None
    if any(one["short"] and _read_short(one) - _read_year(one) != 1 for one in (point, following)):
        return None
    if (
        "and" in between
        and point["short"]
        and not _BETWEEN.search(text, max(0, point.start() - _NEAR), point.start())
    ):
        return None
    last = _read_short(following) if following["short"] else _read_year(following)
    return _NamedPeriod(point.start(), following.end(), _read_year(point), last)


def _join_listed_years(
    text: str, period: _NamedPeriod, points: Sequence[re.Match[str]], number: int
) -> _NamedPeriod:
    """Years that follow each other are one period: "2011, 2012 and 2013", "2003/04, 2004/05 and 2005/06"."""
    is_financial = period.first < period.last
    while number < len(points) and points[number].start() < period.end:
        number += 1
    while number < len(points):
        point = points[number]
        number += 1
        first, last = _read_year(point), _read_short(point) if point["short"] else _read_year(point)
        is_next = (
            last == period.last + 1 and first == last - is_financial and bool(point["short"]) == is_financial
        )
        if not is_next or point["month"] or not _LISTED.fullmatch(text, period.end, point.start()):
            break
        period = period._replace(end=point.end(), last=last)
    return period


def _read_year_alone(point: re.Match[str]) -> _NamedPeriod:
    return _NamedPeriod(point.start(), point.end(), _read_year(point), _read_year(point))


def _read_alone(text: str, point: re.Match[str]) -> _NamedPeriod | None:
    """ "2009-11", "2003–5", "2009 to 11", "three years to March 2014"."""
    year = str(_read_year(point))
    counted = _COUNTED.search(text[max(0, point.start() - _NEAR) : point.start()])
    if counted and point["month"]:
        word, start = counted["count"].lower(), point.start() - len(counted[0])
        count = _COUNTS.get(word) or int(word)
        first = _read_year(point) - (0 if counted["way"].lower() in ("from", "beginning") else count)
        return _NamedPeriod(start, point.end(), first, first + count)
    if point["short"]:
        return _NamedPeriod(point.start(), point.end(), int(year), _read_short(point))
    if behind := _SHORT_BEHIND.match(text, point.end()):
        return _NamedPeriod(point.start(), behind.end(), int(year), int(year[:2] + behind[1]))
    return None


def _read_short(point: re.Match[str]) -> int:
    """The year that "11" stands for in "2009-11", and "5" in "2003-5"."""
    short = point["short"]
    return int(str(_read_year(point))[: 4 - len(short)] + short)


def _read_year(point: re.Match[str]) -> int:
    year = point["year"]
    return int(year) if len(year) == 4 else 2000 + int(year)
