"""What is logged: one line for each entry, with the request that it belongs to, for people or for programs."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")  # by a proxy; anything else is no number of a request
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

number_of_request: ContextVar[str] = ContextVar("number_of_request", default="-")


def number_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: each request has a number, that of the proxy if it gave one, in the log and in the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        token = number_of_request.set(given if GIVEN.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = get_response(request)
            response.headers[HEADER] = number_of_request.get()
            return response
        finally:
            number_of_request.reset(token)

    return answer


def _escape(text: str) -> str:
    return CONTROLS.sub(lambda sign: ascii(sign[0])[1:-1], text)


class JobFilter(logging.Filter):
    """The queue names each job with all that it was given, which may be what somebody typed: it is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        job = getattr(record, "job", None)
        if isinstance(job, dict) and (whole := job.get("call_string")):
            record.msg = str(record.msg).replace(whole, f"{job['task_name']}[{job['id']}]")
        return True


class LineFormatter(logging.Formatter):
    """For people. What somebody sent begins no line of its own, whatever signs are in it."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.request_number = number_of_request.get()
        return _escape(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        """Set in: the words of an error may hold what was typed, with its ends of lines."""
        return "\n".join(f"  {_escape(line)}" for line in super().formatException(ei).splitlines())


class JsonFormatter(logging.Formatter):
    """For programs: an object on each line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "request": number_of_request.get(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)
