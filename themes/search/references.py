"""A search that is nothing but a reference: "F119", "Brandon et al 2013, p. 37", "pg 11 & 179"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from reviews.models import Review
from reviews.page_labels import get_label_at, sort_key
from reviews.plurals import count_things
from themes.citations.locators import Locator, LocatorError, Pages, parse, render
from themes.enums import FindingState
from themes.models import Finding, PageCitation
from themes.search.reports import Description, describe, find_reports
from themes.search.words import MOST_CHARACTERS, normalise, take_out_invisible

MOST_TARGETS = 10
MOST_CITATIONS = 200  # page lists that one look-up reads
MOST_PAGES = 10  # of one report
MOST_REFERENCES = 5  # in one search
LONGEST_NUMBER = 9  # digits of a finding's number that the database can hold

_FINDING = re.compile(r"(?:finding(?: no| number)? f?|f) ?0*([1-9][0-9]*)")
_PAGES = re.compile(r"\s*(?:pages?|pgs?|pp?)(?:\.?\s*[0-9]|\b\.?\s*[ivxlc])", re.IGNORECASE)
_PAGE = r"(?:[0-9]+|[ivxl]+(?![a-z]))"
# A year after a comma is no further page.
_LIST = (
    rf"{_PAGE}(?:\s*(?:[,;](?!\s*(?:19|20)[0-9]{{2}}\b)|[-‐‑–—&/]|\b(?:and|to)\b)\s*(?:pp?\.?\s*)?{_PAGE})*"
)
_AND_AFTER = r"(?:\s?ff?\b\.?|\s+of\s+(?!(?:19|20)[0-9]{2}\b)[0-9]+\b)?"  # "37 ff.", "37 of 200"
_MARKED = re.compile(
    rf"(?<![^\W\d_])(?:at |on )?(?:pages?|pgs?|pp?)(?:\s+(?:nos?|numbers?)\b)?"
    rf"(?:[.\s]*(?=[0-9])|[.\s]+)(?P<pages>{_LIST}){_AND_AFTER}",
    re.IGNORECASE,
)
_AFTER_YEAR = re.compile(rf"(?<=[0-9]{{4}})[a-z]?[)\]]?\s*:\s*(?P<pages>{_LIST}){_AND_AFTER}$", re.IGNORECASE)
_BARE = re.compile(r"(?<=[\s:,])(?!(?:19|20)[0-9]{2}$)(?P<pages>[0-9]{1,4})$")
_OF = re.compile(r"^\s*(?:of|in|from)\s+", re.IGNORECASE)
# Places that a report has beside its pages: "chapter 3", "para. 3.4", "¶3.4".
_PLACE = re.compile(
    r"[\s,;]*(?:(?<![^\W_])(?:chapter|chap\.?|ch\.|paragraph|para\.?|section|table|figure|fig\.|appendix|annex)s?|[¶§]+)\s*"
    r"(?P<number>[0-9]+(?:\.[0-9]+)*)(?![^\W_])",
    re.IGNORECASE,
)
_EDGES = " ()[].,;:“”\"'"
_FINDINGS = re.compile(r"f0*[1-9][0-9]{0,8}(?: f0*[1-9][0-9]{0,8})+")


@dataclass(frozen=True, slots=True)
class Reference:
    """What was referred to. Nothing is found when `targets`, of (text, address), is empty."""

    kind: str  # "finding", "list", "review", "page", or "unknown" for pages of a report that is none of ours
    meaning: str  # in words, to stand in a sentence or as a heading
    targets: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()  # sentences to read before going there
    is_choice: bool = True  # of several targets one is meant; otherwise all are
    is_missing: bool = False  # there is no such page: the targets are the reports
    words: str = ""  # what stood beside the pages of an unknown report
    is_number: bool = False  # and whether it was a report's number

    @property
    def found(self) -> bool:
        return bool(self.targets) and not self.is_missing

    @property
    def heading(self) -> str:
        if self.kind == "unknown":
            return "We cannot tell which report is meant"
        if self.found:
            return self.meaning[:1].upper() + self.meaning[1:]
        where = (
            "here"
            if not self.is_missing
            else "in any of these"
            if len(self.targets) > 1
            else "in this report"
        )
        return f"There {'are' if self.meaning.startswith('pages') else 'is'} no {self.meaning} {where}"

    @property
    def leads_straight(self) -> bool:
        """To its one target, for there is nothing to choose or to read before."""
        return self.found and len(self.targets) == 1 and not self.notes


def read_reference(text: str) -> Reference | None:
    """What the whole text refers to, or None if it is no reference: one query at most. Never raises."""
    if len(text) > MOST_CHARACTERS:
        return None
    plain = " ".join(re.sub(r"[^\w ]", " ", normalise(text)).split())
    if match := _FINDING.fullmatch(plain):
        return _find_finding(match[1])
    if _FINDINGS.fullmatch(plain):
        return _build_list(plain)
    if _PAGES.match(text) and (pages := _find_pages(text)):
        return pages
    if not (re.search("[0-9]", plain) or _MARKED.search(text)):
        return None
    text = take_out_invisible(text)
    return _find_several(text) or _find_report(text)


def _find_several(text: str) -> Reference | None:
    """ "Brandon 2013, p. 37; Sidebotham 2016, p. 14": each by itself, as many queries as there are."""
    parts = [part for part in text.split(";") if part.strip(_EDGES)]
    if not 1 < len(parts) <= MOST_REFERENCES:
        return None
    found = [reference for reference in map(_find_report, parts) if reference]
    targets = tuple(dict.fromkeys(target for reference in found for target in reference.targets))
    if len(found) < len(parts) or not targets or any(each.kind == "finding" for each in found):
        return None
    notes = [note for reference in found for note in reference.notes]
    notes += [f"No report here fits “{each.words}”." for each in found if each.kind == "unknown"]
    return Reference("page", "several references", targets[:MOST_TARGETS], tuple(notes), is_choice=False)


NOT_SHOWN = {FindingState.HIDDEN: ", not shown for now", FindingState.WITHDRAWN: ", withdrawn"}


def _find_finding(digits: str) -> Reference:
    code = f"F{digits:0>3}"
    shown = Finding.objects.filter(number=digits, state__in=[FindingState.PUBLISHED, *NOT_SHOWN]).only(
        "number", "state"
    )
    finding = shown.first() if len(digits) <= LONGEST_NUMBER else None
    if finding is None:
        return Reference("finding", f"finding {code}")
    absence = NOT_SHOWN.get(FindingState(finding.state), "")
    return Reference(
        "finding", f"finding {code}{absence}", ((f"Finding {code}", finding.get_absolute_url()),)
    )


def _build_list(plain: str) -> Reference:
    """Several findings: the list of them, which says itself what it cannot show."""
    codes = [f"F{code.lstrip('f0'):0>3}" for code in plain.split()]
    query = "&".join(f"id={code}" for code in codes)
    return Reference(
        "list", "a list of findings", (("A list of findings", f"{reverse('finding-list')}?{query}"),)
    )


def _find_report(text: str) -> Reference | None:
    """A report as people refer to one, alone or with pages: "Brandon et al 2013, p. 37", "RR226"."""
    for reading in _split_off_pages(text):
        if finding := _FINDING.fullmatch(" ".join(normalise(reading.about).replace("-", " ").split())):
            return _find_finding(finding[1])
        if found := _find_pages_of_report(reading):
            return found
    return _find_whole_report(text)


def _find_whole_report(text: str) -> Reference | None:
    """A report without pages, perhaps with another place in it."""
    place = _PLACE.search(text)
    described = describe(_PLACE.sub(" ", text))
    if not (described.has_number or described.years or place):
        return None
    meant = find_reports(described, leniently=False)
    if not meant and described.isbns and not described.telling:
        return Reference("unknown", "", words=text.strip(_EDGES), is_number=True)
    if not meant or not all(each.is_named and each.is_of_the_year for each in meant):
        return None
    targets = tuple((each.review.short_title, each.review.get_absolute_url()) for each in meant)
    given = place[0].strip(f"{_EDGES}\t") if place else ""
    notes = (f"Findings here are cited by pages, so “{given}” cannot be looked up.",) if given else ()
    return Reference("review", _describe_number(meant[0].review, described) or f"“{text}”", targets, notes)


def _describe_number(review: Review, described: Description) -> str:
    if not described.has_number:
        return ""
    return f"ISBN {review.isbn}" if described.isbns else f"report {review.report_number}"


@dataclass(frozen=True, slots=True)
class _AskedPages:
    """A way to read a text: `about` a report, and pages of it. Uncertain where the pages could be other numbers."""

    about: str
    pages: Locator
    is_certain: bool
    is_first: bool = False  # whether the pages come first: "p. 12 Pathways to harm"


def _split_off_pages(text: str) -> Iterator[_AskedPages]:
    """Ways to read a text as a report and pages of it, the likeliest first."""
    text = text.strip(_EDGES)
    for pattern in (_MARKED, _AFTER_YEAR, _BARE):
        for match in pattern.finditer(text):
            after, is_of = _OF.subn("", text[match.end() :])
            about = f"{text[: match.start()]} {after}".strip(_EDGES)
            with suppress(LocatorError):
                if about:
                    certain = pattern is not _BARE and (bool(is_of) or not after.strip(_EDGES))
                    is_first = pattern is _MARKED and not text[: match.start()].strip(_EDGES)
                    yield _AskedPages(about, parse(match["pages"]), certain, is_first)


def _find_pages_of_report(reading: _AskedPages) -> Reference | None:
    described = describe(reading.about)
    meant = find_reports(described, leniently=reading.is_certain)
    pages = render(reading.pages)
    if not meant and reading.is_certain:
        return Reference("unknown", pages, words=reading.about, is_number=described.has_number)
    is_sure = reading.is_certain or reading.is_first
    if not meant or not (is_sure or all(each.is_named for each in meant)):
        return None
    notes = []
    if not all(each.is_of_the_year for each in meant):
        notes.append(f"No report here fits “{reading.about}” with that year. These come nearest.")
    targets, too_short = list_pages_in_reports([each.review for each in meant], reading.pages)
    if not targets:
        reports = tuple((each.review.short_title, each.review.get_absolute_url()) for each in meant)
        return Reference("page", pages, reports[:MOST_TARGETS], tuple(notes + too_short), is_missing=True)
    if len(targets) > MOST_TARGETS:
        notes.append(
            f"Only the first {MOST_TARGETS} of {len(targets)} are shown: say more exactly what is meant."
        )
    is_choice = len(meant) > 1
    return Reference(
        "page", pages, tuple(targets[:MOST_TARGETS]), tuple(notes + too_short), is_choice=is_choice
    )


def read_pages_of(review: Review, text: str) -> Reference:
    """Pages of this report, by their numbers alone. Raises LocatorError for what names no page."""
    pages = parse(text)
    targets, too_short = list_pages_in_reports([review], pages)
    if targets:
        return Reference("page", render(pages), tuple(targets), tuple(too_short), is_choice=False)
    report = ((review.short_title, review.get_absolute_url()),)
    return Reference("page", render(pages), report, tuple(too_short), is_missing=True)


def list_pages_in_reports(
    reviews: Sequence[Review], pages_asked: Locator
) -> tuple[list[tuple[str, str]], list[str]]:
    """The pages asked for as (text, address), those that findings cite first; and what to say of the others.

    One query where there is a choice, which is told how much there is on each page.
    """
    keys = [
        place
        for pages in pages_asked
        for place in range(
            sort_key(pages.first), min(sort_key(pages.last), sort_key(pages.first) + MOST_PAGES) + 1
        )
    ]
    listed, notes = [], []
    if len(keys) > MOST_PAGES:
        keys = keys[:MOST_PAGES]
        notes.append(f"Only the first {MOST_PAGES} of these pages are listed.")
    for review in reviews:
        existing = [place for place in keys if not review.page_count or place <= review.page_count]
        listed += [(review, place) for place in existing]
        if missing := [place for place in keys if place not in existing]:
            labels = render([Pages(get_label_at(place), get_label_at(place)) for place in missing])
            notes.append(
                f"{review.short_title} has {count_things(review.page_count or 0, 'page')}. It has no {labels}."
            )
    cited = _count_findings(listed) if len(listed) > 1 else {}
    if len(reviews) > 1:
        listed.sort(key=lambda each: not cited.get((each[0].pk, each[1])))
    return [
        (
            f"Page {get_label_at(place)} of {review.short_title}"
            + (f": {count_things(cited.get((review.pk, place), 0), 'finding')}" if len(listed) > 1 else ""),
            review.page_url(get_label_at(place)),
        )
        for review, place in listed
    ], notes


def _count_findings(listed: Sequence[tuple[Review, int]]) -> dict[tuple[int, int], int]:
    """How many findings that lists show cite each of these pages: one query."""
    places = {place for _, place in listed}
    rows = PageCitation.objects.filter(
        review__in={review for review, _ in listed},
        first_sort__lte=max(places),
        last_sort__gte=min(places),
        citation__findings__in=Finding.objects.in_lists().order_by(),
    ).values_list("review", "first_sort", "last_sort", "citation__findings")
    citing: dict[tuple[int, int], set[int]] = defaultdict(set)
    for review, first, last, finding in rows:
        for place in places:
            if first <= place <= last:
                citing[review, place].add(finding)
    return {where: len(found) for where, found in citing.items()}


def _find_pages(text: str) -> Reference | None:
    try:
        pages_asked = parse(text)
    except LocatorError:
        return None
    overlaps = (
        Q(first_sort__lte=sort_key(pages.last), last_sort__gte=sort_key(pages.first)) for pages in pages_asked
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
        for label in _list_labels(pages_asked, citation)
    )
    return Reference("page", render(pages_asked), tuple(targets)[:MOST_TARGETS])


def _list_labels(pages_asked: Sequence[Pages], citation: PageCitation) -> Iterator[str]:
    """The pages asked for that this one cites."""
    for pages in pages_asked:
        first = max(sort_key(pages.first), citation.first_sort)
        last = min(sort_key(pages.last), citation.last_sort)
        yield from (get_label_at(key) for key in range(first, min(last, first + MOST_TARGETS) + 1))
