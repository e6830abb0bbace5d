"""Reading a report: a page and its words beside the work that comes of it, for the admin of reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.debug import sensitive_post_parameters

from reviews.models import Document, DocumentPage, DocumentState, Period, Review
from reviews.page_labels import PageLabelError, normalise, sort_key
from themes.admin.coverage import Cell, read_cells, said_of_refused, save_cells, show_both
from themes.admin.from_page import Alike, FromPageForm, alike
from themes.models import ContestedTerm, Finding, ReadingPlace, Theme
from themes.reading.coverage import keep_place, recorded
from themes.reading.drafting import NO_LABEL, add_to_finding, draft_from_page
from themes.reading.evidence import Quoted, drawn, passages, quoted_on
from themes.writing.avoided import Contested
from themes.writing.help import help_with

PAGE = "admin:reviews_review_read_page"
LONGEST_PAGE = 20  # characters of a page that somebody wants to go to
ABOUT = {
    DocumentState.WAITING: "Its PDF is here and waits to be read by the portal. Come back in a few minutes.",
    DocumentState.READING: "Its PDF is being read by the portal just now. Come back in a few minutes.",
    DocumentState.FAILED: "Its PDF could not be read.",
}

REPLACED = (
    "A newer edition of this PDF was added while you had the page open. Nothing was saved. Copy what you typed: "
    "turning the page leads to the newer one, and it can be saved there."
)


def address_of(document: int, index: int) -> str:
    return reverse(PAGE, args=[document, index])


@dataclass
class Screen:
    """One page as somebody reads it, and what they typed beside it."""

    request: HttpRequest
    page: DocumentPage
    act: str = ""
    form: Any = None
    similar: list[Alike] | None = None  # None: not asked for yet
    cells: list[Cell] = field(default_factory=list)
    go_problem: str = ""

    @property
    def document(self) -> Document:
        return self.page.document

    @property
    def review(self) -> Review:
        return self.document.review

    @property
    def address(self) -> str:
        return address_of(self.document.pk, self.page.index)

    @cached_property
    def beside(self) -> dict[int, DocumentPage]:
        """The pages before and after, by their places in the PDF."""
        indexes = [self.page.index - 1, self.page.index + 1]
        found = DocumentPage.objects.filter(document=self.document, index__in=indexes).defer("text")
        return {each.index: each for each in found}

    @cached_property
    def themes(self) -> list[Theme]:
        return list(Theme.objects.current().in_order())

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
    def which_cells(self) -> Q:
        return Q(review=self.review)

    def make_form(self, data: Any = None) -> FromPageForm:
        return FromPageForm(
            data,
            act=self.act,
            page=self.page,
            following=self.beside.get(self.page.index + 1),
            themes=self.themes,
            periods=list(Period.objects.all()),
            of_review=list(self.review.periods.values_list("pk", flat=True)),
        )

    def read_cells(self, data: Any = None) -> list[Cell]:
        places = [((self.review.pk, theme.pk), theme) for theme in self.themes]
        return read_cells(places, self.which_cells, data)

    def contents(self) -> list[tuple[str, str, str]]:
        """The list of contents: heading, printed page, and the address of that page where this PDF has it."""
        entries = list(self.review.contents.all())
        pages = DocumentPage.objects.filter(
            document=self.document, label__in={entry.page for entry in entries} - {""}
        )
        found = dict(pages.order_by("-index").values_list("label", "index"))
        return [
            (
                entry.heading,
                entry.page,
                address_of(self.document.pk, found[entry.page]) if entry.page in found else "",
            )
            for entry in entries
        ]

    def findings_here(self) -> list[Finding]:
        """Findings in every state that cite this page, or quote words that stand on it."""
        here = Q(quotations__document=self.document, quotations__found_index=self.page.index)
        if self.page.label:
            place = sort_key(self.page.label)
            here |= Q(
                citations__pages__review=self.review,
                citations__pages__first_sort__lte=place,
                citations__pages__last_sort__gte=place,
            )
        return list(Finding.objects.filter(here).distinct().order_by("number"))

    def help(self) -> dict[str, Any]:
        """What the writing help says of the wording in the form."""
        text = self.form["text"].value() or ""
        words = self.form["words"].value() or ""
        contested = []
        if text.strip():
            terms = ContestedTerm.objects.values_list("term", "words", "note")
            contested = [Contested(term, tuple(held), note) for term, held, note in terms]
        return {"help": help_with(text[:10_000], quotations=[words], contested=contested)}

    def error_links(self) -> list[tuple[str, str]]:
        """Every error of the form, with the id of the field that it is about, or nothing."""
        if not self.form or not self.form.is_bound:
            return []
        links = [("", str(error)) for error in self.form.non_field_errors()]
        for each in self.form:
            target = "" if each.is_hidden else each.id_for_label or f"{each.auto_id}_0"
            links += [(target, str(error)) for error in each.errors]
        return links


class ReadsReports:
    """The screens on which a report is read, for the admin of reports."""

    admin_site: Any
    opts: Any

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/read/", wrap(self.read_view), name="reviews_review_read"),
            path("read/<int:document>/<int:index>/", wrap(self.page_view), name="reviews_review_read_page"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where somebody stopped in a report, else its first page."""
        _refuse_others(request)
        review = _row(Review.objects.all(), pk, "There is no such report.")
        current = review.documents.filter(superseded_by=None).order_by("-added", "-pk")
        document = current.filter(state=DocumentState.READ).first() or current.first()
        if document is None or document.state != DocumentState.READ:
            return self._nothing_to_read(request, review, document)
        places = ReadingPlace.objects.of(request.user).filter(document__review=review)
        place = places.filter(document=document).first() or places.first()
        if place is None:
            return redirect(address_of(document.pk, 1))
        return redirect(address_of(place.document_id, place.index))

    @method_decorator(sensitive_post_parameters())
    def page_view(self, request: HttpRequest, document: int, index: int) -> HttpResponse:
        """admin/themes/reading/page.html, one page: see `_show`."""
        _refuse_others(request)
        held = Document.objects.select_related("review", "superseded_by")
        found = _row(held, document, "There is no such document.")
        if found.superseded_by_id and request.method != "POST":
            return self._newer_edition(request, found, index)
        if found.state != DocumentState.READ:
            return self._nothing_to_read(request, found.review, found)
        page = DocumentPage.objects.filter(document=found, index=index).first() if index < 2**31 else None
        if page is None:
            raise Http404(f"This PDF has {found.page_count} pages. There is no PDF page {index}.")
        page.document = found
        screen = Screen(request, page)
        if request.method == "POST":
            return self._act(screen)
        if "to" in request.GET:
            if wanted := self._go(screen):
                return redirect(address_of(found.pk, wanted))
        else:
            keep_place(request.user, page)
        return self._show(screen)

    def _nothing_to_read(self, request, review: Review, document: Document | None) -> HttpResponse:
        """admin/themes/reading/nothing.html: `review`, `document` (or None), `state` in a sentence."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"{review}: nothing to read yet",
            "opts": self.opts,
            "review": review,
            "document": document,
            "state": ABOUT[DocumentState(document.state)]
            if document
            else "No PDF of this report is held here.",
        }
        return TemplateResponse(request, "admin/themes/reading/nothing.html", context)

    def _newer_edition(self, request, document: Document, index: int) -> HttpResponse:
        """To the page with the same printed number in the edition that replaces this one; else to its first."""
        newest, passed = document, {document.pk}
        while newest.superseded_by is not None:
            newest = newest.superseded_by
            if newest.pk in passed:
                raise Http404("These editions replace each other.")
            passed.add(newest.pk)
        label = DocumentPage.objects.filter(document=document, index=min(index, 2**31 - 1)).values("label")[
            :1
        ]
        same = newest.pages.filter(label=label).exclude(label="").order_by("index").first()
        on = f"{localtime(newest.added):%-d %B %Y}"
        said = f"A newer edition of this PDF was added on {on}, and you are reading that one now."
        if same is None and newest.state == DocumentState.READ:
            said += " The page that you were on has no printed number by which to find it there."
        messages.info(request, said)
        return redirect(address_of(newest.pk, same.index if same else 1))

    def _go(self, screen: Screen) -> int | None:
        """The place in the PDF of the page that somebody wants to go to; else `go_problem` says what is wrong."""
        typed = screen.request.GET["to"].replace("\0", "").strip()[:LONGEST_PAGE]
        pages = screen.document.pages.order_by("index")
        if screen.request.GET.get("by") == "pdf":
            place = int(typed[:9]) if typed.isascii() and typed.isdigit() else 0
            if pages.filter(index=place).exists():
                return place
            screen.go_problem = (
                f"This PDF has {screen.document.page_count} pages. There is no PDF page “{typed}”."
            )
            return None
        try:
            label = normalise(typed)
        except PageLabelError as error:
            screen.go_problem = str(error)
            return None
        index = pages.filter(label=label).values_list("index", flat=True).first()
        if index is None:
            screen.go_problem = f"No page of this PDF is known to have the printed number {label}."
        return index

    def _act(self, screen: Screen) -> HttpResponse:
        """What the button said."""
        request = screen.request
        screen.act, _, named = request.POST.get("act", "look").partition(":")
        if not (screen.may_record if screen.act == "coverage" else screen.may_draft):
            raise PermissionDenied
        screen.form = screen.make_form(request.POST)
        screen.cells = screen.read_cells(request.POST if screen.may_record else None)
        if screen.act == "coverage":
            return self._record(screen)
        form = screen.form
        is_valid = form.is_valid()
        if screen.document.superseded_by_id:
            form.add_error(None, REPLACED)
            return self._show(screen)
        form.compare()
        if text := form.cleaned_data.get("text"):
            screen.similar = alike(text, screen.review.pk, request.user)
        if is_valid:
            try:
                if answer := self._take(screen, named):
                    return answer
            except ValidationError as error:
                form.add_error("words_as" if getattr(error, "code", "") == "words" else None, error)
        return self._show(screen)

    def _take(self, screen: Screen, named: str) -> HttpResponse | None:
        """Save what was filled in; None where there is something to be looked at first."""
        form, request = screen.form, screen.request
        if screen.act == "same":
            finding = _named(named)
            if not request.user.has_perm("themes.change_finding"):
                raise PermissionDenied
            added = add_to_finding(finding=finding, pages=form.pages, quoted=form.quoted(), by=request.user)
            given = [
                name for name, is_new in (("the page", added.page), ("the words", added.words)) if is_new
            ]
            said = (
                f"{{}} has {' and '.join(given)} now."
                if given
                else "{} had all of this already. Nothing was added."
            )
            return self._done(screen, finding, said)
        # What may be the same is looked at before a draft is saved, once.
        if screen.act != "save" or (screen.similar and not request.POST.get("looked")):
            return None
        finding, is_new = draft_from_page(pages=form.pages, quoted=form.quoted(), **form.chosen)
        if not is_new:
            return self._done(
                screen,
                finding,
                "{} is this very draft, saved already, with these words. Nothing is kept twice.",
            )
        return self._done(screen, finding, "Saved as a draft: {}. The form is ready for the next.")

    def _done(self, screen: Screen, finding: Finding, said: str) -> HttpResponse:
        """Back to the page, with a link to the finding; answers about what was read are kept with it."""
        address = reverse("admin:themes_finding_change", args=[finding.pk])
        link = format_html('<a href="{}">{}</a>', address, finding.code)
        messages.success(screen.request, format_html(said, link))
        sent = [cell for cell in screen.cells if cell.form.is_bound]
        if sent and all(cell.form.is_valid() for cell in sent):
            _, refused = save_cells(sent, by=screen.request.user)
            if refused:
                messages.warning(
                    screen.request,
                    f"What was read: {len(refused)} not saved, for somebody else "
                    "answered since you opened the page. Their answers stand below.",
                )
        elif sent:
            messages.warning(screen.request, "What was read was not saved: an answer was not understood.")
        return HttpResponseRedirect(f"{screen.address}#said")

    def _record(self, screen: Screen) -> HttpResponse:
        sent = [cell for cell in screen.cells if cell.form.is_bound]
        request = screen.request
        if not all(cell.form.is_valid() for cell in sent):
            messages.error(request, "What was read was not saved. Please mend what is marked there.")
            return self._show(screen)
        written, refused = save_cells(sent, by=request.user)
        if refused:
            show_both(screen.cells, refused, recorded(screen.which_cells))
            messages.error(request, f"{len(written)} saved. {said_of_refused(refused)}")
            return self._show(screen)
        said = f"What was read is saved: {len(written)} changed." if written else "Nothing was changed."
        messages.success(request, said)
        if screen.form.is_untouched:
            return HttpResponseRedirect(f"{screen.address}#said")
        screen.cells = screen.read_cells()
        return self._show(screen)

    def _show(self, screen: Screen) -> HttpResponse:
        """admin/themes/reading/page.html:

        - `page`, `document`, `review`, `previous`, `next` (DocumentPage, or None), `contents`, `findings`
        - `drawn` (Drawn), `passages` (Passage), `has_words`, `no_label` (why nothing can be cited), `may_correct`
        - `go_problem`, `go_typed`, `go_by` (about the page that was to be gone to)
        - `form` (FromPageForm, or None), `comparison`, `similar` (Alike, or None), `help`, `error_links`
        - `cells` (Cell), `cells_open`, `may_record`
        """
        if screen.form is None and screen.may_draft:
            screen.form = screen.make_form()
        screen.cells = screen.cells or screen.read_cells()
        page, comparison = screen.page, screen.form.comparison if screen.form else None
        quoted = quoted_on(page, with_drafts=True)
        in_hand = [Quoted(comparison.found.words)] if comparison else []
        context = {
            **self.admin_site.each_context(screen.request),
            "title": f"{screen.review}, {page}",
            "opts": self.opts,
            "page": page,
            "document": screen.document,
            "review": screen.review,
            "address": screen.address,
            "previous": screen.beside.get(page.index - 1),
            "next": screen.beside.get(page.index + 1),
            "contents": screen.contents(),
            "findings": screen.findings_here(),
            "drawn": drawn(page, [*quoted, *in_hand]),
            "passages": passages(page, quoted=quoted),
            "has_words": any(map(str.isalnum, page.text)),
            "go_problem": screen.go_problem,
            "go_typed": screen.request.GET.get("to", "")[:LONGEST_PAGE],
            "go_by": screen.request.GET.get("by", ""),
            "no_label": "" if page.label else NO_LABEL,
            "may_correct": screen.may_correct,
            "form": screen.form if screen.may_draft else None,
            "comparison": comparison,
            "similar": screen.similar,
            "error_links": screen.error_links(),
            "cells": screen.cells,
            "cells_open": screen.act == "coverage" or any(cell.refused for cell in screen.cells),
            "may_record": screen.may_record,
            **(screen.help() if screen.form else {}),
        }
        response = TemplateResponse(screen.request, "admin/themes/reading/page.html", context)
        add_never_cache_headers(response)  # mostly under copyright
        return response


def _refuse_others(request: HttpRequest) -> None:
    """The words of a report are for those who may see its PDF."""
    if not request.user.has_perm("reviews.view_document"):
        raise PermissionDenied


def _row(rows: Any, pk: int, missing: str) -> Any:
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404(missing)
    return row


def _named(key: str) -> Finding:
    is_key = key.isascii() and key.isdigit() and len(key) < 19
    finding = Finding.objects.filter(pk=key).first() if is_key else None
    if finding is None:
        raise ValidationError("This finding is not there any more. Nothing was added.")
    return finding
