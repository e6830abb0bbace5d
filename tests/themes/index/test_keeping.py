"""When the index answers: never for less than the request knows, and where it cannot, PostgreSQL does."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from tests.factories import make_finding, make_theme
from themes.findings.publishing import withdraw_finding
from themes.index import keeping, reading
from themes.index.contents import CatalogueIndex
from themes.index.keeping import IndexKeeper
from themes.index.reading import build_index, catch_up
from themes.models import CatalogueChange, CatalogueEntry, Finding
from themes.models.catalogue import forget_catalogue_changes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper(monkeypatch, settings):
    settings.KEPT_PAGES_MB = 0  # pages are made each time
    keeper = IndexKeeper()
    keeper.is_on = True
    monkeypatch.setattr(keeping, "keeper", keeper)
    forget_catalogue_changes()  # as a migrated database has it, but long ago:
    CatalogueChange.objects.update(
        made_by=3
    )  # other tests write meanwhile, in other databases of this server
    yield keeper
    if keeper.building:
        keeper.building.join()


@pytest.fixture
def answers(monkeypatch):
    """Which of the two answered, one letter for each question."""
    told: list[str] = []
    ask = keeping.answer

    def answer(from_index, from_database):
        def tell(name, answered):
            told.append(name)
            return answered

        return ask(lambda index: tell("index", from_index(index)), lambda: tell("database", from_database()))

    for module in ("themes.explore.listing", "themes.explore.filters", "themes.explore.strip"):
        monkeypatch.setattr(f"{module}.answer", answer)
    return told


def read_list(client, query: str = "?sort=newest") -> str:
    response = client.get(f"/findings/{query}")
    assert response.status_code == 200
    return response.content.decode()


def wait_for(keeper: IndexKeeper) -> CatalogueIndex:
    assert keeper.building
    keeper.building.join()
    assert keeper.index
    return keeper.index


def test_it_is_made_when_first_asked_for_and_then_answers(client, keeper, answers):
    make_finding("One lesson.")

    first = read_list(client)
    from_database = answers.copy()
    wait_for(keeper)
    answers.clear()
    second = read_list(client)

    assert second == first
    assert from_database[0] == "database"  # the last of that page may have come from it already
    assert set(answers) == {"index"}


def test_each_change_is_seen_by_the_next_request(client, keeper, answers):
    gone, other = make_finding("It goes."), make_finding("It stays.")
    read_list(client)
    index = wait_for(keeper)
    answers.clear()

    withdraw_finding(finding=gone, why="a test")
    after_withdrawal = read_list(client)
    Finding.objects.filter(pk=other.pk).update(text="It is reworded.")
    Finding.objects.filter(state="draft").delete()
    make_finding("It comes.")
    at_the_end = read_list(client)

    assert "It goes." not in after_withdrawal
    assert "It stays." in after_withdrawal
    assert "It is reworded." in at_the_end
    assert "It comes." in at_the_end
    assert set(answers) == {"index"}
    assert keeper.index is index
    assert set(index.words) >= {"reword", "come"}
    assert not index.words["stay"]


def test_what_is_committed_late_is_not_missed(keeper):
    """Its transaction began before the index was made, and ended after later ones were read.

    They have no new word in common, for which one would wait for the other.
    """
    early, late = make_finding("Early."), make_finding("Late.")
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("UPDATE themes_finding SET text = 'Early amber.' WHERE id = %s", [early.pk])
        index = build_index()
        Finding.objects.filter(pk=late.pk).update(text="Late cobalt.")
        assert catch_up(index)
        assert set(index.words["cobalt"]) == {late.number}
        assert not index.words["amber"]
        other.commit()

    assert catch_up(index)

    assert set(index.words["amber"]) == {early.number}


def test_findings_of_a_backup_that_was_put_back_are_read_anew(keeper):
    """It brings the table of changes as it was, made anew, and no trigger saw the rows come in."""
    make_finding("Before.")
    index = build_index()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE themes_cataloguechange RENAME TO changes_before;"
            "CREATE TABLE themes_cataloguechange (LIKE changes_before INCLUDING ALL);"
            "INSERT INTO themes_cataloguechange SELECT * FROM changes_before"
        )
        try:
            assert not catch_up(index)
        finally:
            cursor.execute(
                "DROP TABLE themes_cataloguechange;"
                "ALTER TABLE changes_before RENAME TO themes_cataloguechange"
            )


def test_database_that_fails_leaves_the_index_as_it_is(client, keeper, monkeypatch):
    make_finding("It stays.")
    read_list(client)
    index = wait_for(keeper)

    def fail(index):
        raise OperationalError("canceling statement due to statement timeout")

    make_finding("It comes.")
    monkeypatch.setattr(keeping, "catch_up", fail)
    page = read_list(client)

    assert "It comes." in page
    assert keeper.index is index


def test_what_is_undone_was_never_seen(client, keeper):
    make_finding("It stays.")
    read_list(client)
    wait_for(keeper)

    with transaction.atomic():
        make_finding("It is undone.")
        within = read_list(client)
        transaction.set_rollback(True)

    assert "It is undone." in within
    assert "It is undone." not in read_list(client)


@pytest.mark.parametrize("bulk", ["many", "switched off", "emptied"])
def test_after_bulk_work_it_is_made_anew_and_the_database_answers_meanwhile(
    client, keeper, answers, monkeypatch, bulk
):
    gone = make_finding("It goes.")
    read_list(client)
    index = wait_for(keeper)
    monkeypatch.setattr(keeper, "not_before", 0.0)
    monkeypatch.setattr(reading, "MOST_CHANGES", 1)
    answers.clear()

    if bulk == "emptied":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE themes_catalogueentry")
    else:
        if bulk == "many":
            make_finding("It comes.")
        withdraw_finding(finding=gone, why="a test")
        if bulk == "switched off":
            forget_catalogue_changes()
    after = read_list(client)
    from_database = answers.copy()

    assert "It goes." not in after
    assert from_database[0] == "database"
    assert wait_for(keeper) is not index
    answers.clear()
    assert read_list(client) == after
    assert set(answers) == {"index"}


def test_a_broken_index_is_dropped_and_no_visitor_sees_an_error(client, keeper, answers, caplog):
    make_finding("It stays.", themes=(make_theme("Neglect"),))
    sound = read_list(client, "?theme=neglect")
    wait_for(keeper).listed = None  # type: ignore[assignment]
    answers.clear()

    make_finding("It comes.")
    broken = read_list(client, "?theme=neglect")

    assert "It stays." in sound
    assert "It stays." in broken
    assert keeper.index is None
    assert "The index failed" in caplog.text
    assert set(answers) == {"database"}


def test_what_cannot_be_made_is_said_and_missed_by_nobody(client, keeper, monkeypatch, caplog):
    def fail() -> CatalogueIndex:
        raise psycopg.OperationalError

    monkeypatch.setattr(keeping, "build_index", fail)
    make_finding("It stays.")

    assert "It stays." in read_list(client)
    assert keeper.building
    keeper.building.join()
    assert "It stays." in read_list(client)

    assert keeper.index is None
    assert "The index could not be made" in caplog.text


def test_where_it_is_off_the_database_answers(client, keeper, answers):
    keeper.is_on = False
    make_finding("It stays.")

    read_list(client)

    assert keeper.building is None
    assert set(answers) == {"database"}


def test_drafts_tell_nobody(keeper):
    finding = make_finding(state="draft")
    CatalogueChange.objects.all().delete()

    finding.certainty = "low"
    finding.save()

    assert not CatalogueChange.objects.exists()
    assert CatalogueEntry.objects.exists()


def test_a_text_longer_than_any_makes_it_anew(keeper):
    finding = make_finding("Short.")
    index = build_index()
    Finding.objects.filter(pk=finding.pk).update(text="word " * 150 + "last")

    assert not catch_up(index)
    assert set(build_index().find_phrases([((0, ("word",)), (1, ("last",)))])) == {finding.number}


def test_words_are_no_phrase_across_two_findings(keeper):
    for _ in range(3):
        make_finding("word " * 60 + "last")
        make_finding("first")
    index = build_index()

    assert index.words["last"]
    assert not index.find_phrases([((0, ("last",)), (distance, ("first",))) for distance in range(1, 30)])
