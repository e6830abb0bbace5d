import fcntl
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.core.management.base import CommandError

from scr_portal.management.commands.up import parse_address
from tests.scr_portal.test_database import Holder

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = re.compile(r"An account for you: curator, with the password (\S+)")

pytestmark = pytest.mark.server


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Up:
    """`manage.py up`, started as a script starts a background job: with SIGINT ignored."""

    def __init__(self, top: Path, *arguments: str, **environment: str) -> None:
        self.output = Path(tempfile.mkstemp(dir=top, prefix="output-")[1])
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, PROJECT / "manage.py", "up", *arguments],
                env=os.environ
                | {"VAR_DIR": str(top / "var"), "PYTHONPATH": str(top), "WEB_WORKERS": "1"}
                | {"DJANGO_SETTINGS_MODULE": "stand_in.settings"}
                | environment,
                cwd=top,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
            )

    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Up":
        wait_for(lambda: "Ctrl-C stops it" in self.said() or self.process.poll() is not None, "the portal")
        assert self.process.poll() is None, self.said()
        return self

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(120)


def postmasters(top: Path) -> list[psutil.Process]:
    data = str(top / "var" / "postgres" / "data")
    return [p for p in psutil.process_iter(["cmdline"]) if (p.info["cmdline"] or [])[1:3] == ["-D", data]]


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def top() -> Iterator[Path]:
    """A folder with built styles, and a collection that only says that it was loaded."""
    top = Path(tempfile.mkdtemp(prefix="portal-up-")).resolve()
    assets = top / "var" / "assets"
    assets.mkdir(parents=True)
    for bundle in ("portal", "workspace"):
        (assets / f"{bundle}.css").write_text("body { color: black }")
        (assets / f"{bundle}.js").write_text("")
    commands = top / "stand_in" / "management" / "commands"
    commands.mkdir(parents=True)
    (top / "stand_in" / "settings.py").write_text(
        "from scr_portal.settings import *\nINSTALLED_APPS = ['stand_in', *INSTALLED_APPS]\n"
    )
    (top / "stand_in" / "__init__.py").touch()
    (commands / "load_collection.py").write_text(
        "from django.core.management.base import BaseCommand\n"
        "class Command(BaseCommand):\n"
        "    def handle(self, *args, **options):\n"
        "        self.stdout.write('the stand-in is loaded')\n"
    )
    yield top
    for process in psutil.process_iter(["cmdline", "environ"]):
        if (process.info["environ"] or {}).get("VAR_DIR") == str(top / "var"):
            process.kill()
    for process in postmasters(top):
        process.send_signal(signal.SIGQUIT)
        process.wait(60)
    shutil.rmtree(top)


@dataclass
class Stopped:
    """A portal that was started, and how it ended."""

    up: Up
    started: list[psutil.Process]
    status: int = -1
    left: list[psutil.Process] = field(default_factory=list)

    def note(self, status: int) -> None:
        self.status, self.left = status, alive(self.started)


@pytest.fixture(scope="module")
def first_starts(top: Path) -> list[Stopped]:
    """Two first starts at the same moment. One is stopped by SIGINT, then the other by SIGTERM."""
    ups = [Up(top, "--port", str(free_port())) for _ in range(2)]
    first_starts = []
    for up in ups:  # the server goes on for as long as one of them needs it
        first_starts.append(Stopped(up.ready(), [p for p in up.children() if p.name() != "postgres"]))
    for each, how in zip(first_starts, [signal.SIGINT, signal.SIGTERM], strict=True):
        each.note(each.up.stop(how))
    assert postmasters(top) == []
    return first_starts


@pytest.fixture(scope="module")
def password(first_starts: list[Stopped]) -> str:
    """The curator's, said once."""
    (password,) = PASSWORD.findall("".join(each.up.said() for each in first_starts))
    return password


@pytest.fixture
def port(first_starts: list[Stopped]) -> str:
    return str(free_port())


def test_two_first_starts_at_once_prepare_once(first_starts):
    said = "".join(each.up.said() for each in first_starts)

    assert said.count("Bringing the database up to date.") == 1
    assert said.count("An account for you") == 1
    assert said.count("SCR Portal is running at http://127.0.0.1:") == 2
    assert "the stand-in is loaded" in said


