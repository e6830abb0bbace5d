"""Days and times as comment headers and bylines state them: what is not plainly a date is none.

Figures are read the British way, day first. Times are the clock of the United Kingdom, without a zone.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONGEST = 200  # characters; longer lines are prose

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_CLOCK = re.compile(
    r"""(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?
    \s*(?P<half>[ap])?.*?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# A bare number beside a date is no time: minutes or "am" make it one.
_TIME = r"""\d{1,2}(?:[:.]\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)
    (?:\s*(?:Z|UTC|GMT|BST|[+-]\d{2}:?\d{2}))?"""
_MOMENT = re.compile(
    rf"""(?<![\w./-])
    (?:(?P<time_before>{_TIME})(?:\s*,|\s+on)?\s+)?
    (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?
    (?:
        (?P<year_iso>\d{{4}})(?P<iso_sign>[-/.])(?P<month_iso>\d{{2}})(?P=iso_sign)(?P<day_iso>\d{{2}})
        | (?P<day_figures>\d{{1,2}})\s?(?P<sign>[/.·-])\s?(?P<month_figures>\d{{1,2}})\s?(?P=sign)\s?
          (?P<year_figures>\d{{4}}|\d{{2}})
        | (?:
            (?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?|-)(?P<month_second>[a-z]{{3,9}})\.?,?
            | (?P<month_first>[a-z]{{3,9}})\.?\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,?
        )(?:\s+[’']?|-)(?P<year>\d{{4}}|(?<=[’'-])\d{{2}})
    )
    (?:(?:T|\s*[,|·•(–—-]\s*|\s+)(?:(?:at|@)\s*)?(?P<time_after>{_TIME}))?
    \s*\)?\s*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# What only says how long ago it was when the page was read, or leaves out the year.
_VAGUE = re.compile(
    rf"""(?<![\w./-])(?:
        (?:(?:about|over|almost|nearly)\s+)?(?:an?|one|two|three|\d{{1,3}})\s*
          (?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|mo|years?|yrs?|[smhdwy])\s+ago
        | just\s+now
        | (?:yesterday|today)(?:,?\s+(?:at\s+)?{_TIME})?
        | (?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})|(?:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?)
          ,?\s+(?:(?:at|@)\s*)?{_TIME}
    )\s*\)?\s*\Z""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and perhaps a time at the end of a text. `day` is None for a date that no calendar has, or for none."""

    before: str  # the text in front
    as_given: str
    day: date | None
    at: datetime | None  # only where a time is stated


def find_closing_moment(text: str) -> Moment | None:
    """The date, with or without time, that a short text ends with."""
    if len(text) > LONGEST:
        return None
    for match in _MOMENT.finditer(text):
        month = _read_month(match)
        if month is not None:
            return _read_moment(text, match, month)
    return None


def find_vague_moment(text: str) -> Moment | None:
    """What a short text ends with that tells of a time and of no day: "3 years ago", "7 July, 14:05"."""
    match = _VAGUE.search(text) if len(text) <= LONGEST else None
    return Moment(text[: match.start()].rstrip(), match[0].strip(" ()"), None, None) if match else None


def _read_month(match: re.Match[str]) -> int | None:
    figures = match["month_iso"] or match["month_figures"]
    if figures:
        return int(figures)
    word = (match["month_second"] or match["month_first"]).lower()
    for number, name in enumerate(_MONTHS, start=1):
        if word in {name, name[:3]} or (word == "sept" and number == 9):
            return number
    return None


def _read_moment(text: str, match: re.Match[str], month: int) -> Moment:
    before = text[: match.start()].rstrip()
    as_given = match[0].strip(" ()")
    year = match["year_iso"] or match["year_figures"] or match["year"]
    day = match["day_iso"] or match["day_figures"] or match["day_first"] or match["day_second"]
    try:
        stated = date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
        return Moment(before, as_given, stated, _read_time(match, stated))
    except ValueError:
        return Moment(before, as_given, None, None)


def _read_time(match: re.Match[str], day: date) -> datetime | None:
    stated = match["time_after"] or match["time_before"]
    clock = _CLOCK.match(stated) if stated else None
    return _convert_zone(datetime.combine(day, _read_clock(clock)), clock["zone"]) if clock else None


def _read_clock(clock: re.Match[str]) -> time:
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour of the half day")
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    return time(hour, int(clock["minute"] or 0), int(clock["second"] or 0))


def _convert_zone(at: datetime, zone: str | None) -> datetime:
    if zone is None:
        return at
    # UTC and offsets are not what the clocks here showed; "GMT" is written in summer, too.
    offset = "+00:00" if zone.upper() in {"Z", "UTC", "GMT"} else zone
    aware = datetime.fromisoformat(at.isoformat() + offset)
    return aware.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)
