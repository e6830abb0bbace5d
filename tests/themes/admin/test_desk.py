"""The citation desk in the workspace: what it lists, what it shows of one, and decisions sent from its forms."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError
from django.urls import reverse
from django.utils.html import escape
from psycopg.errors import DeadlockDetected

from reviews.models import Document, Review
from reviews.workspace.deadlocks import STOPPED
from tests.factories import group, make_citation, make_finding, make_review
from tests.themes.desk.cases import (
    LANTERN,
    LOST,
    NEARLY,
    PILOT,
    ROPES,
    checked,
    lists_of,
    make_document,
    make_quotation,
    share,
)
from themes.admin import desk
from themes.desk.queue import SLUGS, TO_SPLIT, Queue
from themes.models import Quotation
from themes.todo import KINDS

pytestmark = pytest.mark.django_db

DESK = reverse("admin:themes_quotation_desk")
SEVERAL = reverse("admin:themes_quotation_desk_several")


@pytest.fixture
def review() -> Review:
    return make_review("harbours")


@pytest.fixture
def document(review) -> Document:
    return make_document(review)


@pytest.fixture
def publisher(client, admin_user) -> User:
    client.force_login(admin_user)
    return admin_user


@pytest.fixture
def curator(client) -> User:
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(group("Curator"))
    client.force_login(user)
    return user


def address(quotation: Quotation, query: str = "") -> str:
    return reverse("admin:themes_quotation_desk_one", args=[quotation.pk]) + query


def seen(client, quotation: Quotation, query: str = "") -> str:
    return client.get(address(quotation, query)).context["seen"]


def press(client, quotation: Quotation, act: str, query: str = "", **fields):
    """Open the page and press one of its buttons."""
    sent = {"act": act, "seen": seen(client, quotation, query), **fields}
    return client.post(address(quotation, query), sent, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def every_kind(review, document) -> dict[str, Quotation]:
    """A quotation of every kind, by the slug of its kind, entered from the best to the worst."""
    other = make_review("gardens")
    rows = {
        "checked": make_quotation(PILOT, "1", review=review),
        "accepted": make_quotation(LOST, "1", review=review, outcome="overruled", overruled_because="Seen."),
        "no-list": make_quotation(ROPES, review=review),
        "unavailable": make_quotation(ROPES, "3", review=other),
        "not-checked": make_quotation(PILOT, "1", review=make_review("quays")),
        "near": make_quotation(NEARLY, "1", review=review),
        "elsewhere": make_quotation(LANTERN, "1", review=review),
        "not-found": make_quotation(LOST, "1", review=review),
    }
    checked(rows["checked"])
    Quotation.objects.filter(pk=rows["not-checked"].pk).update(outcome="not_checked", checked_at=None)
    return rows


# The queue


def test_worst_comes_first_and_what_is_settled_is_left_out(every_kind):
    settled = ("accepted", "checked")

    assert [one.pk for one in Queue().rows()] == [
        every_kind[slug].pk for slug in SLUGS if slug not in settled
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_kind_is_listed_alone_and_counted(client, publisher, every_kind, slug):
    page = client.get(f"{DESK}?work={slug}")

    assert [row[0] for row in page.context["rows"]] == [every_kind[slug]]
    [chosen] = [option for option in page.context["kinds"] if option.chosen]
    assert (chosen.count, chosen.query) == (1, f"work={slug}")


def test_oldest_of_a_kind_comes_first(review, document):
    quotations = [make_quotation(LOST, "1", review=review) for _ in range(3)]
    checked(quotations[0])

    assert list(Queue("not-found").rows()) == quotations


def test_queue_is_held_to_one_report_with_its_counts(client, publisher, every_kind):
    page = client.get(f"{DESK}?report=gardens")

    assert [row[0] for row in page.context["rows"]] == [every_kind["unavailable"]]
    assert page.context["kinds"][0].count == 1
    assert {option.label: option.count for option in page.context["reports"]}["All reports"] == 6


def test_filter_that_there_is_not_is_left_out(client, publisher, every_kind):
    assert client.get(f"{DESK}?work=nonsense&page=x").context["page"].paginator.count == 6
    assert "There is no such quotation." in client.get(f"{DESK}?report=no-such").content.decode()


def test_empty_desk_says_so_kindly(client, publisher):
    assert "No quotation wants a decision." in client.get(DESK).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_queue_do_not_grow(
    client, publisher, review, document, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_quotation(LOST, "1", review=review)
    checked(Quotation.objects.all()[0])
    client.get(DESK)

    with django_assert_num_queries(10):
        assert len(client.get(DESK).context["rows"]) == rows


def test_curator_is_offered_only_what_is_theirs_to_change(client, curator, review, document):
    drafted = make_quotation(LOST, "1", review=review)
    public = make_quotation(LOST, "1", review=review, state="published")
    checked(drafted)

    page = client.get(DESK).content.decode()

    assert f'name="row" value="{drafted.pk}"' in page
    assert f'name="row" value="{public.pk}"' not in page
    assert "Only somebody who may publish decides about it" in page


# One quotation


def test_both_wordings_stand_beside_each_other_with_what_differs_marked(client, publisher, review, document):
    quotation = checked(make_quotation(NEARLY, "1", review=review))

    page = client.get(address(quotation)).content.decode()

    assert "“not” is left out; “1978” is printed “1987”." in page
    assert re.search(r"<ins>.*?not.*?</ins>", page)
    assert re.search(r"<del>.*?1978.*?</del>", page)


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
    assert "“Add a report” on the first page takes one." in page


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


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_of_one_quotation_do_not_grow(
    client, publisher, review, document, rows, django_assert_num_queries
):
    quotations = share(*[LANTERN] * rows, PILOT, pages=("1", "2", "3"), review=review)
    checked(quotations[0])
    client.get(address(quotations[0]))

    with django_assert_num_queries(21):
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
        ("overrule", {"reason": " \x07 "}, "Say why these words are accepted all the same."),
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
    mark = seen(client, quotation)
    press(client, quotation, "overrule", reason="I was quicker.")

    response = client.post(
        address(quotation), {"act": "reword", "seen": mark, "words": "Typed by the second."}
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
    mark = seen(client, quotation)
    press(client, quotation, "our_own_words")

    response = client.post(
        address(quotation), {"act": "reword", "seen": mark, "words": "Typed by the second."}
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


def test_kinds_of_work_are_kinds_of_the_desk():
    assert {kind.slug for kind in KINDS if kind.model is Quotation} <= {*SLUGS, TO_SPLIT}


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


def test_preview_that_the_database_stopped_leads_back_and_says_so(
    client, publisher, review, document, monkeypatch
):
    quotation = checked(make_quotation(LANTERN, "1", review=review))

    def stop(*args, **kwargs):
        raise OperationalError("deadlock detected") from DeadlockDetected()

    monkeypatch.setattr(desk, "rehearse", stop)
    response = client.post(SEVERAL, {"act": "move", "row": [quotation.pk]}, follow=True)

    assert response.status_code == 200
    assert STOPPED in said(response)