@pytest.mark.parametrize("number", [0, 1], ids=["SIGINT", "SIGTERM"])
def test_signal_stops_everything_though_sigint_was_ignored(first_starts, number):
    stopped = first_starts[number]

    assert len(stopped.started) > 1
    assert stopped.status == 0
    assert stopped.left == []
    assert "Traceback" not in stopped.up.said()


@pytest.fixture(scope="module")
def second_start(top: Path, password: str) -> dict[str, Any]:
    """A portal that the curator signs in to, whose worker is killed, and whose run file is then removed."""
    port, run_file = str(free_port()), top / "running"
    run_file.touch()
    up = Up(top, "--port", port, "--while", str(run_file)).ready()
    wait_for(lambda: workers(up), "the worker")
    (first,) = workers(up)
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/admin/login/"
    page = browser.open(address)
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {
        "username": "curator",
        "password": password,
        "csrfmiddlewaretoken": token,
        "next": "/admin/login/",
    }
    browser.open(address, urllib.parse.urlencode(form).encode())

    first.kill()
    wait_for(lambda: [one for one in workers(up) if one.pid != first.pid], "another worker")
    page_then = urllib.request.urlopen(address)
    again = workers(up)
    run_file.unlink()
    return {
        "cookies": {cookie.name for cookie in jar},
        "pages": [page.status, page_then.status],
        "status": up.process.wait(120),
        "workers left": alive(again),
        "postmasters": postmasters(top),
        "said": up.said(),
    }


def test_second_start_lets_the_curator_in_and_repeats_or_keeps_the_password_nowhere(
    top, second_start, password
):
    said = second_start["said"]
    assert second_start["pages"][0] == 200
    assert "sessionid" in second_start["cookies"]
    assert password not in said
    assert "Sign in as curator. Password lost? .venv/bin/python manage.py changepassword curator" in said
    kept = [p for p in (top / "var").rglob("*") if p.is_file() and password.encode() in p.read_bytes()]
    assert kept == []


def test_killed_worker_is_started_again_and_the_portal_runs_while_its_run_file_is_there(second_start):
    said = second_start["said"]

    assert second_start["status"] == 0
    assert second_start["pages"][1] == 200
    assert "The worker ended by itself, with status -9. It is started again in a moment." in said
    assert second_start["workers left"] == []
    assert second_start["postmasters"] == []


def test_interrupt_while_preparing_stops_the_server(top, port):
    up = Up(top, "--port", port)
    wait_for(lambda: postmasters(top), "the server to start")
    up.stop(signal.SIGINT)

    assert postmasters(top) == []
    assert "Traceback" not in up.said()


def workers(up: Up) -> list[psutil.Process]:
    children = [p for p in psutil.process_iter(["cmdline", "ppid"]) if p.info["ppid"] == up.process.pid]
    return [process for process in children if "scr_portal.worker" in (process.info["cmdline"] or [])]


def web_processes(up: Up) -> list[psutil.Process]:
    return [process for process in up.children() if "gunicorn" in " ".join(process.cmdline())]


def ask(port: str, path: str, data: bytes | None = None) -> tuple[int, str]:
    """Status and body of a page, whatever is said with it."""
    try:
        answer = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", data, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.read().decode()


def lose_web_server_and_database(up: Up, top: Path, port: str) -> None:
    """Both are killed, come back, and nobody is left without words."""
    web = web_processes(up)
    master = next(process for process in web if process.ppid() == up.process.pid)
    (database,) = postmasters(top)

    master.kill()
    assert ask(port, "/about/")[0] == 200  # by those who are left, or it waits for their successors
    wait_for(lambda: not alive(web), "the workers of the killed web server to end")
    for _ in range(20):  # the new one knows the version and has this page
        ask(port, "/about/")

    lock = os.open(top / "var" / "postgres" / "start.lock", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)  # so that the database stays away for as long as we look
    database.kill()
    wait_for(lambda: ask(port, "/themes/")[0] == 503, "the database to be missed")
    away = {path: ask(port, path) for path in ("/about/", "/search/?q=neglect", "/admin/login/")}
    sent = ask(port, "/admin/login/", b"username=curator&password=secret")
    os.close(lock)
    wait_for(lambda: ask(port, "/search/?q=neglect")[0] == 200, "the database")

    assert away["/about/"][0] == 200
    assert "This page is as it was at" in away["/about/"][1]
    for status, page in (away["/search/?q=neglect"], away["/admin/login/"], sent):
        assert status == 503
        assert "We cannot reach our records just now" in page
    assert "secret" not in sent[1]
    said = up.said()
    assert "gunicorn ended by itself, with status -9. It is started again in a moment." in said
    assert "The database ended by itself. It is started again.\n" in said


