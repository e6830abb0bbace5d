"""Dates that are known only to the month or the year, as title pages give them."""

import calendar
import re
from datetime import date

from django.db import models
from django.utils.formats import date_format

PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Precision(models.TextChoices):
    DAY = "day", "to the day"
    MONTH = "month", "to the month"
    YEAR = "year", "to the year"


def read_partial_date(text: str, *, last: bool = False) -> tuple[date, Precision]:
    """Read "2016", "2016-05" or "2016-05-24"; `last` takes the last day of the month or year, not the first.

    Raises ValueError, with words for the person who typed it.
    """
    match = PARTIAL.fullmatch(text.strip())
    if not match:
        raise ValueError(f'"{text}" is not a date: write 2016, 2016-05 or 2016-05-24.')
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101 - the pattern always has it
    try:
        if month is None:
            return (date(year, 12, 31) if last else date(year, 1, 1)), Precision.YEAR
        if day is None:
            last_day = calendar.monthrange(year, month)[1]
            return date(year, month, last_day if last else 1), Precision.MONTH
        return date(year, month, day), Precision.DAY
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f'"{text}" is not a date: {error}.') from error


def print_partial_date(value: date, precision: str) -> str:
    """ "24 May 2016", "May 2016" or "2016", no more exact than it is known."""
    return date_format(value, {Precision.DAY: "j F Y", Precision.MONTH: "F Y"}.get(Precision(precision), "Y"))
