"""A backup holds all there is, is known to be whole, and is put back whole or not at all."""

from __future__ import annotations

import io
import json
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reviews.models import Document, Review
from scr_portal import backups, health, jobs
from scr_portal.backups import (
    DUMP,
    MANIFEST,
    NAME,
    BackupError,
    check_backup,
    choose_kept,
    list_backups,
    make_backup,
    restore_backup,
)
from tests.factories import make_one_of_each
from themes.models import Finding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(settings, tmp_path) -> Path:
    """The folder of a portal with something of everything."""
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "documents"
    (settings.MEDIA_ROOT / "documents").mkdir(parents=True)
    (settings.MEDIA_ROOT / "pictures").mkdir()
    (settings.MEDIA_ROOT / "pictures" / "1.webp").write_bytes(b"drawn again")
    (settings.VAR_DIR / "secret_key").write_text("k" * 50)
    make_one_of_each()
    Document.objects.exclude(pk=Document.objects.latest("pk").pk).delete()
    Path(settings.MEDIA_ROOT, str(Document.objects.get().file)).write_bytes(b"%PDF of a report")
    return settings.VAR_DIR


@pytest.fixture
def held(portal, tmp_path) -> Path:
    target = tmp_path / "held.tar"
    make_backup(target)
    return target


def read_tables() -> dict[str, list[str]]:
    """Every row of every table, but what a restore itself adds."""
    with connection.cursor() as cursor:
        tables = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            if name not in ("reviews_versionstep", "themes_cataloguechange"):
                cursor.execute(f'SELECT row_to_json(held)::text FROM "{name}" held')  # noqa: S608
                tables[name] = sorted(row for (row,) in cursor.fetchall())
        return tables


def rewrite(source: Path, **changes: bytes | None) -> None:
    """The same file with other contents under these names, or without them; its manifest vouches for what is there."""
    with tarfile.open(source) as tar:
        held = {member.name: tar.extractfile(member).read() for member in tar}
    held |= {name: content for name, content in changes.items() if content is not None}
    with tarfile.open(source, "w") as tar:
        for name, content in held.items():
            if name not in changes or changes[name] is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))


def test_all_of_it_comes_back(portal, held, settings):
    before = read_tables()
    [path] = Path(settings.MEDIA_ROOT, "documents").iterdir()
    path.unlink()
    Finding.objects.update(certainty="low")
    Review.objects.create(slug="another", title="Another", short_title="Another", kind="other")
    (portal / "secret_key").write_text("n" * 50)

    call_command("restore", held, "--yes")

    assert read_tables() == before
    assert path.read_bytes() == b"%PDF of a report"
    assert (portal / "secret_key").read_text() == "k" * 50
    assert (portal / "secret_key.before-restore").read_text() == "n" * 50
    with connection.cursor() as cursor:  # and its triggers work
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'")
        assert cursor.fetchone()[0] > 50


def test_it_holds_what_is_needed_and_nothing_that_is_drawn_again(held):
    backup = check_backup(held)

    assert sorted(backup.files)[0] == DUMP
    assert {name.split("/")[0] for name in backup.files} == {DUMP, "secret_key", "documents"}
    assert not any("pictures" in name for name in backup.files)
    assert backup.rows["finding"] == Finding.objects.count()
    assert held.stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(held):
    before = held.read_bytes()

    with pytest.raises(BackupError, match="exists already"):
        make_backup(held)

    assert held.read_bytes() == before


def test_a_document_that_is_missing_is_told_and_no_file_is_left(portal, settings, tmp_path):
    [path] = Path(settings.MEDIA_ROOT, "documents").iterdir()
    path.unlink()

    with pytest.raises(BackupError, match=r"1 documents .* would not be whole"):
        make_backup(tmp_path / "new.tar")

    assert [each.name for each in tmp_path.iterdir()] == ["var"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "damaged"),
        (lambda path: path.write_bytes(b"PK" + path.read_bytes()), "no backup of the portal"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"%PDF of", b"%PDF or")),
            "is damaged: documents/",
        ),
        (lambda path: rewrite(path, **{MANIFEST: None}), "was not finished"),
        (lambda path: rewrite(path, secret_key=None), "is damaged: secret_key"),
        (
            lambda path: rewrite(path, **{"documents/../../etc/passwd": b"x"}),
            "no backup of the portal: it holds",
        ),
        (lambda path: rewrite(path, **{"documents//etc/passwd": b"x"}), "no backup of the portal: it holds"),
        (lambda path: rewrite(path, **{"documents/": b"x"}), "no backup of the portal: it holds"),
        (lambda path: rewrite(path, **{MANIFEST: b'{"form": 2}'}), "made by a newer portal"),
        (lambda path: rewrite(path, **{MANIFEST: b"[1]"}), "no backup of the portal, or is damaged"),
        (lambda path: path.unlink(), "No such file"),
    ],
)
def test_what_is_not_whole_is_refused_and_changes_nothing(held, spoil, said):
    before = read_tables()
    spoil(held)

    with pytest.raises(BackupError, match=said):
        restore_backup(held)

    assert read_tables() == before


def vouch(source: Path, **changes) -> None:
    """Change the manifest; without changes, make it agree with what is there."""
    with tarfile.open(source) as tar:
        held: Any = tar.extractfile(MANIFEST)
        manifest = json.load(held)
    rewrite(source, **{MANIFEST: json.dumps(manifest | changes).encode()})