def test_killed_hard_its_web_server_and_worker_end_and_the_next_start_recovers_from_that_and_more(top, port):
    up = Up(top, "--port", port).ready()
    wait_for(lambda: len(web_processes(up)) == 2, "the web server and its worker")
    web = web_processes(up)
    wait_for(lambda: workers(up), "the worker")
    left = workers(up)

    up.process.kill()
    up.process.wait()
    again = Up(top, "--port", port).ready()
    wait_for(lambda: not alive(left), "the worker to end")

    assert alive(web) == []
    lose_web_server_and_database(again, top, port)
    started = [process for process in again.children() if process.name() != "postgres"]
    assert again.stop() == 0
    assert alive(started) == []
    assert postmasters(top) == []


def test_port_in_use_is_said_with_what_to_do(top, first_starts):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = Up(top, PORT=str(port))
        status = up.process.wait(120)

    assert status == 1
    assert f"Port {port} is in use" in up.said()
    assert f"make run PORT={port + 1}" in up.said()
    assert "Traceback" not in up.said()


@pytest.mark.parametrize("port", ["eighty", "70000", "-1", ""])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(CommandError, match=re.escape(f"{port!r} is not a port")):
        parse_address(f"127.0.0.1:{port}", "8000")


def test_port_that_is_none_is_refused_before_serving(top, first_starts):
    up = Up(top, "--bind=127.0.0.1:eighty")

    assert up.process.wait(120) == 1
    assert "'eighty' is not a port" in up.said()
    assert "Traceback" not in up.said()


def test_styles_that_were_never_built_are_missed_before_serving(top, port):
    (top / "var" / "assets").rename(top / "var" / "elsewhere")
    up = Up(top, "--port", port)
    status = up.process.wait(120)
    (top / "var" / "elsewhere").rename(top / "var" / "assets")

    assert status == 1
    assert "Run: make assets" in up.said()


def test_database_url_is_used_and_left_running(top, port):
    server = Holder(top / "var" / "postgres").ready()
    other = top / "other"
    shutil.copytree(top / "var" / "assets", other / "assets")

    url = f"postgres://portal@/{top}/var/postgres/run/portal"
    Up(top, "--port", port, VAR_DIR=str(other), DATABASE_URL=url).ready().stop()
    left = len(postmasters(top))
    server.leave()

    assert left == 1
    assert not (other / "postgres").exists()


def test_database_that_cannot_be_reached_is_said_in_one_line(top, port):
    up = Up(top, "--port", port, DATABASE_URL="postgres://me:secret@127.0.0.1:1/portal")

    assert up.process.wait(120) == 1
    assert "The database cannot be reached" in up.said()
    assert "secret" not in up.said()
    assert "Traceback" not in up.said()


def test_what_people_type_is_not_logged_when_a_page_fails(top, port):
    broken = top / "broken.py"
    broken.write_text(
        "import scr_portal.wsgi  # a worker of the portal has Django set up\n"
        "def application(environ, start_response): raise RuntimeError('broken')\n"
    )
    answering = free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:scr_portal.gunicorn",
            f"--bind=127.0.0.1:{answering}",
            *("--pythonpath", str(top), "broken:application"),
        ],
        cwd=PROJECT,
        env=os.environ | {"WEB_WORKERS": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )

    def failing() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{answering}/findings/?q=neighbour")
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        raise AssertionError("the page did not fail")

    wait_for(failing, "an answer")
    process.terminate()
    said = process.communicate(timeout=60)[1]

    assert "RuntimeError: broken" in said
    assert "neighbour" not in said
