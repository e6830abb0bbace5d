"""Which report somebody means: "Brandon et al 2013", "Pathways to harm", "RR226", an ISBN.

All words of a description must fit a report: its authors, years, title, publisher or numbers. Whole titles, years of
publication and first authors come before parts of titles, years of incidents and further authors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Value
from django.db.models.functions import Concat

from reviews.collection_version import kept_by_version
from reviews.models import Review
from themes.search.words import is_stop_word, key, normalise, split_words

_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−/", "-"), "_": " "})
_YEAR = r"(?:19|20)[0-9]{2}"
_RANGE = re.compile(rf"\b({_YEAR})(?:\s*-\s*|[\s-]*\b(?:to|and)\b[\s-]*)({_YEAR}|[0-9]{{2}})\b")
# Of an address on the web only its end says which report it is of.
_ADDRESS = re.compile(r"https?://(?:[^\s/]*/)*|\.(?:pdf|html?|docx?)\b", re.IGNORECASE)
_SINGLE = re.compile(rf"\b({_YEAR})[a-z]?\b")
_ISBN = re.compile(r"\b(?:isbn\W*)?((?:97[89][- ]?)?[0-9](?:[- ]?[0-9]){8}[- ]?[0-9x])\b")
_RESEARCH_REPORT = re.compile(r"\bresearch (report|brief)(?: (?:no|number))?\W*(?=[0-9])")
_NUMBERED = re.compile(r"\b(?:[a-z]{2,5}[- ]*)?r[rb][- ]*[0-9]{2,5}\b")
# They stand in many references and tell no report from another.
_FILLING = frozenset(
    map(
        key,
        """et al dfe dcsf ed eds editor editors see cf ibid op cit report reports review reviews scr scrs serious case
        cases analysis analyses study studies biennial triennial final full department government isbn no number vol
        volume others colleagues london national overview page pages author authors year published by""".split(),  # noqa: SIM905
    )
)


class YearFit(IntEnum):
    """How a report fits the years of a description."""

    OTHER = 0
    UNDATED = 1
    INCIDENTS = 2  # it covers incidents of that year
    PUBLISHED = 3  # or the very span of its incidents, or no year was given


@dataclass(frozen=True, slots=True)
class Description:
    """What was typed about a report, taken apart."""

    keys: tuple[str, ...]  # all its words, in their order
    telling: frozenset[str]
    years: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    isbns: frozenset[str]
    text: str  # lower case, without years and ISBNs

    @property
    def has_number(self) -> bool:
        return bool(self.isbns) or bool(_NUMBERED.search(self.text))


@dataclass(frozen=True, slots=True)
class MeantReport:
    """A report that fits. It is named when nothing else could be called so, short of an equal one."""

    review: Review
    year_fit: YearFit
    is_named: bool  # by a number, a whole title, or an author and the year

    @property
    def is_of_the_year(self) -> bool:
        return self.year_fit == YearFit.PUBLISHED


def describe(text: str) -> Description:
    text = _ADDRESS.sub(" ", text)
    plain = _RESEARCH_REPORT.sub(lambda match: f"r{match[1][0]}", text.translate(_DASHES).lower())
    plain = re.sub(rf"(?<=[a-z])(?={_YEAR}\b)", " ", plain)
    isbns = frozenset(_strip_isbn(match[1]) for match in _ISBN.finditer(plain))
    plain = _ISBN.sub(" ", plain)
    spans = tuple((int(first), int(first[: 4 - len(last)] + last)) for first, last in _RANGE.findall(plain))
    plain = _RANGE.sub(" ", plain)
    years = tuple(map(int, _SINGLE.findall(plain)))
    plain = _SINGLE.sub(" ", plain)
    keys = _list_keys(plain)
    return Description(keys, _find_telling(plain), years, spans, isbns, plain)


def find_reports(described: Description, *, leniently: bool) -> list[MeantReport]:
    """Those that fit best, in the order of their incidents: one query at most.

    Leniently, words that nothing here explains do not matter where an author and the year do: whole references name
    towns and journals too.
    """
    if not (described.telling or described.isbns or described.spans):
        return []
    fitting = [
        (rank, meant)
        for report in _read_reports()
        if (rank := report.rank(described, leniently)) and (meant := report.build_meant(described))
    ]
    best = max((rank for rank, _ in fitting), default=None)
    return [meant for rank, meant in fitting if rank == best]


def _strip_isbn(isbn: str) -> str:
    """The same for both lengths of an ISBN: without its prefix and check digit."""
    return re.sub(r"[^0-9x]", "", isbn.lower())[-10:-1]


def _list_keys(text: str) -> tuple[str, ...]:
    return tuple(key(word) for word in split_words(normalise(text)) if len(word) > 1)


def _find_telling(text: str) -> frozenset[str]:
    words = (word for word in split_words(normalise(text)) if not is_stop_word(word))
    return frozenset(map(key, words)) - _FILLING


# The words of reports stay from one version of the collection to the next, as nearly all reports do. What visitors type
# goes through neither.
_find_telling_of_report = lru_cache(maxsize=20_000)(_find_telling)


@lru_cache(maxsize=20_000)
def _list_title_keys(title: str) -> tuple[str, ...]:
    return _list_keys(_SINGLE.sub(" ", _RANGE.sub(" ", title.translate(_DASHES).lower())))


@dataclass(frozen=True)
class _ReportWords:
    """The words by which a report is known."""

    review: Review
    authors: tuple[str, ...]

    @cached_property
    def _titles(self) -> Sequence[tuple[str, ...]]:
        """Its titles, and what stands in them before the first colon, comma or bracket."""
        titles = (self.review.short_title, self.review.title)
        parts = (part for title in titles for part in (title, re.split(r"[:,(]", title)[0]))
        return [keys for keys in map(_list_title_keys, parts) if len(keys) > 1]

    @cached_property
    def _author_words(self) -> frozenset[str]:
        return _find_telling_of_report(" ".join(self.authors))

    @cached_property
    def _first_author_words(self) -> frozenset[str]:
        return _find_telling_of_report(" ".join(self.authors[:1]))

    @cached_property
    def _own_words(self) -> frozenset[str]:
        review = self.review
        initials = "".join(word[0] for word in review.publisher.split() if word[0].isupper())
        return _find_telling_of_report(
            f"{review.title} {review.short_title} {review.publisher} {initials} {review.journal} {review.volume}"
        )

    def _is_titled(self, described: Description) -> bool:
        return any(
            described.keys[start : start + len(title)] == title
            for title in self._titles
            for start in range(len(described.keys))
        )

    def _is_numbered(self, described: Description) -> bool:
        if self.review.isbn and _strip_isbn(self.review.isbn) in described.isbns:
            return True
        head, _, tail = self.review.report_number.lower().rpartition("-")
        number = r"[\W_]*".join(
            f"0*{part.lstrip('0')}" if part.isdigit() else part for part in re.findall("[a-z]+|[0-9]+", tail)
        )
        # A number that is digits alone would be found in any other.
        return bool(re.search("[a-z]", tail)) and bool(
            re.search(rf"\b(?:{re.escape(head)}\W*)?(?<![0-9]){number}\b", described.text)
        )

    def _fit_years(self, described: Description) -> YearFit:
        published = self.review.published.year if self.review.published else None
        first, last = (
            (self.review.incidents_from.year, self.review.incidents_to.year)
            if self.review.incidents_from and self.review.incidents_to
            else (9999, 0)
        )
        fits = [YearFit.PUBLISHED]
        for since, until in [*described.spans, *((year, year) for year in described.years)]:
            if (since, until) in ((first, last), (published, published)):
                fits.append(YearFit.PUBLISHED)
            elif first <= since <= until <= last:
                fits.append(YearFit.INCIDENTS)
            else:
                fits.append(YearFit.OTHER if published else YearFit.UNDATED)
        return min(fits)

    def _find_authors(self, described: Description) -> frozenset[str]:
        return described.telling & self._author_words

    def rank(self, described: Description, leniently: bool) -> tuple[int, ...]:
        """The higher the better; empty where it cannot be meant."""
        years = self._fit_years(described)
        by_first = bool(described.telling & self._first_author_words)
        if described.has_number:
            return (int(years), by_first) if self._is_numbered(described) else ()
        authors = self._find_authors(described)
        is_dated = years == YearFit.PUBLISHED and bool(described.years or described.spans)
        strange = described.telling - self._own_words - authors
        is_titled = self._is_titled(described)
        if strange and not (leniently and (is_titled or (authors and is_dated))):
            return ()
        return (int(years), is_titled, by_first, -len(strange))

    def build_meant(self, described: Description) -> MeantReport:
        years = self._fit_years(described)
        dated = bool(described.years) and years == YearFit.PUBLISHED and bool(self._find_authors(described))
        named = described.has_number or self._is_titled(described) or dated
        return MeantReport(self.review, years, named)


@kept_by_version
def _read_reports() -> Sequence[_ReportWords]:
    names = ArrayAgg(
        Concat("authors__family", Value(" "), "authors__given"), order_by="authors__position", default=[]
    )
    fields = (
        "slug",
        "title",
        "short_title",
        "publisher",
        "journal",
        "volume",
        "report_number",
        "isbn",
        "page_count",
    )
    dates = ("published", "incidents_from", "incidents_to")
    return [
        _ReportWords(review, tuple(review.names))
        for review in Review.objects.annotate(names=names).only(*fields, *dates)
    ]
