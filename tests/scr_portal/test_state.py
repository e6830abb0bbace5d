"""Administrators see in words how the portal is, and are led there when something is wrong."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from scr_portal import health, state
from scr_portal.counting import SharedFigures
from scr_portal.health import Check, JobCounts
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(make_member("Administrator"))


def set_checks(monkeypatch, *checks: Check) -> None:
    monkeypatch.setattr(state, "check_all", lambda: list(checks))


def test_what_is_wrong_is_named_on_the_front_page_with_the_way_to_more(client, administrator, monkeypatch):
    set_checks(
        monkeypatch, Check("database", True, "answers", decides=True), Check("disk", False, "0.1 GB free")
    )

    front = client.get("/admin/").content.decode()
    page = client.get("/admin/state/").content.decode()

    assert 'Needs attention: Room on the disk. <a href="/admin/state/">State of the portal</a>' in front
    assert "Visitors get their pages." in page
    assert "<strong>Needs attention.</strong> 0.1 GB free. Make room" in page
    assert "<td>Answers.</td>" in page


def test_where_all_is_well_or_mends_itself_the_front_page_says_nothing(client, administrator, monkeypatch):
    set_checks(monkeypatch, Check("disk", True, "9 GB free"), Check("index", False, "being made"))

    assert "Needs attention" not in client.get("/admin/").content.decode()


def test_others_are_not_told(client, monkeypatch):
    set_checks(monkeypatch, Check("disk", False, "0.1 GB free"))
    client.force_login(make_member("Publisher"))

    front = client.get("/admin/").content.decode()

    assert "Needs attention" not in front
    assert "/admin/state/" not in front
    assert client.get("/admin/state/").status_code == 403


def test_every_check_is_described(monkeypatch):
    monkeypatch.setattr(health, "KEPT_FOR", 0.0)

    assert {check.name for check in health.check_all()} <= set(state.ABOUT)


def test_without_its_tables_the_page_still_says_so(client, administrator, monkeypatch):
    def fail():
        raise OperationalError("no such table")

    monkeypatch.setattr(state, "read_queue", fail)
    set_checks(monkeypatch, Check("migrations", False, "1 to be applied: themes.0099", decides=True))

    page = client.get("/admin/state/").content.decode()

    assert "Visitors get no pages" in page
    assert "Cannot be told without the database." in page


def test_work_that_waits_in_words():
    assert state.describe_queue(JobCounts(0, 0, 0, 0.0)) == ["0 jobs waiting, 0 being done."]
    assert state.describe_queue(JobCounts(1, 2, 3, 7_300.0)) == [
        "1 job waiting, 2 being done.",
        "The oldest has waited 2 hours.",
        "3 jobs failed within the last month: the worker’s log says why.",
    ]


def test_visits_in_words():
    figures = SharedFigures()
    before = state.describe_visits(figures.read())
    for status in (200, 200, 500):
        figures.count_request("home", status, 0.02)
    for outcome in ("made", "kept", "kept", "held"):
        figures.count_kept(outcome)

    assert before == ["0 requests, of which none ended with an error of ours."]
    assert state.describe_visits(figures.read()) == [
        "3 requests, of which 1 ended with an error of ours.",
        "An answer took 20 milliseconds on average.",
        "75% of the pages for everybody had been made before.",
    ]
