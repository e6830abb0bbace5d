"""What spreadsheet programs leave in a cell instead of what was typed: errors, long numbers cut short, dates."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from reviews.control_characters import explain_control_character
from themes.importers.spreadsheets.opening import NO_RESULT
from themes.importers.spreadsheets.text import shorten

_ERROR = re.compile(r"#(?:N/?[AVDB]|GETTING_DATA|[¿¡]?[A-ZÀ-Ý0-9/_]+[!?]|#+)|Err:[0-9]{3}")
_CUT_NUMBER = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E[+-][0-9]{1,3}", re.IGNORECASE)
# UTF-8 that was opened as Windows-1252 and saved again: "childrenâ€™s", "cafÃ©".
# And curly marks of an old Mac that were opened so ("childrenÕs"), or are lost ("children?s").
_DECODED_TWICE = re.compile(
    "â€[™˜œ“”¦¢\x9d]|[ÂÃ][\x80-\xbf]|(?<=[a-z])[ÕÓ](?![a-z]{3})|\ufffd|(?<=[a-z])\\?(?:s|t|re|ll|ve)(?![\\w=&/#.-])"
)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    rf"{_MONTH}[- /][0-9]{{1,4}}|[0-9]{{1,4}}[- /]{_MONTH}(?:[- /][0-9]{{2,4}})?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:.]+)?|[0-9]{1,2}([/.])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})(?: [0-9:.]+)?",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_AND_YEAR = re.compile(
    rf"(?P<month>{'|'.join(MONTHS)})[- ](?P<year>[0-9]{{2}}|[0-9]{{4}})", re.IGNORECASE
)
_DAY_IN_FIGURES = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})(?: 0{1,2}:00(?::00)?)?")
# Days since 1900, as programs count them: 1927 to 2064.
_DAY_NUMBER = re.compile(r"[1-5][0-9]{4}(?:\.0)?")


def explain_spoiled(text: str) -> str | None:
    """What is wrong with a cell that nobody can have typed so, and what to do; None for any other."""
    if message := explain_control_character(text):
        return message
    text = text.strip()
    if text == NO_RESULT:
        return "There is a formula here whose result is not in the file. Write the value itself."
    if _ERROR.fullmatch(text):
        return f"“{text}” is an error of the spreadsheet program. Write what was meant, or empty the cell."
    if _CUT_NUMBER.fullmatch(text):
        return (
            f"“{text}” is what a spreadsheet program made of a longer number, and its digits are lost. Format the "
            "cell as text, and type the number again."
        )
    if found := _DECODED_TWICE.search(text):
        return (
            f"“{shorten(text[max(0, found.start() - 10) :], 30)}” has signs that were opened as another kind of "
            "text and saved so. Export the sheet again, open it as UTF-8, and make your change there."
        )
    return None


def read_program_date(text: str) -> str:
    """A date as spreadsheet programs show it, in our own form: "2008-01" of "Jan-08", "2011-03-31" of "31/03/2011".

    Any other text as it is. Raises ValidationError for one that may be read day first or month first.
    """
    if month := _MONTH_AND_YEAR.fullmatch(text.strip()):
        year = int(month["year"])
        year += 0 if year > 99 else 1900 if year > 49 else 2000
        return f"{year}-{MONTHS.index(month['month'].lower()) + 1:02}"
    if not (day := _DAY_IN_FIGURES.fullmatch(text.strip())):
        return text
    first, second = int(day[1]), int(day[3])
    day_first, month_first = f"{day[4]}-{second:02}-{first:02}", f"{day[4]}-{first:02}-{second:02}"
    if first > 12 or first == second:
        return day_first
    if second > 12:
        return month_first
    raise ValidationError(
        f"“{text.strip()}” can be read in two ways. Write {day_first} or {month_first}, in a cell formatted as text."
    )


def is_date(text: str) -> bool:
    """Whether it is a day or a month, as programs show them."""
    return bool(_DATE.fullmatch(text.strip()))


def refuse_dates(text: str, *, day_numbers: bool) -> None:
    """For cells where no date belongs. Raises ValidationError; with `day_numbers` also for one such as 41984."""
    text = text.strip()
    if is_date(text) or (day_numbers and _DAY_NUMBER.fullmatch(text)):
        raise ValidationError(
            f"“{text}” may be a date that a spreadsheet program made of something like “12-14”. Format the cell as "
            "text, and type again what was meant.",
            code="date",
        )
