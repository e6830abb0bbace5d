"""The public page of a finding as it would look, whatever its state, with nothing kept."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from reviews.models.series import Certainty
from reviews.workspace.base import CuratedAdmin
from themes.admin.findings.base import get_finding
from themes.enums import FindingState
from themes.models import Finding
from themes.views.findings import finding_detail

NO_WORDS = "This finding has no wording of our own yet."


def render_as_published(request: HttpRequest, finding: Finding) -> HttpResponse:
    """The page readers would see: published in a savepoint that is rolled back."""
    with transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(
            state=FindingState.PUBLISHED,
            published_at=finding.published_at or timezone.now(),
            withdrawn_at=None,
            text=finding.text or NO_WORDS,
            certainty=finding.certainty or Certainty.LOW,
        )
        page = finding_detail(_make_readers_request(request, finding), finding.code)
        transaction.set_rollback(True)
    add_never_cache_headers(page)
    return page


def _make_readers_request(request: HttpRequest, finding: Finding) -> HttpRequest:
    """Nobody is signed in, and messages that wait for the curator stay where they are."""
    public = HttpRequest()
    public.META = {
        name: request.META[name]
        for name in ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme")
        if name in request.META
    }
    public.method = "GET"
    public.path = public.path_info = finding.get_absolute_url()
    public.user = AnonymousUser()
    return public


def is_preview(request: HttpRequest) -> bool:
    """Whether the form was sent to be shown as readers would see it, not to be saved."""
    return "_preview" in request.POST


def bring_icons(page: str) -> str:
    """The page with its icons in itself: a frame without an origin may load none from a file of ours."""
    icons = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    hidden = icons.replace("<svg ", '<svg width="0" height="0" aria-hidden="true" ', 1)
    return page.replace(f"{static('icons.svg')}#", "#").replace("</body>", f"{hidden}</body>")


class PreviewAdmin(CuratedAdmin):
    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/preview/", wrap(self.preview_view), name="themes_finding_preview"),
            path(
                "<path:object_id>/preview/page/",
                wrap(self.preview_page_view),
                name="themes_finding_preview_page",
            ),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._render_preview(request, get_finding(self, request, object_id))

    def preview_page_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return render_as_published(request, get_finding(self, request, object_id))

    def response_add(self, request, obj, post_url_continue=None):
        if is_preview(request):
            return self._preview_unsaved(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if is_preview(request):
            return self._preview_unsaved(request, obj)
        return super().response_change(request, obj)

    def _preview_unsaved(self, request: HttpRequest, finding: Finding) -> HttpResponse:
        """Preview what the request just saved, and roll it back."""
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("_preview", "csrfmiddlewaretoken")
        ]
        response = self._render_preview(request, finding, typed)
        transaction.set_rollback(True)
        return response

    def _render_preview(
        self, request: HttpRequest, finding: Finding, typed: list | None = None
    ) -> HttpResponse:
        """`typed` are the names and values of the form that was sent: the page sends them back to it."""
        page = render_as_published(request, finding)
        if typed is not None and request.POST.get("_preview") == "page":
            return page
        context = {
            **self.admin_site.each_context(request),
            "title": f"Preview of {finding.code}" if finding.published_at or typed is None else "Preview",
            "opts": self.opts,
            "original": finding,
            "page": bring_icons(page.content.decode()),
            "typed": typed,
        }
        response = TemplateResponse(request, "admin/themes/finding/preview.html", context)
        add_never_cache_headers(response)
        return response.render()
