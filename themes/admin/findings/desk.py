"""The desk for wording: drafts one after the other, each beside what it is drawn from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.text import capfirst

from reviews.workspace.history import MAXIMUM_KEY
from themes.admin.desk.sides import build_side_of_finding
from themes.admin.findings.acts import SaveButton, make_publish_button, perform_act
from themes.admin.findings.admin import FindingAdmin
from themes.admin.findings.form import FindingForm
from themes.admin.findings.page_lists import PageListInline
from themes.admin.findings.preview import is_preview
from themes.admin.findings.rows import FindingThemeInline
from themes.admin.findings.wording import find_joinable
from themes.citations.locators import render_short
from themes.desk.drafts import PLACES, WORDED_HERE, Sitting, describe_skipped
from themes.desk.joining import discard_draft, join_draft
from themes.enums import FindingState
from themes.findings.fields import CodesField
from themes.models import ColleagueNote, Finding, PageCitation

ON_A_PAGE = 50
SAME, NOT_A_FINDING = "same", "not_a_finding"


class OneTheme(FindingThemeInline):
    extra = 1


class WordingForm(FindingForm):
    """What is filled in for a draft at the desk. The rest of a finding stays as it is, and has its whole form."""

    block_members = block_reason = worth_reading_next = None  # type: ignore[assignment]
    same_as = CodesField(label="The finding that says it", help_text="By its number, such as F010.")
    act = ""  # set by the screen, on a class made for one request

    def clean_same_as(self) -> list[Finding]:
        named = self.cleaned_data["same_as"]
        if self.act == SAME and len(named) != 1:
            raise ValidationError("Write the number of one finding, such as F010.")
        if named and self.act not in ("", SAME):
            raise ValidationError("Use the button beside this field, or empty it.")
        return named


def list_buttons(finding: Finding, *, may_publish: bool) -> list[SaveButton]:
    """What saves a draft and goes on to the next; the most usual one first."""
    if finding.state not in WORDED_HERE:
        return [
            SaveButton("keep", "Save and show to readers" if finding.state == "published" else "Save", True)
        ]
    other = (
        SaveButton("review", "Send to review and next")
        if finding.state == FindingState.DRAFT
        else SaveButton("draft", "Take back to drafts and next")
    )
    buttons = [SaveButton("keep", "Save and next", is_first=True), other]
    if may_publish:
        publish = make_publish_button(finding)
        buttons.append(
            SaveButton(publish.value, f"{capfirst(publish.label.removeprefix('Save and '))} and next")
        )
    return buttons


class WordingDesk(FindingAdmin):
    """A finding's form, cut down to what a draft needs, with the rules, conflicts and history of the whole one."""

    form = WordingForm
    change_form_template = "admin/themes/finding/word.html"
    inlines = [OneTheme, PageListInline]
    fieldsets = [
        ("The lesson", {"fields": ["text"]}),
        ("Years", {"fields": ["periods"]}),
        ("How we know", {"fields": ["certainty", "basis", "source_note"]}),
    ]
    readonly_fields: ClassVar[list[str]] = []
    autocomplete_fields: ClassVar[list[str]] = []

    def get_desk_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("wording/", wrap(self.list_view), name="themes_finding_wording"),
            path("wording/first/", wrap(self.first_view), name="themes_finding_wording_first"),
            path("wording/<int:pk>/", wrap(self.word_view), name="themes_finding_wording_one"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """admin/themes/finding/drafts.html: the `sitting`, what it is held to (`titles`), `kinds` and `places` (name,
        QueueOption) to choose from, `rows` (finding, address) of a `page`, `may_begin`, and what is `skipped`.
        """
        self._require_change_permission(request)
        sitting = Sitting.read(request.GET)
        findings = (
            sitting.get_findings()
            .select_related("review", "article", "taken__by")
            .defer("article__source_text")
        )
        free, skipped = sitting.count_left(request.user)
        page = Paginator(findings.prefetch_related("themes"), ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Wording",
            "opts": self.opts,
            "sitting": sitting,
            "titles": sitting.find_titles(),
            "left": sitting.describe_left(page.paginator.count),
            "may_begin": bool(free),
            "skipped": describe_skipped(skipped),
            "kinds": sitting.count_kinds(),
            "places": [
                (name, sitting.count_places(name), sitting.leave(name) if getattr(sitting, name) else "")
                for name in PLACES
            ],
            "page": page,
            "rows": [(finding, build_url("wording_one", sitting, finding.pk)) for finding in page],
        }
        response = TemplateResponse(request, "admin/themes/finding/drafts.html", context)
        add_never_cache_headers(response)
        return response

    def first_view(self, request: HttpRequest) -> HttpResponse:
        """The first draft of a sitting; its list where there is none."""
        self._require_change_permission(request)
        sitting = Sitting.read(request.GET)
        return _go_to(sitting, sitting.find_first(request.user))

    def word_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require_change_permission(request)
        finding = Finding.objects.filter(pk=pk).first() if pk <= MAXIMUM_KEY else None
        if request.method != "POST" and finding and finding.state not in WORDED_HERE:
            messages.info(
                request, f"{finding.code} is {finding.get_state_display().lower()}: this is its whole form."
            )
            return redirect("admin:themes_finding_change", pk)
        return self.changeform_view(request, str(pk))

    def _require_change_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.act = request.POST.get("act", "")  # on the class, which is of this request alone
        form.base_fields["text"].widget.attrs |= {"rows": 3, "autofocus": request.method == "GET"}
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """admin/themes/finding/word.html, beside what the whole form has: the `lesson`, `years` and `known` (Fieldset),
        `theme_rows` and `page_rows` (inlines), the `buttons` (SaveButton), and the evidence: `quotations`, the pages
        `listed`, a `side` (PageSide); `sitting`, what is `left` and `skipped`, `following` and `preceding` addresses.
        """
        parts = {fieldset.name: fieldset for fieldset in context["adminform"]}
        themes, pages = context["inline_admin_formsets"]
        finding = Finding.objects.select_related("review", "article", "article_section").get(pk=obj.pk)
        context |= {
            "lesson": parts["The lesson"],
            "years": parts["Years"],
            "known": parts["How we know"],
            "theme_rows": themes,
            "page_rows": pages,
            "same_as": context["adminform"].form["same_as"],
            "buttons": list_buttons(finding, may_publish=self.has_publish_permission(request)),
            "may_discard": self.has_delete_permission(request, finding),
            "finding": finding,
            **self._find_evidence(request, finding),
            **_describe_sitting(Sitting.read(request.GET), finding, request.user),
        }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if context["may_discard"]:
            response.context_data["joinable"] = find_joinable(finding, response.context_data["similar"])
        return response

    def _find_evidence(self, request: HttpRequest, finding: Finding) -> dict[str, Any]:
        listed = list(
            PageCitation.objects.filter(citation__findings=finding)
            .select_related("review")
            .order_by("citation", "position", "pk")
        )
        chosen = request.POST.get("_check", "").removeprefix("page-")
        return {
            "quotations": list(finding.quotations.select_related("document").order_by("position", "pk")),
            "listed": listed,
            "pages_named": render_short([page.as_pages for page in listed]) if listed else "",
            "page_chosen": chosen.isdigit(),
            "side": build_side_of_finding(request.user, finding, listed, chosen),
        }

    # What is done once the form is saved. A refusal undoes the saving too, and the form says so.

    def perform_act(self, request: HttpRequest, finding: Finding) -> None:
        finding.refresh_from_db(fields=["block", "state", "version"])
        act = request.POST.get("act", "")
        why = request.POST.get("why", "")
        request.told = perform_act(act, finding, why=why, by=request.user)  # type: ignore[attr-defined]

    def response_change(self, request, obj):
        if is_preview(request):
            return super().response_change(request, obj)
        act, _, key = request.POST.get("act", "").partition(":")
        sitting = Sitting.read(request.GET)
        if act in (SAME, NOT_A_FINDING):
            if not self.has_delete_permission(request, obj):
                raise PermissionDenied
            following = sitting.find_next(obj, request.user)
            message = self._take_out(request, obj, act, key)
        else:
            back = format_html('<a href="{}">Back to it</a>', build_url("wording_one", sitting, obj.pk))
            told = request.told or f"{obj.code} is saved."
            message = format_html("{} {}.", told, back) if act else told
            following = sitting.find_next(obj, request.user) if act else obj
        messages.success(request, message)
        return self._go_on(request, sitting, following)

    def _take_out(self, request: HttpRequest, draft: Finding, act: str, key: str) -> str:
        """Join the draft to the finding that was named, or discard it. Returns what to tell of it."""
        code, pk = draft.code, draft.pk
        if act == NOT_A_FINDING:
            notes = " ".join(f"“{note}”" for note in ColleagueNote.objects.open_with([draft]))
            discard_draft(draft=draft, by=request.user)
            told = f"{code} is taken out: it is no finding."
            if notes:
                told += f" What was open in its notes to colleagues went with it: {notes}"
        else:
            into = self._find_same(request, key)
            waits = join_draft(draft=draft, into=into, by=request.user)
            told = f"{code} is joined to {into.code}, which says the same."
            if waits:
                told += " Its pages wait for a publisher, since readers see that finding."
        history = reverse("admin:themes_finding_history", args=[pk])
        return format_html('{} <a href="{}">History keeps {}</a>.', told, history, code)

    def _find_same(self, request: HttpRequest, key: str) -> Finding:
        """The finding that a button names by its key, or somebody typed by its number."""
        if key:
            found = (
                Finding.objects.filter(pk=key).first()
                if key.isascii() and key.isdigit() and len(key) < 19
                else None
            )
            if found is None:
                raise ValidationError("The finding that you chose is not there any more.")
            return found
        return CodesField().clean(request.POST.get("same_as", ""))[0]

    def _go_on(self, request: HttpRequest, sitting: Sitting, following: Finding | None) -> HttpResponse:
        if following is None:
            left, skipped = sitting.count_left(request.user)
            now = f"In it now: {sitting.describe_left(left)}." if left else "Nothing is left of it."
            told = f"That was the last of this list. {now} {describe_skipped(skipped)}"
            messages.info(request, told.strip())
        return _go_to(sitting, following)


@admin.register(Finding)
class FindingAdminWithDesk(FindingAdmin):
    """Findings in the workspace, with the desk for wording among their addresses."""

    shown_again_at = (*FindingAdmin.shown_again_at, "wording_one")

    def get_urls(self):
        return [*WordingDesk(self.model, self.admin_site).get_desk_urls(), *super().get_urls()]


def build_url(name: str, sitting: Sitting, *args: Any) -> str:
    """The address of a screen of the desk, which keeps to the sitting."""
    return f"{reverse(f'admin:themes_finding_{name}', args=args)}?{sitting.query}"


def _go_to(sitting: Sitting, finding: Finding | None) -> HttpResponse:
    return redirect(
        build_url("wording_one", sitting, finding.pk) if finding else build_url("wording", sitting)
    )


def _describe_sitting(sitting: Sitting, finding: Finding, user: Any) -> dict[str, Any]:
    following, preceding = sitting.find_next(finding, user), sitting.find_previous(finding, user)
    left, skipped = sitting.count_left(user)
    return {
        "sitting": sitting,
        "titles": sitting.find_titles(),
        "left": sitting.describe_left(left),
        "skipped": describe_skipped(skipped),
        "list_url": build_url("wording", sitting),
        "following": build_url("wording_one", sitting, following.pk) if following else "",
        "preceding": build_url("wording_one", sitting, preceding.pk) if preceding else "",
    }
