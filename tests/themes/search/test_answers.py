"""What the page says of a search that finds nothing, or matches loosely."""

import re

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]


def read(client, words: str) -> str:
    page = client.get("/search/", {"q": words}, follow=True).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page[page.index("<main") :]))


def test_nothing_says_that_and_what_is_nearest(client):
    page = read(client, "teenager vaping at parties")

    assert "0 findings for" in page
    assert "Nothing here says that yet. No finding holds “vaping”, “parties”." in page
    assert "The nearest themes, which may not speak of it: Teenagers" in page
    assert "Some findings hold only “teenager”." in page
    assert "Themes that fit" not in page


def test_the_gap_is_named_and_weak_words_bring_nothing(client):
    page = read(client, "girl taken abroad to be cut, different stories")

    assert "Nothing here says that yet." in page
    assert "Too little to go by alone: “girl”, “taken”, “different”, “stories”." in page
    assert "nothing has been added yet about female genital mutilation" in page
    assert "The nearest themes, which may not speak of it: Race, culture and faith" in page


def test_a_name_of_a_theme_in_another_order_is_no_nothing(client):
    assert "Nothing here says that" not in read(client, "father absent")


def test_which_words_counted_is_said(client):
    page = read(client, "different parents drinking on the sofa -plan")

    assert "These findings hold one or more of: “parents”, “drinking”" in page
    assert "None holds “sofa”." in page
    assert "Too little to go by alone: “different”." in page
    assert "Left out because of the “-” before it: findings with “plan”." in page


def test_one_thing_that_leads_to_a_theme_is_said_to(client):
    page = read(client, "was not brought")

    assert (
        "hold “was not brought” or other words for it, or stand where it leads. Those with most come first."
        in page
    )
