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
from pathlib import Path

import psutil
import pytest
from django.core.management.base import CommandError

from scr_portal.management.commands.up import parse_address

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


@pytest.fixture(scope="module")
def first_starts(top: Path) -> tuple[str, str, str]:
    """What two first starts at the same moment said, and the password of the curator."""
    ups = [Up(top, "--port", str(free_port())) for _ in range(2)]
    said = [up.ready().said() for up in ups]
    for up in ups:
        assert up.stop() == 0
    (password,) = PASSWORD.findall("".join(said))
    return said[0], said[1], password


@pytest.fixture
def port(first_starts: tuple[str, str, str]) -> str:
    return str(free_port())


def test_two_first_starts_at_once_prepare_once(first_starts):
    said = "".join(first_starts[:2])

    assert said.count("Bringing the database up to date.") == 1
    assert said.count("An account for you") == 1
    assert said.count("SCR Portal is running at http://127.0.0.1:") == 2
    assert "the stand-in is loaded" in said


def test_second_start_lets_the_curator_in_and_repeats_or_keeps_the_password_nowhere(top, port, first_starts):
    password = first_starts[2]
    up = Up(top, "--port", port).ready()
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
    up.stop()

    assert page.status == 200
    assert "sessionid" in {cookie.name for cookie in jar}
    assert password not in up.said()
    assert "Sign in as curator. Password lost? .venv/bin/python manage.py changepassword curator" in up.said()
    kept = [p for p in (top / "var").rglob("*") if p.is_file() and password.encode() in p.read_bytes()]
    assert kept == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_everything_though_sigint_was_ignored(top, port, how):
    up = Up(top, "--port", port).ready()
    started = up.children()
    assert len(started) > 2

    status = up.stop(how)

    assert status == 0
    assert alive(started) == []
    assert postmasters(top) == []
    assert "Traceback" not in up.said()


def test_interrupt_while_preparing_stops_the_server(top, port):
    up = Up(top, "--port", port)
    wait_for(lambda: postmasters(top), "the server to start")
    up.stop(signal.SIGINT)

    assert postmasters(top) == []
    assert "Traceback" not in up.said()


def workers(up: Up) -> list[psutil.Process]:
    children = [p for p in psutil.process_iter(["cmdline", "ppid"]) if p.info["ppid"] == up.process.pid]
    return [process for process in children if "scr_portal.worker" in (process.info["cmdline"] or [])]


def test_killed_hard_its_web_server_and_worker_end_and_the_next_start_recovers(top, port):
    up = Up(top, "--port", port).ready()
    web = [process for process in up.children() if "gunicorn" in " ".join(process.cmdline())]
    assert len(web) == 2
    wait_for(lambda: workers(up), "the worker")
    left = workers(up)

    up.process.kill()
    up.process.wait()
    again = Up(top, "--port", port).ready()
    wait_for(lambda: not alive(left), "the worker to end")

    assert alive(web) == []
    assert again.stop() == 0
    assert postmasters(top) == []


def test_everything_stops_with_an_error_when_the_web_server_ends_by_itself(top, port):
    up = Up(top, "--port", port).ready()
    web = [process for process in up.children() if "gunicorn" in " ".join(process.cmdline())]

    next(process for process in web if process.ppid() == up.process.pid).kill()

    assert up.process.wait(120) == 1
    assert "gunicorn ended by itself" in up.said()
    assert postmasters(top) == []


def test_killed_worker_is_started_again_and_the_portal_runs_while_its_run_file_is_there(top, port):
    run_file = top / "running"
    run_file.touch()
    up = Up(top, "--port", port, "--while", str(run_file)).ready()
    wait_for(lambda: workers(up), "the worker")
    (first,) = workers(up)

    first.kill()
    wait_for(lambda: [one for one in workers(up) if one.pid != first.pid], "another worker")
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/")
    again = workers(up)
    run_file.unlink()

    assert up.process.wait(120) == 0
    assert page.status == 200
    assert "The worker ended by itself, with status -9. It is started again in a moment." in up.said()
    assert alive(again) == []
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
    first = Up(top, "--port", str(free_port())).ready()
    other = top / "other"
    shutil.copytree(top / "var" / "assets", other / "assets")

    url = f"postgres://portal@/{top}/var/postgres/run/portal"
    second = Up(top, "--port", port, VAR_DIR=str(other), DATABASE_URL=url)
    second.ready().stop()
    left = len(postmasters(top))
    first.stop()

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
    broken.write_text("def application(environ, start_response): raise RuntimeError('broken')\n")
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
