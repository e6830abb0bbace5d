from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from reviews.documents.reading import DocumentError
from reviews.documents.storing import add_document
from reviews.documents.uploading import get_problem
from reviews.models import Review
from reviews.plurals import count_things
from reviews.workspace.base import CuratedAdmin
from themes.admin.intake.answers import make_decisions
from themes.admin.intake.building import REPORT, read_typed_lists
from themes.admin.intake.forms import ArticleForm
from themes.admin.intake.preview import Preview
from themes.admin.lists import OldestFirst, WorkToDo
from themes.admin.taking import TakesSeveral, act_on_taking, build_taking, is_about_taking
from themes.importers.article.decisions import ImportReport
from themes.importers.article.drafts import ArticleDraft, ArticleError
from themes.importers.article.intake import (
    MAX_CHARACTERS,
    MAX_LINES,
    ChangedMeanwhile,
    accept_article,
    keep_decisions,
    read_for_screen,
    set_state,
    take_in,
)
from themes.importers.article.pending import find_pending, publish_pending
from themes.importers.article.reports import add_report
from themes.importers.article.typed import add_typed_lists
from themes.models import ArticleIntake, IntakeState

STATES = {"aside": IntakeState.ASIDE, "done": IntakeState.DONE, "take_up": IntakeState.IN_HAND}
STATE_MESSAGES = {
    IntakeState.ASIDE: "Put aside. You find it under “Articles to work through”, and can take it up again.",
    IntakeState.DONE: "Done. What you left for later is still here, should you take the article up again.",
    IntakeState.IN_HAND: "Taken up again.",
}
UNKNOWN_ACT = "Use one of the buttons: it is not known what to do."
NO_REVIEW = "Say first which report the article is about."
OTHER_REVIEW = (
    "You chose another report, and the findings below were compared with those of the first. Press “Use this "
    "report”, look at them again, and then accept them."
)
BAD_REPORT = "The report was not added. Mend what is named here, and add it again."
REPORT_ADDED = (
    '<a href="{}">{}</a> is added, and the article is about it now. Its authors, its years and the rest can be '
    "filled in there when there is time.{}"
)
BAD_ANSWERS = "Nothing was added yet. Mend what is named here, and accept again."
CHANGED_MEANWHILE = (
    "{}, while you had it open. Nothing was saved just now. What you filled in is still here, and where they chose "
    "otherwise it says so. Press the button again to save yours."
)
ADDED_MEANWHILE = (
    "Somebody was quicker: the same was added while you pressed the button. Nothing of yours was added, and what you "
    "filled in is still here. Look at it again, and then accept it."
)


