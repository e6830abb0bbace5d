"""Reading a report: a page and its words beside the work that comes of it, for the admin of reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.debug import sensitive_post_parameters

from reviews.models import Document, DocumentPage, DocumentState, Review
from reviews.plurals import count_things
from themes.admin.reading.carried import drop_typed, keep_typed, read_typed
from themes.admin.reading.cells import describe_refused, save_cells, show_both_answers
from themes.admin.reading.screen import PageScreen, make_address
from themes.admin.reading.similar import find_similar
from themes.models import Finding, ReadingPlace
from themes.reading.coverage import keep_place, read_coverage
from themes.reading.drafting import AddedParts, add_to_finding, create_draft_from_page

ABOUT = {
    DocumentState.WAITING: "Its PDF is here and waits to be read by the portal. Come back in a few minutes.",
    DocumentState.READING: "Its PDF is being read by the portal just now. Come back in a few minutes.",
    DocumentState.FAILED: "Its PDF could not be read.",
}

REPLACED = (
    "A newer edition of this PDF was added while you had the page open. Nothing was saved. Turn the page: that leads "
    "to the newer one, what you typed goes along, and it can be saved there."
)


MOVES = ("turn", "go", "drop")  # acts that save nothing and lead to a page
LEFT = "lesson_left"  # in the session, until the form is shown again
LESSON_LEFT = (
    "The wording of {} stays as it is, so the lesson that you typed was not saved. It stands below still: save it as "
    "another draft, or empty it."
)


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
        review = _get_row(Review.objects.all(), pk, "There is no such report.")
        current = review.documents.filter(superseded_by=None).order_by("-added", "-pk")
        document = current.filter(state=DocumentState.READ).first() or current.first()
        if document is None or document.state != DocumentState.READ:
            return self._show_nothing_to_read(request, review, document)
        places = ReadingPlace.objects.for_user(request.user).filter(document__review=review)
        place = places.filter(document=document).first() or places.first()
        if place is None:
            return redirect(make_address(document.pk, 1))
        return redirect(make_address(place.document_id, place.index))

    @method_decorator(sensitive_post_parameters())
    def page_view(self, request: HttpRequest, document: int, index: int) -> HttpResponse:
        """admin/themes/reading/page.html, one page: see `_show`."""
        _refuse_others(request)
        documents = Document.objects.select_related("review", "superseded_by")
        found = _get_row(documents, document, "There is no such document.")
        if found.superseded_by_id and request.method != "POST":
            return self._redirect_to_newer_edition(request, found, index)
        if found.state != DocumentState.READ:
            return self._show_nothing_to_read(request, found.review, found)
        page = DocumentPage.objects.filter(document=found, index=index).first() if index < 2**31 else None
        if page is None:
            raise Http404(
                f"This PDF has {count_things(found.page_count, 'page')}. There is no PDF page {index}."
            )
        page.document = found
        screen = PageScreen(request, page)
        if request.method == "POST":
            return self._handle_post(screen)
        if "to" in request.GET:
            if chosen := screen.find_chosen_page():
                return redirect(make_address(found.pk, chosen))
        else:
            keep_place(request.user, page)
        self._show_typed(screen)
        return self._show(screen)

    def _show_typed(self, screen: PageScreen) -> None:
        """What was typed earlier and not saved stands in the form again."""
        lesson = screen.request.session.pop(LEFT, "") if screen.may_draft else ""
        screen.carried = carried = read_typed(screen.request, screen.review.pk)
        if carried and screen.has_carried_cells and screen.may_record:
            screen.cells = screen.read_cells(carried.cell_data)
        if screen.may_draft and (carried or lesson):
            screen.form = screen.make_form()
            screen.form.initial |= (carried.initial if carried else {}) | ({"text": lesson} if lesson else {})

    def _show_nothing_to_read(self, request, review: Review, document: Document | None) -> HttpResponse:
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

    def _redirect_to_newer_edition(self, request, document: Document, index: int) -> HttpResponse:
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
        message = f"A newer edition of this PDF was added on {on}, and you are reading that one now."
        if same is None and newest.state == DocumentState.READ:
            message += " The page that you were on has no printed number by which to find it there."
        messages.info(request, message)
        return redirect(make_address(newest.pk, same.index if same else 1))

    def _handle_post(self, screen: PageScreen) -> HttpResponse:
        """What the button said."""
        request = screen.request
        screen.act, _, target = request.POST.get("act", "look").partition(":")
        may = screen.may_record if screen.act == "coverage" else screen.may_draft
        if not may and not (screen.act in MOVES and screen.may_record):
            raise PermissionDenied
        screen.form = screen.make_form(request.POST)
        screen.cells = screen.read_cells(request.POST if screen.may_record else None)
        keep_typed(screen)
        if screen.act in MOVES:
            return self._move(screen, target)
        if screen.act == "coverage":
            return self._save_coverage(screen)
        form = screen.form
        is_valid = form.is_valid()
        if screen.document.superseded_by_id:
            form.add_error(None, REPLACED)
            return self._show(screen)
        form.compare()
        if text := form.cleaned_data.get("text"):
            screen.similar = find_similar(text, screen.review.pk, request.user)
        if is_valid:
            try:
                if response := self._save_finding(screen, target):
                    return response
            except ValidationError as error:
                form.add_error("words_as" if getattr(error, "code", "") == "words" else None, error)
        return self._show(screen)

    def _move(self, screen: PageScreen, target: str) -> HttpResponse:
        """To another page of the report, or to this one without what was typed."""
        if screen.act == "drop":
            drop_typed(screen.request, screen.review.pk)
            return redirect(screen.address)
        if screen.act == "turn":
            is_place = target.isascii() and target.isdigit() and len(target) < 10
            return redirect(make_address(screen.document.pk, int(target)) if is_place else screen.address)
        if screen.request.POST.get("to") and (chosen := screen.find_chosen_page()):
            return redirect(make_address(screen.document.pk, chosen))
        screen.go_problem = screen.go_problem or "Type the number of a page."
        return self._show(screen)

    def _save_finding(self, screen: PageScreen, target: str) -> HttpResponse | None:
        """Save what was filled in; None where there is something to be looked at first."""
        form, request = screen.form, screen.request
        if screen.act == "same":
            finding = _get_finding(target)
            if not request.user.has_perm("themes.change_finding"):
                raise PermissionDenied
            text = form.cleaned_data.get("text", "")
            added = add_to_finding(
                finding=finding, pages=form.pages, quoted=form.get_quotation(), text=text, by=request.user
            )
            if text and not added.text and text != finding.text:
                request.session[LEFT] = text
                messages.warning(request, LESSON_LEFT.format(finding.code))
            return self._redirect(screen, finding, _describe_added(added))
        # What may be the same is looked at before a draft is saved, once.
        if screen.act != "save" or (screen.similar and not request.POST.get("looked")):
            return None
        finding, is_new = create_draft_from_page(
            pages=form.pages, quoted=form.get_quotation(), **form.draft_fields
        )
        if not is_new:
            return self._redirect(
                screen,
                finding,
                "{} is this very draft, saved already, with these words. Nothing is kept twice.",
            )
        return self._redirect(screen, finding, "Saved as a draft: {}. The form is ready for the next.")

    def _redirect(self, screen: PageScreen, finding: Finding, message: str) -> HttpResponse:
        """Back to the page, with a link to the finding; answers about what was read are kept with it."""
        address = reverse("admin:themes_finding_change", args=[finding.pk])
        link = format_html('<a href="{}">{}</a>', address, finding.code)
        messages.success(screen.request, format_html(message, link))
        drop_typed(screen.request, screen.review.pk)
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

    def _save_coverage(self, screen: PageScreen) -> HttpResponse:
        sent = [cell for cell in screen.cells if cell.form.is_bound]
        request = screen.request
        if not all(cell.form.is_valid() for cell in sent):
            messages.error(request, "What was read was not saved. Please mend what is marked there.")
            return self._show(screen)
        written, refused = save_cells(sent, by=request.user)
        if refused:
            show_both_answers(screen.cells, refused, read_coverage(screen.cell_filter))
            messages.error(request, f"{len(written)} saved. {describe_refused(refused)}")
            return self._show(screen)
        message = f"What was read is saved: {len(written)} changed." if written else "Nothing was changed."
        messages.success(request, message)
        screen.cells = []  # they are saved
        keep_typed(screen)
        if screen.form.is_untouched:
            return HttpResponseRedirect(f"{screen.address}#said")
        screen.cells = screen.read_cells()
        return self._show(screen)

    def _show(self, screen: PageScreen) -> HttpResponse:
        """admin/themes/reading/page.html: see `PageScreen.build_context`."""
        context = {
            **self.admin_site.each_context(screen.request),
            "opts": self.opts,
            **screen.build_context(),
        }
        response = TemplateResponse(screen.request, "admin/themes/reading/page.html", context)
        add_never_cache_headers(response)  # mostly under copyright
        return response


def _describe_added(added: AddedParts) -> str:
    """With "{}" for the finding."""
    parts = {
        "the page": added.page,
        "the words": added.words,
        "the lesson as its wording": added.text,
    }
    given = [name for name, is_new in parts.items() if is_new]
    if not given:
        return "{} had all of this already. Nothing was added."
    return f"{{}} has {' and '.join(filter(None, [', '.join(given[:-1]), given[-1]]))} now."


def _refuse_others(request: HttpRequest) -> None:
    """The words of a report are for those who may see its PDF."""
    if not request.user.has_perm("reviews.view_document"):
        raise PermissionDenied


def _get_row(rows: Any, pk: int, missing: str) -> Any:
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404(missing)
    return row


def _get_finding(key: str) -> Finding:
    is_key = key.isascii() and key.isdigit() and len(key) < 19
    finding = Finding.objects.filter(pk=key).first() if is_key else None
    if finding is None:
        raise ValidationError("This finding is not there any more. Nothing was added.")
    return finding
