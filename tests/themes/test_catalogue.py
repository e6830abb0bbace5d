"""The catalogue when several people write at once."""

import threading
import time

import pytest
from django.db import connection, transaction

from tests.factories import make_finding, make_theme
from themes.models import Agency, CatalogueEntry
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
    assert FacetNumber.THEME.option(theme.pk) in options
    assert FacetNumber.AGENCY.option(agency.pk) in options
