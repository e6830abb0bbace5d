import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import psutil
import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from scr_portal import database, embedded

PROJECT = Path(__file__).resolve().parents[2]
# Ourselves and, when we are root, an ordinary account too: the server runs differently for it.
ACCOUNTS = ["self"] if os.geteuid() else ["self", "nobody"]
# Where it does not matter whose process and files these are.
ourselves = pytest.mark.parametrize("place", ["self"], indirect=True)


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


class Holder:
    """A process that holds the server until told to leave."""

    def __init__(self, folder: Path, account: str = "self") -> None:
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("hold_server.py"), folder, account],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> "Holder":
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n", self.process.communicate()[1]
        return self

    def leave(self) -> str:
        """What it said on standard error."""
        said = self.process.communicate(timeout=120)[1]
        assert self.process.returncode == 0, said
        return said

    def fail(self) -> str:
        """Its message, when it is expected not to get the server."""
        said = self.process.communicate(timeout=120)[1]
        assert self.process.returncode == 1
        assert "Traceback" not in said
        return said

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        self.process.send_signal(how)
        self.process.wait()


class Place:
    """A folder for a server, and who is to use it."""

    def __init__(self, folder: Path, account: str) -> None:
        self.folder, self.account = folder, account
        self.data = folder / "data"

    def hold(self) -> Holder:
        return Holder(self.folder, self.account)

    def postmasters(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter(["cmdline"]):
            if (process.info["cmdline"] or [])[1:3] == ["-D", str(self.data)]:
                found.append(process)
        return found

    def connect(self) -> psycopg.Connection:
        host = embedded.choose_socket_folder(self.folder)
        return psycopg.connect(host=str(host), user="portal", dbname="portal", autocommit=True)


@contextlib.contextmanager
def new_place(account: str) -> Iterator[Place]:
    # Not tmp_path: an ordinary account cannot pass through what pytest makes as root, and it is long.
    top = Path(tempfile.mkdtemp(prefix="portal-")).resolve()
    if account != "self":
        entry = pwd.getpwnam(account)
        os.chown(top, entry.pw_uid, entry.pw_gid)
    place = Place(top / "var" / "postgres", account)
    yield place
    for process in place.postmasters():
        process.send_signal(signal.SIGQUIT)
        process.wait(60)
    shutil.rmtree(top)


@pytest.fixture(params=ACCOUNTS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with new_place(request.param) as place:
        yield place


@pytest.fixture(scope="module")
def used_places() -> Iterator[dict[str, Place]]:
    """For each account, where a server ran and was stopped."""
    with contextlib.ExitStack() as stack:
        places = {account: stack.enter_context(new_place(account)) for account in ACCOUNTS}
        for place in places.values():
            place.hold().ready().leave()
        yield places


@pytest.fixture
def used_place(place: Place, used_places: dict[str, Place]) -> Place:
    """A copy of such a folder: making its data takes longer than what is tried with it."""
    source = used_places[place.account].folder.parent
    subprocess.run(["cp", "-a", source, place.folder.parent], check=True)
    return place


pytestmark = pytest.mark.server


def test_server_runs_while_it_is_held_and_not_longer(place):
    holder = place.hold().ready()
    with place.connect() as connection:
        encoding = connection.execute("select getdatabaseencoding(), lower('ÉCLAIR')").fetchone()
    during = len(place.postmasters())
    holder.leave()

    assert encoding == ("UTF8", "éclair")
    assert (during, place.postmasters()) == (1, [])


def test_server_listens_on_its_socket_only_and_asks_who_is_there(used_place):
    holder = used_place.hold().ready()
    with used_place.connect() as connection:
        addresses = connection.execute("show listen_addresses").fetchone()
        rules = connection.execute("select type, user_name, auth_method from pg_hba_file_rules").fetchall()
    socket = embedded.choose_socket_folder(used_place.folder) / ".s.PGSQL.5432"
    mode = stat.S_IMODE(socket.parent.stat().st_mode)
    holder.leave()

    assert addresses == ("",)
    assert rules == [("local", ["portal"], "peer")]
    assert mode == 0o700


def test_stale_pid_file_that_names_a_stranger_leaves_the_stranger_alone(used_place):
    who = {} if used_place.account == "self" else {"user": used_place.account}
    stranger = subprocess.Popen(["sleep", "600"], **who)
    pid_file = used_place.data / "postmaster.pid"
    pid_file.write_text(
        f"{stranger.pid}\n{used_place.data}\n1700000000\n5432\n{used_place.folder}/run\n\n  1  1\nready\n"
    )
    socket_lock = used_place.folder / "run" / ".s.PGSQL.5432.lock"
    shutil.copy(pid_file, socket_lock)
    for path in (pid_file, socket_lock):
        shutil.chown(path, used_place.data.owner())

    used_place.hold().ready().leave()

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    assert used_place.postmasters() == []


@ourselves
@pytest.mark.parametrize("text", ["", "\n", "1", "4711\n/somewh", "what is this"])
def test_half_written_pid_file_is_no_obstacle(used_place, text):
    pid_file = used_place.data / "postmaster.pid"
    pid_file.write_text(text)
    shutil.chown(pid_file, used_place.data.owner())

    used_place.hold().ready().leave()

    assert used_place.postmasters() == []


def test_running_server_is_found_and_stopped_though_its_pid_file_is_broken(used_place):
    used_place.hold().ready().kill()
    (left,) = used_place.postmasters()
    (used_place.data / "postmaster.pid").write_text("")

    holder = used_place.hold().ready()
    during = used_place.postmasters()
    holder.leave()

    assert during == [left]
    assert used_place.postmasters() == []


@ourselves
def test_eight_starts_at_once_from_nothing_share_one_server(place):
    holders = [place.hold() for _ in range(8)]
    for holder in holders:
        holder.ready()
    during = len(place.postmasters())
    for holder in holders:
        holder.leave()

    assert (during, place.postmasters()) == (1, [])


@ourselves
@pytest.mark.parametrize("go", [Holder.leave, Holder.kill])
def test_server_outlives_its_starter_while_another_needs_it(used_place, go):
    starter = used_place.hold().ready()
    other = used_place.hold().ready()

    go(starter)
    with used_place.connect() as connection:
        answer = connection.execute("select 1").fetchone()
    other.leave()

    assert answer == (1,)
    assert used_place.postmasters() == []


def test_server_left_by_a_killed_process_is_taken_over_and_stopped_by_the_next(used_place):
    used_place.hold().ready().kill()
    (left,) = used_place.postmasters()

    holder = used_place.hold().ready()
    during = used_place.postmasters()
    holder.leave()

    assert during == [left]
    assert used_place.postmasters() == []


def test_sigterm_stops_the_server(used_place):
    holder = used_place.hold().ready()
    holder.kill(signal.SIGTERM)

    assert holder.process.returncode == 128 + signal.SIGTERM
    assert used_place.postmasters() == []


@ourselves
def test_sigterm_while_the_server_is_being_made_leaves_nothing_half_made(place):
    holder = place.hold()
    wait_for(lambda: list(place.folder.glob("new-*/*")), "initdb to begin")
    holder.kill(signal.SIGTERM)

    assert list(place.folder.glob("new-*")) == []
    assert place.postmasters() == []
    place.hold().ready().leave()


@ourselves
def test_what_a_killed_initdb_left_is_cleaned_away(place):
    holder = place.hold()
    wait_for(lambda: list(place.folder.glob("new-*/*")), "initdb to begin")
    holder.kill()
    mark = str(place.folder)
    wait_for(
        lambda: not any(mark in " ".join(p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])),
        "the orphaned initdb to end",
    )
    left = place.folder / "new-left"  # also when initdb tidied up after itself
    left.mkdir()

    place.hold().ready().leave()

    assert list(place.folder.glob("new-*")) == []


def test_postmaster_killed_hard_is_started_again_when_its_last_backend_is_gone(used_place):
    first = used_place.hold().ready()
    (postmaster,) = used_place.postmasters()
    connection = used_place.connect()
    backend = psutil.Process(connection.info.backend_pid)
    backend.suspend()  # one that is busy and does not notice
    postmaster.kill()
    wait_for(lambda: not postmaster.is_running() or postmaster.status() == "zombie", "the postmaster to end")

    second = used_place.hold()
    log = used_place.folder / "server.log"
    wait_for(lambda: "pre-existing shared memory block" in log.read_text(), "a refused start")
    backend.resume()
    second.ready()
    first.leave()
    second.leave()

    assert used_place.postmasters() == []


@ourselves
def test_long_path_gets_a_short_socket_folder_of_its_own(place):
    place = Place(place.folder.parent / ("long" * 35) / "postgres", "self")
    short = embedded.choose_socket_folder(place.folder)
    assert len(str(place.folder)) > 130

    holder = place.hold().ready()
    with place.connect() as connection:
        answer = connection.execute("select 1").fetchone()
    mode = stat.S_IMODE(short.stat().st_mode)
    holder.leave()

    assert (answer, mode, short.parent, short.exists()) == ((1,), 0o700, Path("/tmp"), False)  # noqa: S108


@ourselves
def test_socket_folder_that_is_somebody_elses_trap_is_refused(place):
    long = place.folder.parent / ("long" * 35) / "postgres"
    short = embedded.choose_socket_folder(long)
    short.symlink_to(place.folder.parent.parent)

    message = Holder(long).fail()

    short.unlink()
    assert str(short) in message
    assert "not a folder of ours" in message


@ourselves
def test_private_parent_may_be_passed_through_but_never_listed(used_place):
    parent = used_place.folder.parent.parent
    assert stat.S_IMODE(parent.stat().st_mode) == 0o700

    said = used_place.hold().ready().leave()

    if os.geteuid():  # our own server passes through our own folder: nothing to change, nothing to say
        assert (stat.S_IMODE(parent.stat().st_mode), said) == (0o700, "")
    else:
        assert stat.S_IMODE(parent.stat().st_mode) == 0o701
        assert str(parent) in said


@ourselves
def test_another_major_version_is_refused_with_advice(used_place):
    (used_place.data / "PG_VERSION").write_text("17\n")

    message = used_place.hold().fail()

    assert f"{used_place.data} was made by PostgreSQL 17" in message
    assert "restore the backup" in message


@ourselves
def test_folder_that_holds_something_else_is_left_alone(used_place):
    (used_place.data / "PG_VERSION").unlink()

    message = used_place.hold().fail()

    assert "is not a PostgreSQL data folder" in message
    assert (used_place.data / "base").is_dir()


def test_data_folder_opened_to_everybody_is_closed_again(used_place):
    subprocess.run(["chmod", "-R", "755", used_place.folder], check=True)

    holder = used_place.hold().ready()
    modes = {stat.S_IMODE(folder.stat().st_mode) for folder in (used_place.data, used_place.folder / "run")}
    holder.leave()

    assert modes == {0o700}


@ourselves
def test_forked_child_does_not_keep_the_server_when_its_parent_is_killed(used_place):
    script = (
        "import os, signal, time; from pathlib import Path; from scr_portal.embedded import EmbeddedServer\n"
        f"with EmbeddedServer(Path({str(used_place.folder)!r})):\n"
        "    if not (child := os.fork()): os.close(1); os.close(2); time.sleep(600)\n"
        "    print(child, flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    used_place.hold().ready().leave()
    left = used_place.postmasters()
    psutil.Process(int(done.stdout)).kill()

    assert left == []


@ourselves
def test_command_that_fails_to_start_the_server_says_so_without_a_traceback(place):
    place.data.mkdir(parents=True)
    (place.data / "PG_VERSION").write_text("17\n")

    done = subprocess.run(
        [sys.executable, PROJECT / "manage.py", "showmigrations"],
        env=os.environ | {"VAR_DIR": str(place.folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"{place.data} was made by PostgreSQL 17" in done.stderr
    assert "Traceback" not in done.stderr


@ourselves
def test_help_starts_no_server(place):
    done = subprocess.run(
        [sys.executable, PROJECT / "manage.py", "help"],
        env=os.environ | {"VAR_DIR": str(place.folder.parent)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "load_collection" in done.stdout
    assert not place.folder.exists()


def settings_with(monkeypatch, **variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return database.build_settings(environ.Env(), Path("/somewhere/var"))


def test_settings_lead_to_the_embedded_server_without_starting_it(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    found = settings_with(monkeypatch, WEB_THREADS="6", STATEMENT_TIMEOUT="7")

    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "portal",
        "HOST": "/somewhere/var/postgres/run",
        "PORT": "5432",
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 6, "timeout": 10, "reconnect_timeout": 1},
            "connect_timeout": 5,
            "options": "-c statement_timeout=7s",
        },
        "CONN_HEALTH_CHECKS": True,
    }


def test_settings_follow_the_address_given(monkeypatch):
    found = settings_with(
        monkeypatch,
        DATABASE_URL="postgres://me:secret@db.example:5433/scr?sslmode=require&connect_timeout=3",
        STATEMENT_TIMEOUT="0",
    )

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "scr")
    assert found["OPTIONS"] == {
        "sslmode": "require",
        "connect_timeout": 3,
        "pool": {"min_size": 1, "max_size": 4, "timeout": 10, "reconnect_timeout": 1},
    }


@pytest.mark.parametrize(
    "url", ["sqlite:///x.db", "mysql://me:secret@host/x", "me:secret@host", "postgres://h:x/y"]
)
def test_address_that_is_not_postgresql_is_refused_without_repeating_it(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(monkeypatch, DATABASE_URL=url)

    assert "DATABASE_URL is not the address of a PostgreSQL database" in str(refused.value)
    assert "secret" not in str(refused.value)
