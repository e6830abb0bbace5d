"""Finished pages for anonymous readers, kept in memory by their address and the collection's version.

`docs/decisions/0014` says what is kept, and why nobody can see another's page or one that was withdrawn.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.timezone import localdate, localtime

from reviews.collection_version import read_version, version_of_request
from scr_portal.counting import figures
from scr_portal.database import is_embedded
from scr_portal.faults import explain_absence
from scr_portal.listening import ask_for_version, listener
from scr_portal.outage import outage
from themes.explore.choice import build_address
from themes.explore.filters import AS_OF, FindingFilter

# The pages that may be kept, by the names of their addresses. A test asks every address whether it is one of them.
PAGES = frozenset(
    {
        *("home", "theme-list", "theme", "finding-list", "finding-list-references", "finding"),
        *("theme-handout", "situation-handout", "finding-list-handout"),
        *("situation-list", "situation", "review-list", "review", "review-page", "article"),
        *(
            "period-list",
            "period",
            "themes-by-period",
            *("figure-list", "figure-list-file", "figure", "figure-file"),
            *("compare", "what-changed", "what-we-have-read"),
            "discussion",
            "corrections-list",
            "corrections-feed",
        ),
        *("theme-list-data", "finding-data", "situation-list-data", "situation-data", "period-list-data"),
        *("this-week", "this-week-feed", "finding-list-feed"),
        *("theme-thread-feed", "finding-thread-feed", "article-thread-feed"),
        *("theme-list-feed", "situation-list-feed", "review-list-feed", "figure-list-feed"),
        *("theme-embed", "finding-embed", "figure-embed", "preview", "theme-preview"),
        *("figure-list-data", "figure-data", "about-data", "api-description"),
        *("api-findings", "api-finding", "api-themes", "api-theme", "api-periods", "api-period"),
        *("api-reviews", "api-review", "api-situations", "api-situation", "api-figures", "api-figure"),
        *("then-and-now", "help", "about", "corrections", "accessibility", "privacy"),
        *("kept", "community-rules", "notices"),
        "search-suggestions",
    }
)
# What may follow `?`, where anything may. These pages lead every other spelling of a choice to the one that is kept.
PLACING = frozenset({"cursor", "limit"})
PARAMETERS = {
    "finding-list": frozenset({*FindingFilter.base_filters, "page", AS_OF}),
    "finding-list-handout": frozenset(FindingFilter.base_filters),
    "theme": frozenset({AS_OF}),
    "finding": frozenset({AS_OF}),
    "situation": frozenset({AS_OF}),
    "figure-list": frozenset({"theme", "period"}),
    "figure-list-data": frozenset({"theme", "period"}),
    "finding-list-feed": frozenset(FindingFilter.base_filters),
    "api-findings": frozenset({*FindingFilter.base_filters, *PLACING}),
    "api-figures": frozenset({"theme", "period", *PLACING}),
    **dict.fromkeys(("api-themes", "api-periods", "api-reviews", "api-situations"), PLACING),
    "compare": frozenset({"theme", "period", "review"}),
    "discussion": frozenset({"order", "page"}),
}
LONGEST_QUERY = 500
AS_IT_WAS_FOR = timedelta(
    minutes=10
)  # that pages are shown while a database is away that others may be writing to

# Browsers and proxies may keep a page, and ask each time whether it still holds: withdrawn is gone at once. Plain
# `no-cache` would say the same, but some proxies then keep nothing at all and never send the ETag.
ASK_EACH_TIME = "public, max-age=0, must-revalidate"
# Pages are kept for requests without cookies, by their packing.
VARIES = frozenset({"accept-encoding", "cookie"})
LEAST_PACKED = 200  # bytes
AROUND = 2_000  # bytes that a page takes beside its bodies

# What makes the pages, beside the collection.
SOURCES = ("scr_portal", "themes", "reviews", "templates")
SOURCE_SUFFIXES = frozenset({".py", ".html", ".yaml", ".txt", ".svg", ".typ"})
SETTINGS_ON_PAGES = (
    *("OPERATOR_NAME", "OPERATOR_CONTACT", "VERSION", "SIGN_IN_LOG_DAYS"),
    *("DISCUSSION", "REPLIES", "SENDS_MAIL"),
)


class Address(NamedTuple):
    scheme: str
    host: str
    script: str  # what the portal stands under
    path: str  # behind that: what chooses the view
    query: str


class MadeFrom(NamedTuple):
    """What a page was made from, beside its address."""

    version: str
    day: str
    release: str


@cache
def read_release() -> str:
    """The same in all processes of one release with the same settings, and in no other: once a process."""
    digest = hashlib.blake2b(digest_size=12)
    for source in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, source).rglob("*")):
            if path.suffix in SOURCE_SUFFIXES:
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
    manifest = Path(
        settings.STATIC_ROOT, "staticfiles.json"
    )  # names every built style and script by its content
    digest.update(manifest.read_bytes() if manifest.exists() else b"")
    digest.update(repr([getattr(settings, name) for name in SETTINGS_ON_PAGES]).encode())
    digest.update(repr(sorted((each.name, each.version) for each in distributions())).encode())
    return digest.hexdigest()


@lru_cache(maxsize=256)
def choose_packing(accepted: str) -> str:
    """The packing for an Accept-Encoding: "br", "gzip", or "" for none."""
    quality: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        match = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight)
        quality[name.strip()] = float(match[1]) if match else float(not weight.strip())
    return max(("br", "gzip", ""), key=lambda name: quality.get(name, 0) if name else 0.0001)


class KeptPage:
    """A page as it was made, packed when that is first asked for."""

    def __init__(self, made_from: MadeFrom, etag: str, response: HttpResponse) -> None:
        self.made_from = made_from
        self.etag = etag
        self.headers = {
            name: value for name, value in response.items() if name not in ("Content-Length", "Vary")
        }
        self.bodies = {"": response.content}

    @property
    def size(self) -> int:
        return sum(map(len, list(self.bodies.values())))

    def pack(self, packing: str) -> tuple[str, bytes]:
        """The body, and how it is packed: short ones are not."""
        if len(self.bodies[""]) < LEAST_PACKED:
            packing = ""
        if packing not in self.bodies:
            # Nothing secret is on a page for everybody, so its length tells nothing (BREACH).
            plain = self.bodies[""]
            self.bodies[packing] = (
                brotli.compress(plain, quality=5)
                if packing == "br"
                else gzip.compress(plain, compresslevel=6, mtime=0)
            )
        return packing, self.bodies[packing]


class Room:
    """Pages up to a number of bytes; those that nobody asked for longest go first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.used = 0
        self.pages: OrderedDict[Address, tuple[KeptPage, int]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, address: Address, made_from: MadeFrom) -> KeptPage | None:
        held = self.pages.get(address)
        if held is None or held[0].made_from != made_from:
            return None
        with self.lock:
            if address in self.pages:
                self.pages.move_to_end(address)
        return held[0]

    def put(self, address: Address, page: KeptPage) -> None:
        """Also when a page was packed in a further way: then it takes more room."""
        with self.lock:
            size = page.size + AROUND
            self.used -= self.pages.pop(address, (page, 0))[1]
            if size > self.most // 4:
                return
            self.pages[address] = page, size
            self.used += size
            while self.used > self.most:
                _, (_, gone) = self.pages.popitem(last=False)
                self.used -= gone


