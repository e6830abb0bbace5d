"""Limits of signing in where they are easily forgotten: other pages, a read-only database, letters, the log."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings as portal
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, connections
from procrastinate.contrib.django import app

from scr_portal.logs import JobFilter
from scr_portal.signing_in import jobs
from scr_portal.signing_in.guessing import FREE, find_guesser
from scr_portal.signing_in.models import SignIn
from tests.factories import make_member

PASSWORD = "four words nobody guesses"


@pytest.fixture
def ada(db) -> User:
    return make_member("Administrator", "ada", password=PASSWORD, email="ada@example.org")


@pytest.fixture
def reading_only(transactional_db):
    """The database as on a standby."""
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        yield
        cursor.execute("RESET default_transaction_read_only")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/admin/login/", {"username": "ada", "password": PASSWORD}),
        ("/account/password/forgotten/", {"email": "ada@example.org"}),
    ],
)
def test_where_the_database_only_reads_it_is_said(client, reading_only, address, sent):
    client.raise_request_exception = False

    answer = client.post(address, sent)

    assert answer.status_code == 503
    assert "At the moment this site can only be read." in answer.content.decode()


@pytest.mark.django_db
def test_names_that_nobody_has_do_not_fill_the_log(client, settings):
    """One address, in an hour: as often as it is let. That is less here, as each try takes as long as any."""
    limits = portal.ACCOUNT_RATE_LIMITS
    assert limits["login"] == "60/m/ip,200/h/ip"
    settings.ACCOUNT_RATE_LIMITS = limits | {"login": "60/m/ip,40/h/ip"}
    cache.clear()
    statuses = []
    for number in range(60):
        with pytest.MonkeyPatch.context() as patch:
            second = 1_800_000_000 + number * 2  # thirty a minute
            patch.setattr("allauth.core.internal.ratelimit.time.time", lambda second=second: second)
            answer = client.post("/admin/login/", {"username": f"nobody-{number}", "password": "x"})
        statuses.append(answer.status_code)

    assert statuses == [200] * 40 + [429] * 20
    assert SignIn.objects.count() == 40
    cache.clear()


# The page on which a password is changed asks for the one that holds until then.


def change_password(client, old: str) -> str:
    new = "other words nobody guesses"
    sent = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", sent, follow=True).content.decode()


def test_guessing_the_password_where_it_is_changed_is_slowed_down(client, ada):
    client.force_login(ada)
    answers = [change_password(client, "wrong") for _ in range(FREE)]
    too_soon = change_password(client, PASSWORD)

    assert all("entered incorrectly" in page for page in answers)
    assert "There were too many wrong tries. You can try again in" in too_soon
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_password_is_changed_and_nothing_wrong_is_counted(client, ada):
    client.force_login(ada)

    page = change_password(client, PASSWORD)

    ada.refresh_from_db()
    assert not ada.check_password(PASSWORD)
    assert "Your password was changed" in page
    assert not SignIn.objects.exists()


def test_tries_there_and_at_the_sign_in_count_together(client, rf, ada):
    client.force_login(ada)
    change_password(client, "wrong")
    client.post("/admin/login/", {"username": "ada", "password": "wrong"})

    guesser = find_guesser(rf.get("/"), "ada")
    assert guesser.select().count() == 2


# Letters that could not be sent.


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What is written by the handler that the portal has."""
    kept = StringIO()
    handler = logging.StreamHandler(kept)
    logging_of_portal: Any = portal.LOGGING
    for name in logging_of_portal["handlers"]["console"]["filters"]:
        assert logging_of_portal["filters"][name]["()"] == "scr_portal.logs.JobFilter"
        handler.addFilter(JobFilter())
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"No ada@example.org here")}),
        smtplib.SMTPDataError(554, b"ada@example.org is not liked"),
        ConnectionRefusedError("no"),
    ],
)
def test_log_says_that_a_letter_failed_and_not_to_whom(ada, log, monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("reviews.letters.send_mail", fail)
    monkeypatch.setattr(jobs.send_new_password_link, "retry_strategy", None)
    jobs.send_new_password_link.defer(email="ada@example.org", origin="https://testserver")
    worker_app = app.with_connector(app.connector.get_worker_connector())

    worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()  # its thread lives on

    written = log.getvalue()
    assert "send_new_password_link[" in written
    assert "ended with status: Error" in written
    assert type(error).__name__ in written
    assert "ada" not in written
