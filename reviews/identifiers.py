"""Numbers that publications are known by, as people print and type them: ISBN and DOI. Nothing is asked of any site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from stdnum import isbn as isbns
from stdnum.exceptions import InvalidChecksum, ValidationError

_DASHES = re.compile(r"[\s‐-―−-]+")
_PRINTED_ISBN = re.compile(
    r"ISBN(?:[\s-]*1[03]\b(?![\s-]*\d))?[^\dX]{0,20}((?:97[89][\s‐-―−-]*)?\d(?:[\s‐-―−-]*\d){8}[\s‐-―−-]*[\dXx])(?!\d)"
    r"|(?<![\d-])(97[89](?:[\s‐-―−-]?\d){10})(?![\d-])",
    re.IGNORECASE,
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>“”‘’]+", re.IGNORECASE)
_END_OF_DOI = ".,;:’'”\"…"


class IdentifierError(ValueError):
    """What is no such number; the message says why, and what to do."""


def is_isbn(text: str) -> bool:
    return bool(isbns.is_valid(_DASHES.sub("", text)))


def find_isbns(text: str) -> Iterator[tuple[str, bool]]:
    """Every ISBN of a text as printed there, and whether its last digit fits the others."""
    for match in _PRINTED_ISBN.finditer(text):
        printed = " ".join((match[1] or match[2]).split())
        yield printed, is_isbn(printed)


def reduce_isbn(text: str) -> str:
    """The same for every way to write an ISBN, of 10 or 13 digits; empty for what is none."""
    digits = _DASHES.sub("", text)
    return isbns.to_isbn13(isbns.validate(digits)) if isbns.is_valid(digits) else ""


def find_registrant(text: str) -> str:
    """The part of an ISBN that says who publishes, as in "978-1-84775"; empty where that is not known."""
    prefix, group, registrant, *_ = isbns.split(reduce_isbn(text)) if reduce_isbn(text) else ("", "", "")
    return f"{prefix}-{group}-{registrant}" if registrant else ""


def read_isbn(typed: str) -> str:
    """An ISBN as it was typed, without the word. Raises IdentifierError."""
    text = " ".join(re.sub(r"^\s*ISBN(?:[\s-]*1[03](?=\s*:))?[\s:]*", "", typed, flags=re.IGNORECASE).split())
    try:
        isbns.validate(_DASHES.sub("", text))
    except InvalidChecksum as error:
        raise IdentifierError(
            f"“{text}” is no ISBN: its last digit does not fit the others, so one of them is wrong. Compare it with "
            "the report."
        ) from error
    except ValidationError as error:
        raise IdentifierError(
            f"“{text}” is no ISBN: it has 10 or 13 digits. Compare it with the report."
        ) from error
    return text


def find_dois(text: str) -> list[str]:
    """Every DOI of a text, each once, in small letters as they are compared."""
    return list(dict.fromkeys(_trim_doi(match[0]) for match in _DOI.finditer(text)))


def _trim_doi(doi: str) -> str:
    doi = doi.rstrip(_END_OF_DOI)
    for opening, closing in ("()", "[]", "{}"):
        while doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            doi = doi[:-1].rstrip(_END_OF_DOI)
    return doi.lower()


def read_doi(typed: str) -> str:
    """A DOI, from itself or from an address that leads to it. Raises IdentifierError."""
    found = find_dois(unquote(typed))
    if not found:
        raise IdentifierError(f"“{typed.strip()}” is no DOI: it begins with 10., as 10.1002/car.2462 does.")
    return found[0]


def get_doi_address(doi: str) -> str:
    return f"https://doi.org/{doi}"
