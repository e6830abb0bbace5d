"""The curators' way from an article to drafts: give it, say what it is about, decide, accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from reviews.workspace.base import CuratedAdmin
from themes.admin.answers import Preview
from themes.admin.lists import WorkToDo
from themes.importers.article import MAX_FILE_BYTES, ArticleError, decode, read_pasted
from themes.importers.article.intake import (
    MAX_CHARACTERS,
    MAX_LINES,
    ChangedMeanwhile,
    accept,
    keep_decisions,
    read_for_screen,
    set_state,
    take_in,
)
from themes.importers.article.saving import Imported, show_waiting, waiting_for_publisher
from themes.models import ArticleIntake, ArticleMention, IntakeState

STATES = {"aside": IntakeState.ASIDE, "done": IntakeState.DONE, "take_up": IntakeState.IN_HAND}
SAID = {
    IntakeState.ASIDE: "Put aside. You find it in the list of articles in hand, and can take it up again.",
    IntakeState.DONE: "Done. What you left for later is still here, should you take the article up again.",
    IntakeState.IN_HAND: "Taken up again.",
}


class PastedField(forms.CharField):
    """Whatever was pasted, for the reading of articles to judge: it says more than a rule for all texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []


class ArticleForm(forms.Form):
    pasted = PastedField(
        label="The article’s text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField"}),
        help_text="Mark the whole article in your browser, comments included, copy it and paste it here.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="A web page saved from your browser (.html), a Word document (.docx) or plain text (.txt). A PDF "
        "cannot be read here: paste its words above.",
        error_messages={"max_length": "The file’s name is too long. Give it a shorter one."},
    )
    text = ""  # as read, once valid

    @property
    def file_name(self) -> str:
        return self.cleaned_data["file"].name if self.cleaned_data.get("file") else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pasted, file = cleaned.get("pasted") or "", cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(pasted.strip()) == bool(file):
            raise ValidationError(
                "You pasted a text and chose a file. Clear one of them, so that it is plain which is meant."
                if file
                else "Paste the article’s text, or choose a file."
            )
        name = "file" if file else "pasted"
        try:
            if file:
                self.text = decode(file.read(MAX_FILE_BYTES + 1))
            else:
                self.text = read_pasted(pasted)
        except ArticleError as error:
            self.add_error(name, str(error))
        return cleaned


