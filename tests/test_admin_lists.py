"""Every list of the admin takes the same few queries however much it holds, and says so when it holds nothing."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_one_of_each

pytestmark = pytest.mark.django_db

LISTS = {
    model._meta.label: reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    for model in admin.site._registry
}
# Themes, page lists and their pages, quotations; what the guard of comments knows.
PREFETCHED = {"themes.Finding": 4, "themes.Comment": 1}
MOST = 11  # the page takes two, and one for kept filters; a count, the rows, one for each filter that offers rows


def queries_of_lists(client) -> dict[str, int]:
    counted = {}
    for label, address in LISTS.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, label
        counted[label] = len(captured)
    return counted


def test_queries_of_every_list_are_few_and_do_not_grow(client, curator):
    make_one_of_each()
    of_one = queries_of_lists(client)
    for _ in range(29):
        make_one_of_each()

    of_thirty = queries_of_lists(client)

    assert {
        label: of_thirty[label] - count for label, count in of_one.items() if of_thirty[label] != count
    } == {}
    assert {
        label: count for label, count in of_thirty.items() if count > MOST + PREFETCHED.get(label, 0)
    } == {}


def test_list_is_headed_by_what_it_holds(client, curator):
    assert "<h1>Known gaps</h1>" in client.get(LISTS["themes.KnownGap"]).content.decode()


def test_empty_list_says_so_kindly(client, curator):
    address = LISTS["themes.Theme"]

    nothing_there = client.get(address).content.decode()
    nothing_fits = client.get(f"{address}?q=nosuchword").content.decode()

    assert "There is nothing here yet." in nothing_there
    assert 'Search for fewer words, or <a href="?">see all of them</a>.' in nothing_fits
