"""`manage.py up`: prepare the database and the static files, then serve until told to stop."""

import contextlib
import errno
import hashlib
import http.client
import ipaddress
import multiprocessing
import os
import secrets
import socket
import string
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from scr_portal import database
from scr_portal.guarding import DatabaseGuard
from scr_portal.operator_check import explain_missing
from scr_portal.supervisor import Program, Supervisor
from scr_portal.upgrades import refuse_newer_data

CURATOR = "curator"
SETUP_LOCK = 0x5C4_0001  # an arbitrary number that nothing else in the database locks
PORT_SECONDS = 12  # as long as a killed predecessor's gunicorn may take to end
ANSWER_SECONDS = 120
WORKER = Program(
    "The worker",
    [sys.executable, "-m", "scr_portal.worker"],
    missing="Nobody reads PDFs and checks quotations until it goes on.",
)
NO_PAGES = "Nobody gets a page until it goes on."
LETTERS = "".join(sorted(set(string.ascii_lowercase + string.digits) - set("il1o0")))


class Command(BaseCommand):
    help = "Runs the portal: migrates, loads the starter collection, serves until it gets Ctrl-C or SIGTERM."
    requires_system_checks = []  # they judge code, not this machine: tests run them, and need all addresses loaded

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", help="the port to serve on (else PORT from the environment, else 8000)")
        parser.add_argument(
            "--bind",
            metavar="HOST[:PORT]",
            help="the address to serve on; 127.0.0.1 unless given. Any that other machines can reach needs a "
            "proxy with TLS before it, and ALLOWED_HOSTS.",
        )
        parser.add_argument(
            "--while",
            dest="run_file",
            type=Path,
            metavar="FILE",
            help="stop when FILE is removed, or when the program that started this one ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.run_file, self.parent = options["run_file"], os.getppid()
        host, port = parse_address(options["bind"], options["port"] or os.environ.get("PORT") or "8000")
        with open_listener(host, port) as listener:
            self.serve(listener, run_in_fork(self.prepare))

    def prepare(self) -> str:
        """Set up what a portal needs, unless it is there; returns how to sign in."""
        try:
            with hold_setup_lock():
                self.migrate()
                self.collect_static_files()
                self.load_starter_collection()
                return self.make_curator()
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        finally:
            database.close_connections()

    def say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()

    def migrate(self) -> None:
        refuse_newer_data()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Bringing the database up to date.")
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static_files(self) -> None:
        """Collect styles, scripts and pictures, unless nothing about them has changed since the last time."""
        if not any(settings.ASSETS_DIR.glob("*.css")):
            raise CommandError(
                f"The styles have not been built: {settings.ASSETS_DIR} is empty. Run: make assets"
            )
        stamp = Path(f"{settings.STATIC_ROOT}.stamp")
        state = fingerprint_static_files()
        if stamp.exists() and stamp.read_text() == state:
            return
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)

    def load_starter_collection(self) -> None:
        from themes.models import Theme  # the site knows the apps only once they are loaded

        if not Theme.objects.exists():
            self.say("Loading the starter collection.")
            call_command("load_collection", verbosity=0)

    def make_curator(self) -> str:
        """Make an account to sign in with, unless there is one; say how to sign in."""
        users = get_user_model()
        reset = ".venv/bin/python manage.py changepassword"
        administrators = users.objects.filter(is_superuser=True, is_active=True).order_by("pk")
        if existing := administrators.first():
            name = existing.get_username()
            return f"Sign in as {name}. Password lost? {reset} {name}"
        if users.objects.filter(username=CURATOR).exists():
            return (
                f"Nobody can sign in: the account {CURATOR} is not an active administrator, and there is no "
                "other. Make one: .venv/bin/python manage.py createsuperuser"
            )
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
        users.objects.create_superuser(username=CURATOR, password=password)
        # At once: if anything fails from here on, nobody could read it again.
        self.say(f"An account for you: {CURATOR}, with the password {password} (shown only now; keep it).")
        return f"Sign in as {CURATOR} with the password shown above. To change it: {reset} {CURATOR}"

    def serve(self, listener: socket.socket, how_to_sign_in: str) -> None:
        host, port = listener.getsockname()[:2]
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
        if is_loopback(host):
            os.environ.setdefault("PLAIN_HTTP", "true")
        os.environ["VAR_DIR"] = str(settings.VAR_DIR)  # children start in another folder
        command = [sys.executable, "-m", "gunicorn", "-c", "python:scr_portal.gunicorn"]
        try:
            with Supervisor(self.say) as supervisor:
                command += ["--bind", f"fd://{listener.fileno()}"]
                # The port stays open here: when gunicorn starts again, its visitors wait.
                supervisor.start(Program("gunicorn", command, NO_PAGES, [listener.fileno()]))
                if reason := wait_for_answer(shown, port, supervisor):
                    raise CommandError(f"The portal has stopped: {reason}.")
                self.announce(shown, port, how_to_sign_in)
                supervisor.start(WORKER)  # only now, so that the site answers sooner
                guards = [DatabaseGuard(server, self.say).look] if (server := database.own_server) else []
                supervisor.wait(self.is_wanted, *guards)
        except SystemExit:
            pass  # asked to stop
        finally:
            if self.run_file:
                self.run_file.unlink(missing_ok=True)
        self.say("The portal has stopped.")

    def is_wanted(self) -> bool:
        return self.run_file is None or (self.run_file.exists() and os.getppid() == self.parent)

    def announce(self, host: str, port: int, how_to_sign_in: str) -> None:
        home = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        if missing := explain_missing():
            self.say(missing)
        self.say(
            f"SCR Portal is running at {home}\nCurators: {home}/admin/\n{how_to_sign_in}\nCtrl-C stops it."
        )


