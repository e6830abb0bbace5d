"""The database of the tests: a server of their own under `var/test`, unless DATABASE_URL names another."""

import contextlib
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from scr_portal import database

stack = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Keep away from the real portal's data; start the server, in the process that controls the workers."""
    settings.VAR_DIR = settings.BASE_DIR / "var" / "test"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.MEDIA_ROOT = settings.VAR_DIR / "documents"
    # Pages are tested without collecting files first; the browser's tests serve the collected ones.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if database.is_embedded():
        folder = settings.VAR_DIR / "postgres"
        settings.DATABASES["default"]["HOST"] = str(database.socket_folder(folder))
        if not hasattr(config, "workerinput"):
            stack.enter_context(database.EmbeddedServer(folder))


def pytest_unconfigure() -> None:
    with stack:
        database.close_connections()


@pytest.hookimpl(tryfirst=True)  # before the names of groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process has the browser and its portal, one starts and stops servers; the others share the rest."""
    for item in items:
        for name in ("browser", "server"):
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.xdist_group(name))


class SecureClient(Client):
    """Django's, speaking https as every visitor of a deployed portal does."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        return super().generic(*args, **{**kwargs, "secure": True})


@pytest.fixture
def client() -> Client:
    return SecureClient()
