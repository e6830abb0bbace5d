"""What readers and writers get while the database is away or the disk is full. That it comes back: test_up."""

import errno
import time

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg_pool import PoolTimeout

from scr_portal import faults, guarding, kept_pages, outage
from scr_portal.guarding import DatabaseGuard, Reserve
from scr_portal.kept_pages import PageKeeper
from scr_portal.listening import VersionListener
from scr_portal.server_account import EmbeddedServerError
from scr_portal.time_limits import end_in_time

TYPED = "What was <b>typed</b> & should not be lost"
HERE = {"HTTP_ORIGIN": "https://testserver"}


@pytest.fixture(autouse=True)
def outage_is_over():
    """Before as well: a request of the test before may have looked at the disk less than a second ago."""
    forget_what_was_seen()
    yield
    forget_what_was_seen()


def forget_what_was_seen():
    outage.outage.end()
    outage.disk.looked = -outage.LOOK_EVERY


@pytest.fixture
def away():
    outage.outage.note()


def caused_by(cause: BaseException) -> OperationalError:
    """As Django raises what the driver raised."""
    error = OperationalError("as Django says it")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_away", "is_full"),
    [
        (caused_by(PoolTimeout()), True, False),
        (caused_by(psycopg.errors.AdminShutdown()), True, False),
        (caused_by(psycopg.errors.CannotConnectNow()), True, False),
        (caused_by(psycopg.InterfaceError("the connection is closed")), True, False),
        (caused_by(psycopg.errors.QueryCanceled()), False, False),
        (caused_by(psycopg.errors.DeadlockDetected()), False, False),
        (caused_by(psycopg.errors.DiskFull()), False, True),
        (caused_by(psycopg.errors.ReadOnlySqlTransaction()), False, False),
        (OSError(errno.ENOSPC, "No space left on device"), False, True),
        (ValueError(), False, False),
    ],
)
def test_what_an_error_is_about(error, is_away, is_full):
    assert (outage.is_about_absence(error), outage.is_about_room(error)) == (is_away, is_full)


def test_form_that_cannot_be_saved_is_given_back_and_can_be_sent_again(client, away):
    form = {"note": TYPED, "slug": "men", "csrfmiddlewaretoken": "token"}

    answer = client.post("/admin/themes/knowngap/add/?_popup=1", form, **HERE)
    page = answer.content.decode()

    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert answer.has_header("Retry-After")
    assert "so what you sent was not saved" in page
    assert page.count("What was &lt;b&gt;typed&lt;/b&gt; &amp; should not be lost</textarea>") == 2
    assert '<form method="post" action="/admin/themes/knowngap/add/?_popup=1">' in page
    for name, value in form.items():
        assert f'name="{name}" hidden aria-hidden="true">\n{value[:5]}' in page


def test_passwords_and_files_are_not_given_back(client, away):
    file = SimpleUploadedFile("report.pdf", b"%PDF of somebody")

    answer = client.post(
        "/admin/password_change/", {"new_password1": "secret words", "file": file, "note": TYPED}, **HERE
    )
    page = answer.content.decode()

    assert "secret words" not in page
    assert "%PDF" not in page
    assert "Passwords are not shown here" in page
    assert "report.pdf" in page
    assert "Send it again" not in page  # it would be without them


@pytest.mark.parametrize("origin", [{"Origin": "https://elsewhere.example"}, {}])
def test_form_of_another_site_is_not_shown(client, away, origin):
    page = client.post("/admin/login/", {"note": TYPED}, headers=origin).content.decode()

    assert "typed" not in page.replace("what you typed", "")


def test_nothing_is_taken_while_the_disk_is_full_and_reading_goes_on(client, db, monkeypatch):
    monkeypatch.setattr(outage, "free_bytes", lambda folder: outage.LEAST_ROOM - 1)

    refused = client.post("/admin/themes/knowngap/add/", {"note": TYPED}, **HERE)

    assert refused.status_code == 507
    assert "should not be lost</textarea>" in refused.content.decode()
    assert client.get("/about/").status_code == 200


def test_room_is_least_where_the_fullest_folder_is(monkeypatch, settings):
    room = {settings.MEDIA_ROOT: 5.0, settings.VAR_DIR: 7.0, settings.VAR_DIR / "postgres" / "data": 3.0}
    monkeypatch.setattr(outage, "free_bytes", room.get)

    for is_embedded, least in [(True, 3), (False, 5)]:
        monkeypatch.setattr(outage, "is_embedded", lambda answer=is_embedded: answer)
        assert outage.find_least_room() == least


