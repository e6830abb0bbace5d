"""Lists that somebody makes, finding by finding, and the ticks they are made with."""

from __future__ import annotations

import re

import pytest

from tests.factories import make_block, make_citation, make_finding, make_review, make_theme
from tests.themes.views.list_pages import PUBLISHED, find_texts, find_title, read_list
from themes.findings.publishing import withdraw_finding
from themes.models import Finding, StartingPoint

pytestmark = pytest.mark.django_db


def test_made_list_keeps_its_order_and_brings_what_must_be_read_together(client):
    first, second, third = (make_finding(text) for text in ("First.", "Second.", "Third."))
    make_block(first, third)

    page = read_list(client, f"/findings/?id={second.code}&id={first.code}")

    assert find_texts(page) == ["Second.", "First.", "Third."]
    assert "A list of 3 findings" in find_title(page)
    assert f"mailto:?subject=SCR%20Portal%3A%20a%20list%20of%20findings%20%28{second.code}" in page
    assert f"id%3D{second.code}%26id%3D{first.code}" in page


@pytest.mark.parametrize(
    "spelling", ["id=4&id=60", "id=F4&id=F60", "id=f004,+60", "id=F004+F060&list=new", "id=4&id=4&id=60"]
)
def test_list_has_one_address(client, spelling):
    for number in (4, 60):
        make_finding(number=number)

    assert client.get(f"/findings/?{spelling}")["Location"] == "/findings/?id=F004&id=F060"
    assert client.get("/findings/?id=F004&id=F060").status_code == 200


def test_what_a_list_cannot_show_is_told(client):
    shown, gone = make_finding("Shown."), make_finding("Gone.")
    draft = make_finding("Not ready.", state="draft")
    withdraw_finding(finding=gone)

    page = read_list(client, f"/findings/?id={shown.code}&id={gone.code}&id={draft.code}&id=F900&id=%3Cb%3E")

    assert find_texts(page) == ["Shown."]
    assert f"Finding {gone.code} was withdrawn" in page
    for word in (draft.code, "F900", "&lt;b&gt;"):
        assert f"There is no finding “{word}”" in page
    assert "Not ready." not in page


def send(client, **fields) -> str:
    """Where the form of a list leads."""
    return client.post("/findings/arranged/", fields).headers.get("Location", "")


@pytest.mark.parametrize(
    ("move", "order", "anchor"),
    [
        ("up-F003", "132", "F003"),
        ("down-F001", "213", "F001"),
        ("remove-F002", "13", "F003"),
        ("remove-F003", "12", "F002"),
        ("up-F001", "123", "F001"),
        ("down-F003", "123", "F003"),
        ("up-F900", "123", ""),
        ("sideways-F002", "123", ""),
    ],
)
def test_buttons_of_an_entry_move_it_or_take_it_off(client, move, order, anchor):
    for number in (1, 2, 3):
        make_finding(number=number)

    led = send(client, id=["F001", "F002", "F003"], move=move)

    ids = "&".join(f"id=F00{number}" for number in order)
    assert led == f"/findings/?{ids}{'#' if anchor else ''}{anchor}"


def test_block_moves_and_leaves_as_one(client):
    alone, first, second = (make_finding(number=number) for number in (1, 2, 3))
    make_block(first, second)
    listed = {"id": [alone.code, first.code, second.code]}

    assert send(client, **listed, move="up-F002") == "/findings/?id=F002&id=F003&id=F001#F002"
    assert send(client, **listed, move="remove-F002") == "/findings/?id=F001#F001"
    assert send(client, **listed, **{"place-F002": "1"}) == "/findings/?id=F002&id=F003&id=F001"


