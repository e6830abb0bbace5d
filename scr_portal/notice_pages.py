"""Notices and complaints: what there is, the form of each, and what came of one. Without account or cookie.

What stands against forged and repeated forms is that of `scr_portal.problem_pages`.
"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reviews.collection_version import find_version, read_version
from scr_portal.pages import get_operator
from scr_portal.problem_pages import (
    ELSEWHERE,
    SLIP,
    TOO_MANY,
    TOO_OLD,
    is_from_elsewhere,
    keep_nowhere,
    trace_network,
)
from scr_portal.retention import say_days
from themes.models import Comment, Notice, NoticeKind
from themes.notices.clock import TIMES
from themes.notices.filing import NoticeSentError, file_notice, find_notice
from themes.notices.forms import FORMS, NoticeForm
from themes.notices.keeping import NOTICE_DAYS
from themes.problems.slips import Slip


@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    """notices/list.html: `times` (themes.notices.clock.TIMES), `operator`."""
    return render(request, "notices/list.html", {"times": TIMES, "operator": get_operator()})


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def send_notice(request: HttpRequest, kind: str) -> HttpResponse:
    """notices/form.html: `form`, `kind` (NoticeKind), `slip`, `said`, `sent_before` (Notice), `operator`,
    `times`, `kept_for`.
    """
    build = FORMS[kind]
    if request.method != "POST":
        return _show(request, kind, build(initial={"address": _find_address(request)}))
    if is_from_elsewhere(request):
        return _show(request, kind, build(), said=ELSEWHERE, status=403)
    form = build(request.POST)
    slip = Slip.read(request.POST.get(SLIP, ""))
    if not form.is_valid():
        return _show(request, kind, form, slip=slip, status=400)
    if slip is None:
        return _show(request, kind, form, said=TOO_OLD, status=400)
    try:
        notice = find_notice(slip.reference, kind, form.typed)
        if notice is None:
            if not ratelimit.consume(request, action="send_notice", key=trace_network(request)):
                return _show(request, kind, form, slip=slip, said=TOO_MANY, status=429)
            origin = f"{request.scheme}://{request.get_host()}"
            notice = file_notice(slip.reference, kind, form.typed, origin=origin)
    except NoticeSentError as sent:
        return _show(request, kind, form, sent_before=sent.notice, status=409)
    return keep_nowhere(HttpResponseRedirect(notice.get_absolute_url()))


@require_safe
def show_notice(request: HttpRequest, reference: str) -> HttpResponse:
    """notices/notice.html: `notice` (of which nothing that was typed is shown), `steps`, `operator`. Raises Http404."""
    notice = Notice.objects.filter(reference=reference.upper()).first()
    if notice is None:
        raise Http404("There is no notice or complaint with this number. Check that you copied all of it.")
    context = {"notice": notice, "steps": notice.steps.all(), "operator": get_operator()}
    return keep_nowhere(render(request, "notices/notice.html", context))


def _find_address(request: HttpRequest) -> str:
    """Of what it is about. That of a comment that is not shown is for its author alone: others learn nothing."""
    pk = request.GET.get("comment", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return request.GET.get("page", "")
    if (
        not request.user.is_authenticated
        or not Comment.objects.filter(pk=pk, author=request.user.pk).exists()
    ):
        return ""
    return f"{reverse('comment', args=[pk])}#comment-{pk}"


def _show(
    request: HttpRequest,
    kind: str,
    form: NoticeForm,
    *,
    slip: Slip | None = None,
    said: str = "",
    sent_before: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    slip = slip or Slip.make("", find_version() or read_version())
    context: dict[str, Any] = {
        "form": form,
        "kind": NoticeKind(kind),
        "action": reverse("notice-form", args=[kind]),
        "slip": slip.sign(),
        "said": said,
        "sent_before": sent_before,
        "operator": get_operator(),
        "times": TIMES,
        "kept_for": say_days(NOTICE_DAYS),
    }
    return keep_nowhere(render(request, "notices/form.html", context, status=status))
