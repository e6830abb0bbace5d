"""One quotation at the desk, and decisions sent from its forms."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils.html import escape

from reviews.models import Document
from tests.factories import make_citation, make_finding
from tests.themes.admin.desk.pages import DESK, address, press, read_token, said
from tests.themes.desk.cases import LANTERN, LOST, NEARLY, PILOT, checked, lists_of, make_quotation, share
from themes.models import Quotation

pytestmark = pytest.mark.django_db


# One quotation


def test_both_wordings_stand_beside_each_other_with_what_differs_marked(client, publisher, review, document):
    quotation = checked(make_quotation(NEARLY, "1", review=review))

    page = client.get(address(quotation)).content.decode()

    assert "“not” is left out; “1978” is printed “1987”." in page
    assert re.search(r"<ins>.*?not.*?</ins>", page, re.DOTALL)
    assert re.search(r"<del>.*?1978.*?</del>", page, re.DOTALL)


def test_cited_page_and_page_of_the_words_are_both_shown(client, publisher, review, document):
    quotation = checked(make_quotation(LANTERN, "1", review=review))

    page = client.get(address(quotation))

    assert [side.title for side in page.context["sides"]] == [
        "Page 1, as given",
        "Page 2: the words stand here",
    ]
    assert "<mark>why the lantern had been moved" in page.content.decode()


def test_page_of_exact_words_is_shown_once(client, publisher, review, document):
    quotation = checked(make_quotation(PILOT, "1", "2", review=review))

    sides = client.get(address(quotation)).context["sides"]

    assert [side.title for side in sides] == ["Page 1, as given: the words stand here"]


def test_report_without_a_pdf_says_how_to_add_one(client, publisher, review):
    quotation = checked(make_quotation(PILOT, "1", review=review))

    page = client.get(address(quotation)).content.decode()

    assert "We hold no PDF of" in page
    assert "“Add a report’s PDF” on the first page takes one." in page


def test_who_shares_the_list_is_said_and_what_moving_does_to_them(client, publisher, review, document):
    stays, goes = share(PILOT, LANTERN, pages=("1", "3"), review=review)
    checked(goes)

    page = client.get(address(goes)).content.decode()

    mine, theirs = goes.finding.code, stays.finding.code
    assert "Given for 2 findings together" in page
    assert (
        f"Only the page of {mine} moves: it gets a list of its own, and {theirs} keeps “1 &amp; 3”." in page
    )


def test_curator_reads_what_is_public_and_is_told_why_nothing_is_offered(client, curator, review, document):
    quotation = checked(make_quotation(LOST, "1", review=review, state="published"))

    page = client.get(address(quotation)).content.decode()

    code = quotation.finding.code
    assert f"Readers see {code}, so only somebody who may publish can decide about its quotations." in page
    assert 'name="act"' not in page


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_one_quotation_do_not_grow(
    client, publisher, review, document, rows, django_assert_num_queries
):
    quotations = share(*[LANTERN] * rows, PILOT, pages=("1", "2", "3"), review=review)
    checked(quotations[0])
    client.get(address(quotations[0]))

    with django_assert_num_queries(23):
        client.get(address(quotations[0]))


def test_decision_leads_to_the_next_of_the_queue_and_back(client, publisher, review, document):
    first, second = (make_quotation(LANTERN, "1", review=review) for _ in range(2))
    checked(first)

    response = press(client, first, "move", "?work=elsewhere", why="Page 2 in print.")

    assert response.redirect_chain[0][0] == address(second, "?work=elsewhere")
    assert "The quotation was moved to the page it was found on. Now: Wording checked, on page 2." in said(
        response
    )
    assert f'href="{address(first, "?work=elsewhere")}"' in said(response)
    assert lists_of(first.finding)[0][0] == "2"
    history = client.get(reverse("admin:themes_quotation_history", args=[first.pk])).content.decode()
    assert "A quotation was moved to the page it was found on" in history
    assert "Page 2 in print." in history


def test_after_the_last_one_comes_the_list(client, publisher, review, document):
    quotation = checked(make_quotation(LANTERN, "1", review=review))

    response = press(client, quotation, "move", "?work=elsewhere")

    assert response.redirect_chain[0][0] == f"{DESK}?work=elsewhere"
    assert "That was the last of this list." in said(response)


@pytest.mark.parametrize(
    ("act", "words", "fields", "outcome"),
    [
        ("take_wording", NEARLY, {}, "exact"),
        ("move", LANTERN, {}, "exact"),
        ("reword", LOST, {"words": PILOT}, "exact"),
        ("set_pages", LANTERN, {"pages": "p. 2", "known": "read"}, "exact"),
        ("overrule", LOST, {"reason": "Seen on paper."}, "overruled"),
        ("check_again", LOST, {}, "not_found"),
    ],
)
def test_every_act_can_be_sent_from_the_page(client, curator, review, document, act, words, fields, outcome):
    quotation = checked(make_quotation(words, "1", review=review))

    press(client, quotation, act, **fields)

    quotation.refresh_from_db()
    assert quotation.outcome == outcome


def test_words_of_our_own_lead_on_with_a_way_to_their_history(client, publisher, review, document):
    quotation = checked(make_quotation(LOST, "1", review=review))

    response = press(client, quotation, "our_own_words")

    assert not Quotation.objects.exists()
    assert "History keeps the words" in said(response)
    page = client.get(address(quotation))
    assert page.status_code == 410
    assert "Quoted words were taken out as our own" in page.content.decode()


@pytest.mark.parametrize(
    ("act", "fields", "message"),
    [
        ("reword", {"words": " "}, "Write the words, or mark them as our own"),
        ("set_pages", {"pages": "p. 12-", "known": "read"}, "Nothing was done."),
        ("set_pages", {"pages": "", "known": "read"}, "Nothing was done."),
        ("set_pages", {"pages": "2"}, "Say how these pages are known."),
        ("overrule", {"reason": " "}, "Say why these words are accepted all the same."),
        ("overrule", {"reason": " \x07 "}, "control character"),
        ("move", {}, "Its words were not found on another page."),
        ("reword", {"words": LOST}, "These are the words that are kept already."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is(
    client, publisher, review, document, act, fields, message
):
    quotation = checked(make_quotation(LOST, "1", review=review))
    before = Quotation.objects.values().get()

    page = press(client, quotation, act, **fields).content.decode()

    assert escape(message) in page
    assert Quotation.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_second_person_is_told_and_keeps_what_they_typed(client, publisher, review, document):
    quotation = checked(make_quotation(LOST, "1", review=review))
    token = read_token(client, quotation)
    press(client, quotation, "overrule", reason="I was quicker.")

    response = client.post(
        address(quotation), {"act": "reword", "seen": token, "words": "Typed by the second."}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "somebody else changed this while you had it open" in page
    assert "A quotation was accepted with a reason, by admin" in page
    assert "Typed by the second." in page
    quotation.refresh_from_db()
    assert quotation.overruled_because == "I was quicker."


def test_what_was_typed_about_a_quotation_that_is_gone_is_shown(client, publisher, review, document):
    quotation = checked(make_quotation(LOST, "1", review=review))
    token = read_token(client, quotation)
    press(client, quotation, "our_own_words")

    response = client.post(
        address(quotation), {"act": "reword", "seen": token, "words": "Typed by the second."}
    )

    assert response.status_code == 409
    assert "Typed by the second." in response.content.decode()


@pytest.mark.parametrize("pk", ["999999", str(2**63), str(2**70)])
def test_quotation_that_never_was_is_not_there(client, publisher, pk):
    assert client.get(f"{DESK}{pk}/").status_code == 404
    assert client.post(f"{DESK}{pk}/", {"act": "move"}).status_code == 404


def test_list_of_another_finding_is_not_offered_nor_taken(client, publisher, review, document):
    quotation = checked(make_quotation(LOST, "1", review=review))
    foreign = make_citation(make_finding(review=review), pages=("3",))

    press(client, quotation, "set_pages", citation=foreign.pk, pages="", known="read")

    quotation.refresh_from_db()
    assert quotation.citation != foreign


def test_forms_of_a_quotation_and_of_its_finding_lead_to_the_desk(client, publisher, review, document):
    quotation = make_quotation(LOST, "1", review=review)

    for name, pk in (("quotation", quotation.pk), ("finding", quotation.finding_id)):
        page = client.get(reverse(f"admin:themes_{name}_change", args=[pk])).content.decode()
        assert f'href="{address(quotation)}"' in page


def test_pages_are_for_those_who_may_see_pdfs(client, review, document):
    quotation = make_quotation(LANTERN, "1", review=review)
    checked(quotation)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_quotation"))
    client.force_login(reader)

    kept_from = client.get(address(quotation)).content.decode()
    Document.objects.update(is_public=True)
    shown = client.get(address(quotation)).content.decode()

    assert "This page can be seen by those who may see the PDFs of reports." in kept_from
    assert "portal-page-text" not in kept_from
    assert "portal-page-text" in shown