@admin.register(ArticleIntake)
class ArticleIntakeAdmin(CuratedAdmin):
    restorable = False  # what was decided about is not decided about again
    list_display = ["title", "state", "review", "added", "added_by", "changed", "changed_by"]
    list_filter = [WorkToDo, "state"]
    list_select_related = ["review", "added_by", "changed_by"]
    search_fields = ["title"]

    def get_urls(self):
        return [
            path(
                "<path:object_id>/added/",
                self.admin_site.admin_view(self.added_view),
                name="themes_articleintake_added",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text", "decisions")

    def add_view(self, request: HttpRequest, form_url="", extra_context=None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ArticleForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and not form.is_bound:
            form = ArticleForm({})
        if form.is_bound and form.is_valid():
            try:
                intake, is_new = take_in(text=form.text, file_name=form.file_name, by=_user(request))
            except ArticleError as error:
                form.add_error("file" if form.file_name else "pasted", str(error))
            else:
                if not is_new:
                    who = intake.added_by.get_username() if intake.added_by else "Somebody"
                    self.message_user(
                        request,
                        f"This article is here already: {who} gave it on {intake.added:%-d %B %Y}. Nothing was added.",
                        messages.WARNING,
                    )
                return HttpResponseRedirect(self._address("change", intake))
        context = {
            "title": "Add an article",
            "form": form,
            "most_characters": MAX_CHARACTERS,
            "most_lines": MAX_LINES,
        }
        return self._page(request, "add", context, status=200)

    def change_view(self, request: HttpRequest, object_id, form_url="", extra_context=None) -> HttpResponse:
        intake = self._intake(request, object_id)
        try:
            if request.method != "POST":
                return self._preview(request, intake)
            if not self.has_change_permission(request, intake):
                raise PermissionDenied
            return self._act(request, intake)
        except ArticleError as error:  # it could be read when it was given, by an earlier release
            self.message_user(request, f"“{intake}” can no longer be read here. {error}", messages.ERROR)
            return HttpResponseRedirect(self._address("changelist", intake))

    def added_view(self, request: HttpRequest, object_id) -> HttpResponse:
        intake = self._intake(request, object_id)
        if intake.article is None:
            return HttpResponseRedirect(self._address("change", intake))
        if request.method == "POST":
            return self._show_waiting(request, intake)
        drafts = intake.article.findings.exclude(article_words="").order_by("number")
        mentions = list(
            ArticleMention.objects.filter(article=intake.article)
            .select_related("finding")
            .order_by("finding__number", "pk")
        )
        waiting = {}
        if any(mention.pages_wait for mention in mentions):
            waiting = waiting_for_publisher(read_for_screen(intake.text), intake.article)
        context = {
            "title": "What came of the article",
            "intake": intake,
            "article": intake.article,
            "drafts": drafts,
            "mentions": mentions,
            "waiting": [
                (finding, waiting[finding.pk])
                for finding in {mention.finding_id: mention.finding for mention in mentions}.values()
                if finding.pk in waiting
            ],
            "may_change_published": self._may_change_published(request),
            "sections": intake.article.sections.filter(left_out=True),
            "comments": intake.article.thread.comments.count() if hasattr(intake.article, "thread") else 0,
        }
        return self._page(request, "added", context)

    def _show_waiting(self, request: HttpRequest, intake: ArticleIntake) -> HttpResponse:
        if not (self.has_change_permission(request, intake) and self._may_change_published(request)):
            raise PermissionDenied
        try:
            report = show_waiting(draft=read_for_screen(intake.text), article=intake.article)  # type: ignore[arg-type]
        except (ArticleError, ValidationError) as error:
            for message in getattr(error, "messages", [str(error)]):
                self.message_user(request, f"Nothing was added. {message}", messages.ERROR)
        else:
            lists = report.page_lists + report.joined
            self.message_user(
                request,
                f"Added, and readers see it now: {_counted(lists, 'page list')}, "
                f"{_counted(report.quotations, 'quotation to check', 'quotations to check')}.",
            )
        return HttpResponseRedirect(self._address("added", intake))

    def _act(self, request: HttpRequest, intake: ArticleIntake) -> HttpResponse:
        act = request.POST.get("act", "")
        preview = self._read(request, intake, data=request.POST)
        try:
            version = int(request.POST.get("version", "")[:9])
        except ValueError:
            version = 0
        try:
            if act in STATES:
                set_state(
                    intake=intake,
                    version=version,
                    by=_user(request),
                    state=STATES[act],
                    filled_in=preview.filled_in(),
                )
                self.message_user(request, SAID[STATES[act]])
                return HttpResponseRedirect(
                    self._address("change" if act == "take_up" else "changelist", intake)
                )
            if act in ("keep", "review", "compare"):
                return self._keep(request, intake, preview, version, act)
            if act == "accept":
                return self._accept(request, intake, preview, version)
        except ChangedMeanwhile as stale:
            intake = self._intake(request, str(intake.pk))
            preview = self._read(request, intake, data=request.POST)
            preview.show_theirs(intake.decisions)
            refused = [
                f"{stale}, while you had it open. Nothing was saved just now. What you filled in is still here, and "
                "where they chose otherwise it says so. Press the button again to save yours."
            ]
            return self._preview(request, intake, preview, refused, status=409)
        except IntegrityError:
            intake = self._intake(request, str(intake.pk))
            refused = [
                "Somebody was quicker: the same was added while you pressed the button. Nothing of yours was added, "
                "and what you filled in is still here. Look at it again, and then accept it."
            ]
            return self._preview(
                request, intake, self._read(request, intake, data=request.POST), refused, status=409
            )
        except ArticleError as error:
            return self._preview(request, intake, preview, [str(error)])
        except ValidationError as error:
            return self._preview(request, intake, preview, error.messages)
        return self._preview(
            request, intake, preview, ["Use one of the buttons: it is not known what to do."], status=400
        )

    def _keep(self, request, intake, preview: Preview, version: int, act: str) -> HttpResponse:
        """Answers are kept as they are; only the review has to be one."""
        review = intake.review
        if not intake.article:
            review = preview.review_form.chosen()
            if review is None and (act == "review" or request.POST.get("review")):
                return self._preview(
                    request, intake, preview, [str(error) for error in preview.review_form.errors["review"]]
                )
        keep_decisions(
            intake=intake,
            version=version,
            by=_user(request),
            decisions=preview.filled_in(),
            review=review,
        )
        if act == "keep":
            self.message_user(
                request, "Kept as you filled it in. Nothing was added yet. Go on whenever you like."
            )
            return HttpResponseRedirect(self._address("changelist", intake))
        more = "?compare_all=1" if act == "compare" else ""
        return HttpResponseRedirect(self._address("change", intake) + more)

    def _accept(self, request, intake, preview: Preview, version: int) -> HttpResponse:
        if not request.user.has_perm("themes.add_finding"):
            raise PermissionDenied
        if not intake.article and request.POST.get("review", str(intake.review_id)) != str(intake.review_id):
            raise ArticleError(
                "You chose another review, and the findings below were compared with those of the first. Press "
                "“Use this review”, look at them again, and then accept them."
            )
        with transaction.atomic():
            decisions = preview.decisions() if intake.review else None
            if decisions is None:
                transaction.set_rollback(True)  # a new theme may have been made
            else:
                report = accept(
                    intake=intake,
                    version=version,
                    by=_user(request),
                    draft=preview.draft,
                    decisions=decisions,
                    filled_in=preview.filled_in(),
                )
                if preview.leaves_nothing(decisions):
                    set_state(
                        intake=intake, version=intake.version, by=_user(request), state=IntakeState.DONE
                    )
        if decisions is None:
            refused = (
                ["Nothing was added yet. Mend what is named here, and accept again."]
                if intake.review
                else ["Say first which review the article is about."]
            )
            return self._preview(request, intake, preview, refused)
        self.message_user(request, told(report))
        return HttpResponseRedirect(self._address("added", intake))

    def _preview(
        self,
        request,
        intake,
        preview: Preview | None = None,
        refused: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        preview = preview or self._read(request, intake)
        preview.compare()
        context = {
            "title": "Article in hand",
            "intake": intake,
            "preview": preview,
            "refused": refused or [],
            "may_change": self.has_change_permission(request, intake),
            "may_change_published": preview.may_change_published,
            "may_accept": request.user.has_perm("themes.add_finding"),
            "states": IntakeState,
        }
        return self._page(request, "preview", context, status=status)

    def _page(self, request, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/themes/articleintake/{name}.html",
            {**self.admin_site.each_context(request), "opts": self.opts, **context},
            status=status,
        )

    def _intake(self, request: HttpRequest, object_id: str) -> ArticleIntake:
        intake = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, intake):
            raise PermissionDenied
        if intake is None:
            raise Http404
        return ArticleIntake.objects.select_related("review", "article", "added_by", "changed_by").get(
            pk=intake.pk
        )

    def _read(
        self, request: HttpRequest, intake: ArticleIntake, data: Mapping[str, Any] | None = None
    ) -> Preview:
        return Preview(
            intake,
            data=data,
            may_add_theme=request.user.has_perm("themes.add_theme"),
            may_change_published=self._may_change_published(request),
            compare_all="compare_all" in request.GET,
        )

    def _may_change_published(self, request: HttpRequest) -> bool:
        return request.user.has_perm("themes.publish_finding")

    def _address(self, name: str, intake: ArticleIntake) -> str:
        arguments = [] if name == "changelist" else [intake.pk]
        return reverse(f"admin:themes_articleintake_{name}", args=arguments)


def _user(request: HttpRequest) -> Any:
    """Who acts: signed in, or no screen of the workspace would have opened."""
    return request.user


def told(report: Imported) -> str:
    """What an acceptance did, in a sentence."""
    parts = [
        _counted(len(report.findings), "new draft"),
        f"{_counted(len(report.said_again), 'finding')} that we hold joined",
        _counted(report.page_lists, "new page list"),
        _counted(report.quotations, "quotation to check", "quotations to check"),
        f"{_counted(report.comments, 'comment')} held for moderation",
    ]
    said = f"Accepted: {', '.join(part for part in parts if not part.startswith('0 '))}."
    if report.waiting:
        said += (
            f" Pages or quotations for {_counted(len(report.waiting), 'published finding')} wait for a publisher: "
            "see below."
        )
    return said


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"
