"""The embedded database goes back to a moment, with all that was saved until then and nothing that came later."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from scr_portal import recovery
from scr_portal.embedded import LOG_FOLDER, NAME, ROLE, EmbeddedServer
from scr_portal.recovery import RecoveryError, is_copy_due, list_copies, make_copy, recover

pytestmark = pytest.mark.server


class Kept:
    """A database whose log is kept, in a folder that a shell reads in another way than a person."""

    def __init__(self, folder: Path) -> None:
        if not os.geteuid():
            folder.chmod(0o711)
        self.archive = folder / "what's kept, 100%"
        self.server = self.find()

    def find(self) -> EmbeddedServer:
        self.folder = self.archive.parent / "postgres"
        return EmbeddedServer(self.folder, self.archive)

    @contextlib.contextmanager
    def running(self) -> Iterator[psycopg.Connection]:
        with (
            self.find() as server,
            psycopg.connect(host=str(server.find_sockets()), user=ROLE, dbname=NAME, autocommit=True) as own,
        ):
            own.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
            yield own

    def read(self) -> list[int]:
        with self.running() as own:
            return [number for (number,) in own.execute("SELECT number FROM kept ORDER BY number")]


def save(own: psycopg.Connection, number: int) -> datetime:
    """A moment after it was saved, and before whatever is saved next."""
    own.execute("INSERT INTO kept VALUES (%s)", [number])
    [[moment]] = own.execute("SELECT clock_timestamp()").fetchall()
    return moment


def archive(own: psycopg.Connection) -> None:
    """Returns once all that was written until now stands in the archive."""
    [[name]] = own.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchall()
    own.execute("SELECT pg_switch_wal()")
    while not own.execute("SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= %s", [name]).fetchone():
        own.execute("SELECT pg_sleep(0.1)")


@pytest.fixture(scope="module")
def used(tmp_path_factory) -> Path:
    """Where a server ran and was stopped: making its data takes longer than most of what is tried with it."""
    folder = tmp_path_factory.mktemp("used")
    if not os.geteuid():
        folder.chmod(0o711)
    with EmbeddedServer(folder / "postgres"):
        return folder / "postgres"


@pytest.fixture
def kept(tmp_path, used) -> Kept:
    subprocess.run(["cp", "-a", used, tmp_path], check=True)
    return Kept(tmp_path)


def test_it_is_as_it_was_at_a_moment(kept):
    with kept.running() as own:
        save(own, 1)
        copy = make_copy(kept.server)
        moment = save(own, 2)
        own.execute("SELECT pg_switch_wal()")
        save(own, 3)
        own.execute("DELETE FROM kept WHERE number = 1")
    assert copy.name == f"copy-{next(iter(list_copies(kept.archive))):%Y-%m-%dT%H%M%SZ}"

    before = recover(kept.find(), moment)

    assert kept.read() == [1, 2]
    assert (before / "PG_VERSION").exists()
    with kept.running() as own:  # and it goes on from there, and can go back once more
        later = save(own, 4)
        save(own, 5)
    recover(kept.find(), later)
    assert kept.read() == [1, 2, 4]


def test_a_copy_of_what_was_left_behind_is_in_no_later_way(kept):
    with kept.running() as own:
        first = make_copy(kept.server)
        first.rename(first.with_name("copy-2026-01-01T000000Z"))
        moment = save(own, 1)
        save(own, 2)
        own.execute("SELECT pg_sleep(1)")  # copies are named by seconds
        make_copy(kept.server)
    recover(kept.find(), moment)
    with kept.running() as own:
        later = save(own, 3)
        save(own, 4)

    recover(kept.find(), later)

    assert kept.read() == [1, 3]
    assert is_copy_due(kept.archive)


def test_what_was_there_is_back_before_anything_is_thrown_away(kept, monkeypatch):
    with kept.running() as own:
        make_copy(kept.server)
        last = save(own, 1)

    def interrupt(path, ignore_errors=False):
        if not ignore_errors:
            raise KeyboardInterrupt

    monkeypatch.setattr(recovery.shutil, "rmtree", interrupt)
    with pytest.raises(KeyboardInterrupt):
        recover(kept.find(), last)  # which cannot be had
    monkeypatch.undo()

    assert kept.read() == [1]


def test_all_there_is_comes_back_when_the_disk_was_lost(kept):
    with kept.running() as own:
        save(own, 1)
        make_copy(kept.server)
        save(own, 2)
        archive(own)
        save(own, 3)
        archive(own)
    (kept.folder / "data").rename(kept.folder / "lost")

    recover(kept.find(), None)

    assert kept.read() == [1, 2, 3]


@pytest.mark.parametrize("when", ["before the first copy", "after the last change", "in an hour"])
def test_what_cannot_be_had_is_refused_and_nothing_is_changed(kept, when):
    before = datetime.now(UTC) - timedelta(seconds=5)
    with kept.running() as own:
        make_copy(kept.server)
        last = save(own, 1)
    moment = {"before the first copy": before, "in an hour": last + timedelta(hours=1)}.get(when, last)

    with pytest.raises(RecoveryError, match="Nothing was changed") as refused:
        recover(kept.find(), moment)

    assert kept.read() == [1]
    assert [path.name for path in kept.folder.iterdir() if path.name.startswith(("data-", "new-"))] == []
    if when == "after the last change":
        assert f"its last change is of {last:%Y-%m-%d %H:%M}" in str(refused.value)


def test_a_portal_that_is_running_is_left_alone(kept):
    with kept.running() as own:
        make_copy(kept.server)
        moment = save(own, 1)

        with pytest.raises(RecoveryError, match="The portal is running"):
            recover(kept.find(), moment)

        assert own.execute("SELECT number FROM kept").fetchall() == [(1,)]


class Calendar(datetime):
    """A day passes with each look at it."""

    days = iter(range(1, 29))

    @classmethod
    def now(cls, tz=None) -> Calendar:
        return cls(2026, 1, next(cls.days), tzinfo=tz)


def test_old_copies_go_and_the_log_before_them(kept, monkeypatch):
    monkeypatch.setattr(recovery, "datetime", Calendar)
    with kept.running() as own:
        for number in range(3):
            make_copy(kept.server)
            save(own, number)
            archive(own)
    monkeypatch.undo()

    copies = list_copies(kept.archive)

    assert [made.day for made in copies] == [2, 3]
    first = (copies[min(copies)] / "backup_label").read_text().split("(file ")[1].split(")")[0]
    assert min(path.name for path in (kept.archive / LOG_FOLDER).iterdir()).startswith(first)
    recover(kept.find(), None)
    assert kept.read() == [0, 1, 2]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("tomorrow", "is no moment. Write"),
        ("2026-13-01 10:00", "is no moment: month must be in"),
        ("2026-01-01 10:00", "is older than that"),
        ("3026-01-01 10:00", "is yet to come|is older than that"),
    ],
)
def test_a_moment_that_is_none_is_refused(kept, settings, said, answer):
    settings.VAR_DIR, settings.WAL_ARCHIVE_DIR = kept.archive.parent, str(kept.archive)
    list_copies(kept.archive)

    with pytest.raises(CommandError, match=answer):
        call_command("recover", said, "--yes")


@pytest.mark.parametrize("arguments", [("recover", "end"), ("copy_database",)])
def test_it_takes_the_setting(settings, arguments):
    settings.WAL_ARCHIVE_DIR = ""

    with pytest.raises(CommandError, match="with WAL_ARCHIVE_DIR set"):
        call_command(*arguments)


def test_without_a_yes_nothing_is_done(kept, settings, monkeypatch):
    settings.VAR_DIR, settings.WAL_ARCHIVE_DIR = kept.archive.parent, str(kept.archive)
    monkeypatch.setattr("builtins.input", lambda question: "no")

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("recover", "end")


def test_a_copy_is_made_once_a_week(tmp_path, monkeypatch):
    assert is_copy_due(tmp_path)
    made = datetime.now(UTC).replace(microsecond=0)
    (tmp_path / made.strftime(recovery.COPY_NAME)).mkdir()

    assert not is_copy_due(tmp_path)

    monkeypatch.setattr(recovery, "EVERY", timedelta(0))
    assert is_copy_due(tmp_path)


def test_without_the_setting_nothing_is_kept(tmp_path):
    if not os.geteuid():
        tmp_path.chmod(0o711)
    with EmbeddedServer(tmp_path / "postgres"):
        text = (tmp_path / "postgres" / "postgresql.conf").read_text()

    assert "archive_command" not in text
    assert "wal_level = minimal" in text
