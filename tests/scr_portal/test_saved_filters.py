"""Filters of lists kept under a name: one's own, and what others share."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse

from scr_portal.forgetting.acts import forget
from scr_portal.forgetting.names import PersonNames
from tests.factories import make_finding, make_member
from themes.models import SavedFilter

pytestmark = pytest.mark.django_db
LIST = "/admin/themes/finding/"
SCREEN = "themes_finding_changelist"
DRAFTS = "state__exact=draft"


def keep(client, name="My drafts", query=DRAFTS, **said):
    data = {"name": name, "screen": SCREEN, "query": query, **said}
    return client.post(reverse("admin:keep_filter"), data, follow=True)


def test_filters_are_kept_offered_and_removed_again(client, curator):
    make_finding("Drafted.", state="draft")
    make_finding("Published.")

    page = keep(client, query=f"p=2&{DRAFTS}")

    assert page.redirect_chain == [(f"{LIST}?{DRAFTS}", 302)]
    assert f'<a href="?{DRAFTS}" aria-current="true">My drafts</a>' in page.text
    assert "Drafted." in page.text
    assert "Published." not in page.text
    client.post(reverse("admin:remove_filter"), {"filter": SavedFilter.objects.get().pk})
    assert "My drafts" not in client.get(LIST).text.replace("“My drafts” is removed.", "")


def test_same_name_replaces_what_was_kept(client, curator):
    keep(client)
    keep(client, query="state__exact=published")

    assert SavedFilter.objects.get().query == "state__exact=published"


@pytest.mark.parametrize("name", ["Zoë", "O'Brien", "Siân Tregenna"])
def test_name_in_a_kept_filter_can_be_forgotten(client, curator, name):
    keep(client, query=urlencode({"q": f"What {name} said", "state__exact": "draft"}))

    forget(names=PersonNames([name]), by="somebody")

    kept = QueryDict(SavedFilter.objects.get().query)
    assert kept.dict() == {"q": "What [name removed] said", "state__exact": "draft"}


def test_others_see_what_is_shared_alone_and_remove_nothing(client, curator):
    keep(client)
    keep(client, name="For all", is_shared="on")
    client.force_login(make_member("Curator", "somebody"))

    page = client.get(LIST).text
    for row in SavedFilter.objects.all():
        client.post(reverse("admin:remove_filter"), {"filter": row.pk})

    assert "For all" in page
    assert "shared by curator" in page
    assert "My drafts" not in page
    assert SavedFilter.objects.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"query": ""},
        {"query": "q=" + "x" * 1000},
        {"screen": "auth_user_changelist"},
        {"screen": "index"},
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(client, said):
    client.force_login(make_member("Curator"))

    page = keep(client, **said)

    assert "Nothing was kept" in page.text
    assert not SavedFilter.objects.exists()


def test_twenty_filters_of_a_list_are_enough(client, curator):
    for number in range(20):
        keep(client, name=f"Filter {number}")

    assert "you have 20 filters" in keep(client, name="One more").text
    assert "are kept as" in keep(client, name="Filter 3", query="state__exact=published").text
    assert SavedFilter.objects.count() == 20
