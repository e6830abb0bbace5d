"""Two periods or two themes ticked to be read together."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.factories import make_finding, make_period, make_theme
from themes.explore.pairs import read_ticked

TICK_TWO = "Tick two periods, or two themes, and nothing else"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("period=2003-2005&period=2011-2014", "/compare/?period=2003-2005&period=2011-2014"),
        ("theme=neglect&theme=babies", "/compare/?theme=neglect&theme=babies"),
        ("theme=neglect,babies", "/compare/?theme=neglect&theme=babies"),
        ("theme=neglect&theme=babies&theme=neglect&period=", "/compare/?theme=neglect&theme=babies"),
        ("theme=a%26b&theme=%22", "/compare/?theme=a%26b&theme=%22"),
    ],
)
def test_two_of_one_kind_lead_to_their_comparison(query, address):
    assert read_ticked(QueryDict(query)).url == address


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "nothing"),
        ("theme=&period=+&theme=,", "nothing"),
        ("period=2003-2005", "1 period"),
        ("theme=neglect&theme=neglect", "1 theme"),
        ("theme=a&theme=b&theme=c", "3 themes"),
        ("theme=a&period=b", "1 period and 1 theme"),
        ("theme=a&period=b&period=c", "2 periods and 1 theme"),
        ("theme=a&theme=b&period=c&period=d", "2 periods and 2 themes"),
    ],
)
def test_anything_else_is_said_in_words(query, words):
    ticked = read_ticked(QueryDict(query))

    assert (ticked.url, ticked.words) == ("", words)


@pytest.mark.django_db
def test_table_leads_to_the_comparison_of_both(client):
    periods = [make_period(2003, 2005), make_period(2011, 2014), make_period(2009, 2011)]
    for period in periods:
        make_finding(f"Of {period}.", themes=(make_theme(),), periods=(period,))

    page = client.get(
        reverse("themes-by-period"),
        {"compare": "yes", "period": ["2003-2005", "2011-2014"]},
        follow=True,
    )

    assert page.redirect_chain == [("/compare/?period=2003-2005&period=2011-2014", 302)]
    assert '<h1 class="govuk-heading-l">2003 to 2005 beside 2011 to 2014' in page.content.decode()


@pytest.mark.django_db
def test_table_says_what_was_ticked_and_keeps_it(client):
    make_period(2003, 2005)
    make_theme("Neglect", slug="neglect")
    make_theme("Babies", slug="babies")

    def read(query):
        return " ".join(client.get(reverse("themes-by-period") + query).content.decode().split())

    refused = read("?compare=yes&theme=neglect&period=2003-2005&period=1066")
    assert "<p>You ticked 2 periods and 1 theme.</p>" in refused
    assert TICK_TWO in refused
    assert "<title>Error: Themes by period" in refused
    assert 'value="neglect" checked>' in refused
    assert 'value="2003-2005" checked>' in refused
    assert 'value="babies">' in refused
    nothing = read("?compare=")
    assert "You ticked nothing." in nothing
    assert " checked" not in nothing
    assert TICK_TWO not in read("?theme=neglect")
