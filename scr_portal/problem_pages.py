""" "Is something wrong here?": the form on every page's behalf, what came of a report, and how many there were.

Nobody needs an account or a cookie for it, so there is no token against forged forms to compare with one. The browser
says by itself where a form was sent from, and the slip in it says that we made it within the last day. All that a
forged one could do is to report something, once for each slip.
"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reviews.collection_version import find_version, read_version
from scr_portal.kept_forms import is_from_here
from scr_portal.pages import get_operator
from scr_portal.retention import REPORTS_KEPT
from scr_portal.signing_in.guessing import read_network
from themes.models import ProblemReport
from themes.problems.counting import count_reports
from themes.problems.filing import AlreadySentError, file_report, find_report
from themes.problems.forms import ProblemForm
from themes.problems.slips import Slip, is_of_comment

SLIP = "slip"
ELSEWHERE = "This came from another site, so it was not taken. If you have something to report, say it here."
TOO_OLD = (
    "This form was open for more than a day. What you typed is still here: look at it, and send it again."
)
TOO_MANY = (
    "From where you are, many reports were sent within an hour, so this one was not taken yet. What you typed is still "
    "here: copy it, and send it in an hour, or write to whoever runs this site."
)


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def report_problem(request: HttpRequest) -> HttpResponse:
    """problems/form.html: `form`, `slip`, `said` (in the place of a mistake), `sent_before` (report), `operator`."""
    if request.method != "POST":
        return _show(request, ProblemForm(initial={"address": request.GET.get("page", "")}))
    if is_from_elsewhere(request):
        return _show(request, ProblemForm(), said=ELSEWHERE, status=403)
    form = ProblemForm(request.POST)
    slip = Slip.read(request.POST.get(SLIP, ""))
    if not form.is_valid():
        return _show(request, form, slip=slip, status=400)
    if slip is None:
        return _show(request, form, said=TOO_OLD, status=400)
    try:
        report = find_report(slip, form.cleaned_data)
        if report is None:
            if not ratelimit.consume(request, action="report_problem", key=trace_network(request)):
                return _show(request, form, slip=slip, said=TOO_MANY, status=429)
            report = file_report(slip, form.cleaned_data)
    except AlreadySentError as sent:
        return _show(request, form, sent_before=sent.report, status=409)
    return keep_nowhere(HttpResponseRedirect(report.get_absolute_url()))


@require_safe
def show_report(request: HttpRequest, reference: str) -> HttpResponse:
    """problems/report.html: `report` (of which nothing that was typed is shown), `is_of_comment`, `operator`.

    Raises Http404.
    """
    report = (
        ProblemReport.objects.select_related("finding", "comment").filter(reference=reference.upper()).first()
    )
    if report is None:
        raise Http404("There is no report with this number. Check that you copied all of it.")
    context = {
        "report": report,
        "is_of_comment": is_of_comment(report.address),
        "operator": get_operator(),
    }
    return keep_nowhere(render(request, "problems/report.html", context))


@require_safe
def show_counts(request: HttpRequest) -> HttpResponse:
    """problems/counts.html: `years` (YearOfReports)."""
    return render(request, "problems/counts.html", {"years": count_reports()})


def _show(
    request: HttpRequest,
    form: ProblemForm,
    *,
    slip: Slip | None = None,
    said: str = "",
    sent_before: ProblemReport | None = None,
    status: int = 200,
) -> HttpResponse:
    if slip is None:
        address = form.data.get("address", "") if form.is_bound else form.initial.get("address", "")
        slip = Slip.make(address, find_version() or read_version())
    context: dict[str, Any] = {
        "form": form,
        "slip": slip.sign(),
        "said": said,
        "sent_before": sent_before,
        "operator": get_operator(),
        **REPORTS_KEPT,
    }
    return keep_nowhere(render(request, "problems/form.html", context, status=status))


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site's page sent the form. Where it says nothing, the slip has to do."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site != "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin != "null" and not is_from_here(request)


def trace_network(request: HttpRequest) -> str:
    """Enough to count what comes from one network within the hour, and too little to find out which that is."""
    return salted_hmac("scr_portal.problem_pages", read_network(request), algorithm="sha256").hexdigest()


def keep_nowhere(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
