"""The database of the tests: a server of their own under `var/test`, unless DATABASE_URL names another."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from scr_portal import database, embedded

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

stack = contextlib.ExitStack()

# No test is timed by the clock: the machine may have other work.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Keep away from the real portal's data; start the server, in the process that controls the workers."""
    settings.VAR_DIR = settings.BASE_DIR / "var" / "test"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.MEDIA_ROOT = settings.VAR_DIR / "documents"
    # Pages are tested without collecting files first; the browser's tests serve the collected ones.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # Slow on purpose, which here only costs time. `test_accounts` keeps to the portal's own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if database.is_embedded():
        folder = settings.VAR_DIR / "postgres"
        settings.DATABASES["default"]["HOST"] = str(embedded.socket_folder(folder))
        if not hasattr(config, "workerinput"):
            stack.enter_context(embedded.EmbeddedServer(folder))


def pytest_unconfigure() -> None:
    with stack:
        database.close_connections()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's: each worker's database is a copy of one that was migrated once."""
    from tests import databases  # not before Django is set up

    with django_db_blocker.unblock():
        template = databases.empty_template()
    with databases.copied(template, f"test_{WORKER}") as name, databases.connected_to(name):
        yield


@pytest.fixture(scope="module")
def starter_collection(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of this module's tests holds the starter collection, with statistics about it."""
    from tests import databases  # not before Django is set up

    with django_db_blocker.unblock():
        template = databases.collection_template()
    with databases.copied(template, f"test_{WORKER}_collection") as name, databases.connected_to(name):
        yield


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test whose transactions are real leaves no job behind. Django empties only the tables it manages."""
    yield
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


class SecureClient(Client):
    """Django's, speaking https as every visitor of a deployed portal does."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        return super().generic(*args, **{**kwargs, "secure": True})


@pytest.fixture
def client() -> Client:
    return SecureClient()
