"""Pages about the site itself. Their words stand in templates/pages."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from scr_portal import retention
from scr_portal.help import describe_check, describe_service
from scr_portal.then_and_now import BODIES_AND_PROCEDURES, CHILDREN, NATIONAL_ANALYSES
from themes.alerts.subscribing import LETTERS_DAYS, UNCONFIRMED_DAYS
from themes.discussion.counting import count_by_month, count_reasons
from themes.models import ContestedTerm, HelpService
from themes.models.discussion import ModerationReason
from themes.notices.clock import TIMES

VOUCHED_FOR = timedelta(days=180)  # how long security.txt may be relied on


class Operator(NamedTuple):
    """Who runs this copy, and where to write to them: both empty when nobody has said."""

    name: str
    contact: str


def get_operator() -> Operator:
    contact = settings.OPERATOR_CONTACT
    if contact.startswith(("https://", "http://")):
        contact = format_html('<a class="govuk-link" href="{}">{}</a>', contact, contact)
    elif "@" in contact and " " not in contact:
        contact = format_html('<a class="govuk-link" href="mailto:{}">{}</a>', contact, contact)
    return Operator(settings.OPERATOR_NAME, contact)


class SitePage(TemplateView):
    """A page that says who runs this copy."""

    extra_context = {"operator": get_operator}


about = SitePage.as_view(template_name="pages/about.html")
corrections = SitePage.as_view(template_name="pages/corrections.html")
accessibility = SitePage.as_view(template_name="pages/accessibility.html")
privacy = SitePage.as_view(
    template_name="pages/privacy.html",
    extra_context={
        **SitePage.extra_context,
        "sign_in_log_days": settings.SIGN_IN_LOG_DAYS,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "unconfirmed_days": UNCONFIRMED_DAYS,
        "letters_days": LETTERS_DAYS,
        **retention.REPORTS_KEPT,
    },
)


kept = SitePage.as_view(
    template_name="pages/kept.html", extra_context={**SitePage.extra_context, "rows": retention.KEPT}
)
community_rules = SitePage.as_view(template_name="pages/community_rules.html")


def how_we_moderate(request: HttpRequest) -> HttpResponse:
    """pages/how_we_moderate.html: `months` (MonthOfDecisions), `quarters` (QuarterOfReasons) that are over, `times`."""
    now = timezone.now()
    context = {
        "operator": get_operator(),
        "months": count_by_month(now),
        "quarters": count_reasons(now),
        "reasons": ModerationReason.labels,
        "times": TIMES,
    }
    return render(request, "pages/how_we_moderate.html", context)


ROBOTS = """\
User-agent: *
Disallow: /account/
Disallow: /admin/
Disallow: /api/v1/
Disallow: /data/
Disallow: /problem/
Disallow: /*?*as-of=
Disallow: /search/
Disallow: /compare/?
"""


def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: what is for one visitor alone, or made for whoever asks, is not to be collected."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(f"{ROBOTS}\nSitemap: {address}\n", content_type="text/plain")


def security(request: HttpRequest) -> HttpResponse:
    """security.txt (RFC 9116): whom to tell of a hole. Raises Http404 where nobody is named with an address."""
    contact = settings.OPERATOR_CONTACT
    if "@" in contact and " " not in contact:
        contact = f"mailto:{contact}"
    elif not contact.startswith("https://"):
        raise Http404("Whoever runs this copy of the site has named no address to write to.")
    expires = timezone.now().replace(microsecond=0) + VOUCHED_FOR
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def help_page(request: HttpRequest) -> HttpResponse:
    """pages/help.html: `shown` (when it was looked at, services in words) and `names` of the other services."""
    services = HelpService.objects.all()
    shown: dict[str, list[SafeString]] = {}
    for service in services:
        if service.is_shown:
            shown.setdefault(describe_check(service), []).append(describe_service(service))
    context = {
        "shown": shown.items(),
        "names": [service.name for service in services if not service.is_shown],
    }
    return render(request, "pages/help.html", context)


def then_and_now(request: HttpRequest) -> HttpResponse:
    """pages/then_and_now.html: names with their sources, and `contested` (terms with the note that searches show)."""
    context = {
        "bodies": BODIES_AND_PROCEDURES,
        "children": CHILDREN,
        "analyses": NATIONAL_ANALYSES,
        "contested": ContestedTerm.objects.all(),
    }
    return render(request, "pages/then_and_now.html", context)
