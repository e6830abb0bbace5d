"""What is around the API: other sites may read it, its errors are JSON, and nobody asks too often.

It knows visitors by their address alone, in memory, until the next minute in which anybody asks: no cookie, no log.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from themes.data.files import JSON_TYPE

ROOT = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
WINDOW = 60  # seconds
MOST_ADDRESSES = 50_000  # remembered in a window

WORDS = {
    400: "This address holds something that cannot be read, such as a character that no text has.",
    403: "This is not for everybody.",
    404: "There is nothing at this address. The page /api/ has all addresses.",
    405: "The collection can only be read: use GET.",
    414: "This address is too long.",
    500: "Something went wrong here, which has been noted. Try again later.",
    503: "The collection cannot be read just now. Try again in a minute.",
}

Answer = Callable[[HttpRequest], HttpResponseBase]


def serve_programs(get_response: Answer) -> Answer:
    """Every answer of the API: other sites' pages may read it, and what went wrong is said as JSON."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        response = HttpResponse(status=204) if request.method == "OPTIONS" else get_response(request)
        if response.status_code >= 400 and "json" not in response.get("Content-Type", ""):
            response = _say_as_json(response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = "If-None-Match"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response["Allow"] = METHODS
            response["Access-Control-Max-Age"] = "86400"
        return response

    return answer


def _say_as_json(response: HttpResponseBase) -> HttpResponse:
    words = WORDS.get(response.status_code, WORDS[400 if response.status_code < 500 else 500])
    said = HttpResponse(
        json.dumps({"detail": words}, ensure_ascii=False),
        content_type=JSON_TYPE,
        status=response.status_code,
    )
    for name in ("Allow", "Retry-After", "Cache-Control"):
        if name in response:
            said[name] = response[name]
    return said


class RequestCounter:
    """How often each address asked in this minute, in this process."""

    def __init__(self) -> None:
        self.window = 0
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()

    def count(self, address: str, now: float) -> int:
        with self.lock:
            window = int(now // WINDOW)
            if window != self.window or len(self.asked) > MOST_ADDRESSES:
                self.window = window
                self.asked.clear()
            self.asked[address] += 1
            return self.asked[address]


def limit_programs(get_response: Answer) -> Answer:
    """So many answers of the API a minute that have to be made for one address; those kept ready do not count."""
    counter = RequestCounter()

    def answer(request: HttpRequest) -> HttpResponseBase:
        most = settings.API_REQUESTS_A_MINUTE
        if not most or not request.path_info.startswith(ROOT):
            return get_response(request)
        now = time.time()
        if counter.count(get_ip(request), now) <= most:
            return get_response(request)
        words = f"At most {most} requests a minute are answered. Wait a minute, or take the whole collection at once."
        response = HttpResponse(
            json.dumps({"detail": words}, ensure_ascii=False), content_type=JSON_TYPE, status=429
        )
        response["Retry-After"] = str(WINDOW - int(now) % WINDOW)
        response["Cache-Control"] = "no-store"
        return response

    return answer
