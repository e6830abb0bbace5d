"""Time that the law counts: hours of working days in England and Wales, and days up to their last midnight.

A working day is any but Saturdays, Sundays, Good Friday, Christmas Day and bank holidays, and counts with all its 24
hours: the regulations about notices of defamation leave out whole days, not nights. Clocks change on Sundays, so that
no working day is longer or shorter.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")  # Wales has the same
SATURDAY = 5
DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in BANK_HOLIDAYS


def add_working_hours(start: datetime, hours: int) -> datetime:
    """When that many hours of working days have passed since `start`."""
    here, left = _begin_working(start), timedelta(hours=hours)
    while (today := _find_midnight(here.date() + DAY) - here) < left:
        left -= today
        here = _begin_working(_find_midnight(here.date() + DAY))
    return here + left


def count_working_time(start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` falls on working days; less than nothing where `end` is before."""
    if end < start:
        return -count_working_time(end, start)
    first, last = start.astimezone(LONDON), end.astimezone(LONDON)
    counted, day = timedelta(), first.date()
    while day <= last.date():
        if is_working_day(day):
            counted += min(last, _find_midnight(day + DAY)) - max(first, _find_midnight(day))
        day += DAY
    return counted


def add_working_days(start: datetime, days: int) -> datetime:
    """The end of the working day that is so many after that of `start`."""
    day = start.astimezone(LONDON).date()
    while days:
        day += DAY
        days -= is_working_day(day)
    return _find_midnight(day + DAY)


def end_of_day_after(start: datetime, days: int) -> datetime:
    """The midnight that ends the day so many days after that of `start`, of whatever kind the days are."""
    return _find_midnight(start.astimezone(LONDON).date() + timedelta(days=days + 1))


def find_last_day(due: datetime) -> date:
    """The last day before a time is over: that before a midnight, which ends it."""
    return (due - timedelta(microseconds=1)).astimezone(LONDON).date()


def describe_deadline(due: datetime) -> str:
    """What follows "by" or "until": "the end of Sunday 6 December 2026", or with an hour where it is no midnight."""
    here = due.astimezone(LONDON)
    if here.time() == time():
        return f"the end of {find_last_day(due):%A %-d %B %Y}"
    return f"{here:%A %-d %B %Y, %H:%M}"


def _begin_working(moment: datetime) -> datetime:
    """The moment itself on a working day, else the beginning of the next."""
    here = moment.astimezone(LONDON)
    while not is_working_day(here.date()):
        here = _find_midnight(here.date() + DAY)
    return here


def _find_midnight(day: date) -> datetime:
    """Where a day begins."""
    return datetime.combine(day, time(), LONDON)
