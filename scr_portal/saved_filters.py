"""Filters of the workspace's lists, kept under a name, and shared with others who see the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from reviews.control_characters import refuse_control_characters
from themes.models import SavedFilter

MOST = 20  # of one person for one list
LONGEST_QUERY = 1000
NOT_KEPT = ("p", "e", "_popup", "_to_field", "all")  # a place in the list, not what it is narrowed to


class KeepForm(forms.Form):
    name = forms.CharField(max_length=60, validators=[refuse_control_characters])
    screen = forms.CharField(max_length=100)
    query = forms.CharField(max_length=LONGEST_QUERY)
    is_shared = forms.BooleanField(required=False)


def list_saved_filters(request: HttpRequest) -> list[SavedFilter]:
    """What stands beside the filters of the list that was asked for, each with `is_on` where it is what is shown."""
    screen = request.resolver_match.url_name if request.resolver_match else ""
    if not screen or not screen.endswith("_changelist"):
        return []
    kept = list(SavedFilter.objects.for_list(request.user, screen))
    now = clean_query(request.GET.urlencode())
    for row in kept:
        row.is_on = row.query == now  # type: ignore[attr-defined]
    return kept


def clean_query(query: str) -> str:
    """The filters and words of a list's address, in one order."""
    pairs = [
        (name, value)
        for name, values in QueryDict(query).lists()
        if name not in NOT_KEPT
        for value in values
        if value
    ]
    kept = QueryDict(mutable=True)
    for name, value in sorted(pairs):
        kept.appendlist(name, value)
    return kept.urlencode()


def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list under a name; those of that name before go."""
    if request.method != "POST":
        return redirect("admin:index")
    screen = request.POST.get("screen", "")
    address = _find_list(request, screen)
    query = clean_query(request.POST.get("query", ""))
    form = KeepForm({**request.POST.dict(), "query": query})
    if not address:
        messages.error(request, "Nothing was kept: there is no such list for you.")
        return redirect("admin:index")
    user: Any = request.user
    mine = SavedFilter.objects.filter(user=user, screen=screen)
    if not form.is_valid():
        said = "; ".join(
            f"{form[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()
        )
        messages.error(request, f"Nothing was kept. {said}")
    elif mine.exclude(name=form.cleaned_data["name"]).count() >= MOST:
        messages.error(
            request, f"Nothing was kept: you have {MOST} filters of this list. Remove one of them first."
        )
    else:
        name, is_shared = form.cleaned_data["name"], form.cleaned_data["is_shared"]
        _, is_new = mine.update_or_create(
            user=user, screen=screen, name=name, defaults={"query": query, "is_shared": is_shared}
        )
        instead = "" if is_new else ", in place of those that you kept under that name before"
        messages.success(request, f"These filters are kept as “{name}”{instead}.")
    return redirect(f"{address}?{query}")


def remove_filter(request: HttpRequest) -> HttpResponse:
    """Remove one of one's own."""
    key = request.POST.get("filter", "")
    user: Any = request.user
    pk = int(key) if key.isdecimal() and len(key) < 19 else 0
    row = SavedFilter.objects.filter(user=user, pk=pk).first()
    if request.method != "POST" or row is None:
        return redirect("admin:index")
    row.delete()
    messages.success(request, f"“{row.name}” is removed.")
    return redirect(_find_list(request, row.screen) or "admin:index")


def _find_list(request: HttpRequest, screen: str) -> str:
    """The address of a list by its name, where this person may see it; else nothing."""
    for model_admin in admin.site._registry.values():
        opts: Any = model_admin.opts
        if screen == f"{opts.app_label}_{opts.model_name}_changelist":
            return reverse(f"admin:{screen}") if model_admin.has_view_permission(request) else ""
    return ""
