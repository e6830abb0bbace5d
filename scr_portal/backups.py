"""Backups: the database, the documents and the key in one file, and back again.

The file is a tar: `database.dump` (of pg_dump, one consistent snapshot), `secret_key`, `documents/…` and, last,
`manifest.json` with the SHA-256 and size of each. A file without its manifest was not finished.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from reviews.models import Document, Review
from reviews.plurals import count_things
from scr_portal import database
from scr_portal.embedded import EmbeddedServer
from scr_portal.upgrades import find_newer, list_applied

FORM = 1  # of the file; one more when an older portal could not read it
MANIFEST, DUMP, KEY = "manifest.json", "database.dump", "secret_key"
DOCUMENTS = "documents/"
PIECE = 1 << 20

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

Tell = Callable[[str], None]


class BackupError(Exception):
    """It could not be made or put back. Its text says what was wrong, and what is as it was."""


@dataclass(frozen=True)
class Backup:
    """What a manifest says."""

    made: datetime
    migrations: list[str]  # "app.name" of the last of each app
    files: dict[str, tuple[str, int]]  # SHA-256 and bytes, by name
    rows: dict[str, int]  # of what a person would count

    @property
    def size(self) -> int:
        return sum(size for _, size in self.files.values())


def make_backup(target: Path, tell: Tell = lambda words: None) -> Backup:
    """Write all to `target`, which appears once it is whole and was read again. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} exists already. Nothing was written.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=UNFINISHED) as folder:
            draft = Path(folder, "draft")
            draft.touch(mode=0o600)  # it holds the key, and what was never published
            backup = _write(draft, Path(folder, DUMP), tell)
            tell("Reading it again")
            check_backup(draft)
            with draft.open("rb") as written:
                os.fsync(written.fileno())
            draft.rename(target)
    except OSError as error:
        raise BackupError(f"{target} could not be written: {error}. Nothing is left of it.") from error
    return backup


def _write(draft: Path, dump: Path, tell: Tell) -> Backup:
    tell("Database")
    before = _list_documents()
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    after = _list_documents()
    # What was there before and after is in the dump; what came or went meanwhile may be.
    names = sorted(before | after)
    files: dict[str, tuple[str, int]] = {}
    with tarfile.open(draft, mode="w") as tar:
        files[DUMP] = _add(tar, DUMP, dump)
        if not os.environ.get("SECRET_KEY"):
            files[KEY] = _add(tar, KEY, settings.VAR_DIR / KEY)
        missing = []
        for number, name in enumerate(names, start=1):
            if number % 50 == 0 or number == len(names):
                tell(f"Documents: {number} of {len(names)}")
            try:
                files[DOCUMENTS + name] = _add(tar, DOCUMENTS + name, Path(settings.MEDIA_ROOT, name))
            except FileNotFoundError:
                missing += [name] if name in before & after else []
        if missing:
            raise BackupError(
                f"{len(missing)} documents that the database names are not in {settings.MEDIA_ROOT}, "
                f"such as {missing[0]}. A backup without them would not be whole."
            )
        backup = Backup(timezone.now(), list_applied(), files, _count_rows())
        manifest = {"form": FORM, "made": backup.made.isoformat(), "migrations": backup.migrations}
        manifest |= {"files": files, "rows": backup.rows}
        _add_bytes(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
    return backup


def _list_documents() -> set[str]:
    """Files that the database names now, below MEDIA_ROOT: nothing else there is kept."""
    return set(Document.objects.values_list("file", flat=True))


def _count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for name in ("reviews_review", "themes_finding", "reviews_document", "themes_comment", "auth_user"):
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - our own
            counts[name.partition("_")[2]] = cursor.fetchone()[0]
    return counts


def _add(tar: tarfile.TarFile, name: str, path: Path) -> tuple[str, int]:
    with path.open("rb") as source:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(source.fileno()).st_size, 0o600
        reader = _HashingReader(source)
        tar.addfile(info, reader)
    return reader.sha256.hexdigest(), info.size


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, BytesIO(content))


class _HashingReader:
    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.sha256.update(piece)
        return piece