def run_in_fork(function: Callable[[], str]) -> str:
    """What `function` returns, or the CommandError it raises. Its memory is given back, which serving never needs."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def answer() -> None:
        try:
            sender.send(function())
        except CommandError as error:
            sender.send(error)

    process = context.Process(target=answer)
    process.start()
    sender.close()
    try:
        answered = receiver.recv()
    except EOFError:  # its traceback has been shown
        raise CommandError("The portal could not be prepared.") from None
    finally:
        process.terminate()
        process.join()
    if isinstance(answered, CommandError):
        raise answered
    return answered


def parse_address(bind: str | None, port: str) -> tuple[str, int]:
    """The host and port to serve on, from the options. A port in `bind` goes before `port`."""
    host, colon, bound_port = (bind or "127.0.0.1").rpartition(":")
    if not colon or bound_port.endswith("]"):
        host, bound_port = bind or "127.0.0.1", port
    if not (bound_port.isdecimal() and int(bound_port) < 65536):
        raise CommandError(f"{bound_port!r} is not a port. Give a number up to 65535, such as PORT=8001.")
    return host.strip("[]"), int(bound_port)


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach `host`."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


@contextlib.contextmanager
def open_listener(host: str, port: int) -> Iterator[socket.socket]:
    """Open a listening socket first, so that no other program takes the port during the preparations."""
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, port), family=family, backlog=2048)
            # Without it the last packet of a page waits for the browser's next sign of life: 40 ms each time.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            break
        except (OSError, UnicodeError) as error:
            if getattr(error, "errno", None) != errno.EADDRINUSE:
                raise CommandError(f"The portal cannot serve on {host}, port {port}: {error}") from error
            if time.monotonic() > deadline:
                raise CommandError(
                    f"Port {port} is in use by another program. Stop that one, or choose another port: "
                    f"make run PORT={port + 1}"
                ) from error
            time.sleep(0.2)
    with listener:
        yield listener


@contextlib.contextmanager
def hold_setup_lock() -> Iterator[None]:
    """Let only one process prepare at a time. The lock ends with its own database connection."""
    parameters = connection.get_connection_params()
    try:
        own = psycopg.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        raise CommandError(f"The database cannot be reached: {error}") from error
    with own:
        own.execute("select pg_advisory_lock(%s)", [SETUP_LOCK])
        yield


def fingerprint_static_files() -> str:
    """A hash that changes whenever `collectstatic` would give another result."""
    state = hashlib.sha256(f"{version('django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            state.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()


def wait_for_answer(host: str, port: int, supervisor: Supervisor) -> str:
    """Wait for the first page to be served; returns the reason if it never is, else ""."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not (reason := supervisor.find_ended()):
        try:
            request = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
            request.request("GET", "/")
            request.getresponse()
            return ""
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > deadline:
                return f"no answer within {ANSWER_SECONDS} seconds ({error})"
            time.sleep(0.05)
    return reason
