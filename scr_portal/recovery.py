"""The embedded database as it was at a moment: a copy of it from before, and all that was written since.

Below the archive's folder (`WAL_ARCHIVE_DIR`) stand `log`, which the server fills, and copies, each named by when it
was finished. Nothing here needs Django: what is recovered is not running.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from scr_portal.backups import list_by_moment
from scr_portal.embedded import (
    LOG_FOLDER,
    NAME,
    ROLE,
    EmbeddedServer,
    prepare_archive,
    quote,
    quote_for_shell,
)
from scr_portal.server_account import EmbeddedServerError, ServerAccount

COPY_NAME = "copy-%Y-%m-%dT%H%M%SZ"
KEPT_COPIES = 2  # the older one serves until the newer is some days old
EVERY = timedelta(days=7)
LONGEST = 3600  # seconds for the log since the copy to be written again
SEGMENT = re.compile(r"[0-9A-F]{8}([0-9A-F]{16})")  # of the log: its timeline, and its place
SETTINGS = ("restore_command", "recovery_target_time", "recovery_target_action")


class RecoveryError(Exception):
    """It was not done. Its text says why, and that all is as it was."""


def make_copy(server: EmbeddedServer) -> Path:
    """A copy of the running server's data beside its log; and copies and logs that are no longer needed gone."""
    archive, account = _find_archive(server), ServerAccount(server.folder)
    prepare_archive(archive, account)
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=archive))
    try:
        account.take_over(draft)
        made = subprocess.run(
            [
                *(server.programs / "pg_basebackup", "--pgdata", draft / "data", "--checkpoint=fast"),
                *("--host", server.find_sockets(), "--username", ROLE, "--no-password"),
            ],
            capture_output=True,
            text=True,
            check=False,
            **account.build_popen_options(),
        )
        if made.returncode:
            raise RecoveryError(f"No copy was made: {made.stderr.strip()}")
        target = archive / datetime.now(UTC).strftime(COPY_NAME)
        (draft / "data").rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _remove_old(archive)
    return target


def _find_archive(server: EmbeddedServer) -> Path:
    if not server.archive:
        raise RecoveryError("Nothing is kept to begin from: WAL_ARCHIVE_DIR is not set. Nothing was changed.")
    return server.archive


def list_copies(archive: Path) -> dict[datetime, Path]:
    return list_by_moment(archive, COPY_NAME)


def is_copy_due(archive: Path) -> bool:
    """Whether the newest is a week old: the more was written since, the longer a return takes."""
    return not any(datetime.now(UTC) - made < EVERY for made in list_copies(archive))


def _remove_old(archive: Path) -> None:
    copies = list(list_copies(archive).values())
    for path in copies[:-KEPT_COPIES]:
        shutil.rmtree(path)
    oldest = copies[-KEPT_COPIES:][0]
    label = (oldest / "backup_label").read_text()
    [first] = re.findall(r"^START WAL LOCATION: .*\(file [0-9A-F]{8}([0-9A-F]{16})\)", label, re.M)
    for path in (archive / LOG_FOLDER).iterdir():
        named = SEGMENT.match(path.name)
        if named and named[1] < first:
            path.unlink()


def recover(server: EmbeddedServer, moment: datetime | None) -> Path:
    """Bring the data to what they were at this moment, or to the end of what was kept, where none is given.

    Returns where those stand that were there until now. Raises RecoveryError, and then nothing is changed.
    """
    archive, now = _find_archive(server), datetime.now(UTC)
    copies = [path for made, path in list_copies(archive).items() if made <= (moment or now)]
    if not copies:
        raise RecoveryError(f"No copy in {archive} is older than that. Nothing was changed.")
    if moment and moment > now:
        raise RecoveryError("That is yet to come. Nothing was changed.")
    before = server.folder / f"data-until-{now:%Y-%m-%dT%H%M%S.%fZ}"
    with _keep_others_out(server):
        draft = Path(tempfile.mkdtemp(prefix="new-", dir=server.folder))
        try:
            shutil.copytree(copies[-1], draft, symlinks=True, dirs_exist_ok=True)
            _ask_for(draft, moment, archive / LOG_FOLDER, before / "pg_wal")
            if server.data.exists():  # it is not where the disk was lost
                server.data.rename(before)
            draft.rename(server.data)
        except BaseException:
            if before.exists() and not server.data.exists():
                before.rename(server.data)
            raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    try:
        with server:
            _wait_until_recovered(server)
    except BaseException as error:
        failed = server.folder / f"new-failed-{now:%Y-%m-%dT%H%M%SZ}"
        server.data.rename(failed)
        if before.exists():  # first, as whoever is in a hurry may interrupt the rest
            before.rename(server.data)
        shutil.rmtree(failed)
        if isinstance(error, EmbeddedServerError | psycopg.Error):
            raise RecoveryError(f"{_explain(error)} Nothing was changed.") from error
        raise
    if moment:
        _remove_abandoned(archive, moment)
    return before


def _remove_abandoned(archive: Path, moment: datetime) -> None:
    """Copies of what the return left behind: from there, nothing leads to what is saved from now on."""
    for made, path in list_copies(archive).items():
        if made > moment:
            shutil.rmtree(path)


def _ask_for(data: Path, moment: datetime | None, log: Path, unarchived: Path) -> None:
    """What the server reads as it starts; of the last minutes the log stands in the data that were there until now."""
    kept, here = quote_for_shell(log), quote_for_shell(unarchived)
    wanted = {"restore_command": f"test -e {kept}/%f.gz && gzip -dc {kept}/%f.gz > %p || cp {here}/%f %p"}
    if moment:
        wanted |= {"recovery_target_time": moment.isoformat(), "recovery_target_action": "promote"}
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(f"{name} = '{quote(value)}'\n" for name, value in wanted.items())
    (data / "recovery.signal").touch()


@contextlib.contextmanager
def _keep_others_out(server: EmbeddedServer) -> Iterator[None]:
    """While it lasts, nobody uses the server and nobody can start it. Raises RecoveryError where somebody does."""
    server.folder.mkdir(parents=True, exist_ok=True)
    with (server.folder / "start.lock").open("ab") as start, (server.folder / "use.lock").open("ab") as use:
        fcntl.flock(start, fcntl.LOCK_EX)
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RecoveryError("The portal is running. Stop it first. Nothing was changed.") from None
        yield


def _wait_until_recovered(server: EmbeddedServer) -> None:
    begun = time.monotonic()
    while True:
        with psycopg.connect(host=str(server.find_sockets()), user=ROLE, dbname=NAME, autocommit=True) as own:
            [[recovering]] = own.execute("SELECT pg_is_in_recovery()").fetchall()
            if not recovering:
                for name in SETTINGS:
                    own.execute(f"ALTER SYSTEM RESET {name}")
                own.execute("SELECT pg_reload_conf()")
                return
        if time.monotonic() - begun > LONGEST:
            raise EmbeddedServerError(
                f"It was not done after {LONGEST} seconds; {server.log} says how far it came."
            )
        time.sleep(0.1)


def _explain(error: Exception) -> str:
    if "recovery ended before configured recovery target" not in str(error):
        return f"The database could not be brought there: {error}"
    last = re.search(r"last completed transaction was at log time (\S+ [0-9:]+)", str(error))
    until = f": its last change is of {last[1]} UTC" if last else ""
    return f"What was kept ends before that moment{until}. Say “end” for all there is."