@admin.register(ArticleIntake)
class ArticleIntakeAdmin(OldestFirst, TakesSeveral, CuratedAdmin):
    restorable = False  # what was decided about is not decided about again
    list_display = ["title", "state", "review", "added", "added_by", "changed", "changed_by"]
    list_filter = [WorkToDo, "state"]
    list_select_related = ["review", "added_by", "changed_by"]
    search_fields = ["title"]
    actions = ["take", "give_back"]

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
        form = ArticleForm(request.POST, request.FILES) if request.method == "POST" else ArticleForm()
        intake = self._take_in(request, form) if form.is_valid() else None
        if intake:
            return self._redirect("change", intake)
        context = {
            "title": "Add an article",
            "form": form,
            "most_characters": MAX_CHARACTERS,
            "most_lines": MAX_LINES,
        }
        return self._render(request, "add", context)

    def _take_in(self, request, form: ArticleForm) -> ArticleIntake | None:
        """The article in hand; None, with the reason on the form, where it cannot be read."""
        try:
            intake, is_new = take_in(text=form.text, file_name=form.file_name, by=request.user)
        except ArticleError as error:
            form.add_error("file" if form.file_name else "pasted", str(error))
            return None
        if not is_new:
            who = intake.added_by.get_username() if intake.added_by else "Somebody"
            self.message_user(
                request,
                f"This article is here already: {who} gave it on {intake.added:%-d %B %Y}. Nothing was added.",
                messages.WARNING,
            )
        return intake

    def change_view(self, request: HttpRequest, object_id, form_url="", extra_context=None) -> HttpResponse:
        intake = self._find_intake(request, object_id)
        try:
            if request.method != "POST":
                return self._render_preview(request, self._read_preview(request, intake))
            if not self.has_change_permission(request, intake):
                raise PermissionDenied
            return self._answer_act(request, intake)
        except ArticleError as error:  # it could be read when it was given, by an earlier release
            self.message_user(request, f"“{intake}” can no longer be read here. {error}", messages.ERROR)
            return self._redirect("changelist", intake)

    def added_view(self, request: HttpRequest, object_id) -> HttpResponse:
        intake = self._find_intake(request, object_id)
        article = intake.article
        if article is None:
            return self._redirect("change", intake)
        if request.method == "POST":
            return self._publish_pending(request, intake)
        mentions = list(article.mentions.select_related("finding").order_by("finding__number", "pk"))
        pending = {}
        if any(mention.pages_wait for mention in mentions):
            pending = find_pending(_read_answered(intake), article)
        findings = {mention.finding_id: mention.finding for mention in mentions}
        context = {
            "title": "What came of the article",
            "intake": intake,
            "article": article,
            "drafts": article.findings.exclude(article_words="").order_by("number"),
            "mentions": mentions,
            "pending": [(finding, pending[pk]) for pk, finding in findings.items() if pk in pending],
            "may_change_published": _may_change_published(request),
            "sections": article.sections.filter(left_out=True),
            "comments": article.thread.comments.count() if hasattr(article, "thread") else 0,
        }
        return self._render(request, "added", context)

    def _publish_pending(self, request: HttpRequest, intake: ArticleIntake) -> HttpResponse:
        if not (self.has_change_permission(request, intake) and _may_change_published(request)):
            raise PermissionDenied
        try:
            report = publish_pending(draft=_read_answered(intake), article=intake.article)  # type: ignore[arg-type]
        except (ArticleError, ValidationError) as error:
            for message in getattr(error, "messages", [str(error)]):
                self.message_user(request, f"Nothing was added. {message}", messages.ERROR)
        else:
            lists = count_things(report.page_lists + report.page_list_findings, "page list")
            quotations = count_things(report.quotations, "quotation to check", "quotations to check")
            self.message_user(request, f"Added, and readers see it now: {lists}, {quotations}.")
        return self._redirect("added", intake)

    def _answer_act(self, request: HttpRequest, intake: ArticleIntake) -> HttpResponse:
        preview = self._read_preview(request, intake, data=request.POST, files=request.FILES)
        act = request.POST.get("act", "")
        if is_about_taking(request):
            act_on_taking(request, intake)
            return self._render_preview(request, preview)
        try:
            if act in STATES:
                return self._set_state(request, preview, act)
            if act in ("keep", "review", "compare"):
                return self._keep_answers(request, preview, act)
            if act == "report":
                return self._add_report(request, preview)
            if act == "accept":
                return self._accept_answers(request, preview)
        except (ChangedMeanwhile, IntegrityError) as error:
            return self._render_conflict(request, intake, error)
        except ArticleError as error:
            return self._render_preview(request, preview, [str(error)])
        except ValidationError as error:
            return self._render_preview(request, preview, error.messages)
        return self._render_preview(request, preview, [UNKNOWN_ACT], status=400)

    def _set_state(self, request, preview: Preview, act: str) -> HttpResponse:
        state = STATES[act]
        set_state(
            intake=preview.intake,
            version=_read_version(request),
            by=request.user,
            state=state,
            answers=preview.read_answers(),
        )
        self.message_user(request, STATE_MESSAGES[state])
        return self._redirect("change" if act == "take_up" else "changelist", preview.intake)

    def _keep_answers(self, request, preview: Preview, act: str) -> HttpResponse:
        """Save the answers, valid or not; only the review has to be valid."""
        review = preview.review
        if not preview.intake.article:
            review = preview.review_form.find_review()
            if review is None and (act == "review" or request.POST.get("review")):
                errors = preview.review_form.errors["review"]
                return self._render_preview(request, preview, [str(error) for error in errors])
        keep_decisions(
            intake=preview.intake,
            version=_read_version(request),
            by=request.user,
            answers=preview.read_answers(),
            review=review,
        )
        if act == "keep":
            self.message_user(
                request, "Kept as you filled it in. Nothing was added yet. Go on whenever you like."
            )
            return self._redirect("changelist", preview.intake)
        return self._redirect("change", preview.intake, "?compare_all=1" if act == "compare" else "")

    def _add_report(self, request, preview: Preview) -> HttpResponse:
        """Add the report that the article is about, with its PDF if one came; all else that was typed is kept."""
        intake, form = preview.intake, preview.report_form
        if intake.article or not request.user.has_perm("reviews.add_review"):
            raise PermissionDenied
        is_valid, problem = form.is_valid(), get_problem(request)
        if problem:
            form.add_error("file" if "file" in form.fields else None, problem)
        report = self._save_report(request, preview) if is_valid and not problem else None
        if report is None:
            return self._render_preview(request, preview, [BAD_REPORT])
        address, reading = reverse("admin:reviews_review_change", args=[report.pk]), ""
        if form.cleaned_data.get("file"):
            address += "?from-pdf=1"
            reading = " Its PDF is being read; what its first pages say is proposed there."
        self.message_user(request, format_html(REPORT_ADDED, address, report.short_title, reading))
        return self._redirect("change", intake, "#review-heading")

    def _save_report(self, request, preview: Preview) -> Review | None:
        """None, with the reason on the form, where the report or its PDF cannot be added; then neither is."""
        form = preview.report_form
        given = form.cleaned_data
        answers = {
            name: answer
            for name, answer in preview.read_answers().items()
            if not name.startswith(f"{REPORT}-")
        }
        try:
            with transaction.atomic():
                report = add_report(title=given["title"], kind=given["kind"], year=given["year"])
                keep_decisions(
                    intake=preview.intake,
                    version=_read_version(request),
                    by=request.user,
                    answers=answers,
                    review=report,
                )
                if given.get("file"):
                    add_document(review=report, file=given["file"])
        except DocumentError as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            form.add_error("title", error.messages)
        else:
            return report
        preview.intake.refresh_from_db(fields=["review", "decisions", "version", "changed", "changed_by"])
        return None

    def _accept_answers(self, request, preview: Preview) -> HttpResponse:
        if not request.user.has_perm("themes.add_finding"):
            raise PermissionDenied
        intake = preview.intake
        chosen = request.POST.get("review", str(intake.review_id))
        if not intake.article and chosen != str(intake.review_id):
            raise ArticleError(OTHER_REVIEW)
        if not intake.review:
            return self._render_preview(request, preview, [NO_REVIEW])
        with transaction.atomic():
            report = self._save_decisions(request, preview)
            if report is None:
                transaction.set_rollback(True)  # a new theme may have been added
        if report is None:
            return self._render_preview(request, preview, [BAD_ANSWERS])
        self.message_user(request, describe_import(report))
        return self._redirect("added", intake)

    def _save_decisions(self, request, preview: Preview) -> ImportReport | None:
        """None, with the reasons on the forms, where an answer cannot be accepted."""
        intake = preview.intake
        decisions = make_decisions(preview)
        if decisions is None:
            return None
        report = accept_article(
            intake=intake,
            version=_read_version(request),
            by=request.user,
            draft=preview.complete_draft(),
            decisions=decisions,
            answers=preview.read_answers(),
        )
        if preview.is_all_decided(decisions):
            set_state(intake=intake, version=intake.version, by=request.user, state=IntakeState.DONE)
        return report

    def _render_conflict(self, request: HttpRequest, intake: ArticleIntake, error: Exception) -> HttpResponse:
        """Show what was filled in beside what somebody else has saved meanwhile."""
        intake = self._find_intake(request, str(intake.pk))
        preview = self._read_preview(request, intake, data=request.POST)
        message = ADDED_MEANWHILE
        if isinstance(error, ChangedMeanwhile):
            preview.show_theirs(intake.decisions)
            message = CHANGED_MEANWHILE.format(error)
        return self._render_preview(request, preview, [message], status=409)

    def _render_preview(
        self, request: HttpRequest, preview: Preview, refused: Sequence[str] = (), status: int = 200
    ) -> HttpResponse:
        if preview.data is not None:
            preview.compare()
        context = {
            "title": "Article to work through",
            "intake": preview.intake,
            "preview": preview,
            "refused": refused,
            "may_change": self.has_change_permission(request, preview.intake),
            "may_change_published": preview.may_change_published,
            "may_accept": request.user.has_perm("themes.add_finding"),
            "may_add_report": request.user.has_perm("reviews.add_review"),
            **build_taking(request, preview.intake),
        }
        return self._render(request, "preview", context, status=status)

    def _render(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/themes/articleintake/{name}.html",
            {**self.admin_site.each_context(request), "opts": self.opts, **context},
            status=status,
        )

    def _redirect(self, name: str, intake: ArticleIntake, query: str = "") -> HttpResponse:
        arguments = [] if name == "changelist" else [intake.pk]
        return HttpResponseRedirect(reverse(f"admin:themes_articleintake_{name}", args=arguments) + query)

    def _find_intake(self, request: HttpRequest, object_id: str) -> ArticleIntake:
        intake = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, intake):
            raise PermissionDenied
        if intake is None:
            raise Http404
        return ArticleIntake.objects.select_related("review", "article", "added_by", "changed_by").get(
            pk=intake.pk
        )

    def _read_preview(
        self,
        request: HttpRequest,
        intake: ArticleIntake,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Preview:
        return Preview(
            intake,
            data=data,
            files=files,
            may_add_theme=request.user.has_perm("themes.add_theme"),
            may_add_document=request.user.has_perm("reviews.add_document"),
            may_change_published=_may_change_published(request),
            compare_all="compare_all" in request.GET,
        )


def _read_answered(intake: ArticleIntake) -> ArticleDraft:
    return add_typed_lists(read_for_screen(intake.text), read_typed_lists(intake.decisions))


def _may_change_published(request: HttpRequest) -> bool:
    return request.user.has_perm("themes.publish_finding")


def _read_version(request: HttpRequest) -> int:
    """The version that the screen was opened with; 0, which is none, where that is nonsense."""
    version = request.POST.get("version", "")[:9]
    return int(version) if version.isdecimal() else 0


def describe_import(report: ImportReport) -> str:
    """What an acceptance did, in a sentence."""
    parts = [
        count_things(len(report.findings), "new draft"),
        f"{count_things(len(report.joined), 'finding')} that we hold joined",
        count_things(report.page_lists, "new page list"),
        count_things(report.quotations, "quotation to check", "quotations to check"),
        f"{count_things(report.comments, 'comment')} held for moderation",
    ]
    sentence = f"Accepted: {', '.join(part for part in parts if not part.startswith('0 '))}."
    if report.pending:
        findings = count_things(len(report.pending), "published finding")
        sentence += f" Pages or quotations for {findings} wait for a publisher: see below."
    return sentence