def check_backup(source: Path) -> Backup:
    """Read all of it and compare every checksum. Raises BackupError where anything is missing, more or other."""
    found: dict[str, tuple[str, int]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source, mode="r:") as tar:
            for member in tar:
                held = tar.extractfile(member) if member.isfile() else None
                if held is None or not _is_name_of_ours(member.name):
                    raise BackupError(f"{source} is no backup of the portal: it holds {member.name}.")
                if member.name == MANIFEST:
                    manifest = json.load(held)
                    continue
                reader = _HashingReader(held)
                while reader.read(PIECE):
                    pass
                found[member.name] = reader.sha256.hexdigest(), member.size
        if not manifest:
            raise BackupError(f"{source} was not finished: its list of contents is missing.")
        if manifest["form"] > FORM:
            raise BackupError(f"{source} was made by a newer portal. Put it back with that one.")
        files = {name: (checksum, size) for name, (checksum, size) in manifest["files"].items()}
        made = datetime.fromisoformat(manifest["made"])
        backup = Backup(made, manifest["migrations"], files, manifest["rows"])
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{source} is no backup of the portal, or is damaged ({error}).") from error
    for name in sorted(files.keys() | found):
        if files.get(name) != found.get(name):
            raise BackupError(f"{source} is damaged: {name} is not what it was when the backup was made.")
    return backup


def _is_name_of_ours(name: str) -> bool:
    """Nothing that is put back leaves the folder of documents."""
    if name in (MANIFEST, DUMP, KEY):
        return True
    root = Path(settings.MEDIA_ROOT).resolve()
    place = Path(root, name.removeprefix(DOCUMENTS)).resolve()
    return name.startswith(DOCUMENTS) and place != root and place.is_relative_to(root)


def restore_backup(source: Path, tell: Tell = lambda words: None) -> Backup:
    """Put all of it in the place of what is here. Raises BackupError, and then database and documents are as before.

    The database is replaced in one transaction; documents that are here are kept, since each has its content's name.
    """
    tell("Checking the backup")
    backup = check_backup(source)
    if newer := find_newer(backup.migrations):
        raise BackupError(
            f"{source} was made by a newer portal (it has {newer[0]}). Put it back with that one. Nothing was changed."
        )
    _refuse_while_in_use()
    added: list[Path] = []
    key = settings.VAR_DIR / f"{KEY}.restored"
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    try:
        # Beside the documents: in containers nothing else is on disk.
        with (
            tarfile.open(source, mode="r:") as tar,
            tempfile.TemporaryDirectory(dir=root, prefix=".restore-", ignore_cleanup_errors=True) as folder,
        ):
            tell("Documents")
            for member in tar:
                if member.name.startswith(DOCUMENTS):
                    added += _restore_document(tar, member)
            if KEY in backup.files and not os.environ.get("SECRET_KEY"):
                key.unlink(missing_ok=True)
                key.touch(mode=0o600)
                key.write_bytes(tar.extractfile(KEY).read())  # type: ignore[union-attr]
            tell("Database")
            dump = Path(folder, DUMP)
            with dump.open("wb") as target:
                shutil.copyfileobj(tar.extractfile(DUMP), target)  # type: ignore[arg-type]
            _restore_database(dump)
            added.clear()  # from here on they are those of the database
    except BaseException as error:
        for path in added:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise BackupError(f"It could not be put back: {error}. Nothing was changed.") from error
        raise
    if key.exists():
        _take_key(key)
    return backup


def _refuse_while_in_use() -> None:
    """What others save meanwhile would be lost, and they would go on with what is no longer there."""
    database.close_connections()
    with psycopg.connect(_build_address(), password=connection.settings_dict["PASSWORD"] or None) as own:
        [others] = own.execute(OTHERS).fetchone()  # type: ignore[misc]
    if others:
        raise BackupError(
            f"There {'is' if others == 1 else 'are'} {count_things(others, 'connection')} to this database, such as "
            "those of the portal itself. Stop it first. Nothing was changed."
        )


def is_empty() -> bool:
    """Whether there is nothing here that a backup would take the place of."""
    return Review._meta.db_table not in connection.introspection.table_names() or not Review.objects.exists()


