"""Whether somebody with an account is told each morning, by mail, what waits for moderators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from themes.alerts.subscribing import choose_for_account
from themes.models import Subscription
from themes.models.alert import AlertKind


def choose_mail(request: HttpRequest) -> HttpResponse:
    """admin/mail.html: `wanted` (whether they are written to), `address` (their account's). For whom work waits."""
    user: Any = request.user
    if request.method == "POST":
        wanted = request.POST.get("waiting") == "yes" and bool(user.email)
        origin = f"{request.scheme}://{request.get_host()}"
        choose_for_account(user=user, kind=AlertKind.WAITING, wanted=wanted, origin=origin)
        return redirect("admin:mail")
    context = {
        **admin.site.each_context(request),
        "title": "Mail to you",
        "address": user.email,
        "wanted": Subscription.objects.filter(user=user, kind=AlertKind.WAITING).exists(),
    }
    response = render(request, "admin/mail.html", context)
    add_never_cache_headers(response)
    return response
