"""Health is told to whoever knows an address, and says whether visitors should come."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django.models import ProcrastinateWorker

from scr_portal import health
from themes.index.contents import CatalogueIndex
from themes.index.keeping import IndexKeeper

pytestmark = pytest.mark.django_db


def ask(client, path="/health/ready", **headers) -> tuple[int, dict[str, dict]]:
    response = client.get(path, headers={"host": "10.0.0.7:8000", **headers}, secure=False)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    return response.status_code, {check["name"]: check for check in response.json()["checks"]}


def test_a_sound_process_is_ready_whatever_host_is_asked(client):
    status, checks = ask(client)

    assert status == 200
    assert [name for name, check in checks.items() if check["decides"]] == ["database", "migrations"]
    assert checks["migrations"]["says"] == "all applied"
    assert checks["disk"]["is_good"]


def test_a_live_process_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live", headers={"host": "10.0.0.7"}, secure=False)

    assert (response.status_code, response.content) == (200, b"The process answers.\n")
    assert client.head("/health/live").content == b""


def test_without_its_database_it_is_not_ready(client, monkeypatch):
    def fail(sql):
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_ask", fail)
    status, checks = ask(client)

    assert status == 503
    assert checks["database"]["says"] == "does not answer"
    assert "migrations" not in checks


def test_before_its_migrations_it_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'themes' AND name >= '0030'")
    status, checks = ask(client)

    assert status == 503
    assert checks["migrations"]["says"].startswith("1 to be applied: themes.00")


@pytest.mark.parametrize(("behind", "status"), [(3, 200), (11, 503)])
def test_a_standby_far_behind_is_not_ready(client, monkeypatch, behind, status):
    monkeypatch.setattr(health, "BEHIND", f"SELECT {behind}::float")

    answered, checks = ask(client)

    assert answered == status
    assert ("behind" in checks["database"]["says"]) == (status == 503)


@pytest.mark.parametrize(
    ("ago", "is_good", "says"),
    [
        (None, False, "none is known"),
        ("5 s", True, "heard of 5 seconds ago"),
        ("1 h", False, "heard of 3600"),
    ],
)
def test_a_worker_that_is_away_is_told_and_decides_nothing(client, ago, is_good, says):
    ProcrastinateWorker.objects.all().delete()
    if ago:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [ago]
            )

    status, checks = ask(client)

    assert status == 200
    assert checks["worker"]["is_good"] == is_good
    assert checks["worker"]["says"].startswith(says)


def test_the_state_of_the_index_is_told(client, monkeypatch):
    keeper = IndexKeeper()
    monkeypatch.setattr(health, "keeper", keeper)
    told = [ask(client)[1]["index"]["says"]]
    keeper.is_on = True
    told.append(ask(client)[1]["index"]["says"])
    keeper.index = CatalogueIndex()
    keeper.index.version = "7"
    status, checks = ask(client)

    assert status == 200
    assert told == ["switched off: the database answers", "none: the database answers"]
    assert checks["index"]["says"] == "0 findings at version 7"


def test_a_full_disk_is_told(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 10**30)

    status, checks = ask(client)

    assert (status, checks["disk"]["is_good"]) == (200, False)
