"""Nothing in the collection changes without a trace, bulk edits and many-to-many rows included."""

import pghistory
import pytest
from django.apps import apps
from django.db import connection, transaction

from reviews.history.tracking import find_by_old_slug, get_events
from reviews.models import Period, Review
from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from themes.models import Agency, Finding, Theme

NOT_TRACKED = {
    "CatalogueChange",  # says which entries changed
    "CatalogueEntry",  # derived from what is tracked
    "Change",  # what readers are told of the history
    "FindingWord",  # made from findings, and never shown by itself
    "DocumentPage",  # can be read again from its document
    "Member",  # a reader's own, which goes with their account; what was decided about it stands on it
    "SavedFilter",  # how somebody narrows a list, and nothing about the collection
    "ReadingPlace",  # where a reader stopped, and nothing about the collection
    "DocumentReading",  # progress
    "VersionStep",  # says that something changed, and what is in the history
    "Notice",  # likewise
    "NoticeStep",  # a log already: entries are never changed
    "EvidenceLook",  # likewise
    "LegalRemoval",  # says itself who proposed it, who settled it, and when
    "SealedEvidence",  # what it holds is to stand nowhere else
    "ProblemReport",  # what somebody typed there goes again after a time
    "RestrictedTerm",  # stands in its row and nowhere else
    "Subscription",  # about readers: nothing is kept of it once they end it
    "Letter",  # what was sent, which goes again after a time
    "AuthorTrust",  # says itself who was trusted by whom, and goes with the account
    "ModerationDecision",  # a log already: entries are never changed
}


def labels(model, **of) -> list[str]:
    return list(get_events(model).filter(**of).order_by("pgh_id").values_list("pgh_label", flat=True))


def test_every_model_and_every_many_to_many_table_is_tracked():
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("reviews", "themes") and not issubclass(model, pghistory.models.Event)
    ]
    tracked_tables = {
        event.pgh_tracked_model._meta.db_table
        for event in apps.get_models()
        if issubclass(event, pghistory.models.Event) and event._meta.app_label in ("reviews", "themes")
    }

    untracked = {model.__name__ for model in ours if model._meta.db_table not in tracked_tables}
    assert untracked == NOT_TRACKED


def test_every_tracked_table_keeps_inserts_updates_and_deletes(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relation.relname, count(*) FILTER (WHERE trigger.tgname ~ 'insert_insert'),
                   count(*) FILTER (WHERE trigger.tgname ~ 'update_update'),
                   count(*) FILTER (WHERE trigger.tgname ~ 'delete_delete')
            FROM pg_trigger trigger JOIN pg_class relation ON relation.oid = trigger.tgrelid
            WHERE NOT trigger.tgisinternal AND relation.relname !~ '^procrastinate_'
              AND trigger.tgname ~ '(insert|update|delete)_'
            GROUP BY 1
            """
        )
        kept = {table: counts for table, *counts in cursor.fetchall()}

    assert len(kept) > 30
    assert {table: counts for table, counts in kept.items() if counts != [1, 1, 1]} == {}


@pytest.mark.django_db
def test_draft_leaves_insert_update_and_delete():
    finding = make_finding(state="draft")
    Finding.objects.filter(pk=finding.pk).update(text="Changed in bulk.")
    pk = finding.pk
    Finding.objects.filter(pk=pk).delete()

    assert labels(Finding, pgh_obj_id=pk) == ["insert", "update", "delete"]


@pytest.mark.django_db
def test_many_to_many_rows_leave_their_trace():
    finding = make_finding()
    agency = Agency.objects.create(slug="health", name="Health")

    finding.agencies.add(agency)
    finding.agencies.clear()

    table = next(model for model in apps.get_models() if model.__name__ == "FindingAgency")
    assert labels(table, finding=finding, agency=agency) == ["insert", "delete"]


@pytest.mark.django_db
def test_page_lists_and_their_findings_are_tracked():
    citation = make_citation(make_finding())
    table = next(model for model in apps.get_models() if model.__name__ == "CitationFinding")

    citation.findings.clear()

    assert labels(table, citation=citation) == ["insert", "delete"]


@pytest.mark.django_db
def test_context_says_who_and_why_for_rows_loaded_in_bulk():
    with transaction.atomic(), pghistory.context(why="a test"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with cursor.copy("COPY themes_agency (slug, name, position) FROM STDIN") as copy:
            copy.write_row(("police", "Police", 1))
            copy.write_row(("schools", "Schools", 2))

    events = get_events(Agency).order_by("pgh_id")
    assert [event.pgh_context.metadata["why"] for event in events] == ["a test", "a test"]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_theme, make_review, make_period])
def test_old_slug_leads_to_the_row_that_had_it_last(make):
    row = make()
    old = row.slug
    row.slug = "renamed"
    row.save()

    assert find_by_old_slug(type(row), old) == row
    assert find_by_old_slug(type(row), "never-was") is None


@pytest.mark.django_db
def test_old_slug_of_a_deleted_row_leads_nowhere():
    theme = make_theme("Gone")
    theme.delete()

    assert find_by_old_slug(Theme, "gone") is None


def test_history_is_asked_of_the_right_tables():
    assert {get_events(model).model.__name__ for model in (Period, Review, Theme)} == {
        "PeriodEvent",
        "ReviewEvent",
        "ThemeEvent",
    }
