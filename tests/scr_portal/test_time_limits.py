"""Requests that take too long, or whose visitor has gone, end: in Python, in the database, and while they wait."""

import socket
import sys
import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from scr_portal import time_limits
from scr_portal.time_limits import (
    RequestEnded,
    RunningRequest,
    choose_seconds,
    end_in_time,
    has_gone,
    holds_what_others_need,
    watchman,
)

BOUND = (
    20  # seconds in which all of this is over on the slowest machine: without limits nothing here would end
)


@pytest.fixture(autouse=True)
def limited(settings, monkeypatch):
    settings.REQUEST_TIMEOUT = 0.3
    monkeypatch.setattr(time_limits, "LOOK_EVERY", 0.02)


def ask(view, *, method="get", visitor=None, **headers):
    request = getattr(RequestFactory(), method)("/slow/", **headers)
    if visitor:
        request.META["gunicorn.socket"] = visitor
    return end_in_time(view)(request)


def work_for_ever(request):
    until = time.monotonic() + BOUND
    while time.monotonic() < until:
        sum(range(1_000))
    return HttpResponse("worked on")


def work_and_take_every_exception(request):
    until = time.monotonic() + BOUND
    while time.monotonic() < until:
        try:
            sum(range(1_000))
            raise ValueError
        except Exception:  # noqa: S112 - as some code of others does
            continue
    return HttpResponse("worked on")


def refuse_to_end(request):
    """What takes even this for its own is told again and again, and answered with the same page in the end."""
    try:
        return work_for_ever(request)
    except RequestEnded:
        return HttpResponse("as if nothing had been")


@pytest.mark.parametrize("view", [work_for_ever, work_and_take_every_exception, refuse_to_end])
def test_python_that_takes_too_long_is_ended_with_a_page_that_says_what_to_do(view):
    answer = ask(view)
    page = answer.content.decode()

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "no-store" in answer["Cache-Control"]
    assert "Try again in a minute" in page
    assert page.count("<h1") == 1


def test_statement_that_takes_too_long_is_cancelled(db):
    def sleep_in_the_database(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [BOUND])
        return HttpResponse("slept")

    assert ask(sleep_in_the_database).status_code == 503


def test_no_statement_begins_after_the_end(db):
    begun = []

    def go_on(request):
        try:
            work_for_ever(request)
        except RequestEnded:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            begun.append("a statement")

    assert ask(go_on).status_code == 503
    assert begun == []


@pytest.mark.django_db(transaction=True)
def test_what_was_written_is_undone_and_the_next_request_finds_a_sound_connection(
    django_user_model, settings
):
    def write_slowly(request):
        with transaction.atomic():
            django_user_model.objects.create(username="half")
            return work_for_ever(request)

    assert ask(write_slowly).status_code == 503
    assert not connection.in_atomic_block
    settings.REQUEST_TIMEOUT = BOUND
    count = ask(lambda request: HttpResponse(str(django_user_model.objects.count())))
    assert (count.status_code, count.content) == (200, b"0")


def test_reading_for_a_visitor_who_has_gone_ends(settings):
    settings.REQUEST_TIMEOUT = BOUND * 2
    ours, theirs = socket.socketpair()
    theirs.close()

    answer = ask(work_for_ever, visitor=ours)

    assert (answer.status_code, answer.content) == (503, b"")
    assert answer._has_been_logged  # not as an error: `up` itself leaves when the first page takes long


def test_what_somebody_sent_is_done_even_when_they_have_gone(settings):
    settings.REQUEST_TIMEOUT = BOUND
    ours, theirs = socket.socketpair()
    theirs.close()

    def save(request):
        time.sleep(5 * time_limits.LOOK_EVERY)
        return HttpResponse("saved")

    assert ask(save, method="post", visitor=ours).content == b"saved"


def test_visitor_who_waits_or_has_sent_more_is_there():
    ours, theirs = socket.socketpair()

    assert not has_gone(ours)
    theirs.send(b"GET ")
    assert not has_gone(ours)
    assert ours.recv(4) == b"GET "  # nothing was taken from it
    theirs.close()
    assert has_gone(ours)
    ours.close()
    assert has_gone(ours)


