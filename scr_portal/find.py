"""One search for all that curators keep: a number, words, a report, a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from themes.models import Finding

# What is looked through, in the order of the answer; of each only what this person may see.
SEARCHED = [
    "themes.Finding",
    "reviews.Review",
    "themes.Theme",
    "themes.Situation",
    "themes.ArticleIntake",
    "reviews.Article",
    "themes.Quotation",
    "reviews.Series",
    "themes.Comment",
    "themes.ProblemReport",
    "themes.KnownGap",
    "themes.ContestedTerm",
    "auth.User",
]
SHOWN = 5  # of each kind; its list shows all
LONGEST = 200  # characters that are looked for


@dataclass(frozen=True)
class FoundRows:
    """Rows of one kind, as pairs of words and address; where there are more, `all_url` lists them."""

    name: str
    rows: list[tuple[str, str]]
    all_url: str


def find_address_of_finding(request: HttpRequest, typed: str) -> str:
    """The address of the one finding whose number this is, written as "F119"; nothing otherwise."""
    number = Finding.parse_code(typed) if typed[:1] in ("F", "f") else None
    if number is None or not request.user.has_perm("themes.view_finding"):
        return ""
    finding = Finding.objects.filter(number=number).first()
    return reverse("admin:themes_finding_change", args=[finding.pk]) if finding else ""


def find_screens(lists: list[dict[str, Any]], typed: str) -> list[tuple[str, str]]:
    """Lists of the workspace whose name has these letters in it. `lists` are those of `get_app_list`."""
    entries = [entry for shelf in lists for entry in shelf["models"]]
    return [
        (entry["name"], entry["admin_url"])
        for entry in entries
        if entry["admin_url"] and typed.casefold() in entry["name"].casefold()
    ]


def find_rows(site: AdminSite, request: HttpRequest, typed: str) -> Iterator[FoundRows]:
    """What each list finds by its own search: one query of each."""
    for label in SEARCHED:
        model_admin = site.get_model_admin(apps.get_model(label))
        if model_admin.has_view_permission(request):
            found = _find_in(model_admin, request, typed[:LONGEST])
            if found.rows:
                yield found


def _find_in(model_admin: ModelAdmin, request: HttpRequest, typed: str) -> FoundRows:
    opts = model_admin.opts
    rows, may_repeat = model_admin.get_search_results(request, model_admin.get_queryset(request), typed)
    if isinstance(related := model_admin.list_select_related, list | tuple):
        rows = rows.select_related(*related)
    if may_repeat:
        rows = rows.distinct()
    first = list(rows[: SHOWN + 1])
    names = f"{opts.app_label}_{opts.model_name}"
    return FoundRows(
        capfirst(str(opts.verbose_name_plural)),
        [(str(row), reverse(f"admin:{names}_change", args=[row.pk])) for row in first[:SHOWN]],
        f"{reverse(f'admin:{names}_changelist')}?{urlencode({'q': typed})}" if len(first) > SHOWN else "",
    )
