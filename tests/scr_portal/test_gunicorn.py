"""The portal as gunicorn serves it: what only a real server shows."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import psutil
import pytest
from django.db import connection, transaction

from reviews.documents.storing import import_document
from tests.factories import make_finding, make_review
from tests.reviews.documents import pdfs

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 120

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """A folder with static files, as `up` collects them once."""
    folder = tmp_path_factory.mktemp("collected")
    (folder / "assets").mkdir()
    (folder / "assets" / "portal.css").write_text("body { color: black }")
    for name in ("portal.js", "workspace.css", "workspace.js"):
        (folder / "assets" / name).touch()
    subprocess.run(
        [sys.executable, PROJECT / "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        env=os.environ | {"VAR_DIR": str(folder), "DATABASE_URL": database_url(), "PLAIN_HTTP": "true"},
        check=True,
    )
    return folder


class Gunicorn:
    """A server of the test's database, with one process; whatever it keeps is in `folder`."""

    def __init__(self, folder: Path, **variables: str) -> None:
        environment = os.environ | {
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url(),
            "PLAIN_HTTP": "true",
        }
        environment |= {"WEB_WORKERS": "1", "WEB_THREADS": "2"} | variables
        self.output = folder / "output"
        with socket.create_server(("127.0.0.1", 0)) as listener, self.output.open("w") as output:
            self.port = listener.getsockname()[1]
            command = ["gunicorn", "-c", "python:scr_portal.gunicorn", "--bind", f"fd://{listener.fileno()}"]
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=PROJECT,
                env=environment,
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def ask(self, method: str, path: str, more: str = "") -> tuple[int, Message, bytes]:
        """Status, headers and every byte that comes after them."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS) as asking:
            request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{more}\r\n"
            asking.sendall(request.encode())
            answer = b"".join(iter(lambda: asking.recv(65_536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, _, headers = head.partition(b"\r\n")
        return int(first.split()[1]), BytesParser().parsebytes(headers), body

    def stop(self) -> str:
        """What it wrote to its log."""
        self.process.terminate()
        self.process.wait(60)
        return self.output.read_text()


def database_url() -> str:
    known = connection.settings_dict
    account = f"{known['USER']}:{known['PASSWORD']}" if known.get("PASSWORD") else known["USER"]
    is_socket = known["HOST"].startswith("/")
    place = f"/{known['HOST']}" if is_socket else f"{known['HOST']}:{known['PORT'] or 5432}"
    return f"postgres://{account}@{place}/{known['NAME']}"


@pytest.fixture
def gunicorn(request, tmp_path, collected) -> Iterator[Gunicorn]:
    shutil.copytree(collected, tmp_path, dirs_exist_ok=True)
    server = Gunicorn(tmp_path, **getattr(request, "param", {}))
    yield server
    server.process.kill()
    server.process.wait(60)
    shutil.rmtree(tmp_path)


def test_head_is_answered_as_get_is_and_no_body_is_sent(gunicorn, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "documents"
    finding = make_finding(review=make_review("the-report"))
    path = tmp_path / "report.pdf"
    path.write_bytes(pdfs.plain(2))
    document = import_document(review=finding.review, path=path).document
    document.is_public = True
    document.save()
    static = next((tmp_path / "static").glob("portal.*.css")).name
    addresses = {
        finding.get_absolute_url(): 200,
        f"/static/{static}": 200,
        f"{finding.get_absolute_url().rstrip('/')}.ris": 200,
        "/findings.bib": 200,
        # A list that is too long for its address is told so on its page: the server has to take it for that.
        f"/findings/?id={finding.code}&title={'x' * 7_900}": 200,
        f"/documents/{document.pk}.pdf": 200,
        f"/documents/{document.pk}/1.webp": 200,
        f"/f/{finding.number}": 301,
        "/nothing/": 404,
        "/admin/": 302,
    }

    got = {address: gunicorn.ask("GET", address) for address in addresses}
    asked = {address: gunicorn.ask("HEAD", address) for address in addresses}
    log = gunicorn.stop()

    assert {address: status for address, (status, _, _) in got.items()} == addresses
    for address, (status, headers, body) in asked.items():
        assert (address, status, body) == (address, addresses[address], b"")
        for name in ("Content-Type", "Content-Length", "Location", "Content-Disposition"):
            assert headers[name] == got[address][1][name], (address, name)
    # Django says of each page that is not there, GET and HEAD, that it is not.
    assert [line for line in log.splitlines() if not line.endswith("Not Found: /nothing/")] == []


def test_no_visitor_says_under_which_address_the_portal_stands(gunicorn):
    """A proxy on the same machine passes all headers on, and what it sends is believed."""
    assert gunicorn.ask("GET", "/elsewhere/about/", "SCRIPT_NAME: /elsewhere\r\n")[0] == 404
    assert gunicorn.ask("GET", "/about/")[0] == 200


def read_figures(gunicorn: Gunicorn) -> dict[str, float]:
    status, _, body = gunicorn.ask("GET", "/metrics", "Authorization: Bearer a-token\r\n")
    assert status == 200
    lines = [line.rpartition(" ") for line in body.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


@pytest.mark.parametrize("gunicorn", [{"WEB_WORKERS": "2", "METRICS_TOKEN": "a-token"}], indirect=True)
def test_figures_are_of_all_processes_and_outlive_them(gunicorn):
    counted = []
    for _ in range(3):
        for _ in range(20):
            assert gunicorn.ask("GET", "/about/")[0] == 200
        while (figures := read_figures(gunicorn))["scr_portal_web_processes"] < 2:
            pass
        counted.append(figures['scr_portal_requests_total{status="2xx",view="about"}'])
        for worker in psutil.Process(gunicorn.process.pid).children():
            worker.kill()
            psutil.wait_procs([worker])

    assert counted == [20, 40, 60]


SLOW_FORM = (
    b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 30000\r\n\r\nusername="
)
HALF_HEAD = b"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize("gunicorn", [{"GUNICORN_CMD_ARGS": "--worker-connections 60"}], indirect=True)
def test_whoever_sends_slowly_holds_nobody_and_what_reaches_no_view_is_answered_in_words(gunicorn):
    held = []

    def hold(count: int, sent: bytes) -> socket.socket:
        for _ in range(count):
            held.append(socket.create_connection(("127.0.0.1", gunicorn.port), timeout=START_SECONDS))
            held[-1].sendall(sent)
        return held[-1]

    form = hold(20, SLOW_FORM)  # there are two threads
    page = hold(20, HALF_HEAD)
    assert gunicorn.ask("GET", "/about/")[0] == 200
    form.sendall(b"a" * (30_000 - len("username=")))
    assert form.recv(12) == b"HTTP/1.1 403"  # a form without its token, so all of it was read
    page.sendall(b"\r\n" + HALF_HEAD + b"Connection: close\r\n\r\n")
    assert b"".join(iter(lambda: page.recv(65_536), b"")).count(b"HTTP/1.1 200") == 2

    hold(60, b"")  # more than there is room for: those who have waited longest go
    assert gunicorn.ask("GET", "/about/")[0] == 200

    status, headers, body = gunicorn.ask("GET", f"/search/?q={'neglect+' * 1_250}")
    assert status == 414
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(headers["Content-Length"]) == len(body)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "type fewer words or choose fewer filters" in body.decode()
    for header, expected in [("Content-Length: 300000000", 413), ("Transfer-Encoding: chunked", 411)]:
        assert gunicorn.ask("POST", f"/admin/login/ HTTP/1.1\r\n{header}\r\nX-Rest: ")[0] == expected
    for one in held:
        one.close()


@pytest.mark.parametrize("gunicorn", [{"REQUEST_TIMEOUT": "2"}], indirect=True)
def test_requests_that_wait_too_long_are_told_so_and_hold_no_thread(gunicorn):
    gunicorn.ask("GET", "/about/")  # its first pages may take long

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE themes_helpservice IN ACCESS EXCLUSIVE MODE")  # which every page reads
        answers = [
            gunicorn.ask("GET", f"/help/?{number}") for number in range(3)
        ]  # more than there are threads

    assert [status for status, _, _ in answers] == [503] * 3
    assert all("This took too long" in body.decode() for _, _, body in answers)
    assert gunicorn.ask("GET", "/help/")[0] == 200
    assert "Ended after its time limit: GET /help/\n" in gunicorn.stop()
