"""Where the database is: `DATABASE_URL`, else a PostgreSQL of our own under `VAR_DIR/postgres`."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from scr_portal.embedded import NAME, ROLE, EmbeddedServer, choose_socket_folder

CONNECT_SECONDS = 10
VISITORS_WAIT = 3  # seconds for a connection, if nobody has noticed before that the database is away

own_server: EmbeddedServer | None = None  # while this process keeps it running


def is_embedded() -> bool:
    """Whether the portal runs its own PostgreSQL, which it does unless `DATABASE_URL` names another."""
    return not os.environ.get("DATABASE_URL")


def build_settings(env: environ.Env, var_dir: Path) -> dict[str, Any]:
    """Django's `DATABASES["default"]`. Starts nothing: the embedded server's address is known beforehand."""
    if is_embedded():
        # The port is part of the socket's name; said here so that a PGPORT in the environment has no say.
        database: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": NAME,
            "USER": ROLE,
            "HOST": str(choose_socket_folder(var_dir / "postgres")),
            "PORT": "5432",
        }
    else:
        try:
            database = env.db("DATABASE_URL")
        except (ValueError, ImproperlyConfigured):
            database = {}
        if database.get("ENGINE") != "django.db.backends.postgresql":
            # The address is not repeated: it has a password.
            raise ImproperlyConfigured(
                "DATABASE_URL is not the address of a PostgreSQL database. It looks like "
                "postgres://USER:PASSWORD@HOST:5432/NAME. Without it the portal runs a PostgreSQL of its own."
            )
    options = database.setdefault("OPTIONS", {})
    # A request never needs two connections, so a process needs no more than it has threads.
    # Seconds; without it a machine that is gone is waited for for minutes
    options.setdefault("connect_timeout", 5)
    # Tries to connect are given up soon, or nobody would try anew when the database is back.
    options["pool"] = {
        "min_size": 1,
        "max_size": env.int("WEB_THREADS", default=4),
        "timeout": CONNECT_SECONDS,
        "reconnect_timeout": 1,
    }
    if seconds := env.int("STATEMENT_TIMEOUT", default=30):
        limit = f"-c statement_timeout={seconds}s"
        options["options"] = " ".join(filter(None, [options.get("options"), limit]))
    return database | {"CONN_HEALTH_CHECKS": True}


def lift_time_limit() -> None:
    """Let statements of this process take as long as they need: the limit is there for requests."""
    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c statement_timeout=0".strip()


def limit_waiting() -> None:
    """Before the first connection: this process serves visitors, whom nothing is to keep waiting."""
    settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = VISITORS_WAIT


def build_server() -> EmbeddedServer:
    """The server of our own, as the settings want it; not started."""
    archive = Path(settings.WAL_ARCHIVE_DIR) if settings.WAL_ARCHIVE_DIR else None
    return EmbeddedServer(settings.VAR_DIR / "postgres", archive)


@contextlib.contextmanager
def keep_running() -> Iterator[None]:
    """Keep the database available while the block runs; with `DATABASE_URL` that is somebody else's task."""
    with build_server() if is_embedded() else contextlib.nullcontext() as server:
        global own_server
        own_server = server
        try:
            yield
        finally:
            close_connections()


def close_connections() -> None:
    """Close what this process has open: a pool would try to connect again as soon as the server stops."""
    # Here, because these need the settings, which need this module.
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
