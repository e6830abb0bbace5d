"""The database of the tests: a server of their own, unless DATABASE_URL names another."""

import contextlib
import gc
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import get_resolver
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from reviews.limited_process import running
from scr_portal import database, embedded
from tests.prepared_process import PreparedProcess

pytest.register_assert_rewrite("tests.browser.visits")  # its asserts say what they found

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

stack = contextlib.ExitStack()

# No test is timed by the clock: the machine may have other work.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


ROOM = 3 * 2**30  # bytes: five times what a run leaves
MEMORY = Path("/dev/shm")  # noqa: S108 (its folder is ours or is not used)


def memory_folder() -> Path | None:
    """A folder of this checkout in memory, where writing takes a fraction of the time; `var/memory` leads there.

    Nothing where the system has no such place, or little room in it, or runs no programs there, as in containers.
    """
    if not MEMORY.is_dir():
        return None
    system = os.statvfs(MEMORY)
    if system.f_bavail * system.f_frsize < ROOM or system.f_flag & os.ST_NOEXEC:
        return None
    digest = hashlib.sha256(os.fsencode(settings.BASE_DIR)).hexdigest()[:16]
    folder = MEMORY / f"scr-portal-{os.geteuid()}-{digest}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o711)  # as root, the server has an account of its own, which passes through
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return None
    link = settings.BASE_DIR / "var" / "memory"
    link.parent.mkdir(exist_ok=True)
    if link.is_symlink() and link.readlink() != folder:  # of the checkout that this one was copied from
        link.unlink()
    with contextlib.suppress(FileExistsError):
        link.symlink_to(folder)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-page", action="store_true", help="visit all pages of the starter collection")


def pytest_configure(config: pytest.Config) -> None:
    """Keep away from the real portal's data; start the server, in the process that controls the workers."""
    settings.VAR_DIR = memory_folder() or settings.BASE_DIR / "var" / "test"
    # Temporary files, too: a browser's profiles and the servers that tests make write thousands.
    temporary = settings.VAR_DIR / "tmp"
    if not hasattr(config, "workerinput"):
        shutil.rmtree(temporary, ignore_errors=True)  # what a killed run left
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.MEDIA_ROOT = settings.VAR_DIR / "documents"
    # Pages are tested without collecting files first; the browser's tests serve the collected ones.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # Slow on purpose, which here only costs time. `test_accounts` keeps to the portal's own.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Most tests are about something else than signing in; `test_signing_in` turns it on.
    settings.REQUIRE_SECOND_FACTOR = False
    settings.DISCUSSION = settings.REPLIES = True
    if database.is_embedded():
        folder = settings.VAR_DIR / "postgres"
        settings.DATABASES["default"]["HOST"] = str(embedded.choose_socket_folder(folder))
        if not hasattr(config, "workerinput"):
            stack.enter_context(embedded.EmbeddedServer(folder))


def pytest_unconfigure() -> None:
    with stack:
        database.close_connections()


def pytest_sessionstart() -> None:
    """What the workspace shows is registered with its addresses, and some tests list it as they are imported."""
    get_resolver().url_patterns  # noqa: B018


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests of browsers and servers wait."""
    return min((os.cpu_count() or 1) + 1, 4)


# What takes longest, so that no worker is left alone with it at the end.
LONGEST = (
    "pages in a browser",
    "in a browser",
    "tests/scr_portal/test_up.py",
    "tests/test_crawl.py",
    "tests/test_roles.py",
    "tests/scr_portal/test_database.py",
)


def name_group(nodeid: str) -> str:
    """What one worker does: a file, or half of what is done in a browser, as each worker starts a portal for that."""
    file = nodeid.partition("::")[0]
    if file.startswith("tests/browser/"):
        return "pages in a browser" if file.endswith("_pages.py") else "in a browser"
    return file


class GroupScheduling(LoadFileScheduling):
    """Sends the tests of a group to the same worker."""

    def _split_scope(self, nodeid: str) -> str:
        return name_group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling | None:
    return GroupScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(name_group(item.nodeid), len(order)))


def pytest_collection_finish() -> None:
    """What is imported stays: the search for garbage need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def outermost_template_is_recorded(django_test_environment: None) -> None:
    """`response.context` is the page's own. Django copies that of every widget, too: a sixth of a form's time."""
    is_rendering = False

    def render(template: Template, context: Context) -> str:
        nonlocal is_rendering
        if is_rendering:
            return template.nodelist.render(context)
        is_rendering = True
        try:
            template_rendered.send(sender=template, template=template, context=context)
            return template.nodelist.render(context)
        finally:
            is_rendering = False

    Template._render = render


@pytest.fixture(autouse=True)
def limited_processes_are_prepared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new Python takes longer to start than most files to be read. The mark `new_processes` keeps to those."""
    if not request.node.get_closest_marker("new_processes"):
        monkeypatch.setattr(
            running, "subprocess", SimpleNamespace(Popen=PreparedProcess, PIPE=subprocess.PIPE)
        )


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


@pytest.fixture(autouse=True)
def threads_give_back_their_connections(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a thread keeps open is in the way of tests that need the database for themselves, hours later."""
    yield
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        assert count_kept_connections() == 0, "A thread of this test did not close its connection."


def count_kept_connections() -> int:
    """How many connections of the pool others have than this thread. One that is being made has a second for it."""
    if connection.pool.closed:  # not yet opened, it counts what it is going to have
        return 0
    for _ in range(20):
        counts = connection.pool.get_stats()
        others = counts["pool_size"] - counts["pool_available"] - (connection.connection is not None)
        if others <= 0:
            return 0
        gc.collect()
        time.sleep(0.05)
    return others


class SecureClient(Client):
    """Django's, speaking https as every visitor of a deployed portal does."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        return super().generic(*args, **{**kwargs, "secure": True})


@pytest.fixture
def client() -> Client:
    return SecureClient()


@pytest.fixture
def curator(client: Client, db: None) -> Any:
    """Who works in most tests: a curator who may do everything, signed in."""
    user = get_user_model().objects.create_superuser("curator")
    client.force_login(user)
    return user
