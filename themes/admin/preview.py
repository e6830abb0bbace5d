"""The public page of a finding as it would look, whatever its state, with nothing kept."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from reviews.models.series import Certainty
from themes.enums import FindingState
from themes.models import Finding
from themes.views.findings import finding_detail

NO_WORDS = "This finding has no wording of our own yet."


def as_readers_see_it(request: HttpRequest, finding: Finding) -> HttpResponse:
    """Published for as long as the page is made, with whatever it needs for that, then put back as it was."""
    with transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(
            state=FindingState.PUBLISHED,
            published_at=finding.published_at or timezone.now(),
            withdrawn_at=None,
            text=finding.text or NO_WORDS,
            certainty=finding.certainty or Certainty.LOW,
        )
        page = finding_detail(_of_a_reader(request, finding), finding.code)
        transaction.set_rollback(True)
    add_never_cache_headers(page)
    return page


def _of_a_reader(request: HttpRequest, finding: Finding) -> HttpRequest:
    """Who is signed in must not show, and what waits to be told to them stays with them."""
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
