"""The log has one line for each entry, and says which request it is of."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from scr_portal.gunicorn import QuietLogger
from scr_portal.logs import HEADER, JsonFormatter, LineFormatter, number_of_request, number_requests

LINE = LineFormatter("{levelname} [{request_number}]: {message}", style="{")


def make_record(message: str, *values: object, **fields) -> logging.LogRecord:
    return logging.LogRecord(
        "portal", logging.ERROR, "file.py", 1, message, values, **{"exc_info": None, **fields}
    )


@given(st.text())
def test_what_somebody_sent_begins_no_line(text):
    written = LINE.format(make_record("Not found: %s", text))

    assert len(written.splitlines()) == 1
    assert written.startswith("ERROR [-]: Not found: ")


def test_other_signs_stay_as_they_are():
    assert LINE.format(make_record("Zoë’s\nERROR forged\x1b[0m")) == "ERROR [-]: Zoë’s\\nERROR forged\\x1b[0m"


@given(st.text())
def test_an_entry_for_programs_is_one_object(text):
    written = JsonFormatter().format(make_record("%s", text))

    assert "\n" not in written
    assert json.loads(written)["message"] == text


def test_a_traceback_goes_along_and_begins_no_line_either():
    try:
        raise ValueError("a reason\n2026-11-30 ERROR forged\u2028ERROR too")
    except ValueError:
        record = make_record("It failed", exc_info=sys.exc_info())

    first, *others = LINE.format(record).splitlines()
    assert "ValueError: a reason" in json.loads(JsonFormatter().format(record))["traceback"]
    assert first == "ERROR [-]: It failed"
    assert others[0] == "  Traceback (most recent call last):"
    assert all(line.startswith("  ") for line in others)


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("4f3c2b1a-0000", True), ("", False), ("short", False), ("x" * 65, False), ("forged\nline 1234", False)],
)
def test_a_request_has_the_number_that_a_proxy_gave_or_a_new_one(sent, is_kept):
    seen = []

    def view(request):
        seen.append(number_of_request.get())
        return HttpResponse()

    response = number_requests(view)(RequestFactory().get("/", headers={HEADER: sent} if sent else {}))

    assert seen == [response[HEADER]]
    assert (response[HEADER] == sent) == is_kept
    assert number_of_request.get() == "-"


def test_every_answer_has_its_number(client, db):
    assert len(client.get("/about/")[HEADER]) == 32
    assert client.get("/about/")[HEADER] != client.get("/about/")[HEADER]


@pytest.mark.parametrize(("chosen", "begins"), [("json", "{"), ("line", "2")])
def test_the_web_server_writes_as_the_portal_does(settings, capsys, chosen, begins):
    console = settings.LOGGING["handlers"]["console"] | {"formatter": chosen}
    settings.LOGGING = settings.LOGGING | {"handlers": {"console": console}}
    logger = QuietLogger(Config())

    try:
        raise ValueError("a reason")
    except ValueError:
        logger.exception("Error handling request %s", "/search/?q=what\nsomebody typed")

    first, *rest = capsys.readouterr().err.splitlines()
    assert first.startswith(begins)
    assert "gunicorn.error" in first
    assert "typed" not in first
    assert (chosen == "json") == (rest == [])
    if chosen == "json":
        entry = json.loads(first)
        assert (entry["message"], entry["request"]) == ("Error handling request /search/", "-")
        assert "a reason" in entry["traceback"]
