"""Page lists in the workspace."""

import pytest
from django.urls import reverse

from tests.factories import (
    make_citation,
    make_finding,
)
from tests.themes.admin.cases import save
from themes.findings.publishing import withdraw_finding
from themes.models import (
    Finding,
)

pytestmark = pytest.mark.django_db


def test_page_list_of_a_published_finding_keeps_the_rules(client, curator, published):
    Finding.objects.update(basis="")
    citation = published.citations.get()
    other = make_finding()

    page = save(client, citation, **{"pages-0-DELETE": "on"}).content.decode()
    assert "One of its page lists has no pages." in page
    page = save(client, citation, findings=[other.pk]).content.decode()
    assert "It has neither a page list nor a note of what was read." in page
    address = reverse("admin:themes_citation_delete", args=[citation.pk])
    assert "It has neither a page list" in client.post(address, {"post": "yes"}).content.decode()

    assert citation.pages.count() == 1
    assert list(citation.findings.all()) == [published]

    withdraw_finding(finding=published)
    client.post(address, {"post": "yes"})
    assert not published.citations.exists()


def test_labels_are_stored_in_one_spelling():
    citation = make_citation(make_finding(), pages=("IV", "007"))

    assert [page.first_page for page in citation.pages.all()] == ["iv", "7"]
