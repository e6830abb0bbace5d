"""Nothing that readers see changes without the collection's version, whoever writes and in whichever order."""

import threading

import pghistory
import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from reviews.collection_version import (
    CHANNEL,
    READ,
    kept_by_version,
    raise_version,
    read_version,
    version_of_request,
)
from scr_portal.corpus.loading import disable_triggers
from tests.factories import make_finding, make_one_of_each, make_theme
from themes.models import Agency, Theme

OTHER_APPS = (
    "what Django and the queue keep for themselves: accounts, sessions, jobs; no page for readers has it"
)
# Every other model of ours is shown to readers.
NEVER_SEEN = {
    "ArticleSection": "an imported article's own headings, for curators",
    "ArticleIntake": "an article that is being worked on",
    "ArticleMention": "an article that is being worked on",
    "CatalogueChange": "which findings the indexes in memory have to read again",
    "ColleagueNote": "what curators tell each other",
    "DocumentReading": "how far a document was read",
    "FindingWord": "candidates for 'Did you mean', which searches alone have, and no search is kept",
    "Member": "how a reader wishes to be called; what others see of it stands on comments",
    "Letter": "what is sent to one person",
    "Subscription": "who is told of changes, which they alone see",
    "AuthorTrust": "whose comments appear at once; what readers see is the comment",
    "ModerationDecision": "why a comment was decided on; what readers see is the comment",
    "EvidenceLook": "who looked at what was sealed",
    "LegalRemoval": "why a comment is removed; what readers see is the comment",
    "Notice": "its page is not kept",
    "NoticeStep": "its page is not kept",
    "SealedEvidence": "what a comment said that is not shown",
    "ProblemReport": "its page and the counts are not kept; else anybody could empty what is",
    "ReadingPlace": "where a curator stopped",
    "Rearrangement": "how a merge is undone; readers see its themes and findings",
    "RestrictedTerm": "what may not be said, for moderators",
    "SavedFilter": "filters of the workspace's lists",
    "SheetImport": "a spreadsheet before it is imported",
    "SheetWord": "what a heading of a spreadsheet means, for curators",
    "TakenWork": "who has taken which work",
    "VersionStep": "the version itself",
}


def ours() -> dict[str, type]:
    """Our models, and the tables between two of them, by name. History leads old addresses on, which is not kept."""
    return {
        model.__name__: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("reviews", "themes", "scr_portal")
        and not issubclass(model, pghistory.models.Event)
    }


SHOWN = sorted(ours().keys() - NEVER_SEEN.keys())