def test_what_was_typed_beside_a_large_file_is_given_back_and_the_file_is_not_written(client, monkeypatch):
    written: list[str] = []
    monkeypatch.setattr(outage, "free_bytes", lambda folder: 0)
    monkeypatch.setattr(
        "reviews.documents.uploading.UploadHandler.new_file", lambda self, *args: written.append(args[1])
    )
    file = SimpleUploadedFile("report.pdf", b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))

    page = client.post("/admin/reviews/review/add/", {"note": TYPED, "file": file}, **HERE).content.decode()

    assert "should not be lost</textarea>" in page
    assert "report.pdf" in page
    assert written == []


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (psycopg.errors.DiskFull(), 507, "no room to make this page"),
        (psycopg.errors.ReadOnlySqlTransaction(), 503, "This page cannot be made here"),
    ],
)
def test_who_only_reads_is_not_told_of_what_they_sent(error, status, words):
    try:
        raise caused_by(error)
    except OperationalError:
        answer = faults.explain_error(RequestFactory().get("/findings/"))

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "sent" not in answer.content.decode().replace("presented", "")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (ValueError(), 500, "perhaps not saved"),
        (caused_by(PoolTimeout()), 503, "We do not know whether it was saved"),
        (caused_by(psycopg.errors.DiskFull()), 507, "The disk of this site is full"),
        (caused_by(psycopg.errors.ReadOnlySqlTransaction()), 503, "At the moment this site can only be read"),
    ],
)
def test_page_of_an_error_says_what_is_known_and_gives_back_what_was_typed(error, status, words):
    request = RequestFactory().post(
        "/admin/themes/knowngap/add/", {"note": TYPED}, headers={"Origin": "http://testserver"}
    )

    try:
        raise error
    except Exception:
        answer = faults.explain_error(request)

    assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")
    assert words in answer.content.decode()
    assert "should not be lost</textarea>" in answer.content.decode()
    assert outage.outage.is_on == outage.is_about_absence(error)


@pytest.fixture
def portal(monkeypatch, settings):
    """A keeper of pages that has one, of the version that its listener knows."""
    listener = VersionListener()
    listener.read_version = lambda: _remember(listener)  # type: ignore[method-assign]
    monkeypatch.setattr(kept_pages, "listener", listener)
    monkeypatch.setattr(kept_pages, "ask_for_version", listener.read_version)
    page = b"<!DOCTYPE html><body><main id='main-content'>Themes</main></body>"
    keeper = PageKeeper(lambda request: HttpResponse(page))
    keeper.listener = listener
    keeper(RequestFactory().get("/themes/", secure=True))
    return keeper


def _remember(listener: VersionListener) -> str:
    listener.last = "7", kept_pages.localtime(), bytes(listener.sign[:])
    return "7"


def _get(portal, path="/themes/", **headers) -> HttpResponse:
    return portal(RequestFactory().get(path, secure=True, **headers))


def test_kept_page_is_shown_as_it_was_and_says_so_and_is_kept_nowhere(portal, away):
    for cookies in ({}, {"HTTP_COOKIE": "sessionid=x"}):
        answer = _get(portal, **cookies)
        before, _, after = answer.content.decode().partition("<main ")

        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert not answer.has_header("ETag")
        assert "This page is as it was at" in before
        assert "Themes</main>" in after

    assert _get(portal, "/findings/").status_code == 503


def test_page_from_before_a_change_is_not_shown(portal, away):
    portal.listener.last = "8", *portal.listener.last[1:]
    assert _get(portal).status_code == 503


def test_page_is_not_shown_where_something_may_have_changed_unnoticed(portal, away):
    portal.listener.forget()  # a form was sent, and the version not read since
    assert _get(portal).status_code == 503


def test_form_that_never_reached_the_database_changes_nothing_of_what_is_known(portal, away):
    def post(view) -> None:
        portal.get_response = end_in_time(view)
        outage.outage.end()
        portal(RequestFactory().post("/admin/", secure=True))
        outage.outage.note()

    def ask(request):
        (around,) = connection.execute_wrappers
        around(lambda *args: None, "UPDATE", (), False, {"connection": connection})  # as a cursor calls it
        return HttpResponse()

    post(lambda request: HttpResponse())
    assert _get(portal).status_code == 200
    post(ask)
    assert _get(portal).status_code == 503


def test_page_is_shown_for_minutes_only_where_others_may_write(portal, away, monkeypatch):
    version, heard, sign = portal.listener.last
    portal.listener.last = version, heard - 2 * kept_pages.AS_IT_WAS_FOR, sign

    monkeypatch.setattr(kept_pages, "is_embedded", lambda: True)
    assert _get(portal).status_code == 200
    monkeypatch.setattr(kept_pages, "is_embedded", lambda: False)
    assert _get(portal).status_code == 503


def test_whoever_finds_out_gets_the_kept_page_too(portal):
    portal.get_response = lambda request: faults.explain_absence(request)
    portal.listener.last = "7", *portal.listener.last[1:]

    answer = _get(portal, HTTP_COOKIE="sessionid=x")  # a page of their own was tried first

    assert (answer.status_code, "as it was at" in answer.content.decode()) == (200, True)


class FailingServer:
    """Ends by itself, and cannot be started so many times."""

    def __init__(self, folder, failures: int) -> None:
        self.folder, self.failures, self.runs = folder, failures, False

    def is_running(self) -> bool:
        return self.runs

    def start_again(self) -> None:
        if self.failures:
            self.failures -= 1
            raise EmbeddedServerError("No space left on device.")
        self.runs = True


def test_database_is_started_again_until_it_works_with_the_room_kept_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(guarding, "LONGEST_PAUSE", 0)
    monkeypatch.setattr(guarding, "RESERVE", 1_000_000)
    Reserve(tmp_path / "reserve").keep()
    assert (tmp_path / "reserve").stat().st_size == 1_000_000
    said: list[str] = []
    server = FailingServer(tmp_path, failures=3)
    guard = DatabaseGuard(server, said.append)  # type: ignore[arg-type]

    deadline = time.monotonic() + 60
    while len(said) < 3 and time.monotonic() < deadline:
        guard.look()
        time.sleep(0.01)

    assert server.runs
    assert not (tmp_path / "reserve").exists()
    assert [message.split(".")[0] for message in said] == [
        "The database ended by itself",
        "No space left on device",
        "The database answers again",
    ]
