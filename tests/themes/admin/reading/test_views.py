"""Where reading begins and goes on, what leads to it, and who may do what."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.factories import make_finding, make_review
from tests.themes.admin.reading.cases import (
    fill_form,
    get_address,
    get_messages,
    get_reading_address,
    get_text,
    make_document,
    sign_in,
)
from themes.models import Finding, ReadingPlace

pytestmark = pytest.mark.django_db


# Where it leads


def test_reading_begins_at_the_first_page_and_goes_on_where_one_stopped(client, curator, review, document):
    first = client.get(get_reading_address(review)).headers["Location"]
    client.get(get_address(document, 3))
    client.get(get_address(document, 2))
    again = client.get(get_reading_address(review)).headers["Location"]
    sign_in(client, "other")
    of_other = client.get(get_reading_address(review)).headers["Location"]

    assert [first, again, of_other] == [
        get_address(document, 1),
        get_address(document, 2),
        get_address(document, 1),
    ]
    assert ReadingPlace.objects.count() == 1


def test_place_goes_with_its_person(client, curator, document):
    client.get(get_address(document))

    curator.delete()

    assert not ReadingPlace.objects.exists()


def test_replaced_edition_leads_to_the_same_page_of_the_newest(client, curator, review, document):
    client.get(get_address(document, 3))
    newer, newest = make_document(review, page_count=4), make_document(review)
    newest.pages.filter(index=2).update(label="54")
    newest.pages.filter(index=3).update(label="55")
    for old, new in ((document, newer), (newer, newest)):
        old.superseded_by = new
        old.save()

    by_report = client.get(get_reading_address(review), follow=True)
    response = client.get(get_address(document, 3), follow=True)
    unnumbered = client.get(get_address(document, 1), follow=True)

    assert response.redirect_chain[-1][0] == get_address(newest, 2)
    assert "A newer edition of this PDF was added" in get_messages(response)[0]
    assert by_report.redirect_chain[-1][0] == get_address(newest, 2)
    assert "no printed number by which to find it" in get_messages(unnumbered)[0]


def test_nothing_typed_is_lost_when_the_edition_is_replaced_meanwhile(
    client, curator, review, document, theme
):
    document.superseded_by = make_document(review)
    document.save()

    response = client.post(get_address(document), fill_form(theme))

    assert "A newer edition of this PDF was added" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["text"].value() == "Boats went uncounted."
    assert not Finding.objects.exists()


def test_editions_that_replace_each_other_are_no_endless_way(client, curator, review, document):
    other = make_document(review, superseded_by=document)
    document.superseded_by = other
    document.save()

    assert client.get(get_address(document)).status_code == 404
    assert client.get(get_reading_address(review)).status_code == 200


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "waits to be read"),
        ("reading", "is being read"),
        ("failed", "could not be read. Too long."),
        (None, "No PDF of this report is held here."),
    ],
)
def test_report_that_cannot_be_read_yet_says_why(client, curator, review, state, said):
    addresses = [get_reading_address(review)]
    if state:
        document = make_document(review, state=state, message="Too long." if state == "failed" else "")
        addresses.append(get_address(document))

    for address in addresses:
        assert said in get_text(client.get(address))


def test_front_page_leads_on_to_the_last_three_reports(client, curator):
    documents = [make_document(make_review(short_title=f"Report {number}")) for number in range(5)]
    for days, document in enumerate(documents):
        client.get(get_address(document, 1 if days == 1 else 2))
        ReadingPlace.objects.filter(document=document).update(at=timezone.now() - timedelta(days=days))
    documents[2].superseded_by = documents[4]
    documents[2].save()
    sign_in(client, "other")
    of_other = get_text(client.get("/admin/"))
    client.force_login(curator)

    ways = client.get("/admin/").context["ways_in"]

    assert ways[2:] == [
        ("Go on reading: Report 0, p. 53", get_address(documents[0])),
        ("Go on reading: Report 1, PDF page 1", get_address(documents[1], 1)),
        ("Go on reading: Report 3, p. 53", get_address(documents[3])),
    ]
    assert "Report 0" not in of_other


def test_front_page_leads_to_the_grid_where_nobody_read_yet(client, curator):
    assert ("Go on reading", "/admin/themes/coverage/grid/") in client.get("/admin/").context["ways_in"]


# Who may


def test_each_button_asks_for_its_right(client, review, document, theme):
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_document"))
    client.force_login(reader)

    page = client.get(get_address(document))
    acts = ["look", "save", "coverage", f"same:{make_finding(review=review).pk}", "nonsense"]
    refused = [
        client.post(get_address(document), {**fill_form(theme), "act": act}).status_code for act in acts
    ]
    reader.user_permissions.add(Permission.objects.get(codename="add_finding"))
    other = client.post(get_address(document), {**fill_form(theme), "act": acts[3]}).status_code

    assert page.status_code == 200
    assert page.context["form"] is None
    assert "Save what was read" not in get_text(page)
    assert refused == [403] * 5
    assert other == 403


def test_words_are_for_those_who_may_see_the_pdf(client, document):
    writer = get_user_model().objects.create_user("writer", is_staff=True)
    writer.user_permissions.add(Permission.objects.get(codename="add_finding"))
    client.force_login(writer)

    assert client.get(get_address(document)).status_code == 403
    assert client.post(get_address(document)).status_code == 403
