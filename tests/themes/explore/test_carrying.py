"""What is chosen goes along every link, form and box of a page, and nowhere else."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse

from tests.factories import (
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from themes.explore.carrying import add_list, carry_list, put_into_page
from themes.explore.list_addresses import AddressedList
from themes.models import Situation, SituationFinding

CHOSEN = AddressedList(("F001", "F002"), "A & B", {"F002": "“x”\ny"})
ADDED = "tick=F001+F002&amp;title=A+%26+B&amp;note-F002=%E2%80%9Cx%E2%80%9D%0Ay"
FIELDS = '<input type="hidden" name="title" value="A &amp; B"><input type="hidden" name="note-F002" value="“x”\ny">'
TICKED = "tick=F001+F002&title=My+session&note-F001=Mine"


@pytest.mark.parametrize(
    ("html", "carried"),
    [
        ('<a href="/themes/">', f'<a rel="nofollow" href="/themes/?{ADDED}">'),
        (
            '<a\n class="x" href="/themes/?a=b#c">',
            f'<a rel="nofollow"\n class="x" href="/themes/?a=b&amp;{ADDED}#c">',
        ),
        ('<a href="?page=2">', f'<a rel="nofollow" href="?page=2&amp;{ADDED}">'),
        ('<a href="./">', f'<a rel="nofollow" href="./?{ADDED}">'),
        ('<a href="/x/A&#x27;/#b">', f'<a rel="nofollow" href="/x/A&#x27;/?{ADDED}#b">'),
        ('<a href="/findings/?id=F001">', ""),
        ('<a href="/findings/?theme=x&amp;tick=F009">', ""),
        ('<a href="/findings.csl.json?theme=x">', ""),
        ('<a href="/corrections/feed.atom">', ""),
        (
            '<a href="/reviews/x/p/1.2/" rel="next">',
            f'<a href="/reviews/x/p/1.2/?{ADDED}" rel="nofollow next">',
        ),
        ('<a href="//elsewhere.example/">', ""),
        ('<a href="https://elsewhere.example/">', ""),
        ('<a href="#main">', ""),
        ('<a href="/admin/">', ""),
        ('<link href="/themes/">', ""),
        ('&lt;a href="/themes/"&gt;', ""),
        ('<p data-x hidden><form method="post" action="/x">', ""),
        (
            '<input type="checkbox" name="tick" value="x" data-codes="F002 F003">',
            '<input type="checkbox" name="tick" value="x" data-codes="F002 F003" checked>',
        ),
        ('<input type="checkbox" name="tick" value="x" data-codes="F003">', ""),
        (
            '<form class="x" method="get" action="/search/">',
            '<form class="x" method="get" action="/search/"><div data-goes-along hidden>'
            '<input type="hidden" name="tick" value="F001 F002">'
            f"{FIELDS}</div>",
        ),
        (
            '<form method="get" data-add-to-list="F009">',
            '<form method="get" data-add-to-list="F009"><div data-goes-along hidden>'
            '<input type="hidden" name="id" value="F001"><input type="hidden" name="id" value="F002">'
            f"{FIELDS}</div>",
        ),
        (
            "<p data-list-elsewhere hidden></p>",
            "<p data-list-elsewhere>Ticked on other pages: F001, F002.</p>",
        ),
    ],
)
def test_html_knows_what_is_chosen(html, carried):
    assert put_into_page(html, CHOSEN) == (carried or html)


def test_boxes_of_a_form_speak_for_themselves():
    html = '<form method="get" id="list"><input type="checkbox" name="tick" data-codes="F001">'

    page = put_into_page(html, CHOSEN)

    assert re.findall(r'type="hidden" name="tick" value="([^"]*)"', page) == ["F002"]
    assert '<input type="hidden" name="order" value="F001 F002">' in page
    assert FIELDS in page


def test_address_keeps_its_own():
    assert add_list("/findings/?theme=x", AddressedList(("F001",))) == "/findings/?theme=x&tick=F001"
    assert add_list("/findings/?id=F009", AddressedList(("F001",))) == "/findings/?id=F009"


@pytest.fixture
def collection():
    """Pages of every kind that lists findings."""
    make_period()
    theme, review = make_theme("Neglect"), make_review(slug="report")
    first, second, third = (
        make_finding(f"Number {number}.", number=number, themes=(theme,), review=review)
        for number in (1, 2, 3)
    )
    make_citation(first, second, third)
    make_block(first, second)
    for number in range(4, 34):
        make_finding(f"Number {number}.", number=number, themes=(theme,), review=review)
    situation = Situation.objects.create(slug="late-visit", title="A late visit")
    for position, finding in enumerate((first, third)):
        SituationFinding.objects.create(situation=situation, finding=finding, position=position)


PAGES = [
    "/",
    "/findings/",
    "/findings/?theme=neglect",
    "/findings/?page=2",
    "/findings/?kind=statistic",
    "/findings/F003/",
    "/search/?q=number",
    "/search/",
    "/themes/",
    "/themes/neglect/",
    "/themes-by-period/",
    "/situations/",
    "/situations/late-visit/",
    "/reviews/",
    "/reviews/report/",
    "/reviews/report/p/53/",
    "/periods/",
    "/periods/2011-2014/",
    "/what-we-have-read/",
    "/what-changed/",
    "/figures/",
    "/compare/",
    "/compare/?theme=neglect",
    "/then-and-now/",
    "/corrections/",
    "/help/",
]


@pytest.mark.django_db
def test_every_way_on_keeps_the_list(client, collection):
    for address in PAGES:
        page = client.get(f"{address}{'&' if '?' in address else '?'}{TICKED}", follow=True)
        html = page.content.decode()
        links = [unescape(link) for link in re.findall(r'<a\b[^>]*?\shref="([/?.][^"]*)"', html)]
        ways_on = [
            link for link in links if not re.search(r"\.[a-z]", urlsplit(link).path) and "?id=" not in link
        ]

        assert page.status_code == 200, address
        assert {*page["Cache-Control"].replace(" ", "").split(",")} >= {"private"}, address
        assert "no-cache" in page["Cache-Control"] or "no-store" in page["Cache-Control"], address
        assert len(ways_on) > 15, address
        without = [link for link in ways_on if "My+session" not in link or "note-F001=Mine" not in link]
        assert without == [], address
        for form in re.findall(r'<form\b[^>]*\smethod="get".*?</form>', html, re.DOTALL):
            assert 'name="title" value="My session"' in form, address
        assert "data-my-list-count>2<" in html, address
        whole = 'href="/findings/?id=F001&amp;id=F002&amp;title=My+session&amp;note-F001=Mine"'
        assert whole in html, address


@pytest.mark.django_db
def test_every_lesson_shown_can_be_added(client, collection):
    for address in PAGES:
        html = client.get(address).content.decode()
        codes = " ".join(re.findall(r'name="tick"[^>]*data-codes="([^"]*)"', html))
        boxes = set(codes.split())
        lessons = set(re.findall(r'<article class="portal-finding" aria-label="Finding (F\d+)"', html))

        assert lessons <= boxes, address
        assert html.count('id="list"') == (1 if boxes or "portal-filters" in html else 0), address


@pytest.mark.django_db
def test_where_pages_lead_by_themselves_the_list_goes_along(client, collection):
    for address, target in (
        ("/f/3?", "/findings/F003/?"),
        ("/findings/?theme=nEglect&", "/findings/?theme=neglect&"),
        ("/search/?q=F003&", "/findings/F003/?"),
    ):
        assert client.get(f"{address}{TICKED}")["Location"] == f"{target}{TICKED}"


@pytest.mark.django_db
def test_page_of_a_list_leads_on_with_it(client, collection):
    html = client.get("/findings/?id=F003&title=My+session").content.decode()

    assert 'href="/findings/?tick=F003&amp;title=My+session">Findings</a>' in html
    assert 'href="/themes/neglect/?tick=F003&amp;title=My+session"' in html


MANY = AddressedList(tuple(f"F{number:03}" for number in range(1, 101)), "My session")
LONG = "/findings/?tick=" + "+".join(MANY.codes) + "&title=My+session"


def test_long_list_is_not_repeated_in_every_link():
    html = '<a href="/themes/">' * 400 + '<form method="get">'

    page = put_into_page(html, MANY)

    assert page.count('<a rel="nofollow" href="/themes/?tick=along">') == 400
    assert len(page) < 30_000
    assert 'name="title" value="My session"' in page  # a form takes all of it
    assert "?tick=F001+F002" in put_into_page(html[:1000], MANY)  # few links hold it whole
    assert "?tick=F001+F002" in put_into_page(html, MANY, is_named=False)


@pytest.mark.django_db
def test_link_of_a_page_with_a_long_list_is_led_to_the_whole_address(client, collection):
    for address, target in (
        ("/themes/neglect/?tick=along", "/themes/neglect/?"),
        ("/findings/?theme=neglect&tick=along", "/findings/?theme=neglect&"),
    ):
        answer = client.get(address, headers={"referer": f"http://testserver{LONG}"})

        assert answer["Location"] == target + LONG.partition("?")[2]
        assert "no-cache" in answer["Cache-Control"]
    made = f"http://testserver{MANY.address}"
    answer = client.get("/themes/neglect/?tick=along", headers={"referer": made})
    assert answer["Location"] == "/themes/neglect/?" + LONG.partition("?")[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "referer", [None, "http://testserver/", "http://elsewhere.example/?tick=F001", "http://[", "x" * 5000]
)
def test_where_a_browser_does_not_say_where_it_came_from_the_page_says_how_to_keep_the_list(
    client, collection, referer
):
    answer = client.get("/themes/neglect/?tick=along", headers={"referer": referer} if referer else {})
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "This link takes along the list of the page it stands on" in html
    assert "go back to it" in html
    assert "private" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "along" not in re.sub(r"<[^>]*>", "", html).replace("takes along", "")
    assert "tick=along" not in html
    again = client.get("/themes/neglect/").content.decode()
    assert "This link takes along the list of the page it stands on" not in again


@pytest.mark.django_db
def test_page_with_the_longest_list_is_hardly_heavier_for_it(client, collection):
    plain = client.get("/findings/").content
    chosen = "+".join(f"F{number:03}" for number in range(1, 101))

    heavy = client.get(f"/findings/?tick={chosen}").content

    assert 1_000 < len(heavy) - len(plain) < 60_000


def test_followed_link_leads_to_no_other_host(rf):
    request = rf.get("/themes/?tick=along", headers={"referer": f"http://testserver{LONG}"})
    assert carry_list(lambda _: HttpResponse("A page."))(request)["Location"].startswith("/themes/?tick=F001")

    request.path = "//elsewhere.example/"

    assert "Location" not in carry_list(lambda _: HttpResponse("A page."))(request)
