"""The catalogue when several people write at once, and how it is written."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from tests.factories import make_citation, make_finding, make_theme
from themes.findings.publishing import withdraw_finding
from themes.models import Agency, CatalogueEntry, Citation, Finding
from themes.models.catalogue import FacetNumber

SECONDS = 30


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_two_who_file_one_finding_at_once_are_both_seen():
    finding, theme = make_finding(), make_theme("Babies")
    agency = Agency.objects.create(slug="health", name="Health")

    def file_under_agency() -> None:
        try:
            finding.agencies.add(agency)
        finally:
            connection.close()

    other = threading.Thread(target=file_under_agency)
    with transaction.atomic():
        finding.themes.add(theme)
        other.start()
        deadline = time.monotonic() + SECONDS
        while not somebody_waits() and time.monotonic() < deadline:
            time.sleep(0.01)
    other.join(SECONDS)

    options = CatalogueEntry.objects.get(finding=finding).options
    assert FacetNumber.THEME.encode(theme.pk) in options
    assert FacetNumber.AGENCY.encode(agency.pk) in options


def in_another_session(act) -> threading.Thread:
    """`act` run beside the test, in a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    return other


def wait_until_somebody_waits() -> None:
    deadline = time.monotonic() + SECONDS
    while not somebody_waits() and time.monotonic() < deadline:
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_finding_withdrawn_while_another_files_it_is_gone_from_lists():
    finding, theme = make_finding(), make_theme("Babies")

    with transaction.atomic():
        withdraw_finding(finding=finding)
        other = in_another_session(lambda: Finding.objects.get(pk=finding.pk).themes.add(theme))
        wait_until_somebody_waits()
    other.join(SECONDS)

    entry = CatalogueEntry.objects.get(finding=finding)
    assert not entry.is_listed
    assert FacetNumber.THEME.encode(theme.pk) in entry.options


@pytest.mark.django_db(transaction=True)
def test_page_list_changed_while_another_cites_it_is_seen():
    first, second = make_finding(), make_finding()
    citation = make_citation(first, basis="contents_list")

    with transaction.atomic():
        Citation.objects.filter(pk=citation.pk).update(basis="page_read")
        other = in_another_session(lambda: citation.findings.add(second))
        wait_until_somebody_waits()
    other.join(SECONDS)

    assert FacetNumber.HOW.encode(1) in CatalogueEntry.objects.get(finding=second).options


@pytest.mark.django_db(transaction=True)
def test_two_who_file_the_same_two_findings_the_other_way_round_do_not_get_stuck():
    first, second, theme, other_theme = make_finding(), make_finding(), make_theme(), make_theme()
    failed = []

    def the_other_way_round() -> None:
        try:
            with transaction.atomic():
                second.themes.add(other_theme)
                first.themes.add(other_theme)
        except OperationalError as error:
            failed.append(error)

    with transaction.atomic():
        first.themes.add(theme)
        other = in_another_session(the_other_way_round)
        wait_until_somebody_waits()
        second.themes.add(theme)
    other.join(SECONDS)

    assert failed == []
    both = {FacetNumber.THEME.encode(each.pk) for each in (theme, other_theme)}
    assert [both - set(entry.options) for entry in CatalogueEntry.objects.all()] == [set(), set()]


@pytest.mark.django_db
def test_a_session_plans_how_to_write_it_once():
    """Who makes the function anew has to say so again: it runs with each row of what findings are filed under."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'themes_catalogue'")
        [(settings,)] = cursor.fetchall()

    assert settings == ["plan_cache_mode=force_generic_plan", "enable_seqscan=off"]