def test_what_a_newer_portal_made_is_refused(held):
    vouch(held, migrations=["reviews.9999_from_tomorrow"])

    with pytest.raises(BackupError, match="made by a newer portal"):
        restore_backup(held)


def test_a_database_that_cannot_be_put_back_leaves_all_as_it_was(portal, held, settings, monkeypatch):
    [path] = Path(settings.MEDIA_ROOT, "documents").iterdir()
    path.unlink()
    before = read_tables()
    run = backups._run

    def spoil(program, *arguments, **options):
        run(program, *arguments, **options)
        if program == "pg_restore":
            script = Path(arguments[2].partition("=")[2])
            script.write_text(script.read_text() + "\nSELECT 1 / 0;\n")

    monkeypatch.setattr(backups, "_run", spoil)
    with pytest.raises(BackupError, match="division by zero"):
        restore_backup(held)

    assert read_tables() == before
    assert not path.exists()


def test_documents_stay_once_the_database_is_that_of_the_backup(portal, held, settings, monkeypatch):
    [path] = Path(settings.MEDIA_ROOT, "documents").iterdir()
    path.unlink()
    (portal / "secret_key").write_text("n" * 50)

    def fail(new):
        raise OSError("no room left on this disk")

    monkeypatch.setattr(backups, "_take_key", fail)
    with pytest.raises(OSError, match="no room left"):
        restore_backup(held)

    assert path.exists()
    assert (portal / "secret_key").read_text() == "n" * 50
    assert (portal / "secret_key.restored").read_text() == "k" * 50


def test_what_comes_and_goes_meanwhile_keeps_no_backup_from_being_made(
    portal, settings, tmp_path, monkeypatch
):
    root = Path(settings.MEDIA_ROOT)
    half_sent = root / "uploads"
    half_sent.mkdir()
    (half_sent / "1.upload").write_bytes(b"half of a private file")
    run = backups._run

    def change(program, *arguments, **options):
        run(program, *arguments, **options)
        document = Document.objects.get()
        document.pk, document.sha256, document.file = None, "e" * 64, "documents/gone-already.pdf"
        document.save()

    monkeypatch.setattr(backups, "_run", change)
    made = make_backup(tmp_path / "new.tar")

    assert [name for name in made.files if name.startswith("documents/")] == [
        f"documents/{Document.objects.earliest('pk').file}"
    ]


def test_while_others_use_the_database_nothing_is_put_back(held):
    before = read_tables()

    with (
        psycopg.connect(**connection.get_connection_params()),
        pytest.raises(BackupError, match="1 connection to"),
    ):
        restore_backup(held)

    assert read_tables() == before


def test_how_to_connect_is_passed_on_but_for_the_password(monkeypatch):
    given = {"sslmode": "verify-full", "password": "hush", "host": "db.example", "prepare_threshold": None}
    monkeypatch.setattr(connection, "get_connection_params", lambda: given)

    address = backups._build_address()

    assert "sslmode=verify-full" in address
    assert "hush" not in address


def test_another_file_under_the_name_of_a_document_is_not_replaced(portal, held, settings):
    [path] = Path(settings.MEDIA_ROOT, "documents").iterdir()
    path.write_bytes(b"something else")

    with pytest.raises(BackupError, match="is another file than that in the backup"):
        restore_backup(held)

    assert path.read_bytes() == b"something else"


def test_what_is_here_is_replaced_only_by_whoever_says_so(held, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda words: "no")
    before = read_tables()

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", held)

    assert read_tables() == before


def test_newest_of_days_weeks_and_months_are_kept():
    now = datetime(2026, 11, 30, 2, 30, tzinfo=UTC)
    made = [now - timedelta(days=days) for days in range(500)] + [now - timedelta(hours=3)]

    kept = choose_kept(made)

    assert {now - timedelta(days=days) for days in (0, 2, 3, 4, 5, 6)} <= kept
    assert now - timedelta(hours=3) in kept  # the last of the day before, whose first is not
    assert now - timedelta(days=1) not in kept
    assert {(each.year, each.month) for each in kept} >= {(2026, month) for month in range(1, 12)}
    assert min(kept) >= now - timedelta(days=366)
    assert len(kept) <= 7 + 4 + 12


def test_the_backup_of_the_day_takes_away_what_is_no_longer_needed(portal, settings, tmp_path, client):
    folder = tmp_path / "backups"
    folder.mkdir()
    settings.BACKUP_DIR = str(folder)
    for days in range(40, 60):
        (folder / (datetime.now(UTC) - timedelta(days=days)).strftime(NAME)).touch()
    (folder / "portal-of-mine.tar").touch()
    left = folder / ".backup-killed"
    left.mkdir()
    assert not health.check_backups().is_good

    jobs.make_backup(0)

    made = list_backups(folder)
    assert check_backup(made[max(made)])
    assert not left.exists()
    assert len(made) < 10
    assert (folder / "portal-of-mine.tar").exists()
    assert health.check_backups().is_good


def test_where_nobody_asked_for_them_there_are_none(portal, settings):
    settings.BACKUP_DIR = ""

    jobs.make_backup(0)

    assert health.check_backups().is_good
    assert Document.objects.exists()
