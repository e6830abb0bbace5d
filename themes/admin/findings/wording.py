"""Help for whoever words a finding, beside the words."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reviews.workspace.base import CuratedAdmin
from themes.discussion.checking import read_known_people, read_restricted_words
from themes.models import ContestedTerm, Finding
from themes.search.similar import Similar, find_similar_findings
from themes.writing.avoided import Contested
from themes.writing.help import build_help

MOST_CHARACTERS = 10_000  # of a wording that is being typed


def build_writing_help(text: str, finding: Finding | None) -> dict:
    """The context of admin/themes/finding/writing_help.html."""
    quotations = list(finding.quotations.values_list("words", flat=True)) if finding else []
    contested = [
        Contested(term, tuple(words), note)
        for term, words, note in ContestedTerm.objects.values_list("term", "words", "note")
    ]
    words = text.strip() or (finding.article_words if finding else "")
    return {
        "help": build_help(
            text,
            quotations=quotations,
            contested=contested,
            people=read_known_people(),
            restricted=read_restricted_words(finding.review_id) if finding else None,
        ),
        "similar": find_similar_findings(words, exclude=[finding.pk] if finding else []),
    }


def find_joinable(finding: Finding, similar: Sequence[Similar]) -> set[int]:
    """The keys of those similar findings to which a draft can be joined: they are of its report. One query."""
    pks = [each.finding.pk for each in similar]
    return set(Finding.objects.filter(pk__in=pks, review=finding.review_id).values_list("pk", flat=True))


class WritingHelpAdmin(CuratedAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.writing_help_view)
        return [path("writing-help/", view, name="themes_finding_writing_help"), *super().get_urls()]

    @method_decorator([require_POST, sensitive_post_parameters()])
    def writing_help_view(self, request: HttpRequest) -> HttpResponse:
        """The help for a wording that is being typed: nothing of it is kept."""
        if not self.has_add_permission(request) and not self.has_change_permission(request):
            raise PermissionDenied
        key = request.POST.get("finding", "")
        is_key = key.isascii() and key.isdigit() and len(key) < 19
        finding = Finding.objects.filter(pk=key).first() if is_key else None
        context = build_writing_help(request.POST.get("text", "")[:MOST_CHARACTERS], finding)
        if "joins" in request.POST and finding and self.has_delete_permission(request, finding):
            context["joinable"] = find_joinable(finding, context["similar"])
        response = TemplateResponse(request, "admin/themes/finding/writing_help.html", context)
        add_never_cache_headers(response)
        return response
