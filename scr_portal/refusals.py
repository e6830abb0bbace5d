"""What the workspace says instead of a screen: that it is not for this person, or not there."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from themes.roles import list_roles_with

logger = logging.getLogger(__name__)

# By the end of an address's name: the right that it takes, and what it does.
ACTS = {
    "add": ("add", "add {many}"),
    "changelist": ("view", "see {many}"),
    "history": ("view", "see the history of {many}"),
    "delete": ("delete", "delete {many}"),
    "merge": ("merge", "merge themes"),
    "split": ("merge", "split themes"),
    "withdraw": ("publish", "withdraw findings"),
}
OTHERWISE = ("change", "see or change {many}")


def render_refused(
    request: HttpRequest, context: dict[str, Any], registry: Mapping[Any, Any]
) -> HttpResponse:
    """admin/refused.html: `act` (what was refused) and `roles` that may do it, as far as the address tells."""
    act, roles = "do this", []
    asked = _find_screen(request, registry.values())
    if asked:
        model_admin, verb, act = asked
        label = model_admin.opts.app_label
        right = f"{label}.{get_permission_codename(verb, model_admin.opts)}"
        # Who holds the right and is refused all the same is refused this one row.
        roles = [] if request.user.has_perm(right) else list_roles_with(right)
    screen = request.resolver_match.view_name if request.resolver_match else "?"
    logger.warning("Account %s was refused %s %s.", request.user.pk, request.method, screen)
    return _render(
        request,
        "admin/refused.html",
        403,
        {**context, "title": "Not with your account", "act": act, "roles": roles},
    )


def render_not_there(request: HttpRequest, context: dict[str, Any], error: Exception) -> HttpResponse:
    """admin/not_there.html: `reason`, in our own words where a screen gave one."""
    reason = error.args[0] if error.args else ""
    # Django's own reasons are for programmers.
    ours = isinstance(reason, str) and reason.startswith(("There ", "It ", "Of "))
    return _render(
        request,
        "admin/not_there.html",
        404,
        {**context, "title": "There is nothing at this address", "reason": reason if ours else ""},
    )


def _find_screen(request: HttpRequest, admins: Iterable[Any]) -> tuple[Any, str, str] | None:
    """The admin class whose screen an address is, the right that it takes, and what it does."""
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    for model_admin in admins:
        start = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_"
        if name.startswith(start):
            verb, words = ACTS.get(name.removeprefix(start), OTHERWISE)
            return (
                model_admin,
                verb,
                words.format(many=model_admin.opts.verbose_name_plural),
            )
    return None


def _render(request: HttpRequest, template: str, status: int, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response