def _restore_document(tar: tarfile.TarFile, member: tarfile.TarInfo) -> list[Path]:
    """The file, if it was not there."""
    path = Path(settings.MEDIA_ROOT, member.name.removeprefix(DOCUMENTS))
    held: Any = tar.extractfile(member)
    if path.exists():
        with path.open("rb") as here:
            if hashlib.file_digest(here, "sha256").digest() == hashlib.file_digest(held, "sha256").digest():
                return []
        raise BackupError(f"{path} is another file than that in the backup. Nothing was changed.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        shutil.copyfileobj(held, draft)
        os.fchmod(draft.fileno(), 0o644)
    os.rename(draft.name, path)
    return [path]


def _restore_database(dump: Path) -> None:
    """In one transaction: all that is here goes, all of the dump comes."""
    database.close_connections()
    script = dump.with_suffix(".sql")  # whole before any of it is run
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump), asks_server=False)
    replace = ("SET lock_timeout = '10s'", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    try:
        _run(
            *("psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1"),
            *(
                "--single-transaction",
                *(f"--command={statement}" for statement in replace),
                f"--file={script}",
            ),
        )
    except BackupError as error:
        raise BackupError(f"{error} Nothing was changed. If the portal is running, stop it first.") from error


def _take_key(new: Path) -> None:
    """The one that is here stays beside it."""
    place = settings.VAR_DIR / KEY
    if place.exists() and place.read_bytes() == new.read_bytes():
        new.unlink()
        return
    if place.exists():
        place.rename(place.with_name(f"{KEY}.before-restore"))
    new.rename(place)


def _build_address() -> str:
    """For PostgreSQL's own programs, all that `DATABASE_URL` says of how to connect; without the password."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"password"}
    given = {name: value for name, value in connection.get_connection_params().items() if name in known}
    return make_conninfo(**given | {"options": "-c statement_timeout=0 -c client_min_messages=warning"})


def _run(program: str, *arguments: str, asks_server: bool = True) -> None:
    """One of PostgreSQL's programs. Those of the embedded server work with any other that is not newer."""
    server = [f"--dbname={_build_address()}", "--no-password"] if asks_server else []
    password = connection.settings_dict[
        "PASSWORD"
    ]  # in no argument, where others on this machine could read it
    done = subprocess.run(
        [EmbeddedServer(settings.VAR_DIR / "postgres").programs / program, *server, *arguments],
        env=os.environ | ({"PGPASSWORD": password} if password else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = [line for line in done.stderr.splitlines() if line.strip()]
        raise BackupError(f"{program}: {reason[0] if reason else 'it failed without a word'}.")


AGE_OF_ONE = timedelta(hours=26)  # after which a daily one is missing
NAME = "portal-%Y-%m-%dT%H%M.tar"
NAME_BY_HAND = f"by-hand-{NAME}"  # which no night takes away
UNFINISHED = ".backup-"
KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 7, 4, 12


def make_backup_of_the_day(folder: Path) -> Path:
    """A backup in this folder, and those that are no longer needed gone. Raises BackupError."""
    for left in folder.glob(f"{UNFINISHED}*"):  # by one that was killed
        shutil.rmtree(left, ignore_errors=True)
    target = folder / timezone.now().strftime(NAME)
    make_backup(target)
    made = list_backups(folder)
    for moment in made.keys() - choose_kept(list(made)):
        made[moment].unlink()
    return target


def list_backups(folder: Path) -> dict[datetime, Path]:
    """Those that were made by the day; other files are left alone."""
    return list_by_moment(folder, NAME)


def list_by_moment(folder: Path, name: str) -> dict[datetime, Path]:
    """What stands in a folder under such a `name`, as of `strftime`, by the moment in it, in UTC; the oldest first."""
    found = {}
    for path in sorted(folder.glob("*")):
        with contextlib.suppress(ValueError):
            found[datetime.strptime(path.name, name).replace(tzinfo=UTC)] = path
    return found


def choose_kept(made: list[datetime]) -> set[datetime]:
    """The newest of each of the last seven days, four weeks and twelve months that have any."""
    kept: set[datetime] = set()
    for pattern, most in (("%Y-%m-%d", KEPT_DAYS), ("%G-%V", KEPT_WEEKS), ("%Y-%m", KEPT_MONTHS)):
        newest = {moment.strftime(pattern): moment for moment in sorted(made)}
        kept.update(sorted(newest.values(), reverse=True)[:most])
    return kept


def find_last_days(made: list[datetime]) -> dict[datetime, datetime]:
    """When each of these will go, if there is one more each night."""
    last: dict[datetime, datetime] = {}
    kept, night = set(made), timezone.now().replace(hour=2, minute=30)
    while waiting := kept & set(made):
        night += timedelta(days=1)
        kept = choose_kept([*kept, night])
        last |= dict.fromkeys(waiting - kept, night)
    return last
