"""Decisions about several quotations, with a preview."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from reviews.workspace.deadlocks import STOPPED
from tests.factories import make_finding
from tests.themes.admin.desk.pages import SEVERAL, address, said
from tests.themes.desk.cases import LANTERN, LOST, PILOT, checked, lists_of, make_quotation, share
from themes.admin.desk import several
from themes.models import Quotation

pytestmark = pytest.mark.django_db


# Several


def look(client, act: str, *quotations: Quotation, **fields):
    return client.post(SEVERAL, {"act": act, "row": [one.pk for one in quotations], **fields})


def confirm(client, page, **fields):
    """Press the button of a preview."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode())
    sent = {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}
    return client.post(SEVERAL, {**sent, **fields}, follow=True)


def test_preview_lists_what_changes_and_what_is_left_alone(client, publisher, review, document):
    moved = make_quotation(LANTERN, "1", review=review)
    lost = make_quotation(LOST, "1", review=review)
    checked(moved)

    page = look(client, "move", moved, lost)

    text = page.content.decode()
    assert "1 quotation changes" in text
    assert "1 left alone" in text
    assert "Its words were not found on another page." in text
    assert lists_of(moved.finding)[0][0] == "1"

    done = confirm(client, page, read="on", why="Looked at them.")

    assert "The quotation was moved to the page it was found on. One was left as it was." in said(done)
    assert lists_of(moved.finding)[0][0] == "2"


def test_pages_have_to_be_read_before_readers_are_told_so(client, publisher, review, document):
    quotation = checked(make_quotation(LANTERN, "1", review=review))

    page = confirm(client, look(client, "move", quotation))

    assert "tick that you have read them" in page.content.decode()
    assert lists_of(quotation.finding)[0][0] == "1"


def test_one_reason_is_asked_for_and_kept_for_all(client, publisher, review, document):
    quotations = [make_quotation(LOST, "1", review=review) for _ in range(3)]
    checked(quotations[0])

    asked = look(client, "overrule", *quotations)
    page = confirm(client, asked, reason="Seen on paper.", confirm="")
    confirm(client, page)

    assert list(Quotation.objects.order_by().values_list("outcome", "overruled_because").distinct()) == [
        ("overruled", "Seen on paper.")
    ]


def test_stale_preview_is_refused_and_shown_anew(client, publisher, review, document):
    quotation = checked(make_quotation(LANTERN, "1", review=review))
    page = look(client, "move", quotation)
    Quotation.objects.filter(pk=quotation.pk).update(words="the lantern had been moved")

    response = confirm(client, page, read="on")

    assert response.status_code == 409
    assert "Something changed since you looked" in response.content.decode()
    assert lists_of(quotation.finding)[0][0] == "1"


def test_whole_list_can_be_chosen(client, publisher, review, document):
    for _ in range(60):
        make_quotation(LOST, "1", review=review)
    checked(Quotation.objects.all()[0])

    page = client.post(SEVERAL, {"act": "our_own_words", "which": "all", "work": "not-found"})
    confirm(client, page)

    assert not Quotation.objects.exists()


def test_more_than_can_be_looked_through_is_refused(client, publisher, review):
    finding = make_finding(review=review)
    Quotation.objects.bulk_create(Quotation(finding=finding, words=f"words {n}") for n in range(501))

    for act, most in (("check_again", 100), ("our_own_words", 500)):
        response = client.post(SEVERAL, {"act": act, "which": "all"}, follow=True)
        assert f"At most {most} can be chosen for this at once." in said(response)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"act": "", "row": "1"}, "Choose what to do"),
        ({"act": "reword", "row": "1"}, "Choose what to do"),
        ({"act": "move"}, "Tick some quotations first."),
        ({"act": "move", "row": ["x", "9" * 30, "-1"]}, "Tick some quotations first."),
    ],
)
def test_choice_that_is_none_is_answered_in_words(client, publisher, fields, message):
    assert message in said(client.post(SEVERAL, fields, follow=True))


def test_shared_list_is_split_for_all_from_one_page(client, publisher, review, document):
    first, second, third = share(PILOT, LANTERN, LOST, pages=("1", "2"), review=review)
    checked(first)
    page = client.get(address(first))
    assert [offer.finding for offer in page.context["split_all"]] == [first.finding, second.finding]

    confirm(client, look(client, "split_list", first, second))

    assert [len(lists_of(one.finding)[0][3]) for one in (first, second, third)] == [1, 1, 2]


def test_preview_that_the_database_stopped_leads_back_and_says_so(
    client, publisher, review, document, monkeypatch
):
    quotation = checked(make_quotation(LANTERN, "1", review=review))

    def stop(*args, **kwargs):
        raise OperationalError("deadlock detected") from DeadlockDetected()

    monkeypatch.setattr(several, "preview_act", stop)
    response = client.post(SEVERAL, {"act": "move", "row": [quotation.pk]}, follow=True)

    assert response.status_code == 200
    assert STOPPED in said(response)