class PageStore:
    """Half of the room is for addresses with a choice in them, or with a port, and for files, which can be large:
    whoever tries them all drives out no other page.
    """

    def __init__(self, most: int) -> None:
        self.plain, self.chosen = Room(most // 2), Room(most // 2)

    def choose_room(self, address: Address) -> Room:
        is_plain = not address.query and address.host in settings.ALLOWED_HOSTS and address.path.endswith("/")
        return self.plain if is_plain else self.chosen


class PageKeeper:
    """Answers one process's requests, from what is kept where that is allowed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    @cached_property
    def store(self) -> PageStore:
        return PageStore(settings.KEPT_PAGES_MB * 1_000_000)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            try:
                return self.get_response(request)
            finally:
                # Who never reached the database changed nothing there, and others may need what is known.
                if getattr(request, "has_asked_database", True):
                    listener.forget()
        if outage.is_on:
            return self._find_as_it_was(request) or explain_absence(request)
        response = self._answer_by_version(request)
        if getattr(response, "is_about_absence", False):
            return self._find_as_it_was(request) or response
        return response

    def _answer_by_version(self, request: HttpRequest) -> HttpResponseBase:
        if request.META.get("HTTP_COOKIE") or request.META.get("HTTP_AUTHORIZATION"):
            return finish_for_one(self._make(request, cache(_read_version_surely)))
        ask = cache(ask_for_version)  # once for the whole request: what was read later is at least as new
        address = find_address(request)
        version = ask() if address and settings.KEPT_PAGES_MB and not settings.DEBUG else None
        if address is None or version is None:
            return finish_for_one(self._make(request, ask), is_anonymous=True)
        return self._answer(request, address, MadeFrom(version, localdate().isoformat(), read_release()), ask)

    def _answer(
        self, request: HttpRequest, address: Address, made_from: MadeFrom, ask: Callable[[], str | None]
    ) -> HttpResponseBase:
        room = self.store.choose_room(address)
        page = room.get(address, made_from)
        # An ETag names address, version, day and release. Only pages that were made and may be kept were sent one.
        etag = page.etag if page else build_etag(address, made_from)
        if _is_held(request, etag, exists=page is not None):
            figures.count_kept("held")
            return _add_headers(HttpResponseNotModified(), etag)
        if page is None:
            response = self._make_for_get(request, ask)
            if not isinstance(response, HttpResponse) or not _is_for_everybody(request, response):
                return finish_for_one(response, is_anonymous=True)
            page = KeptPage(made_from, etag, response)
            room.put(address, page)
            figures.count_kept("made")
        else:
            figures.count_kept("kept")
        return _send(request, page, room, address)

    def _find_as_it_was(self, request: HttpRequest) -> HttpResponse | None:
        """A kept page while the database is away: the version held when it was last heard of, and the page says so."""
        address, last = find_address(request), listener.get_last_version()
        if address is None or last is None or is_too_long_ago(last[1]):
            return None
        held = self.store.choose_room(address).pages.get(address)
        if held is None or held[0].made_from[::2] != (last[0], read_release()):
            return None
        figures.count_kept("as_it_was")
        return show_as_it_was(held[0], last[1])

    def _make(self, request: HttpRequest, ask: Callable[[], str | None]) -> HttpResponseBase:
        token = version_of_request.set(ask)
        try:
            return self.get_response(request)
        finally:
            version_of_request.reset(token)

    def _make_for_get(self, request: HttpRequest, ask: Callable[[], str | None]) -> HttpResponseBase:
        """What GET is answered, to HEAD as well: the body is taken away further out."""
        method, request.method = request.method, "GET"
        try:
            return self._make(request, ask)
        finally:
            request.method = method


def find_address(request: HttpRequest) -> Address | None:
    """What a page may be kept by; None where it may not, or the host is not ours, which is refused further in."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    address = Address(
        request.scheme or "", host, request.META.get("SCRIPT_NAME", ""), request.path_info, query
    )
    return address if may_be_kept(address) else None


