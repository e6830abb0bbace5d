"""Pages about the site itself. Their words stand in templates/pages."""

from __future__ import annotations

import functools
from datetime import date
from typing import NamedTuple

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from scr_portal.context import HELP_FILE, help_service
from themes.models import ContestedTerm


class Operator(NamedTuple):
    """Who runs this copy, and where to write to them: both empty when nobody has said."""

    name: str
    contact: str


def operator() -> Operator:
    contact = settings.OPERATOR_CONTACT
    if contact.startswith(("https://", "http://")):
        contact = format_html('<a class="govuk-link" href="{}">{}</a>', contact, contact)
    elif "@" in contact and " " not in contact:
        contact = format_html('<a class="govuk-link" href="mailto:{}">{}</a>', contact, contact)
    return Operator(settings.OPERATOR_NAME, contact)


class Page(TemplateView):
    """A page that says who runs this copy."""

    extra_context = {"operator": operator}


about = Page.as_view(template_name="pages/about.html")
corrections = Page.as_view(template_name="pages/corrections.html")
accessibility = Page.as_view(template_name="pages/accessibility.html")
privacy = Page.as_view(template_name="pages/privacy.html")


class Service(NamedTuple):
    words: SafeString  # its name, with its number and link where somebody has checked them
    checked: date | None


@functools.cache
def services() -> list[Service]:
    """Those named in the file of help, in its order, read once."""
    listed = yaml.safe_load(HELP_FILE.read_text(encoding="utf-8"))["services"].values()
    return [Service(help_service(service), service.get("checked")) for service in listed]


def help_page(request: HttpRequest) -> HttpResponse:
    """pages/help.html: `checked` and `unchecked` (Service: words, checked); the fixed lines are in `site`."""
    listed = services()
    context = {
        "checked": [service for service in listed if service.checked],
        "unchecked": [service for service in listed if not service.checked],
    }
    return render(request, "pages/help.html", context)


def then_and_now(request: HttpRequest) -> HttpResponse:
    """pages/then_and_now.html: `contested` (terms with the note that searches show)."""
    return render(request, "pages/then_and_now.html", {"contested": ContestedTerm.objects.all()})
