"""Health is told to whoever knows an address, and says whether visitors should come."""

from __future__ import annotations

import tomllib

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from procrastinate.contrib.django.models import ProcrastinateWorker

from scr_portal import health
from scr_portal.middleware import answer_head_without_body
from scr_portal.outage import outage
from themes.index.contents import CatalogueIndex
from themes.index.keeping import IndexKeeper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def each_time(monkeypatch):
    monkeypatch.setattr(health, "KEPT_FOR", 0.0)


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


def test_the_version_is_told_to_who_asks_and_stands_in_the_footer(client, settings):
    told = client.get("/health/ready", secure=True).json()
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]

    assert told["version"] == settings.VERSION == project["version"]
    assert f"SCR Portal {settings.VERSION}." in client.get("/about/", secure=True).content.decode()
    assert f"\n## [{settings.VERSION}] - 20" in (settings.BASE_DIR / "CHANGELOG.md").read_text()


def test_an_archive_that_cannot_be_written_is_told_and_decides_nothing(client, settings, monkeypatch):
    assert "archive" not in ask(client)[1]
    settings.WAL_ARCHIVE_DIR = "/srv/archive"
    monkeypatch.setattr(health, "is_embedded", lambda: True)
    assert ask(client)[1]["archive"]["says"] == "is written"

    monkeypatch.setattr(health, "ARCHIVE_FAILED", "SELECT 90::float")
    status, checks = ask(client)

    assert status == 200
    assert (checks["archive"]["is_good"], checks["archive"]["says"]) == (
        False,
        "could not be written 90 seconds ago",
    )


def test_a_live_process_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live", headers={"host": "10.0.0.7"}, secure=False)

    assert (response.status_code, response.content) == (200, b"The process answers.\n")


def test_head_is_answered_without_a_body():
    # Not by the test client, which takes bodies away itself.
    answer = answer_head_without_body(health.answer_health(lambda request: HttpResponse("a page")))

    assert answer(RequestFactory().head("/health/live")).content == b""
    order = settings.MIDDLEWARE
    assert order.index("scr_portal.middleware.answer_head_without_body") < order.index(
        "scr_portal.health.answer_health"
    )


def test_while_the_database_is_known_to_be_away_nobody_waits_for_it(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(outage, "until", float("inf"))

    with django_assert_num_queries(0):
        status, checks = ask(client)

    assert (status, checks["database"]["says"]) == (503, "does not answer")
    assert "worker" not in checks


def test_before_anything_was_set_up_it_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE procrastinate_workers, django_migrations CASCADE")

    status, checks = ask(client)

    assert status == 503
    assert not checks["migrations"]["is_good"]
    assert "worker" not in checks


@pytest.mark.parametrize("broken", ["find_least_room", "list_backups"])
def test_what_decides_nothing_fails_for_nobody(client, monkeypatch, settings, broken):
    def fail(*args):
        raise OSError("stale file handle")

    settings.BACKUP_DIR = "/backups"
    monkeypatch.setattr(f"scr_portal.health.{broken}", fail)

    status, checks = ask(client)

    assert status == 200
    assert "cannot be told" in [check["says"] for check in checks.values()]


def test_it_is_asked_once_a_second_at_most(client, monkeypatch, django_assert_num_queries):
    ask(client)
    monkeypatch.setattr(health, "KEPT_FOR", 60.0)

    with django_assert_num_queries(0):
        assert ask(client)[0] == 200


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
    status, checks = ask(client)

    assert status == 200
    assert told == ["switched off: the database answers", "none: the database answers"]
    assert checks["index"]["says"] == "it answers"


def test_a_full_disk_is_told(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 10**30)

    status, checks = ask(client)

    assert (status, checks["disk"]["is_good"]) == (200, False)
