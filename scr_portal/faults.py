"""What is answered while the database is away or the disk is full: at once, in words, and with what was typed.

Pages that are kept are shown as they were, see kept_pages.py. `docs/decisions/0018` says what else is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render

from scr_portal.kept_forms import KeptForm, is_from_here
from scr_portal.outage import disk, is_about_absence, is_about_reading_only, is_about_room, outage

RETRY_AFTER = "30"  # seconds
READING_METHODS = ("GET", "HEAD", "OPTIONS")


def refuse_what_cannot_be_saved(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware outside of all that asks the database: who sends a form now is told so at once."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in READING_METHODS:
            if outage.is_on:
                return explain_absence(request)
            if disk.is_full:
                return explain_no_room(request)
        return get_response(request)

    return answer


def explain_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for errors that nobody caught: 500.html, unless more is known."""
    error = sys.exc_info()[1]
    if is_about_absence(error):
        outage.note()
        return explain_absence(request, was_begun=True)
    if is_about_room(error):
        return explain_no_room(request)
    if is_about_reading_only(error):
        return explain_reading_only(request)
    is_sent = request.method not in READING_METHODS
    return _render("500.html", {"is_sent": is_sent, "sent": read_what_was_sent(request)}, status=500)


def explain_absence(request: HttpRequest, *, was_begun: bool = False) -> HttpResponse:
    """503_away.html: `is_sent`, `sent` (KeptForm), `was_begun` (it may be saved all the same)."""
    is_sent = request.method not in READING_METHODS
    response = _render(
        "503_away.html",
        {"is_sent": is_sent, "sent": read_what_was_sent(request), "was_begun": was_begun},
        status=503,
    )
    response["Retry-After"] = RETRY_AFTER  # what readers are told is a minute
    response.is_about_absence = True  # type: ignore[attr-defined]
    return response


def explain_no_room(request: HttpRequest) -> HttpResponse:
    """507.html: `is_sent`, `sent` (KeptForm)."""
    is_sent = request.method not in READING_METHODS
    return _render("507.html", {"is_sent": is_sent, "sent": read_what_was_sent(request)}, status=507)


def explain_reading_only(request: HttpRequest) -> HttpResponse:
    """503_read_only.html: `is_sent`, `sent` (KeptForm)."""
    is_sent = request.method not in READING_METHODS
    return _render(
        "503_read_only.html", {"is_sent": is_sent, "sent": read_what_was_sent(request)}, status=503
    )


def read_what_was_sent(request: HttpRequest) -> KeptForm | None:
    """To be shown to whoever sent it, and to nobody whose browser was made to send it by another site."""
    if request.method != "POST":
        return None
    if not hasattr(request, "_files"):  # not read yet: of files only their names are shown
        request.upload_handlers = [FileNameReader(request)]
    try:
        return KeptForm.read(request) if is_from_here(request) else None
    except (SuspiciousOperation, BadRequest, RawPostDataException, UnreadablePostError, OSError):
        return None


class FileNameReader(FileUploadHandler):
    """Keeps nothing of a file but its name: perhaps there is no room for more."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> UploadedFile:
        return UploadedFile(name=self.file_name)


def _render(template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    # Without the request: what every page shows asks the database.
    response = render(None, template, context, status=status)
    response["Cache-Control"] = "no-store"
    # The log says once that the database is away, not with every visitor.
    response._has_been_logged = status != 500  # type: ignore[attr-defined]
    return response