def test_title_notes_and_order_are_in_the_address_and_on_the_page(client):
    for number in (1, 2):
        make_finding(f"Number {number}.", number=number)

    led = send(
        client,
        id=["F001", "F002"],
        title=" Not seen,\tnot brought ",
        **{"note-F001": "", "note-F002": "Ask & listen:\r\n<b>“why?”</b>", "place-F002": "1"},
    )
    page = read_list(client, led)

    assert led == (
        "/findings/?id=F002&id=F001&title=Not+seen%2C+not+brought"
        "&note-F002=Ask+%26+listen%3A%0A%3Cb%3E%E2%80%9Cwhy%3F%E2%80%9D%3C%2Fb%3E"
    )
    assert client.get(led).status_code == 200
    assert find_texts(page) == ["Number 2.", "Number 1."]
    assert ">Not seen, not brought</h1>" in page
    assert "Not seen, not brought: a list of 2 findings" in find_title(page)
    assert ">Ask &amp; listen:<br>&lt;b&gt;“why?”&lt;/b&gt;</p>" in page
    assert "<b>“why" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "name no child" in page
    response = client.get(led)
    assert "no-store" in response["Cache-Control"]  # somebody's words
    assert response["Referrer-Policy"] == "same-origin"


def test_what_does_not_fit_is_told_and_nothing_typed_is_lost(client):
    for number in (1, 2):
        make_finding(number=number)
    typed = {"title": "T" * 95, "note-F001": "n" * 230, "place-F002": "first", "note-F002": "Kept."}

    response = client.post("/findings/arranged/", {"id": ["F001", "F002"], **typed})
    page = response.content.decode()

    assert response.status_code == 200
    assert "The title has 95 characters, and 80 fit: shorten it by 15." in page
    assert "The note to F001 has 230 characters, and 200 fit: shorten it by 30." in page
    assert "“first” is not a position. Type a number: 1 puts F002 first." in page
    assert "This was not saved yet" in page
    for value in typed.values():
        assert value in page
    assert "Address of this list" not in page


def test_list_too_long_for_an_address_says_so(client):
    review = make_review()
    Finding.objects.bulk_create([Finding(text="One.", review=review, **PUBLISHED) for _ in range(40)])
    codes = list(Finding.objects.order_by("number").values_list("number", flat=True))
    ids = [f"F{number:03}" for number in codes]

    page = client.post("/findings/arranged/", {"id": ids, **{f"note-{code}": "é" * 200 for code in ids}})

    assert "Title and notes are too long together" in page.content.decode()
    assert page.content.decode().count("é" * 200) >= 40


def test_too_long_a_note_in_an_address_is_shown_whole_and_told(client):
    make_finding(number=1)

    page = read_list(client, f"/findings/?id=F001&note-F001={'n' * 230}")

    assert "n" * 230 in page
    assert "shorten it by 30" in page


def test_note_to_what_is_not_shown_stays_readable(client):
    shown, gone = make_finding(number=1), make_finding(number=2)
    withdraw_finding(finding=gone)

    page = read_list(client, f"/findings/?id={shown.code}&id={gone.code}&note-F002=Mine.")

    assert "The note to F002 was: “Mine.”" in page


def test_notes_to_a_block_are_one(client):
    first, second = make_finding(number=1), make_finding(number=2)
    make_block(first, second)

    page = read_list(client, "/findings/?id=F001&id=F002&note-F001=One.&note-F002=Two.")

    assert "One.<br>Two.</p>" in page
    assert send(client, id=["F001", "F002"], **{"note-F001": "One.", "note-F002": "Two."}) == (
        "/findings/?id=F001&id=F002&note-F001=One.%0ATwo."
    )


