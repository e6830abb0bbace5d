"""One page of a report as somebody reads it, with the work that comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from reviews.models import Document, DocumentPage, Period, Review
from reviews.page_labels import PageLabelError, normalise, sort_key
from reviews.plurals import count_things
from themes.admin.reading.cells import CoverageCell, read_cells
from themes.admin.reading.form import FromPageForm
from themes.admin.reading.similar import SimilarFinding
from themes.discussion.checking import read_known_people, read_restricted_words
from themes.models import ContestedTerm, Finding, Theme
from themes.reading.drafting import NO_LABEL
from themes.reading.evidence import MarkedWords, draw_page, find_quoted_words, split_passages
from themes.writing.avoided import Contested
from themes.writing.help import build_help

PAGE = "admin:reviews_review_read_page"
LONGEST_PAGE = 20  # characters of a page that somebody wants to go to


def make_address(document: int, index: int) -> str:
    return reverse(PAGE, args=[document, index])


@dataclass
class PageScreen:
    """One page as somebody reads it, and what they typed beside it."""

    request: HttpRequest
    page: DocumentPage
    act: str = ""
    form: Any = None
    similar: list[SimilarFinding] | None = None  # None: not asked for yet
    cells: list[CoverageCell] = field(default_factory=list)
    go_problem: str = ""
    carried: Any = None  # CarriedAnswers, once shown

    @property
    def document(self) -> Document:
        return self.page.document

    @property
    def review(self) -> Review:
        return self.document.review

    @property
    def address(self) -> str:
        return make_address(self.document.pk, self.page.index)

    @property
    def has_carried_cells(self) -> bool:
        return bool(self.carried and self.carried.cells)

    @cached_property
    def neighbours(self) -> dict[int, DocumentPage]:
        """The pages before and after, by their places in the PDF."""
        indexes = [self.page.index - 1, self.page.index + 1]
        found = DocumentPage.objects.filter(document=self.document, index__in=indexes).defer("text")
        return {page.index: page for page in found}

    @cached_property
    def themes(self) -> list[Theme]:
        return list(Theme.objects.current().in_order())

    @property
    def asked(self) -> Any:
        """Where the page that somebody wants to go to stands: sent with what they typed, or alone."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @property
    def may_draft(self) -> bool:
        return self.request.user.has_perm("themes.add_finding")

    @property
    def may_record(self) -> bool:
        return self.request.user.has_perms(["themes.change_coverage", "themes.add_coverage"])

    @property
    def may_correct(self) -> bool:
        return self.request.user.has_perm("reviews.change_document")

    @property
    def cell_filter(self) -> Q:
        return Q(review=self.review)

    def make_form(self, data: Any = None) -> FromPageForm:
        return FromPageForm(
            data,
            act=self.act,
            page=self.page,
            following=self.neighbours.get(self.page.index + 1),
            themes=self.themes,
            periods=list(Period.objects.all()),
            of_review=list(self.review.periods.values_list("pk", flat=True)),
        )

    def read_cells(self, data: Any = None) -> list[CoverageCell]:
        places = [((self.review.pk, theme.pk), theme) for theme in self.themes]
        return read_cells(places, self.cell_filter, data)

    def read_contents(self) -> list[tuple[str, str, int | None]]:
        """The list of contents: heading, printed page, and the place of that page where this PDF has it."""
        entries = list(self.review.contents.all())
        pages = DocumentPage.objects.filter(
            document=self.document, label__in={entry.page for entry in entries} - {""}
        )
        found = dict(pages.order_by("-index").values_list("label", "index"))
        return [(entry.heading, entry.page, found.get(entry.page)) for entry in entries]

    def find_findings(self) -> list[Finding]:
        """Findings in every state that cite this page, or quote words that stand on it."""
        on_page = Q(quotations__document=self.document, quotations__found_index=self.page.index)
        if self.page.label:
            place = sort_key(self.page.label)
            on_page |= Q(
                citations__pages__review=self.review,
                citations__pages__first_sort__lte=place,
                citations__pages__last_sort__gte=place,
            )
        return list(Finding.objects.filter(on_page).distinct().order_by("number"))

    def build_help(self) -> dict[str, Any]:
        """What the writing help says of the wording in the form."""
        text = self.form["text"].value() or ""
        quoted = self.form["words"].value() or ""
        contested: list[Contested] = []
        known: dict[str, Any] = {}
        if text.strip():
            terms = ContestedTerm.objects.values_list("term", "words", "note")
            contested = [Contested(term, tuple(words), note) for term, words, note in terms]
            known = {"people": read_known_people(), "restricted": read_restricted_words(self.review.pk)}
        return {"help": build_help(text[:10_000], quotations=[quoted], contested=contested, **known)}

    def find_errors(self) -> list[tuple[str, str]]:
        """Every error of the form, with the id of the field that it is about, or nothing."""
        if not self.form or not self.form.is_bound:
            return []
        links = [("", str(error)) for error in self.form.non_field_errors()]
        for bound in self.form:
            target = "" if bound.is_hidden else bound.id_for_label or f"{bound.auto_id}_0"
            links += [(target, str(error)) for error in bound.errors]
        return links

    def find_chosen_page(self) -> int | None:
        """The place in the PDF of the page that somebody wants to go to; else `go_problem` says what is wrong."""
        typed = self.asked["to"].replace("\0", "").strip()[:LONGEST_PAGE]
        pages = self.document.pages.order_by("index")
        if self.asked.get("by") == "pdf":
            place = int(typed[:9]) if typed.isascii() and typed.isdigit() else 0
            if pages.filter(index=place).exists():
                return place
            pages_held = count_things(self.document.page_count or 0, "page")
            self.go_problem = f"This PDF has {pages_held}. There is no PDF page “{typed}”."
            return None
        try:
            label = normalise(typed)
        except PageLabelError as error:
            self.go_problem = str(error)
            return None
        index = pages.filter(label=label).values_list("index", flat=True).first()
        if index is None:
            self.go_problem = f"No page of this PDF is known to have the printed number {label}."
        return index

    def build_context(self) -> dict[str, Any]:
        """admin/themes/reading/page.html:

        - `page`, `document`, `review`, `previous`, `next` (DocumentPage, or None), `contents`, `findings`
        - `picture` (MarkedPicture), `passages` (Passage), `has_words`, `may_correct`
        - `no_label` (why nothing can be cited)
        - `go_problem`, `go_typed`, `go_by` (about the page that was to be gone to)
        - `form` (FromPageForm, or None), `comparison`, `similar` (SimilarFinding, or None), `help`, `error_links`
        - `cells` (CoverageCell), `cells_open`, `may_record`
        - `carried` (CarriedAnswers, or None), `carries` (whether what is typed goes along to other pages)
        """
        if self.form is None and self.may_draft:
            self.form = self.make_form()
        self.cells = self.cells or self.read_cells()
        page, comparison = self.page, self.form.comparison if self.form else None
        quoted = find_quoted_words(page, with_drafts=True)
        typed = [MarkedWords(comparison.found.words)] if comparison else []
        return {
            "title": f"{self.review}, {page}",
            "page": page,
            "document": self.document,
            "review": self.review,
            "address": self.address,
            "previous": self.neighbours.get(page.index - 1),
            "next": self.neighbours.get(page.index + 1),
            "contents": self.read_contents(),
            "findings": self.find_findings(),
            "picture": draw_page(page, [*quoted, *typed], with_words=True),
            "passages": split_passages(page, quoted=quoted),
            "has_words": any(map(str.isalnum, page.text)),
            "go_problem": self.go_problem,
            "go_typed": self.asked.get("to", "")[:LONGEST_PAGE],
            "go_by": self.asked.get("by", ""),
            "no_label": "" if page.label else NO_LABEL,
            "may_correct": self.may_correct,
            "form": self.form if self.may_draft else None,
            "comparison": comparison,
            "similar": self.similar,
            "error_links": self.find_errors(),
            "cells": self.cells,
            "cells_open": self.act == "coverage"
            or any(cell.refused for cell in self.cells)
            or self.has_carried_cells,
            "carried": self.carried,
            "carries": self.may_draft or self.may_record,
            "may_record": self.may_record,
            **(self.build_help() if self.form else {}),
        }
