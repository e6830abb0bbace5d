"""What the screens of the desk have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from reviews.history.tracking import LONGEST_WHY
from reviews.workspace.base import CuratedAdmin
from themes.desk.queue import Queue


class DeskScreen(CuratedAdmin):
    def require_view_permission(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def render_desk(
        self, request: HttpRequest, name: str, queue: Queue, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """admin/themes/quotation/: every page has the `queue` that somebody looks at, its address (`list_url`), and
        what was sent as `why` and `minor`.
        """
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "queue": queue,
            "list_url": build_url("desk", queue),
            "why": request.POST.get("why", "")[:LONGEST_WHY],
            "minor": request.POST.get("minor") == "on",
            "longest_why": LONGEST_WHY,
            **context,
        }
        response = TemplateResponse(request, f"admin/themes/quotation/{name}.html", context, status=status)
        add_never_cache_headers(response)
        return response


def build_url(name: str, queue: Queue, *args: Any) -> str:
    """The address of a screen of the desk, which keeps to the queue that somebody looks at."""
    address = reverse(f"admin:themes_quotation_{name}", args=args)
    return f"{address}?{queue.query}" if queue.query else address