def test_list_is_text_for_word_with_its_title_notes_and_reasons(client):
    review = make_review(short_title="A report")
    first, second = (make_finding(f"Number {number}.", number=number, review=review) for number in (1, 2))
    alone = make_finding("Alone <here>.", number=3, review=review)
    make_block(first, second, reason="Both sides.")
    make_citation(alone)
    query = "id=F003&id=F001&id=F002&title=My+session&note-F001=Start+%26+stop%0Ahere"

    response = client.get(f"/findings.txt?{query}")
    page = client.get(f"/findings/?{query}").content.decode()
    [for_word] = re.findall(r'<template id="list-for-word">(.*?)</template>', page, re.DOTALL)

    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("My session\n3 findings, from SCR Portal, ")
    assert f"https://testserver/findings/?{query}" in text
    assert (
        "\n1. Alone <here>.\n   Years given in the finding. It stands under no period. A report. Read on page 53 of "
        "the report.\n" in text
    )
    assert "F003: https://testserver/f/3" in text
    assert "\n2. Read these together. Both sides.\n\n   Number 1.\n" in text
    assert "\n   Note: Start & stop\n   here\n" in text
    assert "<h2>My session</h2>" in for_word
    assert "Alone &lt;here&gt;." in for_word
    assert "Note: Start &amp; stop<br>here" in for_word
    assert 'href="https://testserver/f/3" rel="nofollow">F003' in for_word
    assert "class=" not in for_word
    assert client.get("/findings.txt?id=F900")["Location"] == "/findings/?id=F900"


def test_mail_carries_the_title_and_a_list_too_long_for_one_says_so(client):
    make_finding(number=1)

    short = read_list(client, "/findings/?id=F001&title=A+%26+B")
    long = read_list(client, f"/findings/?id=F001&note-F001={'%C3%A9' * 200}")

    assert "mailto:?subject=A%20%26%20B&amp;body=A%20%26%20B%0Ahttps%3A%2F%2Ftestserver" in short
    assert "mailto:" not in long
    assert "too long for some mail programs" in long


def test_references_of_a_list_carry_its_title_and_lead_back_to_all_of_it(client):
    make_finding(number=1)

    page = read_list(client, "/findings/references/?id=F001&title=My+session&note-F001=Mine.")

    assert "My session (F001)" in page
    assert 'href="/findings/?id=F001&amp;title=My+session&amp;note-F001=Mine."' in page


def test_ticking_nothing_is_told(client):
    make_finding("Still here.")

    page = read_list(client, "/findings/?list=new")

    assert "No finding was ticked" in page
    assert find_texts(page) == ["Still here."]


def test_list_of_nothing_but_mistakes_is_a_page(client):
    response = client.get("/findings/?id=x")

    assert response.status_code == 200
    assert "A list of 0 findings" in response.content.decode()


def test_scope_note_may_be_listed_by_name(client):
    note = make_finding("What a report covers.", kind="scope")

    assert find_texts(read_list(client, f"/findings/?id={note.code}")) == ["What a report covers."]


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_a_made_list(client, django_assert_num_queries, rows):
    made = [make_finding() for _ in range(rows)]
    for finding in made:
        make_citation(finding)
    address = "/findings/?" + "&".join(f"id={finding.code}" for finding in made)

    with django_assert_num_queries(3):  # places, cards, where to get help
        assert client.get(address).status_code == 200


def test_partner_that_was_not_asked_for_says_why_it_is_there(client):
    here, there = make_theme("Here"), make_theme("There")
    first, second = make_finding(themes=(here,)), make_finding(themes=(there,))
    make_block(first, second)

    page = read_list(client, "/findings/?theme=here")

    assert "1 finding" in find_title(page)
    assert f"Beside what you asked for: {second.code}. One would mislead without the other." in page
    assert "Beside what you asked for" not in read_list(client, "/findings/?theme=here&theme=there")


def test_list_says_when_more_was_asked_for_than_fits(client):
    review = make_review()
    Finding.objects.bulk_create([Finding(text="One.", review=review, **PUBLISHED) for _ in range(105)])
    codes = [finding.code for finding in Finding.objects.order_by("number")]

    more = read_list(client, "/findings/?id=" + ",".join(codes))
    all_of_them = read_list(client, "/findings/?id=" + ",".join(codes[:100]))

    assert "A list of 100 findings" in find_title(more)
    assert "at most 100 findings" in more
    assert "A list of 100 findings" in find_title(all_of_them)
    assert "at most 100 findings" not in all_of_them


