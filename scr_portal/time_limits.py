"""A request that takes longer than its limit ends, and so does reading for a visitor who has gone.

gunicorn's `timeout` does not do it: with threads it only watches whether the whole process lives. `docs/decisions/0016`
says why it is done so.
"""

from __future__ import annotations

import ctypes
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import psycopg
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from psycopg.pq import TransactionStatus

from scr_portal.faults import read_what_was_sent

LOOK_EVERY = 0.25  # seconds
WRITING_SECONDS = 300  # for those who save: what they send may be large
READING_METHODS = ("GET", "HEAD", "OPTIONS")
# Code that must not be left in the middle, since other requests need what it holds or changes.
FINISHED_FIRST = (
    *("psycopg_pool", "threading", "logging", "importlib", "django.db.backends.postgresql.base"),
    "themes.index.reading",  # the index, while it is changed
)

logger = logging.getLogger(__name__)


class RequestEnded(BaseException):
    """Raised in the thread of a request, wherever it is. No Exception: nothing on its way may take it for an error."""


class RunningRequest:
    """What the watchman knows of a request that is being answered. Its thread opens it, and closes it."""

    def __init__(self, request: HttpRequest, seconds: float) -> None:
        self.thread = threading.get_ident()
        self.deadline = time.monotonic() + seconds if seconds else float("inf")
        self.may_be_gone = request.method in READING_METHODS
        self.socket: socket.socket | None = request.META.get("gunicorn.socket")
        self.database: Any = connections["default"]
        self.lock = threading.Lock()
        self.is_open = True
        self.reason = ""  # why it was ended: "late" or "gone"
        self.has_asked = False  # the database: it may have changed something

    def close(self) -> None:
        """After this nothing is raised any more. Something may be raised within it."""
        while True:
            try:
                with self.lock:
                    self.is_open = False
                    _raise_in(self.thread, None)  # what was sent and not raised yet
                return
            except RequestEnded:
                continue

    def find_reason(self) -> str:
        if self.reason:
            return self.reason
        if time.monotonic() > self.deadline:
            return "late"
        return "gone" if self.may_be_gone and self.socket and has_gone(self.socket) else ""

    def end_if_due(self) -> None:
        """Asked again and again, until the request has ended."""
        with self.lock:  # until then it does not end, or the next request of its thread would be struck
            if not self.is_open:
                return
            self.reason = self.find_reason()
            if not self.reason or holds_what_others_need(sys._current_frames().get(self.thread)):
                return
            database = self.database.connection
            if is_asking(database):
                with suppress(psycopg.Error):
                    database.cancel_safe(timeout=1)
                return
            _raise_in(self.thread, RequestEnded)

    def ask_database(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Around every statement of the request: one that was cancelled, or comes too late, ends it."""
        if self.reason and not holds_what_others_need(sys._getframe().f_back):
            raise RequestEnded
        self.has_asked = True
        try:
            return execute(*args)
        except OperationalError:
            if self.reason and not holds_what_others_need(sys._getframe().f_back):
                raise RequestEnded from None
            raise


def _raise_in(thread: int, exception: type[BaseException] | None) -> None:
    """Raised in that thread as soon as it runs Python again; None takes back what was not raised yet."""
    what = ctypes.py_object(exception) if exception else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def has_gone(visitor: socket.socket) -> bool:
    """Whether the other side has closed the connection: nothing is read from it."""
    try:
        return visitor.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def is_asking(database: psycopg.Connection | None) -> bool:
    return database is not None and database.pgconn.transaction_status == TransactionStatus.ACTIVE


def holds_what_others_need(frame: FrameType | None) -> bool:
    """Whether a thread is within such code; what lies further out than the middleware is not the request's."""
    while frame and (frame.f_globals.get("__name__"), frame.f_code.co_name) != (
        __name__,
        "end_request_in_time",
    ):
        if str(frame.f_globals.get("__name__")).startswith(FINISHED_FIRST):
            return True
        frame = frame.f_back
    return False


class Watchman:
    """A thread of each process that looks at its requests four times a second."""

    def __init__(self) -> None:
        self.running: dict[int, RunningRequest] = {}  # by thread
        self.start_once = threading.Lock()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        with self.start_once:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._watch, name="time limits", daemon=True)
                self.thread.start()

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            for request in list(self.running.values()):
                # Then some milliseconds are ours: no thread runs on between looking and raising.
                time.sleep(0)
                request.end_if_due()


watchman = Watchman()


def choose_seconds(request: HttpRequest) -> float:
    """Who sends a session's cookie, valid or not, has longer to save; others who send something have not."""
    if request.method in READING_METHODS or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return settings.REQUEST_TIMEOUT
    return settings.REQUEST_TIMEOUT and WRITING_SECONDS


def end_in_time(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware around all that makes a page."""

    def end_request_in_time(request: HttpRequest) -> HttpResponseBase:
        watchman.start()
        running = RunningRequest(request, choose_seconds(request))
        is_within = connection.in_atomic_block  # as in tests
        response = None
        try:
            try:
                watchman.running[running.thread] = running
                with connection.execute_wrapper(running.ask_database):
                    response = get_response(request)
            finally:
                running.close()
        except RequestEnded:
            running.close()
        finally:
            watchman.running.pop(running.thread, None)
            request.has_asked_database = running.has_asked  # type: ignore[attr-defined]
        if response is not None and not running.reason:
            return response
        if not is_within:
            drop_connection()
        return explain_end(request, running.reason)

    return end_request_in_time


def drop_connection() -> None:
    """It may be in the middle of a transaction, or of an answer."""
    database: Any = connections["default"]
    if (held := database.connection) is not None:
        held.close()
        database.connection = None
        if pool := getattr(held, "_pool", None):  # perhaps another than that of today
            pool.putconn(held)  # which makes another in its place
    del connections["default"]


def explain_end(request: HttpRequest, reason: str) -> HttpResponse:
    """503.html: `limit` (in words), `is_sent`, `sent` (what was sent, a KeptForm). Nothing for whoever has gone."""
    if reason == "gone":
        response = HttpResponse(status=503)
        response._has_been_logged = True  # type: ignore[attr-defined]  # that somebody left is no error of ours
        return response
    logger.warning("Ended after its time limit: %s %s", request.method, request.path)
    seconds = choose_seconds(request)
    response = render(
        None,  # what took too long may be what every page shows
        "503.html",
        {
            "limit": f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} seconds",
            "is_sent": request.method not in READING_METHODS,
            "sent": read_what_was_sent(request),
        },
        status=503,
    )
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response