def raises(write: str) -> bool:
    """Whether this statement raises the version; it is undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = int(read_version())
        cursor.execute(write)
        after = int(read_version())
        transaction.set_rollback(True)
    assert after >= before
    return after > before


def test_what_readers_never_see_is_there():
    assert NEVER_SEEN.keys() <= ours().keys()
    others = {model._meta.app_label for model in apps.get_models()} - {"reviews", "themes"}
    of_accounts = {"account", "mfa", "signing_in", "socialaccount"}
    of_others = {"admin", "auth", "contenttypes", "pghistory", "procrastinate", "sessions"}
    assert others == of_others | of_accounts, OTHER_APPS


UPDATE = "UPDATE {table} SET {column} = {column}"
STATEMENTS = [
    UPDATE,
    "DELETE FROM {table}",
    "INSERT INTO {table} ({column}) SELECT {column} FROM {table} WHERE false",
    "TRUNCATE {table} CASCADE",
]


def fill_in(statement: str, name: str) -> str:
    meta, quote = ours()[name]._meta, connection.ops.quote_name
    return statement.format(table=quote(meta.db_table), column=quote(meta.pk.column))


@pytest.mark.parametrize("name", SHOWN)
def test_each_statement_that_writes_what_readers_see_raises_it(db, name):
    assert [raises(fill_in(statement, name)) for statement in STATEMENTS] == [True] * 4


@pytest.mark.parametrize("name", sorted(NEVER_SEEN.keys() - {"VersionStep"}))
def test_what_readers_never_see_leaves_it(db, name):
    assert not raises(fill_in(UPDATE, name))


@pytest.mark.django_db
def test_a_row_of_each_that_is_changed_raises_it():
    make_one_of_each()
    changed = []
    for name in SHOWN:
        for row in ours()[name]._default_manager.all()[:1]:
            before = read_version()
            type(row)._default_manager.filter(pk=row.pk).update(**{_plain_field(row): _plain_value(row)})
            assert int(read_version()) > int(before), name
            changed.append(name)

    assert len(changed) > 20


def _plain_field(row) -> str:
    return next(
        field.name
        for field in row._meta.concrete_fields
        if not field.generated and (not field.primary_key or len(row._meta.concrete_fields) == 1)
    )


def _plain_value(row):
    return getattr(row, row._meta.get_field(_plain_field(row)).attname)


@pytest.mark.django_db
def test_rows_copied_in_bulk_raise_it():
    before = read_version()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with cursor.copy("COPY themes_agency (slug, name, position) FROM STDIN") as copy:
            copy.write_row(("police", "Police", 1))

    assert int(read_version()) > int(before)


@pytest.mark.django_db(transaction=True)
def test_bulk_work_without_triggers_raises_it():
    before = read_version()

    with transaction.atomic(), disable_triggers([Agency]):
        Agency.objects.create(slug="police", name="Police")

    assert int(read_version()) > int(before)


@pytest.mark.django_db
def test_nothing_stays_of_a_change_that_is_undone():
    before = read_version()

    with transaction.atomic():
        make_theme()
        transaction.set_rollback(True)

    assert read_version() == before


@pytest.mark.django_db
def test_steps_become_one_and_their_sum_stays():
    before = int(read_version())
    numbers = []
    for _ in range(450):
        raise_version()
        numbers.append(int(read_version()))

    assert numbers == sorted(set(numbers))
    assert numbers[0] > before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reviews_versionstep")
        [[steps]] = cursor.fetchall()
    assert steps <= 202


# Several connections at once.


@pytest.fixture
def connect(transactional_db):
    """Opens further connections to the database of the tests."""
    opened = []

    def another(**options) -> psycopg.Connection:
        opened.append(psycopg.connect(**connection.get_connection_params(), **options))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


def version(one: psycopg.Connection) -> int:
    [[said]] = one.execute(READ)
    return int(said)


def test_who_began_first_and_commits_last_raises_it_too(connect):
    # A counter that is the highest number committed would stand still here, and hide the first change for good.
    make_theme("First")
    make_theme("Second")
    first, second, reader = connect(), connect(), connect(autocommit=True)
    before = version(reader)

    first.execute("UPDATE themes_theme SET summary = 'new' WHERE title = 'First'")
    second.execute(
        "UPDATE themes_theme SET summary = 'new' WHERE title = 'Second'"
    )  # does not wait for the first
    assert version(reader) == before
    second.commit()
    between = version(reader)
    first.commit()

    assert before < between < version(reader)


def test_steps_become_one_while_others_write(connect):
    writing, compacting, reader = connect(), connect(), connect(autocommit=True)
    before = version(reader)

    writing.execute("SELECT reviews_raise_version()")
    own = version(writing) - before
    for _ in range(450):
        compacting.execute(
            "SELECT reviews_raise_version()"
        )  # leaves alone what the other is at: nobody waits
    more = version(compacting) - before
    assert version(reader) == before
    compacting.commit()
    assert version(reader) == before + more
    writing.commit()

    assert version(reader) == before + more + own


@pytest.fixture
def steps_of_one(connect):
    """Steps are no longer random, so that they can be counted."""
    owner = connect(autocommit=True)
    [[made]] = owner.execute("SELECT pg_get_functiondef('reviews_raise_version'::regproc)")
    counting = made.replace("1 + floor(random() * 4294967296)::bigint", "1")
    assert counting != made
    owner.execute(counting)
    yield
    owner.execute(made)


@pytest.mark.usefixtures("steps_of_one")
def test_many_who_write_at_once_do_not_wait_or_lose_a_step(connect):
    connections = [connect() for _ in range(4)]
    reader = connect(autocommit=True)
    before = version(reader)
    together = threading.Barrier(len(connections))
    added = []

    def write(one: psycopg.Connection) -> None:
        together.wait()
        for _ in range(120):
            held = one.execute("SELECT reviews_raise_version(), max(id) FROM reviews_versionstep").fetchone()
            assert held is not None
            one.commit()
        added.append(120)

    threads = [threading.Thread(target=write, args=[one]) for one in connections]
    for thread in threads:
        thread.start()
    seen = [before]
    while any(thread.is_alive() for thread in threads):
        seen.append(version(reader))
    for thread in threads:
        thread.join()

    assert added == [120] * 4
    assert seen == sorted(seen)  # it never goes back, whoever makes steps one
    assert version(reader) == before + 480


def test_who_listens_is_told_after_the_commit_and_sees_the_change(connect):
    theme = make_theme("Neglect")
    listening, writing = connect(autocommit=True), connect()
    listening.execute(f"LISTEN {CHANNEL}")
    before = version(listening)

    writing.execute("UPDATE themes_theme SET summary = 'new' WHERE id = %s", [theme.pk])
    assert list(listening.notifies(timeout=0)) == []
    writing.commit()

    assert len(list(listening.notifies(timeout=30, stop_after=1))) == 1
    assert version(listening) > before


# What is kept by it.


@pytest.fixture
def answering():
    """While a request is answered that reads; the version is whatever the test says."""
    said = {"version": "1"}
    token = version_of_request.set(lambda: said["version"])
    yield said
    version_of_request.reset(token)


def count_calls():
    calls = []

    @kept_by_version
    def count(*args):
        calls.append(args)
        return list(args)

    return count, calls


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_a_version_and_for_each_argument(answering):
    count, calls = count_calls()

    assert [count(1), count(1), count(2)] == [[1], [1], [2]]
    assert calls == [(1,), (2,)]

    answering["version"] = "2"
    count(1)
    assert calls == [(1,), (2,), (1,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", [None, "outside"])
def test_it_is_made_each_time_where_the_version_is_not_known(said, answering):
    count, calls = count_calls()
    answering["version"] = None
    if said == "outside":
        version_of_request.set(None)

    count()
    count()

    assert calls == [(), ()]


@pytest.mark.django_db(transaction=True)
def test_who_has_changed_something_and_not_committed_sees_it(answering):
    counted = kept_by_version(Theme.objects.count)
    assert counted() == 0

    with transaction.atomic():
        make_finding(themes=(make_theme(),))
        assert counted() == 1
        transaction.set_rollback(True)

    assert counted() == 0