@lru_cache(maxsize=2_000)
def find_name(path: str) -> str:
    """The name of an address by its path: what people type behind it is remembered nowhere."""
    return resolve(path).url_name or ""


def may_be_kept(address: Address) -> bool:
    """Whether this is a public page, spelled as we spell it and with nothing unknown behind its `?`."""
    try:
        name = find_name(address.path)
    except Resolver404:
        return False
    if name not in PAGES:
        return False
    if not address.query:
        return True
    pairs = parse_qsl(address.query, keep_blank_values=True)
    known = PARAMETERS.get(name, frozenset())
    return all(key in known for key, _ in pairs) and build_address("", pairs) == f"?{address.query}"


def build_etag(address: Address, made_from: MadeFrom) -> str:
    """Weak, since it is the same however the page is packed."""
    whole = "\0".join([*address, *made_from])
    return f'W/"{hashlib.blake2b(whole.encode("utf-8", "surrogateescape"), digest_size=15).hexdigest()}"'


def finish_for_one(response: HttpResponseBase, *, is_anonymous: bool = False) -> HttpResponseBase:
    """What is not kept here is not kept elsewhere without asking, and by no proxy where it may be for one reader."""
    said = response.get("Cache-Control", "")
    if not is_anonymous and "public" not in said:
        patch_cache_control(response, private=True)
    if not any(word in said for word in ("no-store", "max-age", "no-cache")):
        patch_cache_control(response, no_cache=True)
    return response


def is_too_long_ago(heard: datetime) -> bool:
    """Whether something may have been withdrawn meanwhile: only a database that is ours alone cannot have changed."""
    return not is_embedded() and localtime() - heard > AS_IT_WAS_FOR


def show_as_it_was(page: KeptPage, heard: datetime) -> HttpResponse:
    """The page with a notice of when it was so, or whatever else it is without one. Nobody keeps it."""
    before, main, after = page.bodies[""].partition(b"<main ")
    notice = render_to_string("includes/as_it_was.html", {"when": heard}).encode() if main else b""
    response = HttpResponse(before + notice + main + after, headers=page.headers)
    response["Cache-Control"] = "no-store"
    return response


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.cookies
        and not connection.errors_occurred  # something may be missing on it, such as the numbers of helplines
        and varies <= VARIES
        and not any(
            response.has_header(name)
            for name in ("Cache-Control", "Expires", "Set-Cookie", "Content-Encoding", "ETag")
        )
        # A token against forged forms, or a number of the security policy, is for one answer only.
        and "CSRF_COOKIE" not in request.META
        and not getattr(request, "_csp_nonce", None)
        and not any(name.startswith("_csp") for name in vars(response))
    )


def _is_held(request: HttpRequest, etag: str, *, exists: bool) -> bool:
    """Whether the browser says that it has just this; `*` is true of any page that is there."""
    given = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return (exists and given == ["*"]) or etag in given or etag.removeprefix("W/") in given


def _send(request: HttpRequest, page: KeptPage, room: Room, address: Address) -> HttpResponse:
    known = len(page.bodies)
    packing, body = page.pack(choose_packing(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    if len(page.bodies) != known:
        room.put(address, page)
    response = HttpResponse(body, headers=page.headers)
    response["Content-Length"] = str(len(body))
    if packing:
        response["Content-Encoding"] = packing
    return _add_headers(response, page.etag)


def _add_headers(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = ASK_EACH_TIME
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def _read_version_surely() -> str | None:
    """For those who are signed in: they have perhaps just changed something."""
    return None if connection.in_atomic_block else read_version()
