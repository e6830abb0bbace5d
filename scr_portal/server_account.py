"""The account that the embedded server runs as, and what it may enter and own."""

import contextlib
import os
import pwd
import stat
import sys
from pathlib import Path
from typing import Any


class EmbeddedServerError(Exception):
    """The embedded server cannot be used; the message says what, where, and what to do."""


def find_user(folder: Path) -> pwd.struct_passwd:
    """Who the server runs as: whoever asks; for root, whom PostgreSQL refuses, somebody with fewer rights."""
    if uid := os.geteuid():
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(uid)
        raise EmbeddedServerError(
            f"PostgreSQL does not run for an account without a name, and number {uid} has none here. Use an "
            "account that /etc/passwd lists, or set DATABASE_URL to a server that runs elsewhere."
        )
    with contextlib.suppress(OSError, KeyError):
        if owner := folder.parent.stat().st_uid:
            return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedServerError(
        "PostgreSQL does not run as root, and this machine has neither an account called postgres nor one "
        "called nobody to run it as. Start the portal as an ordinary account, or set DATABASE_URL."
    )


class ServerAccount:
    """The account that the server in `folder` runs as: never root."""

    def __init__(self, folder: Path) -> None:
        self.user = find_user(folder)

    def build_popen_options(self) -> dict[str, Any]:
        """How the server's programs are started: without our PG* variables, and never as root."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        options: dict[str, Any] = {
            "env": environment | {"LC_ALL": "C"},
            "cwd": "/",
            "start_new_session": True,
        }
        if not os.geteuid():
            options |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return options

    def take_over(self, folder: Path) -> None:
        """See that the server's account owns `folder` and nobody else may enter: PostgreSQL insists."""
        status = folder.stat()
        if status.st_uid != self.user.pw_uid and not os.geteuid():
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, self.user.pw_uid, self.user.pw_gid, follow_symlinks=False)
        if stat.S_IMODE(status.st_mode) != 0o700:
            folder.chmod(0o700)

    def open_way_to(self, *files: Path) -> None:
        """For root: let the server's account pass through the folders above its files (never list them)."""
        if os.geteuid():
            return
        for folder in sorted({parent for file in files for parent in file.parents}):
            status = folder.stat()
            if status.st_uid == self.user.pw_uid:
                needed = stat.S_IXUSR
            elif status.st_gid == self.user.pw_gid:
                needed = stat.S_IXGRP
            else:
                needed = stat.S_IXOTH
            if not status.st_mode & needed:
                folder.chmod(stat.S_IMODE(status.st_mode) | needed)
                print_to_stderr(
                    f"PostgreSQL does not run as root. It runs as {self.user.pw_name}, so other accounts "
                    f"may now pass through {folder}; they still cannot list it."
                )


def print_to_stderr(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201 (stdout belongs to the command)