def test_page_for_those_who_sent_something_says_that_it_was_perhaps_not_saved():
    page = " ".join(ask(work_for_ever, method="post").content.decode().split())

    assert "What you sent was perhaps not saved." in page
    assert "Look whether it is there before you send it again." in page


def test_those_who_are_signed_in_have_longer_to_save_and_nobody_else(settings):
    settings.REQUEST_TIMEOUT = 20
    requests = RequestFactory(), RequestFactory()
    requests[1].cookies[settings.SESSION_COOKIE_NAME] = "someone"

    seconds = [choose_seconds(getattr(each, method)("/")) for each in requests for method in ("get", "post")]
    assert seconds == [20, 20, 20, time_limits.WRITING_SECONDS]
    settings.REQUEST_TIMEOUT = 0
    assert choose_seconds(requests[1].post("/")) == 0


def test_quick_requests_are_left_alone_and_none_is_watched_afterwards(settings):
    settings.REQUEST_TIMEOUT = BOUND
    answers = [ask(lambda request: HttpResponse("quick")) for _ in range(200)]

    assert {answer.content for answer in answers} == {b"quick"}
    assert watchman.running == {}


def test_exceptions_of_the_page_itself_come_through():
    def fail(request):
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        ask(fail)
    assert watchman.running == {}


def test_end_that_comes_at_the_last_moment_does_no_harm(settings):
    """Requests as long as their limit, many times: each is answered, or ended whole."""
    settings.REQUEST_TIMEOUT = 0.02

    def take_about_as_long(request):
        until = time.monotonic() + 0.02
        while time.monotonic() < until:
            sum(range(100))
        return HttpResponse("done")

    assert {ask(take_about_as_long).status_code for _ in range(100)} <= {200, 503}
    assert watchman.running == {}


def test_code_that_holds_what_other_requests_need_is_left_to_finish():
    entered, leave = threading.Event(), threading.Event()

    def wait_within_threading():
        entered.set()
        leave.wait(BOUND)

    thread = threading.Thread(target=wait_within_threading)
    thread.start()
    entered.wait(BOUND)
    assert thread.ident
    held, until = False, time.monotonic() + BOUND
    while not held and time.monotonic() < until:
        held = holds_what_others_need(sys._current_frames()[thread.ident])
    leave.set()
    thread.join(BOUND)

    assert held
    assert not holds_what_others_need(None)


def test_change_of_what_other_requests_use_is_finished_and_then_the_request_ends(db, settings):
    settings.REQUEST_TIMEOUT = BOUND
    done = []
    module: dict[str, Any] = {"__name__": "themes.index.reading"}
    exec("def run(change): change()", module)  # noqa: S102 - a function of that module

    def change():
        running = watchman.running[threading.get_ident()]
        running.deadline = 0  # it is over from here on
        while not running.reason:
            sum(range(100))
        time.sleep(5 * time_limits.LOOK_EVERY)  # so that it is looked at again and again
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [5 * time_limits.LOOK_EVERY])
        done.append("changed")

    def change_and_go_on(request):
        module["run"](change)
        return work_for_ever(request)

    assert ask(change_and_go_on).status_code == 503
    assert done == ["changed"]


def test_request_that_has_ended_strikes_no_later_one_of_its_thread(db):
    """The watchman may have looked up the request just before."""
    ours, theirs = socket.socketpair()
    theirs.close()  # its visitor has gone
    request = RequestFactory().get("/")
    request.META["gunicorn.socket"] = ours
    ended = RunningRequest(request, BOUND)
    ended.close()
    asking = threading.Event()

    def look(execute, *args):
        asking.set()
        return execute(*args)

    def strike():
        asking.wait(BOUND)
        for _ in range(50):
            ended.end_if_due()
            time.sleep(0.005)

    watch = threading.Thread(target=strike)
    watch.start()
    with connection.execute_wrapper(look), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
    watch.join()

    assert ended.reason == ""
