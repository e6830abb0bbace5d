"""The citation desk in the workspace: the queue, one quotation with its evidence, and many with a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters

from reviews.documents.views import may_see
from reviews.history.chronicle import Chronicle
from reviews.history.diffs import build_diff
from reviews.history.tracking import LONGEST_WHY
from reviews.models import Document, DocumentPage, DocumentState
from reviews.workspace.base import CuratedAdmin
from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from themes.citations.locators import LocatorError, parse, without_marker
from themes.desk.acts import ACTS, FOR_SEVERAL, Act, Given, in_hand, in_words
from themes.desk.deciding import (
    ChangedMeanwhileError,
    Plan,
    RefusedError,
    decide,
    decide_for_several,
    known_from,
    looks,
    mark_of_quotation,
    may_decide,
    pages_in_words,
    read_only_because,
    rehearse,
)
from themes.desk.queue import Queue, standing_of
from themes.enums import Outcome
from themes.findings.fields import one_line
from themes.models import PageCitation, Quotation
from themes.quotations.shared_lists import find_offers, find_page_of
from themes.reading.evidence import Drawn, Passage, Quoted, drawn, page_of, passages

ON_A_PAGE = 50
LONGEST_WORDS = 20_000  # characters; the check looks for 2,000 words at most
LONGEST_REASON = 300
NOT_YOURS = "This page can be seen by those who may see the PDFs of reports."
MOST_CHOSEN = max(act.most for act in ACTS.values())
CHANGED = (
    "Something changed since you looked, so nothing was done. This is what would happen now: read it, and decide "
    "again."
)


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why?",
        required=False,
        max_length=LONGEST_WHY,
        help_text="Kept in the history, not shown to readers.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    minor = forms.BooleanField(
        label="Only a typing mistake: leave it out of the public list of corrections", required=False
    )


class WordsForm(WhyForm):
    words = forms.CharField(
        label="The words",
        max_length=LONGEST_WORDS,
        help_text="The report's own, letter by letter.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": "Write the words, or mark them as our own below."},
    )
    field_order = ["words"]

    def clean_words(self) -> str:
        return one_line(self.cleaned_data["words"])

    def given(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class PagesForm(WhyForm):
    citation = forms.TypedChoiceField(
        label="A page list that the finding has", required=False, coerce=int, empty_value=None
    )
    pages = forms.CharField(
        label="The pages",
        required=False,
        max_length=500,
        help_text="For example 12, or pp. 12-14, 20.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    known = forms.ChoiceField(
        label="How they are known",
        required=False,
        choices=[
            ("read", "I have read the words there. Readers are told so."),
            ("source", "The source gives these pages. They were noted down wrongly."),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ["citation", "pages", "known"]

    def __init__(self, *args: Any, quotation: Quotation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = quotation.finding.citations.exclude(pk=quotation.citation_id or 0).order_by("pk")
        self.fields["citation"].choices = [  # type: ignore[attr-defined]
            ("", "None of them: the pages below"),
            *((str(each.pk), each.as_given) for each in others),
        ]
        if len(self.fields["citation"].choices) == 1:  # type: ignore[attr-defined]
            del self.fields["citation"]
        if quotation.citation is None:
            del self.fields["known"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("citation") or self.errors:
            return cleaned
        try:
            self.locator = tuple(dict.fromkeys(parse(cleaned.get("pages", ""))))
        except LocatorError as error:
            self.add_error("pages", str(error))
        if "known" in self.fields and not cleaned.get("known"):
            self.add_error("known", "Say how these pages are known.")
        return cleaned

    def given(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("citation"):
            return {"citation": cleaned["citation"]}
        return {
            "pages": self.locator,
            "as_given": without_marker(one_line(cleaned["pages"])),
            "was_read": cleaned.get("known") != "source",
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Because",
        max_length=LONGEST_REASON,
        help_text="Readers see it: “Accepted by a curator: …”.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        error_messages={"required": "Say why these words are accepted all the same. Readers see it."},
    )

    def clean_reason(self) -> str:
        reason = one_line(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError("Say why these words are accepted all the same. Readers see it.")
        return reason

    def given(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


@dataclass(frozen=True)
class Side:
    """A page of the report beside the quotation."""

    title: str
    page: DocumentPage | None
    missing: str = ""  # why there is none
    url: str = ""  # of the page as readers of the workspace know it
    passages: Sequence[Passage] = ()
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Button:
    """An act that needs nothing filled in; `about` says what it does here."""

    act: Act
    label: str
    about: str


class CitationDesk(CuratedAdmin):
    """The screens of the desk, for the admin of quotations."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("desk/", wrap(self.desk_view), name="themes_quotation_desk"),
            path("desk/several/", wrap(self.several_view), name="themes_quotation_desk_several"),
            path("desk/<int:pk>/", wrap(self.one_view), name="themes_quotation_desk_one"),
            *super().get_urls(),
        ]

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """admin/themes/quotation/desk.html: `queue`, its `kinds` and `reports` (Option), `page` of `rows`, and what
        may be done for `several` (Act).
        """
        self._let_in(request)
        queue = Queue.read(request.GET)
        kinds = queue.kinds()
        rows = (
            queue.rows()
            .select_related("finding__review", "citation__given_by_article")
            .defer("finding__search", "citation__given_by_article__source_text")
            .prefetch_related("citation__pages__review", "citation__findings")
        )
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "Quotations",
            "queue": queue,
            "report": queue.report_named(),
            "kinds": kinds,
            "reports": queue.reports(),
            "page": page,
            "rows": [
                (one, self._pages_of(one), read_only_because(request.user, one.finding)) for one in page
            ],
            "several": [ACTS[slug] for slug in FOR_SEVERAL if may_decide(request.user, ACTS[slug])],
            "most": MOST_CHOSEN,
        }
        return self._page(request, "desk", context)

    @staticmethod
    def _pages_of(quotation: Quotation) -> str:
        return pages_in_words(quotation.citation) if quotation.citation else ""

    def one_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/quotation/decide.html: see `_one`."""
        self._let_in(request)
        queue = Queue.read(request.GET)
        quotation = next(iter(in_hand([pk])), None) if pk < 2**63 else None
        if quotation is None:
            return self._gone(request, pk, queue)
        if request.method != "POST":
            return self._one(request, quotation, queue)
        act = ACTS.get(request.POST.get("act", ""))
        if (act is None and not self._may_decide_at_all(request)) or (
            act and not may_decide(request.user, act)
        ):
            raise PermissionDenied
        if act is None:
            return self._one(request, quotation, queue, refused=["Use one of the buttons."], status=400)
        return self._decide(request, quotation, queue, act)

    @method_decorator(sensitive_post_parameters())
    def _decide(self, request: HttpRequest, quotation: Quotation, queue: Queue, act: Act) -> HttpResponse:
        form = self._forms(quotation, request.POST, act).get(act.slug)
        if form is not None and not form.is_valid():
            refused = [str(error) for errors in form.errors.values() for error in errors]
            return self._one(request, quotation, queue, act=act, refused=refused)
        given = Given(by=request.user, **(form.given() if form is not None else {}))  # type: ignore[attr-defined]
        standing = standing_of(quotation)
        why = given.reason or request.POST.get("why", "")
        try:
            with raise_deadlocks():
                plan = decide(
                    act,
                    quotation.pk,
                    by=request.user,
                    given=given,
                    seen=request.POST.get("seen", ""),
                    why=why,
                    minor=request.POST.get("minor") == "on",
                )
        except RefusedError as error:
            return self._one(request, self._again(quotation), queue, act=act, refused=error.reasons)
        except ChangedMeanwhileError as error:
            if not Quotation.objects.filter(pk=quotation.pk).exists():
                return self._gone(request, quotation.pk, queue)
            return self._one(
                request, self._again(quotation), queue, act=act, changed=error.entries or [None], status=409
            )
        except DeadlockError:
            return self._one(request, self._again(quotation), queue, act=act, refused=[STOPPED], status=409)
        self._say(request, quotation, act, plan, queue)
        following = queue.after(standing, quotation.pk)
        if following is None:
            messages.info(request, "That was the last of this list.")
            return redirect(with_query("desk", queue))
        return redirect(with_query("desk_one", queue, following))

    @staticmethod
    def _again(quotation: Quotation) -> Quotation:
        return in_hand([quotation.pk])[0]

    def _say(self, request: HttpRequest, quotation: Quotation, act: Act, plan: Plan, queue: Queue) -> None:
        code = quotation.finding.code
        look = looks([quotation.pk]).get(quotation.pk)
        if look is None:
            address = reverse("admin:themes_finding_history", args=[quotation.finding_id])
            said = format_html('{}: {} <a href="{}">History keeps the words</a>.', code, act.done[0], address)
        else:
            now = f" Now: {look.outcome}." if act.slug != "overrule" else ""
            address = with_query("desk_one", queue, quotation.pk)
            said = format_html('{}: {}{} <a href="{}">Back to it</a>.', code, act.done[0], now, address)
        messages.success(request, said)

    def _one(
        self,
        request: HttpRequest,
        quotation: Quotation,
        queue: Queue,
        *,
        act: Act | None = None,
        refused: Sequence[str] = (),
        changed: Sequence[Any] = (),
        status: int = 200,
    ) -> HttpResponse:
        """admin/themes/quotation/decide.html: the `quotation`, its `difference` from what is printed, `sides` (Side),
        the `buttons` and `forms` that fit it, why it is `read_only`, what `others` share its list, and `seen`.
        `refused` and `changed` (HistoryEntry) say why nothing was done.
        """
        seen = str(mark_of_quotation(quotation.pk))  # before anything of it is read
        read_only = read_only_because(request.user, quotation.finding)
        if not read_only and not self._may_decide_at_all(request):
            read_only = "Your account may look at quotations, and decides nothing about them."
        citation = quotation.citation
        near = quotation.outcome == Outcome.NEAR and quotation.matched
        standing = standing_of(quotation)
        following = queue.after(standing, quotation.pk)
        split = find_offers([citation]) if citation else []
        context = {
            "title": f"A quotation of {quotation.finding.code}",
            "queue": queue,
            "quotation": quotation,
            "finding": quotation.finding,
            "look": looks([quotation.pk])[quotation.pk],
            "difference": build_diff(quotation.words, quotation.matched) if near else None,
            "known_from": known_from(citation) if citation else "",
            "others": [one for one in citation.findings.all() if one != quotation.finding]
            if citation
            else [],
            "sides": self._sides(request, quotation),
            "cited": list(citation.pages.all()) if citation else [],
            "read_only": read_only,
            "buttons": [] if read_only else self._buttons(request, quotation),
            "forms": {} if read_only else self._allowed_forms(request, quotation, request.POST, act),
            "split_all": split if len(split) > 1 and may_decide(request.user, ACTS["split_list"]) else [],
            "is_published": quotation.finding.state == "published",
            "why": request.POST.get("why", "")[:LONGEST_WHY],
            "minor": request.POST.get("minor") == "on",
            "longest_why": LONGEST_WHY,
            "refused": refused,
            "changed": changed,
            "seen": seen,
            "following": with_query("desk_one", queue, following) if following else "",
        }
        return self._page(request, "decide", context, status=status)

    def _forms(self, quotation: Quotation, data: Any = None, act: Act | None = None) -> dict[str, forms.Form]:
        """The forms of the acts that ask for something; that of the act that was sent is filled in with it."""

        def sent(slug: str) -> Any:
            return data if act is not None and act.slug == slug else None

        citation = quotation.citation
        return {
            "reword": WordsForm(sent("reword"), initial={"words": quotation.words}, auto_id="words_%s"),
            "set_pages": PagesForm(
                sent("set_pages"),
                quotation=quotation,
                initial={"pages": citation.as_given if citation else ""},
                auto_id="pages_%s",
            ),
            "overrule": ReasonForm(
                sent("overrule"), initial={"reason": quotation.overruled_because}, auto_id="overrule_%s"
            ),
        }

    def _allowed_forms(
        self, request: HttpRequest, quotation: Quotation, data: Any, act: Act | None
    ) -> dict[str, forms.Form]:
        held = self._forms(quotation, data, act)
        if quotation.outcome == Outcome.EXACT:
            del held["overrule"]
        return {slug: form for slug, form in held.items() if may_decide(request.user, ACTS[slug])}

    def _buttons(self, request: HttpRequest, quotation: Quotation) -> list[Button]:
        """The acts that need nothing but a press, as they fit this quotation, what is usual first."""
        about = {
            "take_wording": "The words become those that the report has.",
            "move": self._about_moving(quotation),
            "split_list": self._about_splitting(quotation),
            "stop_overruling": "The words are looked for again, and readers are told what comes of it.",
            "check_again": "Looks for the words in the report as it is held now.",
            "our_own_words": "Takes the quotation out. The finding keeps its pages, and is in our own words there. "
            "History keeps the quoted words.",
        }
        labels = {"move": f"Move to page {quotation.found_on}"}
        given = Given(by=request.user)
        return [
            Button(ACTS[slug], labels.get(slug, ACTS[slug].label), said)
            for slug, said in about.items()
            if may_decide(request.user, ACTS[slug]) and not ACTS[slug].why_not(quotation, given)
        ]

    @staticmethod
    def _about_moving(quotation: Quotation) -> str:
        citation, code = quotation.citation, quotation.finding.code
        told = (
            f"Readers are then told “Read on page {quotation.found_on} of the report”, so look at it first."
        )
        if citation is None:
            return told
        others = [one.code for one in citation.findings.all() if one != quotation.finding]
        if others:
            keep = "keeps" if len(others) == 1 else "keep"
            return (
                f"Only the page of {code} moves: it gets a list of its own, and {in_words(others)} "
                f"{keep} “{citation.as_given}”. {told}"
            )
        return f"It takes the place of “{citation.as_given}”. {told}"

    @staticmethod
    def _about_splitting(quotation: Quotation) -> str:
        found = [
            offer
            for offer in (find_offers([quotation.citation]) if quotation.citation else [])
            if offer.finding == quotation.finding
        ]
        if not found:
            return ""
        others = [one.code for one in found[0].citation.findings.all() if one != quotation.finding]
        return (
            f"{quotation.finding.code} is on {found[0].found_on}: it gets a list of its own with that, given by the "
            f"same source. {in_words(others)} {'keeps' if len(others) == 1 else 'keep'} "
            f"“{found[0].citation.as_given}”."
        )

    def _sides(self, request: HttpRequest, quotation: Quotation) -> list[Side]:
        """The page that is given, and the page on which the words were found; one where they are the same."""
        quoted = (
            [Quoted(quotation.matched, quotation.finding.code, quotation.found_index)]
            if quotation.matched
            else []
        )
        found = None
        if quotation.document_id and quotation.found_index:
            found = (
                DocumentPage.objects.filter(document=quotation.document_id, index=quotation.found_index)
                .select_related("document__review")
                .first()
            )
        what = "what is nearest stands here" if quotation.outcome == Outcome.NEAR else "the words stand here"
        sides = []
        chosen = self._chosen_page(request, quotation)
        if chosen is not None:
            within = find_page_of(quotation, [chosen])
            label = quotation.found_on if within else chosen.first_page
            page = page_of(chosen.review, label)
            missing = "" if page else self._missing(chosen, label)
            same = page is not None and found is not None and page.pk == found.pk
            title = f"Page {label}, as given" + (f": {what}" if same else "")
            sides.append(self._side(request, title, page, quoted, missing))
            if same:
                found = None
        if found is not None:
            name = f"Page {found.label}" if found.label else f"PDF page {found.index}"
            sides.append(self._side(request, f"{name}: {what}", found, quoted))
        return sides

    @staticmethod
    def _chosen_page(request: HttpRequest, quotation: Quotation) -> PageCitation | None:
        pages = list(quotation.citation.pages.all()) if quotation.citation else []
        asked = request.GET.get("cited", "")
        named = [page for page in pages if str(page.pk) == asked]
        holding = find_page_of(quotation, pages)
        return next(iter([*named, *filter(None, [holding]), *pages]), None)

    @staticmethod
    def _missing(cited: PageCitation, label: str) -> str:
        held = Document.objects.filter(
            review=cited.review, state=DocumentState.READ, superseded_by__isnull=True
        ).exists()
        if held:
            return f"The PDF that we hold has no page with the printed number {label}."
        return (
            f"We hold no PDF of {cited.review.short_title}, so nothing can be compared. “Add a report” on the first "
            "page takes one."
        )

    @staticmethod
    def _side(
        request: HttpRequest,
        title: str,
        page: DocumentPage | None,
        quoted: Sequence[Quoted],
        missing: str = "",
    ) -> Side:
        if page is None:
            return Side(title, None, missing)
        if not may_see(request.user, page.document):
            return Side(title, None, NOT_YOURS)
        url = reverse("review-page", args=[page.document.review.slug, page.label]) if page.label else ""
        return Side(title, page, "", url, passages(page, quoted=quoted), drawn(page, quoted))

    def several_view(self, request: HttpRequest) -> HttpResponse:
        """admin/themes/quotation/several.html: the `act`, its `plan`, `form` where it asks for a reason, the keys in
        hand (`pks`), and whether something `changed` meanwhile.
        """
        self._let_in(request)
        queue = Queue.read(request.POST)
        if request.method != "POST":
            return redirect("admin:themes_quotation_desk")
        if not self._may_decide_at_all(request):
            raise PermissionDenied
        act = ACTS.get(request.POST.get("act", ""))
        if act is not None and not may_decide(request.user, act):
            raise PermissionDenied
        pks = self._chosen(request, queue)
        wrong = ""
        if act is None or act.slug not in FOR_SEVERAL:
            wrong = "Choose what to do with the quotations."
        elif not pks:
            wrong = "Tick some quotations first."
        elif len(pks) > act.most:
            wrong = (
                f"At most {act.most} can be chosen for this at once. Hold the list to one report or one kind."
            )
        if wrong or act is None:
            messages.error(request, f"Nothing was done. {wrong}")
            return redirect(with_query("desk", queue))
        return self._several(request, queue, act, pks)

    @staticmethod
    def _chosen(request: HttpRequest, queue: Queue) -> list[int]:
        if request.POST.get("which") == "all":
            return list(queue.rows().values_list("pk", flat=True)[: MOST_CHOSEN + 1])
        sent = [*request.POST.getlist("row"), *request.POST.get("pks", "").split(",")[: MOST_CHOSEN + 1]]
        keys = {int(pk) for pk in sent if pk.isascii() and pk.isdigit() and len(pk) < 19}
        return sorted(Quotation.objects.filter(pk__in=keys).values_list("pk", flat=True))

    def _several(self, request: HttpRequest, queue: Queue, act: Act, pks: list[int]) -> HttpResponse:
        asks = act.slug == "overrule"
        form = ReasonForm(request.POST if "reason" in request.POST else None) if asks else None
        context: dict[str, Any] = {
            "title": act.label,
            "queue": queue,
            "act": act,
            "pks": ",".join(map(str, pks)),
            "count": len(pks),
            "form": form,
            "why": request.POST.get("why", "")[:LONGEST_WHY],
            "minor": request.POST.get("minor") == "on",
            "longest_why": LONGEST_WHY,
        }
        if form is not None and not form.is_valid():
            return self._page(request, "several", context)
        given = Given(by=request.user, **(form.given() if form is not None else {}))
        if request.POST.get("confirm"):
            if act.slug == "move" and request.POST.get("read") != "on":
                context["not_read"] = True
            else:
                try:
                    with raise_deadlocks():
                        done = decide_for_several(
                            act,
                            pks,
                            by=request.user,
                            given=given,
                            seal=request.POST.get("seal", ""),
                            why=given.reason or request.POST.get("why", ""),
                            minor=request.POST.get("minor") == "on",
                        )
                except ChangedMeanwhileError:
                    context["changed"] = CHANGED
                except DeadlockError:
                    context["changed"] = STOPPED
                else:
                    messages.success(request, said_of(act, done))
                    return redirect(with_query("desk", queue))
        try:
            with raise_deadlocks():
                plan = rehearse(act, pks, by=request.user, given=given)
        except DeadlockError:
            messages.error(request, STOPPED)
            return redirect(with_query("desk", queue))
        context |= {
            "plan": plan,
            "chosen": [change for change in plan.changes if change.chosen],
            "along": [change for change in plan.changes if not change.chosen],
            "tells_readers": act.slug in ("move", "split_list"),
        }
        status = 409 if context.get("changed") else 200
        return self._page(request, "several", context, status=status)

    def _gone(self, request: HttpRequest, pk: int, queue: Queue) -> HttpResponse:
        """What was typed about a quotation that somebody took out meanwhile; 404 where there never was one."""
        chronicle = Chronicle(Quotation, pk) if pk < 2**63 else None
        if chronicle is None or not chronicle.entries:
            raise Http404("There is no such quotation.")
        typed = [
            (label, request.POST[name])
            for name, label in (
                ("words", "The words"),
                ("pages", "The pages"),
                ("reason", "Because"),
                ("why", "Why?"),
            )
            if request.POST.get(name)
        ]
        context = {
            "title": "This quotation was taken out",
            "queue": queue,
            "entry": chronicle.read(chronicle.entries[:1])[0],
            "typed": typed,
            "history": reverse("admin:themes_quotation_history", args=[pk]),
        }
        return self._page(request, "gone", context, status=409 if request.method == "POST" else 410)

    def _let_in(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    @staticmethod
    def _may_decide_at_all(request: HttpRequest) -> bool:
        return any(may_decide(request.user, act) for act in ACTS.values())

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        response = TemplateResponse(
            request, f"admin/themes/quotation/{name}.html", {**everywhere, **context}, status=status
        )
        add_never_cache_headers(response)
        return response


def with_query(name: str, queue: Queue, *args: Any) -> str:
    """The address of a screen of the desk, which keeps to the queue that somebody looks at."""
    address = reverse(f"admin:themes_quotation_{name}", args=args)
    return f"{address}?{queue.query}" if queue.query else address


def said_of(act: Act, plan: Plan) -> str:
    """What was done, and how many were left alone."""
    done = plan.done
    said = "Nothing was done."
    if done:
        said = act.done[0] if done == 1 else act.done[1].format(f"{done:,}")
    if plan.left:
        left = len(plan.left)
        said += " One was left as it was." if left == 1 else f" {left:,} were left as they were."
    return said
