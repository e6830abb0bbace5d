"""Pages of reports that hold what somebody typed, as far as this person may read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import FloatField, Func, Q, QuerySet, Value
from django.urls import reverse

from reviews.collection_version import kept_by_version
from reviews.models import Document, DocumentPage
from reviews.models.document import DocumentState
from themes.quotations.characters import BROKEN, INVISIBLE
from themes.reading.evidence import join_lines
from themes.search.findings import MatchesWords, join_any
from themes.search.marking import Marker
from themes.search.understanding import Understanding

MOST = 1000  # pages that are put in order; of more, any: their own order would keep the index from being used
AROUND = 110  # characters on each side of the words that were found
_UNBROKEN = re.compile(f"[{BROKEN}{INVISIBLE}]\\s*")


class PageRank(Func):
    """How much of a query stands on a page, and how close together: by PostgreSQL's own measure."""

    function = "ts_rank_cd"
    template = "%(function)s(%(expressions)s::tsquery)"
    output_field = FloatField()


@dataclass(frozen=True)
class FoundPage:
    """A page, and some of its words around those that were looked for."""

    page: DocumentPage
    passage: str

    @property
    def url(self) -> str:
        """Of the page here, or in the PDF where no number is printed on it."""
        document = self.page.document
        if self.page.label:
            return document.review.page_url(self.page.label)
        return f"{reverse('document-file', args=[document.pk])}#page={self.page.index}"


def find_report_pages(words: Understanding, user: Any) -> QuerySet[DocumentPage]:
    """Pages that hold all that was typed but weak words, best first; with document and review.

    Of more than MOST, that many and one more.
    No query where there is nothing to read or to look for.
    """
    pages = DocumentPage.objects.select_related("document__review")
    readable = _list_readable(user)
    sought = build_query(words)
    if not sought or not readable:
        return pages.none()
    found = DocumentPage.objects.order_by().filter(MatchesWords(sought), document__in=readable)
    rank = PageRank("search", Value(sought, SearchQueryField()))
    return pages.filter(pk__in=found.values("pk")[: MOST + 1]).order_by(rank.desc(), "document", "index")


def build_query(words: Understanding) -> str:
    """In PostgreSQL's notation; empty where nothing was typed that tells anything."""
    telling = [group for group in words.groups if not group.is_weak and group.tsquery]
    unwanted = join_any(group.tsquery for group in words.excluded)
    sought = " & ".join(f"({group.tsquery})" for group in telling)
    return f"{sought} & !({unwanted})" if sought and unwanted else sought


def _list_readable(user: Any) -> list[int]:
    """Ids of the documents in use whose words this person may read: all of them for curators."""
    of_everybody = Q(is_public=True, labels_confirmed_at__isnull=False)
    return _list_documents(Q() if user.has_perm("reviews.view_document") else of_everybody)


@kept_by_version
def _list_documents(which: Q) -> list[int]:
    in_use = Document.objects.filter(which, state=DocumentState.READ, superseded_by=None)
    return list(in_use.values_list("pk", flat=True))


def cut_passage(page: DocumentPage, marker: Marker) -> str:
    """Words of the page around the place where most of what was looked for stands together."""
    text = " ".join(_UNBROKEN.sub("", join_lines(page.text)).split())
    found = marker.find(text)
    if not found:
        return _cut(text, 0, 2 * AROUND)
    near = [[piece for piece in found if 0 <= piece[0] - start <= 2 * AROUND] for start, _ in found]
    best = max(near, key=len)
    middle = (best[0][0] + best[-1][1]) // 2
    return _cut(text, middle - AROUND, middle + AROUND)


def _cut(text: str, start: int, end: int) -> str:
    """Between these places, but whole words."""
    start = text.rfind(" ", 0, max(start, 0)) + 1
    end = text.find(" ", end) if end < len(text) else -1
    return f"{'…' if start else ''}{text[start:] if end < 0 else text[start:end] + '…'}"


def cut_passages(pages: Any, words: Understanding) -> tuple[list[FoundPage], Marker]:
    """For pages of `find_report_pages`; the marker marks in them what was found."""
    marker = Marker(group for group in words.groups if not group.is_weak)
    return [FoundPage(page, cut_passage(page, marker)) for page in pages], marker
