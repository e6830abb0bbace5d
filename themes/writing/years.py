"""Whether a wording says by itself which years its reviews are of."""

from __future__ import annotations

import re

# What has a year in its name, or a number like one. None of them says which years reviews are of.
NO_YEARS_OF_REVIEWS = re.compile(
    r"\b(?:acts?|regulations?|convention|working together(?: to safeguard children)?|keeping children safe in education"
    r"|every child matters|pages?|pp?\.)(?: of|,)? ?\(?(?:19|20)\d\d\b\)?"
    r"|\b(?:19|20)\d\d(?: and (?:19|20)\d\d)?(?: [a-z]+)? (?:acts?|regulations|guidance|convention)\b",
    re.IGNORECASE,
)
# Next to digits, a point, a comma, a letter or a sign of money, four digits are another number.
_YEAR = re.compile(r"(?<![\w£$€#])(?<!\d[.,:])(?:19|20)\d\d(?![\d%]|[.,]\d|(?!s\b)[^\W\d])")
_COUNTED = re.compile(
    r"\s+(?:(?!(?:on|of|in|and|or|to|for|with|by|that|which|whose|had|has|were|was|the|no|some|many|most|found)\s)[a-z]+\s+)?"
    r"(?:(?P<work>reviews|cases|incidents|reports|analyses|studies|inspections)|children|babies"
    r"|infants|boys|girls|teenagers|people|mothers|fathers|parents|families|adults|deaths|referrals|recommendations"
    r"|assessments|records|plans|contacts|staff|practitioners|workers|pages|words|hours|days|weeks|miles|pounds|times"
    r"|per cent|percent)\b",
    re.IGNORECASE,
)
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
# What stands before a year and hardly before a number: "in 2013 children were", "from 2009 to 2011 babies were".
_BEFORE_A_YEAR = re.compile(
    rf"(?:\b(?:in|from|since|until|till|by|during|between|before|after|early|mid|late|{_MONTH})[ -]"
    r"|(?:19|20)\d\d(?:[-–/]\d\d)?(?: to | and |, |[-–/])|(?P<the>\bthe ))$",
    re.IGNORECASE,
)


def names_years(text: str) -> bool:
    """Whether the text names a year from 1900 to 2099 that is neither a count of things nor part of a law's name."""
    text = NO_YEARS_OF_REVIEWS.sub(lambda found: " " * len(found[0]), text)
    return any(not _is_count(text, year) for year in _YEAR.finditer(text))


def _is_count(text: str, year: re.Match[str]) -> bool:
    """ "2000 children", "the 2000 children"; but "in 2013 children were", "the 2013 reviews"."""
    counted = _COUNTED.match(text, year.end())
    before = _BEFORE_A_YEAR.search(text, 0, year.start())
    if counted is None or before is None:
        return counted is not None
    return bool(before["the"]) and not counted["work"]
