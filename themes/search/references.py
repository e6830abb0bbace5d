"""A search that is nothing but a reference: "F119", "DFE-RR226", an ISBN, "pg 11 & 179"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from reviews.models import Review
from reviews.page_labels import label_at, sort_key
from themes.citations.locators import LocatorError, Pages, parse, render
from themes.enums import FindingState
from themes.models import Finding, PageCitation
from themes.search.words import MOST_CHARACTERS, normalise

MOST_TARGETS = 10
MOST_CITATIONS = 200  # page lists that one look-up reads
LONGEST_NUMBER = 9  # digits of a finding's number that the database can hold

_FINDING = re.compile(r"(?:finding(?: no| number)? f?|f) ?0*([1-9][0-9]*)")
_NUMBER = re.compile(r"[a-z]{0,10}[0-9]{3,}x?")  # without hyphens and spaces
_PAGES = re.compile(r"\s*(?:pages?|pgs?|pp?)(?:\.?\s*[0-9]|\b\.?\s*[ivxlc])", re.IGNORECASE)
_FINDINGS = re.compile(r"f0*[1-9][0-9]{0,8}(?: f0*[1-9][0-9]{0,8})+")


@dataclass(frozen=True, slots=True)
class Reference:
    """What was referred to. Nothing is found when `targets`, of (text, address), is empty."""

    kind: str  # "finding", "review" or "page"
    meaning: str  # in words, to stand in a sentence or as a heading
    targets: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.targets)


def reference(text: str) -> Reference | None:
    """What the whole text refers to, or None if it is no reference: one query at most. Never raises."""
    if len(text) > MOST_CHARACTERS:
        return None
    plain = " ".join(re.sub(r"[^\w ]", " ", normalise(text)).split())
    if match := _FINDING.fullmatch(plain):
        return _finding(match[1])
    if _FINDINGS.fullmatch(plain):
        return _list(plain)
    if _PAGES.match(text):
        return _pages(text)
    return _review(plain)


def _finding(digits: str) -> Reference:
    code = f"F{digits:0>3}"
    shown = Finding.objects.filter(
        number=digits, state__in=[FindingState.PUBLISHED, FindingState.WITHDRAWN]
    ).only("number", "state")
    finding = shown.first() if len(digits) <= LONGEST_NUMBER else None
    if finding is None:
        return Reference("finding", f"finding {code}")
    withdrawn = ", withdrawn" if finding.state == FindingState.WITHDRAWN else ""
    return Reference(
        "finding", f"finding {code}{withdrawn}", ((f"Finding {code}", finding.get_absolute_url()),)
    )


def _list(plain: str) -> Reference:
    """Several findings: the list of them, which says itself what it cannot show."""
    codes = [f"F{code.lstrip('f0'):0>3}" for code in plain.split()]
    query = "&".join(f"id={code}" for code in codes)
    return Reference(
        "list", "a list of findings", (("A list of findings", f"{reverse('finding-list')}?{query}"),)
    )


def _review(plain: str) -> Reference | None:
    """By report number or ISBN, with or without hyphens and spaces; "RR226" will do for "DFE-RR226"."""
    wanted = plain.removeprefix("isbn").replace(" ", "")
    if not _NUMBER.fullmatch(wanted):
        return None
    numbered = Review.objects.exclude(report_number="", isbn="").order_by("pk")
    for review in numbered.only("slug", "short_title", "report_number", "isbn"):
        known_as = {
            _compact(review.isbn): f"ISBN {review.isbn}",
            _compact(review.report_number.rpartition("-")[2]): f"report {review.report_number}",
            _compact(review.report_number): f"report {review.report_number}",
        }
        if meaning := known_as.get(wanted):
            return Reference("review", meaning, ((review.short_title, review.get_absolute_url()),))
    return None


def _compact(number: str) -> str:
    return re.sub(r"[^0-9a-z]", "", number.lower())


def _pages(text: str) -> Reference | None:
    try:
        asked = parse(text)
    except LocatorError:
        return None
    overlaps = (
        Q(first_sort__lte=sort_key(pages.last), last_sort__gte=sort_key(pages.first)) for pages in asked
    )
    shown = Finding.objects.in_lists().order_by()
    cited = (
        PageCitation.objects.filter(reduce(or_, overlaps), citation__findings__in=shown)
        .select_related("review")
        .order_by("review__published", "review", "first_sort", "pk")
        .distinct()[:MOST_CITATIONS]
    )
    targets = dict.fromkeys(
        (f"Page {label} of {citation.review.short_title}", citation.review.page_url(label))
        for citation in cited
        for label in _labels(asked, citation)
    )
    return Reference("page", render(asked), tuple(targets)[:MOST_TARGETS])


def _labels(asked: Sequence[Pages], citation: PageCitation) -> Iterator[str]:
    """The pages asked for that this one cites."""
    for pages in asked:
        first = max(sort_key(pages.first), citation.first_sort)
        last = min(sort_key(pages.last), citation.last_sort)
        yield from (label_at(key) for key in range(first, min(last, first + MOST_TARGETS) + 1))
