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


def test_finding_can_be_taken_off_a_list_and_moved_up(client):
    one, two, three = (make_finding() for _ in range(3))

    page = read_list(client, f"/findings/?id={one.code}&id={two.code}&id={three.code}")

    assert f'href="/findings/?id={one.code}&amp;id={three.code}">Remove' in page
    assert (
        f'href="/findings/?id={one.code}&amp;id={three.code}&amp;id={two.code}#{three.code}">Move up' in page
    )


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


def test_ticks_go_along_through_pages_filters_and_chosen_filters(client):
    theme = make_theme("Neglect")
    findings = [make_finding(f"Number {place}.", themes=(theme,)) for place in range(30)]
    first, last = findings[0].code, findings[-1].code

    page = read_list(client, f"/findings/?theme=neglect&tick={first}&tick={last}")
    after = read_list(client, f"/findings/?theme=neglect&tick={first}&tick={last}&page=2")
    nothing = read_list(client, f"/findings/?theme=neglect&kind=statistic&tick={first}")

    for shown, ticked, elsewhere in ((page, first, last), (after, last, first)):
        assert re.findall(r'value="(F\d+)" id="pick-F\d+"\s+checked', shown) == [ticked]
        assert re.findall(r'<input type="hidden" name="tick" value="(F\d+)">', shown) == [elsewhere]
        assert f"Ticked on other pages: {elsewhere}." in shown
        assert f'href="/findings/?tick={first}&amp;tick={last}"' in shown  # without the theme
    assert 'form="list" name="to" value="2"' in page
    assert f'href="/findings/?theme=neglect&amp;tick={first}"' in nothing
    assert f"Ticked on other pages: {first}." in nothing


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
    assert f'value="{codes[1]}"' in shown
    assert sent["Location"] == f"/findings/?id={codes[1]}&id={codes[0]}"


def test_ticks_have_one_address_and_nonsense_is_none(client):
    make_finding(number=4)

    assert client.get("/findings/?tick=f4&tick=x&tick=F004&page=1")["Location"] == "/findings/?tick=F004"
    assert client.get("/findings/?list=new&tick=x")["Location"] == "/findings/?list=new"


def test_block_is_ticked_by_whichever_of_its_findings(client):
    first, second = make_finding("One."), make_finding("Two.")
    make_block(first, second)

    page = read_list(client, f"/findings/?tick={second.code}")

    assert re.findall(r'value="(F\d+)" id="pick-F\d+"\s+checked', page) == [first.code]
    assert "Ticked on other pages" not in page


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
        "/findings/", {"id": [f"https://x.example/findings/?id={recommended.code}", alone.code]}
    )
    assert listed["Location"] == f"/findings/?id={recommended.code}&id={alone.code}"
