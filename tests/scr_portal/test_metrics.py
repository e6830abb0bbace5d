"""Figures for Prometheus: for whoever knows the token, of all processes, and of nothing that anybody typed."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.conf import settings as real_settings
from django.db import OperationalError
from django.utils import timezone
from procrastinate.contrib.django import app
from prometheus_client.parser import text_string_to_metric_families

from scr_portal import counting, health, metrics
from scr_portal.backups import NAME
from scr_portal.counting import LIMITS, SharedFigures

pytestmark = pytest.mark.django_db

TOKEN = "a-token-for-tests"


@pytest.fixture(autouse=True)
def own_figures(monkeypatch, settings):
    figures = SharedFigures()
    for module in ("metrics", "kept_pages"):
        monkeypatch.setattr(f"scr_portal.{module}.figures", figures)
    monkeypatch.setattr(health, "KEPT_FOR", 0.0)
    settings.METRICS_TOKEN = TOKEN
    return figures


def ask(client) -> dict[tuple[str, ...], float]:
    response = client.get(
        "/metrics", headers={"host": "10.0.0.7:8000", "authorization": f"Bearer {TOKEN}"}, secure=False
    )
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    return {
        (
            sample.name.removeprefix("scr_portal_"),
            *(value for _, value in sorted(sample.labels.items(), reverse=True)),
        ): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize("given", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer \xe9"])
def test_nobody_else_is_told(client, given):
    response = client.get("/metrics", headers={"authorization": given})

    assert response.status_code == 401
    assert b"scr_portal_" not in response.content


def test_without_a_token_nothing_is_there(client, settings):
    settings.METRICS_TOKEN = ""

    for given in ("Bearer", "Bearer "):
        assert client.get("/metrics", headers={"authorization": given}, secure=True).status_code == 404
    assert real_settings.MIDDLEWARE.index("scr_portal.metrics.measure_requests") < 3


def test_requests_are_counted_by_view_and_status_and_never_by_what_was_typed(client):
    for address in ("/about/", "/about/", "/search/?q=childname", "/childname/", "/findings/999999/"):
        client.get(address, secure=True)
    for address in ("/admin/", "/health/live"):
        client.get(address, secure=True)

    told = ask(client)

    assert told["requests_total", "about", "2xx"] == 2
    assert told["requests_total", "search", "2xx"] == 1
    assert told["requests_total", "admin:index", "3xx"] == 1
    assert told["requests_total", "none", "4xx"] == told["requests_total", "finding", "4xx"] == 1
    assert told["request_seconds_count", "about"] == told["request_seconds_bucket", "about", "+Inf"] == 2
    assert sum(value for name, value in told.items() if name[0] == "requests_total") == 6
    assert not [name for name in told if "childname" in " ".join(name)]


def test_a_kept_page_is_one_of_its_view(client, monkeypatch):
    monkeypatch.setattr("scr_portal.kept_pages.ask_for_version", lambda: "7")
    etag = client.get("/about/", secure=True)["ETag"]
    client.get("/about/", secure=True)
    client.get("/about/", secure=True, headers={"if-none-match": etag})

    told = ask(client)

    assert [told["kept_pages_total", outcome] for outcome in ("made", "kept", "held")] == [1, 1, 1]
    assert [told["requests_total", "about", status] for status in ("2xx", "3xx")] == [2, 1]


def test_an_error_of_ours_is_counted(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("scr_portal.views.read_strip", lambda *args: 1 / 0)
    client.get("/", secure=True)

    assert ask(client)["requests_total", "home", "5xx"] == 1


def test_processes_count_together_and_what_they_counted_outlives_them(own_figures):
    for number in (1, 2):
        if not (child := os.fork()):
            own_figures.begin(number)
            own_figures.note_index(True)
            own_figures.count_request("home", 200, 0.3 * number)
            own_figures.count_kept("made")
            os._exit(0)
        os.waitpid(child, 0)

    during = own_figures.read()
    own_figures.end(1)
    after = own_figures.read()

    assert (during.processes, during.with_index, after.processes, after.with_index) == (2, 2, 1, 1)
    for totals in (during, after):
        assert totals.views["home"].by_status == [0, 2, 0, 0, 0]
        assert totals.views["home"].seconds == pytest.approx(0.9)
        assert totals.views["home"].by_time[LIMITS.index(0.5)] == 1
        assert totals.views["home"].by_time[LIMITS.index(1.0)] == 1
        assert totals.kept["made"] == 2


def test_each_view_has_room():
    assert (
        counting.FIRST_OF_VIEWS + counting.CELLS_OF_VIEW * len(counting.list_views()) <= counting.MOST_CELLS
    )
    assert "admin:themes_finding_change" in counting.list_views()


def test_times_and_statuses_have_limits(own_figures):
    own_figures.count_request("home", 999, 1e6)
    own_figures.count_request("no such view", 0, 0.0)
    totals = own_figures.read()

    assert totals.views["home"].by_status[-1] == totals.views["home"].by_time[-1] == 1
    assert totals.views["none"].by_status[0] == totals.views["none"].by_time[0] == 1


@pytest.mark.django_db(transaction=True)
def test_the_queue_is_told(client):
    app.configure_task("clear_old_jobs", schedule_in={"hours": 1}).defer(timestamp=0)
    later = ask(client)
    app.configure_task("clear_old_jobs").defer(timestamp=0)
    now = ask(client)

    assert [later["jobs", "waiting"], now["jobs", "waiting"]] == [0, 1]
    assert later["oldest_job_seconds",] == 0
    assert now["oldest_job_seconds",] > 0


def test_state_is_told_as_numbers(client, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    without = ask(client)
    (tmp_path / (timezone.now() - timedelta(hours=3)).strftime(NAME)).touch()
    told = ask(client)

    assert ("backup_age_seconds",) not in without
    assert [without["check", "backup"], told["check", "backup"]] == [0, 1]
    assert told["backup_age_seconds",] == pytest.approx(3 * 3600, abs=120)
    assert told["free_bytes",] > 0
    assert told["ready",] == told["check", "database"] == 1
    assert ("info", settings.VERSION, metrics.read_release()) in told


def test_without_the_database_the_rest_is_told(client, monkeypatch):
    def fail(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_ask", fail)
    monkeypatch.setattr(metrics, "read_queue", fail)
    told = ask(client)

    assert (told["ready",], told["check", "database"]) == (0, 0)
    assert ("jobs", "waiting") not in told