def test_address_of_another_list_can_be_added_to_a_list(client):
    for number in (4, 60, 119):
        make_finding(number=number)

    response = client.get("/findings/", {"id": ["F060", "https://testserver/findings/?id=F119&id=F004"]})

    assert response["Location"] == "/findings/?id=F060&id=F119&id=F004"


@pytest.mark.parametrize(
    "address", ["/findings/", "/search/?q=number", "/findings/?theme=neglect&kind=finding"]
)
def test_ticks_become_a_list_whatever_else_the_form_holds(client, address):
    codes = [
        make_finding("Number one.", themes=(make_theme("Neglect"),)).code,
        make_finding("Number two.").code,
    ]
    shown = read_list(client, f"{address}{'&' if '?' in address else '?'}tick={codes[1]}")

    sent = client.get("/findings/", {"q": "number", "sort": "", "list": "new", "tick": codes[::-1]})

    assert 'formaction="/findings/"' in shown
    assert f'value="{codes[1]}" data-codes="{codes[1]}" checked>' in shown or (
        f'<input type="hidden" name="tick" value="{codes[1]}">' in shown
    )
    assert sent["Location"] == f"/findings/?id={codes[1]}&id={codes[0]}"


def test_what_cannot_be_shown_of_what_was_typed_is_told(client):
    make_finding(number=1)
    withdraw_finding(finding=make_finding(number=2))

    said = client.post(
        "/findings/arranged/", {"id": ["F001", "F0l19, F900 F002"]}, follow=True
    ).content.decode()

    assert "There is no finding “F0l19”" in said
    assert "There is no finding “F900”" in said
    assert "Finding F002 was withdrawn" in said


def test_what_does_not_fit_on_a_list_is_told_after_it_was_sent(client):
    for number in range(1, 103):
        make_finding(number=number)

    said = client.post("/findings/arranged/", {"id": [f"F{n:03}" for n in range(1, 103)]}, follow=True)

    assert "at most 100 findings" in said.content.decode()


def test_nothing_stays_of_a_list_whose_last_finding_was_taken_off(client):
    make_finding(number=1)

    sent = {"id": "F001", "title": "My session", "note-F001": "Mine.", "move": "remove-F001"}

    assert client.post("/findings/arranged/", sent)["Location"] == "/findings/"


def test_ticks_have_one_address_and_nonsense_is_none(client):
    make_finding(number=4)

    assert client.get("/findings/?tick=f4&tick=x&tick=F004&page=1")["Location"] == "/findings/?tick=F004"
    assert client.get("/findings/?list=new&tick=x")["Location"] == "/findings/?list=new"


def test_every_finding_of_a_theme_can_be_ticked_and_a_finding_added_from_its_page(client):
    theme = make_theme("Neglect")
    recommended = make_finding("Do it.", themes=(theme,), kind="recommendation")
    alone = make_finding("One.", themes=(theme,))
    StartingPoint.objects.create(theme=theme, finding=alone, position=0)

    page = read_list(client, "/themes/neglect/")

    assert set(re.findall(r'name="tick" form="list" value="(F\d+)"', page)) == {recommended.code, alone.code}
    assert page.count("Make a list</button>") == 1
    assert page.count('id="list"') == 1
    assert f'<input type="hidden" name="id" value="{alone.code}">' in read_list(
        client, f"/findings/{alone.code}/"
    )
    listed = client.get(
        "/findings/",
        {
            "id": [
                f"https://x.example/findings/?id={recommended.code}&note-{recommended.code}=Mine",
                alone.code,
            ]
        },
    )
    assert listed["Location"] == (
        f"/findings/?id={recommended.code}&id={alone.code}&note-{recommended.code}=Mine"
    )
