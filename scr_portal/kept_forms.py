"""What somebody typed outlives the end of their session, and a second sign-in elsewhere.

A form that cannot be taken is given back to whoever sent it, through the sign-in where that is needed. It is sent
again only by their own act, with a token of its own. Nothing of it is stored here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers

from reviews.workspace.base import LOOK, CuratedAdmin

MOST_KEPT = 1_000_000  # characters: it travels in a form again, which may be no larger than the first
OF_MEMBERS = ("write-comment", "change-comment")  # by the names of their addresses
NOT_KEPT = ("csrfmiddlewaretoken", "kept", LOOK)


@dataclass(frozen=True)
class KeptForm:
    address: str  # of the workspace, with its query
    fields: list[tuple[str, str]]
    files: list[str]  # their names; they must be chosen again
    had_password: bool = False
    token: str = ""  # of the form as it was sent

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        """The form that was sent. None where nothing in it can be kept."""
        every = [
            (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
        ]
        fields = [(name, value) for name, value in every if "password" not in name.lower()]
        files = [file.name or "" for _, files in request.FILES.lists() for file in files]
        size = sum(len(name) + len(value) for name, value in fields)
        if not fields or size > MOST_KEPT:
            return None
        token = request.POST.get("csrfmiddlewaretoken", "")
        return cls(request.get_full_path(), fields, files, len(fields) < len(every), token)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What `as_json` wrote into a form of ours. None for anything else."""
        try:
            data = json.loads(text)
            fields = [(str(name), str(value)) for name, value in data["fields"]]
            files = [str(name) for name in data["files"]]
            address, had_password = str(data["address"]), bool(data["had_password"])
        except (ValueError, TypeError, KeyError):
            return None
        if not can_be_kept(urlsplit(address).path):
            return None
        return cls(address, fields, files, had_password)

    @property
    def is_of_workspace(self) -> bool:
        return self.address.startswith(reverse("admin:index"))

    @property
    def as_json(self) -> str:
        return json.dumps(asdict(self) | {"token": ""}, ensure_ascii=False)

    @property
    def every(self) -> list[tuple[str, str]]:
        """To send it again to where it was sent, by those whose browser was given the token."""
        return [("csrfmiddlewaretoken", self.token), *self.fields] if self.token else self.fields

    @property
    def texts(self) -> list[str]:
        """What was typed rather than chosen, to be seen."""
        return [value for name, value in self.fields if " " in value.strip() and not name.startswith("_")]

    @property
    def can_be_looked_at(self) -> bool:
        """Whether its screen can show it again as it was filled in."""
        name = resolve(urlsplit(self.address).path).url_name or ""
        return name in OF_MEMBERS or any(
            name == f"{each.opts.app_label}_{each.opts.model_name}_{end}"
            for each in admin.site._registry.values()
            if isinstance(each, CuratedAdmin)
            for end in each.shown_again_at
        )


def can_be_kept(path: str) -> bool:
    """Whether a form of ours that waits for nobody but who sent it is at this address."""
    if path.startswith(reverse("admin:index")):
        return True
    try:
        return resolve(path).url_name in OF_MEMBERS
    except Resolver404:
        return False


def show_kept_form(
    request: HttpRequest, kept: KeptForm, *, status: int = 200, way_on: str = ""
) -> HttpResponse:
    """admin/kept_form.html: `kept`, and `way_on` (the address of what has to be done before it can be sent).

    discussion/kept_form.html where a member wrote it.
    """
    if not kept.is_of_workspace:
        context = {"kept": kept, "look": LOOK}
        return _render(request, "discussion/kept_form.html", context, status=status)
    context = {
        **admin.site.each_context(request),
        "title": "Not saved yet",
        "kept": kept,
        "look": LOOK,
        "way_on": way_on,
    }
    return _render(request, "admin/kept_form.html", context, status=status)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent the form, as the browser tells."""
    own_origin = f"{request.scheme}://{request.get_host()}"
    sent_from = request.headers.get("Origin")
    if not sent_from:
        page = urlsplit(request.headers.get("Referer", ""))
        sent_from = f"{page.scheme}://{page.netloc}"
    return sent_from == own_origin or sent_from in settings.CSRF_TRUSTED_ORIGINS


def _render(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response
